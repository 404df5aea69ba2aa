"""Which articles in force at the time bear on an outcome: candidates with text and amount, never a choice."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache

from patrol_app.domain.verdict import LawCitation, Reason
from patrol_app.rules.editions import Clause, RuleBook, RuleSet
from patrol_app.rules.reasons import reason
from patrol_app.rules.records import first_moment
from patrol_app.rules.schema import LAW_KINDS

_ORDER = {"duty": 0, "notice": 1, "penalty": 2, "procedure": 3}


def citation(rule_set: RuleSet, clause: Clause) -> LawCitation:
    """One article as cited: full name, number, text if it was read, validity."""
    name = rule_set.title if rule_set.kind in LAW_KINDS else f"{rule_set.title}（{rule_set.id}）"
    return LawCitation(
        article=f"{name} {clause.number}".strip().replace("） ", "）"),
        text=clause.text,
        valid_from=rule_set.validity.valid_from,
        valid_to=rule_set.validity.valid_to,
        confidence=clause.confidence,
        role=clause.values.get("role", "duty"),
        amount=clause.values.get("amount"),
    )


@lru_cache(maxsize=4096)
def _of_set(rule_set: RuleSet, topic: str) -> tuple[LawCitation, ...]:
    return tuple(
        citation(rule_set, clause)
        for clause in rule_set.clauses.values()
        if topic in clause.values.get("applies_to", ())
    )


def citations(book: RuleBook, topic: str, place: str, when: datetime) -> tuple[LawCitation, ...]:
    """The articles in force at ``when`` whose ``applies_to`` names the topic: duties, then penalties, then procedure.

    A topic is a kind of case with its outcome, such as ``construction_noise.exceeds``.
    """
    found: list[LawCitation] = []
    for kind in sorted(LAW_KINDS):
        rule_set = book.set_at(kind, place, when)
        if rule_set is not None:
            found.extend(_of_set(rule_set, topic))
    return tuple(sorted(found, key=lambda each: _ORDER[each.role]))


def basis(book: RuleBook, topic: str, place: str, when: datetime) -> tuple[RuleSet, Clause] | None:
    """The law and its duty or notice article that a topic rests on at that time; the verdict names it with its hash."""
    for kind in sorted(LAW_KINDS):
        rule_set = book.set_at(kind, place, when)
        if rule_set is None:
            continue
        for clause in rule_set.clauses.values():
            if clause.values.get("role") in ("duty", "notice") and topic in clause.values.get("applies_to", ()):
                return rule_set, clause
    return None


def department(book: RuleBook, subject: str, place: str, when: datetime) -> Reason:
    """Who may fine: the designated body on record, or the word that none is on record."""
    name = book.department(subject, place, when)
    return reason("department", department=name) if name else reason("department_unknown")


def lighter_law(book: RuleBook, topic: str, place: str, when: datetime, decided_on: date | None) -> list[Reason]:
    """For an act under a law that ended before the decision: the later law as a candidate, if it is the lighter one.

    Nothing is decided; the reason names both sides' penalty articles with their amounts (Penalty Law art. 37, Code
    art. 1057).
    """
    if decided_on is None or first_moment(decided_on) <= when:
        return []
    old = [each for each in citations(book, topic, place, when) if each.role == "penalty"]
    new = [each for each in citations(book, topic, place, first_moment(decided_on)) if each.role == "penalty"]
    fresh = [each for each in new if each.valid_from not in {before.valid_from for before in old}]
    if not old or not fresh:
        return []
    return [
        reason(
            "lighter_law",
            old="；".join(f"{each.article}（{each.amount or '—'}）" for each in old),
            new="；".join(f"{each.article}（{each.amount or '—'}）" for each in fresh),
        )
    ]
