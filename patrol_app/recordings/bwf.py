"""Broadcast Wave files (EBU Tech 3285, bext version 1), mono PCM: their header and reading.

Layout: RIFF, JUNK (room for a later ds64), bext, fmt, data; all before the samples has a fixed length for given facts,
so that the two lengths in it can be patched while the file grows. Times are UTC; the 64-bit TimeReference counts
samples since UTC midnight of the origination date. The full-scale level (level of an RMS of 1.0) stands in the
description and in the coding history.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from patrol_app.domain.errors import BadInput
from patrol_app.recordings.disk import DurableFile

ORIGINATOR = "NIGHT PATROL (YEXUN)"
BEXT = struct.Struct("<256s32s32s10s8sQH64s190s")
FORMAT = struct.Struct("<HHIIHH")
RIFF_LENGTH_AT = 4
_UNKNOWN_LENGTHS = (0, 0xFFFFFFFF)

Samples = NDArray[np.int16] | NDArray[np.int32]


@dataclass(frozen=True, slots=True, kw_only=True)
class BwfFacts:
    """What the header of one file says.

    ``first_sample`` counts from the start of the whole run over all its files; ``time_reference`` from UTC midnight
    of ``date``. ``reference_db`` is the level in dB of an RMS of full scale, ``None`` if nobody calibrated.
    """

    sample_rate_hz: int
    bits: int
    first_sample: int
    time_reference: int
    date: date
    reference_db: float | None
    clip: bool = False
    """Cut from the run's files, so no part of the run by itself."""

    @property
    def started_at(self) -> datetime:
        """Get the UTC time of the first sample, to the microsecond."""
        seconds, rest = divmod(self.time_reference, self.sample_rate_hz)
        midnight = datetime.combine(self.date, time(), UTC)
        return midnight + timedelta(seconds=seconds, microseconds=rest * 1_000_000 // self.sample_rate_hz)

    @classmethod
    def at(cls, started_at: datetime, *, sample_rate_hz: int, bits: int, reference_db: float | None) -> Self:
        """The facts of a run's first file."""
        utc = started_at.astimezone(UTC)
        since_midnight = utc - datetime.combine(utc.date(), time(), UTC)
        microseconds = since_midnight // timedelta(microseconds=1)
        return cls(
            sample_rate_hz=sample_rate_hz,
            bits=bits,
            first_sample=0,
            time_reference=(microseconds * sample_rate_hz + 500_000) // 1_000_000,
            date=utc.date(),
            reference_db=reference_db,
        )

    def later(self, samples: int) -> Self:
        """The facts of a file that begins so many samples later, over midnight if need be."""
        days, rest = divmod(self.time_reference + samples, 86_400 * self.sample_rate_hz)
        return replace(
            self,
            first_sample=self.first_sample + samples,
            time_reference=rest,
            date=self.date + timedelta(days=days),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class BwfFile:
    """One readable file. ``facts`` is ``None`` for a WAV that carries no bext of ours.

    ``complete`` is false when the header's lengths do not agree with the file: the samples past the header's length
    are readable after ``repair`` only.
    """

    path: Path
    sample_rate_hz: int
    bits: int
    samples: int
    data_offset: int
    complete: bool
    reference_db: float | None
    facts: BwfFacts | None

    def read(self, start: int = 0, count: int | None = None) -> Samples:
        """Samples ``start`` to ``start + count`` of this file: int16, mapped from disk; of 24 bits int32, copied."""
        stop = self.samples if count is None else min(self.samples, start + count)
        if start >= stop:
            return np.zeros(0, np.int16) if self.bits == 16 else np.zeros(0, np.int32)
        width = self.bits // 8
        try:
            raw = np.memmap(
                self.path, np.uint8, "r", offset=self.data_offset + start * width, shape=((stop - start) * width,)
            )
        except (OSError, ValueError) as fault:
            raise BadInput("recordings.unreadable", path=str(self.path), reason=str(fault)) from fault
        if self.bits == 16:
            return np.frombuffer(raw, np.int16)
        wide = np.zeros((stop - start, 4), np.uint8)
        wide[:, 1:] = raw.reshape(-1, 3)
        return np.frombuffer(wide, np.int32) >> 8

    def chunks(self, count: int = 480_000) -> Iterator[Samples]:
        """All samples in pieces of at most ``count``; memory use does not depend on the file's length."""
        for start in range(0, self.samples, count):
            yield self.read(start, count)


def build_header(facts: BwfFacts) -> bytes:
    """Everything before the samples, for a file that has none yet."""
    level = "" if facts.reference_db is None else f"reference_db={facts.reference_db!r};"
    utc = facts.started_at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    clip = "clip=1;" if facts.clip else ""
    description = f"{level}first_sample={facts.first_sample};utc={utc};{clip}night-patrol"
    scale = "uncalibrated" if facts.reference_db is None else f"full scale RMS = {facts.reference_db!r} dB re 20 uPa"
    history = f"A=PCM,F={facts.sample_rate_hz},W={facts.bits},M=mono,T=night-patrol; {scale}\r\n"
    bext = BEXT.pack(
        description.encode("ascii"),
        ORIGINATOR.encode("ascii"),
        f"NP{facts.date:%Y%m%d}{facts.first_sample:020d}".encode("ascii"),
        facts.date.isoformat().encode("ascii"),
        facts.started_at.strftime("%H:%M:%S").encode("ascii"),
        facts.time_reference,
        1,
        b"",
        b"",
    ) + history.encode("ascii")
    bext += b"\0" * (len(bext) % 2)
    width = facts.bits // 8
    form = FORMAT.pack(1, 1, facts.sample_rate_hz, facts.sample_rate_hz * width, width, facts.bits)
    chunks = _chunk(b"JUNK", bytes(28)) + _chunk(b"bext", bext) + _chunk(b"fmt ", form) + b"data" + bytes(4)
    return b"RIFF" + struct.pack("<I", 4 + len(chunks)) + b"WAVE" + chunks


def patch_lengths(file: DurableFile, data_offset: int, data_bytes: int) -> None:
    """Write the two lengths of a growing file into its header; an odd length counts its pad byte."""
    file.patch(RIFF_LENGTH_AT, struct.pack("<I", data_offset + data_bytes + data_bytes % 2 - 8))
    file.patch(data_offset - 4, struct.pack("<I", data_bytes))


def read_bwf(path: Path) -> BwfFile:
    """The header of a mono PCM file of 16 or 24 bits, ours or another's.

    Raises:
        BadInput: no such file, no RIFF/WAVE, no format or data chunk, or another kind of samples.
    """
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(12)
            if head[:4] not in (b"RIFF",) or head[8:12] != b"WAVE":
                raise BadInput("recordings.not_wave", path=str(path))
            position, form, bext = 12, b"", b""
            while True:
                file.seek(position)
                intro = file.read(8)
                if len(intro) < 8:
                    raise BadInput("recordings.no_samples", path=str(path))
                name, length = intro[:4], int.from_bytes(intro[4:], "little")
                if name == b"data":
                    break
                if name == b"fmt ":
                    form = file.read(min(length, 40))
                elif name == b"bext":
                    bext = file.read(min(length, 4096))
                position += 8 + length + length % 2
    except OSError as fault:
        raise BadInput("recordings.unreadable", path=str(path), reason=fault.strerror or str(fault)) from fault
    if len(form) < FORMAT.size:
        raise BadInput("recordings.no_samples", path=str(path))
    tag, channels, rate, _, align, bits = FORMAT.unpack(form[: FORMAT.size])
    if tag != 1 or channels != 1 or bits not in (16, 24) or align != bits // 8 or rate == 0:
        raise BadInput("recordings.not_mono_pcm", path=str(path), tag=tag, channels=channels, bits=bits)
    data_offset = position + 8
    present = size - data_offset
    known = present if length in _UNKNOWN_LENGTHS else min(length, present)
    facts = _read_bext(bext, rate, bits)
    return BwfFile(
        path=path,
        sample_rate_hz=rate,
        bits=bits,
        samples=known // (bits // 8),
        data_offset=data_offset,
        complete=length <= present and (facts is None or present - length == length % 2),
        reference_db=facts.reference_db if facts else None,
        facts=facts,
    )


def _read_bext(bext: bytes, rate: int, bits: int) -> BwfFacts | None:
    if len(bext) < BEXT.size:
        return None
    description, _, _, day, _, time_reference, _, _, _ = BEXT.unpack(bext[: BEXT.size])
    words = description.rstrip(b"\0").decode("ascii", "replace").split(";")
    pairs = dict(word.split("=", 1) for word in words if "=" in word)
    if words[-1] != "night-patrol":
        return None
    try:
        return BwfFacts(
            sample_rate_hz=rate,
            bits=bits,
            first_sample=int(pairs["first_sample"]),
            time_reference=time_reference,
            date=date.fromisoformat(day.decode("ascii", "replace")),
            reference_db=float(pairs["reference_db"]) if "reference_db" in pairs else None,
            clip="clip" in pairs,
        )
    except (KeyError, ValueError):
        return None


def _chunk(name: bytes, content: bytes) -> bytes:
    return name + struct.pack("<I", len(content)) + content
