"""Closed visits of a period as figures, read straight from the log."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, cast

from patrol_app.domain.figures import VisitFigures
from patrol_app.domain.verdict import Outcome
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


def figures(reader: Reader, start: date, end: date) -> list[VisitFigures]:
    """The closed visits of the nights from ``start`` to ``end``, by arrival; a night runs from noon to noon."""
    first, last = night_of_day(start)[0], night_of_day(end)[1]
    found = [
        one
        for number, values in reader.parts_of_kind("visit.closed", PATHS, since=first)
        if (one := _one(number, values, first, last)) is not None
    ]
    return sorted(found, key=lambda one: (one.arrived_at, one.number))


def _one(number: str, values: list[Any], first: datetime, last: datetime) -> VisitFigures | None:
    arrived_at = datetime.fromisoformat(values[1])
    if not first <= arrived_at < last:
        return None
    plain = dict(zip(_PLAIN, values, strict=False))
    cases = [
        dict(zip(_CASE, values[place : place + 3], strict=True)) for place in range(_FIRST_CASE, _FIRST_FINDING, 3)
    ]
    finding = _laeq(values[_FIRST_FINDING:]) if cases[0]["kind"] == "construction_noise" else {}
    noise = next((case for case in cases if case["kind"] == "construction_noise"), None)
    started = plain["measurement.started_at"]
    here = arrived_at.astimezone(first.tzinfo)
    return VisitFigures(
        number=number,
        night=(here - timedelta(hours=12)).date(),
        site=plain["site.name"],
        grid=plain["site.grid"],
        sound_area=plain["site.sound_area"],
        party=plain["site.contractor.name"] or plain["site.developer.name"],
        credit_code=plain["site.contractor.credit_code"],
        arrived_at=arrived_at,
        officers=sum(plain[f"officers[{place}].name"] is not None for place in range(4)),
        inside=bool(plain["zone.inside"]),
        venue=plain["zone.venue"],
        notice=plain["zone.notice"],
        working=bool(plain["observation.working"]),
        label=plain["measurement.label"],
        started_at=datetime.fromisoformat(started) if started else None,
        laeq_db=plain["measurement.laeq_db"],
        lafmax_db=plain["measurement.lafmax_db"],
        outcome=cast(Outcome, noise["outcome"]) if noise and plain["measurement.label"] else None,
        rule_set=noise["rule_set"] if noise else None,
        clause=finding.get("clause"),
        rounded_db=finding.get("rounded_db"),
        limit_db=_whole(finding.get("limit_db")),
        excess_db=finding.get("excess_db"),
        breaches=tuple(
            sorted(
                case["kind"]
                for case in cases
                if case["kind"] != "construction_noise" and case["outcome"] in ("exceeds", "breach")
            )
        ),
        order_number=plain["order_number"],
        simulated=bool(plain["simulated"]),
    )


def _laeq(values: list[Any]) -> dict[str, Any]:
    """The finding that decides: the one over its limit, else that of LAeq, over the whole run."""
    step = len(_FINDING)
    found = [
        dict(zip(_FINDING, values[place : place + step], strict=True))
        for place in range(0, len(values), step)
        if values[place] is not None and not values[place + 1]
    ]
    over = [each for each in found if each["exceeds"]]
    chosen = [*(each for each in over if each["quantity"] == "LAeq"), *over, *found]
    return chosen[0] if chosen else {}


def _whole(limit: str | None) -> int | None:
    return None if limit is None else int(Decimal(limit))
