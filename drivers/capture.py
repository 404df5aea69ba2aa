"""Files of captured bytes: recording frames, plain bytes, lines of hex, lines of text.

Recording frame: ``FRM1``, sequence u32, direction u8, monotonic_ns u64, utc_ns i64, length u32, payload, crc32 of all
before it; little-endian.
"""

from __future__ import annotations

import codecs
import re
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from drivers.errors import CaptureUnreadable
from drivers.instrument import Direction, Instrument
from drivers.readings import Damage, Decoded

MAGIC = b"FRM1"
_HEAD = struct.Struct("<4sIBQqI")
_LONGEST = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class CapturedBytes:
    """Bytes of one direction; times are ``None`` where the file has none. ``damage`` stands in place of bytes."""

    payload: bytes
    direction: Direction = Direction.RECEIVED
    monotonic_ns: int | None = None
    utc_ns: int | None = None
    damage: str | None = None


def pack_frame(sequence: int, direction: Direction, payload: bytes, monotonic_ns: int, utc_ns: int) -> bytes:
    """One recording frame."""
    head = _HEAD.pack(MAGIC, sequence & 0xFFFFFFFF, int(direction), monotonic_ns, utc_ns, len(payload))
    return head + payload + zlib.crc32(head + payload).to_bytes(4, "little")


def unpack_frames(data: bytes) -> Iterator[CapturedBytes]:
    """The frames of a recording; what is no whole frame comes as ``damage``, then the next good frame goes on."""
    at = 0
    while at < len(data):
        frame = _frame_at(data, at)
        if isinstance(frame, CapturedBytes):
            yield frame
            at += _HEAD.size + len(frame.payload) + 4
            continue
        following = data.find(MAGIC, at + 1)
        while following >= 0 and isinstance(_frame_at(data, following), str):
            following = data.find(MAGIC, following + 1)
        end = following if following >= 0 else len(data)
        yield CapturedBytes(payload=data[at:end], damage=f"recording frame at byte {at}: {frame}")
        at = end


def _frame_at(data: bytes, at: int) -> CapturedBytes | str:
    if len(data) < at + _HEAD.size:
        return "cut off"
    magic, _, direction, monotonic_ns, utc_ns, length = _HEAD.unpack_from(data, at)
    if magic != MAGIC or direction > 2 or length > _LONGEST:
        return "no frame head"
    end = at + _HEAD.size + length
    if len(data) < end + 4:
        return "cut off"
    if zlib.crc32(data[at:end]) != int.from_bytes(data[end : end + 4], "little"):
        return "checksum does not fit"
    return CapturedBytes(
        payload=data[at + _HEAD.size : end],
        direction=Direction(direction),
        monotonic_ns=monotonic_ns,
        utc_ns=utc_ns,
    )


def read_capture(path: Path) -> list[CapturedBytes]:
    """All captured bytes of a file, in order; its content and ending decide how it is read.

    Raises:
        CaptureUnreadable: no such file, not readable, empty, or a ``.hex`` file without hex.
    """
    try:
        data = path.read_bytes()
    except OSError as fault:
        raise CaptureUnreadable(
            "drivers.capture_missing", file=str(path), reason=fault.strerror or str(fault)
        ) from fault
    if not data:
        raise CaptureUnreadable("drivers.capture_empty", file=str(path))
    if data.startswith(MAGIC):
        return list(unpack_frames(data))
    if path.suffix.lower() not in (".hex", ".txt"):
        return [CapturedBytes(payload=data)]
    lines = [_COMMENT.sub("", line) for line in data.decode("utf-8-sig", "replace").splitlines()]
    lines = [line for line in lines if line.strip()]
    chunks = _hex_lines(lines)
    if chunks is not None:
        return chunks
    if path.suffix.lower() == ".hex":
        raise CaptureUnreadable("drivers.capture_no_hex", file=str(path))
    return _text_lines(data.removeprefix(codecs.BOM_UTF8))


_COMMENT = re.compile(r"(^|\s)#.*")
_CLOCK = re.compile(r"\d\d:\d\d(:\d\d)?")
_HEX = re.compile(r"(?:0x)?[0-9A-Fa-f]{2}(?:[ ,:]*(?:0x)?[0-9A-Fa-f]{2})*")
_SENT_WORDS = ("tx", ">", "sent")
_RECEIVED_WORDS = ("rx", "<", "received")
_PREFIX = re.compile(r"(tx|rx|>|<)\s*:?\s*", re.IGNORECASE)


