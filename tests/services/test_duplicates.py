"""What looks like one thing written twice is told with its reason, and neighbours are left alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patrol_app.services.office import library
from patrol_app.services.office.duplicates import Pair, duplicates, plain_name
from patrol_app.store.store import Store

AT = datetime(2026, 6, 6, 12, 0, tzinfo=UTC)
M_LAT = 1 / 110_900
"""Degrees of latitude in a metre, near 32 degrees north."""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store.open(tmp_path / "patrol.db", device="TEST")
    yield store
    store.close()


def take(store: Store, tmp_path: Path, kind: str, head: str, *rows: str) -> list[Pair]:
    path = tmp_path / f"{kind}.csv"
    path.write_text("\n".join((head, *rows)) + "\n", encoding="utf-8")
    done = library.import_file(path, kind, store, keep_good=False, actor="test", at=AT)
    assert not done.refused
    return duplicates(store)


def sites(store: Store, tmp_path: Path, *rows: tuple[str, float, str]) -> list[tuple[str, str, str]]:
    lines = [f"{name},{32.0 + metres * M_LAT:.8f},109.0,WGS-84,演示公司,{code}" for name, metres, code in rows]
    head = "名称,纬度,经度,坐标系,施工单位,统一社会信用代码"
    return [(one.first, one.second, one.why) for one in take(store, tmp_path, "sites", head, *lines)]


def test_a_name_in_another_writing_is_one_wherever_it_lies(store: Store, tmp_path: Path) -> None:
    found = sites(
        store, tmp_path, ("演示（一）号工地", 0, ""), ("演示(一)号 工地", 5000, ""), ("演示二号工地", 9000, "")
    )
    assert found == [("演示(一)号 工地", "演示（一）号工地", "name")]


def test_similar_names_count_up_to_fifty_metres(store: Store, tmp_path: Path) -> None:
    assert sites(store, tmp_path, ("演示一号工地", 0, ""), ("演示一号工地北区", 49.5, "")) != []


def test_similar_names_further_apart_are_two(store: Store, tmp_path: Path) -> None:
    assert sites(store, tmp_path, ("演示一号工地", 0, ""), ("演示一号工地北区", 50.5, "")) == []


def test_one_place_and_one_firm_close_by_are_told(store: Store, tmp_path: Path) -> None:
    found = sites(store, tmp_path, ("甲", 0, "CODE1"), ("乙丙丁", 0.5, ""), ("戊己庚", 40, "CODE1"))
    pairs = {(frozenset(one[:2]), one[2]) for one in found}
    assert pairs == {(frozenset(("甲", "乙丙丁")), "place"), (frozenset(("甲", "戊己庚")), "code")}


def test_officers_and_instruments(store: Store, tmp_path: Path) -> None:
    found = take(store, tmp_path, "officers", "姓名,执法证号", "演示员甲,D-1", "演示员甲,D-2", "演示员乙,D-3")
    assert [(one.kind, one.why) for one in found] == [("officers", "person")]
    found = take(store, tmp_path, "instruments", "用途,型号,编号", "声级计,nti-xl2,AB-12", "声级计,nti-xl2,ab12",
                 "校准器,nti-xl2,AB-12")  # fmt: skip
    assert [one.why for one in found if one.kind == "instruments"] == ["serial"]


@given(st.text("演示工地一二三号ABC123", max_size=12), st.sampled_from((" ", "　", "·", "（", "-")), st.integers(0, 12))
def test_blanks_and_marks_make_no_other_name(name: str, mark: str, place: int) -> None:
    assert plain_name(name[:place] + mark + name[place:]) == plain_name(name)
