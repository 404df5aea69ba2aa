"""Visits that wait to be closed: sent back with what is to be put right, or never finished; opening one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from patrol_app.assets import sentence
from patrol_app.services.screen_facts import SentBackFact
from patrol_app.ui import figures, language
from patrol_app.ui.bridge import LiveSource, OfficeSource
from patrol_app.ui.officer.live_words import dot
from patrol_app.ui.screen import Choice
from patrol_app.ui.widgets.fact_list import FactRow, FactsView

if TYPE_CHECKING:
    from patrol_app.ui.screen import Screen

SENT_BACK = "sent_back"
MOST = 9


def say(key: str, **data: object) -> str:
    """The words under ``sent_back.KEY`` in the window's language."""
    return sentence(f"sent_back.{key}", language.current(), **data)


def waiting(source: LiveSource) -> tuple[SentBackFact, ...]:
    """What waits, the newest first."""
    found = source.office(SENT_BACK) if isinstance(source, OfficeSource) else None
    return found if isinstance(found, tuple) else ()


def title(found: tuple[SentBackFact, ...]) -> str:
    """How many wait."""
    return say("count" if all(one.who for one in found) else "waiting", count=len(found))


def rows_view(found: tuple[SentBackFact, ...]) -> FactsView:
    """Site and number, what was asked for, and by whom and when."""
    rows: list[FactRow] = []
    for one in found:
        at = one.at.astimezone(figures.LOCAL).strftime("%m-%d %H:%M")
        rows.append(FactRow(dot(one.site, one.number), at, sign="warn"))
        rows.append(FactRow(one.remark or say("unfinished"), one.who))
    heading = "heading" if all(one.who for one in found) else "to_close"
    return FactsView(say(heading), rows=tuple(rows), signed=True, strong="label", ruled=False)


def ask(screen: Screen) -> None:
    """Open the only one, or ask which."""
    found = waiting(screen.source)[:MOST]

    def chosen(index: int) -> None:
        screen.source.command("reopen", number=found[index].number)

    if len(found) == 1:
        chosen(0)
    elif found:
        options = tuple(dot(one.site, one.number) for one in found)
        which = "which" if all(one.who for one in found) else "which_to_close"
        screen.choice_wanted.emit(Choice(say(which), options, chosen, say("foot"), columns=1))
