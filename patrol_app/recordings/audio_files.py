"""Audio files of any origin, read in blocks for the sound level meter: WAV, RF64, W64, FLAC, and what libsndfile knows.

Uncompressed samples are read as they lie on disk, several times faster than through libsndfile, and 16 bit stays 16
bit. A compressed file keeps its decoders open, because to seek one costs as much as to decode half a minute. Memory
does not depend on the length of the file.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from patrol_app.domain.errors import BadInput, CannotDo
from patrol_app.recordings.wave_layout import WaveLayout, read_wave_layout

_FRONT = 8  # bytes in front of the samples: keeps them aligned, and the 24-bit view begins one byte early

Channel = NDArray[np.int16] | NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class AudioFile:
    """An opened file: its shape, and the level of full scale if its header says one.

    ``truncated``: the file holds less than its header promises; ``frames`` of them are readable. ``compressed`` files
    gain from several readers.
    """

    path: Path
    sample_rate_hz: int
    channels: int
    frames: int
    truncated: bool
    reference_db: float | None
    layout: WaveLayout | None
    sixteen_bit: bool
    _decoders: deque[tuple[int, Any]] = field(default_factory=deque, repr=False, compare=False)

    @property
    def compressed(self) -> bool:
        """Whether libsndfile decodes it."""
        return self.layout is None

    def close(self) -> None:
        """Close what reading has left open; the file can still be read."""
        while self._decoders:
            self._decoders.pop()[1].close()

    def read(self, start: int, count: int) -> tuple[Channel, ...]:
        """Frames ``start`` to ``start + count``, one array a channel: int16, or float32 with full scale 1.0.

        Raises:
            BadInput: the file became unreadable or is damaged inside.
        """
        count = max(0, min(count, self.frames - start))
        try:
            frames = self._decoded(start, count) if self.layout is None else _raw(self.path, self.layout, start, count)
        except OSError as fault:
            raise BadInput("audio.unreadable", file=str(self.path), reason=fault.strerror or str(fault)) from fault
        if len(frames) < count:
            raise BadInput("audio.damaged", file=str(self.path), seconds=(start + len(frames)) / self.sample_rate_hz)
        if frames.ndim == 1:
            return (frames,)
        split: list[Channel] = [frames[:, channel].copy() for channel in range(self.channels)]
        return tuple(split)

    def blocks(self, frames: int, *, readers: int = 1) -> Iterator[tuple[Channel, ...]]:
        """The whole file in order, read ahead by ``readers`` threads, each with its own handle."""
        with ThreadPoolExecutor(readers) as pool:
            ahead: deque[Future[tuple[Channel, ...]]] = deque()
            try:
                for start in range(0, self.frames, frames):
                    ahead.append(pool.submit(self.read, start, frames))
                    if len(ahead) > readers:
                        yield ahead.popleft().result()
                while ahead:
                    yield ahead.popleft().result()
            finally:
                for future in ahead:
                    future.cancel()

    def _decoded(self, start: int, count: int) -> Channel:
        soundfile = _soundfile()
        try:
            file = self._decoder_at(start)
            found: Channel = file.read(count, dtype="int16" if self.sixteen_bit else "float32")
        except soundfile.LibsndfileError as fault:
            raise BadInput("audio.damaged", file=str(self.path), seconds=start / self.sample_rate_hz) from fault
        self._decoders.append((start + count, file))
        return found

    def _decoder_at(self, start: int) -> Any:
        """An open decoder that stands there already, or else a new one; no other thread has it."""
        for _ in range(len(self._decoders)):
            try:
                place, file = self._decoders.popleft()
            except IndexError:  # other threads took them
                break
            if place == start:
                return file
            self._decoders.append((place, file))
        file = _soundfile().SoundFile(str(self.path))
        file.seek(start)
        return file


def open_audio(path: Path) -> AudioFile:
    """Look at a file's header.

    Raises:
        BadInput: no such file, a folder, an empty file, a cut header, no audio at all, or no samples.
        CannotDo: the file needs libsndfile and it is not installed.
    """
    try:
        if not path.exists():
            raise BadInput("audio.missing", file=str(path))
        if path.is_dir():
            raise BadInput("audio.folder", file=str(path))
        if path.stat().st_size == 0:
            raise BadInput("audio.empty", file=str(path))
        layout = read_wave_layout(path)
    except OSError as fault:
        raise BadInput("audio.unreadable", file=str(path), reason=fault.strerror or str(fault)) from fault
    if layout is not None and layout.kind is not None:
        opened = AudioFile(
            path=path,
            sample_rate_hz=layout.sample_rate_hz,
            channels=layout.channels,
            frames=layout.frames,
            truncated=layout.truncated,
            reference_db=layout.reference_db,
            layout=layout,
            sixteen_bit=layout.kind == "<i2",
        )
    else:
        opened = _open_decoded(path, layout.reference_db if layout else None)
    if opened.frames == 0:
        raise BadInput("audio.no_samples", file=str(path))
    return opened


def _open_decoded(path: Path, reference_db: float | None) -> AudioFile:
    soundfile = _soundfile()
    try:
        facts = soundfile.info(str(path))
    except (soundfile.LibsndfileError, TypeError) as fault:
        raise BadInput("audio.not_audio", file=str(path)) from fault
    frames = _whole_frames(path, int(facts.frames)) if facts.format == "FLAC" else int(facts.frames)
    return AudioFile(
        path=path,
        sample_rate_hz=int(facts.samplerate),
        channels=int(facts.channels),
        frames=frames,
        truncated=frames < facts.frames,
        reference_db=reference_db,
        layout=None,
        sixteen_bit=facts.subtype == "PCM_16",
    )


def _whole_frames(path: Path, promised: int) -> int:
    """How many frames of a FLAC file can be decoded; fewer than its header promises if the file was cut."""
    readable, lost = 0, promised
    probe = promised - 1
    while readable < lost:
        if _decodes(path, probe):
            readable = probe + 1
        else:
            lost = probe
        probe = (readable + lost) // 2
    return readable


def _decodes(path: Path, frame: int) -> bool:
    soundfile = _soundfile()
    try:
        with soundfile.SoundFile(str(path)) as file:
            file.seek(frame)
            return len(file.read(1)) == 1
    except soundfile.LibsndfileError:
        return False


def _soundfile() -> Any:
    try:
        import soundfile
    except (ImportError, OSError) as fault:
        raise CannotDo("audio.no_library", reason=str(fault)) from fault
    return soundfile


def _raw(path: Path, layout: WaveLayout, start: int, count: int) -> Channel:
    align = layout.width * layout.channels
    raw = np.empty(_FRONT + count * align, np.uint8)
    with path.open("rb", buffering=0) as file:
        file.seek(layout.data_offset + start * align)
        got, view = 0, raw.data[_FRONT:]
        while got < len(view):
            step = file.readinto(view[got:])
            if not step:
                break
            got += step
    whole = got // align * align
    frames = _numbers(raw, whole, layout)
    return frames if layout.channels == 1 else frames.reshape(-1, layout.channels)


def _numbers(raw: NDArray[np.uint8], used: int, layout: WaveLayout) -> Channel:
    if layout.kind == "i3":
        # Four bytes at every third one: the sample in the upper three, its neighbour's byte below, shifted out.
        wide = np.ndarray((used // 3,), "<i4", raw.data, _FRONT - 1, (3,))
        found: NDArray[np.float32] = np.multiply(wide >> 8, np.float32(2.0**-23), dtype=np.float32)
        return found
    samples = np.frombuffer(raw, layout.kind, used // layout.width, _FRONT)
    if layout.kind == "<i2":
        return np.asarray(samples, np.int16)
    if layout.kind == "<i4":
        return np.asarray(np.multiply(samples, np.float32(2.0**-31), dtype=np.float32))
    if layout.kind == "u1":
        return (samples.astype(np.float32) - np.float32(128.0)) * np.float32(2.0**-7)
    return np.asarray(samples, np.float32)
