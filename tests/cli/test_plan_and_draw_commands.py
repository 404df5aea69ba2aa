"""The doors of plans and draws: what they print is the contract, a draw made again is the same or exit code 20."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from patrol_app.assets import resource
from patrol_app.cli.app import main
from patrol_app.services.office import library

PLAN = ["plan", "--kind", "full_coverage", "--date", "2026-06-06", "--teams", "2", "--solver", "plain"]
DRAW = ["draw", "--sites", "3", "--seed", "2026061", "--date", "2026-06-06"]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> Path:
    monkeypatch.setenv("PATROL_HOME", str(tmp_path / "data"))
    for kind in library.kinds():
        assert main(["import", str(resource("demo", f"{kind}.csv")), "--kind", kind]) == 0
    capsys.readouterr()
    return tmp_path


def said(capsys: Any, *words: str, code: int = 0) -> str:
    assert main([*words]) == code
    printed = capsys.readouterr()
    return str(printed.out if code in (0, 1) else printed.err)


def test_a_plan_is_printed_as_agreed_and_is_the_same_twice(home: Path, capsys: Any) -> None:
    first = said(capsys, *PLAN, "--json")
    assert said(capsys, *PLAN, "--json") == first
    plan = json.loads(first)
    assert {"kind", "seed", "teams", "left_out"} <= set(plan)
    assert plan["solver"] == "plain"
    assert len(plan["teams"]) == 2
    for team in plan["teams"]:
        assert set(team) == {"stops", "distance_m", "travel_s"}
        assert all({"site", "arrive", "leave"} <= set(stop) for stop in team["stops"])
    named = {stop["site"] for team in plan["teams"] for stop in team["stops"]}
    assert len(named | {one["site"] for one in plan["left_out"]}) == 8


def test_a_kept_plan_is_changed_shown_printed_and_compared(home: Path, capsys: Any) -> None:
    number = json.loads(said(capsys, *PLAN, "--save", "--json"))["number"]
    changed = json.loads(
        said(capsys, "plan", "--change", number, "--at", "2026-06-06T20:30", "--skip", "演示二号工地", "--json")
    )
    stops = {stop["site"] for team in changed["teams"] for stop in team["stops"]}
    assert "演示二号工地" not in stops
    assert {"code": "skipped", "site": "演示二号工地"}.items() <= changed["left_out"][0].items()
    sheet, track = home / "a.pdf", home / "a.gpx"
    shown = json.loads(said(capsys, "plan", "--show", number, "--pdf", str(sheet), "--gpx", str(track), "--json"))
    assert shown == changed
    assert sheet.read_bytes().startswith(b"%PDF") and b"<gpx" in track.read_bytes()
    compared = json.loads(said(capsys, "plan", "--compare", number, "--json", code=1))
    assert set(compared["missed"]) == stops


@pytest.mark.parametrize(
    "wrong",
    [
        ["plan"],
        ["plan", "--kind", "tour", "--date", "yesterday"],
        [*PLAN[:-4], "--teams", "0"],
        [*PLAN, "--shift", "late"],
        [*PLAN, "--start", "here"],
        [*PLAN, "--request", "没有这个工地"],
        [*PLAN, "--lead", "演示一号工地=rumour"],
        [*PLAN, "--seed", "-1"],
        [*PLAN, "--visit-minutes", "0"],
        ["plan", "--show", "P-1"],
        [*PLAN, "--pdf", "/no/such/folder/a.pdf"],
        [*DRAW[:1], "--sites", "3"],
        ["draw", "--sites", "99", "--seed", "2026061"],
        ["draw", "--sites", "1", "--seed", "1"],
        ["draw", "--repeat", "/no/such/sheet.json"],
    ],
)
def test_what_makes_no_sense_is_one_sentence(home: Path, capsys: Any, wrong: list[str]) -> None:
    told = said(capsys, *wrong, code=2)
    assert len(told.strip().splitlines()) == 1
    assert "{" not in told and "Traceback" not in told


def test_a_draw_is_printed_as_agreed_and_made_again(home: Path, capsys: Any) -> None:
    sheet = home / "draw.json"
    first = said(capsys, *DRAW, "--sheet", str(sheet), "--json")
    drawn = json.loads(first)
    assert set(drawn) == {"list_sha256", "seed", "rule", "drawn"}
    assert all(set(one) == {"site", "officers", "weight"} and len(one["officers"]) == 2 for one in drawn["drawn"])
    assert said(capsys, "draw", "--repeat", str(sheet), "--json") == first
    lists = json.loads(said(capsys, "draw", "--lists", "--date", "2026-06-06", "--json"))
    assert lists["list_sha256"] == drawn["list_sha256"]


def test_a_changed_sheet_is_exit_code_20(home: Path, capsys: Any) -> None:
    sheet = home / "draw.json"
    said(capsys, *DRAW, "--sheet", str(sheet))
    plain = json.loads(sheet.read_text("utf-8"))
    plain["drawn"] = plain["drawn"][::-1]
    sheet.write_text(json.dumps(plain, ensure_ascii=False), "utf-8")
    assert "drawn" in said(capsys, "draw", "--repeat", str(sheet), code=20)


def test_two_people_give_one_seed(home: Path, capsys: Any) -> None:
    drawn = json.loads(said(capsys, "draw", "--sites", "1", "--seed", "12", "--seed", "34", "--json"))
    assert drawn["seed"] == "12|34"


def test_zones_of_a_moment_and_hours_of_a_night(home: Path, capsys: Any) -> None:
    assert said(capsys, "zones", "--at", "2026-06-06T19:59:59", "--json") == ""
    assert len(said(capsys, "zones", "--at", "2026-06-06T20:00", "--json").splitlines()) >= 7
    assert len(said(capsys, "zones", "--at", "2026-06-07T00:00", "--json").splitlines()) >= 7
    assert said(capsys, "zones", "--at", "2026-06-07T06:00", "--json") == ""
    hours = [json.loads(line) for line in said(capsys, "zones", "--hours", "2026-06-06", "--json").splitlines()]
    assert {(one["starts_at"], one["ends_at"]) for one in hours} == {
        ("2026-06-06T20:00:00+08:00", "2026-06-07T06:00:00+08:00")
    }
    assert said(capsys, "zones", "--hours", "2026-06-10", "--json") == ""


def test_an_import_is_listed_and_undone(home: Path, capsys: Any) -> None:
    listed = [json.loads(line) for line in said(capsys, "import", "--list", "--json").splitlines()]
    sites = next(one for one in listed if one["kind"] == "sites")
    undone = json.loads(said(capsys, "import", "--undo", sites["id"], "--json"))
    assert undone["removed"] == 8
    assert said(capsys, "sites", "--json") == ""
    said(capsys, "import", "--undo", sites["id"], code=2)
