"""How a dust mean stands against the limits of one rule set, whichever form they have."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from patrol_app.domain.verdict import Finding, Reason
from patrol_app.rules.background import Standing
from patrol_app.rules.cases import DustCase
from patrol_app.rules.editions import Clause, RuleSet
from patrol_app.rules.moment import tsp_limits
from patrol_app.rules.reasons import minutes_seconds, plain, reason


@dataclass(frozen=True, slots=True, kw_only=True)
class DustResult:
    """A mean compared with a set's limits; values in the findings are micrograms per cubic metre."""

    standing: Standing
    clauses: tuple[Clause, ...]
    findings: tuple[Finding, ...] = ()
    reasons: tuple[Reason, ...] = ()


def compare_dust(case: DustCase, rules: RuleSet) -> DustResult:
    """Compare by the form of limit that the set has: TSP by stage or area, PM10 above background, or counted means."""
    for name, compare in (
        ("tsp_by_stage", _tsp),
        ("tsp", _tsp),
        ("tsp_by_area", _tsp_by_area),
        ("pm10_above_background", _pm10_above_background),
        ("counted_means", _counted_means),
    ):
        if name in rules.clauses:
            return compare(case, rules, rules.clause(name))
    return DustResult(standing="cannot", clauses=(), reasons=(reason("limits_not_read", rule_set=rules.id),))


def _tsp(case: DustCase, rules: RuleSet, clause: Clause) -> DustResult:
    if case.tsp_mg_m3 is None:
        return DustResult(standing="cannot", clauses=(clause,), reasons=(reason("no_tsp"),))
    limits = tsp_limits(rules, case.stage)
    if not limits:
        return DustResult(
            standing="cannot", clauses=(clause,), reasons=(reason("stage_not_covered", rule_set=rules.id),)
        )
    lowest, highest = limits[0], limits[-1]
    if lowest < case.tsp_mg_m3 <= highest:
        return DustResult(
            standing="cannot",
            clauses=(clause,),
            reasons=(reason("no_stage", low=plain(lowest), high=plain(highest)),),
        )
    limit = highest if case.tsp_mg_m3 > highest else lowest
    return _against(case, rules, clause, case.tsp_mg_m3, limit)


def _tsp_by_area(case: DustCase, rules: RuleSet, clause: Clause) -> DustResult:
    if case.tsp_mg_m3 is None:
        return DustResult(standing="cannot", clauses=(clause,), reasons=(reason("no_tsp"),))
    limit = clause.number_of("built_up_mg_m3" if case.built_up else "elsewhere_mg_m3")
    return _against(case, rules, clause, case.tsp_mg_m3, limit)


def _against(case: DustCase, rules: RuleSet, clause: Clause, tsp: Decimal, limit: Decimal) -> DustResult:
    over = tsp > limit
    finding = _finding("TSP", clause, tsp, limit, over)
    used: tuple[Clause, ...] = (clause,)
    reasons: list[Reason] = []
    standing: Standing = "over" if over else "under"
    ratio_clause = rules.clauses.get("background_ratio")
    if ratio_clause is not None and over:
        used = (clause, ratio_clause)
        ratio = ratio_clause.number_of("ratio")
        if case.reference_pm10_mg_m3 is None:
            standing = "indicative"
            reasons.append(reason("no_reference_pm10", ratio=plain(ratio)))
        elif tsp <= ratio * case.reference_pm10_mg_m3:
            standing = "under"
            finding = _finding("TSP", clause, tsp, limit, over=False)
            reasons.append(
                reason(
                    "background_dust",
                    clause=ratio_clause,
                    tsp=plain(tsp),
                    ratio=plain(ratio),
                    reference=plain(case.reference_pm10_mg_m3),
                    product=plain(ratio * case.reference_pm10_mg_m3),
                )
            )
    if case.averaging_s != clause.number_of("averaging_s"):
        standing = "indicative"
        reasons.append(_wrong_time(case, clause))
    return DustResult(standing=standing, clauses=used, findings=(finding,), reasons=tuple(reasons))


def _wrong_time(case: DustCase, clause: Clause) -> Reason:
    return reason(
        "averaging_time",
        clause=clause,
        duration=minutes_seconds(case.averaging_s),
        wanted=minutes_seconds(clause.number_of("averaging_s")),
    )


def _pm10_above_background(case: DustCase, rules: RuleSet, clause: Clause) -> DustResult:
    del rules
    if case.pm10_mg_m3 is None or case.reference_pm10_mg_m3 is None:
        return DustResult(standing="cannot", clauses=(clause,), reasons=(reason("no_pm10"),))
    reference = min(case.reference_pm10_mg_m3, clause.number_of("reference_cap_mg_m3"))
    above = case.pm10_mg_m3 - reference
    limit, allowed = clause.number_of("above_mg_m3"), int(clause.number_of("times_a_day"))
    finding = _finding("PM10", clause, above, limit, above > limit)
    if above <= limit:
        standing: Standing = "under"
        reasons = []
    else:
        hours = 1 + sum(mean > limit for mean in case.day_means_mg_m3)
        standing = "over" if hours > allowed else "under"
        code = "count_over" if hours > allowed else "count_allowed"
        reasons = [reason(code, clause=clause, count=hours, allowed=allowed, limit=plain(limit))]
    if case.averaging_s != clause.number_of("averaging_s"):
        standing = "indicative"
        reasons.append(_wrong_time(case, clause))
    return DustResult(standing=standing, clauses=(clause,), findings=(finding,), reasons=tuple(reasons))


def _counted_means(case: DustCase, rules: RuleSet, clause: Clause) -> DustResult:
    del rules
    means = case.day_means_mg_m3 or ((case.tsp_mg_m3,) if case.tsp_mg_m3 is not None else ())
    if not means:
        return DustResult(standing="cannot", clauses=(clause,), reasons=(reason("no_tsp"),))
    findings, reasons, over_any = [], [], False
    for row in clause.values["counts"]:
        count = sum(mean > row["mg_m3"] for mean in means)
        over = count >= row["times"]
        over_any = over_any or over
        findings.append(_finding("particulate", clause, max(means), row["mg_m3"], over))
        if count:
            code = "count_over" if over else "count_allowed"
            reasons.append(
                reason(code, clause=clause, count=count, allowed=int(row["times"]) - 1, limit=plain(row["mg_m3"]))
            )
    standing: Standing = "over" if over_any else "under"
    if case.averaging_s != clause.number_of("averaging_s"):
        standing = "indicative"
        reasons.append(_wrong_time(case, clause))
    return DustResult(standing=standing, clauses=(clause,), findings=tuple(findings), reasons=tuple(reasons))


def _finding(quantity: str, clause: Clause, measured: Decimal, limit: Decimal, over: bool) -> Finding:
    return Finding(
        rule=clause.title,
        clause=clause.label,
        rule_set=clause.rule_set,
        confidence=clause.confidence,
        quantity=quantity,
        measured_ug_m3=measured * 1000,
        limit_ug_m3=limit * 1000,
        excess_ug_m3=max(Decimal(0), (measured - limit) * 1000),
        exceeds=over,
    )
