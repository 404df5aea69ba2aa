"""The six measures against dust (六个百分百), the board and the filed plan: seen, missing or not looked at."""

from __future__ import annotations

from patrol_app.assets import sentence
from patrol_app.domain.verdict import Finding, Outcome, Reason, Verdict
from patrol_app.rules.cases import SIX_MEASURES, DustMeasuresCase, MeasureState
from patrol_app.rules.editions import RuleBook
from patrol_app.rules.law import basis, citations, lighter_law
from patrol_app.rules.reasons import reason


def judge_dust_measures(case: DustMeasuresCase, book: RuleBook) -> Verdict:
    """Breach if a measure is missing; no breach only if all six were looked at and the board and plan not missing."""
    found = basis(book, "dust_measures.breach", case.place, case.when)
    if found is None:
        code = "no_law" if book.chain(case.place) else "unknown_place"
        why = reason(code, place=case.place, when=case.when.isoformat())
        return Verdict(kind=case.kind, outcome="cannot_be_judged", reasons=(why,))
    states: dict[str, MeasureState | None] = {name: case.measures.get(name) for name in SIX_MEASURES}
    states["board"] = _state(case.board_posted)
    states["plan"] = _state(case.plan_filed)
    missing = [name for name, state in states.items() if state == "not_met"]
    unseen = [name for name in SIX_MEASURES if states[name] is None]
    outcome: Outcome = "breach" if missing else "cannot_be_judged" if unseen else "no_breach"
    reasons: list[Reason] = [reason(f"measure_{name}") for name in missing]
    if unseen:
        reasons.append(reason("measures_unseen", count=len(unseen), total=len(SIX_MEASURES)))
    elif not missing:
        reasons.append(reason("measures_met"))
    topic = f"dust_measures.{outcome}"
    rules, duty = found
    return Verdict(
        kind=case.kind,
        outcome=outcome,
        findings=tuple(
            Finding(
                rule=sentence(f"rules.measure.{name}", "zh"),
                clause=duty.label,
                rule_set=rules.id,
                confidence=duty.confidence,
                quantity=name,
                exceeds=state == "not_met",
            )
            for name, state in states.items()
            if state in ("met", "not_met")
        ),
        reasons=(*reasons, *lighter_law(book, topic, case.place, case.when, case.decided_on)),
        law=citations(book, topic, case.place, case.when),
        rule_set=rules.id,
        rule_set_sha256=rules.sha256,
    )


def _state(seen: bool | None) -> MeasureState | None:
    return None if seen is None else "met" if seen else "not_met"
