"""From the supervisor's lists to the words of their tabs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from patrol_app.assets import sentence
from patrol_app.services.supervisor_facts import SupervisorFacts, VisitLine
from patrol_app.ui import figures, language
from patrol_app.ui.officer.live_words import dot
from patrol_app.ui.said import words
from patrol_app.ui.widgets.fact_list import FactSign
from patrol_app.ui.widgets.header import HeaderView
from patrol_app.ui.widgets.status_line import StatusItem, StatusView
from patrol_app.ui.widgets.table_list import Column, TableRow, TableView

Tab = Literal["visits", "cases", "orders"]
Shown = Literal["all", "waiting", "sent_back", "accepted", "unsigned"]
SHOWN: dict[Tab, tuple[Shown, ...]] = {
    "visits": ("all", "waiting", "sent_back", "accepted"),
    "cases": ("all", "accepted"),
    "orders": ("unsigned", "all"),
}


def say(key: str, **data: object) -> str:
    """The words under ``supervisor.KEY`` in the window's language."""
    return sentence(f"supervisor.{key}", language.current(), **data)


def day_time(at: datetime) -> str:
    """``06-07 08:10`` in local time."""
    return at.astimezone(figures.LOCAL).strftime("%m-%d %H:%M")


@dataclass(frozen=True, slots=True)
class _Cell:
    """A column and how a visit stands in it."""

    head: str
    share: float
    of: Callable[[VisitLine], str]
    dim: bool = False


def lines(facts: SupervisorFacts | None, tab: Tab, shown: Shown) -> tuple[VisitLine, ...]:
    """The visits of a tab: all, those with a pack, or those with an order; of these what is to be shown."""
    if facts is None:
        return ()
    of_tab: dict[Tab, Callable[[VisitLine], bool]] = {
        "visits": lambda line: True,
        "cases": lambda line: line.pack,
        "orders": lambda line: line.order_number is not None,
    }
    if shown == "unsigned":
        return tuple(line for line in facts.lines if of_tab[tab](line) and not line.countersigned)
    return tuple(line for line in facts.lines if of_tab[tab](line) and shown in ("all", line.standing))


def _state(line: VisitLine) -> str:
    when = day_time(line.decided_at) if line.decided_at is not None else ""
    remark = line.remark if line.standing == "sent_back" else ""
    return dot(say(f"shown.{line.standing}"), line.decided_by, when, remark)


def _signed(line: VisitLine) -> str:
    if not line.countersigned:
        return say("to_sign")
    return dot(line.countersigned_by, day_time(line.countersigned_at) if line.countersigned_at else "")


def _pack(line: VisitLine) -> str:
    if not line.pack:
        return say("has_not")
    return say("pack.countersigned") if line.countersigned else say("has")


def _values(line: VisitLine) -> str:
    return f"{line.measured} / {line.limit}" if line.measured else figures.DASH


def _cells(tab: Tab, days: int) -> tuple[_Cell, ...]:
    when = _Cell(say("head.when"), 1.25, lambda line: day_time(line.arrived_at), dim=True)
    number = _Cell(say("head.number"), 2.0, lambda line: line.number)
    site = _Cell(say("head.site"), 1.9, lambda line: line.site)
    verdict = _Cell(say("head.verdict"), 1.6, lambda line: words(line.verdict))
    party = _Cell(say("head.party"), 2.2, lambda line: line.party or figures.DASH)
    if tab == "visits":
        return (
            when, number, site, verdict,
            _Cell(say("head.value"), 1.2, _values),
            _Cell(say("head.officers"), 1.7, lambda line: " ".join(line.officers), dim=True),
            _Cell(say("head.state"), 3.6, _state),
        )  # fmt: skip
    if tab == "cases":
        return (
            number, party, site, verdict,
            _Cell(say("head.papers"), 0.7, lambda line: str(line.papers)),
            _Cell(say("head.pack"), 1.5, _pack),
            _Cell(say("head.file"), 0.9, lambda line: say("case_file") if line.case_file else figures.DASH),
            _Cell(say("head.state"), 3.0, _state),
        )  # fmt: skip
    return (
        _Cell(say("head.order"), 2.2, lambda line: line.order_number or figures.DASH),
        party, site, verdict, when,
        _Cell(say("head.over", days=days), 1.3, lambda line: say("times", count=line.over) if line.over else "—"),
        _Cell(say("head.signed"), 2.8, _signed),
    )  # fmt: skip


def _sign(line: VisitLine) -> FactSign:
    if line.outcome in ("exceeds", "breach"):
        return "over"
    return "ok" if line.outcome in ("complies", "no_breach") else "open"


def table_view(facts: SupervisorFacts | None, tab: Tab, shown: Shown, selected: int) -> TableView:
    """The table of a tab."""
    found = lines(facts, tab, shown)
    days = facts.days if facts is not None else 0
    cells = _cells(tab, days)
    return TableView(
        heading=say(tab, days=days),
        note=dot(say(f"shown.{shown}"), say("count", count=len(found))),
        columns=tuple(Column(cell.head, cell.share, dim=cell.dim) for cell in cells),
        rows=tuple(TableRow(tuple(cell.of(line) for cell in cells), sign=_sign(line)) for line in found),
        selected=selected if found else None,
        empty=say(f"empty.{tab}") if facts is not None else "",
        signed=True,
    )


def remark(line: VisitLine | None) -> str:
    """What was written when the selected visit was decided, in full."""
    return say("remark", remark=line.remark) if line is not None and line.remark else ""


def head_view(
    facts: SupervisorFacts | None, line: VisitLine | None, steps: tuple[str, ...], current: int, clock: str
) -> HeaderView:
    """The selected visit, and how many wait."""
    if facts is None:
        return HeaderView(steps=steps, current=current, clock=clock[:5])
    place = dot(line.site, line.number) if line is not None else ""
    told = dot(" ".join(line.officers), day_time(line.arrived_at), remark(line)) if line is not None else ""
    waiting = sum(1 for one in facts.lines if one.standing == "waiting")
    unsigned = len(lines(facts, "orders", "unsigned"))
    return HeaderView(
        steps, current, place, told,
        dot(say("shown.waiting"), say("count", count=waiting)),
        dot(say("to_sign"), say("count", count=unsigned)),
        clock[:5],
    )  # fmt: skip


def status_view(facts: SupervisorFacts | None) -> StatusView:
    """The office's line: who reviews, the key, the log, the rules."""
    if facts is None:
        return StatusView()
    key = say("status.key.locked" if facts.locked else "status.key.open")
    return StatusView(
        items=(
            StatusItem("reviewer", facts.reviewer or say("status.nobody"), sign="" if facts.reviewer else "warn"),
            *((StatusItem("key", key, sign="warn" if facts.locked else "tick"),) if facts.reviewer else ()),
            StatusItem("chain", say("status.chain", count=figures.thousands(facts.chain_length))),
            StatusItem("rules", say("status.rules", count=facts.rule_sets)),
        )
    )
