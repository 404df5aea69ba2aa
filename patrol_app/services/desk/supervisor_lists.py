"""The supervisor's lists, read from the log: every closed visit with its verdict, its decision, its order and files."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from patrol_app.domain.codec import from_plain
from patrol_app.domain.record import VisitRecord
from patrol_app.services.desk.closing import finding_of, leading, outcome_fact, plain
from patrol_app.services.desk.decisions import LOOK_BACK, Decided, decisions, named, newest_closed, standing
from patrol_app.services.papers import paper_kinds
from patrol_app.services.supervisor_facts import SupervisorFacts, VisitLine

if TYPE_CHECKING:
    from patrol_app.domain.chain import Entry
    from patrol_app.services.desk.shelf import Shelf
    from patrol_app.services.screen_facts import Said

OVER = ("exceeds", "breach")
ORDER_SIGNED = "order.signed"
"""The supervisor signed the order of a visit and with it the whole pack."""
MOST = 200


def supervisor_facts(shelf: Shelf, at: datetime, *, reviewer: str, locked: bool, busy: Said | None) -> SupervisorFacts:
    """All closed visits of the time looked back over."""
    store, since = shelf.store, at - LOOK_BACK
    decided = decisions(store, since)
    signed = {entry.subject: entry for entry in store.all_of_kind(ORDER_SIGNED, since=since)}
    closed = newest_closed(store, since)[:MOST]
    records = [from_plain(VisitRecord, entry.body["record"]) for entry in closed]
    over = Counter(record.site.name for record in records if outcome_of(record) in OVER)
    return SupervisorFacts(
        lines=tuple(
            _line(shelf, record, entry, decided.get(entry.subject), signed.get(entry.subject), over)
            for record, entry in zip(records, closed, strict=True)
        ),
        days=LOOK_BACK.days,
        reviewer=reviewer,
        locked=locked,
        chain_length=store.head().sequence,
        rule_sets=len(shelf.book.sets),
        busy=busy,
    )


def outcome_of(record: VisitRecord) -> str:
    """The outcome that stands for a visit; empty where nothing was judged."""
    verdict = leading(record)
    return verdict.outcome if verdict is not None else ""


def _line(
    shelf: Shelf,
    record: VisitRecord,
    closed: Entry,
    decided: Decided | None,
    signed: Entry | None,
    over: Counter[str],
) -> VisitLine:
    closed_at = datetime.fromisoformat(closed.at_utc)
    holds = standing(decided, closed_at)
    laeq = finding_of(leading(record), "LAeq")
    outcome = outcome_of(record)
    measured = "" if laeq is None or laeq.rounded_db is None else str(laeq.rounded_db)
    kinds = paper_kinds(record)
    by, when = _countersigned(holds, signed, closed_at)
    return VisitLine(
        number=record.number,
        site=record.site.name,
        party=record.site.contractor.name if record.site.contractor else "",
        arrived_at=record.arrived_at,
        closed_at=closed_at,
        officers=tuple(officer.name for officer in record.officers),
        outcome=outcome,
        verdict=outcome_fact(record, short=True).title,
        measured=measured,
        limit="" if laeq is None or not measured else plain(laeq.limit_db, 0),
        over=over[record.site.name] if outcome in OVER else 0,
        standing=holds.decision if holds is not None else "waiting",
        decided_by=holds.who if holds is not None else "",
        decided_at=holds.at if holds is not None else None,
        remark=holds.remark if holds is not None else "",
        pack=(shelf.home.packs / f"{record.number}.zip").is_file(),
        papers=len(kinds),
        order_number=record.order_number if "correction-order.pdf" in kinds else None,
        countersigned=when is not None,
        countersigned_by=by,
        countersigned_at=when,
        case_file=case_file_path(shelf, record.number).is_file(),
    )


def _countersigned(holds: Decided | None, signed: Entry | None, closed_at: datetime) -> tuple[str, datetime | None]:
    """Who signed the pack beside the officers, and when; a pack made anew has no such signature yet."""
    if signed is not None and (at := datetime.fromisoformat(signed.at_utc)) > closed_at:
        return named(str(signed.body.get("name") or ""), str(signed.body.get("by") or signed.actor)), at
    if holds is not None and holds.decision == "accepted" and holds.signed:
        return holds.who, holds.at
    return "", None


def case_file_path(shelf: Shelf, number: str) -> Path:
    """Where the case file of a visit is kept."""
    return shelf.home.papers / f"{number}-case-file.pdf"
