"""A coordinator's day in the real window, without a display and on a real display server; the log is read."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from coordinator_day import NUMBER, play
from on_display import needs_display, play_on_display
from PySide6.QtWidgets import QApplication

from patrol_app.services.office.draws import repeat
from patrol_app.services.office.nights import kept_night
from patrol_app.store.home import Home
from patrol_app.store.reader import Reader


def look_at(told: dict[str, Any], folder: Path) -> None:
    """What holds of every such day."""
    assert told["waiting"]
    assert [tuple(one) for one in told["refused"]] == [(12, "latitude_deg", "table.number")]
    assert (told["before"], told["after"], told["officers_undone"]) == (0, 9, 0)
    assert told["near"] == "9 号 演示界外工地 503 m：界外 3 m"
    assert (told["inside"], told["inside_after"]) == (7, 8)
    assert told["day"] == "2026-06-06"
    assert tuple(told["covered"]) == (7, 7)
    assert told["added"]
    assert told["sheet_pages"] >= 3
    kinds = sorted(name.rsplit(".", 1)[1] for name in told["files"])
    assert kinds == ["gpx", "gpx", "gpx", "json", "pdf", "pdf", "pdf", "pdf", "pdf"]
    # routes, papers and files are made in the desk's worker: no turn of the window works long by itself
    assert told["turns_over_100_ms"] <= 2, told
    draw = next(name for name in told["files"] if name.endswith(".json"))
    assert len(repeat(folder / "papers-out" / draw).drawn) == 2
    with Reader.open(Home.open(folder).database) as reader:
        versions = reader.all_of_kind("library.notices", "演字〔2026〕1号")
        assert [entry.body["radius_m"] for entry in versions] == [500, 510, 500]
        assert [entry.actor for entry in versions[1:]] == [NUMBER, NUMBER]
        issued = reader.all_of_kind("night.issued", told["day"])
        assert [entry.body["version"] for entry in issued] == [4]
        for one in issued[0].body["plans"]:
            newest = reader.latest("plan.made", one["number"])
            assert newest is not None
            assert newest.hash == one["sha256"]
        assert len(reader.all_of_kind("draw.held")) == 1
        assert len(reader.all_of_kind("library.undone")) == 1
        night = kept_night(reader, date.fromisoformat(told["day"]))
        assert night is not None
        assert (night.version, night.issued) == (4, 4)
        assert [team.ask.kind for team in night.teams] == ["loop", "full_coverage", "tour"]


def test_a_day_without_a_display(qapp: QApplication, tmp_path: Path) -> None:
    look_at(play(tmp_path / "data"), tmp_path / "data")


@needs_display
def test_a_day_on_a_display_server(tmp_path: Path) -> None:
    told = play_on_display("coordinator_day.py", tmp_path, pictures=8)
    look_at(told, tmp_path / "data")
