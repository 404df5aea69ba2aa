"""What a judgement says, and everything needed to say it again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

CaseKind = Literal["construction_noise", "construction_dust", "noise_ban", "night_permit", "dust_measures"]
Outcome = Literal["exceeds", "complies", "indicative", "cannot_be_judged", "breach", "no_breach"]
Confidence = Literal["primary", "confirmed", "secondary", "assumed", "unverified"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One compared quantity: measured, corrected, rounded once, against one limit of one clause.

    ``values`` are of the whole run unless ``excluded_parts`` is true, then of the run without its exclusions.
    ``exceeds`` is true only where the measurement was made as the method asks; false means within the limit, ``None``
    not judged.
    """

    rule: str
    clause: str
    rule_set: str
    confidence: Confidence
    quantity: str
    measured_db: Decimal | None = None
    background_db: Decimal | None = None
    difference_db: int | None = None
    correction_db: Decimal | None = None
    corrected_db: Decimal | None = None
    rounded_db: int | None = None
    limit_db: Decimal | None = None
    excess_db: int | None = None
    measured_ug_m3: Decimal | None = None
    limit_ug_m3: Decimal | None = None
    excess_ug_m3: Decimal | None = None
    exceeds: bool | None = None
    excluded_parts: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why the outcome is what it is, and what to do to make it judgeable; both languages, as facts of the time."""

    code: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LawCitation:
    """An article in force at the time; ``text`` only where its source was read."""

    article: str
    text: str | None
    valid_from: date
    valid_to: date | None
    confidence: Confidence
    role: Literal["duty", "penalty", "procedure", "notice"] = "duty"
    amount: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The outcome of one case; the program offers candidates of law and decides no penalty."""

    kind: CaseKind
    outcome: Outcome
    findings: tuple[Finding, ...] = ()
    reasons: tuple[Reason, ...] = ()
    law: tuple[LawCitation, ...] = ()
    rule_set: str | None = None
    rule_set_sha256: str | None = None
