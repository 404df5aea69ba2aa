"""The case file of one visit: cover, index, all its papers with running page numbers, end sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from patrol_app.assets import Language, sentence
from patrol_app.domain.errors import BadInput
from patrol_app.domain.papers import CaseCover
from patrol_app.domain.record import VisitRecord
from patrol_app.domain.series import LevelSeries
from patrol_app.reports import title
from patrol_app.reports.case_file import CaseEntry, render
from patrol_app.reports.findings import suspected
from patrol_app.reports.frame import party_of
from patrol_app.reports.inspection_record import unit_of
from patrol_app.reports.words import Words
from patrol_app.rules.moment import local
from patrol_app.services.papers import PAPER_FILES, paper_kinds
from patrol_app.services.photographs import pictures_of
from patrol_app.services.visit import VisitFiles
from patrol_app.store.reader import Reader

ORDER = ("correction-order.pdf", *(name for name in PAPER_FILES if name != "correction-order.pdf"))
"""Decisions first, then what they stand on, as the archive rules have it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseWords:
    """What people decide about a file; ``None`` is struck on the cover and written by hand.

    ``scans`` are signed originals, as name and pictures of their pages; they stand behind the papers of the visit.
    """

    retention: str | None = None
    result: str | None = None
    filed_on: date | None = None
    closed_on: date | None = None
    scans: tuple[tuple[str, tuple[Path, ...]], ...] = ()


def case_file(
    record: VisitRecord,
    series: Mapping[str, LevelSeries],
    files: VisitFiles,
    reader: Reader,
    said: CaseWords,
    *,
    language: Language = "zh",
) -> bytes:
    """The whole file as PDF/A-2b.

    Raises:
        BadInput: the site has no contractor to be the party, a scan cannot be read, or a paper lacks fields.
    """
    party = record.site.contractor
    if party is None:
        raise BadInput("case_file.no_party", number=record.number, site=record.site.name)
    kinds = paper_kinds(record)
    entries = [
        CaseEntry(
            name=title(kinds[name][0], language),
            day=local(record.left_at).date(),
            remark=record.order_number or "" if name == "correction-order.pdf" else "",
            kind=kinds[name][0],
            record=record,
            series=series,
            details=kinds[name][1],
            pictures=pictures_of(record, files) if name == "photo-sheet.pdf" else {},
        )
        for name in ORDER
        if name in kinds
    ]
    entries += [
        CaseEntry(name=name, day=local(record.left_at).date(), scans=_pages(pages)) for name, pages in said.scans
    ]
    cover = CaseCover(
        case_name=case_name(record, language),
        decision=record.order_number or "",
        result=said.result or "",
        handlers=record.officers[:2],
        retention=said.retention or "",
        made_at=record.left_at,
        filed_on=said.filed_on,
        closed_on=said.closed_on,
        situation=_situation(record, reader, language),
    )
    return render(cover, entries, authority=record.authority.name, party=party, language=language)


def case_name(record: VisitRecord, language: Language) -> str:
    """The party (where it is not known the site), the cause and 案."""
    words, cause, party = Words(language), suspected(record), party_of(record)
    named = words("question.cause", cause=words(f"inspection.cause_{cause}")) if cause else words("question.cause_none")
    return sentence("case_file.name", language, party=party.name if party else record.site.name, cause=named)


def _pages(paths: Sequence[Path]) -> tuple[bytes, ...]:
    found = []
    for path in paths:
        if not path.is_file():
            raise BadInput("file.missing", path=path)
        found.append(path.read_bytes())
    return tuple(found)


def _situation(record: VisitRecord, reader: Reader, language: Language) -> str:
    """Electronic material that belongs to the file and is kept apart from it: the pack and what is in it."""
    made = reader.latest("pack.made", record.number)
    audio = {file for run in record.runs if run.audio is not None for file in run.audio.files}
    data = {
        "number": record.number,
        "raw": len(record.raw_files),
        "audio": len(audio),
        "photos": record.observation.photos,
    }
    kept = (
        sentence("case_file.no_pack", language, **data)
        if made is None
        else sentence("case_file.pack", language, sha256=made.body["sha256"], bytes=made.body["bytes"], **data)
    )
    words = Words(language)
    took_part = words.joined([f"{other.name}，{unit_of(other, words)}" for other in record.others])
    return kept + (sentence("case_file.others", language, people=took_part) if took_part else "")
