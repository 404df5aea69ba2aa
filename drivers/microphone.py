"""Sound from an audio device: blocks of 4800 samples, time counted in samples.

The audio callback only copies into a ring; a thread hands the blocks on. No microphone is a normal answer. One that is
pulled out is waited for, and the samples that passed meanwhile are skipped: the first block of a returned microphone
lies where its time is. There is no sound class: a microphone is a meter only with a calibrator before and after.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from types import ModuleType
from typing import Any

import numpy as np

from drivers.clock import machine_ns
from drivers.errors import PortRefused
from drivers.instrument import ModelCard
from drivers.readings import AudioBlock
from drivers.sound_devices import STREAMS, SoundDevice, portaudio, same_device, sound_devices

CARD = ModelCard(
    name="microphone",
    maker="多家 (various)",
    models=("声卡传声器", "USB measurement microphone"),
    kind="audio",
    sound_class=None,
    certainty="A",
    line=None,
    source="the system's audio interface (PortAudio)",
)
BLOCK = 4800
_RING_BLOCKS = 128
_LOST_S = 1.5  # without a block
_BEGIN_S = 4.0  # until the first one: a sound server that wakes up takes its time
_RETRY_S = 1.0


def devices() -> list[SoundDevice]:
    """The inputs there are; empty without a microphone or without PortAudio."""
    return sound_devices("input")


class Ring:
    """Blocks between the audio callback and the thread; when full, the newest block is lost and counted."""

    def __init__(self, block: int = BLOCK, blocks: int = _RING_BLOCKS) -> None:
        self._samples = np.zeros((blocks, block), np.float32)
        self._firsts = [0] * blocks
        self._overflowed = [False] * blocks
        self._written = self._read = 0
        self._position = 0
        self._lost = False
        self.overflows = 0

    def put(self, samples: Any, overflowed: bool) -> None:
        """Copy one block in; called in the audio callback, so it does nothing else."""
        first = self._position
        self._position += len(samples)
        self.overflows += overflowed
        if self._written - self._read >= len(self._firsts):
            self.overflows += 1
            self._lost = True
            return
        slot = self._written % len(self._firsts)
        self._samples[slot, : len(samples)] = samples
        self._firsts[slot] = first
        self._overflowed[slot] = overflowed or self._lost
        self._lost = False
        self._written += 1

    def skip(self, samples: int) -> None:
        """Samples that never came; the next block lies behind them and is marked."""
        self._position += max(0, samples)
        self._lost = True
        self.overflows += 1

    def take(self, sample_rate_hz: int) -> AudioBlock | None:
        """The oldest block as an own copy."""
        if self._read == self._written:
            return None
        slot = self._read % len(self._firsts)
        block = AudioBlock(
            first_sample=self._firsts[slot],
            sample_rate_hz=sample_rate_hz,
            samples=self._samples[slot].copy(),
            overflowed=self._overflowed[slot],
        )
        self._read += 1
        return block


class Microphone:
    """One channel of one input, by its number or its name; ``deliver`` is called in the microphone's own thread."""

    def __init__(
        self, deliver: Callable[[AudioBlock], None], *, device: int | str | None = None, sample_rate_hz: int = 48000
    ) -> None:
        self._deliver = deliver
        self._device = device
        self._own: SoundDevice | None = None
        self.sample_rate_hz = sample_rate_hz
        self._ring = Ring()
        self._ready = threading.Semaphore(0)
        self._stop = False
        self._stream: Any = None
        self._heard_s: float | None = None
        self._tried_s = machine_ns() / 1e9
        self._returned = False
        self._thread = threading.Thread(target=self._run, name="microphone", daemon=True)

    @property
    def overflows(self) -> int:
        """How often samples were lost since opening."""
        return self._ring.overflows

    @property
    def present(self) -> bool:
        """Whether sound comes in; false after it was pulled out, until it is back."""
        return self._stream is not None

    def open(self) -> None:
        """Begin.

        Raises:
            PortRefused: no PortAudio, no such input, or the input does not take the sample rate.
        """
        library = portaudio()
        if library is None:
            raise PortRefused("drivers.no_portaudio")
        found = devices()
        if not found:
            raise PortRefused("drivers.no_microphone")
        try:
            self._own = _chosen(library, found, self._device)
            self._start(library, self._own.index)
        except (library.PortAudioError, ValueError) as fault:
            raise PortRefused("drivers.microphone_refused", device=self._device, reason=str(fault)) from fault
        self._tried_s = machine_ns() / 1e9
        self._thread.start()

    def close(self) -> None:
        """Stop and hand on what is left."""
        stream = self._stream
        if stream is not None:
            stream.stop(ignore_errors=True)
        self._stop = True
        self._ready.release()
        if self._thread.is_alive():
            self._thread.join()
        self._end_stream()

    def _start(self, library: ModuleType, device: int) -> None:
        with STREAMS.opening():
            stream = library.InputStream(
                device=device,
                channels=1,
                samplerate=self.sample_rate_hz,
                blocksize=BLOCK,
                dtype="float32",
                latency="high",
                callback=self._take,
            )
            stream.start()
        self._stream = stream

    def _end_stream(self) -> None:
        stream, self._stream = self._stream, None
        if stream is not None:
            # A device that is gone says so to every call; there is nothing more to end then.
            stream.abort(ignore_errors=True)
            stream.close(ignore_errors=True)
            STREAMS.closed()

    def _take(self, samples: Any, frames: int, time_info: Any, status: Any) -> None:
        now_s = machine_ns() / 1e9
        if self._returned:
            if self._heard_s is not None:
                self._ring.skip(round((now_s - self._heard_s) * self.sample_rate_hz) - len(samples))
            self._returned = False
        self._heard_s = now_s
        self._ring.put(samples[:, 0], bool(status.input_overflow))
        self._ready.release()

    def _run(self) -> None:
        while not self._stop:
            self._ready.acquire(timeout=_LOST_S)
            while (block := self._ring.take(self.sample_rate_hz)) is not None:
                self._deliver(block)
            if not self._stop and self._silent():
                self._wait_for_return()
        while (block := self._ring.take(self.sample_rate_hz)) is not None:
            self._deliver(block)

    def _silent(self) -> bool:
        now_s, heard_s = machine_ns() / 1e9, self._heard_s
        if self._stream is None:
            return True
        if heard_s is None or heard_s < self._tried_s:
            return now_s - self._tried_s > _BEGIN_S
        return now_s - heard_s > _LOST_S

    def _wait_for_return(self) -> None:
        """Try once to open it again, by its name: it may come back under another number, and another is not taken."""
        self._end_stream()
        library = portaudio()
        own = self._own
        if library is None or own is None:
            return
        back = _named([each for each in devices() if each.host == own.host], own.name)
        self._returned = True
        try:
            if back is None:
                raise ValueError(own.name)
            self._start(library, back.index)
        except (library.PortAudioError, ValueError):
            time.sleep(_RETRY_S)
            return
        self._tried_s = machine_ns() / 1e9


