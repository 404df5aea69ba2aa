"""Where a pack is unpacked to while it is made again: on a disk with room for it, and gone afterwards."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from patrol_app.domain.errors import BadInput, CannotDo
from patrol_app.evidence.unpack import check_folder, unpack

SPARE_BYTES = 64 * 1024 * 1024
LARGE_BYTES = 256 * 1024 * 1024
"""From here on a temporary folder that lies in memory is the last choice."""


@contextmanager
def unpacked(pack: Path) -> Iterator[Path]:
    """The top folder of a pack: itself when it is a folder, else unpacked for as long as it is looked at.

    Raises:
        BadInput: not there, not a pack, a ZIP bomb, or a name in it that leads outside.
        CannotDo: no folder has room for it.
    """
    if pack.is_dir():
        check_folder(pack)
        yield pack
        return
    if not pack.is_file():
        raise BadInput("file.missing", path=pack)
    holders: list[Path] = []

    def room(size: int) -> Path:
        holders.append(_holder(pack, size))
        return holders[-1]

    try:
        yield unpack(pack, room)
    finally:
        for holder in holders:
            shutil.rmtree(holder, ignore_errors=True)


def _holder(pack: Path, size: int) -> Path:
    usual = Path(tempfile.gettempdir())
    places = [usual, Path("/var/tmp"), pack.absolute().parent]
    if size >= LARGE_BYTES:
        places.sort(key=_in_memory)
    for place in places:
        try:
            if shutil.disk_usage(place).free >= size + SPARE_BYTES and os.access(place, os.W_OK):
                return Path(tempfile.mkdtemp(prefix=".night-patrol-", dir=place))
        except OSError:
            continue  # the next one
    raise CannotDo("recompute.no_room", path=pack, need_mb=(size + SPARE_BYTES) // 1_000_000, place=usual)


def _in_memory(place: Path) -> bool:
    """Whether a folder lies on a file system in memory (Linux says so; elsewhere none does)."""
    try:
        mounts = [line.split()[1:3] for line in Path("/proc/self/mounts").read_text(encoding="utf-8").splitlines()]
    except OSError:
        return False
    holding = [(len(point), kind) for point, kind in mounts if place.is_relative_to(point)]
    return max(holding, default=(0, ""))[1] in ("tmpfs", "ramfs")
