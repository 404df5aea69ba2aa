"""The reasoning of a verdict line by line: facts, clauses, arithmetic, result; in Chinese and English."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import MISSING, dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from patrol_app.assets import Language, sentence
from patrol_app.domain.places import NightWorkPermit
from patrol_app.domain.verdict import Finding, Verdict
from patrol_app.rules.cases import Case, NoiseCase, NoticeFacts, ZoneFacts
from patrol_app.rules.editions import RuleBook, RuleSet
from patrol_app.rules.moment import local, period_at
from patrol_app.rules.noise_checks import noise_checks
from patrol_app.rules.reasons import plain

Part = Literal["fact", "rule", "clause", "arithmetic", "result", "reason", "law"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainLine:
    """One line of the reasoning; ``part`` says which step it belongs to."""

    part: Part
    zh: str
    en: str


def explain(case: Case, book: RuleBook, verdict: Verdict) -> tuple[ExplainLine, ...]:
    """Every step from the facts of ``case`` to ``verdict``, which must be the judgement of the same case and book."""
    return tuple(_lines(case, book, verdict))


def _lines(case: Case, book: RuleBook, verdict: Verdict) -> Iterator[ExplainLine]:
    yield from _facts(case)
    rules = book.by_id(verdict.rule_set) if verdict.rule_set else None
    yield from _rule(case, book, rules)
    told: set[str] = set()
    hours = book.night_hours(case.place, case.when)
    if isinstance(case, NoiseCase) and rules is not None and hours is not None:
        for check in noise_checks(case, rules, hours):
            told.add(check.reason.zh)
            yield ExplainLine(part="clause", zh=check.reason.zh, en=check.reason.en)
    for finding in verdict.findings:
        yield from _arithmetic(finding, _clause_words(book, finding))
    for each in verdict.reasons:
        if each.zh not in told:
            yield ExplainLine(part="reason", zh=each.zh, en=each.en)
    yield _line(
        "result",
        "outcome",
        outcome={language: sentence(f"rules.outcome.{verdict.outcome}", language) for language in ("zh", "en")},
    )
    for law in verdict.law:
        key = "law_amount" if law.amount else "law"
        yield _line("law", key, article=law.article, valid_from=law.valid_from, amount=law.amount)


def _line(part: Part, key: str, **data: object) -> ExplainLine:
    """A line; a value given as ``{"zh": …, "en": …}`` is filled in by language."""

    def filled(language: Language) -> str:
        chosen = {name: value[language] if isinstance(value, dict) else value for name, value in data.items()}
        return sentence(f"rules.explain.{key}", language, **chosen)

    return ExplainLine(part=part, zh=filled("zh"), en=filled("en"))


_FIRST = ("kind", "place", "when")


def _facts(case: Case) -> Iterator[ExplainLine]:
    for each in sorted(fields(case), key=lambda field: (field.name not in _FIRST, field.name == "when")):
        value = getattr(case, each.name)
        default = each.default if each.default is not MISSING else None
        if value is None or (value == default and each.name not in ("kind", "place")):
            continue
        name = {language: sentence(f"rules.fact.{each.name}", language) for language in ("zh", "en")}
        if each.name == "kind":
            words = {language: sentence(f"rules.kind.{value}", language) for language in ("zh", "en")}
        else:
            words = {"zh": _shown(value, "zh"), "en": _shown(value, "en")}
        yield _line("fact", "fact", name=name, value=words)


def _shown(value: object, language: Language) -> str:
    if isinstance(value, bool):
        return sentence(f"rules.explain.{'yes' if value else 'no'}", language)
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, datetime):
        return f"{local(value):%Y-%m-%d %H:%M:%S} (UTC+8)"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, NoticeFacts | NightWorkPermit):
        return value.number
    if isinstance(value, ZoneFacts):
        return f"{value.notice or '—'}, {value.venue or '—'}"
    if isinstance(value, tuple):
        return ", ".join(_shown(item, language) for item in value)
    if isinstance(value, dict):
        words = (f"{sentence(f'rules.measure.{name}', language)}: {state}" for name, state in value.items())
        return ", ".join(words)
    return str(value)


def _rule(case: Case, book: RuleBook, rules: RuleSet | None) -> Iterator[ExplainLine]:
    if rules is not None:
        last = rules.validity.valid_to
        yield _line(
            "rule",
            "rule_set" if last is not None else "rule_set_open",
            id=rules.id,
            title={"zh": rules.title, "en": rules.title_en},
            first=rules.validity.valid_from,
            last=last,
        )
        yield _line("rule", "sha256", sha256=rules.sha256)
    hours = book.night_hours(case.place, case.when)
    if hours is not None:
        period = period_at(hours.start, hours.end, case.when)
        yield _line(
            "rule",
            period,
            at=f"{local(case.when):%H:%M:%S}",
            start=f"{hours.start:%H:%M}",
            end=f"{hours.end:%H:%M}",
        )


def _clause_words(book: RuleBook, finding: Finding) -> dict[str, str]:
    clause = book.clause_named(finding.rule_set, finding.clause)
    return {"zh": finding.clause, "en": clause.label_en if clause is not None else finding.clause}


def _arithmetic(finding: Finding, clause: dict[str, str]) -> Iterator[ExplainLine]:
    if finding.measured_db is not None and finding.limit_db is not None:
        yield from _decibels(finding, clause, finding.measured_db, finding.limit_db)
    if finding.measured_ug_m3 is not None and finding.limit_ug_m3 is not None:
        yield _line(
            "arithmetic",
            "concentration_over" if finding.measured_ug_m3 > finding.limit_ug_m3 else "concentration_under",
            quantity=finding.quantity,
            clause=clause,
            measured=plain(finding.measured_ug_m3),
            limit=plain(finding.limit_ug_m3),
            excess=plain(finding.excess_ug_m3 or Decimal(0)),
        )


def _decibels(
    finding: Finding, clause: dict[str, str], measured_db: Decimal, limit_db: Decimal
) -> Iterator[ExplainLine]:
    span = "without" if finding.excluded_parts else "whole"
    yield _line(
        "clause",
        f"limit_{span}",
        quantity=finding.quantity,
        rule_set=finding.rule_set,
        clause=clause,
        limit=plain(limit_db),
    )
    if finding.background_db is not None:
        yield _line(
            "arithmetic",
            "difference",
            measured=plain(measured_db),
            background=plain(finding.background_db),
            exact=plain(measured_db - finding.background_db),
            difference=finding.difference_db,
        )
    if finding.correction_db is not None and finding.corrected_db is not None:
        yield _line(
            "arithmetic",
            "correction",
            difference=finding.difference_db,
            correction=plain(finding.correction_db),
            measured=plain(measured_db),
            size=plain(abs(finding.correction_db)),
            corrected=plain(finding.corrected_db),
        )
    if finding.rounded_db is not None:
        value = finding.corrected_db if finding.corrected_db is not None else measured_db
        yield _line("arithmetic", "rounded", value=plain(value), rounded=finding.rounded_db)
        over = finding.rounded_db > limit_db
        yield _line(
            "result",
            "over" if over else "under",
            quantity=finding.quantity,
            rounded=finding.rounded_db,
            limit=plain(limit_db),
            excess=finding.excess_db,
        )
