"""Papers and ledgers of the visits of a period, written whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

from patrol_app.assets import Language
from patrol_app.domain.codec import from_plain
from patrol_app.domain.errors import BadInput
from patrol_app.domain.record import VisitRecord
from patrol_app.recordings.disk import write_whole
from patrol_app.reports import LEDGERS, VISIT_KINDS, ledger, render
from patrol_app.rules.book import RuleBook
from patrol_app.rules.moment import local
from patrol_app.services.closing import draft
from patrol_app.services.recall import known_visits, recall, recorded_files
from patrol_app.store.home import Home
from patrol_app.store.reader import Reader


def kinds() -> tuple[str, ...]:
    """Every report by its name at the door."""
    return tuple(kind.replace("_", "-") for kind in (*LEDGERS, *VISIT_KINDS))


def visits_of(reader: Reader, start: date, end: date) -> list[str]:
    """Numbers of the visits that began on the days from ``start`` to ``end``, in Beijing time.

    A night belongs to the evening it began: a visit before noon counts for the day before.
    """
    return [visit.number for visit in known_visits(reader) if start <= night_of(visit.arrived_at) <= end]


def night_of(at: datetime) -> date:
    """The evening a visit belongs to."""
    here = local(at)
    return date.fromordinal(here.date().toordinal() - (1 if here.hour < 12 else 0))


def record_of_visit(reader: Reader, home: Home, book: RuleBook, number: str) -> VisitRecord:
    """The final record of a closed visit, else the record as it would be closed now."""
    path = home.recordings / number / "record" / "record.json"
    if path.is_file():
        return from_plain(VisitRecord, json.loads(path.read_bytes()), "record")
    facts = recall(reader, number)
    left_at = facts.left_at or facts.arrived_at
    return draft(facts, recorded_files(reader, home, number), book, left_at=left_at).record


def report(
    kind: str, numbers: Sequence[str], *, reader: Reader, home: Home, book: RuleBook, language: Language, target: Path
) -> None:
    """Write one report.

    Raises:
        BadInput: unknown kind, or a paper of one visit asked for several.
        CannotDo: the folder or the disk does not take it; nothing half-made is left.
    """
    if kind not in kinds():
        raise BadInput("report.kind", kind=kind, known="、".join(kinds()))
    records = [record_of_visit(reader, home, book, number) for number in numbers]
    name = kind.replace("-", "_")
    if name in LEDGERS:
        content = ledger(name, records, language)
    else:
        if len(records) != 1:
            raise BadInput("report.several", numbers="、".join(numbers))
        facts = recall(reader, numbers[0])
        series = draft(facts, recorded_files(reader, home, numbers[0]), book, left_at=records[0].left_at).series
        content = render(name, records[0], series, language=language)
    if not target.parent.is_dir():
        raise BadInput("report.write", path=target, cause=str(target.parent))
    write_whole(target, content)
