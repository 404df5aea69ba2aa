from __future__ import annotations

import io
from dataclasses import replace
from datetime import datetime

import pytest
from demo_visit import SITE, VISIT, at, visit
from openpyxl import load_workbook

from patrol_app.domain.errors import BadInput
from patrol_app.reports.night_ledger import render


def test_rows_stand_in_order_of_arrival_with_numbers_as_numbers() -> None:
    early = visit(number="DEMO-01", arrived_at=at("2026-06-06T22:10:00"))
    book = load_workbook(io.BytesIO(render([VISIT, early])))
    sheet = book["巡查记录"]
    titles = [cell.value for cell in sheet[2]]
    rows = [dict(zip(titles, [cell.value for cell in row], strict=True)) for row in sheet.iter_rows(min_row=3)]
    assert [row["笔录/记录号"] for row in rows] == ["DEMO-01", VISIT.number]
    assert rows[1]["LAeq(dB)"] == 61.2
    assert rows[1]["报告值(dB)"] == 60
    assert rows[1]["噪声判定"] == "超标"
    assert rows[1]["到达"] == datetime(2026, 6, 6, 23, 8)
    assert rows[1]["TSP(mg/m³)"] == pytest.approx(0.412)


def test_problems_and_counters() -> None:
    book = load_workbook(io.BytesIO(render([VISIT, visit(number="DEMO-02", verdicts=(), order_number=None)])))
    assert book["问题销号"].max_row == 4
    counts = {row[0].value: row[1].value for row in book["汇总"].iter_rows(min_row=2)}
    assert counts["检查工地/企业（家次）"] == 2
    assert counts["噪声超标（家次）"] == 1
    assert counts["责令改正（份）"] == 1


def test_a_name_that_looks_like_a_formula_stays_text() -> None:
    book = load_workbook(io.BytesIO(render([visit(site=replace(SITE, name="=1+1"))])))
    cell = book["巡查记录"].cell(row=3, column=6)
    assert (cell.value, cell.data_type) in (("=1+1", "s"), ("=1+1", "str"))


def test_no_records() -> None:
    with pytest.raises(BadInput):
        render([])
