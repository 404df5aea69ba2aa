from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from conftest import Open
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from patrol_app.services.snapshot import Snapshot
from patrol_app.ui import scenes
from patrol_app.ui.screens import Still
from patrol_app.ui.window import PatrolWindow, run_window

KEYPAD = Qt.KeyboardModifier.KeypadModifier


def names(source: Still) -> list[str]:
    return [name for name, _ in source.asked]


@pytest.mark.parametrize(
    ("key", "modifier"),
    [
        (Qt.Key.Key_F5, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_5, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_5, KEYPAD),
        (Qt.Key.Key_Clear, KEYPAD),
    ],
)
def test_one_verb_under_three_keys(open_on: Open, key: Qt.Key, modifier: Qt.KeyboardModifier) -> None:
    window, source = open_on(scenes.night())
    QTest.keyClick(window, key, modifier)
    assert names(source) == ["mark"]


@pytest.mark.parametrize(
    ("key", "command"),
    [
        (Qt.Key.Key_F2, "exclude_begin"),
        (Qt.Key.Key_F3, "photo"),
        (Qt.Key.Key_F4, "voice"),
        (Qt.Key.Key_F5, "mark"),
        (Qt.Key.Key_F6, "acknowledge"),
    ],
)
def test_keys_send_their_commands(open_on: Open, key: Qt.Key, command: str) -> None:
    window, source = open_on(scenes.night())
    QTest.keyClick(window, key)
    assert names(source) == [command]


def test_pad_arrows_are_digits_wherever_the_focus_is(open_on: Open) -> None:
    window, source = open_on(scenes.night())
    for widget in (window.keys.buttons[0], window.header.tabs):
        source.asked.clear()
        widget.setFocus()
        QTest.keyClick(widget, Qt.Key.Key_Clear, KEYPAD)
        QTest.keyClick(widget, Qt.Key.Key_PageDown, KEYPAD)
        QTest.keyClick(widget, Qt.Key.Key_Left, KEYPAD)
        assert names(source) == ["mark", "photo", "voice"]


def test_a_new_run_begins_with_an_empty_plot(open_on: Open) -> None:
    window, source = open_on(scenes.dusk())
    assert window.live.plot.low_db == 50
    fresh = scenes.day()
    source.snapshot = replace(fresh, history=replace(scenes.long_night(1).history))
    window.live.window_kind = "all"
    window.beat()
    window.refresh()
    assert window.live.plot.low_db == 40
    seconds = window.live.plot._laf.lines()[0]
    assert seconds.size == 3600


def test_a_calibrator_s_tone_does_not_push_the_run_out_of_the_plot(open_on: Open) -> None:
    window, source = open_on(scenes.night())
    base = scenes.night()
    laf = base.history.laf_db.copy()
    laf[base.history.t_s < 300] = 93.9
    laf[base.history.t_s >= 300] = 56.0
    source.snapshot = replace(base, history=replace(base.history, laf_db=laf))
    window.beat()
    window.refresh()
    plot = window.live.plot
    assert plot.low_db <= 55.0 < 56.0 <= plot.low_db + 40.0
    assert [limit.value for limit in plot._visible_limits()] == [55.0, 70.0]
    laf = laf.copy()
    laf[base.history.t_s >= 300] = 97.0
    source.snapshot = replace(base, history=replace(base.history, laf_db=laf))
    window.beat()
    window.refresh()
    assert plot.low_db + 40.0 >= 97.0


def test_a_chord_means_nothing(open_on: Open) -> None:
    window, source = open_on(scenes.night())
    QTest.keyClick(window, Qt.Key.Key_5, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(window, Qt.Key.Key_Down)
    assert names(source) == []


def test_digits_are_text_while_a_field_has_focus_and_f_keys_act(open_on: Open, qtbot: QtBot) -> None:
    window, source = open_on(scenes.night())
    field = QLineEdit(window)
    field.show()
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_5)
    assert field.text() == "5"
    assert names(source) == []
    QTest.keyClick(field, Qt.Key.Key_F5)
    assert names(source) == ["mark"]


