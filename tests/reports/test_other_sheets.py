from __future__ import annotations

import io
import time
from dataclasses import replace

import pytest
from demo_visit import RUN, VISIT, series, visit
from openpyxl import load_workbook

from patrol_app.domain.errors import BadInput
from patrol_app.domain.series import LevelSeries
from patrol_app.reports import exceedance_ledger, night_ledger, series_sheet


def test_one_line_an_event() -> None:
    quiet = visit(number="DEMO-02", measurement=None)
    book = load_workbook(io.BytesIO(exceedance_ledger.render([VISIT, quiet])))
    sheet = book["超标事件"]
    titles = [cell.value for cell in sheet[2]]
    rows = [dict(zip(titles, [cell.value for cell in row], strict=True)) for row in sheet.iter_rows(min_row=3)]
    assert len(rows) == len(RUN.exceedances)
    assert [row["序号"] for row in rows] == [1, 2, 3, 4]
    assert rows[1]["事件最大(dB)"] == 76.9
    assert str(rows[0]["开始"]) == "2026-06-06 23:17:19"


def test_the_series_keeps_every_point_and_its_gap() -> None:
    data = series(60.0, gap=(20.0, 30.0))
    book = load_workbook(io.BytesIO(series_sheet.render(VISIT, RUN, data)))
    rows = list(book["N1"].iter_rows(min_row=2, values_only=True))
    assert len(rows) == 500
    assert (rows[0][1], rows[0][2]) == (0.0, data.laf_db[0])
    assert rows[200][1] == 30.0


def test_sheets_give_the_same_bytes() -> None:
    def made() -> list[bytes]:
        ledgers = [night_ledger.render([VISIT]), exceedance_ledger.render([VISIT])]
        return [*ledgers, series_sheet.render(VISIT, RUN, series(10.0))]

    first = made()
    time.sleep(2.1)  # zip times count in steps of two seconds
    assert made() == first


def test_empty_input_is_refused() -> None:
    with pytest.raises(BadInput):
        exceedance_ledger.render([])
    with pytest.raises(BadInput):
        series_sheet.render(VISIT, RUN, LevelSeries(t_s=[], laf_db=[], laeq_db=[]))


def test_english_titles() -> None:
    book = load_workbook(io.BytesIO(exceedance_ledger.render([replace(VISIT)], language="en")))
    assert book.sheetnames == ["Exceedances"]
