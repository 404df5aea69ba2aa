"""The coordinator's tabs on the invented office: what they show, what they ask for, what they never take away."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QWidget
from pytestqt.qtbot import QtBot
from test_nothing_white import parts_of

from patrol_app.assets import sentences
from patrol_app.services.plan_facts import PlanFacts
from patrol_app.services.zone_facts import ZoneFacts
from patrol_app.ui import language, scenes
from patrol_app.ui.coordinator import plan_words as coordinator_plan_words
from patrol_app.ui.coordinator import zones_words as coordinator_zones_words
from patrol_app.ui.coordinator.library_screen import LibraryScreen
from patrol_app.ui.coordinator.plan_screen import PlanScreen
from patrol_app.ui.coordinator.words import left_until
from patrol_app.ui.coordinator.zones_screen import ZonesScreen
from patrol_app.ui.screen import LIBRARY_STEP, PLAN_STEP, ZONES_STEP
from patrol_app.ui.screens import Still
from patrol_app.ui.widgets.table_list import TableList
from patrol_app.ui.window import PatrolWindow

DIRECT = Qt.FindChildOption.FindDirectChildrenOnly
Office = Callable[..., tuple[PatrolWindow, Still]]


@pytest.fixture
def office(qtbot: QtBot) -> Iterator[Office]:
    """A shown window at a tab."""

    def opened(step: int, size: tuple[int, int] = (1366, 768), text: float | None = None) -> tuple[PatrolWindow, Still]:
        source = Still(None)
        window = PatrolWindow(source, role="coordinator", tone="day", text=text, now=scenes.office_time)
        qtbot.addWidget(window)
        window.resize(*size)
        window.show()
        window.stop_beating()
        window.activateWindow()
        window.go_to(step)
        QApplication.processEvents()
        window.refresh()
        return window, source

    yield opened
    language.use("zh")


def zones(window: PatrolWindow) -> ZonesScreen:
    screen = window.screen_shown
    assert isinstance(screen, ZonesScreen)
    return screen


def night(source: Still) -> PlanFacts:
    facts = source.offices["plan"]
    assert isinstance(facts, PlanFacts)
    return facts


def zone_facts(source: Still) -> ZoneFacts:
    facts = source.offices["zones"]
    assert isinstance(facts, ZoneFacts)
    return facts


def test_head_and_line_say_exam_countdown_and_plan(office: Office) -> None:
    window, _ = office(ZONES_STEP)
    head = window.header.view
    assert (head.place, head.zone) == ("演示区 2026 年普通高考", "考点 3 · 护考区内源 8 · 禁噪令 1 件")
    assert (head.period, head.change, head.clock) == ("开考 06-07 09:00", "还有 1 天 16:20", "06-05 16:40")
    assert window.status.view.items[-1].text == "06-06 夜计划 第 3 版 未下发"


def test_the_countdown_turns_to_seconds_within_a_day() -> None:
    now = scenes.office_time()
    coming = now.replace(day=6)
    assert left_until(coming, now) == "还有 1 天 0:00"
    assert left_until(coming.replace(minute=39), now) == "还有 23:59:00"


def test_sources_are_sorted_by_distance_and_the_near_miss_is_told(office: Office) -> None:
    window, _ = office(ZONES_STEP)
    view = zones(window).sources.view
    assert [line.number for line in view.lines] == [10, 3, 6, 9, 7, 8, 4, 2]
    assert view.near == ("5 号 演示七号工地 503 m：界外 3 m", "另有 2 处")
    assert (view.lines[1].permit, view.lines[1].weighty) == ("没有", True)
    assert coordinator_zones_words.remarks(zone_facts(Still(None))) == (
        "半径取自通告，国家规定没有统一数值。", "界线：考点边界到工地边界，测地线。",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("beyond", "told"), [(0.0, "0.01"), (0.04, "0.04"), (0.4, "0.4"), (2.96, "3"), (3.04, "3"), (9.94, "9.9")]
)
def test_a_near_miss_is_never_rounded_onto_the_limit(beyond: float, told: str) -> None:
    facts = zone_facts(Still(None))
    one = replace(facts.sources[8], beyond_m=beyond, distance_m=500 + beyond)
    view = coordinator_zones_words.sources_view(replace(facts, sources=(one,)), None)
    assert view.near[0].endswith(f"界外 {told} m")


def test_list_map_and_night_share_the_selection(office: Office) -> None:
    window, _ = office(ZONES_STEP)
    screen = zones(window)
    QTest.keyClick(screen.sources, Qt.Key.Key_Down)
    assert screen.selected == 3 == screen.timeline.view.selected
    place = next(one for one in zone_facts(Still(None)).sources if one.number == 9)
    at = screen.map.mapFromScene(QPointF(place.east_m, -place.north_m))
    QTest.mouseClick(screen.map.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(at.x(), at.y()))
    assert screen.selected == 9 == screen.sources.view.selected
    box = screen.timeline.box_of(1, screen.timeline.view.teams[1].blocks[2])
    QTest.mouseClick(screen.timeline, Qt.MouseButton.LeftButton, pos=box.center().toPoint())
    assert screen.selected == 3 == screen.sources.view.selected


def test_a_changed_notice_is_kept_only_by_its_key_and_never_lost_to_new_facts(office: Office) -> None:
    window, source = office(ZONES_STEP)
    screen = zones(window)
    assert not screen.buttons[3].isEnabled()
    screen.form.radius.setValue(300)
    assert screen.buttons[3].isEnabled()
    source.offices["zones"] = replace(zone_facts(source), active=True)
    window.refresh()
    assert screen.form.radius.value() == 300
    window.setFocus()
    QTest.keyClick(window, Qt.Key.Key_F3)
    name, data = source.asked[-1]
    assert (name, data["base"]) == ("zones.save_notice", "演字〔2026〕1 号")
    answers = data["answers"]
    assert isinstance(answers, dict)
    assert (answers["radius_m"], answers["distance_rule"], answers["number"]) == ("300", "wall", "演字〔2026〕1 号")
    # what was kept comes back as the next version, and the form is as it was kept
    kept = zone_facts(source)
    source.offices["zones"] = replace(kept, version=3, saved=1, answers={**kept.answers, "radius_m": "300"})
    window.refresh()
    assert not screen.form.changed


def test_a_radius_with_decimals_that_nobody_touched_stays(office: Office) -> None:
    window, source = office(ZONES_STEP)
    facts = zone_facts(source)
    source.offices["zones"] = replace(facts, version=9, answers={**facts.answers, "radius_m": "500.5"})
    window.refresh()
    form = zones(window).form
    assert not form.changed
    assert form.answers()["radius_m"] == "500.5"


def test_a_new_notice_begins_empty_and_a_withdrawal_is_asked_first(office: Office) -> None:
    window, source = office(ZONES_STEP)
    QTest.keyClick(window, Qt.Key.Key_F9)
    assert window.choice.isVisible()
    assert not [name for name, _ in source.asked if name == "zones.withdraw"]
    QTest.keyClick(window, Qt.Key.Key_2)
    assert not [name for name, _ in source.asked if name == "zones.withdraw"]
    QTest.keyClick(window, Qt.Key.Key_F9)
    QTest.keyClick(window, Qt.Key.Key_1)
    assert source.asked[-1] == ("zones.withdraw", {"number": "演字〔2026〕1 号"})
    screen = zones(window)
    window.setFocus()
    QTest.keyClick(window, Qt.Key.Key_F10)
    assert screen.form.answers()["number"] == ""
    assert screen.form.heading == "新通告"
    window.setFocus()
    QTest.keyClick(window, Qt.Key.Key_F10)
    assert screen.form.answers()["number"] == "演字〔2026〕1 号"


def test_f4_in_a_field_is_the_windows_and_digits_go_into_texts(office: Office) -> None:
    window, source = office(ZONES_STEP)
    screen = zones(window)
    field = screen.form.fields["forbidden"]
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_F4)
    assert ("library.duplicates", {}) in source.asked
    assert window.step == LIBRARY_STEP
    window.go_to(ZONES_STEP)
    before = len(source.asked)
    number = screen.form.fields["number"]
    number.setFocus()
    QTest.keyClick(number, Qt.Key.Key_5)
    assert len(source.asked) == before
    assert "5" in screen.form.answers()["number"]


def test_the_plan_is_issued_once_and_only_as_it_was_planned(office: Office) -> None:
    window, source = office(PLAN_STEP)
    screen = window.screen_shown
    assert isinstance(screen, PlanScreen)
    assert screen.issue.isEnabled()
    source.offices["plan"] = replace(night(source), changed=True)
    window.refresh()
    assert not screen.issue.isEnabled()
    source.offices["plan"] = replace(night(source), changed=False)
    window.refresh()
    QTest.keyClick(window, Qt.Key.Key_F5)
    assert source.asked[-1][0] == "plan.issue"
    source.offices["plan"] = scenes.morning_after()["plan"]
    window.refresh()
    assert not screen.issue.isEnabled()


def test_teams_are_set_up_by_their_fields(office: Office) -> None:
    window, source = office(PLAN_STEP)
    screen = window.screen_shown
    assert isinstance(screen, PlanScreen)
    kinds = screen.teams.kinds[0]
    kinds.setCurrentIndex(kinds.findData("tour"))
    kinds.activated.emit(kinds.currentIndex())
    assert source.asked[-1] == ("plan.team", {"team": 0, "kind": "tour"})
    screen.teams.people[1].setValue(4)
    assert source.asked[-1] == ("plan.team", {"team": 1, "people": 4})
    screen.teams.add.click()
    assert source.asked[-1] == ("plan.add_team", {})
    screen.teams.drops[2].click()
    assert source.asked[-1] == ("plan.drop_team", {"team": 2})
    source.offices["plan"] = replace(night(source), teams=night(source).teams[:1])
    window.refresh()
    assert len(screen.teams.kinds) == 1
    assert not screen.teams.drops[0].isEnabled()


def test_a_stop_that_is_ahead_can_be_skipped_and_one_that_was_missed_cannot(office: Office) -> None:
    window, source = office(PLAN_STEP)
    screen = window.screen_shown
    assert isinstance(screen, PlanScreen)
    screen.choose_team(1)
    screen.select(3)
    QTest.keyClick(window, Qt.Key.Key_F3)
    assert source.asked[-1] == ("plan.skip", {"site": "演示一号工地"})
    screen.select(12)
    QTest.keyClick(window, Qt.Key.Key_F2)
    assert source.asked[-1] == ("plan.add", {"site": "演示二厂"})
    source.offices.update(scenes.morning_after())
    window.refresh()
    screen.select(3)
    assert not screen.buttons[3].isEnabled()
    view = screen.left.view
    assert [row.cells[0] for row in view.rows] == ["3", "5", "6", "7", "11", "12", "13", "14"]
    assert [row.value for row in screen.counts.view.rows[2:4]] == ["6 / 6", "12 / 18"]


def test_the_time_axis_marks_the_law_and_the_road(office: Office) -> None:
    window, source = office(PLAN_STEP)
    screen = window.screen_shown
    assert isinstance(screen, PlanScreen)
    view = screen.timeline.view
    ((at, words),) = view.changes
    assert (round(at, 6), words) == (0.2, "22:00 夜间 55")
    assert view.hours[0] == (0.0, "20:00")
    assert view.hours[-1] == (1.0, "06:00")
    assert [block.inside for block in view.teams[0].blocks] == [True, True, False, True, True, False, True, True]
    assert coordinator_plan_words.foot(night(source)).endswith("冲突 0 · 区内声源覆盖 8 / 8")
    QTest.keyClick(screen.timeline, Qt.Key.Key_Down)
    assert screen.team == 1
    QTest.keyClick(screen.timeline, Qt.Key.Key_Right)
    assert screen.selected == 1


def test_bad_rows_wait_for_a_person(office: Office) -> None:
    window, source = office(LIBRARY_STEP)
    screen = window.screen_shown
    assert isinstance(screen, LibraryScreen)
    assert not screen.keep.isEnabled()
    source.offices["library"] = scenes.refused()
    window.refresh()
    assert screen.middle.view.rows[0].cells == (
        "工地和声源", "9", "latitude_deg", "列 latitude_deg 的值 '三十二度' 不是可用的数。",
    )  # fmt: skip
    assert "要只留好的 12 行吗" in screen.detail.view[-1]
    QTest.keyClick(window, Qt.Key.Key_F5)
    assert source.asked[-1] == ("library.keep_good", {})
    screen.imports.chosen.emit(0)
    QTest.keyClick(window, Qt.Key.Key_F7)
    assert source.asked[-1] == ("library.undo", {"id": "0"})
    screen.imports.chosen.emit(4)
    window.refresh()
    assert not screen.buttons[7].isEnabled()
    QTest.keyClick(window, Qt.Key.Key_F10)
    assert source.asked[-1] == ("library.set_aside", {})


def test_what_is_selected_is_told_whole(office: Office) -> None:
    window, _ = office(LIBRARY_STEP)
    screen = window.screen_shown
    assert isinstance(screen, LibraryScreen)

    def told(table: TableList, row: int) -> tuple[str, ...]:
        table.chosen.emit(row)
        return screen.detail.view

    assert told(screen.rows, 3) == (
        "演示六号工地", "类型  工地", "施工单位  演示建设4公司", "夜间证明文号  演夜施〔2026〕4 号", "投诉数  0",
    )  # fmt: skip
    assert told(screen.middle, 3) == ("坐标系 · datum", "WGS-84、CGCS2000、GCJ-02 或 BD-09")
    assert told(screen.imports, 0)[0] == "考点 · venues.xlsx"
    assert told(screen.rows, 0)[0] == "演示四号工地"


def test_a_file_is_imported_into_the_chosen_library(office: Office) -> None:
    window, source = office(LIBRARY_STEP)
    QTest.keyClick(window, Qt.Key.Key_F2)
    form = window.overlays.form
    assert form.isVisible()
    form.lines["path"].insert("/tmp/工地.xlsx")
    QTest.keyClick(form.take, Qt.Key.Key_Return)
    assert source.asked[-1] == ("library.import", {"answers": {"path": "/tmp/工地.xlsx"}, "kind": "sites"})


@pytest.mark.parametrize("size", [(1280, 720), (1366, 768), (1920, 1080)])
@pytest.mark.parametrize("text", [None, 1.5])
@pytest.mark.parametrize("step", [ZONES_STEP, PLAN_STEP, LIBRARY_STEP])
def test_nothing_leaves_the_window_or_lies_over_another(
    office: Office, size: tuple[int, int], text: float | None, step: int
) -> None:
    window, _ = office(step, size, text)
    screen = window.screen_shown
    parts = [part for part in screen.findChildren(QWidget, options=DIRECT) if part.isVisible()]
    inner = screen.rect().adjusted(-10, 0, 10, 2)
    for part in parts:
        assert inner.contains(part.geometry()), part
    for index, part in enumerate(parts):
        for other in parts[index + 1 :]:
            over = part.geometry().intersected(other.geometry())
            # the two small buttons of the notice stand in the head of its form
            in_head = isinstance(screen, ZonesScreen) and screen.form in (part, other) and over.bottom() < 60
            assert in_head or over.width() <= 8 or over.height() <= 2, (part, other, over)


def test_every_sentence_of_the_office_is_in_both_languages() -> None:
    own = {key: entry for key, entry in sentences().items() if key.startswith(("office.", "night."))}
    assert len(own) > 150
    assert all(entry["zh"].strip() and entry["en"].strip() for entry in own.values())


def test_everything_speaks_english(office: Office) -> None:
    window, _ = office(ZONES_STEP)
    language.use("en")
    QApplication.processEvents()
    window.refresh()
    assert window.header.view.change == "in 1 d 16:20"
    assert zones(window).sources.view.heading == "Sources in zones"
    assert zones(window).form.fields["radius_m"].accessibleName() == "Radius"
    window.go_to(PLAN_STEP)
    screen = window.screen_shown
    assert isinstance(screen, PlanScreen)
    assert screen.teams.kinds[0].itemText(1) == "coverage"
    assert screen.stops.view.heading == "Team 1 · loop"


@pytest.mark.parametrize("step", [ZONES_STEP, PLAN_STEP, LIBRARY_STEP])
def test_no_tab_shows_another_hue_at_night(office: Office, step: int) -> None:
    window, _ = office(step)
    window.set_tone("night")
    QApplication.processEvents()
    seen = parts_of(window.grab().toImage())
    foreign = seen[(seen[:, 1] > 0x73) | (seen[:, 2] > 0x66)]
    assert len(foreign) == 0, foreign[:5]


def test_an_opened_choice_is_dark_at_night(office: Office) -> None:
    window, _ = office(ZONES_STEP)
    window.set_tone("night")
    choice = zones(window).form.fields["distance_rule"]
    assert isinstance(choice, QComboBox)
    choice.showPopup()
    QApplication.processEvents()
    seen = parts_of(choice.view().grab().toImage())
    choice.hidePopup()
    assert len(seen) > 1000
    assert len(seen[(seen[:, 1] > 0x73) | (seen[:, 2] > 0x66)]) == 0


def test_what_waits_for_its_facts_says_so(office: Office) -> None:
    window, source = office(ZONES_STEP)
    source.offices.clear()
    for step in (ZONES_STEP, PLAN_STEP, LIBRARY_STEP):
        window.go_to(step)
        window.refresh()
        window.grab()
        for key in (Qt.Key.Key_F2, Qt.Key.Key_F3, Qt.Key.Key_F4, Qt.Key.Key_F5, Qt.Key.Key_F7, Qt.Key.Key_F9):
            before = window.step
            QTest.keyClick(window, key)
            window.go_to(before)
    sent = {name for name, _ in source.asked}
    assert not sent & {"zones.save_notice", "zones.withdraw", "plan.issue", "plan.plan", "library.keep_good"}
    assert window.header.view.place == "正在打开数据…"
