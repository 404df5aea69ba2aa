"""Reads a pack's ZIP with distrust: every header is looked at before a byte is unpacked, and hidden bytes are found.

A ZIP of this program must be byte for byte what it would write. One packed again by another program is read too; then
its headers must agree with each other and cover the file without a gap.
"""

from __future__ import annotations

import dataclasses
import stat
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from patrol_app.evidence import layout, zipform
from patrol_app.evidence.checks import Unreadable, altered
from patrol_app.evidence.source import Source
from patrol_app.evidence.zipform import BLOCK, Entry

MOST_EXPANSION = 20
SMALL_ENOUGH = 256 * 1024 * 1024
_STORED, _DEFLATED = 0, 8
_ENCRYPTED, _DESCRIPTOR, _UTF8 = 0x1, 0x8, 0x800
_LARGEST_DIRECTORY = 64 * 1024 * 1024


class ZipSource(Source):
    """A pack in its ZIP."""

    def __init__(self, file: Path) -> None:
        self.sizes = {}
        self.faults = []
        self._entries: dict[str, Entry] = {}
        try:
            self._stream: BinaryIO = file.open("rb")
        except OSError as fault:
            raise Unreadable("unreadable", path=file.name, cause=fault.strerror or str(fault)) from fault
        try:
            self._open(file)
        except OSError as fault:
            raise Unreadable("unreadable", path=file.name, cause=fault.strerror or str(fault)) from fault
        except BaseException:
            self._stream.close()
            raise

    def _open(self, file: Path) -> None:
        length = self._stream.seek(0, 2)
        entries, start = self._directory(file.name, length)
        self._refuse_bombs(entries, start, length)
        self._check_headers(entries, start)
        self._take(entries)
        self.note_names()

    def _directory(self, name: str, length: int) -> tuple[list[Entry], int]:
        """The entries of the directory at the end, and where it starts."""
        tail_at = max(0, length - zipform.END_SIZE - 0xFFFF)
        self._stream.seek(tail_at)
        tail = self._stream.read()
        end_at = tail.rfind(zipform.END_MARK)
        if end_at < 0 or len(tail) - end_at < zipform.END_SIZE:
            raise Unreadable("not_zip", path=name)
        fields = struct.unpack_from("<4H2LH", tail, end_at + 4)
        disk, start_disk, here, count, size, start, comment = fields
        if 0xFFFF in (here, count) or 0xFFFFFFFF in (size, start):
            raise Unreadable("zip64", path=name)
        if disk or start_disk or here != count or start + size != tail_at + end_at or size > _LARGEST_DIRECTORY:
            raise Unreadable("not_zip", path=name)
        if comment or len(tail) - end_at != zipform.END_SIZE:
            self.faults.append(altered("zip_hidden", path=name, found=length - (tail_at + end_at) - zipform.END_SIZE))
        self._stream.seek(start)
        return self._central(name, self._stream.read(size), count), start

    def _central(self, name: str, directory: bytes, count: int) -> list[Entry]:
        entries = []
        at = 0
        self._central_bytes: list[bytes] = []
        for _ in range(count):
            if directory[at : at + 4] != zipform.CENTRAL_MARK or len(directory) - at < zipform.CENTRAL_SIZE:
                raise Unreadable("not_zip", path=name)
            (_, _, flags, method, _, _, crc, stored, size, name_size, extra, comment, disk, _, attributes, offset) = (
                struct.unpack_from("<6H3L5H2L", directory, at + 4)
            )
            after = at + zipform.CENTRAL_SIZE + name_size + extra + comment
            raw = directory[at + zipform.CENTRAL_SIZE : at + zipform.CENTRAL_SIZE + name_size]
            if after > len(directory) or disk:
                raise Unreadable("not_zip", path=name)
            if 0xFFFFFFFF in (stored, size, offset):
                raise Unreadable("zip64", path=name)
            text = raw.decode("utf-8" if flags & _UTF8 else "cp437", errors="backslashreplace")
            if flags & _ENCRYPTED or method not in (_STORED, _DEFLATED):
                raise Unreadable("zip_method", path=text)
            entries.append(
                Entry(
                    name=text,
                    offset=offset,
                    size=size,
                    stored_size=stored,
                    crc=crc,
                    method=method,
                    flags=flags,
                    mode=attributes >> 16,
                )
            )
            self._central_bytes.append(directory[at:after])
            at = after
        if at != len(directory):
            raise Unreadable("not_zip", path=name)
        return entries

    def _refuse_bombs(self, entries: list[Entry], start: int, length: int) -> None:
        total = sum(each.size for each in entries)
        if total > max(SMALL_ENOUGH, MOST_EXPANSION * length):
            raise Unreadable("zip_bomb", expected=max(SMALL_ENOUGH, MOST_EXPANSION * length), found=total)
        end = 0
        for entry in sorted(entries, key=lambda each: each.offset):
            if entry.offset < end:
                raise Unreadable("zip_overlap", path=entry.name)
            end = entry.offset + zipform.LOCAL_SIZE + len(entry.name) + entry.stored_size
        if end > start:
            raise Unreadable("zip_overlap", path=entries[-1].name if entries else "")

    def _check_headers(self, entries: list[Entry], start: int) -> None:
        """Compare local with central headers, find bytes between entries, and hold our own form to the letter."""
        at = 0
        locals_found: dict[int, bytes] = {}
        for entry in sorted(entries, key=lambda each: each.offset):
            self._stream.seek(entry.offset)
            head = self._stream.read(zipform.LOCAL_SIZE)
            name_size, extra = struct.unpack_from("<2H", head, 26) if len(head) == zipform.LOCAL_SIZE else (0, 0)
            head += self._stream.read(name_size + extra)
            locals_found[entry.offset] = head
            if entry.offset != at:
                self.faults.append(altered("zip_hidden", path=entry.name, found=entry.offset - at))
            if not _agrees(entry, head, name_size):
                self.faults.append(altered("zip_header", path=entry.name))
            at = entry.offset + len(head) + entry.stored_size
            if entry.flags & _DESCRIPTOR:
                at += self._descriptor(entry, at)
        if at != start:
            self.faults.append(altered("zip_hidden", path="", found=start - at))
        self._hold_to_form(entries, locals_found)

    def _descriptor(self, entry: Entry, at: int) -> int:
        self._stream.seek(at)
        found = self._stream.read(16)
        bare = struct.pack("<3L", entry.crc, entry.stored_size, entry.size)
        if found == b"PK\x07\x08" + bare:
            return 16
        return 12 if found[:12] == bare else 0

    def _hold_to_form(self, entries: list[Entry], locals_found: dict[int, bytes]) -> None:
        """If any header is exactly this program's, all must be: one flipped bit cannot hide among the others."""
        judged = []
        for entry, central in zip(entries, self._central_bytes, strict=True):
            own = entry.name.isascii() and not entry.name.endswith("/")
            judged.append(own and central == zipform.central_header(entry))
            judged.append(own and locals_found[entry.offset] == zipform.local_header(entry))
        if any(judged) and not all(judged):
            for index, good in enumerate(judged):
                if not good:
                    self.faults.append(altered("zip_form", path=entries[index // 2].name))

    def _take(self, entries: list[Entry]) -> None:
        tops = sorted({each.name.split("/")[0] for each in entries})
        marks = (layout.DECLARATION, layout.TAG_MANIFEST, layout.MANIFEST)
        names = {each.name for each in entries}
        packs = [top for top in tops if any(f"{top}/{mark}" in names for mark in marks)]
        if not packs:
            raise Unreadable("not_pack", path=tops[0] if tops else "")
        self.top = packs[0]
        folders: list[str] = []
        for entry in entries:
            path = entry.name.removeprefix(f"{self.top}/")
            if path == entry.name:
                self.faults.append(altered("outside", path=entry.name))
            elif entry.name.endswith("/"):
                folders.append(path)
                if entry.size or entry.stored_size:
                    self.faults.append(altered("zip_header", path=entry.name))
            elif stat.S_IFMT(entry.mode) not in (0, stat.S_IFREG):
                self.faults.append(altered("link", path=path))
            elif path in self.sizes:
                self.faults.append(altered("duplicate", path=path))
            else:
                self.sizes[path] = entry.size
                self._entries[path] = entry
        for folder in folders:
            if folder and not any(path.startswith(folder) for path in self.sizes):
                self.faults.append(altered("empty_folder", path=folder))

    def blocks(self, path: str) -> Iterator[bytes]:
        """The content of a file; content that does not fit its CRC or size is noted when its end is reached."""
        entry = self._entries[path]
        self._stream.seek(entry.offset + 26)
        name_size, extra = struct.unpack("<2H", self._stream.read(4))
        at = entry.offset + zipform.LOCAL_SIZE + name_size + extra
        stored = self._stored(at, entry.stored_size)
        crc, size = 0, 0
        try:
            for block in stored if entry.method == _STORED else _inflate(stored):
                size += len(block)
                if size > entry.size:
                    break
                crc = zlib.crc32(block, crc)
                yield block
        except (zlib.error, OSError):
            size = -1
        if size != entry.size or crc != entry.crc:
            self.faults.append(altered("zip_crc", path=path, expected=f"{entry.crc:08x}", found=f"{crc:08x}"))

    def _stored(self, at: int, left: int) -> Iterator[bytes]:
        while left > 0:
            self._stream.seek(at)
            block = self._stream.read(min(BLOCK, left))
            if not block:
                return
            at += len(block)
            left -= len(block)
            yield block

    def entries(self) -> list[Entry]:
        """The entries in the order in which they stand in the file."""
        return sorted(self._entries.values(), key=lambda each: each.offset)

    def close(self) -> None:
        """Close the file."""
        self._stream.close()


def _agrees(entry: Entry, head: bytes, name_size: int) -> bool:
    if head[:4] != zipform.LOCAL_MARK or len(head) < zipform.LOCAL_SIZE + name_size:
        return False
    _, flags, method, _, _, crc, stored, size = struct.unpack_from("<5H3L", head, 4)
    raw = head[zipform.LOCAL_SIZE : zipform.LOCAL_SIZE + name_size]
    name = raw.decode("utf-8" if flags & _UTF8 else "cp437", errors="backslashreplace")
    told = dataclasses.replace(entry, name=name, flags=flags, method=method)
    if told != entry:
        return False
    later = flags & _DESCRIPTOR and (crc, stored, size) == (0, 0, 0)
    return bool(later) or (crc, stored, size) == (entry.crc, entry.stored_size, entry.size)


def _inflate(stored: Iterator[bytes]) -> Iterator[bytes]:
    engine = zlib.decompressobj(-zlib.MAX_WBITS)
    for block in stored:
        rest = block
        while rest and not engine.eof:
            yield engine.decompress(rest, BLOCK)
            rest = engine.unconsumed_tail
    while not engine.eof and (more := engine.decompress(engine.unconsumed_tail, BLOCK)):
        yield more
