"""Cases and altered rule books for the tests of the law engine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from patrol_app.domain.verdict import Verdict
from patrol_app.rules.book import RuleBook, load_rule_book
from patrol_app.rules.case_reading import case_from_plain
from patrol_app.rules.judge import judge

NIGHT_2026 = "2026-06-06T23:14:00+08:00"
NIGHT_2025 = "2025-06-06T23:14:00+08:00"
CODE_NIGHT = "2026-09-06T23:14:00+08:00"
NOISE: Mapping[str, Any] = {
    "kind": "construction_noise",
    "when": NIGHT_2026,
    "duration_s": 1200,
    "laeq_db": 63.4,
    "lafmax_db": 65.0,
    "background_laeq_db": 51.0,
    "background_steady": True,
    "background_duration_s": 1200,
    "calibration_before_db": 93.8,
    "calibration_after_db": 93.9,
    "wind_m_s": 1.4,
    "rain": False,
    "overload": False,
    "instrument_class": 2,
    "certificates_valid": True,
}
DUST: Mapping[str, Any] = {
    "kind": "construction_dust",
    "when": NIGHT_2026,
    "stage": "earthwork",
    "tsp_mg_m3": 0.93,
    "averaging_s": 3600,
    "reference_pm10_mg_m3": 0.21,
    "humidity_pct": 64,
    "certificates_valid": True,
}
PERMIT: Mapping[str, Any] = {
    "kind": "night_permit",
    "when": CODE_NIGHT,
    "sensitive_area": True,
    "working": True,
    "emergency_work": False,
    "permit_shown": False,
}
NOTICE: Mapping[str, Any] = {
    "number": "演示〔2026〕1号",
    "radius_m": 500,
    "valid_from": "2026-06-06T18:00:00+08:00",
    "valid_to": "2026-06-08T18:00:00+08:00",
}
BAN: Mapping[str, Any] = {
    "kind": "noise_ban",
    "when": "2026-06-07T23:14:00+08:00",
    "notice": NOTICE,
    "distance_m": 212.0,
    "working": True,
    "activity": "混凝土浇筑",
    "exempt_work": False,
}
MEASURES: Mapping[str, Any] = {
    "enclosure": True,
    "covering": True,
    "wheel_washing": True,
    "hardened_roads": True,
    "wet_work": True,
    "closed_transport": True,
}


@cache
def book() -> RuleBook:
    """The shipped rule book, read once."""
    return load_rule_book()


def judged(base: Mapping[str, Any], rules: RuleBook | None = None, /, **changes: Any) -> Verdict:
    """The verdict on ``base`` with some facts changed."""
    return judge(case_from_plain({**base, **changes}), rules or book())


def codes(verdict: Verdict) -> list[str]:
    """The codes of a verdict's reasons."""
    return [each.code for each in verdict.reasons]


def altered(identifier: str, clause: str, **values: Any) -> RuleBook:
    """The shipped book with some values of one clause changed: what the clause decides must then differ."""
    original = book()
    rule_set = original.by_id(identifier)
    assert rule_set is not None
    old = rule_set.clauses[clause]
    assert set(values) <= set(old.values), "an altered value must exist"
    changed = replace(rule_set, clauses={**rule_set.clauses, clause: replace(old, values={**old.values, **values})})
    return with_set(changed)


def without_clause(identifier: str, clause: str) -> RuleBook:
    """The shipped book with one clause taken out of one set."""
    rule_set = book().by_id(identifier)
    assert rule_set is not None
    kept = {name: each for name, each in rule_set.clauses.items() if name != clause}
    assert len(kept) < len(rule_set.clauses)
    return with_set(replace(rule_set, clauses=kept))


def with_set(changed: Any) -> RuleBook:
    """The shipped book with one set replaced by its changed copy."""
    sets = tuple(changed if each.id == changed.id else each for each in book().sets)
    by_kind: dict[str, Any] = {}
    for each in sets:
        by_kind[each.kind] = (*by_kind.get(each.kind, ()), each)
    return RuleBook(sets=sets, records=book().records, by_kind=by_kind)
