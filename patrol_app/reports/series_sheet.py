"""The level series of a run as an Excel file with a chart; times in China Standard Time beside seconds of the run."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from patrol_app.assets import Language
from patrol_app.domain.errors import BadInput
from patrol_app.domain.record import Measurement, VisitRecord
from patrol_app.domain.series import LevelSeries
from patrol_app.reports.sheets import Book, Column
from patrol_app.reports.words import Words

NAME = "series_sheet"
TITLE = "ledger.series_title"
ROWS_ON_A_SHEET = 1_048_000


def render(record: VisitRecord, run: Measurement, series: LevelSeries, *, language: Language = "zh") -> bytes:
    """One row a point of the series. The same input gives the same bytes.

    Raises:
        BadInput: the series is empty or longer than a sheet (29 h at ten points a second).
    """
    count = len(series.t_s)
    if not 0 < count <= ROWS_ON_A_SHEET:
        raise BadInput("reports.series_length", count=count, most=ROWS_ON_A_SHEET)
    words = Words(language)
    book = Book(
        title=f"{words(TITLE)} {record.number}",
        author=record.authority.name,
        made_at=record.left_at,
        constant_memory=True,
    )
    forms = (
        ("time", 21.0, "time_ms"),
        ("t_s", 10.0, "tenth"),
        ("laf_db", 10.0, "tenth"),
        ("leq_running_db", 12.0, "tenth"),
    )
    columns = [Column(title=words(f"ledger.{name}"), width=width, form=form) for name, width, form in forms]
    rows: list[list[Any]] = [
        [run.started_at + timedelta(seconds=t_s), t_s, laf_db, laeq_db]
        for t_s, laf_db, laeq_db in zip(series.t_s, series.laf_db, series.laeq_db, strict=True)
    ]
    sheet = book.sheet(run.label, columns, rows)
    chart = book.workbook.add_chart({"type": "scatter", "subtype": "straight"})
    for column, color, width in ((2, "#808080", 0.75), (3, "#000000", 2.0)):
        chart.add_series(
            {
                "name": [run.label, 0, column],
                "categories": [run.label, 1, 1, count, 1],
                "values": [run.label, 1, column, count, column],
                "line": {"color": color, "width": width},
            }
        )
    chart.set_title({"name": words("ledger.chart_title")})
    chart.set_x_axis({"name": "s", "min": 0, "max": max(series.t_s)})
    chart.set_y_axis({"name": "dB"})
    chart.show_blanks_as("gap")
    sheet.insert_chart("F2", chart, {"x_scale": 1.8, "y_scale": 1.4})
    return book.finish()
