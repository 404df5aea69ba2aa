"""The closing screen under a finger, under the keyboard alone, in low windows, and after the window was opened anew."""

from __future__ import annotations

from dataclasses import replace

import pytest
from conftest import OpenStep
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QPointingDevice
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from patrol_app.services.screen_facts import ClosingFacts, OutcomeFact, Said
from patrol_app.ui import language
from patrol_app.ui.officer import closing_words
from patrol_app.ui.officer.closing_screen import REFUSES, SIGNS, ClosingScreen
from patrol_app.ui.pictures.stills import Still
from patrol_app.ui.screen import CLOSE_STEP, EVIDENCE_STEP
from patrol_app.ui.widgets.fact_list import FactsView
from patrol_app.ui.widgets.verdict_block import broken
from patrol_app.ui.window import PatrolWindow

FINGER = QTest.createTouchDevice()


def touch(pad: QWidget, finger: int, points: list[tuple[int, int]], device: QPointingDevice = FINGER) -> None:
    QTest.touchEvent(pad, device).press(finger, QPoint(*points[0]), pad).commit()
    for point in points[1:]:
        QTest.touchEvent(pad, device).move(finger, QPoint(*point), pad).commit()
    QTest.touchEvent(pad, device).release(finger, QPoint(*points[-1]), pad).commit()


@pytest.fixture
def closing(open_step: OpenStep) -> tuple[PatrolWindow, Still, ClosingScreen]:
    window, source = open_step("officer", CLOSE_STEP)
    screen = window.screen_shown
    assert isinstance(screen, ClosingScreen)
    return window, source, screen


def changed(source: Still, window: PatrolWindow, **facts: object) -> ClosingFacts:
    assert source.closed is not None
    source.closed = replace(source.closed, **facts)  # type: ignore[arg-type]
    window.refresh()
    return source.closed


@pytest.mark.parametrize(("size", "text"), [((1366, 768), None), ((1366, 768), 1.5), ((1280, 720), 1.5)])
def test_a_finger_signs_at_every_scale_and_a_palm_draws_nothing(
    open_step: OpenStep, size: tuple[int, int], text: float | None
) -> None:
    window, source = open_step("officer", CLOSE_STEP, "night", size, text)
    screen = window.screen_shown
    assert isinstance(screen, ClosingScreen)
    pad = screen.pad
    assert pad.height() >= 90
    touch(pad, 0, [(40, 40), (44, 42)])
    assert not screen.can_confirm(), "a touch is no signature"
    screen.again.click()
    QTest.touchEvent(pad, FINGER).press(0, QPoint(40, 40), pad).commit()
    QTest.touchEvent(pad, FINGER).move(0, QPoint(90, 60), pad).commit()
    QTest.touchEvent(pad, FINGER).stationary(0).press(1, QPoint(300, 80), pad).commit()
    QTest.touchEvent(pad, FINGER).move(0, QPoint(140, 40), pad).move(1, QPoint(310, 84), pad).commit()
    QTest.touchEvent(pad, FINGER).release(0, QPoint(140, 40), pad).stationary(1).commit()
    QTest.touchEvent(pad, FINGER).move(1, QPoint(200, 70), pad).commit()
    QTest.touchEvent(pad, FINGER).release(1, QPoint(200, 70), pad).commit()
    (stroke,) = pad.strokes()
    assert max(across * pad.width() for across, _ in stroke) < 145
    assert screen.can_confirm()
    QTest.keyClick(window, Qt.Key.Key_F5)
    assert source.asked[-1][0] == "sign"


def test_strokes_are_taken_back_one_by_one(closing: tuple[PatrolWindow, Still, ClosingScreen]) -> None:
    _, _, screen = closing
    assert not screen.undo.isEnabled()
    touch(screen.pad, 0, [(30, 60), (90, 80), (150, 50)])
    touch(screen.pad, 0, [(30, 90), (150, 90)])
    assert len(screen.pad.strokes()) == 2
    QTest.mouseClick(screen.undo, Qt.MouseButton.LeftButton)
    assert len(screen.pad.strokes()) == 1
    assert screen.can_confirm()
    screen.undo.setFocus()
    QTest.keyClick(screen.undo, Qt.Key.Key_Space)
    assert not screen.pad.drawn
    assert not screen.undo.isEnabled()


def test_all_but_the_drawing_is_done_by_the_keyboard(closing: tuple[PatrolWindow, Still, ClosingScreen]) -> None:
    window, source, screen = closing
    QTest.keyClick(window, Qt.Key.Key_7)
    assert screen.choices.checkedId() == REFUSES
    typed: dict[QLineEdit, str] = {screen.reason: "不同意 1 2 3", screen.witness: "演示网格员"}
    reached: list[QWidget] = []
    for _ in range(30):
        QTest.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_Tab)
        focus = QApplication.focusWidget()
        assert focus is not None
        reached.append(focus)
        if isinstance(focus, QLineEdit) and not focus.text():
            # an input method commits words; digits in a field are words too
            focus.insert(typed[focus])
            QTest.keyClick(focus, Qt.Key.Key_5)
            QTest.keyClick(focus, Qt.Key.Key_Backspace)
    assert {screen.reason, screen.witness, screen.confirm} <= set(reached)
    assert reached.index(screen.reason) < reached.index(screen.witness) < reached.index(screen.confirm)
    assert source.asked == [], "digits in a field are no keys"
    QTest.keyClick(screen.witness, Qt.Key.Key_Escape)
    assert (screen.reason.text(), screen.witness.text()) == ("不同意 1 2 3", "演示网格员")
    QTest.keyClick(screen.witness, Qt.Key.Key_F5)
    assert source.asked == [
        ("refuse", {"state": "refused", "reason": "不同意 1 2 3", "witness": "演示网格员"}),
    ]  # fmt: skip


