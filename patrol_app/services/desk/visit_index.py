"""Every closed visit of the log as a line of the supervisor's lists, read without turning whole records into objects.

Ten thousand records take the database less than a second; a record is read whole when its visit is opened.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from patrol_app.domain.record import VisitRecord
from patrol_app.domain.verdict import Finding, Verdict
from patrol_app.services.desk.closing import finding_of, leading, outcome_fact, plain
from patrol_app.services.desk.decisions import LOOK_BACK, Decided, decisions, named, standing
from patrol_app.services.supervisor_facts import VisitLine

if TYPE_CHECKING:
    from patrol_app.domain.chain import Entry
    from patrol_app.services.desk.shelf import Shelf
    from patrol_app.services.snapshot import Attention

OVER = ("exceeds", "breach")
ORDER_SIGNED = "order.signed"
"""The supervisor signed the order of a visit and with it the whole pack."""
PATHS = tuple(
    f"$.record.{name}"
    for name in (
        "site.name", "site.contractor.name", "arrived_at", "left_at", "order_number", "measurement.started_at",
        "officers", "verdicts",
    )
)  # fmt: skip
_SHOWN = ("LAeq", "LAFmax")
CASE_FILE = "-case-file.pdf"


@dataclass(frozen=True, slots=True)
class _Judged:
    """The verdicts of a record, and of each what a line of a list speaks of."""

    verdicts: tuple[Verdict, ...]


def closed_visits(shelf: Shelf, at: datetime) -> tuple[VisitLine, ...]:
    """Every closed visit, the newest first; ``over`` counts those of the last days (``decisions.LOOK_BACK``)."""
    store = shelf.store
    decided = decisions(store)
    signed = {entry.subject: entry for entry in store.all_of_kind(ORDER_SIGNED)}
    packs, papers = _names(shelf.home.packs), _papers(shelf.home.papers)
    lines = [
        _line(number, values, decided.get(number), signed.get(number), packs, papers)
        for number, _, values in store.parts_of_kind("visit.closed", PATHS)
        if values[0] is not None
    ]
    lines.sort(key=lambda line: (line.closed_at, line.number), reverse=True)
    since = at - LOOK_BACK
    over = Counter(line.site for line in lines if line.outcome in OVER and line.arrived_at >= since)
    return tuple(replace(line, over=over[line.site]) if line.outcome in OVER else line for line in lines)


def _names(folder: Path) -> frozenset[str]:
    return frozenset(path.name for path in folder.iterdir()) if folder.is_dir() else frozenset()


def _papers(folder: Path) -> Counter[str]:
    """How many papers lie in the folder of each visit, and of each whether its case file does, as ``NUMBER case``."""
    from patrol_app.services.papers import PAPER_FILES

    found: Counter[str] = Counter()
    # the longest first: a noise record is no inspection record
    ends = sorted((f"-{name}" for name in PAPER_FILES), key=len, reverse=True)
    for name in _names(folder):
        if name.endswith(CASE_FILE):
            found[f"{name.removesuffix(CASE_FILE)} case"] += 1
        end = next((end for end in ends if name.endswith(end)), None)
        if end is not None:
            found[name.removesuffix(end)] += 1
    return found


def _line(
    number: str,
    values: list[Any],
    decided: Decided | None,
    signed: Entry | None,
    packs: frozenset[str],
    papers: Mapping[str, int],
) -> VisitLine:
    site, party, arrived, left, order, started, officers, verdicts = values
    arrived_at, closed_at = datetime.fromisoformat(arrived), datetime.fromisoformat(left)
    # only the verdicts of a record are asked here
    record = cast("VisitRecord", _Judged(tuple(_verdict(one) for one in verdicts or ())))
    holds = standing(decided, closed_at)
    verdict = leading(record)
    laeq = finding_of(verdict, "LAeq")
    outcome = verdict.outcome if verdict is not None else ""
    measured = "" if laeq is None or laeq.rounded_db is None else str(laeq.rounded_db)
    excess = "" if laeq is None or laeq.excess_db is None else plain(laeq.excess_db, 0)
    attention: Attention = "over" if outcome in OVER else "near" if outcome == "indicative" else "none"
    by, when = _countersigned(holds, signed, closed_at)
    return VisitLine(
        number=number,
        site=site,
        party=party or "",
        arrived_at=arrived_at,
        at=datetime.fromisoformat(started) if started else arrived_at,
        closed_at=closed_at,
        officers=tuple(one["name"] for one in officers or ()),
        outcome=outcome,
        verdict=outcome_fact(record, short=True).title,
        measured=measured,
        limit="" if laeq is None or not measured else plain(laeq.limit_db, 0),
        excess=f"+{excess}" if excess and outcome in OVER else excess,
        attention=attention,
        judged=verdict is not None and outcome != "cannot_be_judged",
        over=0,
        standing=holds.decision if holds is not None else "waiting",
        decided_by=holds.who if holds is not None else "",
        decided_at=holds.at if holds is not None else None,
        remark=holds.remark if holds is not None else "",
        pack=f"{number}.zip" in packs,
        papers=papers.get(number, 0),
        order_number=order,
        countersigned=when is not None,
        countersigned_by=by,
        countersigned_at=when,
        case_file=f"{number} case" in papers,
    )


def _verdict(verdict: Mapping[str, Any]) -> Verdict:
    findings = tuple(_finding(one) for one in verdict["findings"] if one["quantity"] in _SHOWN and _whole(one))
    return Verdict(kind=verdict["kind"], outcome=verdict["outcome"], findings=findings)


def _whole(finding: Mapping[str, Any]) -> bool:
    return not finding["excluded_parts"]


def _finding(one: Mapping[str, Any]) -> Finding:
    limit = one["limit_db"]
    return Finding(
        rule=one["rule"], clause=one["clause"], rule_set=one["rule_set"], confidence=one["confidence"],
        quantity=one["quantity"], rounded_db=one["rounded_db"], limit_db=None if limit is None else Decimal(limit),
        excess_db=one["excess_db"], exceeds=one["exceeds"],
    )  # fmt: skip


def _countersigned(holds: Decided | None, signed: Entry | None, closed_at: datetime) -> tuple[str, datetime | None]:
    """Who signed the pack beside the officers, and when; a pack made anew has no such signature yet."""
    if signed is not None and (at := datetime.fromisoformat(signed.at_utc)) > closed_at:
        return named(str(signed.body.get("name") or ""), str(signed.body.get("by") or signed.actor)), at
    if holds is not None and holds.decision == "accepted" and holds.signed:
        return holds.who, holds.at
    return "", None
