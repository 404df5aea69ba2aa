"""Each clause of each shipped rule set decides something: changed, it changes what is said.

A test is named after its clause: ``test_`` and the file's name and the clause's, in lower case with ``_`` for other
signs. ``test_no_clause_is_without_its_test`` fails when a clause has none.
"""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from rule_cases import DUST, NIGHT_2025, NIGHT_2026, NOISE, altered, book, codes, judged, without_clause

from patrol_app.rules.areas import (
    ambient_limit_ug_m3,
    area_limit_db,
    boundary_method,
    corrected_level_db,
    octave_limits_db,
    old_railway_limit_db,
    peak_limit_db,
    quality_period,
    structure_limit_db,
)
from patrol_app.rules.book import RuleBook
from patrol_app.rules.editions import Clause, RuleSet
from patrol_app.rules.law import citations
from patrol_app.rules.records import CHINA
from patrol_app.rules.rounding import rounded_db
from patrol_app.rules.schema import LAW_KINDS

ARTICLES = [
    (rule_set, clause) for rule_set in book().sets if rule_set.kind in LAW_KINDS for clause in rule_set.clauses.values()
]
Exercise = Callable[[], None]
NOISE_SETS = {"GB-12523-2011": ("GB 12523-2011", NIGHT_2025), "GB-12523-2025": ("GB 12523-2025", NIGHT_2026)}


@pytest.mark.parametrize(
    ("rule_set", "clause"), [pytest.param(*each, id=f"{each[0].id} {each[1].number}") for each in ARTICLES]
)
def test_article(rule_set: RuleSet, clause: Clause) -> None:
    """An article is cited under its topics from the law's first second to its last, and not outside."""
    assert clause.text
    first = rule_set.validity.start
    for topic in clause.values["applies_to"]:
        inside = [first]
        outside = [first - timedelta(seconds=1)]
        if rule_set.validity.end is not None:
            inside.append(rule_set.validity.end - timedelta(seconds=1))
            outside.append(rule_set.validity.end)
        wanted = f"{rule_set.title} {clause.number}"
        for when in inside:
            assert wanted in [each.article for each in citations(book(), topic, "陕西省", when)]
        for when in outside:
            assert wanted not in [each.article for each in citations(book(), topic, "陕西省", when)]


def changes_noise(identifier: str, when: str, clause: str, facts: dict[str, Any], **values: Any) -> None:
    """The case is judged otherwise once the clause's values are changed."""
    shipped = judged(NOISE, **{"when": when, **facts})
    other = judged(NOISE, altered(identifier, clause, **values), **{"when": when, **facts})
    assert (shipped.outcome, shipped.findings) != (other.outcome, other.findings), (identifier, clause, values)


def noise_exercises(identifier: str, when: str) -> dict[str, Exercise]:
    def each(clause: str, *trials: tuple[dict[str, Any], dict[str, Any]]) -> Exercise:
        def run() -> None:
            for facts, values in trials:
                changes_noise(identifier, when, clause, facts, **values)

        return run

    day = {"when": when.replace("T23", "T14"), "laeq_db": 69.0, "background_laeq_db": 30.0}
    return {
        "scope": each(
            "scope",
            ({"sensitive_building_near": False}, {"needs_sensitive_building": False}),
            ({"emergency_work": True}, {"excludes_emergency_work": False}),
        ),
        "limits": each(
            "limits",
            (day, {"day_db": Decimal(68)}),
            ({"laeq_db": 55.0, "background_laeq_db": 30.0}, {"night_db": Decimal(54)}),
        ),
        "night_maximum": each("night_maximum", ({"laeq_db": 50.0, "lafmax_db": 70.0}, {"over_db": Decimal(14)})),
        "indoor": each(
            "indoor",
            ({"indoor": True}, {"minus_db": Decimal(9)}),
            ({"indoor": True, "windows_open": False}, {"windows_open": False}),
            ({"outdoor_possible": False}, {"mandatory": identifier == "GB 12523-2011"}),
        ),
        "instrument": each("instrument", ({}, {"worst_class": Decimal(1)})),
        "verification": each("verification", ({"certificates_valid": False}, {"within_validity": False})),
        "calibration": each("calibration", ({"calibration_after_db": 94.3}, {"drift_max_db": Decimal("0.49")})),
        "wind_screen": each("wind_screen", ({"wind_screen": False}, {"required": False})),
        "weighting": each("weighting", ({}, {"frequency": "C"}), ({}, {"time": "S"})),
        "weather": each(
            "weather", ({"wind_m_s": 5.0}, {"wind_max_m_s": Decimal("4.99")}), ({"rain": True}, {"rain_allowed": True})
        ),
        "duration": each(
            "duration", ({}, {"duration_s": Decimal(1201)}), ({"gap_s": 1}, {"gap_max_s": Decimal("0.9")})
        ),
        "background": each(
            "background",
            (
                {"background_steady": False, "background_duration_s": 1199 if "2011" in identifier else 599},
                {"unsteady_s": Decimal(30)},
            ),
            ({"background_duration_s": 1200}, {"steady_s": Decimal(1201)}),
        ),
        "correction": each(
            "correction",
            ({"background_laeq_db": 53.0}, {"none_above_db": Decimal(9)}),
            ({"background_laeq_db": 60.4}, {"steps": ()}),
        ),
        "lafmax_direct": each(
            "lafmax_direct",
            ({"laeq_db": 50.0, "lafmax_db": 70.51, "background_laeq_db": 67.0}, {"background_corrected": True}),
        ),
    }


