"""Construction dust: one mean against the limit of its stage, area or day count, with the background rule."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from patrol_app.domain.verdict import Outcome, Reason, Verdict
from patrol_app.rules.background import Standing
from patrol_app.rules.cases import DustCase
from patrol_app.rules.dust_limits import DustResult, compare_dust
from patrol_app.rules.editions import RuleBook, RuleSet
from patrol_app.rules.law import citations, lighter_law
from patrol_app.rules.moment import local
from patrol_app.rules.noise import settled
from patrol_app.rules.reasons import plain, reason, uncertain_clauses

HUMID_PCT = Decimal(75)
"""Above this, optical dust meters without a heater read too high (field studies, AMT 11, 4883, 2018): flagged."""
WINDY_M_S = Decimal(5)
"""Above this a hand-held dust reading is not used as the only evidence (field practice)."""
_OUTCOMES: dict[Standing, Outcome] = {
    "under": "complies",
    "cannot": "cannot_be_judged",
    "indicative": "indicative",
    "over": "exceeds",
}


def judge_dust(case: DustCase, book: RuleBook) -> Verdict:
    """The outcome of one dust mean; partial hours never give ``exceeds``."""
    rules = _rules_for(case, book)
    if rules is None:
        code = "no_dust_rule" if book.chain(case.place) else "unknown_place"
        return Verdict(
            kind=case.kind,
            outcome="cannot_be_judged",
            reasons=(reason(code, place=case.place, when=case.when.isoformat()),),
        )
    result = compare_dust(case, rules)
    void, weak = _conditions(case, result)
    weak += _crossing(case, book, result)
    standing = _standing(result.standing, void, weak)
    outcome = _OUTCOMES[standing]
    topic = f"construction_dust.{outcome}"
    first = [reason(outcome, rule_set=rules.id)] if outcome in ("exceeds", "complies") else []
    scope = [reason("dust_outside_area", rule_set=rules.id)] if not case.area_in_scope else []
    return Verdict(
        kind=case.kind,
        outcome=outcome,
        findings=settled(result.findings, valid=standing == "over"),
        reasons=(
            *first,
            *scope,
            *result.reasons,
            *void,
            *weak,
            *_notes(case),
            *uncertain_clauses(result.clauses),
            *lighter_law(book, topic, case.place, case.when, case.decided_on),
        ),
        law=citations(book, topic, case.place, case.when),
        rule_set=rules.id,
        rule_set_sha256=rules.sha256,
    )


def _rules_for(case: DustCase, book: RuleBook) -> RuleSet | None:
    rules = book.set_at("construction_dust", case.place, case.when)
    if rules is not None and "scope" in rules.clauses and not case.area_in_scope:
        return book.set_at("construction_dust", "全国", case.when)
    return rules


def _standing(standing: Standing, void: list[Reason], weak: list[Reason]) -> Standing:
    if void:
        return "cannot"
    if weak and standing != "cannot":
        return "indicative"
    return standing


def _conditions(case: DustCase, result: DustResult) -> tuple[list[Reason], list[Reason]]:
    """Reasons that make the value void, and reasons that make it indicative."""
    void = [reason("dust_certificates_expired")] if case.certificates_valid is False else []
    weak = []
    if case.rain:
        weak.append(reason("dust_rain"))
    if case.wind_m_s is not None and case.wind_m_s > WINDY_M_S:
        weak.append(reason("dust_wind", wind=plain(case.wind_m_s), most=plain(WINDY_M_S)))
    if _humid(case) and result.standing == "over":
        weak.append(reason("humid_over", humidity=plain(case.humidity_pct or HUMID_PCT), most=plain(HUMID_PCT)))
    return void, weak


def _crossing(case: DustCase, book: RuleBook, result: DustResult) -> list[Reason]:
    """A mean during which another rule set begins belongs to neither."""
    place = case.place if case.area_in_scope else "全国"
    edition = book.next_edition_at(case.kind, place, case.when)
    if edition is None or edition >= local(case.when) + timedelta(seconds=float(case.averaging_s)):
        return []
    return [reason("crosses_edition", clause=clause, at=f"{edition:%Y-%m-%d}") for clause in result.clauses[:1]]


def _humid(case: DustCase) -> bool:
    return case.optical and case.humidity_pct is not None and case.humidity_pct > HUMID_PCT


def _notes(case: DustCase) -> list[Reason]:
    notes = []
    if case.certificates_valid is None:
        notes.append(reason("dust_certificates_unknown"))
    if case.optical and case.humidity_pct is None:
        notes.append(reason("humidity_unknown", most=plain(HUMID_PCT)))
    return notes
