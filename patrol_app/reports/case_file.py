"""案卷: cover, index, the papers with running page numbers, end sheet, in one file.

Page numbers stand at the upper right on fronts and the upper left on backs; cover, index and end sheet have none. A
paper may be laid out from records or be scans of the signed originals.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from importlib import import_module
from typing import Any

from patrol_app.assets import Language
from patrol_app.domain.errors import BadInput
from patrol_app.domain.papers import CaseCover, PhotoSet
from patrol_app.domain.places import Organisation
from patrol_app.domain.record import VisitRecord
from patrol_app.domain.series import LevelSeries
from patrol_app.reports.blocks import Block, Cell, Paper, label, space, table, text, value
from patrol_app.reports.frame import stop_if_missing
from patrol_app.reports.photo_sheet import ENDINGS, checked_pictures
from patrol_app.reports.typeset import typeset
from patrol_app.reports.words import CHINA, Words

NAME = "case_file"
TITLE = "case.title"
FRONT_PAGES = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseEntry:
    """One paper of the file: laid out from a record (``kind``) or scanned pages as JPEG or PNG."""

    name: str
    day: date
    remark: str = ""
    kind: str | None = None
    record: VisitRecord | None = None
    series: Mapping[str, LevelSeries] = field(default_factory=dict)
    details: object = None
    pictures: Mapping[str, bytes] = field(default_factory=dict)
    scans: tuple[bytes, ...] = ()


def render(
    cover: CaseCover,
    entries: Sequence[CaseEntry],
    *,
    authority: str,
    party: Organisation,
    language: Language = "zh",
) -> bytes:
    """The whole file as PDF/A-2b.

    Args:
        cover: what stands on the cover and the end sheet.
        entries: the papers in the order of the file, each receipt directly behind what it proves served.
        authority: the authority's full name.
        party: the party, spelt as in the papers.
        language: the form set's language.

    Raises:
        BadInput: there is no paper, an entry is neither laid out nor scanned, or a paper lacks fields.
    """
    words = Words(language)
    title = words(TITLE)
    stop_if_missing([] if entries else ["documents"], title, words)
    pictures: dict[str, bytes] = {}
    papers: list[Paper] = []
    starts: list[int] = []
    for entry in entries:
        starts.append(len(papers) + FRONT_PAGES)
        papers += [replace(made, case_page=True) for made in _papers(entry, words, pictures)]
    last = FRONT_PAGES + len(papers) - 1
    front = [
        _cover(cover, len(entries), last, authority, party, words),
        _index(entries, starts, last, words),
    ]
    return typeset(
        [*front, *papers, _end(cover, last, words)],
        title=f"{title} {cover.case_name}",
        author=authority,
        made_at=cover.made_at,
        language=language,
        front_pages=FRONT_PAGES,
        pictures=pictures,
    )


def _papers(entry: CaseEntry, words: Words, pictures: dict[str, bytes]) -> list[Paper]:
    from patrol_app.reports import KINDS

    if entry.scans:
        return [_scans(entry, words, pictures)]
    if entry.kind not in KINDS or entry.record is None:
        raise BadInput("reports.entry", name=entry.name)
    if isinstance(entry.details, PhotoSet):
        pictures.update(checked_pictures(entry.details, entry.pictures, entry.name))
    module: Any = import_module(KINDS[entry.kind])
    made = module.lay_out(entry.record, entry.series, words, details=entry.details)
    return [made] if isinstance(made, Paper) else list(made)


def _scans(entry: CaseEntry, words: Words, pictures: dict[str, bytes]) -> Paper:
    blocks: list[Block] = []
    for scan in entry.scans:
        ending = next((end for start, end in ENDINGS.items() if scan.startswith(start)), None)
        if ending is None:
            raise BadInput("reports.picture", paper=entry.name, file=entry.name)
        name = f"scan-{hashlib.sha256(scan).hexdigest()[:32]}{ending}"
        pictures[name] = scan
        blocks += [{"kind": "page"}] if blocks else []
        blocks.append({"kind": "scan", "path": name})
    return Paper(authority="", title="", blocks=blocks)


def _day(day: date | None, words: Words) -> str | None:
    return None if day is None else words.day(datetime.combine(day, time(12), tzinfo=CHINA))


def _cover(cover: CaseCover, count: int, last: int, authority: str, party: Organisation, words: Words) -> Paper:
    handlers = words.joined([f"{each.name}（{each.certificate_number}）" for each in cover.handlers])
    archive = " / ".join(cover.archive_numbers) if cover.archive_numbers else None

    def row(key: str, shown: object) -> list[Cell]:
        return [label(words(f"case.{key}"), size=11), value(shown, size=12)]

    rows = [
        row("decision", cover.decision),
        row("party", f"{party.name} {party.credit_code or ''}".strip()),
        row("name", cover.case_name),
        row("result", cover.result),
        row("filed_on", _day(cover.filed_on, words)),
        row("closed_on", _day(cover.closed_on, words)),
        row("handlers", handlers),
        row("retention", cover.retention),
        [label(words("case.size"), size=11), _counted("case.size_value", last, words, papers=count)],
        row("archived_on", _day(cover.archived_on, words)),
        row("archive", archive),
    ]
    blocks: list[Block] = [space(12), table([45, -1], rows, pad=3.6)]
    return Paper(authority=authority, title=words(TITLE), blocks=blocks)


def _counted(key: str, last: int, words: Words, *, span: int = 1, **data: object) -> Cell:
    """Words with the number of numbered pages, which only the layout knows."""
    shown = words(key, pages="{pages}", **data)
    return {"t": shown, "pages_until": last, "size": 12, "span": span}


def _index(entries: Sequence[CaseEntry], starts: Sequence[int], last: int, words: Words) -> Paper:
    names = ("number", "name", "date", "pages", "remark")
    header = [label(words(f"case.col_{name}"), center=True) for name in names]
    rows = [
        {
            "paper": start,
            "before": [value(number, center=True), value(entry.name), value(_day(entry.day, words), center=True)],
            "after": [value(entry.remark)],
        }
        for number, (entry, start) in enumerate(zip(entries, starts, strict=True), start=1)
    ]
    index: Block = {"kind": "index", "widths": [12, -2.6, 34, 18, -1], "header": header, "rows": rows, "last": last}
    return Paper(authority="", title=words("case.index"), blocks=[index])


def _end(cover: CaseCover, last: int, words: Words) -> Paper:
    today = words.day(cover.made_at)
    rows: list[list[Cell]] = [
        [_counted("case.end_count", last, words, span=4)],
        [label(words("case.end_situation")), value(cover.situation, span=3)],
        [label(words("case.end_defects")), value(cover.defects, span=3)],
        [
            label(words("case.compiled")),
            value(f"{cover.compiled_by} {today}" if cover.compiled_by else None),
            label(words("case.reviewed")),
            value(cover.reviewed_by),
        ],
    ]
    blocks: list[Block] = [space(6), table([45, -1, 25, -1], rows, pad=5.0), text("", indent=False)]
    return Paper(authority="", title=words("case.end"), blocks=blocks)