def _responsible() -> None:
    assert any("7.2" in each.article for each in judged(NOISE).law)
    assert not any("7.2" in each.article for each in judged(NOISE, without_clause("GB 12523-2025", "responsible")).law)


def changes_dust(identifier: str, clause: str, facts: dict[str, Any], **values: Any) -> None:
    shipped, other = judged(DUST, **facts), judged(DUST, altered(identifier, clause, **values), **facts)
    assert (shipped.outcome, shipped.findings) != (other.outcome, other.findings), (identifier, clause, values)


def _dust(identifier: str, clause: str, *trials: tuple[dict[str, Any], dict[str, Any]]) -> Exercise:
    def run() -> None:
        for facts, values in trials:
            changes_dust(identifier, clause, facts, **values)

    return run


def _scope_of_dust() -> None:
    outside = {"area_in_scope": False}
    assert judged(DUST, **outside).rule_set == "GB 16297-1996"
    assert judged(DUST, without_clause("DB61/1078-2017", "scope"), **outside).rule_set == "DB61/1078-2017"


def _unread(place: str) -> Exercise:
    def run() -> None:
        assert "limits_not_read" in codes(judged(DUST, place=place))

    return run


def _hj_706(clause: str) -> Exercise:
    def below_limit() -> None:
        changes_noise(
            "HJ 706-2014", NIGHT_2026, clause, {"laeq_db": 55.0, "background_laeq_db": None}, correction_needed=True
        )

    def below_3_db() -> None:
        facts = {"laeq_db": 59.0, "background_laeq_db": 57.0}
        changes_noise("HJ 706-2014", NIGHT_2026, clause, facts, complies_at_most_db=Decimal(3))

    return below_limit if clause == "below_limit" else below_3_db


def _rounding() -> None:
    clause = rules_of(book(), "GB/T 8170-2008").clause("rounding")
    assert clause.values["ties"] == "even" and rounded_db(Decimal("54.5")) == 54
    assert clause.number_of("steps") == 1 and rounded_db(Decimal("54.46")) == 54


def rules_of(found: RuleBook, identifier: str) -> RuleSet:
    rule_set = found.by_id(identifier)
    assert rule_set is not None
    return rule_set


def looked_up(identifier: str, clause: str, look: Callable[[RuleSet], object], **values: Any) -> Exercise:
    """What is looked up differs once the clause's values are changed."""

    def run() -> None:
        shipped = look(rules_of(book(), identifier))
        for name, value in values.items():
            other = look(rules_of(altered(identifier, clause, **{name: value}), identifier))
            assert shipped != other, (identifier, clause, name)

    return run


