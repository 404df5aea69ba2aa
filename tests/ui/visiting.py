"""What the played visits do alike: instruments at a site, the visit begun, the case signed, closed and packed."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from playing import PASSWORD, FastClock, Hands, Laptop
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from patrol_app.domain.places import Place
from patrol_app.evidence.verify import verify_pack
from patrol_app.services.checking.recompute import Recomputed, recompute
from patrol_app.services.desk.practice import PracticeWorld
from patrol_app.services.office import library
from patrol_app.services.place_facts import SiteFacts
from patrol_app.store.home import Home
from patrol_app.store.reader import Reader
from patrol_app.ui.officer.closing_screen import ClosingScreen
from patrol_app.ui.officer.site_screen import SiteScreen
from patrol_app.ui.screen import BEFORE_STEP, CLOSE_STEP, EVIDENCE_STEP, LIVE_STEP, ROUTE_STEP

ROLES = ("sound", "dust", "weather", "position")


def checked_pack(home: Home, number: str) -> Recomputed:
    """The pack of a visit or survey, intact and computed again to the same, as a stranger reads it."""
    pack = home.packs / f"{number}.zip"
    assert verify_pack(pack, None, datetime.now(UTC)).intact
    again = recompute(pack)
    assert again.exit_code == 0, [check for check in again.checks if check.status == "FAIL"]
    return again


class Night(Laptop):
    """A laptop near the first site, whose four instruments measure one practice world."""

    def __init__(self, folder: Path, clock: FastClock) -> None:
        self.world = PracticeWorld(clock, Place(latitude_deg=32.6914, longitude_deg=109.0210), loud_db=76.0)
        super().__init__(folder, clock, {role: getattr(self.world, role) for role in ROLES})
        with Reader.open(Home.open(folder).database) as reader:
            assert library.site_named(reader, "演示一号工地").place


class Officer(Hands):
    """An officer on a visit."""

    @property
    def site(self) -> SiteFacts:
        """What was said at the site."""
        found = self.desk.site()
        assert found is not None
        return found

    @property
    def closing(self) -> Any:
        """The draft's facts."""
        facts = self.desk.closing()
        assert facts is not None
        return facts

    def is_live(self, role: str) -> bool:
        """Whether an instrument of the bench answers."""
        facts = self.desk.departure()
        return facts is not None and any(one.role == role and one.state == "live" for one in facts.instruments)

    def to_the_route(self) -> None:
        """F10 leads to the route, which knows where one is."""
        self.press(Qt.Key.Key_F10)
        assert self.window.step == ROUTE_STEP
        self.until(lambda: (facts := self.desk.route()) and facts.here_m is not None, "the own place")

    def calibrate(self) -> None:
        """Wait for the tone to stand, then take it."""
        desk = self.desk
        self.until(lambda: (facts := desk.departure()) and facts.calibration.steady_s >= 11.0, "a steady tone")
        self.press(Qt.Key.Key_F5)
        self.until(lambda: (facts := desk.departure()) and facts.calibration.recorded, "the calibration")

    def open_visit(self) -> None:
        """From the route to the live screen of the stop that is selected, also where the fix says another place."""
        self.press(Qt.Key.Key_F5)
        if self.window.choice.isVisible():
            self.digit(1 + next(at for at, one in enumerate(self.window.choice.buttons) if "选定" in one.text()))
        self.until(lambda: self.window.step == LIVE_STEP and self.desk.latest() is not None, "the visit")

    def arrive(self, night: Night) -> None:
        """Open the visit, see a level, and calibrate before the run."""
        desk = self.desk
        self.open_visit()
        self.until(lambda: (shown := desk.latest()) and shown.laf_db is not None, "a level")
        self.press(Qt.Key.Key_F5)
        assert self.window.step == BEFORE_STEP
        # not what the bench said a moment ago
        self.until(lambda: (facts := desk.departure()) and facts.stage == "before", "the visit's own tone")
        self.calibrate()
        self.press(Qt.Key.Key_F10)
        night.world.calibrator = False

    def at_the_site(self) -> SiteScreen:
        """To the screen of what is seen and said at the site."""
        self.window.go_to(EVIDENCE_STEP)
        self.until(lambda: self.desk.site() is not None, "the site's facts")
        screen = self.window.screen_shown
        assert isinstance(screen, SiteScreen)
        return screen

    def start_run(self, what: str) -> None:
        """F9 held: the run measures."""
        self.hold(Qt.Key.Key_F9)
        self.until(lambda: (shown := self.desk.latest()) and shown.run == "measuring", what)

    def end_run(self) -> None:
        """F9 held again: the run is over."""
        self.hold(Qt.Key.Key_F9)
        self.until(lambda: (shown := self.desk.latest()) and shown.run == "idle", "the run's end")

    def leave_site(self, night: Night) -> ClosingScreen:
        """F10 asks for the calibration after before it lets go; then to the draft."""
        night.world.calibrator = True
        self.until(lambda: (facts := self.desk.departure()) and facts.stage == "after", "the calibration that is due")
        self.press(Qt.Key.Key_F10)
        assert self.window.step == BEFORE_STEP
        self.calibrate()
        return self.draft()

    def draft(self) -> ClosingScreen:
        """F10 leads to the closing screen, and the draft is there."""
        self.press(Qt.Key.Key_F10)
        assert self.window.step == CLOSE_STEP
        self.until(lambda: self.desk.closing() is not None, "the draft")
        screen = self.window.screen_shown
        assert isinstance(screen, ClosingScreen)
        return screen

    def open_pages(self) -> None:
        """F3 shows the papers."""
        self.press(Qt.Key.Key_F3)
        self.until(self.window.overlays.pages.isVisible, "the pages")

    def draw_signature(self, screen: ClosingScreen) -> None:
        """A stroke on the pad."""
        pad = screen.pad
        QTest.mousePress(pad, Qt.MouseButton.LeftButton, pos=QPoint(30, 30))
        for step in range(12):
            QTest.mouseMove(pad, QPoint(30 + 12 * step, 30 + (step % 3) * 14))
        QTest.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=QPoint(180, 60))
        self.window.beat()
        self.window.refresh()

    def give_password(self, index: int) -> None:
        """The password of the officer who signs in place ``index``, who then has signed."""
        self.fill(password=PASSWORD)
        self.until(lambda: self.closing.signatures[index].signed_at is not None, f"signature {index}")
        self.window.refresh()

    def sign_both(self, screen: ClosingScreen) -> None:
        """Both officers draw and unlock their keys."""
        for index in range(2):
            self.draw_signature(screen)
            self.press(Qt.Key.Key_F5)
            self.give_password(index)

    def party_does_not_sign(self, screen: ClosingScreen, choice: int, reason: str) -> None:
        """Absent or refusing, with the reason and a witness."""
        screen.choices.button(choice).setChecked(True)
        screen.reason.insert(reason)
        screen.witness.insert("演示网格员")
        self.window.setFocus()
        self.press(Qt.Key.Key_F5)

    def hold_and_wait_for_pack(self) -> None:
        """F9 held when nothing is missing; the pack is made, checked, and spoken of."""
        self.until(lambda: self.closing.pack_wants is None, "nothing missing")
        self.hold(Qt.Key.Key_F9)
        self.until(lambda: self.closing.pack_made, "the pack")
        self.until(lambda: self.desk.busy is None and all(link.remade for link in self.closing.chain), "the check")
        self.until(lambda: self.desk.notice() is not None, "what is said of the pack")


class ByButton(Officer):
    """An officer who walks through a form to its last button before Enter."""

    def fill(self, **answers: str) -> None:
        """Fill the form that is open; Enter takes it where the keyboard stands on its last button."""
        self.window.overlays.form.take.setFocus()
        super().fill(**answers)