def test_auto_repeat_is_ignored(open_on: Open) -> None:
    window, source = open_on(scenes.night())
    press, repeat = (
        QKeyEvent(QKeyEvent.Type.KeyPress, Qt.Key.Key_F5, Qt.KeyboardModifier.NoModifier, "", again)
        for again in (False, True)
    )
    QApplication.sendEvent(window, press)
    for _ in range(5):
        QApplication.sendEvent(window, repeat)
    assert names(source) == ["mark"]


def test_stop_wants_a_whole_second(open_on: Open) -> None:
    window, source = open_on(scenes.night())
    button = window.keys.buttons[8]
    clock = [100.0]
    button.clock = lambda: clock[0]
    QTest.keyPress(window, Qt.Key.Key_F9)
    clock[0] = 100.9
    button._advance()
    assert button.filled == pytest.approx(0.9)
    QTest.keyRelease(window, Qt.Key.Key_F9)
    assert names(source) == []
    assert button.filled == 0
    QTest.keyPress(window, Qt.Key.Key_F9)
    clock[0] = 102.0
    button._advance()
    assert names(source) == ["stop"]
    button._advance()
    assert names(source) == ["stop"]


def test_start_is_the_same_key_when_nothing_runs(open_on: Open, qtbot: QtBot) -> None:
    window, source = open_on(scenes.states()["not-recording"])
    with qtbot.waitSignal(window.keys.acted, timeout=5000):
        QTest.keyPress(window, Qt.Key.Key_9)
    QTest.keyRelease(window, Qt.Key.Key_9)
    assert names(source) == ["start"]


def test_a_window_that_loses_the_keyboard_lets_go(open_on: Open) -> None:
    window, _ = open_on(scenes.night())
    QTest.keyPress(window, Qt.Key.Key_F9)
    assert window.keys.buttons[8].filled >= 0
    other = QLineEdit()
    other.show()
    other.activateWindow()
    QApplication.processEvents()
    assert window.keys.buttons[8]._held_since is None
    other.close()


def test_exclusion_ends_with_a_reason_by_digit(open_on: Open) -> None:
    window, source = open_on(scenes.states()["excluding"])
    QTest.keyClick(window, Qt.Key.Key_F2)
    assert window.choice.isVisible()
    QTest.keyClick(window, Qt.Key.Key_1)
    assert not window.choice.isVisible()
    assert source.asked == [("exclude_end", {"reason": "过路车辆"})]


def test_escape_closes_the_panel_and_the_exclusion_goes_on(open_on: Open) -> None:
    window, source = open_on(scenes.states()["excluding"])
    QTest.keyClick(window, Qt.Key.Key_F2)
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert not window.choice.isVisible()
    assert names(source) == []


def test_the_mouse_picks_a_reason_too(open_on: Open) -> None:
    window, source = open_on(scenes.states()["excluding"])
    window.act(2)
    button = window.choice.buttons[1]
    assert button.height() >= 56
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert source.asked == [("exclude_end", {"reason": "鸣笛"})]


def test_acknowledging_by_mouse_on_the_alarm(open_on: Open) -> None:
    window, source = open_on(scenes.night())
    window.grab()
    place = window.live.verdict._action_box.center()
    QTest.mouseClick(window.live.verdict, Qt.MouseButton.LeftButton, pos=QPoint(int(place.x()), int(place.y())))
    assert names(source) == ["acknowledge"]


def test_keys_that_do_nothing_send_nothing(open_on: Open) -> None:
    window, source = open_on(None)
    for key in (Qt.Key.Key_F2, Qt.Key.Key_F3, Qt.Key.Key_F4, Qt.Key.Key_F5, Qt.Key.Key_F6, Qt.Key.Key_F10):
        QTest.keyClick(window, key)
    assert names(source) == []