def boundary_exercises(identifier: str) -> dict[str, Exercise]:
    level = Decimal(50)

    def outdoor(rules: RuleSet) -> object:
        return boundary_method(rules, level_db=level)

    def airborne(rules: RuleSet) -> object:
        return boundary_method(rules, level_db=level, point="indoor")

    def structure(rules: RuleSet) -> object:
        return boundary_method(rules, level_db=level, point="structure_borne")

    def quiet(rules: RuleSet) -> object:
        return boundary_method(rules, level_db=Decimal(34)), boundary_method(rules, level_db=level)

    def see(clause: str, look: Callable[[RuleSet], object], **values: Any) -> Exercise:
        return looked_up(identifier, clause, look, **values)

    def near(rules: RuleSet) -> object:
        asked = rules.clause("near_building")
        return area_limit_db(rules, "2", "night", indoor=True), asked.number_of("nearer_than_m")

    return {
        "limits": see("limits", lambda rules: area_limit_db(rules, "2", "night"), areas=()),
        "near_building": see("near_building", near, minus_db=Decimal(9), nearer_than_m=Decimal(2)),
        "structure_borne": see("structure_borne", lambda rules: structure_limit_db(rules, "2", "A", "night"), rooms=()),
        "octaves": see("octaves", lambda rules: octave_limits_db(rules, "2", "A", "night"), bands=()),
        "instrument": see("instrument", quiet, worst_class=Decimal(3), class_1_below_db=Decimal(30)),
        "calibration": see("calibration", outdoor, drift_max_db=Decimal(1)),
        "weighting": see("weighting", outdoor, time="S", interval_max_s=Decimal(2)),
        "weather": see("weather", outdoor, wind_max_m_s=Decimal(4), rain_allowed=True),
        "reflecting": see("reflecting", outdoor, at_least_m=Decimal(2)),
        "indoor_airborne": see(
            "indoor_airborne", airborne, from_surfaces_m=Decimal(1), height_m=Decimal(1), windows_open=False
        ),
        "indoor_structure": see("indoor_structure", structure, from_window_m=Decimal(2), windows_open=True),
        "duration": see("duration", outdoor, steady_s=Decimal(30)),
        "background": see("background", outdoor, same_duration=False),
        "correction": see(
            "correction",
            lambda rules: [corrected_level_db(rules, level, Decimal(each)) for each in (40, 45)],
            none_above_db=Decimal(9),
            steps=(),
        ),
        "frequent_peaks": see(
            "frequent_peaks", lambda rules: peak_limit_db(rules, "2", "frequent_peaks"), over_db=Decimal(9)
        ),
        "occasional_peaks": see(
            "occasional_peaks", lambda rules: peak_limit_db(rules, "2", "occasional_peaks"), over_db=Decimal(9)
        ),
        "indoor_peaks": see(
            "indoor_peaks", lambda rules: peak_limit_db(rules, "2", "indoor_peaks"), over_db=Decimal(9)
        ),
    }


def _ambient(identifier: str, when: datetime) -> Exercise:
    def run() -> None:
        other = altered(identifier, "limits", concentrations=())
        assert ambient_limit_ug_m3(book(), "PM10", "24 h", 2, "陕西省", when) is not None
        assert ambient_limit_ug_m3(other, "PM10", "24 h", 2, "陕西省", when) is None

    return run


def _quality(clause: str) -> Exercise:
    railway = datetime(2010, 1, 1).date()
    evening = datetime(2026, 6, 6, 22, 30, tzinfo=CHINA)
    morning = datetime(2026, 6, 6, 6, 30, tzinfo=CHINA)
    looks: dict[str, tuple[Callable[[RuleSet], object], dict[str, Any]]] = {
        "periods": (
            lambda rules: (quality_period(rules, evening), quality_period(rules, morning)),
            {"night_from": "23:00", "day_from": "07:00"},
        ),
        "limits": (lambda rules: area_limit_db(rules, "4b", "night"), {"areas": ()}),
        "old_railways": (
            lambda rules: [old_railway_limit_db(rules, railway, period) for period in ("day", "night")],
            {"day_db": Decimal(71), "night_db": Decimal(54), "eia_approved_before": railway},
        ),
        "sudden_peaks": (lambda rules: peak_limit_db(rules, "2", "sudden_peaks"), {"over_db": Decimal(10)}),
    }
    look, values = looks[clause]
    return looked_up("GB 3096-2008", clause, look, **values)


