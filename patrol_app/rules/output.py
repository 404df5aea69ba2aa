"""A verdict as plain JSON values for doors: numbers as numbers, reasons as sentences of one language."""

from __future__ import annotations

from dataclasses import fields
from decimal import Decimal
from typing import Any

from patrol_app.assets import Language
from patrol_app.domain.verdict import Finding, Verdict


def plain_verdict(verdict: Verdict, language: Language) -> dict[str, Any]:
    """The verdict with every key always present; unknown is ``None``."""
    return {
        "kind": verdict.kind,
        "outcome": verdict.outcome,
        "rule_set": verdict.rule_set,
        "rule_set_sha256": verdict.rule_set_sha256,
        "findings": [
            {field.name: _number(getattr(finding, field.name)) for field in fields(Finding)}
            for finding in verdict.findings
        ],
        "reasons": [each.zh if language == "zh" else each.en for each in verdict.reasons],
        "reason_codes": [each.code for each in verdict.reasons],
        "law": [
            {
                "article": each.article,
                "text": each.text,
                "valid_from": each.valid_from.isoformat(),
                "valid_to": each.valid_to.isoformat() if each.valid_to else None,
                "confidence": each.confidence,
                "role": each.role,
                "amount": each.amount,
            }
            for each in verdict.law
        ],
    }


def _number(value: object) -> object:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value