def test_f8_walks_the_tones(open_on: Open) -> None:
    window, _ = open_on(scenes.day(), "day")
    seen = []
    for _ in range(5):
        seen.append(window.look.palette.tone)
        QTest.keyClick(window, Qt.Key.Key_F8)
    assert seen == ["day", "dusk", "night", "dusk", "day"]


def test_f7_walks_the_windows(open_on: Open) -> None:
    window, _ = open_on(scenes.night())
    seen = []
    for _ in range(4):
        seen.append(window.live.window_kind)
        QTest.keyClick(window, Qt.Key.Key_F7)
    assert seen == ["ten", "all", "minute", "ten"]


def test_help_opens_and_closes(open_on: Open) -> None:
    window, _ = open_on(scenes.day())
    QTest.keyClick(window, Qt.Key.Key_F1)
    assert window.help.isVisible()
    assert window.rect().contains(window.help.geometry())
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert not window.help.isVisible()


@pytest.mark.parametrize("snapshot", [scenes.night(), scenes.dusk(), scenes.practice(), None])
def test_at_night_no_pixel_is_anything_but_red(open_on: Open, snapshot: Snapshot | None) -> None:
    window, _ = open_on(snapshot, "night")
    for step in range(3):
        if step == 1:
            window._toggle_help()
        if step == 2:
            window._toggle_help()
            window._ask_reason()
        image = window.grab().toImage()
        seen = {image.pixel(x, y) for y in range(0, image.height(), 3) for x in range(0, image.width(), 3)}
        for value in seen:
            colour = QColor(value)
            assert colour.green() <= 0x73, colour.name()
            assert colour.blue() <= 0x66, colour.name()


def test_an_alarm_alternates_for_half_a_minute_then_stays_solid(open_on: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    window, source = open_on(scenes.dusk())
    clock = [50.0]
    monkeypatch.setattr("patrol_app.ui.officer.level_part.time.monotonic", lambda: clock[0])
    source.snapshot = scenes.night()

    def inverted_at(seconds: float) -> bool:
        clock[0] = 50.0 + seconds
        window._beat = 0
        window.beat()
        return window.live.verdict.view.inverted

    assert [inverted_at(seconds) for seconds in (0.0, 0.4, 0.6, 1.1, 1.6)] == [False, False, True, False, True]
    assert not inverted_at(30.6)
    source.snapshot = replace(scenes.night(), unacknowledged=False)
    assert not inverted_at(31.6)


def test_figures_follow_twice_and_the_bar_ten_times_a_second(open_on: Open) -> None:
    window, source = open_on(scenes.day())
    shown, bars = set(), set()
    window._beat = 0
    for beat in range(20):
        source.snapshot = replace(scenes.day(), laf_db=60.0 + beat / 10)
        window.beat()
        shown.add(window.live.digits.view.figures)
        bars.add(window.live.bar.view.level_db)
    assert len(shown) == 2
    assert len(bars) == 10


def test_the_language_switches_everything(open_on: Open) -> None:
    window, _ = open_on(scenes.day())
    window.set_language("en")
    assert window.keys.buttons[4].key.verb == "Mark"
    assert window.live.verdict.view.title == "Complies  LAeq,T 7.7 dB under"
    assert window.windowTitle() == "Night Patrol"
    window.set_language("zh")
    assert window.keys.buttons[4].key.verb == "标记"


def test_a_window_too_small_says_so(open_on: Open) -> None:
    window, _ = open_on(scenes.day(), size=(900, 560))
    assert window.status.view.items[0].text == "窗口太小，数字可能看不清。"
    window.grab()


def test_tab_reaches_every_key_that_does_something(open_on: Open) -> None:
    window, _ = open_on(scenes.night())
    reached = set()
    for _ in range(30):
        QTest.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_Tab)
        focus = QApplication.focusWidget()
        if focus in window.keys.buttons:
            reached.add(window.keys.buttons.index(focus) + 1)
    assert reached == {number for number in range(1, 11) if window.keys.buttons[number - 1].isEnabled()}


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_the_button_with_the_keyboard_is_pressed_by_enter_too(open_on: Open, key: Qt.Key) -> None:
    window, source = open_on(scenes.night())
    mark, stop = window.keys.buttons[4], window.keys.buttons[8]
    mark.setFocus()
    QTest.keyClick(mark, key)
    stop.setFocus()
    QTest.keyClick(stop, key)
    assert [name for name, _ in source.asked] == ["mark"]
    window.act(2)
    assert window.choice.isVisible() is False
    window.overlays.menu()
    QTest.keyClick(window.choice.buttons[0], key)
    assert not window.choice.isVisible()


