"""Construction noise: LAeq of the whole run, and LAFmax at night, against the dated limits."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from patrol_app.domain.verdict import Confidence, Finding, LawCitation, Outcome, Reason, Verdict
from patrol_app.rules.background import STRICTNESS, Compared, Standing, compare_corrected, compare_direct
from patrol_app.rules.cases import NoiseCase
from patrol_app.rules.editions import Clause, RuleBook, RuleSet
from patrol_app.rules.law import citation, citations, department, lighter_law
from patrol_app.rules.moment import noise_limits, period_at
from patrol_app.rules.noise_checks import Check, noise_checks
from patrol_app.rules.reasons import reason, uncertain_clauses

_OUTCOMES: dict[Standing, Outcome] = {
    "under": "complies",
    "cannot": "cannot_be_judged",
    "indicative": "indicative",
    "over": "exceeds",
}


def judge_noise(case: NoiseCase, book: RuleBook) -> Verdict:
    """The outcome of one run; less than the method asks never gives ``exceeds``."""
    rules = book.set_at("construction_noise", case.place, case.when)
    hours = book.night_hours(case.place, case.when)
    if rules is None or hours is None:
        code = "no_rule" if book.chain(case.place) else "unknown_place"
        return Verdict(
            kind=case.kind,
            outcome="cannot_be_judged",
            reasons=(reason(code, place=case.place, when=case.when.isoformat()),),
        )
    period = period_at(hours.start, hours.end, case.when)
    laeq_limit, lafmax_limit = noise_limits(rules, period, indoor=case.indoor)
    checks = noise_checks(case, rules, hours)
    quantities = [_laeq(case, laeq_limit, rules, book)]
    if lafmax_limit is not None:
        quantities.append(_lafmax(case, lafmax_limit, rules, book))
    outcome = _outcome(case, checks, quantities)
    reasons = [check.reason for check in checks if check.state != "met"]
    reasons += [each for quantity in quantities for each in quantity.reasons]
    used = [check.clause for check in checks]
    used += [clause for quantity in quantities for clause in quantity.clauses]
    topic = f"construction_noise.{outcome}"
    if outcome == "exceeds":
        reasons.insert(0, reason("exceeds", rule_set=rules.id))
        reasons.append(department(book, "noise", case.place, case.when))
    elif outcome == "complies":
        reasons.insert(0, reason("complies", rule_set=rules.id))
    if case.weather_by_hand is not None:
        reasons.append(reason("weather_by_hand", who=case.weather_by_hand))
    return Verdict(
        kind=case.kind,
        outcome=outcome,
        findings=settled(
            (finding for quantity in quantities for finding in quantity.findings),
            valid=all(check.state == "met" for check in checks),
        ),
        reasons=(
            *reasons,
            *uncertain_clauses(used),
            *lighter_law(book, topic, case.place, case.when, case.decided_on),
        ),
        law=_law(book, rules, topic, case),
        rule_set=rules.id,
        rule_set_sha256=rules.sha256,
    )


def _law(book: RuleBook, rules: RuleSet, topic: str, case: NoiseCase) -> tuple[LawCitation, ...]:
    own = rules.clauses.get("responsible")
    standard = (citation(rules, own),) if own is not None else ()
    return standard + citations(book, topic, case.place, case.when)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Quantity:
    """A level of the whole run and, where parts were excluded, of the run without them."""

    standing: Standing
    findings: tuple[Finding, ...] = ()
    clauses: tuple[Clause, ...] = ()
    reasons: tuple[Reason, ...] = ()


def _laeq(case: NoiseCase, limit_db: Decimal, rules: RuleSet, book: RuleBook) -> _Quantity:
    clause = rules.clause("indoor" if case.indoor else "limits")
    skipping = book.set_at("background_correction", case.place, case.when)

    def compared(measured_db: Decimal) -> Compared:
        return compare_corrected(case, measured_db, limit_db, rules, skipping)

    whole = None if case.laeq_db is None else compared(case.laeq_db)
    without = None if case.laeq_without_db is None else compared(case.laeq_without_db)
    return _joined(case, "LAeq", limit_db, clause, whole, without, missing="no_laeq")


def _lafmax(case: NoiseCase, limit_db: Decimal, rules: RuleSet, book: RuleBook) -> _Quantity:
    skipping = book.set_at("background_correction", case.place, case.when)
    direct = not rules.clause("lafmax_direct").flag("background_corrected")

    def compared(measured_db: Decimal) -> Compared:
        if direct:
            return compare_direct(measured_db, limit_db)
        return compare_corrected(case, measured_db, limit_db, rules, skipping)

    whole = None if case.lafmax_db is None else compared(case.lafmax_db)
    without = None if case.lafmax_without_db is None else compared(case.lafmax_without_db)
    joined = _joined(case, "LAFmax", limit_db, rules.clause("night_maximum"), whole, without, missing="no_lafmax")
    return replace(joined, clauses=(*joined.clauses, rules.clause("lafmax_direct")))


def _joined(
    case: NoiseCase,
    quantity: str,
    limit_db: Decimal,
    clause: Clause,
    whole: Compared | None,
    without: Compared | None,
    *,
    missing: str,
) -> _Quantity:
    if whole is None:
        absent: Standing = "cannot" if quantity == "LAeq" else "indicative"
        return _Quantity(standing=absent, clauses=(clause,), reasons=(reason(missing),))
    findings = [_finding(quantity, whole, limit_db, clause, excluded_parts=False)]
    standing, reasons = whole.standing, list(whole.reasons)
    if without is not None:
        findings.append(_finding(quantity, without, limit_db, clause, excluded_parts=True))
        reasons += [each for each in without.reasons if each not in reasons]
        standing = _with_exclusions(whole.standing, without.standing)
        if standing != whole.standing:
            reasons.append(reason("exclusions_decide", quantity=quantity))
    elif case.excluded_s > 0 and standing == "over":
        standing = "indicative"
        reasons.append(reason("no_second_result", quantity=quantity))
    return _Quantity(
        standing=standing,
        findings=settled(findings, valid=standing == "over"),
        clauses=(clause, *whole.clauses),
        reasons=tuple(reasons),
    )


def _with_exclusions(whole: Standing, without: Standing) -> Standing:
    if whole == without:
        return whole
    if "over" in (whole, without) or "indicative" in (whole, without):
        return "indicative"
    return "cannot"


def _finding(quantity: str, compared: Compared, limit_db: Decimal, clause: Clause, *, excluded_parts: bool) -> Finding:
    decided_by = next((each for each in compared.clauses if each.name == "below_3_db"), None)
    confidence: Confidence = decided_by.confidence if decided_by is not None else clause.confidence
    over = {"over": True, "under": False}.get(compared.standing)
    return Finding(
        rule=clause.title if decided_by is None else f"{clause.title}（{decided_by.rule_set}）",
        clause=clause.label,
        rule_set=clause.rule_set,
        confidence=confidence,
        quantity=quantity,
        measured_db=compared.measured_db,
        background_db=compared.background_db,
        difference_db=compared.difference_db,
        correction_db=compared.correction_db,
        corrected_db=compared.corrected_db,
        rounded_db=compared.rounded_db,
        limit_db=limit_db,
        excess_db=compared.excess_db,
        exceeds=over,
        excluded_parts=excluded_parts,
    )


def settled(findings: Iterable[Finding], *, valid: bool) -> tuple[Finding, ...]:
    """The findings; of a measurement that lacks something of the method none says that a limit was exceeded."""
    if valid:
        return tuple(findings)
    return tuple(replace(each, exceeds=None) if each.exceeds else each for each in findings)


def _outcome(case: NoiseCase, checks: tuple[Check, ...], quantities: list[_Quantity]) -> Outcome:
    if case.laeq_db is None or any(check.state == "void" for check in checks):
        return "cannot_be_judged"
    if any(check.state == "indicative" for check in checks):
        return "indicative"
    return _OUTCOMES[max((quantity.standing for quantity in quantities), key=STRICTNESS.__getitem__)]