def _hex_lines(lines: list[str]) -> list[CapturedBytes] | None:
    """Lines of hex; ``None`` when they are not hex. In columns the same column of every line is taken."""
    rows = [[cell.strip() for cell in re.split(r"[\t|]", line)] for line in lines]
    width = max(map(len, rows), default=0)
    best = max(range(width), key=lambda column: _hex_bytes(rows, column), default=0)
    if not rows or _hex_share(rows, best) < max(0.5, 0.5 * len(rows)):
        return None
    chunks = []
    for row in rows:
        cell = row[best] if best < len(row) else ""
        words = [other.lower() for index, other in enumerate(row) if index != best]
        prefix = _PREFIX.match(cell)
        words += [prefix[1].lower()] if prefix else []
        text = cell[prefix.end() :] if prefix else cell
        if not _HEX.fullmatch(text):
            chunks.append(CapturedBytes(payload=b"", damage=f"line {' | '.join(row)!r} holds no hex"))
            continue
        sent = any(word in _SENT_WORDS for word in words) and not any(word in _RECEIVED_WORDS for word in words)
        payload = bytes.fromhex(re.sub(r"0x|[ ,:]", "", text))
        chunks.append(CapturedBytes(payload=payload, direction=Direction.SENT if sent else Direction.RECEIVED))
    return chunks


def _hex_cells(rows: list[list[str]], column: int) -> list[str]:
    """What stands in a column as hex; a time of day looks like it and is none."""
    cells = [_PREFIX.sub("", row[column], count=1) for row in rows if column < len(row)]
    return [cell for cell in cells if _HEX.fullmatch(cell) and not _CLOCK.fullmatch(cell)]


def _hex_share(rows: list[list[str]], column: int) -> float:
    """How many rows have hex in a column; pairs with blanks between count a little more than plain digits."""
    return sum(1.0 if " " in cell or len(cell) > 4 else 0.6 for cell in _hex_cells(rows, column))


def _hex_bytes(rows: list[list[str]], column: int) -> int:
    """How much a column looks like bytes from a wire: numbers and dates beside them are short and without blanks."""
    return sum(len(cell) * (4 if re.search("[ ,:]", cell) else 1) for cell in _hex_cells(rows, column))


def _text_lines(data: bytes) -> list[CapturedBytes]:
    """Plain text: each line is what was on the wire, with CR LF; ``<STX>`` and ``<ETX>`` stand for 02 and 03,
    a leading ``>`` or ``<`` (with a blank) for the direction."""
    chunks = []
    for line in data.splitlines():
        if line.lstrip().startswith(b"#"):
            continue
        direction = Direction.SENT if line.startswith(b"> ") else Direction.RECEIVED
        text = line[2:] if line.startswith((b"> ", b"< ")) else line
        text = text.replace(b"<STX>", b"\x02").replace(b"<ETX>", b"\x03")
        chunks.append(CapturedBytes(payload=text + b"\r\n", direction=direction))
    return chunks


def decode_capture(instrument: Instrument, chunks: list[CapturedBytes]) -> Iterator[Decoded]:
    """All readings and all damage of a capture.

    In a recording, offsets count received bytes; in a file of hex or text, all bytes of the file's lines.
    """
    decoder = instrument.decoder()
    recorded = any(chunk.monotonic_ns is not None for chunk in chunks)
    shifts: list[tuple[int, int]] = [(0, 0)]
    received = skipped = 0

    def placed(items: list[Decoded]) -> Iterator[Decoded]:
        for item in items:
            shift = next(shift for start, shift in reversed(shifts) if start <= item.offset)
            yield replace(item, offset=item.offset + shift)

    for chunk in chunks:
        if chunk.damage is not None:
            yield Damage(offset=received + skipped, length=len(chunk.payload), reason=chunk.damage)
            continue
        yield from placed(decoder.feed(chunk.payload, chunk.direction))
        if chunk.direction is Direction.RECEIVED:
            received += len(chunk.payload)
        elif chunk.direction is Direction.SENT and not recorded:
            skipped += len(chunk.payload)
            shifts.append((received, skipped))
    yield from placed(decoder.finish())
