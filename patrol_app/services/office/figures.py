"""Closed visits of a period as figures, read straight from the log."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date, datetime, timedelta, tzinfo
from decimal import Decimal
from functools import cache
from typing import Any

from patrol_app.domain.figures import VisitFigures
from patrol_app.services.office.exam_zones import night_of_day
from patrol_app.store.reader import Reader

CASES, FINDINGS = 4, 4
"""A visit is judged on at most four kinds of cases; the finding of LAeq over the whole run is among the first four."""

_PLAIN = (
    "number", "arrived_at", "site.name", "site.grid", "site.sound_area", "site.contractor.name",
    "site.contractor.credit_code", "site.developer.name", "officers[0].name", "officers[1].name", "officers[2].name",
    "officers[3].name", "zone.inside", "zone.venue", "zone.notice", "observation.working", "measurement.label",
    "measurement.started_at", "measurement.laeq_db", "measurement.lafmax_db", "order_number", "simulated",
)  # fmt: skip
_CASE = ("kind", "outcome", "rule_set")
_FINDING = ("quantity", "excluded_parts", "exceeds", "clause", "rounded_db", "limit_db", "excess_db")
_FIRST_CASE = len(_PLAIN)
_FIRST_FINDING = _FIRST_CASE + CASES * len(_CASE)
PATHS = (
    *(f"$.record.{name}" for name in _PLAIN),
    *(f"$.record.verdicts[{case}].{name}" for case in range(CASES) for name in _CASE),
    *(f"$.record.verdicts[0].findings[{place}].{name}" for place in range(FINDINGS) for name in _FINDING),
)
_NOISE = "construction_noise"
_HALF_DAY = timedelta(hours=12)


def figures(reader: Reader, start: date, end: date) -> list[VisitFigures]:
    """The closed visits of the nights from ``start`` to ``end``, by arrival; a night runs from noon to noon.

    Every entry is hashed again as it is read.

    Raises:
        DamagedEvidence: an entry does not give its hash.
    """
    first, last = night_of_day(start)[0], night_of_day(end)[1]
    found = []
    for number, sha256, values in reader.parts_of_kind("visit.closed", PATHS, since=first):
        arrived_at = datetime.fromisoformat(values[1])
        if first <= arrived_at < last:
            found.append(_one(number, sha256, values, arrived_at, first.tzinfo))
    found.sort(key=lambda one: (one.arrived_at, one.number))
    return found


def data_sha256(visits: Iterable[VisitFigures]) -> str:
    """What a bulletin rests on in one number: SHA-256 over the hash of every visit's entry, by number, a line each."""
    lines = [f"{visit.entry_sha256}\n" for visit in sorted(visits, key=lambda visit: visit.number)]
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def _one(number: str, sha256: str, values: list[Any], arrived_at: datetime, zone: tzinfo | None) -> VisitFigures:
    # a year has fifty thousand of these: the values are taken by their places, in the order of _PLAIN
    (
        _, _, site, grid, sound_area, contractor, credit_code, developer, *officers, inside, venue, notice, working,
        label, started, laeq_db, lafmax_db, order_number, simulated,
    ) = values[:_FIRST_CASE]  # fmt: skip
    kinds = values[_FIRST_CASE:_FIRST_FINDING:3]
    place = _FIRST_CASE + 3 * kinds.index(_NOISE) if _NOISE in kinds else None
    clause, rounded_db, limit_db, excess_db = (
        _deciding(values[_FIRST_FINDING:]) if kinds[0] == _NOISE else (None, None, None, None)
    )
    return VisitFigures(
        number=number,
        entry_sha256=sha256,
        night=(arrived_at.astimezone(zone) - _HALF_DAY).date(),
        site=site,
        grid=grid,
        sound_area=sound_area,
        party=contractor or developer,
        credit_code=credit_code,
        arrived_at=arrived_at,
        officers=len(officers) - officers.count(None),
        inside=bool(inside),
        venue=venue,
        notice=notice,
        working=bool(working),
        label=label,
        started_at=datetime.fromisoformat(started) if started else None,
        laeq_db=laeq_db,
        lafmax_db=lafmax_db,
        outcome=values[place + 1] if place is not None and label else None,
        rule_set=values[place + 2] if place is not None else None,
        clause=clause,
        rounded_db=rounded_db,
        limit_db=limit_db,
        excess_db=excess_db,
        breaches=_breaches(kinds, values[_FIRST_CASE + 1 : _FIRST_FINDING : 3]),
        order_number=order_number,
        simulated=bool(simulated),
    )


def _breaches(kinds: list[Any], outcomes: list[Any]) -> tuple[str, ...]:
    """The kinds of cases, noise apart, that were found in breach or over their limit."""
    if "breach" not in outcomes and "exceeds" not in outcomes:
        return ()
    both = zip(kinds, outcomes, strict=True)
    return tuple(sorted(kind for kind, outcome in both if kind != _NOISE and outcome in ("exceeds", "breach")))


def _deciding(values: list[Any]) -> tuple[str | None, int | None, int | None, int | None]:
    """Clause, rounded level, limit and excess of the finding that decides over the whole run: the one over its limit,
    LAeq before others, else the first."""
    chosen: int | None = None
    for place in range(0, len(values), len(_FINDING)):
        quantity, excluded_parts, exceeds = values[place : place + 3]
        if quantity is None or excluded_parts:
            continue
        if exceeds and quantity == "LAeq":
            chosen = place
            break
        if chosen is None or (exceeds and not values[chosen + 2]):
            chosen = place
    if chosen is None:
        return None, None, None, None
    clause, rounded_db, limit_db, excess_db = values[chosen + 3 : chosen + len(_FINDING)]
    return clause, rounded_db, _whole(limit_db), excess_db


@cache
def _whole(limit: str | None) -> int | None:
    return None if limit is None else int(Decimal(limit))
