"""A raw file decoded again, exactly as it was live: same chunks, same stamps, what was asked included."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from drivers.instrument import Direction
from drivers.readings import Damage, ParticulateReading, PositionFix, Reading, SoundReading, WeatherReading
from drivers.registry import instrument
from patrol_app.recordings.frames import Frame, FrameDamage, read_frames
from patrol_app.services.tally import DustTally, SoundTally, WeatherTally
from patrol_app.services.visit import Mark, read_mark


@dataclass(frozen=True, slots=True)
class Stamped:
    """A reading with the two clocks of the bytes that completed it."""

    reading: Reading
    monotonic_ns: int
    utc_ns: int


@dataclass(frozen=True, slots=True)
class DamageAt:
    """Bytes without a reading, or a place in the file without a frame, and when."""

    reason: str
    monotonic_ns: int


Item = Stamped | DamageAt | Mark


@dataclass(slots=True)
class RawTotals:
    """Bytes of a raw file by direction, and the first and last stamp of received bytes."""

    received_bytes: int = 0
    sent_bytes: int = 0
    first_ns: int | None = None
    last_ns: int | None = None
    last_utc_ns: int | None = None


def replay(path: Path, model: str, totals: RawTotals | None = None) -> Iterator[Item]:
    """Readings, damage and marks of a raw file in their order; ``totals`` is filled on the way."""
    decoder = instrument(model).decoder()
    totals = totals if totals is not None else RawTotals()
    last_ns = last_utc_ns = 0
    for piece in read_frames(path):
        if isinstance(piece, FrameDamage):
            yield DamageAt(piece.reason, last_ns)
            continue
        last_ns, last_utc_ns = piece.monotonic_ns, piece.utc_ns
        _count(totals, piece)
        if int(piece.direction) == Direction.EVENT:
            mark = read_mark(piece.payload, piece.monotonic_ns, piece.utc_ns)
            if mark is not None:
                yield mark
        # the decoder is told events too: after "port opened" the bytes may begin inside a frame
        for item in decoder.feed(piece.payload, Direction(int(piece.direction))):
            if isinstance(item, Damage):
                yield DamageAt(item.reason, piece.monotonic_ns)
            else:
                yield Stamped(item, piece.monotonic_ns, piece.utc_ns)
    for item in decoder.finish():
        if isinstance(item, Damage):
            yield DamageAt(item.reason, last_ns)
        else:
            yield Stamped(item, last_ns, last_utc_ns)


def count_bytes(path: Path) -> RawTotals:
    """The totals of a raw file without decoding it."""
    totals = RawTotals()
    for piece in read_frames(path):
        if isinstance(piece, Frame):
            _count(totals, piece)
    return totals


def _count(totals: RawTotals, piece: Frame) -> None:
    if int(piece.direction) == Direction.SENT:
        totals.sent_bytes += len(piece.payload)
    elif int(piece.direction) == Direction.RECEIVED:
        totals.received_bytes += len(piece.payload)
        if totals.first_ns is None:
            totals.first_ns = piece.monotonic_ns
        totals.last_ns, totals.last_utc_ns = piece.monotonic_ns, piece.utc_ns


@dataclass(slots=True)
class SoundReplay:
    """The sound level meter's raw file, in books."""

    tally: SoundTally
    marks: list[Mark]
    damage_ns: list[int]
    totals: RawTotals


def no_sound() -> SoundReplay:
    """The books of a visit without a sound level meter."""
    return SoundReplay(SoundTally(), [], [], RawTotals())


def replay_sound(path: Path, model: str) -> SoundReplay:
    """Decode the meter's bytes again."""
    books = SoundReplay(SoundTally(), [], [], RawTotals())
    for item in replay(path, model, books.totals):
        if isinstance(item, Mark):
            books.marks.append(item)
        elif isinstance(item, DamageAt):
            books.damage_ns.append(item.monotonic_ns)
        elif isinstance(item.reading, SoundReading):
            books.tally.take(item.reading, item.monotonic_ns)
    return books


def replay_weather(path: Path, model: str) -> WeatherTally:
    """Decode the weather transmitter's bytes again."""
    tally = WeatherTally()
    for item in replay(path, model):
        if isinstance(item, Stamped) and isinstance(item.reading, WeatherReading):
            tally.take(item.reading, item.monotonic_ns)
    return tally


def replay_dust(path: Path, model: str) -> tuple[DustTally, list[Stamped]]:
    """Decode the dust meter's bytes again; the second part is every reading with its stamps."""
    tally, rows = DustTally(), []
    for item in replay(path, model):
        if isinstance(item, Stamped) and isinstance(item.reading, ParticulateReading):
            tally.take(item.reading, item.monotonic_ns)
            rows.append(item)
    return tally, rows


def replay_position(path: Path, model: str) -> list[tuple[int, PositionFix]]:
    """Every valid fix with the UTC stamp of its bytes."""
    return [
        (item.utc_ns, item.reading)
        for item in replay(path, model)
        if isinstance(item, Stamped) and isinstance(item.reading, PositionFix) and item.reading.valid
    ]
