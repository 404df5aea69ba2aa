"""Noisy work at night in an area of sensitive buildings without a proof, or with a proof not announced."""

from __future__ import annotations

from datetime import datetime

from patrol_app.domain.places import NightWorkPermit
from patrol_app.domain.verdict import Outcome, Reason, Verdict
from patrol_app.rules.cases import NightPermitCase
from patrol_app.rules.editions import RuleBook
from patrol_app.rules.law import basis, citations, department, lighter_law
from patrol_app.rules.moment import local, period_at
from patrol_app.rules.reasons import reason


def judge_night_permit(case: NightPermitCase, book: RuleBook) -> Verdict:
    """Breach only with all facts known: night, area, noisy work, no emergency, and no valid proof (or no notice)."""
    hours = book.night_hours(case.place, case.when)
    if hours is None or basis(book, "night_permit.breach", case.place, case.when) is None:
        code = "no_law" if book.chain(case.place) else "unknown_place"
        return _verdict(case, book, "cannot_be_judged", [reason(code, place=case.place, when=case.when.isoformat())])
    night = period_at(hours.start, hours.end, case.when) == "night"
    hours_text = f"{hours.start:%H:%M}-{hours.end:%H:%M}"
    facts: tuple[tuple[bool | None, str], ...] = (
        (night, "night"),
        (_in_area(case, book), "area"),
        (case.working, "working"),
        (None if case.emergency_work is None else not case.emergency_work, "no_emergency"),
    )
    denied = [reason(f"permit_not_{name}", hours=hours_text) for fact, name in facts if fact is False]
    if denied:
        return _verdict(case, book, "no_breach", denied)
    unknown = [reason(f"permit_{name}_unknown") for fact, name in facts if fact is None]
    proof, why = _proof(case.night_permit, case.permit_shown, case.when)
    if proof is True:
        return _with_proof(case, book, unknown)
    if unknown or proof is None:
        return _verdict(case, book, "cannot_be_judged", [*unknown, *([why] if proof is None else [])])
    return _verdict(case, book, "breach", [reason("permit_breach", hours=hours_text), why])


def _in_area(case: NightPermitCase, book: RuleBook) -> bool | None:
    if not isinstance(case.sensitive_area, str):
        return case.sensitive_area
    if not case.sensitive_area.strip():
        return None
    chain = book.chain(case.place)
    known = [each for each in book.records.sensitive_areas if each.name == case.sensitive_area and each.place in chain]
    return any(each.validity.holds_at(case.when) for each in known) if known else True


def _proof(permit: NightWorkPermit | None, shown: bool | None, when: datetime) -> tuple[bool | None, Reason]:
    """Whether a valid proof was shown, and the reason for the answer."""
    if permit is not None:
        valid = permit.valid_from <= when <= permit.valid_to
        span = f"{local(permit.valid_from):%Y-%m-%d %H:%M} – {local(permit.valid_to):%Y-%m-%d %H:%M}"
        return valid, reason("permit_valid" if valid else "permit_expired", number=permit.number, span=span)
    if shown is False:
        return False, reason("permit_none")
    return None, reason("permit_not_asked" if shown is None else "permit_no_details")


def _with_proof(case: NightPermitCase, book: RuleBook, unknown: list[Reason]) -> Verdict:
    permit = case.night_permit
    posted = case.permit_posted if case.permit_posted is not None else (permit.posted if permit else None)
    _, why = _proof(permit, case.permit_shown, case.when)
    if posted is False and not unknown:
        return _verdict(case, book, "breach", [why, reason("permit_not_posted")], topic="night_permit.not_announced")
    if posted is False:
        return _verdict(case, book, "cannot_be_judged", [why, *unknown, reason("permit_not_posted")])
    return _verdict(case, book, "no_breach", [why, *([reason("permit_posting_unknown")] if posted is None else [])])


def _verdict(
    case: NightPermitCase, book: RuleBook, outcome: Outcome, reasons: list[Reason], *, topic: str | None = None
) -> Verdict:
    topic = topic or f"night_permit.{outcome}"
    found = basis(book, "night_permit.breach", case.place, case.when)
    return Verdict(
        kind="night_permit",
        outcome=outcome,
        reasons=(
            *reasons,
            *([department(book, "noise", case.place, case.when)] if outcome == "breach" else []),
            *lighter_law(book, topic, case.place, case.when, case.decided_on),
        ),
        law=citations(book, topic, case.place, case.when),
        rule_set=found[0].id if found else None,
        rule_set_sha256=found[0].sha256 if found else None,
    )
