"""The supervisor's lists as a person uses them: rows, filters, and what each key asks for."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from patrol_app.ui import scenes
from patrol_app.ui.pictures.supervisor import lists
from patrol_app.ui.screen import REVIEW_STEP
from patrol_app.ui.screens import StillDesk
from patrol_app.ui.supervisor.lists_screen import SupervisorScreen
from patrol_app.ui.supervisor.tabs import CASES_STEP, ORDERS_STEP, VISITS_STEP
from patrol_app.ui.window import PatrolWindow


def opened(qtbot: QtBot, step: int, *, size: tuple[int, int] = (1366, 768)) -> tuple[PatrolWindow, StillDesk]:
    source = lists(None)
    window = PatrolWindow(source, tone="day", role="supervisor", now=lambda: scenes.local(9, 12))
    qtbot.addWidget(window)
    window.resize(*size)
    window.show()
    window.stop_beating()
    window.activateWindow()
    window.go_to(step)
    QApplication.processEvents()
    window.refresh()
    return window, source


def table(window: PatrolWindow) -> SupervisorScreen:
    screen = window.screen_shown
    assert isinstance(screen, SupervisorScreen)
    return screen


def test_who_and_when_stand_beside_every_decision(qtbot: QtBot) -> None:
    window, _ = opened(qtbot, VISITS_STEP)
    states = [row.cells[-1] for row in table(window).table.view.rows]
    assert states[0] == "待复核"
    assert states[5] == "已退回 · 复核人丁（DEMO-0009） · 06-06 06:08 · 缺测后校准的照片，请补一张。"
    assert [row.sign for row in table(window).table.view.rows][:3] == ["over", "over", "open"]


def test_f4_walks_what_is_shown(qtbot: QtBot) -> None:
    window, _ = opened(qtbot, VISITS_STEP)
    counts = []
    for _ in range(5):
        counts.append((table(window).shown, len(table(window).table.view.rows)))
        QTest.keyClick(window, Qt.Key.Key_F4)
    assert counts == [("all", 8), ("waiting", 4), ("sent_back", 1), ("accepted", 3), ("all", 8)]


def test_f5_opens_the_selected_visit_in_the_review(qtbot: QtBot) -> None:
    window, source = opened(qtbot, VISITS_STEP)
    QTest.keyClick(window, Qt.Key.Key_F10)
    QTest.keyClick(window, Qt.Key.Key_F5)
    assert source.asked == [("open_visit", {"number": "DEMO-20260606-05"})]
    assert window.step == REVIEW_STEP


def test_a_case_file_is_kept_and_papers_are_seen(qtbot: QtBot) -> None:
    window, source = opened(qtbot, CASES_STEP)
    QTest.keyClick(window, Qt.Key.Key_F3)
    QTest.keyClick(window, Qt.Key.Key_F5)
    number = "DEMO-20260606-03"
    assert source.asked == [
        ("show_papers", {"number": number, "language": "zh"}),
        ("make_case_file", {"number": number, "language": "zh"}),
    ]


def test_an_order_is_signed_after_the_password(qtbot: QtBot) -> None:
    window, source = opened(qtbot, ORDERS_STEP)
    assert len(table(window).table.view.rows) == 2
    QTest.keyClick(window, Qt.Key.Key_F5)
    form = window.overlays.form
    assert form.isVisible()
    form.lines["password"].insert("secret")
    QTest.keyClick(form.take, Qt.Key.Key_Return)
    assert source.asked == [("sign_order", {"password": "secret", "number": "DEMO-20260606-03"})]
    QTest.keyClick(window, Qt.Key.Key_F4)
    rows = table(window).table.view.rows
    assert rows[-1].cells[-1] == "复核人丁（DEMO-0009） · 06-05 06:08"
    window.screen_shown.act(10)
    window.screen_shown.act(10)
    window.refresh()
    assert not table(window).keys(None)[5].enabled


@pytest.mark.parametrize("step", [VISITS_STEP, CASES_STEP, ORDERS_STEP])
@pytest.mark.parametrize("size", [(1280, 720), (1920, 1080)])
def test_every_size_shows_all_buttons_in_the_window(qtbot: QtBot, step: int, size: tuple[int, int]) -> None:
    window, _ = opened(qtbot, step, size=size)
    screen = table(window)
    for button in (screen.main, *screen.buttons.values()):
        assert screen.rect().contains(button.geometry())
        assert button.width() >= 48
    assert screen.table.geometry().bottom() < screen.main.geometry().top()


def test_nothing_there_does_nothing(qtbot: QtBot) -> None:
    window, source = opened(qtbot, VISITS_STEP)
    source.offices.pop("supervisor")
    window.refresh()
    for key in (Qt.Key.Key_F3, Qt.Key.Key_F4, Qt.Key.Key_F5, Qt.Key.Key_F10):
        QTest.keyClick(window, key)
    assert source.asked == []
