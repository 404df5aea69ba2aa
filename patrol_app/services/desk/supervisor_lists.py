"""What the supervisor's lists show: every closed visit that the filter takes, with its decision, order and files."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from patrol_app.domain.errors import BadInput
from patrol_app.domain.record import VisitRecord
from patrol_app.services.desk.closing import leading
from patrol_app.services.desk.decisions import LOOK_BACK
from patrol_app.services.desk.visit_index import CASE_FILE
from patrol_app.services.supervisor_facts import KeyState, ListFilter, SupervisorFacts, VisitLine, taken

if TYPE_CHECKING:
    from patrol_app.services.desk.shelf import Shelf
    from patrol_app.services.screen_facts import Said


def supervisor_facts(
    shelf: Shelf,
    every: tuple[VisitLine, ...],
    asked: ListFilter,
    shown: Mapping[str, str],
    *,
    reviewer: str,
    key: KeyState,
    busy: Said | None,
) -> SupervisorFacts:
    """The visits that are asked for out of all of them."""
    return SupervisorFacts(
        lines=taken(every, asked),
        total=len(every),
        waiting=sum(1 for line in every if line.standing == "waiting"),
        unsigned=sum(1 for line in every if line.order_number is not None and not line.countersigned),
        asked=asked,
        shown=dict(shown),
        days=LOOK_BACK.days,
        reviewer=reviewer,
        key=key,
        chain_length=shelf.store.head().sequence,
        rule_sets=len(shelf.book.sets),
        busy=busy,
    )


def filter_of(answers: Mapping[str, str]) -> ListFilter:
    """What the form asks for.

    Raises:
        BadInput: a date that is none, or the last before the first.
    """

    def day(name: str) -> date | None:
        said = answers.get(name, "").strip()
        try:
            return date.fromisoformat(said) if said else None
        except ValueError as fault:
            raise BadInput("desk.filter_date", said=said) from fault

    first, last = day("date_from"), day("date_to")
    if first is not None and last is not None and last < first:
        raise BadInput("desk.filter_order", first=first, last=last)
    return ListFilter(
        outcome=answers.get("outcome", "").replace("any", ""), officer=answers.get("officer", "").strip(),
        site=answers.get("site_like", "").strip(), first=first, last=last, text=answers.get("text", "").strip(),
    )  # fmt: skip


def outcome_of(record: VisitRecord) -> str:
    """The outcome that stands for a visit; empty where nothing was judged."""
    verdict = leading(record)
    return verdict.outcome if verdict is not None else ""


def case_file_path(shelf: Shelf, number: str) -> Path:
    """Where the case file of a visit is kept."""
    return shelf.home.papers / f"{number}{CASE_FILE}"
