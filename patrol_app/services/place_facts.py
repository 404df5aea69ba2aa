"""What the screens of the route and of the site show. Frozen, like the snapshot; places are metres east and north."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from patrol_app.services.screen_facts import CheckFact, Said, ValueFact
from patrol_app.services.snapshot import LegalView


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedFact:
    """A measuring point or a source of noise; ``at_m`` is east and north of the site's own place, if anybody said it.

    ``runs`` were measured at a point; ``chosen`` is where the next run is measured.
    """

    label: str
    name: str
    at_m: tuple[float, float] | None = None
    answers: Mapping[str, str] = field(default_factory=dict)
    runs: tuple[str, ...] = ()
    chosen: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherFact:
    """Someone else who took part in the visit."""

    name: str
    employer: str
    kind: str
    certificate_number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExhibitFact:
    """A photo, a film, a voice note or another file that was taken in: what it proves, who made it, when and where."""

    label: str
    kind: Literal["photo", "video", "voice", "other"]
    what: str
    maker: str
    at: datetime
    where: Said
    small: bytes | None = None
    """The photo small, as PNG; ``None`` where there is none to be seen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteFacts:
    """What people said of the running visit: the answers of its forms by form, and rows to read."""

    number: str
    site: str
    answers: Mapping[str, Mapping[str, object]]
    rows: tuple[CheckFact, ...]
    photos: tuple[ExhibitFact, ...] = ()
    """What was taken in, the oldest first."""
    others: tuple[OtherFact, ...] = ()
    points: tuple[PlacedFact, ...] = ()
    sources: tuple[PlacedFact, ...] = ()
    outline_m: tuple[tuple[tuple[float, float], ...], ...] = ()
    corners_m: tuple[tuple[float, float], ...] = ()
    """Corners of the boundary that is being drawn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StopFact:
    """A stop of the route; east and north in metres from the map's centre."""

    number: int
    name: str
    kind: Literal["construction", "factory", "fixed_post", "other"]
    arrive_at: datetime | None
    east_m: float
    north_m: float
    state: Literal["open", "complies", "over", "seen", "outside_plan", "inside"]
    """``seen`` was visited and neither found over a limit nor to comply."""
    level_db: float | None = None
    distance_m: float | None = None
    inside_zone: bool = False
    facts: tuple[ValueFact, ...] = ()
    about: Said | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneShape:
    """An exam venue and the outline of its zone; drawn for the eye, judged by geodesic distance."""

    venue: str
    east_m: float
    north_m: float
    outline_m: tuple[tuple[float, float], ...]
    area: bool = False
    """A zone of the notice's own area, without a venue in its middle."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GroundShape:
    """A piece of the base map: a road's line or the water's area."""

    kind: Literal["road", "minor_road", "water"]
    points_m: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteFacts:
    """The night's stops in order, where we are and where we walked."""

    title: Said
    stops: tuple[StopFact, ...]
    next_number: int | None
    selected: int | None
    zones: tuple[ZoneShape, ...]
    ground: tuple[GroundShape, ...]
    walked_m: tuple[tuple[float, float], ...]
    here_m: tuple[float, float] | None
    accuracy_m: float | None
    heading_deg: float | None
    length_m: float
    duration_s: float
    plan: str | None = None
    """The number of tonight's plan, if the coordinator made one."""
    team: int = 1
    teams: int = 1
    addable: tuple[StopFact, ...] = ()
    """Sites of the library that are not on tonight's route, the nearest first."""
    here_picked: bool = False
    """The own place was picked by hand on the map; no receiver says it."""
    origin: tuple[float, float] = (0.0, 0.0)
    """Latitude and longitude (WGS-84) of the map's centre."""
    here_since: datetime | None = None
    """No receiver says the own place now; it is that of this moment. ``None`` also where there was never one."""
    legal: LegalView | None = None
    """The hours of the law in the unit's city, for the head while no visit runs."""
    practice: bool = False
    """The data folder in use is that of practice, whether a visit is open or not."""
