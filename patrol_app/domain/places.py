"""Places and parties: venues, sites, notices, permits, sensitive areas."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

SiteKind = Literal["construction", "factory", "other"]
ConstructionStage = Literal["demolition", "earthwork", "ground_treatment", "foundation", "structure", "decoration"]
SoundArea = Literal["0", "1", "2", "3", "4a", "4b"]
Datum = Literal["WGS-84", "CGCS2000", "GCJ-02", "BD-09"]
CreditGrade = Literal["A", "B", "C", "D"]
PlatformCode = Literal["green", "yellow", "red"]
DistanceRule = Literal["wall", "gate", "unspecified"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A point on WGS-84 (CGCS2000 is taken as equal: 2 nm in 500 m); ``datum`` says what the source gave."""

    latitude_deg: float
    longitude_deg: float
    datum: Datum = "WGS-84"


Boundary = tuple[tuple[Place, ...], ...]
"""Outer rings of an area, each of at least three corners and not closed again by its first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """The party of a case, named as on its licence."""

    name: str
    credit_code: str | None = None
    legal_representative: str | None = None
    legal_representative_id: str | None = None
    phone: str | None = None
    address: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NightWorkPermit:
    """Proof for continuous work at night (Noise Law art. 43; Code art. 572)."""

    number: str
    valid_from: datetime
    valid_to: datetime
    issuer: str | None = None
    posted: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExamVenue:
    """A school where an exam is sat (考点); distances count from its boundary where one is known."""

    name: str
    place: Place
    address: str | None = None
    boundary: Boundary | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExamSession:
    """One paper of an exam (考试场次); without venues it is sat at all of them."""

    exam: str
    subject: str
    starts_at: datetime
    ends_at: datetime
    venues: tuple[str, ...] = ()
    listening_from: datetime | None = None
    listening_to: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A construction site, factory or other source.

    ``credit_grade`` is the firm's environmental credit grade, ``platform_code`` its colour on the platform for
    supervision without a visit; both are only what the list says.
    """

    name: str
    place: Place
    kind: SiteKind = "construction"
    address: str | None = None
    project: str | None = None
    stage: ConstructionStage | None = None
    sound_area: SoundArea | None = None
    contractor: Organisation | None = None
    developer: Organisation | None = None
    permit: NightWorkPermit | None = None
    sensitive_area: str | None = None
    sensitive_building: str | None = None
    sensitive_distance_m: float | None = None
    key_source: bool = False
    complaints: int = 0
    positive_list: bool = False
    grid: str | None = None
    monitor_mn: str | None = None
    boundary: Boundary | None = None
    contact: str | None = None
    contact_phone: str | None = None
    credit_grade: CreditGrade | None = None
    platform_code: PlatformCode | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExamNotice:
    """A local notice that stops work around exam venues (禁噪令); the radius is its own, no law's.

    A notice for a whole area carries its polygon in ``area`` and then a radius of 0. ``distance_rule`` says from
    where the notice itself measures.
    """

    number: str
    title: str
    issuer: str
    legal_basis: str
    radius_m: float
    valid_from: datetime
    valid_to: datetime
    daily_windows: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()
    exemptions: tuple[str, ...] = ()
    area: Boundary | None = None
    area_name: str | None = None
    exam: str | None = None
    distance_rule: DistanceRule | None = None
    published_on: date | None = None
    penalty_basis: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneFinding:
    """How far a site is from a venue, and whether that is inside the notice's radius.

    ``basis`` is ``boundary`` where at least one side was measured from its polygon. For a notice with an area
    ``venue`` is the area's name and ``distance_m`` the distance to the area, 0 inside it.
    """

    site: str
    venue: str
    notice: str
    distance_m: float
    radius_m: float
    inside: bool
    basis: Literal["point", "boundary"]
