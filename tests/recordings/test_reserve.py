from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from patrol_app.domain.errors import CannotDo
from patrol_app.recordings.reserve import (
    DATA_BYTES_PER_HOUR,
    DiskReserve,
    audio_bytes_per_hour,
    free_bytes,
    hours_left,
)


def test_hours_left_with_audio_and_data() -> None:
    assert audio_bytes_per_hour(48_000) == 345_600_000
    assert hours_left(353_600_000 * 2, audio_bytes_per_hour(48_000) + DATA_BYTES_PER_HOUR) == 2
    assert hours_left(0, 1) == hours_left(-5, 1) == 0


def test_free_bytes_is_what_the_system_says(tmp_path: Path) -> None:
    assert free_bytes(tmp_path) == pytest.approx(shutil.disk_usage(tmp_path).free, rel=0.1)
    with pytest.raises(CannotDo, match="missing"):
        free_bytes(tmp_path / "none")


def test_the_reserve_takes_real_room_and_gives_it_back(tmp_path: Path) -> None:
    reserve = DiskReserve(tmp_path / "reserve.bin", 3_000_000)
    assert reserve.hold()
    assert reserve.held
    assert reserve.path.stat().st_blocks * 512 >= 3_000_000
    assert reserve.hold(), "twice is once"
    assert reserve.release() == 3_000_000
    assert reserve.release() == 0
    assert not list(tmp_path.iterdir())


def test_a_torn_reserve_is_made_again(tmp_path: Path) -> None:
    reserve = DiskReserve(tmp_path / "reserve.bin", 100_000)
    reserve.path.write_bytes(b"short")
    assert not reserve.held
    assert reserve.hold()
    assert reserve.path.stat().st_size == 100_000


def test_without_room_there_is_no_reserve_and_no_leftover(tmp_path: Path) -> None:
    program = """
import resource, sys
from pathlib import Path
from patrol_app.recordings.reserve import DiskReserve
resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))
print(DiskReserve(Path(sys.argv[1]), 100_000).hold())
"""
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "reserve.bin")], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"
    assert not list(tmp_path.iterdir())
