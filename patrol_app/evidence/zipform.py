"""The ZIP form of a pack: stored, dated 1980-01-01, one entry after another, nothing in between (PKWARE APPNOTE 6.3).

Every byte of such a file outside its entries' content follows from names, sizes and CRCs alone, so a verifier can make
it again and see a single changed bit. Packs stay under 4 GiB, which is also what a FAT32 stick takes.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import BinaryIO

from patrol_app.domain.errors import BadInput

BLOCK = 1 << 20
LARGEST = (1 << 32) - 2
MOST_ENTRIES = 0xFFFE

_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
LOCAL_SIZE, CENTRAL_SIZE, END_SIZE = _LOCAL.size, _CENTRAL.size, _END.size
LOCAL_MARK, CENTRAL_MARK, END_MARK = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
_VERSION = 20
_UNIX = 3 << 8
_DATE_1980_01_01 = 0x21
_REGULAR_FILE = 0o100644 << 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One file inside a ZIP, as its central directory tells it; sizes in bytes, ``offset`` of its local header."""

    name: str
    offset: int
    size: int
    stored_size: int
    crc: int
    method: int = 0
    flags: int = 0
    mode: int = 0o100644


def local_header(entry: Entry) -> bytes:
    """The header in front of an entry's bytes, as this program writes it."""
    name = entry.name.encode("ascii")
    return (
        _LOCAL.pack(LOCAL_MARK, _VERSION, 0, 0, 0, _DATE_1980_01_01, entry.crc, entry.size, entry.size, len(name), 0)
        + name
    )


def central_header(entry: Entry) -> bytes:
    """The entry's line in the directory at the end, as this program writes it."""
    name = entry.name.encode("ascii")
    return (
        _CENTRAL.pack(
            CENTRAL_MARK, _UNIX | _VERSION, _VERSION, 0, 0, 0, _DATE_1980_01_01, entry.crc, entry.size, entry.size,
            len(name), 0, 0, 0, 0, _REGULAR_FILE, entry.offset,
        )
        + name
    )  # fmt: skip


def end_record(entries: int, directory_size: int, directory_offset: int) -> bytes:
    """The last 22 bytes of the file."""
    return _END.pack(END_MARK, 0, 0, entries, entries, directory_size, directory_offset, 0)


class ZipWriter:
    """Writes entries one after another into a seekable stream, holding one block in memory.

    ``already`` are entries that stand in the stream before its position.
    """

    def __init__(self, stream: BinaryIO, already: Iterable[Entry] = ()) -> None:
        self._stream = stream
        self._entries = list(already)

    def add(self, name: str, blocks: Iterable[bytes], watch: Callable[[bytes], object] | None = None) -> int:
        """Write one entry and return its size; ``watch`` sees each block (for hashing what was really written).

        Raises:
            BadInput: the pack would pass 4 GiB or 65,534 files.
        """
        offset = self._stream.tell()
        blank = Entry(name=name, offset=offset, size=0, stored_size=0, crc=0)
        self._stream.write(local_header(blank))
        size, crc = 0, 0
        for block in blocks:
            size += len(block)
            self._room(offset + size)
            crc = zlib.crc32(block, crc)
            self._stream.write(block)
            if watch is not None:
                watch(block)
        entry = Entry(name=name, offset=offset, size=size, stored_size=size, crc=crc)
        end = self._stream.tell()
        self._stream.seek(offset)
        self._stream.write(local_header(entry))
        self._stream.seek(end)
        self._entries.append(entry)
        return size

    def _room(self, end: int) -> None:
        if end > LARGEST - BLOCK or len(self._entries) >= MOST_ENTRIES:
            raise BadInput("evidence.pack_too_big", files=len(self._entries) + 1, gib=4)

    def finish(self) -> None:
        """Write the directory; nothing may be added afterwards."""
        start = self._stream.tell()
        directory = b"".join(central_header(each) for each in self._entries)
        self._stream.write(directory + end_record(len(self._entries), len(directory), start))
