"""Reasons in both languages, from the sentences in ``resources/i18n/rules.toml``."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache

from patrol_app.assets import sentence
from patrol_app.domain.verdict import Reason
from patrol_app.rules.editions import Clause

_UNCERTAIN = ("secondary", "assumed", "unverified")


def reason(code: str, **data: object) -> Reason:
    """The reason ``code``; the sentence says what is so and what to do to make the case judgeable."""
    key = f"rules.reason.{code}"
    zh = {name: value.label if isinstance(value, Clause) else value for name, value in data.items()}
    en = {name: value.label_en if isinstance(value, Clause) else value for name, value in data.items()}
    return Reason(code=code, zh=sentence(key, "zh", **zh), en=sentence(key, "en", **en))


def plain(value: Decimal) -> str:
    """A decimal as people write it: no exponent, no trailing zeros of a whole number."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def minutes_seconds(seconds: Decimal) -> str:
    """A duration as minutes and whole seconds; a second that was not reached is not told."""
    whole = int(seconds)
    return f"{whole // 60}:{whole % 60:02d}"


def uncertain_clauses(clauses: Iterable[Clause]) -> tuple[Reason, ...]:
    """One reason each for clauses read only in secondary sources, taken over from an older edition, or from memory."""
    return _uncertain(tuple(clauses))


@lru_cache(maxsize=1024)
def _uncertain(clauses: tuple[Clause, ...]) -> tuple[Reason, ...]:
    found = []
    kinds = [(confidence, name) for confidence in _UNCERTAIN for name in dict.fromkeys(c.rule_set for c in clauses)]
    for confidence, rule_set in kinds:
        matching = (each for each in clauses if (each.confidence, each.rule_set) == (confidence, rule_set))
        group = list({each.label: each for each in matching}.values())
        if not group:
            continue
        zh = "、".join(each.label + (f"←{each.assumed_from}" if each.assumed_from else "") for each in group)
        en = "; ".join(
            each.label_en + (f" from {each.assumed_from.replace('表', 'Table ')}" if each.assumed_from else "")
            for each in group
        )
        key = f"rules.reason.clauses_{confidence}"
        found.append(
            Reason(
                code=f"clauses_{confidence}",
                zh=sentence(key, "zh", rule_set=rule_set, clauses=zh),
                en=sentence(key, "en", rule_set=rule_set, clauses=en),
            )
        )
    return tuple(found)
