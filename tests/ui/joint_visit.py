"""A joint visit in the real window: a stop from the map, others who take part, two points, a plan, papers printed.

``python tests/ui/joint_visit.py FOLDER [PICTURES]`` plays it on the display there is and prints what came of it.
A printer is whatever ``lp`` of the PATH is.
"""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

from playing import EVENING, FastClock, Shot, at_the_window, main
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from visiting import ROLES, ByButton, Night

from patrol_app.services.desk.desk import Desk
from patrol_app.ui.officer.closing_screen import ABSENT
from patrol_app.ui.officer.route_screen import RouteScreen
from patrol_app.ui.officer.site_screen import SiteScreen
from patrol_app.ui.screen import EVIDENCE_STEP, LIVE_STEP

ADDED = "演示无名工地"


def play(folder: Path, rate: float = 10.0, pictures: Path | None = None) -> dict[str, Any]:
    """Play the visit; returns what a test looks at."""
    clock = FastClock(rate, EVENING)
    with closing(Night(folder, clock)) as night, at_the_window(ByButton, folder, clock, pictures) as (hands, shot):
        told: dict[str, Any] = {}
        _add_a_stop(hands, told, shot)
        hands.arrive(night)
        _say_who_and_where(hands, shot)
        _measure_twice(hands, night, told)
        _close(hands, night, told, shot)
        return told


def _add_a_stop(hands: ByButton, told: dict[str, Any], shot: Shot) -> None:
    window, desk = hands.window, hands.desk
    hands.until(lambda: all(hands.is_live(role) for role in ROLES), "four instruments that answer")
    hands.to_the_route()
    screen = window.screen_shown
    assert isinstance(screen, RouteScreen)
    window.refresh()
    hands.press(Qt.Key.Key_F4)
    for _ in range(6):
        QTest.keyClick(screen.map, Qt.Key.Key_Right)
        QTest.keyClick(screen.map, Qt.Key.Key_Up)
    shot("1-cross")
    QTest.keyClick(screen.map, Qt.Key.Key_Return)
    hands.digit(1)
    hands.fill(site_name=ADDED, reason="群众举报")
    hands.until(lambda: any(stop.name == ADDED for stop in _route(desk).stops), "the added stop")
    window.refresh()
    told["selected"] = _selected(screen, desk)
    # a stop that is not gone to tonight
    other = next(stop for stop in _route(desk).stops if stop.name != ADDED)
    screen.select(other.number)
    hands.press(Qt.Key.Key_F3)
    hands.digit(5)
    hands.told("desk.skipped")
    told["skipped"] = other.name

    def again() -> bool:
        window.refresh()
        return _selected(screen, desk) == ADDED

    hands.until(again, "the next stop selected again")
    shot("2-added")


def _selected(screen: RouteScreen, desk: Desk) -> str | None:
    return next((stop.name for stop in _route(desk).stops if stop.number == screen.selected), None)


def _route(desk: Desk) -> Any:
    facts = desk.route()
    assert facts is not None
    return facts


def _say_who_and_where(hands: ByButton, shot: Shot) -> None:
    window = hands.window
    screen = hands.at_the_site()
    hands.press(Qt.Key.Key_F2)
    hands.fill(process="浇筑混凝土", activity="主体施工")
    hands.told("desk.noted")
    hands.press(Qt.Key.Key_F4)
    hands.digit(1)
    hands.fill(name="演示负责人丙", post="现场负责人", employer="演示公司", relation="现场负责人")
    hands.told("desk.noted")
    for digit, name, unit, number in (
        (2, "演示协查员", "演示区城管局", "DEMO-C7"),
        (3, "演示民警", "演示派出所", "DEMO-P9"),
    ):
        window.refresh()
        hands.press(Qt.Key.Key_F4)
        hands.digit(2)
        hands.digit(digit)
        hands.fill(name=name, employer=unit, certificate_number=number)
        hands.told("desk.other_noted")
    window.refresh()
    hands.press(Qt.Key.Key_F9)
    hands.digit(1)
    hands.fill(description="北场界外 1 m", boundary_distance_m="1", height_m="1.2")
    hands.told("desk.point_noted")
    window.refresh()
    hands.press(Qt.Key.Key_F9)
    hands.digit(2)
    hands.fill(description="东侧住宅楼前", height_m="1.2", sensitive_building="演示家园", sensitive_distance_m="14")
    hands.told("desk.point_added")
    _draw_the_plan(hands, screen, shot)
    shot("4-site")


