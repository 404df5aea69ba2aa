"""What the coordinator's zone tab shows: the notice, the exam's calendar, the map, and the sources by distance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from patrol_app.domain.places import ExamNotice, SiteKind
from patrol_app.services.place_facts import GroundShape, ZoneShape

PermitState = Literal["held", "missing", "not_held_then", "not_needed"]
"""Whether a site has proof for night work while the notice holds; only construction sites need one."""
Where = Literal["inside", "near", "outside"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFact:
    """A source as the map and the list show it; metres east and north of the map's middle.

    ``distance_m`` is the geodesic to ``venue`` (or to the area of the notice), ``beyond_m`` how far outside the zone.
    """

    number: int
    name: str
    kind: SiteKind
    east_m: float
    north_m: float
    where: Where
    venue: str
    distance_m: float | None
    beyond_m: float | None
    permit: PermitState
    basis: Literal["point", "boundary"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionFact:
    """One paper of the exam; listening is the stretch in which nothing at all may be heard."""

    exam: str
    subject: str
    starts_at: datetime
    ends_at: datetime
    listening_from: datetime | None
    listening_to: datetime | None
    venues: tuple[str, ...]
    past: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneFacts:
    """One notice at a time; ``version`` counts how often it was written, 0 for one that is being written anew."""

    notice: ExamNotice | None
    version: int
    active: bool
    notices: tuple[str, ...]
    answers: Mapping[str, str]
    """The notice as the form's words, by field."""
    sessions: tuple[SessionFact, ...]
    sources: tuple[SourceFact, ...]
    """Every source that the map shows: those inside the zones, near misses, then the rest, each from near to far."""
    more: int
    zones: tuple[ZoneShape, ...]
    ground: tuple[GroundShape, ...] = ()
    saved: int = 0
    """Grows with each notice that was written, so that the form knows its words are kept."""
