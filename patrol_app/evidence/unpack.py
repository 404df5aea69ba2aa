"""Unpacks a pack for those who decode it: with the same distrust as ``verify``, and never outside the folder given."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from patrol_app.domain.errors import BadInput
from patrol_app.evidence import layout
from patrol_app.evidence.checks import Check, Unreadable
from patrol_app.evidence.source import Source, open_source
from patrol_app.recordings.disk import disk_fault

_REFUSED = ("outside", "duplicate", "link", "name", "case", "zip_crc")
"""Faults of a container that leave open what would be unpacked, or where."""


def unpack(pack: Path, room: Callable[[int], Path]) -> Path:
    """Write every file of a pack's ZIP into an empty folder, a mebibyte at a time.

    Args:
        pack: the ZIP.
        room: gives the folder for so many bytes.

    Returns:
        The pack's one folder, inside the one that ``room`` gave.

    Raises:
        BadInput: no such file, no pack, a ZIP bomb, a path that leads outside, a link, a file that stands twice or
            does not fit its checksum; one sentence says which.
        CannotDo: the disk does not take it.
    """
    try:
        with open_source(pack) as source:
            _refuse(source, pack)
            top = room(sum(source.sizes.values())) / source.top
            for path in source.sizes:
                _write(source, path, top / path)
            _refuse(source, pack)
            return top
    except Unreadable as fault:
        raise _said(fault.check) from fault


def check_folder(folder: Path) -> None:
    """Refuse a folder that is no unpacked pack.

    Raises:
        BadInput: neither declaration nor manifest is in it.
    """
    if not any((folder / mark).is_file() for mark in (layout.DECLARATION, layout.TAG_MANIFEST, layout.MANIFEST)):
        raise BadInput("evidence.check.not_pack", path=folder)


def _refuse(source: Source, pack: Path) -> None:
    if not layout.NUMBER.fullmatch(source.top):
        raise BadInput("recompute.layout", path=pack)
    for fault in source.faults:
        if fault.key in _REFUSED:
            raise _said(fault)


def _said(fault: Check) -> BadInput:
    named = {"path": fault.path, "expected": fault.expected, "found": fault.found}
    return BadInput(f"evidence.check.{fault.key}", **named, **fault.data)


def _write(source: Source, path: str, target: Path) -> None:
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as stream:
            for block in source.blocks(path):
                stream.write(block)
    except OSError as fault:
        raise disk_fault(fault, target) from fault
