"""The desk without a window: what it remembers, what it tells, and what it refuses in practice."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from short_visit import ShortVisit

from patrol_app.domain.errors import BadInput
from patrol_app.services import workplace
from patrol_app.services.desk import night_plan
from patrol_app.services.desk.coordinator import CoordinatorHands
from patrol_app.services.desk.desk import Desk
from patrol_app.services.desk.route import Route
from patrol_app.services.desk.settings import DeskSettings, load_settings, save_settings
from patrol_app.services.desk.shelf import UNIT_FIELDS, open_practice, open_shelf, save_unit
from patrol_app.services.recall import known_visits
from patrol_app.store.home import Home
from patrol_app.store.reader import Reader
from patrol_app.ui import scenes

PATIENCE_S = 60.0


def until(come: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not come():
        assert time.monotonic() < deadline, "never came"
        time.sleep(0.02)


def test_settings_are_remembered_and_odd_ones_forgotten(tmp_path: Path) -> None:
    kept = DeskSettings(tone="night", text=1.3, language="en")
    save_settings(tmp_path, kept)
    assert load_settings(tmp_path) == kept
    (tmp_path / "window.json").write_text('{"tone": "pink", "text": 9, "language": "fr"}')
    assert load_settings(tmp_path) == DeskSettings()
    (tmp_path / "window.json").write_text("[1")
    assert load_settings(tmp_path) == DeskSettings()


def test_a_unit_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    home = Home.open(tmp_path)
    values = dict.fromkeys(UNIT_FIELDS, '演示"单位\\')
    with pytest.raises(BadInput):
        save_unit(home, {**values, "court": " "})
    assert not (tmp_path / workplace.UNIT).exists()
    assert save_unit(home, values).court == '演示"单位\\'


def test_zones_come_first_then_the_nearest(tmp_path: Path) -> None:
    shelf = open_practice(tmp_path, scenes.local(20, 0))
    try:
        route = Route(shelf, night_plan.tonight(shelf.store, scenes.local(20, 0)))
        here = shelf.sites[3].place
        names = [site.name for site, _ in route.ordered(here)]
        assert names[0] == shelf.sites[3].name
        assert names[-1] == "演示八号工地"
        facts = route.facts(None, scenes.local(20, 0))
        assert facts.next_number == 1
        body = {"change": "skipped", "site": facts.stops[0].name, "reason": "停工"}
        night_plan.change(shelf.store, route.tonight, body, actor="test", at=scenes.local(20, 0))
        route.take(shelf, night_plan.tonight(shelf.store, scenes.local(20, 0)))
        assert route.facts(None, scenes.local(20, 0)).next_number == 2
    finally:
        shelf.store.close()


def test_a_key_pressed_on_facts_that_are_out_before_the_desk_is_open_waits_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, go_on = threading.Event(), threading.Event()
    publish = CoordinatorHands.publish_frame

    def publish_and_wait(hands: CoordinatorHands) -> None:
        publish(hands)
        out.set()
        assert go_on.wait(PATIENCE_S)

    monkeypatch.setattr(CoordinatorHands, "publish_frame", publish_and_wait)
    desk = Desk(tmp_path, role="coordinator")
    desk.start()
    try:
        assert out.wait(PATIENCE_S)
        desk.command("zones.look")
        go_on.set()
        until(lambda: desk.office("zones") is not None)
    finally:
        go_on.set()
        desk.close()


def test_a_folder_that_cannot_be_opened_is_told_and_takes_no_command(tmp_path: Path) -> None:
    (tmp_path / "patrol.db").write_bytes(b"no database")
    desk = Desk(tmp_path, role="coordinator")
    desk.start()
    try:
        until(lambda: desk._shut is not None)
        told = desk.notice()
        assert told is not None
        desk.hush()
        desk.command("zones.look")
        assert desk.notice() == told
    finally:
        desk.close()


def test_practice_has_a_folder_of_its_own_and_is_never_packed(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.start()
    try:
        until(lambda: desk.departure() is not None)
        desk.command("enter_practice")
        until(lambda: (picture := desk.latest()) is not None and picture.laf_db is not None)
        picture = desk.latest()
        assert picture is not None
        assert picture.practice
        assert picture.simulated
        desk.command("start")
        until(lambda: (seen := desk.latest()) is not None and seen.run == "measuring")
        desk.command("next")
        until(lambda: desk.closing() is not None)
        closing = desk.closing()
        assert closing is not None
        assert closing.pack_wants is not None
        assert closing.pack_wants.key == "ui.practice_no_export"
        desk.command("pack")
        until(lambda: (told := desk.notice()) is not None and told.key == "ui.practice_no_export")
        desk.command("sign", who="DEMO-0001", strokes=(((0.1, 0.1), (0.5, 0.5)),))
        until(lambda: (told := desk.notice()) is not None and told.key == "desk.practice_no_signature")
        desk.command("leave_practice")
        until(lambda: desk.latest() is None and desk.closing() is None)
    finally:
        desk.close()
    assert not list((tmp_path / "practice" / "packs").glob("*"))
    assert not list((tmp_path / "recordings").glob("*"))
    with Reader.open(Home.open(tmp_path).database) as reader:
        assert known_visits(reader) == []


def test_a_second_program_says_why_until_the_first_is_closed_and_then_opens(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("patrol_app.services.desk.desk.AGAIN_S", 0.1)
    shelf = open_shelf(tmp_path)
    desk = Desk(tmp_path)
    desk.start()
    try:
        until(lambda: (told := desk.notice()) is not None and told.key == "store.in_use")
        assert desk.latest() is None
        desk.hush()
        desk.command("arrive", number=1)
        told = desk.notice()
        assert told is not None
        assert told.key == "store.in_use"
        alarms = [thread for thread in threading.enumerate() if thread.name == "alarm"]
        time.sleep(0.5)  # some tries more
        assert len([thread for thread in threading.enumerate() if thread.name == "alarm"]) <= len(alarms) + 1
        shelf.store.close()
        until(lambda: desk.departure() is not None)
        assert desk.notice() is None or desk.notice() != told
    finally:
        desk.close()
        shelf.store.close()


def test_after_a_kill_the_window_says_until_when_it_is_recorded(tmp_path: Path) -> None:
    with ShortVisit(tmp_path) as visit:
        visit.do("begin_run", role="main")
        visit.walk(30)
        # a kill leaves no end, and a torn piece behind the last whole one
        number, raw = visit.session.facts.number, visit.folder.raw / "sound-bswa-308.frames"
    with raw.open("ab") as file:
        file.write(b"FRM1torn")
    desk = Desk(tmp_path)
    desk.start()
    try:
        until(lambda: (told := desk.notice()) is not None and told.key == "desk.recovered")
        told = desk.notice()
        assert told is not None
        assert dict(told.data) == {"number": number, "until": "22:10:30"}
        assert desk.closing() is not None
    finally:
        desk.close()
