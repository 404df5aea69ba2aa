"""The window through a whole visit, without a display and on a real display server; the finished pack is read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from on_display import needs_display, play_on_display
from PySide6.QtWidgets import QApplication
from visiting import checked_pack
from whole_visit import play

from patrol_app.services.recall import closed_record, known_visits
from patrol_app.store.home import Home
from patrol_app.store.reader import Reader


def look_at(told: dict[str, Any], folder: Path) -> None:
    """What holds of every whole visit."""
    home = Home.open(folder)
    assert checked_pack(home, told["number"]).compared > 300
    record = closed_record(home, told["number"])
    assert record.site.name == "演示一号工地"
    assert record.observation.process == "浇筑混凝土"
    assert record.person_met is not None
    assert (record.person_met.signature, record.person_met.witness) == ("refused", "演示网格员")
    assert record.calibration_before is not None
    assert record.calibration_after is not None
    main = record.measurement
    assert main is not None
    assert main.exceedances[0].acknowledged_by == "演示员乙"
    assert [one.reason for one in main.exclusions] == ["过路车辆"]
    assert main.gap_s > 2.0
    with Reader.open(home.database) as reader:
        assert [visit.state for visit in known_visits(reader)] == ["closed"]
        drawn = reader.all_of_kind("signature.drawn", told["number"])
        assert [entry.body["who"] for entry in drawn] == ["DEMO-0001", "DEMO-0002"]
        assert all(len(entry.body["strokes"][0]) > 3 for entry in drawn)
        jumps = reader.all_of_kind("clock.jumped", told["number"])
        assert [round(entry.body["seconds"]) for entry in jumps] == [38, -38]
        assert reader.all_of_kind("calibration.checked", "bench")[0].body["reading_db"] == 93.9
    assert told["first_stop"] == "演示一号工地"
    assert told["outcome"] == "indicative"
    assert told["notice"] == "desk.packed"
    assert told["waits"] == []
    assert told["longest_turn_ms"] < 100, told


def test_a_whole_visit_without_a_display(qapp: QApplication, tmp_path: Path) -> None:
    told = play(tmp_path / "data")
    look_at(told, tmp_path / "data")


@needs_display
def test_a_whole_visit_on_a_display_server(tmp_path: Path) -> None:
    told = play_on_display("whole_visit.py", tmp_path, pictures=9)
    look_at(told, tmp_path / "data")
