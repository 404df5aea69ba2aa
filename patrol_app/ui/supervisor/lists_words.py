"""From the supervisor's lists to the words of their tabs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from patrol_app.services.supervisor_facts import SupervisorFacts, VisitLine
from patrol_app.ui import figures, language
from patrol_app.ui.officer.live_words import dot
from patrol_app.ui.said import words
from patrol_app.ui.supervisor.filter_words import Tab, asked_words, count_words, shown
from patrol_app.ui.supervisor.full_words import day_time, full_day, say
from patrol_app.ui.widgets.fact_list import FactSign
from patrol_app.ui.widgets.header import HeaderView
from patrol_app.ui.widgets.lazy_rows import LazyRows
from patrol_app.ui.widgets.status_line import StatusItem, StatusView
from patrol_app.ui.widgets.table_list import Column, TableRow, TableView

__all__ = ["Tab", "TabLines", "head_view", "remark", "say", "status_view", "table_view"]


@dataclass(frozen=True, slots=True)
class _Cell:
    """A column and how a visit stands in it."""

    head: str
    share: float
    of: Callable[[VisitLine], str]
    dim: bool = False


class TabLines:
    """The lines of each tab as they were asked for last: walking along a list sorts nothing out again."""

    def __init__(self) -> None:
        self._of: dict[tuple[Tab, str], tuple[tuple[VisitLine, ...], tuple[VisitLine, ...]]] = {}

    def of(self, facts: SupervisorFacts | None, tab: Tab) -> tuple[VisitLine, ...]:
        """The visits of a tab: all, those with a pack, or those with an order; of these what is to be shown."""
        if facts is None:
            return ()
        every, stands = facts.lines, shown(facts, tab)
        kept = self._of.get((tab, stands))
        if kept is None or kept[0] is not every:
            kept = self._of[tab, stands] = every, tuple(one for one in every if _belongs(one, tab, stands))
        return kept[1]


def _belongs(line: VisitLine, tab: Tab, stands: str) -> bool:
    if (tab == "cases" and not line.pack) or (tab == "orders" and line.order_number is None):
        return False
    return not line.countersigned if stands == "unsigned" else stands in ("all", line.standing)


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
    when = _Cell(say("head.when"), 1.25, lambda line: full_day(line.arrived_at), dim=True)
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


def table_view(facts: SupervisorFacts | None, tab: Tab, found: tuple[VisitLine, ...], selected: int) -> TableView:
    """The table of a tab; each row is written when it comes into sight."""
    days = facts.days if facts is not None else 0
    cells = _cells(tab, days)
    return TableView(
        heading=say(tab, days=days),
        note=dot(say(f"shown.{shown(facts, tab)}"), *_sought(facts, len(found))),
        columns=tuple(Column(cell.head, cell.share, dim=cell.dim) for cell in cells),
        rows=LazyRows(
            found,
            lambda line: TableRow(tuple(cell.of(line) for cell in cells), sign=_sign(line)),
            (tab, language.current()),
        ),
        selected=selected if found else None,
        empty=_empty(facts, tab),
        signed=True,
    )


def _sought(facts: SupervisorFacts | None, count: int) -> tuple[str, ...]:
    return () if facts is None else (asked_words(facts.asked), count_words(facts, count))


def _empty(facts: SupervisorFacts | None, tab: Tab) -> str:
    if facts is None:
        return ""
    return say("none_such" if facts.asked.asks else f"empty.{tab}")


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
    return HeaderView(
        steps, current, place, told,
        dot(say("shown.waiting"), say("count", count=figures.thousands(facts.waiting))),
        dot(say("to_sign"), say("count", count=figures.thousands(facts.unsigned))),
        clock[:5],
    )  # fmt: skip


def status_view(facts: SupervisorFacts | None) -> StatusView:
    """The office's line: who reviews, the key, the log, the rules."""
    if facts is None:
        return StatusView()
    key = say(f"status.key.{facts.key}")
    return StatusView(
        items=(
            StatusItem("reviewer", facts.reviewer or say("status.nobody"), sign="" if facts.reviewer else "warn"),
            *((StatusItem("key", key, sign="tick" if facts.key == "open" else "warn"),) if facts.reviewer else ()),
            StatusItem("chain", say("status.chain", count=figures.thousands(facts.chain_length))),
            StatusItem("rules", say("status.rules", count=facts.rule_sets)),
        )
    )