def test_help_says_the_keys_that_every_screen_has(open_on: Open) -> None:
    window, _ = open_on(scenes.night())
    window.act(1)
    assert {"F9", "F11", "F12", "Tab", "Esc"} <= {key for key, _ in window.help.lines}


def test_what_is_longer_than_a_page_is_turned_to(open_on: Open) -> None:
    window, _ = open_on(None, size=(1280, 720), text=1.5)
    lines = tuple((f"{index}", "DEMO") for index in range(40))
    window.overlays.tell("DEMO", lines)
    panel = window.help
    seen: list[str] = []
    for _ in range(panel.pages):
        first = panel.page * panel.fitting
        seen += [key for key, _ in lines[first : first + panel.fitting]]
        QTest.keyClick(panel, Qt.Key.Key_Right)
    assert panel.pages > 1 and panel.page == 0
    assert seen == [key for key, _ in lines]
    assert panel.height() >= window.look.px(64) + panel.fitting * window.look.px(28)
    QTest.keyClick(panel, Qt.Key.Key_Escape)
    assert not panel.isVisible()
    assert window.hasFocus()


def test_screen_readers_hear_level_verdict_and_keys(open_on: Open) -> None:
    window, _ = open_on(scenes.night())
    assert window.live.digits.accessibleName() == "LAF 62.3 dB(A)"
    assert window.live.verdict.accessibleName() == "超标  LAeq,T 高 6.2 dB"
    assert window.live.lamp.accessibleName() == "现在 超标，最差 超标"
    assert window.keys.buttons[4].accessibleName() == "F5 标记"


@pytest.mark.parametrize("kind", ["ten", "all", "minute"])
def test_the_work_of_a_repaint_does_not_grow_with_the_night(open_on: Open, kind: str) -> None:
    window, source = open_on(scenes.long_night(8))
    window.live.window_kind = kind  # type: ignore[assignment]
    window.refresh()
    width = window.live.plot.inside().width()
    assert window.live.plot.traces.points <= 2 * (2 * width + 8)
    assert window.live.dust.traces.points <= 2 * (2 * width + 8)
    snapshot = source.snapshot
    assert snapshot is not None
    # The next repaint reads only what is new.
    count = snapshot.history.count
    assert window.live.plot._laf.extend(snapshot.history.t_s, snapshot.history.laf_db, count) == 0


def test_a_run_plays_takes_its_picture_and_closes(qapp: QApplication, tmp_path: Path) -> None:
    source = Still(scenes.night())
    looks = [0]

    def done() -> bool:
        looks[0] += 1
        return looks[0] > 3

    picture = tmp_path / "out" / "night.png"
    assert run_window(source, close_when_done=done, screenshot_to=picture) == 0
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert list(picture.parent.iterdir()) == [picture]


def test_the_ground_is_set_before_the_window_is_shown(qtbot: QtBot) -> None:
    window = PatrolWindow(Still(None), tone="night")
    qtbot.addWidget(window)
    assert not window.isVisible()
    assert QApplication.palette().window().color().name() == "#0a0000"
    image = window.grab().toImage()
    assert QColor(image.pixel(2, 2)).name() == "#0a0000"
