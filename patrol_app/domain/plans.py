"""A night's plan as facts: who goes where and when, why, and what was left out for which reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from patrol_app.domain.places import Place, Site

PlanKind = Literal["loop", "full_coverage", "tour", "fixed_posts"]
Lead = Literal["complaint", "transferred", "data", "non_site", "firm_request", "emergency"]
Because = Literal[
    "zone",
    "near_zone",
    "complaints",
    "findings",
    "requested",
    "long_ago",
    "never",
    "key_source",
    "lead",
    "credit_d",
    "red_code",
    "added",
]
LeftReason = Literal["positive_list", "two_checks", "not_in_zone", "no_team", "no_time", "skipped"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A site with all that decides whether, how soon and when it is visited.

    ``windows`` are the forbidden spans of the night in its zone, empty outside zones; ``visits_this_year`` counts
    on-site checks before the night; ``days_since`` is ``None`` for a site never visited.
    """

    site: Site
    inside: bool = False
    near: bool = False
    windows: tuple[tuple[datetime, datetime], ...] = ()
    findings: int = 0
    days_since: int | None = None
    visits_this_year: int = 0
    leads: tuple[Lead, ...] = ()
    requested: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanSettings:
    """What was asked of a plan; without ``start`` and ``end`` a team's way goes from its first stop to its last."""

    kind: PlanKind
    day: date
    teams: int
    seed: int
    starts_at: datetime
    ends_at: datetime
    visit_min: int
    start: Place | None = None
    end: Place | None = None
    speed_km_h: float = 24.0
    detour: float = 1.35
    solver: Literal["pyvrp", "plain"] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """One visit of a plan; ``because`` says what gave it its priority."""

    site: str
    arrive: datetime
    leave: datetime
    place: Place
    inside: bool
    priority: int
    because: tuple[Because, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamRoute:
    """One team's night. Distance and time on the road are estimates from straight lines."""

    stops: tuple[Stop, ...]
    distance_m: int
    travel_s: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A site that no team visits, and why."""

    site: str
    reason: LeftReason


@dataclass(frozen=True, slots=True, kw_only=True)
class PatrolPlan:
    """A whole plan; ``solver`` names the program that made its routes, with its version."""

    settings: PlanSettings
    solver: str
    teams: tuple[TeamRoute, ...]
    left_out: tuple[LeftOut, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StopDone:
    """A planned stop against the night: the visit that was made there, if any."""

    team: int
    site: str
    arrive: datetime
    visit: str | None
    arrived_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """Planned against done: every stop, what was missed, and visits that nobody planned."""

    stops: tuple[StopDone, ...]
    missed: tuple[str, ...]
    unplanned: tuple[str, ...]
    zone_sites: int
    zone_sites_done: int
