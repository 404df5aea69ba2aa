"""Whether a run of a sound level meter was made as the standard's method asks, clause by clause."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from patrol_app.domain.verdict import Reason
from patrol_app.rules.cases import NoiseCase
from patrol_app.rules.editions import Clause, RuleSet
from patrol_app.rules.moment import local, next_period_change
from patrol_app.rules.reasons import minutes_seconds, plain, reason
from patrol_app.rules.records import NightHours

State = Literal["met", "indicative", "void"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One demand of the method: met, missed so that the value is indicative, or missed so that it is void."""

    state: State
    clause: Clause
    reason: Reason


def noise_checks(case: NoiseCase, rules: RuleSet, hours: NightHours) -> tuple[Check, ...]:
    """Every demand on the run, in the order of the standard; those on the background are judged with it."""
    return tuple(_checks(case, rules, hours))


def _checks(case: NoiseCase, rules: RuleSet, hours: NightHours) -> Iterator[Check]:
    yield from _scope(case, rules)
    yield from _instrument(case, rules)
    yield from _calibration(case, rules)
    yield from _weather(case, rules)
    yield from _run(case, rules, hours)
    yield from _point(case, rules)


def _check(state: State, clause: Clause, code: str, **data: object) -> Check:
    return Check(state=state, clause=clause, reason=reason(code, clause=clause, rule_set=clause.rule_set, **data))


def _scope(case: NoiseCase, rules: RuleSet) -> Iterator[Check]:
    clause = rules.clause("scope")
    if clause.flag("needs_sensitive_building") and not case.sensitive_building_near:
        yield _check("void", clause, "no_sensitive_building")
    elif clause.flag("excludes_emergency_work") and case.emergency_work:
        yield _check("void", clause, "emergency_work")
    else:
        yield _check("met", clause, "scope_met")


def _instrument(case: NoiseCase, rules: RuleSet) -> Iterator[Check]:
    clause = rules.clause("instrument")
    worst = int(clause.number_of("worst_class"))
    if case.instrument_class is None:
        yield _check("indicative", clause, "class_unknown", worst=worst)
    else:
        state: State = "met" if case.instrument_class <= worst else "void"
        code = "class_met" if state == "met" else "class_too_low"
        yield _check(state, clause, code, value=case.instrument_class, worst=worst)
    clause = rules.clause("verification")
    if clause.flag("within_validity"):
        if case.certificates_valid is None:
            yield _check("indicative", clause, "certificates_unknown")
        else:
            yield _check(
                "met" if case.certificates_valid else "void",
                clause,
                "certificates_met" if case.certificates_valid else "certificates_expired",
            )
    clause = rules.clause("wind_screen")
    if clause.flag("required") and not case.wind_screen:
        yield _check("void", clause, "no_wind_screen")
    clause = rules.clause("weighting")
    for value, wanted, name in (
        (case.weighting, clause.values["frequency"], "frequency_weighting"),
        (case.time_weighting, clause.values["time"], "time_weighting"),
    ):
        if value == "unknown":
            yield _check("indicative", clause, f"{name}_unknown", wanted=wanted)
        elif value != wanted:
            yield _check("void", clause, f"{name}_wrong", value=value, wanted=wanted)


def _calibration(case: NoiseCase, rules: RuleSet) -> Iterator[Check]:
    clause = rules.clause("calibration")
    most = clause.number_of("drift_max_db")
    if case.calibration_before_db is None or case.calibration_after_db is None:
        yield _check("indicative", clause, "not_calibrated", most=plain(most))
        return
    drift = abs(case.calibration_after_db - case.calibration_before_db)
    state: State = "met" if drift <= most else "void"
    code = "drift_met" if state == "met" else "drift_too_large"
    yield _check(state, clause, code, drift=plain(drift), most=plain(most))


def _weather(case: NoiseCase, rules: RuleSet) -> Iterator[Check]:
    clause = rules.clause("weather")
    most = clause.number_of("wind_max_m_s")
    if case.wind_m_s is None:
        yield _check("indicative", clause, "wind_unknown", most=plain(most))
    else:
        fine = case.wind_m_s <= most
        yield _check(
            "met" if fine else "void",
            clause,
            "wind_met" if fine else "wind_too_strong",
            wind=plain(case.wind_m_s),
            most=plain(most),
        )
    if case.rain is None:
        yield _check("indicative", clause, "rain_unknown")
    elif case.rain and not clause.flag("rain_allowed"):
        yield _check("void", clause, "rain")
    else:
        yield _check("met", clause, "rain_met")


def _run(case: NoiseCase, rules: RuleSet, hours: NightHours) -> Iterator[Check]:
    clause = rules.clause("duration")
    wanted = clause.number_of("duration_s")
    fine = case.duration_s >= wanted
    code = "duration_met" if fine else "too_short"
    yield _check(
        "met" if fine else "indicative",
        clause,
        code,
        duration=minutes_seconds(case.duration_s),
        wanted=minutes_seconds(wanted),
    )
    if case.gap_s > clause.number_of("gap_max_s"):
        yield _check("indicative", clause, "gap", gap=plain(case.gap_s), most=plain(clause.number_of("gap_max_s")))
    if case.overload is None:
        yield _check("indicative", clause, "overload_unknown")
    elif case.overload:
        yield _check("indicative", clause, "overload")
    if case.underrange:
        yield _check("indicative", clause, "underrange")
    if case.capture_mode == "fixed_box":
        yield _check("indicative", clause, "fixed_box")
    start = local(case.when)
    end = start + timedelta(seconds=float(case.duration_s))
    edge = next_period_change(hours.start, hours.end, start)
    if edge < end:
        yield _check("indicative", rules.clause("limits"), "crosses_period", at=f"{edge:%H:%M}")
    edition = rules.validity.end
    if edition is not None and edition < end:
        yield _check("indicative", rules.clause("limits"), "crosses_edition", at=f"{edition:%Y-%m-%d}")


def _point(case: NoiseCase, rules: RuleSet) -> Iterator[Check]:
    clause = rules.clause("indoor")
    if not case.indoor and not case.outdoor_possible:
        mandatory = clause.flag("mandatory")
        yield _check(
            "void" if mandatory else "indicative", clause, "indoor_required" if mandatory else "indoor_offered"
        )
    if case.indoor and clause.flag("windows_open") and not case.windows_open:
        yield _check("void", clause, "windows_closed")
