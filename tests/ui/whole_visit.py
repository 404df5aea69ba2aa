"""A whole visit in the real window: simulated instruments on sockets, a clock that runs fast, an officer's hands.

``python tests/ui/whole_visit.py FOLDER`` plays it on the display there is and prints what came of it as JSON.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from gui_watch import GuiWatch, turn
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from drivers.registry import instrument
from drivers.simulate import Simulator
from patrol_app.assets import resource
from patrol_app.domain.places import Place
from patrol_app.evidence.certificates import Holder
from patrol_app.evidence.keys import new_key
from patrol_app.services.desk.desk import Desk
from patrol_app.services.desk.practice import PracticeWorld
from patrol_app.services.office import library
from patrol_app.services.office.library_rows import key_of
from patrol_app.store.home import Home
from patrol_app.store.store import Store
from patrol_app.ui.officer.closing_screen import REFUSES, ClosingScreen
from patrol_app.ui.screen import BEFORE_STEP, CLOSE_STEP, EVIDENCE_STEP, LIVE_STEP, ROUTE_STEP
from patrol_app.ui.window import PatrolWindow

PASSWORD = "whole-visit-whole-visit"
EVENING = datetime(2026, 6, 6, 14, 12, tzinfo=UTC)
ROLES = ("sound", "dust", "weather", "position")
OFFICERS = (("演示员甲", "DEMO-0001"), ("演示员乙", "DEMO-0002"))
PATIENCE_S = 60.0
"""Real seconds that one step may take on a laden machine; nothing is measured by it."""


class FastClock:
    """The machine's clock, ``rate`` times as fast, beginning at a moment of one's choice."""

    runs_by_itself = True

    def __init__(self, rate: float, begins: datetime) -> None:
        self._rate, self._utc_ns, self._zero_ns = rate, round(begins.timestamp() * 1e9), time.monotonic_ns()
        self.jump_ns = 0

    def monotonic_ns(self) -> int:
        """Nanoseconds since the clock was made."""
        return round((time.monotonic_ns() - self._zero_ns) * self._rate)

    def utc_ns(self) -> int:
        """The wall clock, which a test may let jump."""
        return self._utc_ns + self.monotonic_ns() + self.jump_ns

    def timeout_s(self, due_ns: int | None) -> float | None:
        """Real seconds until ``due_ns``."""
        return None if due_ns is None else max(0.0, (due_ns - self.monotonic_ns()) / 1e9 / self._rate)

    def moved(self) -> None:
        """Nobody waits for a clock that runs by itself."""


class Night:
    """A data folder with the demonstration's libraries and two keys, and simulators that its instruments point to."""

    def __init__(self, folder: Path, clock: FastClock) -> None:
        self.folder, self.clock = folder, clock
        self.simulators: dict[str, Simulator] = {}
        home = Home.open(folder)
        (folder / "unit.toml").write_bytes(resource("demo", "unit.toml").read_bytes())
        with_store = Store.open(home.database, device="TEST-LAPTOP")
        for kind in ("venues", "sites", "notices", "officers", "instruments"):
            source = resource("demo", f"{kind}.csv")
            library.import_file(source, kind, with_store, keep_good=False, actor="test", at=EVENING)
        site = library.site_named(with_store, "演示一号工地")
        self.world = PracticeWorld(clock, Place(latitude_deg=32.6914, longitude_deg=109.0210), loud_db=76.0)
        assert site.place
        for unit in library.instruments(with_store):
            if unit.role in ROLES:
                simulator = Simulator(instrument(unit.model), getattr(self.world, unit.role), clock=clock)
                simulator.start()
                self.simulators[unit.role] = simulator
                fact = replace(unit, port=simulator.port)
                with_store.append("library.instruments", key_of(fact), fact, actor="test", at=EVENING)
        with_store.close()
        for name, number in OFFICERS:
            holder = Holder(name=name, certificate_number=number, organisation="演示单位")
            new_key(home.keys / f"{number}.p12", PASSWORD, holder, not_before=datetime(2026, 6, 1, tzinfo=UTC))

    def close(self) -> None:
        """Take the instruments away."""
        for simulator in self.simulators.values():
            simulator.close()


