"""Template files and the column guide of each library, so that a list can be filled in without asking anyone."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from patrol_app.assets import Language, sentence
from patrol_app.domain.errors import BadInput
from patrol_app.planning.datum import DATUMS
from patrol_app.recordings.disk import write_whole
from patrol_app.services.office.columns import CHOICES, FORMS, HEADINGS, PLACE, REQUIRED
from patrol_app.services.office.table_files import GUIDE_SHEETS

_ROWS = 2000
"""Down to which row a template offers the fixed words of a column."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnGuide:
    """One column: heading, identifier, whether it must be filled, and how in a sentence."""

    heading: str
    identifier: str
    required: bool
    how: str


def guide(kind: str, language: Language) -> list[ColumnGuide]:
    """The columns of a library in their order."""
    return [
        ColumnGuide(
            heading=heading,
            identifier=identifier,
            required=identifier in REQUIRED[kind],
            how=_how(kind, identifier, language),
        )
        for identifier, heading in HEADINGS[kind].items()
    ]


def _how(kind: str, identifier: str, language: Language) -> str:
    if words := _words(kind, identifier):
        return sentence("table.form.choice", language, choices="、".join(words))
    parts = [sentence(f"table.form.{FORMS.get(identifier, 'text')}", language)]
    if identifier in PLACE and "boundary" in HEADINGS[kind]:
        parts.append(sentence("table.form.or_boundary", language))
    if kind == "notices" and identifier == "radius_m":
        parts.append(sentence("table.form.or_area", language))
    return "".join(parts)


def _words(kind: str, identifier: str) -> tuple[str, ...]:
    if identifier == "datum":
        return DATUMS
    return tuple(CHOICES[identifier]) if identifier in CHOICES else ()


def write_template(kind: str, target: Path, language: Language) -> None:
    """A workbook with the headings to fill in below, the fixed words to choose from, and the guide on a second sheet.

    Raises:
        BadInput: the name does not end in ``.xlsx``.
        CannotDo: the disk or the folder does not take it.
    """
    from openpyxl import Workbook
    from openpyxl.styles import Font, PatternFill

    if target.suffix.lower() != ".xlsx":
        raise BadInput("library.template_kind", path=target)
    book = Workbook()
    sheet: Any = book.active
    sheet.title = sentence(f"library.kind.{kind}", language)
    columns = guide(kind, language)
    bold, pale = Font(bold=True), PatternFill("solid", fgColor="F2F2F2")
    for number, column in enumerate(columns, start=1):
        cell = sheet.cell(1, number, column.heading)
        cell.font, cell.fill = (bold if column.required else Font()), pale
        sheet.column_dimensions[cell.column_letter].width = max(10, 2 * len(column.heading) + 4)
        _offer(sheet, cell.column_letter, _words(kind, column.identifier))
    sheet.freeze_panes = "A2"
    told: Any = book.create_sheet(GUIDE_SHEETS[0 if language == "zh" else 1])
    told.append([sentence(f"table.guide.{name}", language) for name in ("heading", "identifier", "required", "how")])
    for column in columns:
        needed = sentence("table.guide.yes", language) if column.required else ""
        told.append([column.heading, column.identifier, needed, column.how])
    for letter, width in (("A", 18), ("B", 24), ("C", 8), ("D", 90)):
        told.column_dimensions[letter].width = width
    content = io.BytesIO()
    book.save(content)
    if not target.parent.is_dir():
        raise BadInput("report.write", path=target, cause=str(target.parent))
    write_whole(target, content.getvalue())


def _offer(sheet: Any, letter: str, words: tuple[str, ...]) -> None:
    """A list to choose from in every row of a column."""
    from openpyxl.worksheet.datavalidation import DataValidation

    if words:
        offered = DataValidation(type="list", formula1='"' + ",".join(words) + '"', allow_blank=True)
        sheet.add_data_validation(offered)
        offered.add(f"{letter}2:{letter}{_ROWS}")
