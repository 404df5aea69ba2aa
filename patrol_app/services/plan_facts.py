"""What the coordinator's plan tab shows: a night's teams on its hours, what covers what, what was done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from patrol_app.domain.places import SiteKind
from patrol_app.domain.plans import Because, LeftReason, PlanKind
from patrol_app.services.place_facts import GroundShape, ZoneShape

StopState = Literal["ahead", "done", "missed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanStop:
    """A stop of a team, in metres from the map's middle; ``done_at`` is when the visit that was made there began."""

    number: int
    site: str
    arrive: datetime
    leave: datetime
    inside: bool
    state: StopState
    east_m: float = 0.0
    north_m: float = 0.0
    kind: SiteKind = "construction"
    because: tuple[Because, ...] = ()
    done_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanTeam:
    """A team as it is set up, and its stops in the version that is shown."""

    kind: PlanKind
    people: int
    on_foot: bool
    stops: tuple[PlanStop, ...] = ()
    distance_m: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class LawChange:
    """A moment of the night at which another limit holds, or a ban begins or ends."""

    at: datetime
    kind: Literal["night", "day", "ban_from", "ban_to"]
    limit_db: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Two teams, numbered from 1, at one site at one time."""

    first: int
    second: int
    site: str
    begins: datetime
    ends: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftSource:
    """A source that no team visits, and why."""

    number: int
    site: str
    reason: LeftReason
    inside: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanFacts:
    """A night; ``version`` is 0 before it was planned, ``changed`` says that the teams were set up anew since."""

    day: date
    starts_at: datetime
    ends_at: datetime
    teams: tuple[PlanTeam, ...]
    version: int
    issued: int
    issued_at: datetime | None
    changed: bool
    begun: bool
    changes: tuple[LawChange, ...]
    conflicts: tuple[Conflict, ...]
    zone_sites: int
    zone_covered: int
    zone_done: int
    stops: int
    done: int
    left: tuple[LeftSource, ...]
    missed: tuple[tuple[int, str], ...]
    """Sites of the plan whose last stop is over and where nobody was."""
    unplanned: tuple[str, ...]
    """Visits of the night that no plan had."""
    sites: tuple[tuple[int, str], ...]
    """Every site of the library, for adding one."""
    zones: tuple[ZoneShape, ...]
    ground: tuple[GroundShape, ...]
    officers: int
    draws: int = 0
