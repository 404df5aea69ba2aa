"""Papers and ledgers of the visits of a period, written whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

from patrol_app.assets import Language
from patrol_app.domain.codec import from_plain
from patrol_app.domain.errors import BadInput
from patrol_app.domain.record import VisitRecord
from patrol_app.domain.series import LevelSeries
from patrol_app.recordings.disk import write_whole
from patrol_app.reports import LEDGERS, VISIT_KINDS, ledger, render, review_checklist, series_sheet
from patrol_app.rules.book import RuleBook
from patrol_app.rules.moment import local
from patrol_app.services.case_files import CaseWords, case_file, case_name
from patrol_app.services.case_review import review_of
from patrol_app.services.closing import draft
from patrol_app.services.photographs import photo_set, pictures_of
from patrol_app.services.rebuild import series_of
from patrol_app.services.recall import known_visits, recall, recorded_files
from patrol_app.services.site_plans import plan_of
from patrol_app.services.visit import VisitFiles
from patrol_app.store.home import Home
from patrol_app.store.reader import Reader

WITH_FILES = ("photo_sheet", "site_plan", "case_file", "case_review", "series_sheet", "background_series_sheet")
"""Reports of one visit that want its recording beside its record."""


def kinds() -> tuple[str, ...]:
    """Every report by its name at the door."""
    return tuple(kind.replace("_", "-") for kind in (*LEDGERS, *VISIT_KINDS, *WITH_FILES))


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
    kind: str,
    numbers: Sequence[str],
    *,
    reader: Reader,
    home: Home,
    book: RuleBook,
    language: Language,
    target: Path,
    said: CaseWords | None = None,
) -> None:
    """Write one report; ``said`` is what people decide about a case file.

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
        facts, files = recall(reader, numbers[0]), recorded_files(reader, home, numbers[0])
        series = series_of(facts, files)
        if name in WITH_FILES:
            content = _with_files(name, records[0], series, files, reader, book, said or CaseWords(), language)
        else:
            content = render(name, records[0], series, language=language)
    if not target.parent.is_dir():
        raise BadInput("report.write", path=target, cause=str(target.parent))
    write_whole(target, content)


def _with_files(
    name: str,
    record: VisitRecord,
    series: Mapping[str, LevelSeries],
    files: VisitFiles,
    reader: Reader,
    book: RuleBook,
    said: CaseWords,
    language: Language,
) -> bytes:
    if name == "case_file":
        return case_file(record, series, files, reader, said, language=language)
    if name == "case_review":
        items = review_of(record, said, reader=reader, book=book, language=language)
        return review_checklist.render(
            items,
            authority=record.authority.name,
            case_name=case_name(record, language),
            number=record.number,
            made_at=record.left_at,
            simulated=record.simulated,
            language=language,
        )
    if name == "site_plan":
        plan = plan_of(record)
        if plan is None:
            raise BadInput("report.no_boundary", number=record.number, site=record.site.name)
        return render(name, record, series, language=language, details=plan)
    if name == "photo_sheet":
        pictures = pictures_of(record, files)
        return render(name, record, series, language=language, details=photo_set(record), pictures=pictures)
    run = record.measurement if name == "series_sheet" else record.background
    if run is None or run.label not in series:
        raise BadInput("report.no_run", number=record.number)
    return series_sheet.render(record, run, series[run.label], language=language)
