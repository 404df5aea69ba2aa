"""Everything of a case in full: why it can or cannot be accepted, the failed lines, reasons, exclusions, values."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QCoreApplication

from patrol_app.assets import sentence
from patrol_app.services.screen_facts import ExclusionFact, ReviewFacts
from patrol_app.ui import figures, language
from patrol_app.ui.officer.live_words import dot
from patrol_app.ui.officer.reasons import reason_words
from patrol_app.ui.said import words
from patrol_app.ui.widgets.full_text import Part

translate = QCoreApplication.translate
MOST_FAULTS = 60


def full_text(facts: ReviewFacts) -> tuple[str, tuple[Part, ...]]:
    """Title and parts; a part without lines is left out."""
    item = facts.items[facts.selected]
    failed = [words(one) for one in facts.faults]
    if len(failed) > MOST_FAULTS:
        failed = [*failed[:MOST_FAULTS], say("full.more", count=len(failed) - MOST_FAULTS)]
    decided = dot(item.decided_by, day_time(item.decided_at), words(item.state)) if item.decided_at else ""
    parts: tuple[Part, ...] = (
        (say("full.obstacle"), (words(facts.obstacle),) if facts.obstacle is not None else ()),
        (say("full.faults"), tuple(failed)),
        (
            translate("Review", "判定 重算"),
            (
                words(facts.outcome.title),
                *((words(one) for one in facts.outcome.reasons) if facts.outcome.reasons
                  else (words(facts.outcome.detail),)),
                *(f"{words(one.label)}：{words(one.value)}" for one in facts.values),
            ),
        ),
        (translate("Review", "核对"), tuple(dot(words(one.title), words(one.detail)) for one in facts.checks)),
        (translate("Review", "排除段"), tuple(_exclusion(one) for one in facts.exclusions)),
        (say("full.decided"), (decided,) if decided else ()),
    )  # fmt: skip
    title = dot(say("key.full"), item.site, item.case_number, say("full.foot"))
    return title, tuple(part for part in parts if part[1])


def say(key: str, **data: object) -> str:
    """The words under ``supervisor.KEY`` in the window's language."""
    return sentence(f"supervisor.{key}", language.current(), **data)


def day_time(at: datetime | None) -> str:
    """``06-07 08:10`` in local time; empty where nobody knows."""
    return "" if at is None else at.astimezone(figures.LOCAL).strftime("%m-%d %H:%M")


def full_day(at: datetime) -> str:
    """``2026-06-07 08:10`` in local time: a list goes back over years."""
    return at.astimezone(figures.LOCAL).strftime("%Y-%m-%d %H:%M")


def _exclusion(one: ExclusionFact) -> str:
    span = f"{one.label} {figures.clock(one.start_at)}–{figures.clock(one.end_at)}"
    levels = f"LAeq {figures.number(one.laeq_db)} → {figures.number(one.without_db)}"
    return dot(span, reason_words(one.reason), author_words(one), levels)


def author_words(one: ExclusionFact) -> str:
    """Who excluded a part, and when: at the site while the run went on, or in review."""
    if one.at is None:
        return one.author
    return dot(one.author, say("at_the_site") if one.at_the_site else day_time(one.at))
