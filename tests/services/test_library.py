from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from openpyxl import Workbook

from patrol_app.domain.errors import BadInput
from patrol_app.planning.datum import gcj02_from_wgs84
from patrol_app.services.office import library
from patrol_app.services.office.columns import HEADINGS, REQUIRED
from patrol_app.services.office.library import Imported
from patrol_app.store.store import Store

AT = datetime(2026, 6, 6, 12, 0, tzinfo=UTC)
BEIJING = timedelta(hours=8)
INSTRUMENT = (
    "role,model,serial_number,sound_class,certificate_number,certificate_valid_to\n声级计,bswa-308,7,1,J-1,2027-03-18\n"
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store.open(tmp_path / "patrol.db", device="TEST")
    yield store
    store.close()


def take(store: Store, path: Path, text: str, kind: str, *, keep_good: bool = False) -> Imported:
    path.write_text(text, "utf-8")
    return library.import_file(path, kind, store, keep_good=keep_good, actor="test", at=AT)


def test_venues_with_chinese_headings(store: Store, tmp_path: Path) -> None:
    done = take(store, tmp_path / "v.csv", "名称,纬度,经度,坐标系\n演示一中,32.69,109.02,CGCS2000\n", "venues")
    assert (done.rows, done.imported, done.refused) == (1, 1, ())
    (venue,) = library.venues(store)
    assert (venue.name, venue.place.latitude_deg, venue.place.longitude_deg) == ("演示一中", 32.69, 109.02)
    assert venue.address is None


def test_venues_with_identifiers_and_both_kinds_mixed(store: Store, tmp_path: Path) -> None:
    take(store, tmp_path / "v.csv", "name,纬度,longitude_deg,datum,address\na,32.69,109.02,WGS-84,b\n", "venues")
    assert library.venues(store)[0].address == "b"


def test_gcj_02_is_brought_back_to_wgs_84(store: Store, tmp_path: Path) -> None:
    latitude, longitude = gcj02_from_wgs84(32.69, 109.02)
    assert abs(longitude - 109.02) > 0.001
    take(
        store, tmp_path / "v.csv", f"name,latitude_deg,longitude_deg,datum\na,{latitude},{longitude},GCJ-02\n", "venues"
    )
    place = library.venues(store)[0].place
    assert place.latitude_deg == pytest.approx(32.69, abs=1e-7)
    assert place.longitude_deg == pytest.approx(109.02, abs=1e-7)


def test_a_site_from_excel_with_everything_a_site_has(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "s.xlsx"
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    values: dict[str, object] = {
        "name": "演示工地", "latitude_deg": 32.69, "longitude_deg": 109.02, "datum": "WGS-84", "kind": "工地",
        "stage": "土石方", "sound_area": "4a", "contractor": "演示公司", "permit_number": "演夜〔2026〕1号",
        "permit_from": datetime(2026, 6, 1, 22, 0), "permit_to": "2026-06-20", "permit_posted": "是", "complaints": 3,
        "key_source": "否", "sensitive_distance_m": 46, "positive_list": "√",
    }  # fmt: skip
    sheet.append([HEADINGS["sites"][name] for name in values])
    sheet.append(list(values.values()))
    book.save(path)
    done = library.import_file(path, "sites", store, keep_good=False, actor="test", at=AT)
    assert done.refused == ()
    site = library.site_named(store, "演示工地")
    assert (site.kind, site.stage, site.sound_area, site.complaints) == ("construction", "earthwork", "4a", 3)
    assert (site.key_source, site.positive_list, site.sensitive_distance_m) == (False, True, 46.0)
    assert site.contractor is not None and site.permit is not None
    assert site.permit.valid_from == datetime(2026, 6, 1, 14, 0, tzinfo=UTC)
    # a permit "to 20 June" holds through that day
    assert site.permit.valid_to == datetime(2026, 6, 20, 16, 0, tzinfo=UTC)
    assert site.permit.posted is True


def test_a_notice_lasts_to_the_end_of_its_last_day(store: Store, tmp_path: Path) -> None:
    text = (
        "number,issuer,legal_basis,radius_m,valid_from,valid_to,daily_windows,forbidden\n"
        "1号,演示,法,500,2026/06/06 18:00,2026-06-09,20:00-06:00；12:00-14:00,a;b\n"
    )
    take(store, tmp_path / "n.csv", text, "notices")
    (notice,) = library.notices(store)
    assert notice.valid_from.utcoffset() == BEIJING
    assert notice.valid_to == datetime(2026, 6, 9, 16, 0, tzinfo=UTC)
    assert notice.daily_windows == ("20:00-06:00", "12:00-14:00")
    assert notice.title == "1号"


def test_officers_and_instruments(store: Store, tmp_path: Path) -> None:
    take(store, tmp_path / "o.csv", "姓名,执法证号,回避工地\n演示甲,1,演示一号工地；演示二号工地\n", "officers")
    assert library.officers(store)[0].recused_sites == ("演示一号工地", "演示二号工地")
    take(store, tmp_path / "i.csv", INSTRUMENT, "instruments")
    (unit,) = library.instruments(store)
    assert (unit.role, unit.name, unit.sound_class) == ("sound", "bswa-308", 1)
    assert unit.certificate is not None and unit.certificate.valid_to.isoformat() == "2027-03-18"


HEAD = (
    "name,latitude_deg,longitude_deg,datum,stage,sound_area,key_source,complaints,permit_number,permit_from,permit_to\n"
)
GOOD = "好工地,32.69,109.02,WGS-84,主体,2,是,1,,,\n"
BAD = {
    "no datum": ("坏,32.69,109.02,,,,,,,,", "datum", "table.blank"),
    "no name": (",32.69,109.02,WGS-84,,,,,,,", "name", "table.blank"),
    "no such datum": ("坏,32.69,109.02,WGS84X,,,,,,,", "datum", "planning.datum"),
    "latitude is no number": ("坏,abc,109.02,WGS-84,,,,,,,", "latitude_deg", "table.number"),
    "latitude is not a number": ("坏,nan,109.02,WGS-84,,,,,,,", "latitude_deg", "table.number"),
    "latitude has no end": ("坏,inf,109.02,WGS-84,,,,,,,", "latitude_deg", "table.number"),
    "latitude off the earth": ("坏,132.69,109.02,WGS-84,,,,,,,", "latitude_deg, longitude_deg", "planning.coordinate"),
    "no such stage": ("坏,32.69,109.02,WGS-84,挖洞,,,,,,", "stage", "table.choice"),
    "no such area": ("坏,32.69,109.02,WGS-84,,7,,,,,", "sound_area", "table.choice"),
    "neither yes nor no": ("坏,32.69,109.02,WGS-84,,,也许,,,,", "key_source", "table.flag"),
    "half a complaint": ("坏,32.69,109.02,WGS-84,,,,1.5,,,", "complaints", "table.number"),
    "complaints below nothing": ("坏,32.69,109.02,WGS-84,,,,-1,,,", "complaints", "table.number"),
    "permit without its time": ("坏,32.69,109.02,WGS-84,,,,,1号,,", "permit_from, permit_to", "table.blank"),
    "bad date": ("坏,32.69,109.02,WGS-84,,,,,1号,2026-13-01,2026-06-20", "permit_from", "table.time"),
    "permit ends before it begins": (
        "坏,32.69,109.02,WGS-84,,,,,1号,2026-06-20,2026-06-01",
        "permit_to",
        "table.order",
    ),
    "a second time": (GOOD.strip(), "name", "table.twice"),
}


@pytest.mark.parametrize("case", BAD)
def test_one_bad_row_refuses_the_file_and_nothing_is_stored(store: Store, tmp_path: Path, case: str) -> None:
    line, column, key = BAD[case]
    before = store.head().sequence
    done = take(store, tmp_path / "s.csv", HEAD + GOOD + line + "\n", "sites")
    assert (done.rows, done.imported) == (2, 0)
    (refusal,) = done.refused
    assert (refusal.sheet, refusal.row, refusal.column) == ("", 3, column)
    assert refusal.fault.key == key
    assert store.head().sequence == before
    assert library.sites(store) == []


@pytest.mark.parametrize("case", BAD)
def test_good_rows_are_kept_when_asked_for(store: Store, tmp_path: Path, case: str) -> None:
    line, _, _ = BAD[case]
    done = take(store, tmp_path / "s.csv", HEAD + GOOD + line + "\n", "sites", keep_good=True)
    assert (done.rows, done.imported, len(done.refused)) == (2, 1, 1)
    assert [site.name for site in library.sites(store)] == ["好工地"]


def test_an_unknown_column_refuses_every_row_and_names_the_known(store: Store, tmp_path: Path) -> None:
    done = take(store, tmp_path / "v.csv", "name,纬度,经度,坐标系,颜色\na,32,109,WGS-84,红\n", "venues")
    assert done.refused[0].column == "颜色"
    assert "名称" in str(done.refused[0].fault.data["known"])


@pytest.mark.parametrize("kind", list(REQUIRED))
def test_every_required_column_is_required(store: Store, tmp_path: Path, kind: str) -> None:
    for missing in REQUIRED[kind]:
        names = [name for name in REQUIRED[kind] if name != missing]
        done = take(store, tmp_path / "t.csv", ",".join(names) + "\n" + ",".join("1" for _ in names) + "\n", kind)
        assert done.imported == 0
        assert done.refused[0].fault.key == "table.blank"
        assert done.refused[0].column == missing


@pytest.mark.parametrize(
    ("change", "column"),
    [(("500", "0"), "radius_m"), (("500", "-1"), "radius_m"), (("2026-06-09", "2026-06-05"), "valid_to")],
)
def test_a_notice_without_sense_is_refused(store: Store, tmp_path: Path, change: tuple[str, str], column: str) -> None:
    text = "number,issuer,legal_basis,radius_m,valid_from,valid_to\n1号,演示,法,500,2026-06-06,2026-06-09\n"
    done = take(store, tmp_path / "n.csv", text.replace(*change), "notices")
    assert done.imported == 0
    assert done.refused[0].column == column


@pytest.mark.parametrize(
    ("change", "column"),
    [
        (("声级计", "望远镜"), "role"),
        (("2027-03-18", "someday"), "certificate_valid_to"),
        ((",1,J", ",x,J"), "sound_class"),
        ((",1,J", ",1.5,J"), "sound_class"),
        ((",1,J", ",3,J"), "sound_class"),
    ],
)
def test_an_instrument_without_sense_is_refused(
    store: Store, tmp_path: Path, change: tuple[str, str], column: str
) -> None:
    done = take(store, tmp_path / "i.csv", INSTRUMENT.replace(*change), "instruments")
    assert done.imported == 0
    assert done.refused[0].column == column


def test_a_later_row_of_the_same_name_replaces_and_the_earlier_fact_stays(store: Store, tmp_path: Path) -> None:
    for latitude in ("32.1", "32.2"):
        take(store, tmp_path / "v.csv", f"name,latitude_deg,longitude_deg,datum\na,{latitude},109,WGS-84\n", "venues")
    assert [venue.place.latitude_deg for venue in library.venues(store)] == [32.2]
    assert len(store.all_of_kind("library.venues", "a")) == 2


def test_the_import_itself_is_a_fact_with_the_files_hash(store: Store, tmp_path: Path) -> None:
    import hashlib

    path = tmp_path / "v.csv"
    take(store, path, "name,latitude_deg,longitude_deg,datum\na,32,109,WGS-84\n", "venues")
    entry = store.latest("library.imported", "venues")
    assert entry is not None
    assert entry.body["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    assert (entry.body["rows"], entry.body["imported"]) == (1, 1)


def test_a_heading_without_rows_is_refused(store: Store, tmp_path: Path) -> None:
    with pytest.raises(BadInput) as caught:
        take(store, tmp_path / "v.csv", "name,latitude_deg,longitude_deg,datum\n", "venues")
    assert caught.value.key == "table.empty"


def test_ten_thousand_rows(store: Store, tmp_path: Path) -> None:
    rows = "".join(f"工地{number},{32 + number / 1e5},{109 + number / 1e5},WGS-84\n" for number in range(10_000))
    done = take(store, tmp_path / "s.csv", "name,latitude_deg,longitude_deg,datum\n" + rows, "sites")
    assert (done.rows, done.imported, done.refused) == (10_000, 10_000, ())
    assert len(library.sites(store)) == 10_000


def test_an_unknown_site_names_near_ones(store: Store, tmp_path: Path) -> None:
    take(store, tmp_path / "s.csv", HEAD + GOOD, "sites")
    with pytest.raises(BadInput) as caught:
        library.site_named(store, "好工")
    assert "好工地" in str(caught.value.data["near"])
