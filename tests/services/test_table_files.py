from __future__ import annotations

import contextlib
import json
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from patrol_app.domain.errors import BadInput
from patrol_app.services.office.table_files import read_rows


def refused(path: Path) -> str:
    with pytest.raises(BadInput) as caught:
        read_rows(path)
    assert caught.value.data["path"] == path
    return caught.value.key


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_csv_in_the_encodings_of_the_office(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "表.csv"
    path.write_bytes("名称,地址\r\n演示一中,演示路1号\r\n".encode(encoding))
    (row,) = read_rows(path)
    assert (row.sheet, row.number, row.cells) == ("", 2, {"名称": "演示一中", "地址": "演示路1号"})


def test_csv_cells_may_hold_commas_and_line_ends(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text('name,address\n"a, b","first\nsecond"\nc,d\n', "utf-8")
    rows = read_rows(path)
    assert [row.cells["name"] for row in rows] == ["a, b", "c"]
    assert rows[0].cells["address"] == "first\nsecond"


def test_blank_rows_are_left_out_and_numbers_stay_those_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("name\na\n\n  \nb\n", "utf-8")
    assert [(row.number, row.cells["name"]) for row in read_rows(path)] == [(2, "a"), (5, "b")]


def test_remarks_above_the_headings_are_no_rows_but_count(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("# 演示数据\n\nname\na\n", "utf-8")
    assert [(row.number, row.cells["name"]) for row in read_rows(path)] == [(4, "a")]


def test_a_name_that_begins_with_a_number_sign_is_not_lost(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text('name,address\n#3 楼,"first\n# second"\n', "utf-8")
    assert [row.cells for row in read_rows(path)] == [{"name": "#3 楼", "address": "first\n# second"}]


def test_blanks_around_headings_and_cells_do_not_count(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(" name , address \n a ,  b\n", "utf-8")
    assert read_rows(path)[0].cells == {"name": "a", "address": "b"}


def test_excel_with_sheets_numbers_and_dates(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "工地"
    sheet.append(["name", "radius_m", "valid_from", "share"])
    sheet.append(["a", 500, datetime(2026, 6, 6, 18, 0), 0.5])
    sheet.append([None, None, None, None])
    sheet.append(["b", 500.0, None, 32.69])
    other = book.create_sheet("更多")
    other.append(["name"])
    other.append(["c"])
    book.create_sheet("空")
    book.save(path)
    rows = read_rows(path)
    assert [(row.sheet, row.number) for row in rows] == [("工地", 2), ("工地", 4), ("更多", 2)]
    assert rows[0].cells == {"name": "a", "radius_m": "500", "valid_from": "2026-06-06T18:00:00", "share": "0.5"}
    assert rows[1].cells == {"name": "b", "radius_m": "500", "valid_from": "", "share": "32.69"}


def point(longitude: float, latitude: float, **properties: object) -> dict[str, object]:
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": "Point", "coordinates": [longitude, latitude]},
    }


def test_geojson_points_have_no_datum_unless_they_say_it(tmp_path: Path) -> None:
    path = tmp_path / "t.geojson"
    features = [point(109.02, 32.69, name="演示一中"), point(109.0, 32.6, name="b", datum="GCJ-02", address=None)]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")
    first, second = read_rows(path)
    assert first.cells == {
        "name": "演示一中",
        "longitude_deg": "109.02",
        "latitude_deg": "32.69",
    }
    assert (second.number, second.cells["datum"], second.cells["address"]) == (2, "GCJ-02", "")


@pytest.mark.parametrize(
    ("name", "content", "key"),
    [
        ("t.txt", b"name\na\n", "table.kind"),
        ("t.xls", b"\xd0\xcf\x11\xe0", "table.kind"),
        ("t.xlsx", b"no workbook", "table.excel"),
        ("t.csv", b"", "table.empty"),
        ("t.csv", b"name\n\xff\xfe\xff\n", "table.encoding"),
        ("t.geojson", b"{", "table.geojson"),
        ("t.geojson", b"[]", "table.geojson"),
        ("t.geojson", b'{"features": [1]}', "table.geojson"),
        ("t.geojson", b'{"features": [{"properties": {}, "geometry": {"type": "Point"}}]}', "table.geojson"),
        ("t.geojson", b'{"features": [{"properties": [1], "geometry": null}]}', "table.geojson"),
    ],
)
def test_what_is_no_table_is_refused_with_its_name(tmp_path: Path, name: str, content: bytes, key: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert refused(path) == key


def test_a_missing_file_or_a_folder_is_refused(tmp_path: Path) -> None:
    assert refused(tmp_path / "none.csv") == "file.missing"
    assert refused(tmp_path) == "file.folder"


def test_a_cell_without_end_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("name,address\na,b\n" + "x" * 200_000 + ",c\n", "utf-8")
    assert refused(path) == "table.csv"
    path.write_text('name,address\na,"b\n' + "c,d\n" * 50_000, "utf-8")
    assert refused(path) == "table.csv"


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_two_columns_of_one_name_are_refused(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"t.{ending}"
    grid = [["名称", "地址", "名称 "], ["演示一中", "演示路1号", "演示二中"]]
    if ending == "csv":
        path.write_text("\n".join(",".join(line) for line in grid), "utf-8")
    else:
        book = Workbook()
        for line in grid:
            book.worksheets[0].append(line)
        book.save(path)
    assert refused(path) == "table.column_twice"


def test_columns_without_a_name_may_be_several(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("name,,\na,,\n", "utf-8")
    assert [row.cells for row in read_rows(path)] == [{"name": "a"}]


@pytest.mark.parametrize("ending", [".csv", ".xlsx", ".geojson"])
@given(content=st.binary(max_size=200))
def test_no_bytes_at_all_bring_another_error(
    tmp_path_factory: pytest.TempPathFactory, ending: str, content: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / f"any{ending}"
    path.write_bytes(content)
    with contextlib.suppress(BadInput):
        read_rows(path)
