"""A whole visit in the real window: simulated instruments on sockets, a clock that runs fast, an officer's hands.

``python tests/ui/whole_visit.py FOLDER [PICTURES]`` plays it on the display there is and prints what came of it.
"""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

from playing import EVENING, FastClock, Shot, at_the_window, main
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from visiting import ROLES, Night, Officer

from patrol_app.services.desk.desk import Desk
from patrol_app.ui.officer.closing_screen import REFUSES, ClosingScreen
from patrol_app.ui.screen import BEFORE_STEP, LIVE_STEP, ROUTE_STEP


def play(folder: Path, rate: float = 10.0, pictures: Path | None = None) -> dict[str, Any]:
    """Play the visit; returns what a test looks at."""
    clock = FastClock(rate, EVENING)
    with closing(Night(folder, clock)) as night, at_the_window(Officer, folder, clock, pictures) as (hands, shot):
        told: dict[str, Any] = {}
        _arrive(hands, night, told, shot)
        _say_what_is_seen(hands, shot)
        _measure(hands, night, shot)
        _close(hands, night, told, shot)
        told["waits"], told["longest_turn_ms"] = hands.watch.waits, round(hands.watch.longest_s * 1000)
        return told


def _arrive(hands: Officer, night: Night, told: dict[str, Any], shot: Shot) -> None:
    window, desk = hands.window, hands.desk
    hands.until(lambda: all(hands.is_live(role) for role in ROLES), "four instruments that answer")
    assert window.step == BEFORE_STEP
    hands.calibrate()
    shot("1-before-leaving")
    hands.to_the_route()
    shot("2-route")
    route = desk.route()
    assert route is not None
    told["first_stop"] = route.stops[0].name
    hands.arrive(night)
    hands.for_seconds(3.0)


def _say_what_is_seen(hands: Officer, shot: Shot) -> None:
    window, desk = hands.window, hands.desk
    hands.at_the_site()
    hands.press(Qt.Key.Key_F2)
    hands.fill(process="浇筑混凝土", activity="主体施工")
    hands.until(lambda: (site := desk.site()) and site.answers["observation"]["process"], "the observation")
    hands.press(Qt.Key.Key_F4)
    hands.digit(1)
    hands.fill(name="演示负责人丙", post="现场负责人")
    hands.until(lambda: (site := desk.site()) and site.answers["person"], "the party")
    shot("3-site")
    window.go_to(LIVE_STEP)


def _measure(hands: Officer, night: Night, shot: Shot) -> None:
    desk = hands.desk
    night.world.begin_run()
    night.world.quiet_db = night.world.loud_db
    hands.start_run("the run")
    hands.until(lambda: (shown := desk.latest()) and shown.unacknowledged and shown.event_count, "an exceedance")
    shot("4-over")
    hands.press(Qt.Key.Key_F6)
    hands.until(lambda: (shown := desk.latest()) and not shown.unacknowledged, "the acknowledgement")
    night.world.quiet_db = 56.0
    hands.press(Qt.Key.Key_F2)
    hands.until(lambda: (shown := desk.latest()) and shown.excluding_since_s is not None, "the exclusion")
    hands.press(Qt.Key.Key_F2)
    hands.digit(1)
    hands.until(lambda: (shown := desk.latest()) and shown.excluding_since_s is None, "the exclusion's end")

    # the cable comes out and goes in again
    night.simulators["sound"].die()
    hands.until(lambda: _messages(desk, "ui.silent"), "the silent meter's sentence")
    shot("5-silent")
    night.simulators["sound"].come_back()
    hands.until(lambda: _messages(desk, "ui.came_back"), "the meter that came back")
    clock = night.clock
    clock.jump_ns = 38_000_000_000
    jumped = ("ui.clock_jumped", "ui.clock_jumped_alone")
    hands.until(lambda: any(_messages(desk, key) for key in jumped), "the clock that jumped")
    clock.jump_ns = 0
    hands.for_seconds(20.0)
    hands.end_run()
    night.world.end_run()


def _close(hands: Officer, night: Night, told: dict[str, Any], shot: Shot) -> None:
    window, desk = hands.window, hands.desk
    screen = hands.leave_site(night)
    told["number"] = hands.closing.case_number
    told["outcome"] = hands.closing.outcome.outcome

    hands.open_pages()
    told["pages"] = len(desk.pages())
    shot("6-page")
    QTest.keyClick(window.overlays.pages, Qt.Key.Key_Escape)

    _sign_both(hands, screen, shot)
    hands.party_does_not_sign(screen, REFUSES, "当事人不同意")
    hands.until(lambda: hands.closing.party_state == "refused", "the refusal")
    shot("8-closing")
    hands.hold_and_wait_for_pack()
    shot("9-packed")
    hands.until(lambda: any(key.startswith("desk.packed") for key in hands.said), "the sentence about the pack")
    told["notice"] = next(key for key in hands.said if key.startswith("desk.packed"))
    hands.press(Qt.Key.Key_F10)
    hands.until(lambda: window.step == ROUTE_STEP and desk.latest() is None, "the route again")
    route = desk.route()
    assert route is not None
    told["been"] = [stop.state for stop in route.stops if stop.level_db is not None]


def _sign_both(hands: Officer, screen: ClosingScreen, shot: Shot) -> None:
    """The first of the two mistypes the password once."""
    desk = hands.desk
    for index in range(2):
        hands.draw_signature(screen)
        hands.press(Qt.Key.Key_F5)
        if index == 0:
            hands.fill(password="not-the-password")
            hands.until(lambda: desk.notice() and "evidence" in desk.notice().key, "the refused password")  # type: ignore[union-attr]
            assert screen.pad.strokes(), "a wrong password must not take the signature away"
            hands.press(Qt.Key.Key_F5)
        shot("7-password")
        hands.give_password(index)


def _messages(desk: Desk, key: str) -> bool:
    shown = desk.latest()
    return shown is not None and any(name == key for name, _ in shown.messages)


if __name__ == "__main__":
    main(play)
