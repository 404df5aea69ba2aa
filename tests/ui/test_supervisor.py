"""The supervisor's lists as a person uses them: rows, filters, and what each key asks for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from gui_watch import LONGEST_S, GuiWatch, turn
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from test_nothing_white import TONES, look_at

from patrol_app.services.screen_facts import Said
from patrol_app.services.supervisor_facts import ListFilter, SupervisorFacts, taken
from patrol_app.ui import scenes
from patrol_app.ui.pictures.supervisor import lists
from patrol_app.ui.scenes.supervisor import supervisor
from patrol_app.ui.screen import REVIEW_STEP
from patrol_app.ui.screens import StillDesk
from patrol_app.ui.supervisor.lists_screen import SupervisorScreen
from patrol_app.ui.supervisor.review_screen import ReviewScreen
from patrol_app.ui.supervisor.tabs import CASES_STEP, ORDERS_STEP, VISITS_STEP
from patrol_app.ui.theme import Tone
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


def ask(window: PatrolWindow, source: StillDesk, **answers: str) -> dict[str, object]:
    """Fill in the filter; returns what was sent."""
    QTest.keyClick(window, Qt.Key.Key_F4)
    form = window.overlays.form
    assert form.isVisible()
    for name, value in answers.items():
        form.lines[name].setText(value)
    QTest.keyClick(form.take, Qt.Key.Key_Return)
    name, data = source.asked.pop()
    assert name == "filter"
    return dict(data)


def test_f4_asks_for_state_outcome_site_officer_days_and_words(qtbot: QtBot) -> None:
    window, source = opened(qtbot, VISITS_STEP)
    sent = ask(window, source, officer="演示员乙", site_like="一号", date_from="2026-06-05", text="缺 照片")
    assert sent == {
        "tab": "visits",
        "answers": {
            "shown": "all", "outcome": "any", "site_like": "一号", "officer": "演示员乙", "date_from": "2026-06-05",
            "date_to": "", "text": "缺 照片",
        },
    }  # fmt: skip
    window.go_to(ORDERS_STEP)
    window.refresh()
    assert ask(window, source)["answers"]["shown"] == "unsigned"  # type: ignore[index]


@pytest.mark.parametrize(("stands", "count"), [("all", 8), ("waiting", 4), ("sent_back", 1), ("accepted", 3)])
def test_each_state_shows_its_visits(qtbot: QtBot, stands: str, count: int) -> None:
    window, source = opened(qtbot, VISITS_STEP)
    source.offices["supervisor"] = replace(supervisor(), shown={"visits": stands})
    window.refresh()
    assert len(table(window).table.view.rows) == count


def test_what_is_asked_is_taken_and_told() -> None:
    lines = supervisor().lines

    def found(**asked: object) -> list[int]:
        return [int(one.number[-2:]) for one in taken(lines, ListFilter(**asked))]  # type: ignore[arg-type]

    assert found() == [3, 5, 9, 10, 2, 4, 7, 8]
    assert found(outcome="over") == [3, 5, 4, 7]
    assert found(outcome="within") == [2, 8]
    assert found(outcome="cannot") == [10]
    assert found(site="一号") == [3]
    assert found(officer="演示员甲", outcome="indicative") == [9]
    assert found(text="校准 照片") == [4]
    assert found(text="校准 没有这个词") == []
    assert found(text="2026〕1 号") == [7]
    # the visit of a night that begins before midnight belongs to the day of its arrival, in Chinese time
    assert found(first=date(2026, 6, 6), last=date(2026, 6, 6)) == [3, 5, 9, 10]
    assert found(first=date(2026, 6, 4), last=date(2026, 6, 5)) == [2, 4, 7]


def many(count: int) -> SupervisorFacts:
    """The week of the pictures over and over, each visit with a number of its own."""
    facts = supervisor()
    lines = tuple(replace(facts.lines[i % 8], number=f"T-{i:05d}") for i in range(count))
    return replace(facts, lines=lines, total=count, shown={"visits": "all", "review": "all"})


@pytest.mark.parametrize("step", [VISITS_STEP, CASES_STEP])
def test_ten_thousand_visits_are_walked_without_a_wait(qtbot: QtBot, step: int) -> None:
    window, source = opened(qtbot, step)
    source.offices["supervisor"] = many(10_000)
    watch, list_ = GuiWatch(), table(window).table
    with turn(watch):
        window.refresh()
        QApplication.processEvents()
    assert len(list_.view.rows) == 10_000
    list_.setFocus()
    for key, times in ((Qt.Key.Key_Down, 5), (Qt.Key.Key_PageDown, 30), (Qt.Key.Key_Up, 3)):
        for _ in range(times):
            with turn(watch):
                QTest.keyClick(list_, key)
                QApplication.processEvents()
    assert table(window).row == 2 + 30 * list_.rows
    assert table(window).line() is not None
    assert table(window).line().number == f"T-{table(window).row:05d}"  # type: ignore[union-attr]
    for size in ((1366, 768), (1280, 720)):
        with turn(watch):
            window.resize(*size)
            QApplication.processEvents()
    assert watch.longest_s < LONGEST_S


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
    source.offices["supervisor"] = replace(supervisor(), shown={"orders": "all"})
    window.refresh()
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


@pytest.mark.parametrize(
    ("size", "text", "tongue"),
    [((1366, 768), 1.0, "zh"), ((1280, 720), 1.0, "en"), ((1280, 720), 1.5, "en"), ((1920, 1080), 1.5, "zh")],
)
def test_the_conclusion_and_the_limits_are_whole_at_every_size(
    qtbot: QtBot, size: tuple[int, int], text: float, tongue: str
) -> None:
    window = PatrolWindow(StillDesk(None), tone="day", role="supervisor", text=text, now=lambda: scenes.local(9, 12))
    qtbot.addWidget(window)
    window.resize(*size)
    window.set_language(tongue)  # type: ignore[arg-type]  # one of the two
    window.show()
    window.stop_beating()
    QApplication.processEvents()
    window.refresh()
    screen = window.screen_shown
    assert isinstance(screen, ReviewScreen)
    rows, look = screen.values.view.rows, screen.look
    assert screen.values.height() + 2 >= len(rows) * look.px(15) * 1.3 - 1
    right = screen.plot.margins[1]
    widest = max(look.width(one.words, 13, True) for one in screen.plot.view.limits)
    assert right >= widest + 20
    window.set_language("zh")


def test_f9_tells_all_in_full_and_esc_gives_the_keyboard_back(qtbot: QtBot) -> None:
    window, source = opened(qtbot, REVIEW_STEP)
    screen = window.screen_shown
    assert isinstance(screen, ReviewScreen)
    assert source.reviewed is not None
    line = "data/raw/sound.frames 被改动：" + "SHA-256 应为 " + 64 * "a"
    fault = Said("desk.reason", (("zh", line), ("en", line)))
    refused = Said("desk.pack_fails", (("number", "DEMO-20260606-03"), ("zh", line), ("en", line)))
    source.reviewed = replace(source.reviewed, faults=(fault,), obstacle=refused, checks=(*source.reviewed.checks,))
    window.refresh()
    assert screen.accept.text() == "不能同意 · F9 看原因"
    assert not screen.accept.isEnabled()
    QTest.keyClick(window, Qt.Key.Key_F9)
    told = screen.full.toPlainText()
    assert line in told
    assert "23:31:40–23:32:10 · 人声" in told.replace(" B ", "")
    assert "两者都高于 55" in told
    assert screen.full.palette().base().color() == window.look.colour("surface")
    QTest.keyClick(screen.full, Qt.Key.Key_PageDown)
    QTest.keyClick(screen.full, Qt.Key.Key_Escape)
    assert not screen.full.isVisible()
    QTest.keyClick(window, Qt.Key.Key_F9)
    QTest.keyClick(screen.full, Qt.Key.Key_F9)
    assert not screen.full.isVisible()
    assert source.asked == []


def test_a_stretch_and_the_playhead_are_set_by_keys(qtbot: QtBot) -> None:
    window, source = opened(qtbot, REVIEW_STEP)
    screen = window.screen_shown
    assert isinstance(screen, ReviewScreen)
    start_s = screen.head_s()
    assert start_s is not None
    plot = screen.plot
    plot.setFocus()
    QTest.keyClick(plot, Qt.Key.Key_Return)
    assert "再按回车定终点" in screen.selected_words.view.title
    for key in (Qt.Key.Key_PageDown, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Left):
        QTest.keyClick(plot, key)
    assert source.asked[-1] == ("seek", {"at_s": start_s + 11.0})
    QTest.keyClick(plot, Qt.Key.Key_Return)
    assert screen.selection == (start_s, start_s + 11.0)
    assert source.asked[-1] == ("select", {"start_s": start_s, "end_s": start_s + 11.0})
    QTest.keyClick(plot, Qt.Key.Key_Home)
    assert source.asked[-1] == ("seek", {"at_s": 0.0})
    QTest.keyClick(plot, Qt.Key.Key_End)
    assert source.asked[-1] == ("seek", {"at_s": 1200.0})
    QTest.mouseClick(screen.audio, Qt.MouseButton.LeftButton, pos=screen.audio.rect().center())
    assert source.asked[-1][0] == "seek"
    assert 400.0 < float(str(source.asked[-1][1]["at_s"])) < 800.0
    # F3 hears the stretch that is selected
    QTest.keyClick(window, Qt.Key.Key_F3)
    assert source.asked[-1] == ("listen", {"at_s": start_s})


def test_what_was_written_for_one_visit_is_not_for_the_next(qtbot: QtBot) -> None:
    window, source = opened(qtbot, REVIEW_STEP)
    screen = window.screen_shown
    assert isinstance(screen, ReviewScreen)
    assert source.reviewed is not None
    first = source.reviewed
    screen.remark.setText("补背景")
    screen.list.setFocus()
    QTest.keyClick(screen.list, Qt.Key.Key_Down)
    QTest.keyClick(screen.list, Qt.Key.Key_Down)
    assert [one[1]["number"] for one in source.asked] == ["DEMO-20260606-02", "DEMO-20260606-07"]
    # until the visit has come nothing can be decided, and the list shows which one is coming
    assert screen.list.view.selected == 2
    for key in (Qt.Key.Key_F2, Qt.Key.Key_F3, Qt.Key.Key_F5, Qt.Key.Key_F7, Qt.Key.Key_F9):
        QTest.keyClick(window, key)
    assert len(source.asked) == 2
    source.reviewed = replace(first, selected=2, checks=first.checks[:-1])
    window.refresh()
    assert screen.remark.text() == ""
    source.reviewed = first
    window.refresh()
    assert screen.remark.text() == "补背景"


def test_ten_thousand_wait_and_the_list_moves(qtbot: QtBot) -> None:
    window, source = opened(qtbot, REVIEW_STEP)
    screen = window.screen_shown
    assert isinstance(screen, ReviewScreen)
    assert source.reviewed is not None
    items = tuple(replace(source.reviewed.items[0], case_number=f"T-{i:05d}") for i in range(10_000))
    source.reviewed = replace(source.reviewed, items=items, checks=source.reviewed.checks[:-1])
    source.offices["supervisor"] = many(10_000)
    watch = GuiWatch()
    with turn(watch):
        window.refresh()
        QApplication.processEvents()
    screen.list.setFocus()
    for _ in range(30):
        with turn(watch):
            QTest.keyClick(screen.list, Qt.Key.Key_PageDown)
            QApplication.processEvents()
    assert screen.selected() == 30 * screen.list.rows
    first = screen.list.first()
    assert first <= screen.selected() < first + screen.list.rows
    wheel = QWheelEvent(
        QPointF(50, 100), screen.list.mapToGlobal(QPointF(50, 100)), QPoint(), QPoint(0, -120),
        Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(screen.list, wheel)
    assert screen.list.first() == first + 1
    assert watch.longest_s < LONGEST_S
    assert screen.list.view.note == "10\u00a0000 件"


@pytest.mark.parametrize("tone", TONES)
def test_the_full_text_is_in_the_tone_selected_text_too(qtbot: QtBot, tone: Tone) -> None:
    window, _ = opened(qtbot, REVIEW_STEP)
    window.set_tone(tone)
    screen = window.screen_shown
    assert isinstance(screen, ReviewScreen)
    window.refresh()
    QTest.keyClick(window, Qt.Key.Key_F9)
    look_at(screen.full, tone, "full text")
    screen.full.selectAll()
    look_at(screen.full, tone, "selected")
    window.next_tone()
    look_at(screen.full, window.look.palette.tone, "next tone")