EARTH = {"stages": ("earthwork",), "mg_m3": Decimal(1)}
HEBEI = {"place": "河北省", "pm10_mg_m3": 0.181, "day_means_mg_m3": [0.1, 0.1]}
SHANGHAI = {"place": "上海市", "averaging_s": 900, "day_means_mg_m3": [2.1, 2.1]}
LIAONING = {"place": "辽宁省", "averaging_s": 300}
NATIONAL = {"place": "甘肃省", "tsp_mg_m3": 1.1}
EXERCISES: dict[str, dict[str, Exercise]] = {
    **{file: noise_exercises(*found) for file, found in NOISE_SETS.items()},
    "GB-12348-2008": boundary_exercises("GB 12348-2008"),
    "GB-22337-2008": boundary_exercises("GB 22337-2008"),
    "GB-3096-2008": {name: _quality(name) for name in ("periods", "limits", "old_railways", "sudden_peaks")},
    "HJ-706-2014": {name: _hj_706(name) for name in ("below_limit", "below_3_db")},
    "GB-T-8170-2008": {"rounding": _rounding},
    "DB61-1078-2017": {
        "scope": _scope_of_dust,
        "tsp_by_stage": _dust(
            "DB61/1078-2017", "tsp_by_stage", ({}, {"rows": (EARTH,)}), ({}, {"averaging_s": Decimal(60)})
        ),
        "background_ratio": _dust(
            "DB61/1078-2017", "background_ratio", ({"reference_pm10_mg_m3": 0.72}, {"ratio": Decimal("1.2")})
        ),
    },
    "GB-16297-1996": {
        "tsp": _dust(
            "GB 16297-1996", "tsp", (NATIONAL, {"mg_m3": Decimal(2)}), (NATIONAL, {"averaging_s": Decimal(60)})
        )
    },
    "DB13-2934-2019": {
        "pm10_above_background": _dust(
            "DB13/2934-2019",
            "pm10_above_background",
            (HEBEI | {"reference_pm10_mg_m3": 0.1}, {"above_mg_m3": Decimal("0.09")}),
            (HEBEI | {"reference_pm10_mg_m3": 0.1}, {"times_a_day": Decimal(3)}),
            (HEBEI | {"reference_pm10_mg_m3": 0.1}, {"reference_cap_mg_m3": Decimal("0.05")}),
            (HEBEI | {"reference_pm10_mg_m3": 0.1}, {"averaging_s": Decimal(60)}),
        )
    },
    "DB21-2642-2016": {
        "tsp_by_area": _dust(
            "DB21/2642-2016",
            "tsp_by_area",
            (LIAONING, {"built_up_mg_m3": Decimal(1)}),
            (LIAONING | {"built_up": False}, {"elsewhere_mg_m3": Decimal("0.9")}),
            (LIAONING, {"averaging_s": Decimal(60)}),
        )
    },
    "DB31-964-2016": {
        "counted_means": _dust(
            "DB31/964-2016", "counted_means", (SHANGHAI, {"counts": ()}), (SHANGHAI, {"averaging_s": Decimal(60)})
        )
    },
    "DB51-2682-2020": {"limits_unread": _unread("四川省")},
    "DB52-1700-2022": {"limits_unread": _unread("贵州省")},
    "GB-3095-2012": {"limits": _ambient("GB 3095-2012", datetime(2020, 1, 1, tzinfo=CHINA))},
    "GB-3095-2026-phase-1": {"limits": _ambient("GB 3095-2026 第一阶段", datetime(2027, 1, 1, tzinfo=CHINA))},
    "GB-3095-2026-phase-2": {"limits": _ambient("GB 3095-2026 第二阶段", datetime(2032, 1, 1, tzinfo=CHINA))},
}
EXERCISES["GB-12523-2025"]["responsible"] = _responsible
del EXERCISES["GB-12348-2008"]["indoor_peaks"]
del EXERCISES["GB-22337-2008"]["frequent_peaks"], EXERCISES["GB-22337-2008"]["occasional_peaks"]


def _name(file: str, clause: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", f"{file} {clause}".lower())


@pytest.mark.parametrize(
    "exercise",
    [pytest.param(run, id=_name(file, clause)) for file in EXERCISES for clause, run in EXERCISES[file].items()],
)
def test_clause(exercise: Exercise) -> None:
    exercise()


def test_no_clause_is_without_its_test() -> None:
    shipped = {
        (rule_set.file.removesuffix(".toml"), name)
        for rule_set in book().sets
        if rule_set.kind not in LAW_KINDS
        for name in rule_set.clauses
    }
    exercised = {(file, clause) for file, clauses in EXERCISES.items() for clause in clauses}
    assert shipped - exercised == set()
    assert exercised - shipped == set()
    articles = {(rule_set.id, clause.name) for rule_set, clause in ARTICLES}
    assert articles == {(each.id, name) for each in book().sets if each.kind in LAW_KINDS for name in each.clauses}
