"""超标台账: every stretch above the trigger level of the given visits, as an Excel file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from patrol_app.assets import Language
from patrol_app.domain.errors import BadInput
from patrol_app.domain.record import VisitRecord
from patrol_app.reports.night_ledger import noise_finding
from patrol_app.reports.noise_points import other_views
from patrol_app.reports.sheets import Book, Column
from patrol_app.reports.words import Words

NAME = "exceedance_ledger"
TITLE = "ledger.exceedance_title"

_COLUMNS = (
    ("number", 5.0, "whole"),
    ("record", 20.0, "general"),
    ("site", 18.0, "general"),
    ("contractor", 22.0, "general"),
    ("point", 7.0, "general"),
    ("start", 19.0, "time"),
    ("end", 19.0, "time"),
    ("duration_s", 8.0, "tenth"),
    ("event_max_db", 9.0, "tenth"),
    ("trigger_db", 9.0, "tenth"),
    ("reported_db", 9.0, "whole"),
    ("limit_db", 7.0, "whole"),
    ("verdict", 10.0, "general"),
    ("acknowledged", 12.0, "general"),
    ("audio", 24.0, "general"),
    ("remark", 12.0, "general"),
)


def render(records: Sequence[VisitRecord], *, language: Language = "zh") -> bytes:
    """The ledger in order of time; visits without an event add no line. The same records give the same bytes.

    Raises:
        BadInput: there is no record.
    """
    if not records:
        raise BadInput("reports.no_records")
    words = Words(language)
    ordered = sorted(records, key=lambda record: (record.arrived_at, record.number))
    author, made_at = ordered[0].authority.name, max(record.left_at for record in ordered)
    book = Book(title=words(TITLE), author=author, made_at=made_at)
    columns = [Column(title=words(f"ledger.{name}"), width=width, form=form) for name, width, form in _COLUMNS]
    rows: list[list[Any]] = []
    for record in ordered:
        for view in (record, *other_views(record)):
            rows += _rows(view, len(rows), words)
    book.sheet(words("ledger.sheet_exceedances"), columns, rows, title=f"{author} {words(TITLE)}")
    return book.finish()


def _rows(record: VisitRecord, before: int, words: Words) -> list[list[Any]]:
    run = record.measurement
    if run is None:
        return []
    found = noise_finding(record)
    outcome = next((each.outcome for each in record.verdicts if each.kind == "construction_noise"), None)
    return [
        [
            before + number,
            record.number,
            record.site.name,
            record.site.contractor.name if record.site.contractor else None,
            record.position.label,
            run.started_at + timedelta(seconds=event.start_s),
            run.started_at + timedelta(seconds=event.end_s),
            event.end_s - event.start_s,
            event.lafmax_db,
            event.trigger_db,
            found.rounded_db if found else None,
            found.limit_db if found else None,
            words(f"common.{outcome}") if outcome else None,
            event.acknowledged_by,
            event.audio_file,
            words("ledger.simulated") if record.simulated else None,
        ]
        for number, event in enumerate(run.exceedances, start=1)
    ]
