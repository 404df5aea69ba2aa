"""The microphone: its ring, and a machine without one."""

from __future__ import annotations

import numpy as np
import pytest

from drivers import microphone
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