def _chosen(library: ModuleType, found: list[SoundDevice], device: int | str | None) -> SoundDevice:
    """The input under a name or a number, or the one that the system takes where none is named.

    Raises:
        ValueError: there is none.
    """
    if isinstance(device, str):
        chosen = _named(found, device)
    else:
        number = int(library.query_devices(device, "input")["index"])
        chosen = next((each for each in found if each.index == number), None)
    if chosen is None:
        raise ValueError("no such input")
    return chosen


def _named(found: list[SoundDevice], name: str) -> SoundDevice | None:
    alike = [each for each in found if same_device(each.name, name)]
    return next((each for each in alike if each.name == name), alike[0] if alike else None)


class Speaker:
    """One output of this machine, for listening again to what was recorded; never used while a visit is recorded."""

    def __init__(self) -> None:
        self._stream: Any = None
        self._mark: tuple[int, float] | None = None
        self._rate = 1

    def play(self, samples: Any, sample_rate_hz: int) -> None:
        """Play samples (16 bit or float with full scale 1.0) from their first; what played before stops.

        Raises:
            PortRefused: no PortAudio, no output, or it does not take the sample rate.
        """
        self.stop()
        library = portaudio()
        if library is None:
            raise PortRefused("drivers.no_portaudio")
        taken = [0]
        self._mark, self._rate = None, sample_rate_hz

        def give(out: Any, frames: int, time: Any, status: Any) -> None:
            self._mark = taken[0], time.outputBufferDacTime
            piece = samples[taken[0] : taken[0] + frames]
            taken[0] += frames
            out[: len(piece), 0] = piece
            out[len(piece) :, 0] = 0
            if len(piece) < frames:
                raise library.CallbackStop

        try:
            with STREAMS.opening():
                stream = library.OutputStream(
                    channels=1, samplerate=sample_rate_hz, dtype=str(samples.dtype), callback=give
                )
                stream.start()
            self._stream = stream
        except (library.PortAudioError, ValueError) as fault:
            self._stream = None
            raise PortRefused("drivers.no_output", reason=str(fault)) from fault

    @property
    def playing(self) -> bool:
        """Whether sound comes out now."""
        return self._stream is not None and bool(self._stream.active)

    @property
    def heard_s(self) -> float:
        """How many seconds of what is played have been heard by now, by the clock of the output."""
        stream, mark = self._stream, self._mark
        if stream is None or mark is None:
            return 0.0
        # a stream that has ended has no time any more: all that was handed over has been heard
        since = float(stream.time) - mark[1] if stream.active else 0.0
        return max(0.0, mark[0] / self._rate + since)

    def stop(self) -> None:
        """Be silent; twice is once."""
        if self._stream is not None:
            self._stream.abort()
            self._stream.close()
            self._stream = None
            STREAMS.closed()
