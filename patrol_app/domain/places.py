"""Places and parties: venues, sites, notices, permits, sensitive areas."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

SiteKind = Literal["construction", "factory", "other"]
ConstructionStage = Literal["demolition", "earthwork", "foundation", "structure", "decoration"]
SoundArea = Literal["0", "1", "2", "3", "4a", "4b"]
Datum = Literal["WGS-84", "CGCS2000", "GCJ-02", "BD-09"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A point on WGS-84 (CGCS2000 is taken as equal: 2 nm in 500 m); ``datum`` says what the source gave."""

    latitude_deg: float
    longitude_deg: float
    datum: Datum = "WGS-84"


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
    """A school where an exam is sat (考点)."""

    name: str
    place: Place
    address: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A construction site, factory or other source."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class ExamNotice:
    """A local notice that stops work around exam venues (禁噪令); the radius is its own, no law's."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneFinding:
    """How far a site is from a venue, and whether that is inside the notice's radius."""

    site: str
    venue: str
    notice: str
    distance_m: float
    radius_m: float
    inside: bool
    basis: Literal["point", "boundary"]
