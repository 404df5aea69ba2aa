"""Excel files that look alike and come out byte for byte the same: numbers as numbers, times as China Standard Time."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from patrol_app.reports.words import CHINA

FONT = "宋体"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column: its title, width in characters, and how its numbers are shown."""

    title: str
    width: float = 10.0
    form: str = "general"


FORMS = {
    "general": "General",
    "whole": "0",
    "tenth": "0.0",
    "thousandth": "0.000",
    "time": "yyyy-mm-dd hh:mm:ss",
    "time_ms": "yyyy-mm-dd hh:mm:ss.0",
    "minute": "yyyy-mm-dd hh:mm",
}


class Book:
    """A workbook in memory whose creation date is an argument."""

    def __init__(self, *, title: str, author: str, made_at: datetime, constant_memory: bool = False) -> None:
        import xlsxwriter

        self._bytes = io.BytesIO()
        options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "remove_timezone": True}
        self.workbook = xlsxwriter.Workbook(self._bytes, {**options, "constant_memory": constant_memory})
        created = made_at.astimezone(CHINA).replace(tzinfo=None)
        self.workbook.set_properties({"title": title, "author": author, "created": created})
        look = {"font_name": FONT, "font_size": 10, "border": 1, "valign": "vcenter"}
        self._head = self.workbook.add_format({**look, "bold": True, "bg_color": "#F2F2F2", "text_wrap": True})
        self._forms = {
            name: self.workbook.add_format({**look, "num_format": form, "text_wrap": name == "general"})
            for name, form in FORMS.items()
        }
        self._title = self.workbook.add_format({"font_name": FONT, "font_size": 14, "bold": True})

    def sheet(self, name: str, columns: Sequence[Column], rows: Sequence[Sequence[Any]], *, title: str = "") -> Any:
        """A sheet with a frozen header row, a filter and A4 landscape pages; returns it for charts."""
        sheet = self.workbook.add_worksheet(name)
        top = 0
        if title:
            sheet.write_string(0, 0, title, self._title)
            top = 1
        for number, column in enumerate(columns):
            sheet.set_column(number, number, column.width)
            sheet.write_string(top, number, column.title, self._head)
        for line, row in enumerate(rows, start=top + 1):
            for number, (column, cell) in enumerate(zip(columns, row, strict=True)):
                self._write(sheet, line, number, cell, column.form)
        sheet.freeze_panes(top + 1, 0)
        sheet.autofilter(top, 0, top + max(len(rows), 1), len(columns) - 1)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(top)
        return sheet

    def _write(self, sheet: Any, line: int, number: int, cell: Any, form: str) -> None:
        look = self._forms[form]
        if cell is None or cell == "":
            sheet.write_blank(line, number, None, look)
        elif isinstance(cell, datetime):
            sheet.write_datetime(line, number, cell.astimezone(CHINA).replace(tzinfo=None), look)
        elif isinstance(cell, int | float | Decimal) and not isinstance(cell, bool):
            sheet.write_number(line, number, float(cell), look)
        else:
            sheet.write_string(line, number, str(cell), look)

    def finish(self) -> bytes:
        """The file."""
        self.workbook.close()
        return self._bytes.getvalue()
