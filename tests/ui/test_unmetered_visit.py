"""A visit to which no instrument was taken: what was seen and said lands in the record, and is judged."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QApplication
from unmetered_visit import play
from visiting import checked_pack

from patrol_app.services.office import library
from patrol_app.services.recall import closed_record
from patrol_app.store.home import Home
from patrol_app.store.reader import Reader


def test_a_breach_is_closed_and_packed_without_a_meter(qapp: QApplication, tmp_path: Path) -> None:
    told = play(tmp_path / "data", tmp_path / "pictures")
    home = Home.open(tmp_path / "data")
    record = closed_record(home, told["number"])
    assert record.measurement is None
    assert record.raw_files == ()
    verdicts = {one.kind: one.outcome for one in record.verdicts}
    assert verdicts == {"night_permit": "breach", "noise_ban": "breach", "dust_measures": "breach"}
    seen = record.observation
    assert (seen.process, seen.working, seen.exempt_work, seen.permit_shown) == ("浇筑混凝土", True, False, False)
    assert seen.statement == "赶工期"
    assert record.dust_measures is not None
    assert record.dust_measures.states == {"enclosure": "met", "covering": "not_met", "wheel_washing": "not_met"}
    (weather,) = record.weather_entered
    assert (weather.wind_m_s, weather.by, weather.instrument) == (2.1, "演示员乙", "演示风速仪 W-7")
    assert [note.partition("：")[0] for note in seen.notes] == [
        "六个百分百", "帮扶（H1）", "普法（L1）", "气象（人工录入）",
    ]  # fmt: skip
    assert all(note.endswith("。") for note in seen.notes)
    assert told["outcome"] == "desk.breach.night_permit"
    checked_pack(home, told["number"])
    assert (home.papers / f"{told['number']}-correction-order.pdf").is_file()
    with Reader.open(home.database) as reader:
        assert [one.problem for one in library.help_visits(reader)] == ["裸土未覆盖，教工地铺网"]
        assert [one.people for one in library.law_talks(reader)] == [12]
    assert len(list((tmp_path / "pictures").glob("*.png"))) == 5
