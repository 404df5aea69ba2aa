"""The background table on the rounded difference, and the branch under 3 dB: one level against one limit."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from typing import Literal

from patrol_app.domain.verdict import Reason
from patrol_app.rules.cases import NoiseCase
from patrol_app.rules.editions import Clause, RuleSet
from patrol_app.rules.reasons import plain, reason
from patrol_app.rules.rounding import rounded_db

Standing = Literal["under", "cannot", "indicative", "over"]
"""How one level stands against its limit; ``cannot`` is not judgeable, ``indicative`` lacks something of the method."""

STRICTNESS: dict[Standing, int] = {"under": 0, "cannot": 1, "indicative": 2, "over": 3}


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One level compared with its limit, with every step that led there (decibels)."""

    standing: Standing
    measured_db: Decimal
    background_db: Decimal | None = None
    difference_db: int | None = None
    correction_db: Decimal | None = None
    corrected_db: Decimal | None = None
    rounded_db: int | None = None
    excess_db: int | None = None
    clauses: tuple[Clause, ...] = ()
    reasons: tuple[Reason, ...] = ()


def compare_direct(measured_db: Decimal, limit_db: Decimal) -> Compared:
    """A level that is never background-corrected, rounded once and compared."""
    value = rounded_db(measured_db)
    return Compared(
        standing="over" if value > limit_db else "under",
        measured_db=measured_db,
        rounded_db=value,
        excess_db=_excess(value, limit_db),
    )


def compare_corrected(
    case: NoiseCase, measured_db: Decimal, limit_db: Decimal, rules: RuleSet, skipping: RuleSet | None
) -> Compared:
    """A level that the background may lower. ``skipping`` is HJ 706 where it is in force."""
    value = rounded_db(measured_db)
    background = case.background_laeq_db
    if background is None:
        if value <= limit_db and not _always_needed(skipping):
            return _no_background_needed(measured_db, value, skipping)
        clause = rules.clause("background")
        return Compared(
            standing="indicative",
            measured_db=measured_db,
            rounded_db=value,
            excess_db=_excess(value, limit_db),
            clauses=(clause,),
            reasons=(reason("no_background", clause=clause, minutes=plain(_wanted_s(case, clause) / 60)),),
        )
    difference = rounded_db(measured_db - background)
    step = correction_db(difference, rules.clause("correction"))
    if step is None:
        return _below_table(measured_db, background, difference, limit_db, skipping)
    corrected = measured_db + step
    final = rounded_db(corrected)
    short = _short_background(case, rules) if value > limit_db else None
    over: Standing = "over" if final > limit_db else "under"
    return Compared(
        standing="indicative" if short is not None else over,
        measured_db=measured_db,
        background_db=background,
        difference_db=difference,
        correction_db=step,
        corrected_db=corrected,
        rounded_db=final,
        excess_db=_excess(final, limit_db),
        clauses=(rules.clause("correction"), rules.clause("background")) if value > limit_db else (),
        reasons=(short,) if short is not None else (),
    )


def _always_needed(skipping: RuleSet | None) -> bool:
    return skipping is not None and skipping.clause("below_limit").flag("correction_needed")


def _no_background_needed(measured_db: Decimal, value: int, skipping: RuleSet | None) -> Compared:
    clause = skipping.clause("below_limit") if skipping is not None else None
    return Compared(
        standing="under",
        measured_db=measured_db,
        rounded_db=value,
        excess_db=0,
        clauses=(clause,) if clause is not None else (),
        reasons=(reason("background_not_needed", rule_set=clause.rule_set),) if clause is not None else (),
    )


def correction_db(difference_db: int, clause: Clause) -> Decimal | None:
    """What a table adds (zero or negative, dB) at an integer difference; ``None`` under the table's first row."""
    if difference_db > clause.number_of("none_above_db"):
        return Decimal(0)
    for step in clause.values["steps"]:
        if step["from_db"] <= difference_db <= step["to_db"]:
            return Decimal(-step["minus_db"])
    return None


def _below_table(
    measured_db: Decimal, background_db: Decimal, difference_db: int, limit_db: Decimal, skipping: RuleSet | None
) -> Compared:
    value = rounded_db(measured_db)
    if value <= limit_db:
        return Compared(
            standing="under",
            measured_db=measured_db,
            background_db=background_db,
            difference_db=difference_db,
            rounded_db=value,
            excess_db=0,
        )
    over_limit = rounded_db(measured_db - limit_db)
    clause = skipping.clause("below_3_db") if skipping is not None else None
    lenient = clause is not None and over_limit <= clause.number_of("complies_at_most_db")
    data: dict[str, object] = {"difference": difference_db, "over": over_limit}
    if clause is None:
        why = reason("background_too_high", **data)
    else:
        most = plain(clause.number_of("complies_at_most_db"))
        code = "below_3_complies" if lenient else "below_3_cannot"
        why = reason(code, rule_set=clause.rule_set, most=most, **data)
    return Compared(
        standing="under" if lenient else "cannot",
        measured_db=measured_db,
        background_db=background_db,
        difference_db=difference_db,
        clauses=(clause,) if clause is not None else (),
        reasons=(why,),
    )


def _wanted_s(case: NoiseCase, clause: Clause) -> Decimal:
    return clause.number_of("steady_s" if case.background_steady else "unsteady_s")


def _short_background(case: NoiseCase, rules: RuleSet) -> Reason | None:
    clause = rules.clause("background")
    wanted = _wanted_s(case, clause)
    if case.background_duration_s is None:
        return reason("background_time_unknown", clause=clause, minutes=plain(wanted / 60))
    if case.background_duration_s < wanted:
        return reason(
            "background_too_short",
            clause=clause,
            minutes=plain(wanted / 60),
            seconds=plain(case.background_duration_s),
        )
    return None


def _excess(value_db: int, limit_db: Decimal) -> int:
    return max(0, int((value_db - limit_db).to_integral_value(ROUND_CEILING)))