def test_every_control_has_a_name_in_both_languages(closing: tuple[PatrolWindow, Still, ClosingScreen]) -> None:
    window, _, screen = closing
    names: dict[str, list[str]] = {}
    for tongue in ("zh", "en"):
        window.set_language(tongue)
        QApplication.processEvents()
        screen.choices.button(REFUSES).setChecked(True)
        window.refresh()
        controls = (
            screen.pad, screen.undo, screen.again, screen.confirm, screen.make, screen.reason, screen.witness,
            *screen.choices.buttons(),
        )  # fmt: skip
        names[tongue] = [one.accessibleName() or getattr(one, "text", str)() for one in controls]
        assert all(names[tongue])
    language.use("zh")
    assert [zh for zh, en in zip(names["zh"], names["en"], strict=True) if zh == en] == []


def test_a_refusal_that_was_noted_can_be_put_right_until_the_pack_is_made(
    closing: tuple[PatrolWindow, Still, ClosingScreen],
) -> None:
    window, source, screen = closing
    changed(source, window, party_state="refused", party_reason="不同意", party_witness="演示网格员")
    assert screen.choices.checkedId() == REFUSES
    assert (screen.reason.text(), screen.witness.text()) == ("不同意", "演示网格员")
    assert not screen.can_confirm(), "it is noted already"
    screen.reason.setText("不同意测点")
    assert screen.can_confirm()
    screen.choices.button(SIGNS).setChecked(True)
    assert not screen.can_confirm()
    touch(screen.pad, 0, [(30, 60), (90, 80), (150, 50)])
    QTest.keyClick(window, Qt.Key.Key_F5)
    assert source.asked[-1][1]["who"] == "party"
    changed(source, window, pack_made=True, pack_wants=None)
    assert not screen.reason.isEnabled()
    assert not any(button.isEnabled() for button in screen.choices.buttons())
    assert not screen.keys(window.snapshot)[2].enabled
    QTest.keyClick(window, Qt.Key.Key_F2)
    assert window.step == CLOSE_STEP


def test_the_record_is_changed_with_f2_until_the_pack_is_made(
    closing: tuple[PatrolWindow, Still, ClosingScreen],
) -> None:
    window, _, _ = closing
    QTest.keyClick(window, Qt.Key.Key_F2)
    assert window.step == EVIDENCE_STEP


def test_a_key_that_is_locked_again_is_asked_for_with_f5(closing: tuple[PatrolWindow, Still, ClosingScreen]) -> None:
    window, source, screen = closing
    assert source.closed is not None
    wanted: list[tuple[str, dict[str, object]]] = []
    screen.form_wanted.connect(lambda form, more: wanted.append((form, dict(more))))
    signed = tuple(replace(one, locked=True, key_name=None) for one in source.closed.signatures)
    changed(
        source, window, signatures=signed, party_state="refused", party_reason="x", party_witness="y",
        pack_wants=Said("close.wants.key", (("name", "演示员甲"),)),
    )  # fmt: skip
    assert not screen.make.isEnabled()
    assert "演示员甲" in screen.make.text()
    QTest.keyClick(window, Qt.Key.Key_F5)
    assert [(form, more["command"], more["who"]) for form, more in wanted] == [("unlock", "unlock", "DEMO-0001")]


def test_practice_signs_nothing_and_is_left_by_f10(closing: tuple[PatrolWindow, Still, ClosingScreen]) -> None:
    window, source, screen = closing
    assert source.closed is not None
    open_ = tuple(replace(one, signed_at=None, strokes=()) for one in source.closed.signatures)
    changed(source, window, practice=True, signatures=open_, pack_wants=Said("ui.practice_no_export", ()))
    assert not screen.pad.isEnabled()
    assert "练习不能签名" in screen.pad.hint
    assert "练习记录不能导出为证据" in screen.make.text()
    QTest.keyClick(window, Qt.Key.Key_F10)
    assert [name for name, _ in source.asked] == ["next"]


def test_every_reason_is_told_and_a_long_one_stands_in_two_lines(
    closing: tuple[PatrolWindow, Still, ClosingScreen],
) -> None:
    window, source, screen = closing
    reasons = tuple(Said("desk.reason", (("zh", f"理由 {index}。"), ("en", f"reason {index}."))) for index in range(6))
    outcome = OutcomeFact(outcome="indicative", title=Said("close.title.indicative", ()), detail=reasons[0],
                          reasons=reasons)  # fmt: skip
    facts = changed(source, window, outcome=outcome)
    assert "6" in screen.head_left.view.note
    told = [words for _, words in closing_words.aloud(facts)]
    assert [f"理由 {index}。" in told for index in range(6)] == [True] * 6
    long = "只测了 0:37，不满 20:00（分:秒），只作参考。"
    first, rest = broken(long, lambda text: 10.0 * len(text), 200.0)
    assert (first + rest).replace(" ", "") == long.replace(" ", "")
    assert 0 < len(rest) < len(first) <= 20
    assert not rest.startswith(("，", "。", "）"))


def test_the_three_confirmations_stay_in_sight_where_rows_are_left_out(open_step: OpenStep) -> None:
    window, _ = open_step("officer", CLOSE_STEP, "day", (1280, 720), 1.5)
    screen = window.screen_shown
    assert isinstance(screen, ClosingScreen)
    view = screen.record.view
    assert isinstance(view, FactsView)
    assert view.kept_last
    assert (view.rows[-1].label, view.rows[-1].value) == ("三处确认语 · 印出后当事人亲笔写", "0 / 3")
