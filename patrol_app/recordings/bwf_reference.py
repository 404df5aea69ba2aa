"""Writes the level of full scale into the header of a WAV file that another recorder made.

The level goes where this program and a person both find it: into the bext description as ``reference_db=...`` and as a
line of the coding history (EBU Tech 3285). The file is written anew beside the old one and takes its name at the end.
Recordings of a visit are refused: their bytes are on record.
"""

from __future__ import annotations

import os
import re
import shutil
import struct
from pathlib import Path
from typing import BinaryIO

from patrol_app.domain.errors import BadInput
from patrol_app.recordings.bwf import BEXT

_DESCRIPTION_BYTES = 256
_LEVEL = re.compile(rb"reference_db=[-+0-9.eE]+")
_HISTORY = re.compile(rb"[^\r\n]*full scale RMS = [^\r\n]*(\r\n|$)")
_LONGEST_RIFF = 0xFFFFFFFE
_OWN = b"night-patrol"


def write_reference(path: Path, reference_db: float) -> None:
    """Put the level in dB of an RMS of 1.0 into a WAV, RF64 or BW64 file; its samples and other chunks stay.

    Raises:
        BadInput: no such file, another kind of file, no room in its description, or a recording of a visit.
    """
    part = path.with_name(path.name + ".part")
    try:
        with path.open("rb") as source:
            family, chunks, data_at = _chunks_before_data(source, path)
            head = _with_reference(family, chunks, reference_db, data_at, path)
            with part.open("wb") as target:
                target.write(head)
                source.seek(data_at)
                shutil.copyfileobj(source, target, 1 << 20)
                target.flush()
                os.fsync(target.fileno())
        shutil.copystat(path, part)
        part.replace(path)
    except OSError as fault:
        raise BadInput("recordings.unreadable", path=str(path), reason=fault.strerror or str(fault)) from fault
    finally:
        part.unlink(missing_ok=True)


def _chunks_before_data(source: BinaryIO, path: Path) -> tuple[bytes, list[tuple[bytes, bytes]], int]:
    """The first 12 bytes, the chunks in front of ``data``, and where that one's name stands."""
    family = source.read(12)
    chunks: list[tuple[bytes, bytes]] = []
    if family[:4] in (b"RIFF", b"RF64", b"BW64") and family[8:12] == b"WAVE":
        while len(intro := source.read(8)) == 8:
            name, length = struct.unpack("<4sI", intro)
            if name == b"data" and b"fmt " in (each for each, _ in chunks):
                return family, chunks, source.tell() - 8
            content = source.read(length + length % 2)
            if name == b"data" or len(content) < length:
                break
            chunks.append((name, content[:length]))
    raise BadInput("recordings.no_place_for_level", path=str(path))


def _with_reference(
    family: bytes, chunks: list[tuple[bytes, bytes]], reference_db: float, data_at: int, path: Path
) -> bytes:
    """Everything before the data chunk, with the level in it and the lengths set right."""
    old = next((content for name, content in chunks if name == b"bext"), b"")
    bext = b"bext", _bext(old, reference_db, path)
    kept = [each for each in chunks if each[0] != b"bext"]
    place = next(index for index, (name, _) in enumerate(kept) if name == b"fmt ")
    kept.insert(place, bext)
    longer = 12 + sum(8 + len(content) + len(content) % 2 for _, content in kept) - data_at
    length = struct.unpack("<I", family[4:8])[0]
    if family[:4] == b"RIFF":
        length = length + longer if length else 0
        if length > _LONGEST_RIFF:
            raise BadInput("recordings.no_place_for_level", path=str(path))
    written = []
    for name, found in kept:
        content = found
        if name == b"ds64" and len(found) >= 8:
            content = struct.pack("<Q", struct.unpack("<Q", found[:8])[0] + longer) + found[8:]
        written.append(name + struct.pack("<I", len(content)) + content + b"\0" * (len(content) % 2))
    return family[:4] + struct.pack("<I", length) + family[8:] + b"".join(written)


def _bext(old: bytes, reference_db: float, path: Path) -> bytes:
    if len(old) < BEXT.size:
        old = BEXT.pack(b"", b"", b"", b"", b"", 0, 1, b"", b"")
    description = old[:_DESCRIPTION_BYTES].rstrip(b"\0")
    if description.split(b";")[-1] == _OWN:
        raise BadInput("recordings.on_record", path=str(path))
    level = f"reference_db={reference_db:.4f}".encode("ascii")
    if _LEVEL.search(description):
        description = _LEVEL.sub(level, description, count=1)
    else:
        description = level + b";" + description if description else level
    if len(description) > _DESCRIPTION_BYTES:
        raise BadInput("recordings.no_place_for_level", path=str(path))
    history = _HISTORY.sub(b"", old[BEXT.size :].rstrip(b"\0"))
    if history and not history.endswith(b"\r\n"):
        history += b"\r\n"
    history += f"A=PCM,T=calibrator tone; full scale RMS = {reference_db:.4f} dB re 20 uPa\r\n".encode("ascii")
    history += b"\0" * (len(history) % 2)  # libsndfile loses its way in RF64 behind a chunk of odd length
    return description.ljust(_DESCRIPTION_BYTES, b"\0") + old[_DESCRIPTION_BYTES : BEXT.size] + history
