"""Sessions, boundaries, areas, help visits and law talks; templates that read back what is written into them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from patrol_app.domain.errors import BadInput
from patrol_app.rules.book import load_rule_book
from patrol_app.rules.case_reading import case_from_plain
from patrol_app.rules.judge import judge
from patrol_app.services.office import library
from patrol_app.services.office.columns import HEADINGS, REQUIRED
from patrol_app.services.office.library import Imported
from patrol_app.services.office.library_template import guide, write_template
from patrol_app.store.store import Store

AT = datetime(2026, 6, 6, 12, 0, tzinfo=UTC)
CORNERS = [[109.0, 32.7], [109.001, 32.7], [109.001, 32.701], [109.0, 32.701], [109.0, 32.7]]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store.open(tmp_path / "patrol.db", device="TEST")
    yield store
    store.close()


def take(store: Store, tmp_path: Path, text: str, kind: str, name: str = "t.csv") -> Imported:
    path = tmp_path / name
    path.write_text(text, "utf-8")
    return library.import_file(path, kind, store, keep_good=False, actor="test", at=AT)


def features(kind: str, coordinates: Any, **properties: object) -> str:
    geometry = {"type": kind, "coordinates": coordinates}
    feature = {"type": "Feature", "geometry": geometry, "properties": properties}
    return json.dumps({"type": "FeatureCollection", "features": [feature]})


def test_a_polygon_of_geojson_becomes_the_boundary_and_a_point_inside_it(store: Store, tmp_path: Path) -> None:
    done = take(store, tmp_path, features("Polygon", [CORNERS], name="a", datum="CGCS2000"), "sites", "t.geojson")
    assert done.refused == ()
    (site,) = library.sites(store)
    assert site.boundary is not None
    assert [len(ring) for ring in site.boundary] == [4]
    assert (site.boundary[0][0].longitude_deg, site.boundary[0][0].latitude_deg) == (109.0, 32.7)
    assert 109.0 < site.place.longitude_deg < 109.001 and site.place.datum == "CGCS2000"


def test_a_site_in_two_pieces_keeps_both(store: Store, tmp_path: Path) -> None:
    moved = [[x + 0.01, y] for x, y in CORNERS]
    take(
        store, tmp_path, features("MultiPolygon", [[CORNERS], [moved]], name="a", datum="WGS-84"), "sites", "t.geojson"
    )
    boundary = library.sites(store)[0].boundary
    assert boundary is not None and len(boundary) == 2


@pytest.mark.parametrize(
    ("boundary", "datum", "key", "column"),
    [
        ("109 32.7;109.001 32.7;109.001 32.701", "", "table.blank", "datum"),
        ("109 32.7;109.001 32.7", "WGS-84", "planning.boundary.few", "boundary"),
        ("109 32.7;109.001 32.7;109.001", "WGS-84", "planning.boundary.corner", "boundary"),
        ("109 32.7;109.001 32.701;109.001 32.7;109 32.701", "WGS-84", "planning.boundary.crossed", "boundary"),
        ("109 32.7;109.001 32.7;109.001 132.7", "WGS-84", "planning.coordinate", "boundary"),
    ],
)
def test_a_boundary_without_sense_is_refused(
    store: Store, tmp_path: Path, boundary: str, datum: str, key: str, column: str
) -> None:
    done = take(store, tmp_path, f"name,datum,boundary\na,{datum},{boundary}\n", "sites")
    assert done.imported == 0
    assert (done.refused[0].fault.key, done.refused[0].column) == (key, column)


def test_a_notice_holds_by_radius_or_by_area(store: Store, tmp_path: Path) -> None:
    head = "number,issuer,legal_basis,valid_from,valid_to,radius_m,datum,boundary,area_name,distance_rule\n"
    ring = "109 32.7;109.1 32.7;109.1 32.8;109 32.8"
    row = "a,演示,法,2026-06-06,2026-06-09"
    done = take(store, tmp_path, head + f"{row},,WGS-84,{ring},演示建成区,大门\n", "notices")
    assert done.refused == ()
    (notice,) = library.notices(store)
    assert (notice.radius_m, notice.area_name, notice.distance_rule) == (0.0, "演示建成区", "gate")
    assert notice.area is not None
    neither = take(store, tmp_path, head + f"{row},,,,,\n", "notices")
    assert (neither.refused[0].fault.key, neither.refused[0].column) == ("table.blank", "radius_m")


def test_a_misspelt_window_is_refused_when_it_is_imported(store: Store, tmp_path: Path) -> None:
    head = "number,issuer,legal_basis,valid_from,valid_to,radius_m,daily_windows\n"
    done = take(store, tmp_path, head + "a,演示,法,2026-06-06,2026-06-09,500,晚上\n", "notices")
    assert (done.refused[0].fault.key, done.refused[0].column) == ("rules.notice.window", "daily_windows")


def test_sessions_with_their_listening_window(store: Store, tmp_path: Path) -> None:
    head = "exam,subject,starts_at,ends_at,venues,listening_from,listening_to\n"
    take(
        store,
        tmp_path,
        head
        + "演示考试,外语,2026-06-08 15:00,2026-06-08 17:00,演示一中；演示二中,2026-06-08 15:00,2026-06-08 15:20\n"
        + "演示考试,语文,2026-06-07 09:00,2026-06-07 11:30,,,\n",
        "sessions",
    )
    first, second = library.sessions(store)
    assert (first.subject, first.venues, first.listening_from) == ("语文", (), None)
    assert (second.venues, second.starts_at) == (("演示一中", "演示二中"), datetime(2026, 6, 8, 7, 0, tzinfo=UTC))
    assert second.listening_to == datetime(2026, 6, 8, 7, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    ("times", "column"),
    [
        ("2026-06-08 15:00,2026-06-08 15:00,,", "ends_at"),
        ("2026-06-08 15:00,2026-06-08 17:00,2026-06-08 15:00,", "listening_to"),
        ("2026-06-08 15:00,2026-06-08 17:00,2026-06-08 15:20,2026-06-08 15:00", "listening_to"),
    ],
)
def test_a_session_without_sense_is_refused(store: Store, tmp_path: Path, times: str, column: str) -> None:
    head = "exam,subject,starts_at,ends_at,listening_from,listening_to\n"
    done = take(store, tmp_path, head + f"a,b,{times}\n", "sessions")
    assert done.refused[0].column == column


def test_help_and_talks_are_counted_things(store: Store, tmp_path: Path) -> None:
    take(store, tmp_path, "编号,日期,企业或工地,问题或隐患,建议条数,消除隐患数\n1,2026/06/05,a,b,2,1\n", "help_visits")
    take(store, tmp_path, "编号,日期,地点,对象,人数\n1,2026-06-05,a,b,24\n", "law_talks")
    assert [(each.advice, each.hazards_removed) for each in library.help_visits(store)] == [(2, 1)]
    assert [(each.people, each.materials) for each in library.law_talks(store)] == [(24, 0)]


@pytest.mark.parametrize("kind", library.kinds())
def test_a_template_filled_with_the_demonstration_reads_back(store: Store, tmp_path: Path, kind: str) -> None:
    from patrol_app.assets import resource
    from patrol_app.services.office.table_files import read_rows

    path = tmp_path / "template.xlsx"
    write_template(kind, path, "zh")
    rows = read_rows(resource("demo", f"{kind}.csv"))
    book = load_workbook(path)
    sheet: Any = book.worksheets[0]
    headings = [cell.value for cell in sheet[1]]
    assert headings == list(HEADINGS[kind].values())
    for row in rows:
        sheet.append([row.cells.get(heading) or None for heading in headings])
    book.save(path)
    done = library.import_file(path, kind, store, keep_good=False, actor="test", at=AT)
    assert (done.refused, done.imported) == ((), len(rows))


@pytest.mark.parametrize("kind", library.kinds())
def test_the_guide_tells_every_column_in_both_languages(kind: str) -> None:
    for language in ("zh", "en"):
        columns = guide(kind, language)
        assert [column.identifier for column in columns] == list(HEADINGS[kind])
        assert {column.identifier for column in columns if column.required} == set(REQUIRED[kind])
        assert not any("table.form" in column.how for column in columns)


def test_a_template_is_an_excel_file(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as caught:
        write_template("sites", tmp_path / "t.csv", "zh")
    assert caught.value.key == "library.template_kind"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("written", "stage", "limit_mg_m3"),
    [
        ("拆除", "demolition", 0.8),
        ("土方", "earthwork", 0.8),
        ("地基处理", "ground_treatment", 0.8),
        ("基础", "foundation", 0.7),
        ("主体结构", "structure", 0.7),
        ("装饰装修", "decoration", 0.7),
    ],
)
def test_every_stage_that_has_a_dust_limit_can_be_recorded(
    store: Store, tmp_path: Path, written: str, stage: str, limit_mg_m3: float
) -> None:
    text = f"name,latitude_deg,longitude_deg,datum,stage\n演示工地,32.6,109.0,WGS-84,{written}\n"
    assert take(store, tmp_path, text, "sites").imported == 1
    (site,) = library.sites(store)
    assert site.stage == stage
    case = {"kind": "construction_dust", "when": "2026-06-06T10:00:00+08:00", "averaging_s": 3600, "tsp_mg_m3": 0.65}
    verdict = judge(case_from_plain({**case, "stage": site.stage}), load_rule_book())
    assert [float(each.limit_ug_m3 or 0) / 1000 for each in verdict.findings] == [limit_mg_m3]
