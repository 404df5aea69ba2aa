"""The window through a whole survey on a real display server; the finished pack and the GeoJSON are read."""

from __future__ import annotations

import json
from pathlib import Path

from on_display import needs_display, play_on_display
from visiting import checked_pack

from patrol_app.services.desk import night_plan
from patrol_app.services.recall import known_surveys, known_visits
from patrol_app.services.survey.recall import closed_survey
from patrol_app.store.home import Home
from patrol_app.store.reader import Reader


@needs_display
def test_a_whole_survey_on_a_display_server(tmp_path: Path) -> None:
    told = play_on_display("whole_drive.py", tmp_path, pictures=5)
    assert (told["good"], told["notice"]) == (True, "desk.packed")
    assert told["locked"] == ["演示员甲", "演示员乙"]
    assert told["added"] == ["演示一号工地"]

    home = Home.open(tmp_path / "data")
    checked_pack(home, told["number"])
    record = closed_survey(home, told["number"])
    assert record is not None
    assert record.totals is not None
    # what the window had counted when the car stopped is what the bytes give, but for the first and the last second
    assert abs(record.totals.points - told["live_points"]) <= 2
    assert record.totals.too_fast >= 20
    # a laden machine may keep the simulated receiver from saying a second of the fast clock; the tunnel is there
    assert sum(gap.duration_s for gap in record.gaps if gap.reason == "no_fix") > 8.0
    assert record.calibration_before is not None
    assert record.calibration_before.reading_db == 93.9
    assert [one.reason for one in record.exclusions] == ["过路车辆"]
    collection = json.loads(Path(told["geojson"]).read_bytes())
    assert collection["about"]["nature"] == "screening"
    assert len([one for one in collection["features"] if one["properties"]["kind"] == "segment"]) == len(
        record.segments
    )
    with Reader.open(home.database) as reader:
        assert known_visits(reader) == []
        assert [one.state for one in known_surveys(reader)] == ["closed"]
        assert len(reader.all_of_kind("mark.set", told["number"])) == 1
        assert night_plan.tonight(reader, record.started_at).added == ("演示一号工地",)
        (proposed,) = reader.all_of_kind("survey.proposed", told["number"])
        assert proposed.body["site"] == "演示一号工地"
