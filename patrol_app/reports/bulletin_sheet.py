"""A bulletin as Excel: a sheet a section with numbers as numbers and charts of its own, and every visit behind it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from patrol_app.domain.bulletins import Bulletin
from patrol_app.domain.figures import VisitFigures
from patrol_app.reports.disclosure_sheet import NAME as DISCLOSURE
from patrol_app.reports.document import Document, Section
from patrol_app.reports.said import Said
from patrol_app.reports.sheets import Book, Column

_VISITS = (
    ("number", 20.0, "general"),
    ("night", 12.0, "general"),
    ("site", 20.0, "general"),
    ("grid", 14.0, "general"),
    ("sound_area", 8.0, "general"),
    ("party", 24.0, "general"),
    ("arrived", 17.0, "minute"),
    ("officers", 8.0, "whole"),
    ("zone", 16.0, "general"),
    ("notice", 20.0, "general"),
    ("run", 8.0, "general"),
    ("started", 17.0, "minute"),
    ("laeq", 9.0, "tenth"),
    ("lafmax", 9.0, "tenth"),
    ("reported", 9.0, "whole"),
    ("limit", 8.0, "whole"),
    ("over", 8.0, "whole"),
    ("outcome", 12.0, "general"),
    ("rule", 28.0, "general"),
    ("found", 30.0, "general"),
    ("order", 26.0, "general"),
)

VISITS_MOST = 5000
"""A sheet of more visits holds those with findings alone; ``--trace`` lists any of them."""


def sheets(made: Document, found: Bulletin, said: Said) -> bytes:
    """The workbook. What is disclosed carries no list of visits: it is the list."""
    book = Book(title=f"{made.title} {made.subtitle}", author=made.authority, made_at=made.made_at)
    taken: set[str] = set()
    for number, section in enumerate(made.sections, start=1):
        _section(book, section, number, made, taken)
    if found.kind != DISCLOSURE:
        columns = [Column(title=said(f"visit.{name}"), width=width, form=form) for name, width, form in _VISITS]
        shown = found.visits
        title = ""
        if len(shown) > VISITS_MOST:
            shown = tuple(visit for visit in shown if visit.wrong)[:VISITS_MOST]
            title = said("more_visits", shown=len(shown), all=len(found.visits))
        book.sheet(said("visit.sheet"), columns, _visit_rows(shown, said), title=title)
    return book.finish()


def _name(section: Section, number: int, taken: set[str]) -> str:
    """Excel takes at most 31 characters and some signs not at all."""
    name = f"{number} " + "".join(sign for sign in section.title if sign not in "[]:*?/\\")[:26]
    taken.add(name)
    return name


def _section(book: Book, section: Section, number: int, made: Document, taken: set[str]) -> None:
    name = _name(section, number, taken)
    title = f"{made.title} {made.subtitle} · {section.title}"
    if section.table is None:
        told = [Column(title=section.title, width=100.0)]
        book.sheet(name, told, [[words] for words in section.texts], title=title)
        return
    columns = [
        Column(title=column.title, width=max(9.0, 12.0 * column.share), form=column.form)
        for column in section.table.columns
    ]
    sheet = book.sheet(name, columns, [list(row) for row in section.table.rows], title=title)
    for line, words in enumerate(section.texts, start=len(section.table.rows) + 3):
        sheet.write_string(line, 0, words)
    if section.bars is not None:
        _chart(book, sheet, name, len(section.table.rows), len(columns), section.bars.legend)


def _chart(book: Book, sheet: Any, name: str, rows: int, columns: int, legend: tuple[str, str]) -> None:
    """Columns of the table's second and third column over its first."""
    chart = book.workbook.add_chart({"type": "column"})
    looks = ({"fill": {"color": "#FFFFFF"}, "border": {"color": "#000000"}}, {"fill": {"color": "#000000"}})
    for column, (words, look) in enumerate(zip(legend, looks, strict=True), start=1):
        chart.add_series(
            {
                "name": words,
                "categories": [name, 2, 0, rows + 1, 0],
                "values": [name, 2, column, rows + 1, column],
                "overlap": 100,
                **look,
            }
        )
    chart.set_legend({"position": "top"})
    chart.set_size({"width": 760, "height": 300})
    sheet.insert_chart(1, columns + 1, chart)


def _visit_rows(visits: Sequence[VisitFigures], said: Said) -> list[list[Any]]:
    return [
        [
            visit.number,
            visit.night.isoformat(),
            visit.site,
            visit.grid,
            visit.sound_area,
            visit.party,
            visit.arrived_at,
            visit.officers,
            visit.venue if visit.inside else said("outside"),
            visit.notice,
            visit.label,
            visit.started_at,
            visit.laeq_db,
            visit.lafmax_db,
            visit.rounded_db,
            visit.limit_db,
            visit.excess_db,
            said.words(f"common.{visit.outcome}") if visit.outcome else None,
            visit.clause or visit.rule_set,
            said.joined([said(f"case.{kind}") for kind in visit.breaches]),
            visit.order_number,
        ]
        for visit in visits
    ]
