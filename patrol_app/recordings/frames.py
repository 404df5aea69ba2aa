"""Raw bytes of one port in frames that say when they came and prove themselves: ``.frames`` files.

A frame, little-endian: ``FRM1``, sequence u32, direction u8, monotonic_ns u64, utc_ns i64, length u32, payload, CRC-32
of all before it. Nothing is ever changed in place; what a fault leaves at the end is cut by ``repair``.
"""

from __future__ import annotations

import mmap
import struct
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import Literal, Self

from patrol_app.domain.errors import BadInput
from patrol_app.recordings.disk import DurableFile, cut_tail, disk_fault

MAGIC = b"FRM1"
HEADER = struct.Struct("<4sIBQqI")
CRC = struct.Struct("<I")
MAX_PAYLOAD = 65_536
"""Longer bytes are written as several frames; a reader takes a longer length as damage and need not search far."""

Reason = Literal["not a frame", "truncated", "crc mismatch", "frames missing"]


class Direction(IntEnum):
    """Which way the bytes went; an event is a note in UTF-8 (port lost, reconnected, clock jump)."""

    RECEIVED = 0
    SENT = 1
    EVENT = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """One piece of bytes with its two clocks; ``offset`` and ``length`` count bytes in the file."""

    offset: int
    length: int
    sequence: int
    direction: Direction
    monotonic_ns: int
    utc_ns: int
    payload: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameDamage:
    """A place in the file that holds no frame; ``frames missing`` has no length: the sequence jumps there."""

    offset: int
    length: int
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameRepair:
    """What ``repair`` found: frames kept, bytes cut from the end, damage left inside (kept as it is)."""

    path: Path
    frames: int
    last_sequence: int | None
    cut_bytes: int
    damage: tuple[FrameDamage, ...]
    last_utc_ns: int | None = None


def encode_frame(sequence: int, direction: Direction, monotonic_ns: int, utc_ns: int, payload: bytes) -> bytes:
    """The bytes of one frame; the payload is at most ``MAX_PAYLOAD`` long."""
    head = HEADER.pack(MAGIC, sequence & 0xFFFFFFFF, direction, monotonic_ns, utc_ns, len(payload))
    return head + payload + CRC.pack(zlib.crc32(payload, zlib.crc32(head)))


