"""Where the samples lie in RIFF, RF64, BW64 and W64 files, and what their headers say.

RIFF and BW64/RF64: EBU Tech 3306 and ITU-R BS.2088; W64: Sony's chunk layout with 128-bit names and 64-bit lengths.
A level of full scale is read from the bext description, where this program writes ``reference_db=...``.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from patrol_app.domain.errors import BadInput

_W64_TAIL = {
    b"riff": bytes.fromhex("2e91cf11a5d628db04c10000"),
    b"wave": bytes.fromhex("f3acd3118cd100c04f8edb8a"),
    b"fmt ": bytes.fromhex("f3acd3118cd100c04f8edb8a"),
    b"data": bytes.fromhex("f3acd3118cd100c04f8edb8a"),
}
_UNKNOWN = 0xFFFFFFFF
_PCM, _FLOAT, _EXTENSIBLE = 1, 3, 0xFFFE
_REFERENCE = re.compile(rb"reference_db=([-+0-9.eE]+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class WaveLayout:
    """``kind`` is the numpy type of a sample, ``i3`` for 24 bit, or ``None`` for one that only libsndfile reads.

    ``truncated``: the header promises more samples than the file holds, or ends inside a frame.
    """

    sample_rate_hz: int
    channels: int
    kind: str | None
    width: int
    data_offset: int
    frames: int
    truncated: bool
    reference_db: float | None


def read_wave_layout(path: Path) -> WaveLayout | None:
    """Read the header; ``None`` for a file of another family.

    Raises:
        BadInput: ``audio.header``: a RIFF or W64 file whose header is cut or contradicts itself.
        OSError: the file cannot be read.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(40)
        if head[:4] in (b"RIFF", b"RF64", b"BW64") and head[8:12] == b"WAVE":
            chunks = _riff_chunks(file, size)
        elif head[:4] == b"riff" and head[4:16] == _W64_TAIL[b"riff"] and head[24:28] == b"wave":
            chunks = _w64_chunks(file, size)
        else:
            return None
        form, bext, wide_data = b"", b"", None
        for name, offset, length in chunks:
            file.seek(offset)
            if name == b"ds64":
                wide_data = struct.unpack("<Q", file.read(16)[8:].ljust(8, b"\0"))[0]
            elif name == b"fmt ":
                form = file.read(min(length, 40))
            elif name == b"bext":
                bext = file.read(min(length, 602))
            elif name == b"data":
                promised = wide_data if length == _UNKNOWN and wide_data is not None else length
                return _layout(path, form, bext, offset, promised, size)
    raise BadInput("audio.header", file=str(path))


def _riff_chunks(file: BinaryIO, size: int) -> Iterator[tuple[bytes, int, int]]:
    position = 12
    while position + 8 <= size:
        file.seek(position)
        name, length = struct.unpack("<4sI", file.read(8))
        yield name, position + 8, length
        position += 8 + length + length % 2


def _w64_chunks(file: BinaryIO, size: int) -> Iterator[tuple[bytes, int, int]]:
    position = 40
    while position + 24 <= size:
        file.seek(position)
        name, tail, length = struct.unpack("<4s12sQ", file.read(24))
        if _W64_TAIL.get(name, tail) != tail or length < 24:
            return
        yield name, position + 24, length - 24
        position += length + -length % 8


def _layout(path: Path, form: bytes, bext: bytes, offset: int, promised: int, size: int) -> WaveLayout:
    if len(form) < 16:
        raise BadInput("audio.header", file=str(path))
    tag, channels, rate, _, align, bits = struct.unpack("<HHIIHH", form[:16])
    if tag == _EXTENSIBLE and len(form) >= 26:
        tag = struct.unpack("<H", form[24:26])[0]
    if channels == 0 or rate == 0 or align == 0 or align % channels:
        raise BadInput("audio.header", file=str(path))
    width = align // channels
    kinds = {
        (_PCM, 1): "u1",
        (_PCM, 2): "<i2",
        (_PCM, 3): "i3",
        (_PCM, 4): "<i4",
        (_FLOAT, 4): "<f4",
        (_FLOAT, 8): "<f8",
    }
    kind = kinds.get((tag, width)) if bits > 8 * (width - 1) else None
    present = size - offset
    # A recorder that was killed leaves 0 or the largest number; the samples then reach to the end of the file.
    unknown = promised == _UNKNOWN or (promised == 0 and present >= align)
    usable = present if unknown else min(promised, present)
    found = _REFERENCE.search(bext[:256])
    return WaveLayout(
        sample_rate_hz=rate,
        channels=channels,
        kind=kind,
        width=width,
        data_offset=offset,
        frames=usable // align,
        truncated=unknown or promised > present or usable % align != 0,
        reference_db=_number(found.group(1)) if found else None,
    )


def _number(text: bytes) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
