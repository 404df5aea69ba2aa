"""A morning at the reports in the real window, without a display and on a display server; log and files are read."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from on_display import needs_display, play_on_display
from PySide6.QtWidgets import QApplication
from reports_day import NUMBER, play

from patrol_app.store.home import Home
from patrol_app.store.reader import Reader


def look_at(told: dict[str, Any], folder: Path) -> None:
    """What holds of every such morning."""
    assert told["first"] == ["daily_warning", "2026-06-06", "due"]
    assert told["head"] == "日预警 06-07 08:30"
    assert told["draft"] == ["monthly_bulletin", "2026-06-02", "2026-06-06"]
    assert told["pages"] >= 2
    file, sha256, actor, state, stale = told["issued"]
    home = Home.open(folder)
    assert hashlib.sha256((home.papers / file).read_bytes()).hexdigest() == sha256
    assert (actor, state, stale, told["again_enabled"]) == (NUMBER, "issued", False, False)
    name = "monthly-bulletin-20260602-20260606"
    assert told["written"] == [f"{name}.pdf", f"{name}.xlsx", "own.docx"]
    # what was written and what was issued is the same paper
    assert (folder / "written" / f"{name}.pdf").read_bytes() == (home.papers / file).read_bytes()
    night, measured = told["night"]
    assert night == "2026-06-02" and measured == len(told["night_visits"]) > 0
    assert told["record_pages"] >= 1
    figure, numbers = told["exceeding"]
    assert figure == "exceed_rate" and len(numbers) == told["exceed_rate"] > 0
    assert told["english"] == "Reports"
    # a stall of a laden machine may happen; a window that waits for the counting stalls again and again
    assert told["stalls_over_100_ms"] <= 8, told
    with Reader.open(home.database) as reader:
        (entry,) = reader.all_of_kind("bulletin.issued")
        assert (entry.actor, entry.body["sha256"], entry.body["file"]) == (NUMBER, sha256, file)
        drafts = reader.all_of_kind("bulletin.drafted")
        assert [each.body["start"] for each in drafts] == ["2026-06-01", "2026-06-02"]
        closed = {each.subject: each.body["record"] for each in reader.latest_of_kind("visit.closed")}
    for number in numbers:
        noise = next(one for one in closed[number]["verdicts"] if one["kind"] == "construction_noise")
        assert noise["outcome"] == "exceeds"


def test_a_morning_without_a_display(qapp: QApplication, tmp_path: Path) -> None:
    look_at(play(tmp_path / "data"), tmp_path / "data")


@needs_display
def test_a_morning_on_a_display_server(tmp_path: Path) -> None:
    told = play_on_display("reports_day.py", tmp_path, pictures=6)
    look_at(told, tmp_path / "data")