class Hands:
    """An officer at the window: keys, a mouse, and patience."""

    def __init__(self, window: PatrolWindow, desk: Desk) -> None:
        self.window, self.desk = window, desk
        self.stalls: list[float] = []
        self.said: set[str] = set()
        self.watch = GuiWatch()

    def until(self, come: Callable[[], object], what: str) -> None:
        """Let the window live until something has come about."""
        deadline = time.monotonic() + PATIENCE_S
        while not come():
            if time.monotonic() > deadline:
                raise AssertionError(f"never came: {what}; said {self.desk.notice()}")
            began = time.monotonic()
            with turn(self.watch):
                QApplication.processEvents()
            self.stalls.append(time.monotonic() - began)
            # a sentence stands for seconds of the fast clock: it may be gone when it is asked for
            if (said := self.desk.notice()) is not None:
                self.said.add(said.key)
            time.sleep(0.005)

    def for_seconds(self, seconds: float) -> None:
        """Let time of the fast clock pass."""
        ends_ns = self.desk.clock.monotonic_ns() + round(seconds * 1e9)
        self.until(lambda: self.desk.clock.monotonic_ns() >= ends_ns, "time")

    def press(self, key: Qt.Key) -> None:
        """A key, pressed and let go."""
        self.window.beat()
        self.window.refresh()
        with turn(self.watch):
            QTest.keyClick(self.window, key)

    def hold(self, key: Qt.Key) -> None:
        """A guarded key, held long enough."""
        self.window.beat()
        self.window.refresh()
        QTest.keyPress(self.window, key)
        held_until = time.monotonic() + 1.3
        self.until(lambda: time.monotonic() > held_until, "hold")
        QTest.keyRelease(self.window, key)

    def fill(self, **answers: str) -> None:
        """Fill the form that is open and take it with Enter."""
        form = self.window.overlays.form
        assert form.isVisible(), "no form is open"
        for name, value in answers.items():
            # as an input method commits it: single keys give no Chinese
            form.lines[name].insert(value)
        QTest.keyClick(form.take, Qt.Key.Key_Return)

    def calibrate(self) -> None:
        """Wait for the tone to stand, then take it."""
        desk = self.desk
        self.until(lambda: (facts := desk.departure()) and facts.calibration.steady_s >= 11.0, "a steady tone")
        self.press(Qt.Key.Key_F5)
        self.until(lambda: (facts := desk.departure()) and facts.calibration.recorded, "the calibration")

    def draw_signature(self, screen: ClosingScreen) -> None:
        """A stroke on the pad."""
        pad = screen.pad
        QTest.mousePress(pad, Qt.MouseButton.LeftButton, pos=QPoint(30, 30))
        for step in range(12):
            QTest.mouseMove(pad, QPoint(30 + 12 * step, 30 + (step % 3) * 14))
        QTest.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=QPoint(180, 60))
        self.window.beat()
        self.window.refresh()


def play(folder: Path, rate: float = 10.0, pictures: Path | None = None) -> dict[str, Any]:
    """Play the visit; returns what a test looks at."""
    from patrol_app.ui.doors import application
    from patrol_app.ui.steps import load_screens

    application()
    clock = FastClock(rate, EVENING)
    night = Night(folder, clock)
    desk = Desk(folder, clock=clock)
    window = PatrolWindow(desk, tone="night", now=desk.at)
    load_screens("officer")
    window.show()
    window.activateWindow()
    QApplication.processEvents()
    desk.start()
    hands = Hands(window, desk)

    def shot(name: str) -> None:
        if pictures is not None:
            window.grab_to(pictures / f"{name}.png")

    try:
        told = _visit(hands, night, shot)
        told["waits"], told["longest_turn_ms"] = hands.watch.waits, round(hands.watch.longest_s * 1000)
        told["platform"] = QGuiApplication.platformName()
        return told
    finally:
        window.close()
        window.deleteLater()
        # each change of tone dresses every window that lives
        QCoreApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete)
        desk.close()
        night.close()


