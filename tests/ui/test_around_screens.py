"""The screens around the measurement: before leaving, route, closing, review."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import cast

import pytest
from conftest import Open, OpenStep
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QGraphicsView, QWidget

from patrol_app.ui import scenes
from patrol_app.ui.officer import departure_words
from patrol_app.ui.officer.closing_screen import ABSENT, REFUSES, ClosingScreen
from patrol_app.ui.officer.departure_screen import DepartureScreen
from patrol_app.ui.officer.route_screen import RouteScreen
from patrol_app.ui.screen import BEFORE_STEP, CLOSE_STEP, EVIDENCE_STEP, LIVE_STEP, REVIEW_STEP, ROUTE_STEP
from patrol_app.ui.steps import Role
from patrol_app.ui.supervisor.review_screen import ReviewScreen
from patrol_app.ui.theme import Tone
from patrol_app.ui.widgets.play_head import PlayHead
from patrol_app.ui.widgets.signature_pad import SignaturePad

STEPS: tuple[tuple[Role, int], ...] = (
    ("officer", BEFORE_STEP),
    ("officer", ROUTE_STEP),
    ("officer", CLOSE_STEP),
    ("supervisor", REVIEW_STEP),
)


@pytest.mark.parametrize(
    ("steady_s", "reading_db", "ready"),
    [(10.0, 93.8, True), (9.9, 93.8, False), (12.0, 93.5, True), (12.0, 93.49, False), (12.0, 94.5, True),
     (12.0, 94.51, False)],
)  # fmt: skip
def test_a_calibration_is_recorded_when_steady_and_within_half_a_decibel(
    steady_s: float, reading_db: float, ready: bool
) -> None:
    fact = replace(scenes.departure().calibration, steady_s=steady_s, reading_db=reading_db)
    assert departure_words.can_record(fact) is ready
    assert not departure_words.can_record(replace(fact, recorded=True))


def test_recording_the_calibration_sends_what_was_seen(open_step: OpenStep) -> None:
    window, source = open_step("officer", BEFORE_STEP)
    screen = window.screen_shown
    assert isinstance(screen, DepartureScreen)
    assert screen.record.isEnabled()
    QTest.keyClick(window, Qt.Key.Key_F5)
    QTest.mouseClick(screen.record, Qt.MouseButton.LeftButton)
    assert source.asked == 2 * [("calibrate", {"which": "before", "reading_db": 93.8})]


def test_an_unsteady_tone_cannot_be_recorded(open_step: OpenStep) -> None:
    window, source = open_step("officer", BEFORE_STEP)
    assert source.departing is not None
    source.departing = replace(source.departing, calibration=scenes.tone(steady_s=4.0))
    window.refresh()
    screen = window.screen_shown
    assert isinstance(screen, DepartureScreen)
    assert screen.record.text() == "再稳 6 秒"
    QTest.keyClick(window, Qt.Key.Key_F5)
    assert source.asked == []


def test_leaving_goes_to_the_route(open_step: OpenStep) -> None:
    window, _ = open_step("officer", BEFORE_STEP)
    QTest.keyClick(window, Qt.Key.Key_F10)
    assert window.step == ROUTE_STEP


def test_a_step_without_a_screen_is_not_entered(open_step: OpenStep) -> None:
    window, _ = open_step("supervisor", REVIEW_STEP)
    window.go_to(REVIEW_STEP + 4)
    assert window.step == REVIEW_STEP
    assert window.header.tabs.isTabEnabled(REVIEW_STEP)


def test_the_tabs_lead_to_the_steps(open_step: OpenStep) -> None:
    window, _ = open_step("officer", BEFORE_STEP)
    centre = window.header.tabs.tabRect(CLOSE_STEP).center()
    QTest.mouseClick(window.header.tabs, Qt.MouseButton.LeftButton, pos=centre)
    assert window.step == CLOSE_STEP
    assert window.header.tabs.currentIndex() == CLOSE_STEP


def test_the_keyboard_alone_reaches_the_steps(open_step: OpenStep) -> None:
    window, _ = open_step("officer", BEFORE_STEP)
    window.header.tabs.setFocus()
    QTest.keyClick(window.header.tabs, Qt.Key.Key_Right)
    assert window.step == ROUTE_STEP
    for step in (LIVE_STEP, EVIDENCE_STEP, CLOSE_STEP):
        window.header.tabs.setFocus()
        QTest.keyClick(window.header.tabs, Qt.Key.Key_Right)
        assert window.step == step


def draw_on(pad: SignaturePad) -> None:
    QTest.mousePress(pad, Qt.MouseButton.LeftButton, pos=QPoint(60, 60))
    for step in range(12):
        QTest.mouseMove(pad, QPoint(60 + 12 * step, 60 + (step % 3) * 9))
    QTest.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=QPoint(200, 70))


def test_the_party_signs_with_the_mouse(open_step: OpenStep) -> None:
    window, source = open_step("officer", CLOSE_STEP)
    screen = window.screen_shown
    assert isinstance(screen, ClosingScreen)
    assert not screen.can_confirm()
    QTest.keyClick(window, Qt.Key.Key_F5)
    assert source.asked == []
    draw_on(screen.pad)
    assert screen.can_confirm()
    QTest.keyClick(window, Qt.Key.Key_F5)
    (name, data), = source.asked  # fmt: skip
    assert name == "sign"
    assert data["who"] == "party"
    strokes = cast(tuple[tuple[tuple[float, float], ...], ...], data["strokes"])
    assert [len(stroke) > 5 for stroke in strokes] == [True]
    assert all(0 <= across <= 1 and 0 <= down <= 1 for across, down in strokes[0])
    assert screen.pad.strokes() == ()


def test_a_tap_is_no_signature(open_step: OpenStep) -> None:
    window, _ = open_step("officer", CLOSE_STEP)
    screen = window.screen_shown
    assert isinstance(screen, ClosingScreen)
    QTest.mouseClick(screen.pad, Qt.MouseButton.LeftButton, pos=QPoint(50, 50))
    assert screen.pad.strokes() == ()
    draw_on(screen.pad)
    QTest.mouseClick(screen.again, Qt.MouseButton.LeftButton)
    assert not screen.can_confirm()


def test_officers_sign_first(open_step: OpenStep) -> None:
    window, source = open_step("officer", CLOSE_STEP)
    screen = window.screen_shown
    assert isinstance(screen, ClosingScreen)
    assert source.closed is not None
    first, second = source.closed.signatures
    source.closed = replace(source.closed, signatures=(first, replace(second, signed_at=None, strokes=())))
    window.refresh()
    assert screen.pad.hint == "请 演示员乙 签名。"
    assert not screen.choices.button(REFUSES).isEnabled()
    draw_on(screen.pad)
    QTest.keyClick(window, Qt.Key.Key_F5)
    assert source.asked[0][1]["who"] == "DEMO-0002"


@pytest.mark.parametrize(("choice", "state"), [(REFUSES, "refused"), (ABSENT, "absent")])
def test_refusing_and_being_absent_want_a_reason_and_a_witness(open_step: OpenStep, choice: int, state: str) -> None:
    window, source = open_step("officer", CLOSE_STEP)
    screen = window.screen_shown
    assert isinstance(screen, ClosingScreen)
    for _ in range(choice):
        QTest.keyClick(window, Qt.Key.Key_F7)
    assert screen.choices.checkedId() == choice
    assert not screen.pad.isVisible()
    screen.reason.setText("不同意 ")
    QTest.keyClicks(screen.reason, "5")
    assert not screen.can_confirm()
    screen.witness.setText("演示见证人")
    QTest.keyClick(screen.witness, Qt.Key.Key_F5)
    assert source.asked == [("refuse", {"state": state, "reason": "不同意 5", "witness": "演示见证人"})]


def test_the_pack_waits_for_all_and_then_for_a_held_key(open_step: OpenStep) -> None:
    window, source = open_step("officer", CLOSE_STEP)
    screen = window.screen_shown
    assert isinstance(screen, ClosingScreen)
    assert not screen.make.isEnabled()
    assert screen.make.text() == "生成证据包 · 等当事人签名"
    assert source.closed is not None
    source.closed = replace(source.closed, party_state="signed", pack_wants=None)
    window.refresh()
    button = window.keys.buttons[8]
    clock = [10.0]
    button.clock = lambda: clock[0]
    QTest.mousePress(screen.make, Qt.MouseButton.LeftButton)
    clock[0] = 10.5
    QTest.mouseRelease(screen.make, Qt.MouseButton.LeftButton)
    assert source.asked == []
    QTest.keyPress(window, Qt.Key.Key_F9)
    clock[0] = 12.0
    button._advance()
    assert source.asked == [("pack", {})]


def test_sending_back_needs_a_sentence(open_step: OpenStep) -> None:
    window, source = open_step("supervisor", REVIEW_STEP)
    screen = window.screen_shown
    assert isinstance(screen, ReviewScreen)
    QTest.keyClick(window, Qt.Key.Key_F7)
    assert source.asked == []
    screen.remark.setText("补背景，分钟数 ")
    QTest.keyClicks(screen.remark, "5")
    window.refresh()
    QTest.keyClick(screen.remark, Qt.Key.Key_F7)
    number = "DEMO-20260606-03"
    assert source.asked == [("send_back", {"number": number, "remark": "补背景，分钟数 5"})]
    QTest.mouseClick(screen.accept, Qt.MouseButton.LeftButton)
    assert source.asked[-1] == ("accept", {"number": number, "remark": "补背景，分钟数 5"})


def test_a_dragged_stretch_is_excluded_with_its_reason(open_step: OpenStep) -> None:
    window, source = open_step("supervisor", REVIEW_STEP)
    screen = window.screen_shown
    assert isinstance(screen, ReviewScreen)
    inside = screen.plot.inside()
    left, right = (QPointF(inside.left() + inside.width() * part, 40).toPoint() for part in (0.25, 0.5))
    QTest.mousePress(screen.plot, Qt.MouseButton.LeftButton, pos=left)
    QTest.mouseRelease(screen.plot, Qt.MouseButton.LeftButton, pos=right)
    assert screen.selection is not None
    assert screen.selection == pytest.approx((300, 600), abs=3)
    QTest.keyClick(window, Qt.Key.Key_F2)
    QTest.keyClick(window, Qt.Key.Key_3)
    name, data = source.asked[-1]
    assert (name, data["reason"], data["number"]) == ("exclude", "人声", "DEMO-20260606-03")
    assert screen.selection is None


def test_nothing_to_review_says_so(open_step: OpenStep) -> None:
    window, source = open_step("supervisor", REVIEW_STEP)
    source.reviewed = None
    window.refresh()
    screen = window.screen_shown
    assert isinstance(screen, ReviewScreen)
    assert screen.list.view.empty == "没有待复核的。"
    for key in (Qt.Key.Key_F2, Qt.Key.Key_F3, Qt.Key.Key_F5, Qt.Key.Key_F7, Qt.Key.Key_F10):
        QTest.keyClick(window, key)
    assert source.asked == []


def test_list_and_map_select_the_same_stop(open_step: OpenStep) -> None:
    window, source = open_step("officer", ROUTE_STEP)
    screen = window.screen_shown
    assert isinstance(screen, RouteScreen)
    assert screen.selected == 3
    screen.list.setFocus()
    QTest.keyClick(screen.list, Qt.Key.Key_Down)
    assert screen.selected == 4
    assert source.routed is not None
    stop = source.routed.stops[5]
    place = screen.map.mapFromScene(QPointF(stop.east_m, -stop.north_m))
    QTest.mouseClick(screen.map.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert screen.selected == 6
    assert screen.stop.view.heading == "6 号 · 演示一厂"
    QTest.keyClick(screen.list, Qt.Key.Key_5)
    assert source.asked == [("arrive", {"number": 6, "site": "演示一厂"})]


def test_the_map_is_true_to_scale_and_built_once(open_step: OpenStep) -> None:
    window, source = open_step("officer", ROUTE_STEP)
    screen = window.screen_shown
    assert isinstance(screen, RouteScreen)
    assert source.routed is not None
    zone = source.routed.zones[0]
    centre, edge = (screen.map.mapFromScene(QPointF(zone.east_m + reach, -zone.north_m)).x() for reach in (0.0, 500.0))
    assert edge - centre == pytest.approx(500 * screen.map.transform().m11(), abs=1.5)
    first = screen.map.scene().items()
    source.routed = replace(source.routed, here_m=(0.0, 0.0))
    window.refresh()
    assert screen.map.scene().items() == first
    before = screen.map.transform().m11()
    QTest.keyClick(window, Qt.Key.Key_F7)
    assert screen.map.transform().m11() > before


@pytest.mark.parametrize(("role", "step"), STEPS)
@pytest.mark.parametrize("tone", ["night", "dusk", "day"])
def test_every_screen_keeps_to_its_tone(open_step: OpenStep, role: Role, step: int, tone: Tone) -> None:
    window, _ = open_step(role, step, tone=tone)
    image = window.grab().toImage()
    seen = {image.pixel(x, y) for y in range(0, image.height(), 3) for x in range(0, image.width(), 3)}
    if tone == "night":
        for value in seen:
            colour = QColor(value)
            assert colour.green() <= 0x73, colour.name()
            assert colour.blue() <= 0x66, colour.name()
    elif tone == "dusk":
        assert QColor("#ffffff").rgb() not in seen
    ground = QColor(image.pixel(image.width() - 3, window.status.geometry().top() - 3))
    assert ground == window.look.colour("bg")


@pytest.mark.parametrize(("role", "step"), STEPS)
@pytest.mark.parametrize("size", [(1366, 768), (1280, 720), (1920, 1080)])
@pytest.mark.parametrize("text", [1.0, 1.5])
def test_nothing_leaves_its_screen_or_covers_another(
    open_step: OpenStep, role: Role, step: int, size: tuple[int, int], text: float
) -> None:
    window, _ = open_step(role, step, size=size, text=text)
    screen = window.screen_shown
    children = [
        child
        for child in screen.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
        if child.isVisible() and not isinstance(child, (PlayHead, QGraphicsView))
    ]
    assert len(children) >= 4
    for child in children:
        assert screen.rect().contains(child.geometry()), (child, child.geometry())
    for one, other in combinations(children, 2):
        meet = one.geometry().intersected(other.geometry())
        if not meet.isEmpty():
            assert isinstance(screen, RouteScreen), (one, other, meet)
            assert {one, other} == {screen.stop, screen.about}


def test_help_tells_the_keys_of_the_screen(open_step: OpenStep) -> None:
    window, _ = open_step("supervisor", REVIEW_STEP)
    QTest.keyClick(window, Qt.Key.Key_F1)
    assert ("F7", "退回") in window.help.lines
    window, _ = open_step("officer", ROUTE_STEP)
    QTest.keyClick(window, Qt.Key.Key_F1)
    assert ("F5", "到点") in window.help.lines


def test_screens_are_made_when_first_wanted(open_on: Open) -> None:
    window, _ = open_on(scenes.day())
    assert list(window.screens) == [2]
    window.go_to(ROUTE_STEP)
    window.go_to(2)
    assert sorted(window.screens) == [1, 2]
    assert window.live.isVisible()
