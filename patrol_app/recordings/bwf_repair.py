"""A BWF file whose writer was stopped: its header is made to agree with its length."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from patrol_app.domain.errors import BadInput
from patrol_app.recordings.bwf import BwfFile, patch_lengths, read_bwf
from patrol_app.recordings.disk import DurableFile, disk_fault

_SECTOR = 512
_LONGEST_HEADER = 1024
_SHORTEST_ZEROS = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class BwfRepair:
    """What ``repair`` did: samples now readable, how many of them the header did not know, bytes cut from the end."""

    path: Path
    samples: int
    recovered_samples: int
    cut_bytes: int
    patched: bool


def repair(path: Path) -> BwfRepair | None:
    """Make the header of one of our files agree with the file's length.

    Samples past the header's last patch are taken in up to the first sector of zeros: after a power cut such a sector
    was never written, and silence that nobody recorded must not look recorded. A file that ends inside its header
    holds no sample and gives ``None``.

    Raises:
        BadInput: not a file of ours.
    """
    try:
        size = path.stat().st_size
    except OSError as fault:
        raise disk_fault(fault, path) from fault
    file_facts = _header_or_none(path, size)
    if file_facts is None:
        return None
    width = file_facts.bits // 8
    offset = file_facts.data_offset
    with path.open("rb") as stream:
        stream.seek(offset - 4)
        declared = int.from_bytes(stream.read(4), "little")
        if declared > size - offset:
            declared = 0
        stream.seek(offset + declared)
        tail = stream.read()
    usable = declared + _written(tail, offset + declared)
    usable -= usable % width
    end = offset + usable
    patched = usable != declared or size != end + usable % 2
    if patched:
        file = DurableFile.reopen(path)
        try:
            file.truncate(end)
            file.append(bytes(usable % 2))
            patch_lengths(file, offset, usable)
            file.sync()
        finally:
            file.close()
    return BwfRepair(
        path=path,
        samples=usable // width,
        recovered_samples=max(0, usable - declared) // width,
        cut_bytes=size - end if patched else 0,
        patched=patched,
    )


def _header_or_none(path: Path, size: int) -> BwfFile | None:
    try:
        found = read_bwf(path)
    except BadInput as fault:
        if fault.key in ("recordings.not_wave", "recordings.no_samples") and _is_torn_header(path, size):
            return None
        raise
    if found.facts is None:
        raise BadInput("recordings.not_ours", path=str(path))
    return found


def _is_torn_header(path: Path, size: int) -> bool:
    """Whether the file ends where our header would still go on, or the header never reached the disk."""
    with path.open("rb") as file:
        start = file.read(_LONGEST_HEADER)
    return size <= _LONGEST_HEADER and (b"RIFF".startswith(start[:4]) or not start.strip(b"\0"))


def _written(tail: bytes, position: int) -> int:
    """How many bytes of ``tail``, which begins at file offset ``position``, come before a sector that is all zeros.

    Of the sectors that the tail covers in part, that part counts, if it is long enough to be no chance.
    """
    begin = 0
    while begin < len(tail):
        end = min(len(tail), begin + _SECTOR - (position + begin) % _SECTOR)
        if end - begin >= _SHORTEST_ZEROS and not any(tail[begin:end]):
            return begin
        begin = end
    return len(tail)
