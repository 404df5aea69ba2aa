"""What the officer's screens ask: each answer by a key, and what is sent to the desk for it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from patrol_app.services.screen_facts import PrinterFact, PrintingFacts, PrintPaper, Said
from patrol_app.ui import language, scenes
from patrol_app.ui.officer.route_picking import degrees_of, nearest
from patrol_app.ui.officer.route_screen import RouteScreen
from patrol_app.ui.officer.site_screen import SiteScreen
from patrol_app.ui.screen import BEFORE_STEP, CLOSE_STEP, EVIDENCE_STEP, ROUTE_STEP
from patrol_app.ui.screens import StillDesk
from patrol_app.ui.theme import Tone
from patrol_app.ui.window import PatrolWindow


def shown(qtbot: QtBot, step: int, tone: Tone = "night") -> tuple[PatrolWindow, StillDesk]:
    source = StillDesk(scenes.after_run())
    source.routed = scenes.beside()
    window = PatrolWindow(source, tone=tone, now=lambda: scenes.local(22, 0))
    qtbot.addWidget(window)
    window.go_to(step)
    window.show()
    window.stop_beating()
    window.activateWindow()
    window.setFocus()
    QApplication.processEvents()
    window.beat()
    window.refresh()
    return window, source


def route(window: PatrolWindow) -> RouteScreen:
    screen = window.screen_shown
    assert isinstance(screen, RouteScreen)
    return screen


def site(window: PatrolWindow) -> SiteScreen:
    screen = window.screen_shown
    assert isinstance(screen, SiteScreen)
    return screen


def digit(window: PatrolWindow, number: int) -> None:
    assert window.choice.isVisible()
    QTest.keyClick(window, Qt.Key(Qt.Key.Key_0 + number))


def test_the_cross_is_moved_by_arrows_and_takes_a_place(qtbot: QtBot) -> None:
    window, source = shown(qtbot, ROUTE_STEP)
    screen = route(window)
    QTest.keyClick(window, Qt.Key.Key_F4)
    start = screen.map.place_m()
    assert start is not None
    assert screen.map.accessibleName() == screen.map.hint
    for _ in range(10):
        QTest.keyClick(screen.map, Qt.Key.Key_Right)
    moved = screen.map.place_m()
    assert moved is not None
    assert moved[0] > start[0]
    assert moved[1] == pytest.approx(start[1], abs=0.2)
    QTest.keyClick(screen.map, Qt.Key.Key_Return)
    assert screen.map.cross is None
    digit(window, 1)
    form = window.overlays.form
    assert form.form == "place"
    form.lines["site_name"].insert("演示新工地")
    QTest.keyClick(form.lines["site_name"], Qt.Key.Key_Return)
    ((name, data),) = source.asked
    assert name == "add_place"
    assert (data["east_m"], data["north_m"]) == moved
    assert data["answers"] == {"site_name": "演示新工地", "site_kind": "", "reason": ""}


def test_escape_leaves_the_cross_and_sends_nothing(qtbot: QtBot) -> None:
    window, source = shown(qtbot, ROUTE_STEP)
    screen = route(window)
    QTest.keyClick(window, Qt.Key.Key_F4)
    QTest.keyClick(screen.map, Qt.Key.Key_Escape)
    assert screen.map.cross is None
    QTest.keyClick(window, Qt.Key.Key_F4)
    QTest.mouseClick(screen.map.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(200, 200))
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert not window.choice.isVisible()
    assert source.asked == []


def test_a_near_site_of_the_library_and_the_own_place_are_offered(qtbot: QtBot) -> None:
    window, source = shown(qtbot, ROUTE_STEP)
    facts = scenes.beside()
    stop = facts.addable[0]
    assert nearest(facts, stop.east_m + 399, stop.north_m) is not None
    assert nearest(facts, stop.east_m + 5000, stop.north_m + 5000) is None
    route(window).picking.ask_place(facts, stop.east_m + 40, stop.north_m)
    digit(window, 2)
    route(window).picking.ask_place(facts, 10.0, 20.0)
    digit(window, 2)
    assert source.asked == [("add_stop", {"site": stop.name}), ("here", {"east_m": 10.0, "north_m": 20.0})]
    latitude, longitude = degrees_of(facts, 0.0, 111.32)
    assert (latitude, longitude) == pytest.approx((facts.origin[0] + 0.001, facts.origin[1]))


def test_skipping_asks_why_and_the_reason_is_chinese_in_every_language(qtbot: QtBot) -> None:
    window, source = shown(qtbot, ROUTE_STEP)
    language.use("en")
    window.refresh()
    QTest.keyClick(window, Qt.Key.Key_F3)
    assert window.choice.buttons[1].text() == "locked, no way in"
    digit(window, 2)
    QTest.keyClick(window, Qt.Key.Key_F3)
    digit(window, 7)
    form = window.overlays.form
    form.lines["reason"].insert("交警封路")
    QTest.keyClick(form.lines["reason"], Qt.Key.Key_Return)
    assert source.asked == [
        ("skip", {"number": 3, "site": "演示一号工地", "reason": "门锁，进不去"}),
        ("skip", {"answers": {"reason": "交警封路"}, "number": 3, "site": "演示一号工地"}),
    ]


def test_what_was_skipped_comes_back_by_the_same_key(qtbot: QtBot) -> None:
    window, source = shown(qtbot, ROUTE_STEP)
    assert source.routed is not None
    stops = tuple(replace(stop, state="outside_plan") if stop.number == 3 else stop for stop in source.routed.stops)
    source.routed = replace(source.routed, stops=stops)
    route(window).select(3)
    window.refresh()
    assert window.keys.buttons[2].key.verb == "放回"
    QTest.keyClick(window, Qt.Key.Key_F3)
    assert source.asked == [("skip", {"number": 3, "site": "演示一号工地"})]


def test_the_alarm_is_chosen_by_digits_and_without_an_output_stays_silent(qtbot: QtBot) -> None:
    window, source = shown(qtbot, BEFORE_STEP)
    assert source.departing is not None
    menu = [button.text() for button in _menu(window)]
    digit(window, menu.index("报警声") + 1)
    assert len(window.choice.buttons) == 1
    digit(window, 1)
    source.departing = replace(source.departing, outputs=("演示耳机", "default"))
    _menu(window)
    digit(window, menu.index("报警声") + 1)
    digit(window, 2)
    assert [button.text() for button in window.choice.buttons] == ["演示耳机", "default"]
    digit(window, 1)
    # the menu looks for outputs that were plugged in meanwhile
    assert source.asked[0] == ("outputs", {})
    assert [one for one in source.asked if one[0] != "outputs"] == [
        ("alarm", {"kind": "silent", "output": ""}),
        ("alarm", {"kind": "headphones", "output": "演示耳机"}),
    ]


def _menu(window: PatrolWindow) -> list:  # type: ignore[type-arg]  # buttons of the panel
    QTest.keyClick(window, Qt.Key.Key_F12)
    return list(window.choice.buttons)


def test_printing_is_chosen_by_tab_and_space_and_sent_with_enter(qtbot: QtBot) -> None:
    window, source = shown(qtbot, CLOSE_STEP)
    papers = tuple(PrintPaper(name=f"{name}.pdf", title=Said("close.text", (("text", name),))) for name in ("a", "b"))
    printers = (
        PrinterFact(name="一号", state="ready", default=True),
        PrinterFact(name="二号", state="stopped", default=False),
    )
    assert source.closed is not None
    source.closed = replace(source.closed, printing=PrintingFacts(printers=printers, papers=papers))
    window.refresh()
    panel = window.overlays.printing
    assert panel.isVisible()
    assert window.overlays.covering
    panel.stops[0].setFocus()
    QTest.keyClick(panel.stops[0], Qt.Key.Key_Down)
    QTest.keyClick(panel.stops[1], Qt.Key.Key_Space)
    panel.papers["a.pdf"].setFocus()
    QTest.keyClick(panel.papers["a.pdf"], Qt.Key.Key_Space)
    QTest.keyClick(panel.papers["a.pdf"], Qt.Key.Key_Return)
    assert source.asked == [("print", {"printer": "二号", "papers": ["b.pdf"], "copies": 1})]
    assert all(button.accessibleName() for button in panel.stops[:-1])
    window.refresh()
    assert not panel.isVisible(), "the same answer must not be asked twice"


def test_nothing_is_printed_without_a_paper(qtbot: QtBot) -> None:
    window, source = shown(qtbot, CLOSE_STEP)
    papers = (PrintPaper(name="a.pdf", title=Said("close.text", (("text", "a"),))),)
    printers = (PrinterFact(name="一号", state="ready", default=True),)
    panel = window.overlays.printing
    panel.ask(PrintingFacts(printers=printers, papers=papers), window.look)
    panel.papers["a.pdf"].setChecked(False)
    panel.accept()
    assert panel.isVisible()
    QTest.keyClick(panel, Qt.Key.Key_Escape)
    assert source.asked == []


def test_people_and_points_are_asked_one_after_another(qtbot: QtBot) -> None:
    window, source = shown(qtbot, EVIDENCE_STEP)
    QTest.keyClick(window, Qt.Key.Key_F4)
    digit(window, 2)
    digit(window, 3)
    form = window.overlays.form
    assert form.form == "other"
    for field, text in (("name", "演示民警"), ("employer", "演示派出所"), ("certificate_number", "DEMO-P9")):
        form.lines[field].insert(text)
    QTest.keyClick(form.lines["name"], Qt.Key.Key_Return)
    QTest.keyClick(window, Qt.Key.Key_F4)
    digit(window, 3)
    assert form.lines["certificate_number"].text() == "DEMO-C7"
    form.lines["name"].clear()
    QTest.keyClick(form.lines["name"], Qt.Key.Key_Return)
    QTest.keyClick(window, Qt.Key.Key_F9)
    digit(window, 1)
    digit(window, 1)
    answers = {"name": "演示民警", "employer": "演示派出所", "certificate_number": "DEMO-P9"}
    assert source.asked[0] == ("other", {"answers": answers, "kind": "police"})
    assert source.asked[1][1]["index"] == 0
    assert source.asked[2] == ("next_point", {"label": "N1"})


def test_the_plan_keeps_the_keyboard_and_its_cross_keeps_its_place_while_zooming(qtbot: QtBot) -> None:
    window, source = shown(qtbot, EVIDENCE_STEP)
    site(window).buttons["plan"].setFocus()
    QTest.keyClick(site(window).buttons["plan"], Qt.Key.Key_Space)
    plan = site(window).plan
    assert plan.isVisible()
    for _ in range(15):
        QTest.keyClick(plan, Qt.Key.Key_Up)
    before = plan.place_m()
    QTest.keyClick(plan, Qt.Key.Key_Plus)
    assert plan.place_m() == pytest.approx(before, abs=0.3)
    QTest.keyClick(plan, Qt.Key.Key_Return)
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert window.focusWidget() is plan
    QTest.keyClick(plan, Qt.Key.Key_Return)
    digit(window, 2)
    assert source.asked[0][0] == "place_point"
    assert source.asked[0][1]["label"] == "N2"
    QTest.keyClick(plan, Qt.Key.Key_F3)
    assert source.asked[1] == ("show_plan", {})
    QTest.keyClick(plan, Qt.Key.Key_Escape)
    assert not plan.isVisible()
    window.go_to(ROUTE_STEP)
    window.go_to(EVIDENCE_STEP)
    assert not site(window).plan.isVisible()


def arrived(qtbot: QtBot, **changes: float) -> tuple[PatrolWindow, StillDesk]:
    """Between two visits, with the stops as far away as ``changes`` says by their number."""
    window, source = shown(qtbot, ROUTE_STEP)
    facts = scenes.beside()
    away = {int(name[1:]): metres for name, metres in changes.items()}
    stops = tuple(replace(one, distance_m=away.get(one.number, 900.0 + one.number)) for one in facts.stops)
    source.routed = replace(facts, stops=stops)
    source.snapshot = None
    window.beat()
    window.refresh()
    return window, source


def test_who_stands_at_the_selected_site_arrives_by_one_key(qtbot: QtBot) -> None:
    window, source = arrived(qtbot, n3=30.0, n4=90.0)
    QTest.keyClick(window, Qt.Key.Key_F5)
    assert not window.choice.isVisible()
    assert source.asked == [("arrive", {"number": 3, "site": "演示一号工地"})]


@pytest.mark.parametrize(("away", "nearer"), [({"n3": 401.0, "n4": 256.0}, 4), ({"n3": 60.0, "n6": 70.0}, 6)])
def test_a_fix_that_says_another_site_or_two_alike_asks_which(
    qtbot: QtBot, away: dict[str, float], nearer: int
) -> None:
    window, source = arrived(qtbot, **away)
    QTest.keyClick(window, Qt.Key.Key_F5)
    assert window.choice.isVisible()
    assert source.asked == []
    name = scenes.beside().stops[nearer - 1].name
    put = [button.text() for button in window.choice.buttons if button.isVisible()]
    metres = [float(words.split(" · ")[1].split(" m")[0]) for words in put[:-1]]
    assert metres == sorted(metres)
    (chosen,) = (words for words in put if "选定" in words)
    assert chosen.startswith(f"演示一号工地 · {away['n3']:.0f} m")
    digit(window, 1 + next(index for index, words in enumerate(put) if words.startswith(name)))
    assert source.asked == [("arrive", {"number": nearer, "site": name})]


def test_none_of_the_sites_near_leads_to_the_cross(qtbot: QtBot) -> None:
    window, source = arrived(qtbot, n3=401.0)
    QTest.keyClick(window, Qt.Key.Key_F5)
    digit(window, 6)
    assert source.asked == []
    assert route(window).map.cross is not None


@pytest.mark.parametrize("lost", [{"here_m": None}, {"here_since": scenes.local(22, 0)}, {"here_picked": True}])
def test_without_a_fix_nothing_is_doubted_and_the_sentence_says_so(qtbot: QtBot, lost: dict[str, object]) -> None:
    window, source = arrived(qtbot, n3=401.0)
    assert source.routed is not None
    assert route(window).list.view.notice == ""
    source.routed = replace(source.routed, **lost)  # type: ignore[arg-type]  # fields of the facts
    window.refresh()
    assert route(window).list.view.notice
    assert route(window).list.view.notice in route(window).list.accessibleDescription()
    QTest.keyClick(window, Qt.Key.Key_F5)
    assert [name for name, _ in source.asked] == ["arrive"]


def test_the_selection_follows_the_way_until_somebody_selects(qtbot: QtBot) -> None:
    window, source = arrived(qtbot)
    assert source.routed is not None
    source.routed = replace(source.routed, next_number=5, selected=None)
    window.refresh()
    assert route(window).selected == 5
    route(window).select(7)
    source.routed = replace(source.routed, next_number=6)
    window.refresh()
    assert route(window).selected == 7
