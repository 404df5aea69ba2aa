"""Card proposals: dated card rules as data, applied to the visits of a period; a person decides on every card."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from patrol_app.domain.bulletins import CardProposal
from patrol_app.domain.errors import BadInput
from patrol_app.domain.figures import VisitFigures
from patrol_app.services.office.schemes import in_force, scheme

FILE = "cards"
METRICS = ("exceed_count", "exceed_share")
"""What this program can count by itself; a rule of another metric needs data it does not have."""


def card_schemes() -> list[Mapping[str, Any]]:
    """All card rules, enabled or not."""
    found: list[Mapping[str, Any]] = scheme(FILE).get("scheme", [])
    return found


def longest_window_days(day: date) -> int:
    """How far back the rules in force on a day look."""
    return max((int(rule["window_days"]) for rule in card_schemes() if _holds(rule, day)), default=0)


def _holds(rule: Mapping[str, Any], day: date) -> bool:
    return in_force(rule, day) and bool(rule.get("verified_by"))


def switched_off(day: date) -> tuple[str, ...]:
    """Names of the rules that propose nothing on a day: disabled, unconfirmed or not in force."""
    return tuple(str(rule["name"]) for rule in card_schemes() if not _holds(rule, day))


def proposals(visits: Sequence[VisitFigures], day: date) -> tuple[CardProposal, ...]:
    """Sites for which a rule in force on ``day`` proposes a card, by rule and name.

    Raises:
        BadInput: a rule in force has a metric that cannot be counted, or lacks a value.
    """
    found: list[CardProposal] = []
    for rule in card_schemes():
        if _holds(rule, day):
            found += _of_rule(rule, visits, day)
    return tuple(found)


def _of_rule(rule: Mapping[str, Any], visits: Sequence[VisitFigures], day: date) -> list[CardProposal]:
    try:
        metric, threshold, window = rule["metric"], float(rule["threshold"]), timedelta(days=int(rule["window_days"]))
        name, colour = str(rule["name"]), str(rule["result"])
    except (KeyError, TypeError, ValueError) as fault:
        raise BadInput("schemes.unreadable", path=Path(f"schemes/{FILE}.toml"), cause=str(fault)) from fault
    if metric not in METRICS or rule.get("comparator") != ">=":
        raise BadInput("schemes.metric", name=name, metric=metric, known="、".join(METRICS))
    judged: dict[str, list[VisitFigures]] = {}
    for visit in visits:
        if visit.judged and day - window < visit.night <= day:
            judged.setdefault(visit.site, []).append(visit)
    found = []
    for site in sorted(judged):
        over = [visit.number for visit in judged[site] if visit.exceeds]
        value = len(over) if metric == "exceed_count" else len(over) / len(judged[site])
        if over and value >= threshold:
            found.append(
                CardProposal(
                    site=site,
                    colour=colour,
                    scheme=name,
                    numerator=len(over),
                    denominator=len(judged[site]),
                    behind=tuple(over),
                )
            )
    return found