class FrameWriter:
    """Appends frames to one port's file; may be called from several threads.

    A frame is in the file when ``append`` returns (safe from kill -9) and safe from a power cut after the next
    ``sync``. ``append`` syncs by itself when ``sync_interval_s`` have passed; an owner that knows idle ports calls
    ``sync`` once a second.
    """

    def __init__(
        self,
        file: DurableFile,
        *,
        first_sequence: int = 0,
        sync_interval_s: float = 1.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._file = file
        self._sequence = first_sequence
        self._interval_s = sync_interval_s
        self._clock = clock
        self._synced_at = clock()
        self._unsynced = False
        self._lock = threading.Lock()

    @classmethod
    def create(cls, path: Path, *, sync_interval_s: float = 1.0, clock: Callable[[], float] = time.monotonic) -> Self:
        """A new file; refuses one that exists."""
        return cls(DurableFile.create(path), sync_interval_s=sync_interval_s, clock=clock)

    @classmethod
    def resume(cls, path: Path, *, sync_interval_s: float = 1.0, clock: Callable[[], float] = time.monotonic) -> Self:
        """Go on with a file after a fault: repairs it and counts on from its last sequence."""
        last = repair(path).last_sequence
        following = 0 if last is None else last + 1
        return cls(DurableFile.reopen(path), first_sequence=following, sync_interval_s=sync_interval_s, clock=clock)

    @property
    def path(self) -> Path:
        """Get the file's path."""
        return self._file.path

    @property
    def size(self) -> int:
        """Get the bytes in the file."""
        return self._file.size

    def append(self, direction: Direction, monotonic_ns: int, utc_ns: int, payload: bytes) -> int:
        """Write one piece of bytes; returns the offset of its (first) frame in the file.

        Raises:
            CannotDo: full disk or another fault; nothing of this piece is in the file, what was there still is.
        """
        with self._lock:
            pieces = [payload[start : start + MAX_PAYLOAD] for start in range(0, len(payload), MAX_PAYLOAD)] or [b""]
            data = b"".join(
                encode_frame(self._sequence + index, direction, monotonic_ns, utc_ns, piece)
                for index, piece in enumerate(pieces)
            )
            offset = self._file.append(data)
            self._sequence += len(pieces)
            self._unsynced = True
            if self._clock() - self._synced_at >= self._interval_s:
                self._sync()
            return offset

    def sync(self) -> None:
        """Make everything appended so far safe from a power cut."""
        with self._lock:
            self._sync()

    def _sync(self) -> None:
        if self._unsynced:
            self._file.sync()
            self._unsynced = False
        self._synced_at = self._clock()

    def close(self) -> None:
        """Sync and close."""
        with self._lock:
            try:
                self._sync()
            finally:
                self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def scan_frames(data: bytes | mmap.mmap) -> Iterator[Frame | FrameDamage]:
    """All frames and all damage of a file's bytes, in order, without gap or overlap."""
    size = len(data)
    position = 0
    last: int | None = None
    while position < size:
        found = _frame_at(data, position)
        if not isinstance(found, Frame):
            reason = found
            following = _next_frame(data, position + 1)
            start, position = position, size if following is None else following.offset
            yield FrameDamage(offset=start, length=position - start, reason=reason)
            if following is None:
                return
            found, last = following, None
        elif last is not None and found.sequence != (last + 1) & 0xFFFFFFFF:
            yield FrameDamage(offset=position, length=0, reason="frames missing")
        yield found
        last = found.sequence
        position += found.length


def read_frames(path: Path) -> Iterator[Frame | FrameDamage]:
    """The frames of a file, read as they are asked for.

    Raises:
        BadInput: the file cannot be opened.
    """
    try:
        with path.open("rb") as file:
            if path.stat().st_size == 0:
                return
            with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
                yield from scan_frames(data)
    except OSError as fault:
        raise BadInput("recordings.unreadable", path=str(path), reason=fault.strerror or str(fault)) from fault


def repair(path: Path, keep_tail: Path | None = None) -> FrameRepair:
    """Cut what stands after the last good frame; damage further in front stays and is reported.

    Args:
        path: the ``.frames`` file.
        keep_tail: where to put the bytes that are cut, so that nothing that was written disappears.
    """
    frames = 0
    last: Frame | None = None
    damage: list[FrameDamage] = []
    for item in read_frames(path):
        if isinstance(item, Frame):
            frames, last = frames + 1, item
        else:
            damage.append(item)
    try:
        size = path.stat().st_size
        end = last.offset + last.length if last else 0
        if size > end:
            if keep_tail is not None:
                with path.open("rb") as file:
                    file.seek(end)
                    keep_tail.write_bytes(file.read())
            cut_tail(path, end)
    except OSError as fault:
        raise disk_fault(fault, path) from fault
    return FrameRepair(
        path=path,
        frames=frames,
        last_sequence=last.sequence if last else None,
        cut_bytes=size - end,
        damage=tuple(item for item in damage if item.offset < end),
        last_utc_ns=last.utc_ns if last else None,
    )


def _frame_at(data: bytes | mmap.mmap, position: int) -> Frame | Reason:
    if data[position : position + 4] != MAGIC:
        return "not a frame"
    if len(data) - position < HEADER.size + CRC.size:
        return "truncated"
    head = data[position : position + HEADER.size]
    _, sequence, direction, monotonic_ns, utc_ns, length = HEADER.unpack(head)
    if length > MAX_PAYLOAD or direction > Direction.EVENT:
        return "not a frame"
    start = position + HEADER.size
    end = start + length
    if end + CRC.size > len(data):
        return "truncated"
    payload = bytes(data[start:end])
    if CRC.unpack(data[end : end + CRC.size])[0] != zlib.crc32(payload, zlib.crc32(head)):
        return "crc mismatch"
    return Frame(
        offset=position,
        length=HEADER.size + length + CRC.size,
        sequence=sequence,
        direction=Direction(direction),
        monotonic_ns=monotonic_ns,
        utc_ns=utc_ns,
        payload=payload,
    )


def _next_frame(data: bytes | mmap.mmap, start: int) -> Frame | None:
    while (start := data.find(MAGIC, start)) >= 0:
        found = _frame_at(data, start)
        if isinstance(found, Frame):
            return found
        start += 1
    return None
