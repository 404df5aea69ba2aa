"""The report tab on the invented office: what it shows, what it asks for, and that no number is invented."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from patrol_app.assets import Language
from patrol_app.services.report_facts import NO_DATA, NightCount, RateFact, ReportFacts
from patrol_app.services.screen_facts import Said
from patrol_app.ui import language, scenes
from patrol_app.ui.coordinator import reports_words as said
from patrol_app.ui.coordinator.reports_screen import ReportsScreen
from patrol_app.ui.screen import REPORTS_STEP
from patrol_app.ui.screens import Still
from patrol_app.ui.window import PatrolWindow

Office = Callable[..., tuple[ReportsScreen, Still]]


@pytest.fixture
def office(qtbot: QtBot) -> Iterator[Office]:
    """The shown tab."""

    def opened(
        facts: ReportFacts | None = None, size: tuple[int, int] = (1366, 768), text: float | None = None
    ) -> tuple[ReportsScreen, Still]:
        source = Still(None)
        window = PatrolWindow(source, role="coordinator", tone="day", text=text, now=scenes.report_time)
        qtbot.addWidget(window)
        window.resize(*size)
        window.show()
        window.stop_beating()
        window.activateWindow()
        window.go_to(REPORTS_STEP)
        source.offices["reports"] = facts or scenes.reports()
        source.asked.clear()
        QApplication.processEvents()
        window.refresh()
        screen = window.screen_shown
        assert isinstance(screen, ReportsScreen)
        return screen, source

    yield opened
    language.use("zh")


def test_a_rate_carries_both_numbers_and_says_when_it_is_short(office: Office) -> None:
    screen, _ = office()
    rows = {row.name: row for row in screen.rates.view.rows}
    short = rows["夜查完成率"]
    assert (short.fraction, short.value, short.sign, short.short, short.note) == (
        "39 / 42 点位", "92.86 %", "warn", True, "未达目标",
    )  # fmt: skip
    reached = rows["护考区覆盖率"]
    assert (reached.fraction, reached.value, reached.sign, reached.short) == ("8 / 8 处", "100.00 %", "ok", False)
    assert rows["超标率"].sign == "" and rows["超标率"].target is None
    # those with a target first
    assert [row.target is None for row in screen.rates.view.rows] == [False, False, True, True, True]


@pytest.mark.parametrize(
    ("part", "whole", "short"), [(999, 1000, True), (1000, 1000, False), (0, 0, False), (0, 1, True)]
)
def test_short_is_under_the_target_and_nothing_counted_is_not_short(part: int, whole: int, short: bool) -> None:
    rate = RateFact(key="plan_done", part=part, whole=whole, target=1.0)
    assert rate.short is short
    shown = said._rate(rate)
    assert shown.value == ("—" if whole == 0 else f"{100 * part / whole:.2f} %")
    assert shown.sign == ("" if whole == 0 else "warn" if short else "ok")


@pytest.mark.parametrize("spoken", ["zh", "en"])
def test_rates_without_data_are_told_with_the_reason_and_no_number(office: Office, spoken: Language) -> None:
    language.use(spoken)
    screen, _ = office()
    missing = screen.rates.view.missing
    assert len(missing) == len(NO_DATA)
    for _, why in missing:
        assert ("无数据" if spoken == "zh" else "no data") in why
        assert "%" not in why and not any(sign.isdigit() for sign in why.replace("HJ 212", ""))


@pytest.mark.parametrize(("part", "start"), [(79, 0.0), (80, 0.8), (100, 0.8)])
def test_the_axis_is_cut_only_while_every_rate_lies_on_it(part: int, start: float) -> None:
    facts = replace(scenes.reports(), rates=(RateFact(key="judged_rate", part=part, whole=100, target=None),))
    view = said.rates_view(facts, None)
    assert view.axis_from == start
    assert view.legend[0] == ("横轴自 80 % 起" if start else "横轴自 0 起")


def test_every_state_has_its_sign_and_words(office: Office) -> None:
    screen, _ = office()
    rows = {(row.cells[0], row.cells[1]): (row.sign, row.cells[2], row.weighty) for row in screen.list.view.rows}
    assert rows["日预警", "06-07"] == ("warn", "待发 06-08 08:30", True)
    assert rows["日预警", "06-06"] == ("ok", "已发 06-07 08:31", False)
    assert rows["周研判", "06-08 至 06-14"] == ("open", "期间未完", False)
    assert rows["护考总结", "06-05 至 06-07"] == ("open", "草稿", False)
    assert rows["信息公开表", "2026-05"] == ("warn", "应发 06-01 08:30", True)


def test_keys_ask_the_desk(office: Office) -> None:
    screen, source = office()
    window = screen.window()
    for key, wanted in ((Qt.Key.Key_F4, "reports.see"), (Qt.Key.Key_F5, "reports.issue")):
        QTest.keyClick(window, key)
        assert source.asked[-1] == (wanted, {})
    form = window.overlays.form  # type: ignore[attr-defined]
    for key, name in ((Qt.Key.Key_F2, "report_new"), (Qt.Key.Key_F3, "report_period"), (Qt.Key.Key_F7, "report_file"),
                      (Qt.Key.Key_F9, "report_file")):  # fmt: skip
        QTest.keyClick(window, key)
        assert form.isVisible() and form.form == name
        if name == "report_period":
            assert form.answers() == {"period_start": "2026-06-07", "period_end": "2026-06-07"}
        QTest.keyClick(form, Qt.Key.Key_Escape)
    count = len(source.asked)
    QTest.keyClick(window, Qt.Key.Key_F10)
    assert len(source.asked) == count, "nothing to go back to"


@pytest.mark.parametrize(("row", "word", "ready"), [(0, "发出", True), (3, "期间未完", False), (1, "发出", True)])
def test_what_runs_is_not_issued(office: Office, row: int, word: str, ready: bool) -> None:
    screen, _ = office(replace(scenes.reports(), selected=row))
    assert (screen.issue.text(), screen.issue.isEnabled()) == (word, ready)


@pytest.mark.parametrize(("seconds", "asked"), [(-1, 0), (0, 1), (60, 1)])
def test_the_list_is_read_anew_once_when_an_hour_comes(office: Office, seconds: int, asked: int) -> None:
    screen, source = office(replace(scenes.reports(), serial=7))
    due = scenes.reports().line.at
    assert due is not None
    screen.now = lambda: due + timedelta(seconds=seconds)
    for beat in (0, 1, 0):
        screen.refresh(None, beat)
    assert source.asked.count(("reports.look", {})) == asked


def test_a_damaged_log_gives_no_number_and_says_which_entry(office: Office) -> None:
    fault = Said("store.entry_damaged", (("path", "patrol.db"), ("sequence", 57)))
    facts = replace(scenes.reports(), rates=(), nights=(), pages=(), fault=fault)
    screen, _ = office(facts)
    assert screen.rates.view.rows == () and screen.rates.view.missing == ()
    assert screen.rates.view.empty == screen.nights.view.empty == "日志有损坏的条目，没有计数。"
    assert "57" in screen.remarks.view[0]
    assert not screen.issue.isEnabled() and not screen.buttons[7].isEnabled() and screen.buttons[3].isEnabled()
    assert len(screen.list.view.rows) == len(facts.lines)


def test_what_went_out_goes_out_again_only_when_its_records_changed(office: Office) -> None:
    stale = scenes.reports_high()
    screen, _ = office(stale)
    assert (screen.issue.text(), screen.issue.isEnabled()) == ("再发一版", True)
    assert stale.issue is not None
    fresh = replace(stale, issue=replace(stale.issue, stale=False))
    screen, _ = office(fresh)
    assert (screen.issue.text(), screen.issue.isEnabled()) == ("已发出", False)
    assert "DEMO-0020" in screen.remarks.view[1] and "71be04c2" in screen.remarks.view[1]


def test_enter_and_double_click_on_a_figure_lead_to_its_visits(office: Office) -> None:
    screen, source = office()
    screen.rates.setFocus()
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Return):
        QTest.keyClick(screen.rates, key)
    assert source.asked[-1] == ("reports.behind", {"figure": "plan_done"})
    top, pitch = screen.rates.look.px(screen.rates.HEAD), screen.rates._pitch()
    QTest.mouseDClick(screen.rates, Qt.MouseButton.LeftButton, pos=QPoint(40, round(top + pitch * 2.4)))
    assert source.asked[-1] == ("reports.behind", {"figure": "exceed_rate"})
    screen.nights.setFocus()
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Enter):
        QTest.keyClick(screen.nights, key)
    assert source.asked[-1] == ("reports.behind", {"figure": "by_night=2026-06-02"})
    plot = screen.nights._plot()
    at = QPoint(round(plot.left() + plot.width() * 6.5 / 7), round(plot.center().y()))
    QTest.mouseDClick(screen.nights, Qt.MouseButton.LeftButton, pos=at)
    assert source.asked[-1] == ("reports.behind", {"figure": "by_night=2026-06-07"})


def test_a_visit_behind_a_figure_opens_and_f10_goes_back(office: Office) -> None:
    screen, source = office(scenes.reports_behind())
    assert screen.behind.isVisible() and not screen.rates.isVisible()
    assert screen.behind.view.heading == "夜查完成率 · 42 次到访"
    QTest.keyClick(screen.behind, Qt.Key.Key_Down)
    QTest.keyClick(screen.behind, Qt.Key.Key_Return)
    assert source.asked[-1] == ("reports.open", {"number": "DEMO-20260607-02"})
    QTest.keyClick(screen.window(), Qt.Key.Key_F10)
    assert source.asked[-1] == ("reports.back", {})
    assert said.foot(scenes.reports_behind()) == "没有到访 3 处：演示三号工地、演示六号工地、演示十一号工地"


def test_pages_turn_and_the_list_chooses(office: Office) -> None:
    screen, source = office(replace(scenes.reports(), pages=scenes.reports().pages * 3))
    assert screen.preview.view.note == "第 1 页，共 3 页"
    QTest.keyClick(screen.preview, Qt.Key.Key_Right)
    assert screen.preview.view.note == "第 2 页，共 3 页"
    for _ in range(2):
        QTest.keyClick(screen.preview, Qt.Key.Key_Left)
    assert screen.preview.view.note == "第 3 页，共 3 页"
    QTest.keyClick(screen.list, Qt.Key.Key_Down)
    assert source.asked[-1] == ("reports.choose", {"row": 1})


def test_the_paper_speaks_the_windows_language(office: Office) -> None:
    screen, source = office()
    window = screen.window()
    assert isinstance(window, PatrolWindow)
    window.set_language("en")
    QApplication.processEvents()
    assert ("reports.speak", {"language": "en"}) in source.asked
    assert screen.list.view.heading == "Reports"


@pytest.mark.parametrize("text", [1.0, 1.5])
@pytest.mark.parametrize("size", [(1280, 720), (1366, 768), (1920, 1080)])
@pytest.mark.parametrize("behind", [False, True])
def test_nothing_lies_over_another(office: Office, size: tuple[int, int], text: float, behind: bool) -> None:
    screen, _ = office(scenes.reports_behind() if behind else scenes.reports(), size, text)
    only = Qt.FindChildOption.FindDirectChildrenOnly
    parts = [part for part in screen.findChildren(QWidget, options=only) if part.isVisible()]
    assert len(parts) >= 9
    for place, one in enumerate(parts):
        assert screen.rect().contains(one.geometry()), one
        assert one.width() > 20 and one.height() > 20, one
        for other in parts[place + 1 :]:
            assert not one.geometry().intersects(other.geometry()), (one, other)


def test_a_month_of_nights_writes_only_labels_with_room(office: Office) -> None:
    nights = tuple(
        NightCount(night=date(2026, 6, 1) + timedelta(days=d), measured=9, exceeding=d % 4) for d in range(30)
    )
    screen, _ = office(replace(scenes.reports(), nights=nights))
    assert screen.nights.accessibleDescription().count(";") == 29
    assert not screen.nights.grab().isNull()


def test_screen_readers_hear_the_figures(office: Office) -> None:
    screen, _ = office()
    assert "夜查完成率 92.86 % 39 / 42 点位" in screen.rates.accessibleDescription()
    assert "有效传输率 无数据" in screen.rates.accessibleDescription()
    assert "06-06 42 / 9" in screen.nights.accessibleDescription()
    assert screen.preview.accessibleName() == "纸面 · 日预警 06-07"
