"""Readings of a raw file with the place of their bytes: which frames, at which offset of the file."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from drivers.instrument import Direction
from drivers.readings import Damage, Reading
from drivers.registry import instrument
from patrol_app.recordings.frames import HEADER, Frame, read_frames
from patrol_app.services.visit import Mark, read_mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """Bytes of a ``.frames`` file: one frame, and the part of its payload that is meant.

    ``offset`` and ``length`` are the whole frame, header and CRC included; ``byte_offset`` and ``byte_length`` the
    payload's part, all counted in the file.
    """

    sequence: int
    offset: int
    length: int
    byte_offset: int
    byte_length: int
    payload: bytes


def _spot(frame: Frame, first: int, last: int) -> Spot:
    return Spot(
        sequence=frame.sequence,
        offset=frame.offset,
        length=frame.length,
        byte_offset=frame.offset + HEADER.size + first,
        byte_length=last - first,
        payload=frame.payload[first:last],
    )


class Stream:
    """The received bytes of a file as one stream, as the decoder counts them."""

    def __init__(self) -> None:
        self._starts: list[int] = []
        self._frames: list[Frame] = []
        self._size = 0

    def add(self, frame: Frame) -> None:
        """Take the next frame of received bytes."""
        self._starts.append(self._size)
        self._frames.append(frame)
        self._size += len(frame.payload)

    def spots(self, offset: int, length: int) -> tuple[Spot, ...]:
        """The frames that hold ``length`` bytes from ``offset`` of the stream on."""
        return tuple(self._spots(offset, max(1, length)))

    def _spots(self, offset: int, length: int) -> Iterator[Spot]:
        index = max(0, bisect_right(self._starts, offset) - 1)
        while index < len(self._frames) and self._starts[index] < offset + length:
            frame, start = self._frames[index], self._starts[index]
            first, last = max(0, offset - start), min(len(frame.payload), offset + length - start)
            if last > first:
                yield _spot(frame, first, last)
            index += 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Located:
    """A reading, when its last byte came, and the frames that hold its bytes."""

    reading: Reading
    monotonic_ns: int
    utc_ns: int
    stream: Stream

    @property
    def spots(self) -> tuple[Spot, ...]:
        """Get the frames that hold the reading's bytes; looked up when asked, since a night has a million readings."""
        return self.stream.spots(self.reading.offset, self.reading.length)


@dataclass(frozen=True, slots=True, kw_only=True)
class LocatedMark:
    """What the program noted between the meter's bytes, and the frame that holds it."""

    mark: Mark
    spot: Spot


@dataclass(slots=True)
class LocatedFile:
    """One raw file, decoded as ``replay`` decodes it."""

    model: str
    readings: list[Located] = field(default_factory=list)
    marks: list[LocatedMark] = field(default_factory=list)

    def within(self, start_ns: int, end_ns: int) -> list[Located]:
        """The readings of ``(start_ns, end_ns]``, as a run counts them."""
        return [each for each in self.readings if start_ns < each.monotonic_ns <= end_ns]

    def mark(self, event: str, **data: object) -> LocatedMark | None:
        """The newest mark of this kind that says all of ``data``."""
        fitting = (
            each
            for each in reversed(self.marks)
            if each.mark.event == event and all(each.mark.data.get(key) == value for key, value in data.items())
        )
        return next(fitting, None)


def locate(path: Path, model: str) -> LocatedFile:
    """Decode a raw file and keep where each reading's bytes are."""
    decoder = instrument(model).decoder()
    found, stream = LocatedFile(model), Stream()
    monotonic_ns = utc_ns = 0
    for piece in read_frames(path):
        if not isinstance(piece, Frame):
            continue
        monotonic_ns, utc_ns = piece.monotonic_ns, piece.utc_ns
        direction = Direction(int(piece.direction))
        if direction is Direction.RECEIVED:
            stream.add(piece)
        elif direction is Direction.EVENT:
            mark = read_mark(piece.payload, monotonic_ns, utc_ns)
            if mark is not None:
                found.marks.append(LocatedMark(mark=mark, spot=_spot(piece, 0, len(piece.payload))))
        for item in decoder.feed(piece.payload, direction):
            _keep(found, stream, item, monotonic_ns, utc_ns)
    for item in decoder.finish():
        _keep(found, stream, item, monotonic_ns, utc_ns)
    return found


def _keep(found: LocatedFile, stream: Stream, item: Reading | Damage, monotonic_ns: int, utc_ns: int) -> None:
    if not isinstance(item, Damage):
        found.readings.append(Located(reading=item, monotonic_ns=monotonic_ns, utc_ns=utc_ns, stream=stream))
