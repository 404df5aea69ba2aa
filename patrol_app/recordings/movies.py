"""When and where a film was made, from the head of its MP4 or MOV file (ISO 14496-12 boxes); nothing is decoded."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from patrol_app.domain.errors import BadInput
from patrol_app.domain.places import Place

_EPOCH = datetime(1904, 1, 1, tzinfo=UTC)
_MOST_HEAD = 64 * 1024 * 1024
_PLACE = re.compile(rb"([+-]\d{1,2}\.\d+)([+-]\d{1,3}\.\d+)")


def movie_facts(path: Path) -> tuple[datetime | None, Place | None]:
    """Creation time (UTC, as the film head has it by the standard) and place; ``None`` where it says nothing.

    Raises:
        BadInput: the file cannot be read.
    """
    try:
        with path.open("rb") as file:
            head = _box(file, path.stat().st_size)
    except OSError as fault:
        raise BadInput("recordings.unreadable", path=str(path), reason=fault.strerror or str(fault)) from fault
    boxes = dict(_inside(head))
    return _created(boxes.get(b"mvhd", b"")), _place(dict(_inside(boxes.get(b"udta", b""))).get(b"\xa9xyz", b""))


def _box(file: BinaryIO, size: int) -> bytes:
    """The content of the film's ``moov`` box, wherever it stands at the top."""
    offset = 0
    while offset + 8 <= size:
        file.seek(offset)
        length, kind = struct.unpack(">I4s", file.read(8))
        header = 8
        if length == 1:
            extended = file.read(8)
            if len(extended) < 8:
                return b""
            length, header = struct.unpack(">Q", extended)[0], 16
        elif length == 0:
            length = size - offset
        if length < header:
            return b""
        if kind == b"moov":
            return file.read(min(length - header, _MOST_HEAD))
        offset += length
    return b""


def _inside(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    offset = 0
    while offset + 8 <= len(content):
        length, kind = struct.unpack_from(">I4s", content, offset)
        if length < 8:
            return
        yield kind, content[offset + 8 : offset + length]
        offset += length


def _created(head: bytes) -> datetime | None:
    if len(head) < 12:
        return None
    seconds = struct.unpack_from(">Q" if head[0] == 1 else ">I", head, 4)[0]
    # a camera without a clock writes 0 or 1970
    if not 2_082_844_800 + 86_400 * 365 < seconds < 1 << 33:
        return None
    return _EPOCH + timedelta(seconds=seconds)


def _place(content: bytes) -> Place | None:
    found = _PLACE.search(content)
    if found is None:
        return None
    latitude, longitude = float(found[1]), float(found[2])
    if abs(latitude) > 90 or abs(longitude) > 180 or (latitude == 0 and longitude == 0):
        return None
    return Place(latitude_deg=round(latitude, 6), longitude_deg=round(longitude, 6))
