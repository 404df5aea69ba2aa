"""A whole survey in the real window: a car that is not there on sockets, a clock that runs fast, an officer's hands.

``python tests/ui/whole_drive.py FOLDER [PICTURES]`` plays it on the display there is and prints what came of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from playing import EVENING, PASSWORD, FastClock, Laptop, Shot, at_the_window, main
from PySide6.QtCore import Qt
from visiting import Officer

from drivers.simulated_drive import TUNNEL_S, drive
from patrol_app.services.desk.desk import Desk
from patrol_app.services.desk.survey_facts import SurveyFacts
from patrol_app.ui.officer.survey_screen import SurveyScreen
from patrol_app.ui.screen import BEFORE_STEP, ROUTE_STEP, SURVEY_STEP

ROLES = ("sound", "dust", "position")
AHEAD_S = 140.0


class Street(Laptop):
    """A laptop in a car; its instruments' simulators see the drive while ``began_ns`` is set."""

    def __init__(self, folder: Path, clock: FastClock) -> None:
        self.began_ns: int | None = None
        self.tone = False
        super().__init__(folder, clock, dict.fromkeys(ROLES, self.now))

    def driven_s(self) -> float:
        """How far the car is on its way, in seconds of the whole; it begins shortly before the fast stretch."""
        return AHEAD_S + (0.0 if self.began_ns is None else (self.clock.monotonic_ns() - self.began_ns) / 1e9)

    def now(self) -> Mapping[str, float]:
        """What the instruments would measure."""
        seen = {**drive(self.driven_s()), "utc_s": self.clock.utc_ns() / 1e9}
        return {**seen, "LAF": 93.9} if self.tone else seen


def play(folder: Path, rate: float = 12.0, pictures: Path | None = None) -> dict[str, Any]:
    """Play the survey; returns what a test looks at."""
    clock = FastClock(rate, EVENING)
    with closing(Street(folder, clock)) as street, at_the_window(Officer, folder, clock, pictures) as (hands, shot):
        return _drive(hands, street, shot)


def _facts(desk: Desk) -> SurveyFacts:
    facts = desk.survey()
    assert facts is not None
    return facts


def _stage(desk: Desk, stage: str) -> bool:
    facts = desk.survey()
    return facts is not None and facts.stage == stage


def _drive(hands: Officer, street: Street, shot: Shot) -> dict[str, Any]:
    window, desk = hands.window, hands.desk
    told: dict[str, Any] = {}
    hands.until(lambda: all(hands.is_live(role) for role in ROLES), "three instruments that answer")
    assert window.step == BEFORE_STEP
    hands.to_the_route()
    shot("1-route")
    hands.press(Qt.Key.Key_Minus)
    assert window.step == SURVEY_STEP
    hands.until(lambda: _stage(desk, "ready") and _facts(desk).wants is None, "a survey that may begin")

    street.tone = True
    hands.press(Qt.Key.Key_F4)
    hands.until(lambda: _stage(desk, "open"), "the instruments of the survey")
    # a tone too short
    hands.hear("survey.calibrate_wait")
    hands.for_seconds(13.0)
    hands.press(Qt.Key.Key_F4)
    hands.hear("desk.calibrated.before")
    street.tone = False
    hands.for_seconds(2.0)

    # a short press begins nothing
    hands.press(Qt.Key.Key_F9)
    assert not _stage(desk, "driving")
    hands.hold(Qt.Key.Key_F9)
    hands.until(lambda: _stage(desk, "driving"), "the drive")
    street.began_ns = street.clock.monotonic_ns()
    hands.until(lambda: (facts := desk.survey()) and facts.newest is not None, "a point")
    hands.press(Qt.Key.Key_F5)
    hands.until(lambda: street.driven_s() > 165.0, "the fast stretch")
    hands.until(lambda: (point := _facts(desk).newest) and "too_fast" in point.flags, "a point that is too fast")
    shot("2-too-fast")
    hands.press(Qt.Key.Key_F2)
    hands.until(lambda: _facts(desk).excluding, "the exclusion")
    hands.press(Qt.Key.Key_F2)
    hands.press(Qt.Key.Key_1)
    hands.until(lambda: not _facts(desk).excluding, "the exclusion's end")
    hands.until(lambda: street.driven_s() > TUNNEL_S[0] + 4.0, "the tunnel")
    hands.until(lambda: (point := _facts(desk).newest) and point.place is None, "a point without a place")
    # to the route and back: the drive goes on, and no visit can take its instruments
    hands.press(Qt.Key.Key_Minus)
    assert window.step == ROUTE_STEP
    hands.press(Qt.Key.Key_F5)
    hands.hear("survey.open")
    hands.press(Qt.Key.Key_Minus)
    hands.until(lambda: street.driven_s() > 262.0, "the loud site behind")
    hands.until(lambda: any("laeq" in spot.because for spot in _facts(desk).spots), "a loud hot spot")
    window.refresh()
    shot("3-driving")
    window.next_tone()
    shot("4-dusk")
    hands.hold(Qt.Key.Key_F9)
    hands.until(lambda: _stage(desk, "parked"), "the drive's end")
    told["number"] = _facts(desk).number
    told["live_points"] = _facts(desk).points

    hands.hold(Qt.Key.Key_F10)
    hands.until(lambda: _stage(desk, "closing") and desk.busy is None, "the settled survey")
    told["geojson"] = _facts(desk).geojson
    told["locked"] = [name for _, name in _facts(desk).locked]
    window.refresh()
    screen = window.screen_shown
    assert isinstance(screen, SurveyScreen)
    screen.select(next(spot.label for spot in _facts(desk).spots if spot.site == "演示一号工地"))
    hands.press(Qt.Key.Key_F3)
    hands.until(lambda: any(spot.added for spot in _facts(desk).spots), "a hot spot that is a stop")
    told["added"] = [spot.added for spot in _facts(desk).spots if spot.added]
    for index in range(2):
        hands.press(Qt.Key.Key_F5)
        hands.fill(password=PASSWORD)
        hands.until(lambda index=index: len(_facts(desk).locked) == 1 - index or _stage(desk, "packed"), "a key")  # type: ignore[misc]
        window.refresh()
    hands.until(lambda: _stage(desk, "packed") and desk.busy is None, "the pack")
    window.refresh()
    hands.until(lambda: desk.notice() is not None, "what is said of the pack")
    shot("5-packed")
    told["gaps"] = _facts(desk).gaps
    told["good"] = _facts(desk).pack_good
    told["notice"] = getattr(desk.notice(), "key", None)
    hands.press(Qt.Key.Key_F10)
    assert window.step == ROUTE_STEP
    hands.until(lambda: desk.survey() is None and hands.is_live("sound"), "the instruments on the bench again")
    return told


if __name__ == "__main__":
    main(play)
