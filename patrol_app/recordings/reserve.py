"""Room on the disk: how many hours are left, and a reserve so that the closing records always fit."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from patrol_app.domain.errors import CannotDo
from patrol_app.recordings.disk import DurableFile, disk_fault, rename

RESERVE_BYTES = 32 * 1024 * 1024
DATA_BYTES_PER_HOUR = 8_000_000
"""Of a usual night with 10 levels a second, measured: database 4.8 MB, raw frames 1.9 MB, series 0.9 MB an hour."""


def audio_bytes_per_hour(sample_rate_hz: int, bits: int = 16) -> int:
    """What mono PCM takes: 345.6 MB/h at 48 kHz and 16 bits."""
    return sample_rate_hz * bits // 8 * 3600


def hours_left(free_bytes: int, bytes_per_hour: float) -> float:
    """How long recording can go on, in hours.

    Args:
        free_bytes: free space without the reserve (the reserve file already takes its room).
        bytes_per_hour: what the session writes; above zero.
    """
    return max(0, free_bytes) / bytes_per_hour


def free_bytes(folder: Path) -> int:
    """Free space on the disk of ``folder`` for this user."""
    try:
        return shutil.disk_usage(folder).free
    except OSError as fault:
        raise disk_fault(fault, folder) from fault


class DiskReserve:
    """A file that holds room while all is well and gives it up when the disk is full."""

    def __init__(self, path: Path, size: int = RESERVE_BYTES) -> None:
        self.path = path
        self.size = size

    @property
    def held(self) -> bool:
        """Get whether the reserve is there in full."""
        return self.path.is_file() and self.path.stat().st_size >= self.size

    def hold(self) -> bool:
        """Take the room if it is free; false when the disk is too full for it."""
        if self.held:
            return True
        part = self.path.with_name(self.path.name + ".part")
        part.unlink(missing_ok=True)
        file = DurableFile.create(part)
        try:
            # Random bytes: a file of zeros takes no room on file systems that compress or leave holes.
            for start in range(0, self.size, 1 << 20):
                file.append(os.urandom(min(1 << 20, self.size - start)))
            file.sync()
        except CannotDo as fault:
            file.close()
            part.unlink(missing_ok=True)
            if fault.key == "recordings.disk_full":
                return False
            raise
        file.close()
        rename(part, self.path)
        return True

    def release(self) -> int:
        """Give the room back; returns the bytes freed."""
        try:
            size = self.path.stat().st_size
            self.path.unlink()
        except FileNotFoundError:
            return 0
        except OSError as fault:
            raise disk_fault(fault, self.path) from fault
        return size
