"""What cannot be in a night of several plans: two teams that drive about at one site at one time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations

from patrol_app.domain.plans import Stop


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """Two teams, by their place from 0, at one site from ``begins`` to ``ends``."""

    first: int
    second: int
    site: str
    begins: datetime
    ends: datetime


def meetings(teams: Sequence[Sequence[Stop]]) -> list[Meeting]:
    """Every pair of stops of two teams at one site whose times overlap, in order of time.

    Stops that only touch (one leaves as the other arrives) do not overlap.
    """
    found = []
    stops = [(team, stop) for team, route in enumerate(teams) for stop in route]
    for (first, one), (second, other) in combinations(stops, 2):
        if first == second or one.site != other.site:
            continue
        begins, ends = max(one.arrive, other.arrive), min(one.leave, other.leave)
        if begins < ends:
            found.append(Meeting(first=first, second=second, site=one.site, begins=begins, ends=ends))
    return sorted(found, key=lambda each: (each.begins, each.first, each.second, each.site))