def _draw_the_plan(hands: ByButton, screen: SiteScreen, shot: Shot) -> None:
    window, desk, plan = hands.window, hands.desk, screen.plan
    window.refresh()
    screen.buttons["plan"].click()
    assert plan.isVisible()
    middle = QPoint(plan.width() // 2, plan.height() // 2)
    for count, (x, y) in enumerate(((-160, -120), (160, -120), (160, 120), (-160, 120)), 1):
        QTest.mouseClick(plan, Qt.MouseButton.LeftButton, pos=middle + QPoint(x, y))
        hands.digit(4)
        hands.until(lambda count=count: len(hands.site.corners_m) == count, "a corner")  # type: ignore[misc]
        hands.until(lambda: screen.plan.facts == desk.site(), "the plan with it")
    # the first point by the keys alone
    for _ in range(40):
        QTest.keyClick(plan, Qt.Key.Key_Up)
    QTest.keyClick(plan, Qt.Key.Key_Return)
    hands.digit(1)
    hands.told("desk.point_placed")
    QTest.mouseClick(plan, Qt.MouseButton.LeftButton, pos=middle + QPoint(60, 30))
    hands.digit(3)
    hands.fill(source_name="混凝土泵车")
    hands.told("desk.source_noted")
    window.refresh()
    shot("3-plan")
    QTest.keyClick(plan, Qt.Key.Key_F3)
    hands.until(window.overlays.pages.isVisible, "the plan's paper")
    shot("3-plan-paper")
    QTest.keyClick(window.overlays.pages, Qt.Key.Key_Escape)
    QTest.keyClick(plan, Qt.Key.Key_Escape)
    assert not plan.isVisible()


def _measure_twice(hands: ByButton, night: Night, told: dict[str, Any]) -> None:
    window, desk = hands.window, hands.desk
    for turn, label in enumerate(("N1", "N2")):
        window.go_to(EVIDENCE_STEP)
        window.refresh()
        if not next(one for one in hands.site.points if one.label == label).chosen:
            hands.press(Qt.Key.Key_F9)
            hands.digit(turn + 1)
            hands.digit(1)
            hands.told("desk.next_point")
        window.go_to(LIVE_STEP)
        night.world.begin_run()
        night.world.quiet_db = 60.0 + 4.0 * turn
        hands.start_run(f"the run at {label}")
        shown = desk.latest()
        assert shown is not None
        told.setdefault("points", []).append(shown.point)
        hands.for_seconds(15.0)
        hands.end_run()
        night.world.end_run()


def _close(hands: ByButton, night: Night, told: dict[str, Any], shot: Shot) -> None:
    window, desk = hands.window, hands.desk
    screen = hands.leave_site(night)
    told["number"] = hands.closing.case_number
    hands.open_pages()
    QTest.keyClick(window.overlays.pages, Qt.Key.Key_F4)
    panel = window.overlays.printing
    hands.until(lambda: panel.isVisible() or desk.notice() is not None, "the printers")
    hands.until(lambda: panel.isVisible() or _last_word(desk) in told_of_printing(), "the printers or why not")
    told["printing"] = "asked" if panel.isVisible() else _last_word(desk)
    shot("5-print")
    if panel.isVisible():
        # two copies, by Tab and Space alone
        while window.focusWidget() is not panel.copies.button(2):
            QTest.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
        QTest.keyClick(window.focusWidget(), Qt.Key.Key_Space)
        QTest.keyClick(window.focusWidget(), Qt.Key.Key_Return)
        hands.told("desk.printed")
    QTest.keyClick(window.overlays.pages, Qt.Key.Key_Escape)
    hands.sign_both(screen)
    hands.party_does_not_sign(screen, ABSENT, "负责人不在场")
    hands.hold_and_wait_for_pack()
    shot("6-packed")
    told["notice"] = getattr(desk.notice(), "key", None)


def told_of_printing() -> tuple[str, ...]:
    """The sentences of a laptop that cannot print."""
    return ("desk.no_printer", "printing.no_system", "printing.silent", "printing.refused")


def _last_word(desk: Desk) -> str | None:
    said = desk.notice()
    return None if said is None else said.key


if __name__ == "__main__":
    main(play)
