"""What the supervisor's lists are filtered by: the form, and the words of what is asked."""

from __future__ import annotations

from typing import Literal

from patrol_app.assets import sentence
from patrol_app.services.supervisor_facts import ListFilter, SupervisorFacts
from patrol_app.ui import figures, language
from patrol_app.ui.officer.live_words import dot

Tab = Literal["review", "visits", "cases", "orders"]
FIRST_SHOWN: dict[Tab, str] = {"review": "waiting", "visits": "all", "cases": "all", "orders": "unsigned"}


def shown(facts: SupervisorFacts | None, tab: Tab) -> str:
    """How the visits of a tab stand that are shown."""
    return (facts.shown if facts is not None else {}).get(tab, FIRST_SHOWN[tab])


def filter_form(tab: Tab, facts: SupervisorFacts) -> dict[str, object]:
    """What goes with the form of a tab: what is asked now, and where the answers go."""
    asked = facts.asked
    answers = {
        "shown": shown(facts, tab),
        "outcome": asked.outcome or "any",
        "site_like": asked.site,
        "officer": asked.officer,
        "date_from": asked.first.isoformat() if asked.first else "",
        "date_to": asked.last.isoformat() if asked.last else "",
        "text": asked.text,
    }
    return {"command": "filter", "tab": tab, "answers": answers}


def asked_words(asked: ListFilter) -> str:
    """What is asked, in one line; empty where nothing is."""
    tongue = language.current()
    days = ""
    if asked.first is not None or asked.last is not None:
        days = "–".join(one.isoformat() if one else "" for one in (asked.first, asked.last))
    outcome = sentence(f"ui.choice.{asked.outcome}", tongue) if asked.outcome else ""
    return dot(outcome, asked.site, asked.officer, days, f"“{asked.text}”" if asked.text else "")


def count_words(facts: SupervisorFacts, count: int) -> str:
    """How many are shown, and of how many where something is asked."""
    whole = figures.thousands(facts.total)
    many = figures.thousands(count)
    tongue = language.current()
    if facts.asked.asks and facts.total:
        return sentence("supervisor.count_of", tongue, count=many, total=whole)
    return sentence("supervisor.count", tongue, count=many)
