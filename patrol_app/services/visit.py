"""What people say of a visit, as against what instruments say of it.

``VisitFacts`` plus the recording folder is everything from which the record is built, live or from a pack.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

from patrol_app.domain.instruments import InstrumentUnit
from patrol_app.domain.people import Authority, Officer, Participant, PersonMet
from patrol_app.domain.places import ExamNotice, Site, ZoneFinding
from patrol_app.domain.record import (
    DrawnSignature,
    DustMeasuresSeen,
    EnteredWeather,
    Exclusion,
    NoiseSource,
    Observation,
    Position,
    RunPoint,
    VisitRecord,
)

MeasurementRole = Literal["main", "background"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExclusionFact:
    """A marked interval of one run, in seconds from its start."""

    run: str
    label: str
    start_s: float
    end_s: float
    reason: str
    author: str
    at: datetime

    @classmethod
    def of(cls, run: str, one: Exclusion) -> ExclusionFact:
        """What people said of an exclusion in a finished record."""
        return cls(
            run=run,
            label=one.label,
            start_s=one.start_s,
            end_s=one.end_s,
            reason=one.reason,
            author=one.author,
            at=one.at,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledgement:
    """An officer has seen an exceedance."""

    run: str
    label: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachmentFact:
    """A file was taken in: what people said of it, and its hash at that moment.

    ``stated_at`` is when it was taken as an officer says, for a file that does not say it itself.
    """

    label: str
    sha256: str
    size_bytes: int
    original_name: str
    what: str
    maker: str
    source: Literal["phone", "drone", "camera", "microphone"]
    imported_at: datetime
    imported_by: str
    stated_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitFacts:
    """The people's part of a visit record.

    ``points`` are measuring points beside ``position``; a run that ``run_points`` does not name was at ``position``.
    """

    number: str
    simulated: bool
    authority: Authority
    officers: tuple[Officer, ...]
    recorder: Officer
    site: Site
    arrived_at: datetime
    position: Position
    observation: Observation
    instruments: tuple[InstrumentUnit, ...]
    left_at: datetime | None = None
    zone: ZoneFinding | None = None
    notice: ExamNotice | None = None
    person_met: PersonMet | None = None
    others: tuple[Participant, ...] = ()
    exclusions: tuple[ExclusionFact, ...] = ()
    acknowledgements: tuple[Acknowledgement, ...] = ()
    attachments: tuple[AttachmentFact, ...] = ()
    weather_entered: tuple[EnteredWeather, ...] = ()
    order_number: str | None = None
    trigger_db: float = 70.0
    points: tuple[Position, ...] = ()
    run_points: tuple[RunPoint, ...] = ()
    sources: tuple[NoiseSource, ...] = ()
    dust_measures: DustMeasuresSeen | None = None
    signatures: tuple[DrawnSignature, ...] = ()

    def unit(self, role: str) -> InstrumentUnit | None:
        """The instrument of one role, if the visit has one."""
        return next((each for each in self.instruments if each.role == role), None)

    def point_of(self, run: str) -> str:
        """The label of the point at which a run was measured."""
        said = next((each.point for each in reversed(self.run_points) if each.run == run), self.position.label)
        return said if said in {each.label for each in self.points} else self.position.label


def _as_said(position: Position) -> Position:
    """The point as people told it: a place that a receiver or an offset gave is found again."""
    if position.place_source in ("gnss", "offset"):
        return replace(position, place=None, place_source="unknown")
    return position


def facts_of(record: VisitRecord) -> VisitFacts:
    """The people's part of a finished record: what a check takes as given; a receiver's place is found again."""
    runs = record.runs
    return VisitFacts(
        number=record.number,
        simulated=record.simulated,
        authority=record.authority,
        officers=record.officers,
        recorder=record.recorder,
        site=record.site,
        arrived_at=record.arrived_at,
        left_at=record.left_at,
        position=_as_said(record.position),
        observation=record.observation,
        instruments=record.instruments,
        zone=record.zone,
        notice=record.notice,
        person_met=record.person_met,
        others=record.others,
        exclusions=tuple(ExclusionFact.of(run.label, one) for run in runs for one in run.exclusions),
        acknowledgements=tuple(
            Acknowledgement(run=run.label, label=one.label, by=one.acknowledged_by, at=one.acknowledged_at)
            for run in runs
            for one in run.exceedances
            if one.acknowledged_by is not None and one.acknowledged_at is not None
        ),
        attachments=tuple(
            AttachmentFact(
                label=one.label,
                sha256=one.sha256,
                size_bytes=one.size_bytes,
                original_name=one.original_name,
                what=one.what,
                maker=one.maker,
                source=one.source,
                imported_at=one.imported_at,
                imported_by=one.imported_by,
                stated_at=one.taken_at if one.taken_at_from == "stated" else None,
            )
            for one in record.attachments
        ),
        weather_entered=record.weather_entered,
        order_number=record.order_number,
        trigger_db=record.trigger_db,
        points=tuple(_as_said(point.position) for point in record.other_points),
        run_points=record.run_points,
        sources=record.sources,
        dust_measures=record.dust_measures,
        signatures=record.signatures,
    )


@dataclass(frozen=True, slots=True)
class Mark:
    """An event frame of a raw file: what the program noted between the meter's bytes."""

    event: str
    monotonic_ns: int
    utc_ns: int
    data: dict[str, Any] = field(default_factory=dict)

    @property
    def at(self) -> datetime:
        """The moment in UTC."""
        return utc_of(self.utc_ns)


def mark_payload(event: str, **data: object) -> bytes:
    """The payload of an event frame: one JSON object."""
    return json.dumps({"event": event, **data}, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def read_mark(payload: bytes, monotonic_ns: int, utc_ns: int) -> Mark | None:
    """The mark in an event frame; ``None`` for a link event that is not one of ours."""
    try:
        plain = json.loads(payload)
        return Mark(str(plain.pop("event")), monotonic_ns, utc_ns, plain)
    except (ValueError, KeyError, AttributeError, TypeError):
        return None


def utc_of(utc_ns: int) -> datetime:
    """A UTC time from nanoseconds since 1970, to the microsecond."""
    seconds, rest = divmod(utc_ns, 1_000_000_000)
    return datetime.fromtimestamp(seconds, UTC).replace(microsecond=rest // 1000)


def agrees(satellite_utc: str, at: datetime) -> bool:
    """Satellite time counts where it agreed with the laptop's clock within 2 s."""
    return abs(datetime.fromisoformat(satellite_utc) - at) <= timedelta(seconds=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class RawSource:
    """A raw file of one instrument on disk, and the name it has in a pack."""

    role: str
    model: str
    path: Path
    pack_path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AudioSource:
    """One audio file of the visit on disk, in order, and the name it has in a pack."""

    path: Path
    pack_path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachedSource:
    """A photo, film or other file of the visit on disk, and the name it has in a pack."""

    label: str
    path: Path
    pack_path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitFiles:
    """The recording of a visit, wherever it lies: a recording folder or an unpacked pack."""

    raw: tuple[RawSource, ...]
    audio: tuple[AudioSource, ...]
    attached: tuple[AttachedSource, ...] = ()

    def of(self, role: str) -> RawSource | None:
        """The raw file of one role."""
        return next((each for each in self.raw if each.role == role), None)