def _visit(hands: Hands, night: Night, shot: Callable[[str], None]) -> dict[str, Any]:
    window, desk = hands.window, hands.desk
    told: dict[str, Any] = {}

    def live(role: str) -> bool:
        facts = desk.departure()
        return facts is not None and any(one.role == role and one.state == "live" for one in facts.instruments)

    hands.until(lambda: all(live(role) for role in ROLES), "four instruments that answer")
    assert window.step == BEFORE_STEP
    hands.calibrate()
    shot("1-before-leaving")
    hands.press(Qt.Key.Key_F10)
    assert window.step == ROUTE_STEP
    hands.until(lambda: (facts := desk.route()) and facts.here_m is not None, "the own place")
    shot("2-route")
    route = desk.route()
    assert route is not None
    told["first_stop"] = route.stops[0].name
    hands.press(Qt.Key.Key_F5)
    hands.until(lambda: window.step == LIVE_STEP and desk.latest() is not None, "the visit")
    hands.until(lambda: (shown := desk.latest()) and shown.laf_db is not None, "a level")

    hands.press(Qt.Key.Key_F5)
    assert window.step == BEFORE_STEP
    # not what the bench said a moment ago
    hands.until(lambda: (facts := desk.departure()) and facts.stage == "before", "the visit's own tone")
    hands.calibrate()
    hands.press(Qt.Key.Key_F10)
    night.world.calibrator = False
    hands.for_seconds(3.0)

    # the officers say what they see
    window.go_to(EVIDENCE_STEP)
    hands.until(lambda: desk.site() is not None, "the site's facts")
    hands.press(Qt.Key.Key_F2)
    hands.fill(process="浇筑混凝土", activity="主体施工")
    hands.until(lambda: (site := desk.site()) and site.answers["observation"]["process"], "the observation")
    hands.press(Qt.Key.Key_F4)
    QTest.keyClick(window, Qt.Key.Key_1)
    hands.fill(name="演示负责人丙", post="现场负责人")
    hands.until(lambda: (site := desk.site()) and site.answers["person"], "the party")
    shot("3-site")
    window.go_to(LIVE_STEP)

    night.world.begin_run()
    night.world.quiet_db = night.world.loud_db
    hands.hold(Qt.Key.Key_F9)
    hands.until(lambda: (shown := desk.latest()) and shown.run == "measuring", "the run")
    hands.until(lambda: (shown := desk.latest()) and shown.unacknowledged and shown.event_count, "an exceedance")
    shot("4-over")
    hands.press(Qt.Key.Key_F6)
    hands.until(lambda: (shown := desk.latest()) and not shown.unacknowledged, "the acknowledgement")
    night.world.quiet_db = 56.0
    hands.press(Qt.Key.Key_F2)
    hands.until(lambda: (shown := desk.latest()) and shown.excluding_since_s is not None, "the exclusion")
    hands.press(Qt.Key.Key_F2)
    QTest.keyClick(window, Qt.Key.Key_1)
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
    hands.hold(Qt.Key.Key_F9)
    hands.until(lambda: (shown := desk.latest()) and shown.run == "idle", "the run's end")

    # F10 asks for the calibration after before it lets go
    night.world.end_run()
    night.world.calibrator = True
    hands.until(lambda: (facts := desk.departure()) and facts.stage == "after", "the calibration that is due")
    hands.press(Qt.Key.Key_F10)
    assert window.step == BEFORE_STEP
    hands.calibrate()
    hands.press(Qt.Key.Key_F10)
    assert window.step == CLOSE_STEP
    hands.until(lambda: desk.closing() is not None, "the draft")
    screen = window.screen_shown
    assert isinstance(screen, ClosingScreen)
    told["number"] = _closing(desk).case_number
    told["outcome"] = _closing(desk).outcome.outcome

    hands.press(Qt.Key.Key_F3)
    hands.until(window.overlays.pages.isVisible, "the pages")
    told["pages"] = len(desk.pages())
    shot("6-page")
    QTest.keyClick(window.overlays.pages, Qt.Key.Key_Escape)

    for index in range(2):
        hands.draw_signature(screen)
        hands.press(Qt.Key.Key_F5)
        if index == 0:
            hands.fill(password="not-the-password")
            hands.until(lambda: desk.notice() and "evidence" in desk.notice().key, "the refused password")  # type: ignore[union-attr]
            assert screen.pad.strokes(), "a wrong password must not take the signature away"
            hands.press(Qt.Key.Key_F5)
        shot("7-password")
        hands.fill(password=PASSWORD)
        hands.until(lambda index=index: _closing(desk).signatures[index].signed_at is not None, f"signature {index}")  # type: ignore[misc]
        window.refresh()
    screen.choices.button(REFUSES).setChecked(True)
    screen.reason.insert("当事人不同意")
    screen.witness.insert("演示网格员")
    window.setFocus()
    hands.press(Qt.Key.Key_F5)
    hands.until(lambda: _closing(desk).party_state == "refused", "the refusal")
    shot("8-closing")
    hands.until(lambda: _closing(desk).pack_wants is None, "nothing missing")
    hands.hold(Qt.Key.Key_F9)
    hands.until(lambda: _closing(desk).pack_made, "the pack")
    hands.until(lambda: desk.busy is None and all(link.remade for link in _closing(desk).chain), "the check")
    hands.until(lambda: desk.notice() is not None, "what is said of the pack")
    shot("9-packed")
    hands.until(lambda: any(key.startswith("desk.packed") for key in hands.said), "the sentence about the pack")
    told["notice"] = next(key for key in hands.said if key.startswith("desk.packed"))
    hands.press(Qt.Key.Key_F10)
    hands.until(lambda: window.step == ROUTE_STEP and desk.latest() is None, "the route again")
    route = desk.route()
    assert route is not None
    told["been"] = [stop.state for stop in route.stops if stop.level_db is not None]
    return told


def _messages(desk: Desk, key: str) -> bool:
    shown = desk.latest()
    return shown is not None and any(name == key for name, _ in shown.messages)


def _closing(desk: Desk) -> Any:
    facts = desk.closing()
    assert facts is not None
    return facts


if __name__ == "__main__":
    target = Path(sys.argv[1])
    print(json.dumps(play(target, pictures=Path(sys.argv[2]) if len(sys.argv) > 2 else None), ensure_ascii=False))
