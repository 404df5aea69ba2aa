"""Each campaign, short: that it can be run and that it would find what it looks for."""

from __future__ import annotations

import random
from pathlib import Path

import clock
import export
import flips
import pytest
import truncate

from patrol_app.recordings.frames import Direction, FrameWriter


def test_an_export_that_is_killed_leaves_no_half_pack(tmp_path: Path) -> None:
    result = export.campaign(tmp_path, iter(range(2)), seed=5)
    assert (result.runs, result.half, result.broken) == (2, 0, 0)


def test_a_clock_that_jumps_moves_no_duration(tmp_path: Path) -> None:
    result = clock.campaign(tmp_path, iter(range(3)), seed=2)
    assert (result.runs, result.moved, result.broken) == (3, 0, 0)
    assert result.jumps >= 3


def test_files_cut_at_their_end_open_again_or_say_that_they_are_damaged(tmp_path: Path) -> None:
    found = truncate.campaign(tmp_path, 97)
    assert {result.wrong for result in found.values()} == {0}
    assert {result.damaged for name, result in found.items() if name != "database"} == {0}
    assert min(result.cuts for result in found.values()) > 20


def test_a_flipped_bit_never_gives_another_number(tmp_path: Path) -> None:
    found = flips.campaign(tmp_path, iter(range(8)), seed=3)
    assert {result.wrong for result in found.values()} == {0}
    assert found["pack"].noticed == found["raw"].noticed == 8


def test_a_flip_changes_exactly_one_bit(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(bytes(100))
    flips.flip(path, random.Random(1))
    assert sum(byte.bit_count() for byte in path.read_bytes()) == 1


@pytest.mark.parametrize("text", [b"another", b"00007,99.0\r\n"])
def test_content_that_was_never_recorded_would_be_found(tmp_path: Path, text: bytes) -> None:
    path = tmp_path / "a.frames"
    with FrameWriter.create(path) as writer:
        writer.append(Direction.RECEIVED, 0, 0, text)
    assert not truncate._frames(path)
