"""The microphone: its ring, and a machine without one."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from drivers import earphone, microphone, sound_devices
from drivers.errors import PortRefused
from drivers.microphone import Microphone, Ring
from drivers.readings import AudioBlock


def test_blocks_come_out_as_they_went_in() -> None:
    ring = Ring(block=4, blocks=3)
    for number in range(3):
        ring.put(np.full(4, number, np.float32), overflowed=False)
    for number in range(3):
        block = ring.take(48000)
        assert block is not None
        assert block.first_sample == 4 * number
        assert block.samples.tolist() == [number] * 4
        assert not block.overflowed
    assert ring.take(48000) is None


def test_a_full_ring_loses_the_newest_counts_it_and_keeps_the_time() -> None:
    ring = Ring(block=4, blocks=2)
    for number in range(4):
        ring.put(np.full(4, number, np.float32), overflowed=False)
    assert ring.overflows == 2
    assert [block.first_sample for _ in range(2) if (block := ring.take(48000))] == [0, 4]
    ring.put(np.full(4, 9, np.float32), overflowed=False)
    block = ring.take(48000)
    assert block is not None
    assert (block.first_sample, block.overflowed) == (16, True)


def test_samples_that_never_came_are_skipped_and_the_next_block_says_so() -> None:
    ring = Ring(block=4, blocks=8)
    ring.put(np.zeros(4, np.float32), overflowed=False)
    ring.skip(100)
    ring.skip(-5)
    ring.put(np.ones(4, np.float32), overflowed=False)
    ring.put(np.ones(4, np.float32), overflowed=False)
    blocks = [block for _ in range(3) if (block := ring.take(48000)) is not None]
    assert [(block.first_sample, block.overflowed) for block in blocks] == [(0, False), (104, True), (108, False)]
    assert ring.overflows == 2


def test_the_devices_are_a_list_that_may_be_empty() -> None:
    assert all(device.channels > 0 for device in microphone.devices())


def test_no_microphone_is_a_plain_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(microphone, "devices", list)
    blocks: list[AudioBlock] = []
    device = Microphone(blocks.append)
    with pytest.raises(PortRefused) as fault:
        device.open()
    assert fault.value.key in ("drivers.no_microphone", "drivers.no_portaudio")
    assert not device.present
    device.close()


def test_blocks_are_delivered_in_the_own_thread() -> None:
    blocks: list[AudioBlock] = []
    device = Microphone(blocks.append)
    device._thread.start()

    class Status:
        input_overflow = False

    for _ in range(3):
        device._take(np.zeros((4800, 1), np.float32), 4800, None, Status())
    device.close()
    assert [block.first_sample for block in blocks] == [0, 4800, 9600]


class Machine(ModuleType):
    """PortAudio on a machine whose sound cards are plugged in and out: its list is read when it is loaded."""

    class PortAudioError(Exception):
        """As PortAudio's."""

    def __init__(self) -> None:
        super().__init__("sounddevice")
        self.plugged: list[str] = []
        self.seen: list[str] = []
        self.streams: list[Any] = []
        machine = self

        class Stream:
            active = True

            def __init__(self, **settings: Any) -> None:
                device = settings["device"] or 0
                if machine.seen[device : device + 1] != machine.plugged[device : device + 1]:
                    raise machine.PortAudioError("Device unavailable")
                self.name = machine.seen[device]
                self.callback: Any = settings.get("callback")
                machine.streams.append(self)

            def start(self) -> None:
                if self.callback is not None:
                    threading.Thread(target=self._run, daemon=True).start()

            def _run(self) -> None:
                status = type("Status", (), {"input_overflow": False})
                while self in machine.streams and self.name in machine.plugged:
                    self.callback(np.zeros((4800, 1), np.float32), 4800, None, status)
                    time.sleep(0.02)

            def stop(self, **_: Any) -> None:
                return

            def write(self, _samples: Any) -> None:
                return

            def abort(self, **_: Any) -> None:
                if self in machine.streams:
                    machine.streams.remove(self)

            def close(self, **_: Any) -> None:
                self.abort()

        self.InputStream = self.OutputStream = Stream

    def query_devices(self, device: int | None = None, kind: str | None = None) -> Any:
        every = [
            {
                "index": index, "name": name, "hostapi": 0, "default_samplerate": 48000.0,
                "max_input_channels": 0 if "phones" in name else 1, "max_output_channels": 2 if "phones" in name else 0,
            }
            for index, name in enumerate(self.seen)
        ]  # fmt: skip
        return every if kind is None else every[device or 0]

    def _terminate(self) -> None:
        assert not self.streams, "a stream was cut off"

    def _initialize(self) -> None:
        self.seen = list(self.plugged)


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Iterator[Machine]:
    made = Machine()
    monkeypatch.setitem(sys.modules, "sounddevice", made)
    monkeypatch.setattr(sound_devices, "STREAMS", sound_devices.Streams())
    for module in (microphone, earphone):
        monkeypatch.setattr(module, "STREAMS", sound_devices.STREAMS)
    for name, seconds in (("_LOST_S", 0.1), ("_BEGIN_S", 0.5), ("_RETRY_S", 0.02)):
        monkeypatch.setattr(microphone, name, seconds)
    yield made
    made.plugged.clear()


def until(come: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20.0
    while not come():
        assert time.monotonic() < deadline, "never came"
        time.sleep(0.01)


def test_a_microphone_that_returns_under_another_number_is_found_by_its_name_and_no_other_is_taken(
    machine: Machine,
) -> None:
    machine.plugged[:] = ["USB Mic: Audio (hw:0,0)"]
    made = Microphone(lambda _block: None)
    made.open()
    try:
        until(lambda: made._heard_s is not None)
        machine.plugged[:] = ["Built-in: Analog (hw:1,0)"]
        until(lambda: not made.present)
        time.sleep(0.3)
        assert not made.present, "another microphone was taken in its place"
        machine.plugged[:] = ["Built-in: Analog (hw:1,0)", "USB Mic: Audio (hw:2,0)"]
        until(lambda: made.present)
        assert [stream.name for stream in machine.streams] == ["USB Mic: Audio (hw:2,0)"]
    finally:
        made.close()
    assert machine.streams == []


def test_the_list_is_read_anew_only_while_no_stream_would_be_cut_off(machine: Machine) -> None:
    machine.plugged[:] = ["USB Mic: Audio (hw:0,0)"]
    assert [each.name for each in microphone.devices()] == machine.plugged
    made = Microphone(lambda _block: None)
    made.open()
    until(lambda: made._heard_s is not None)
    machine.plugged.append("phones")
    assert earphone.outputs() == []
    made.close()
    assert [each.name for each in earphone.outputs()] == ["phones"]
    assert earphone.sound("phones") >= 0.0
    machine.plugged.insert(0, "phones 2")
    assert [each.name for each in earphone.outputs()] == ["phones 2", "phones"]


def test_a_sound_server_that_is_slow_to_begin_leaves_no_gap(machine: Machine) -> None:
    machine.plugged[:] = ["USB Mic: Audio (hw:0,0)"]
    blocks: list[AudioBlock] = []
    made = Microphone(blocks.append)
    slow = machine.InputStream.start

    def start(stream: Any) -> None:
        threading.Timer(0.25, slow, (stream,)).start()

    setattr(machine.InputStream, "start", start)  # noqa: B010 - the type checker takes it for a method
    made.open()
    try:
        until(lambda: len(blocks) > 4)
        assert not any(block.overflowed for block in blocks)
    finally:
        made.close()
