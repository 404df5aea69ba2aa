"""A coordinator's morning at the reports in the real window: one made, looked at, issued, written, traced to a record.

``python tests/ui/reports_day.py FOLDER [PICTURES]`` plays it on the display there is and prints what came of it.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

sys.path.append(str(Path(__file__).parents[1] / "services"))

from june_visits import filled
from playing import FastClock, Hands, Shot, at_the_window, main
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from patrol_app.services.report_facts import ReportFacts
from patrol_app.store.home import Home
from patrol_app.store.store import Store
from patrol_app.ui.coordinator.reports_screen import ReportsScreen
from patrol_app.ui.screen import REPORTS_STEP

MORNING = datetime(2026, 6, 7, 0, 20, tzinfo=UTC)
NUMBER = "DEMO-0020"


class Morning:
    """The window on its desk, and what a test looks at."""

    def __init__(self, hands: Hands, folder: Path, shot: Shot) -> None:
        self.hands, self.folder, self.shot = hands, folder, shot
        self.told: dict[str, Any] = {}

    @property
    def facts(self) -> ReportFacts:
        """What the tab shows."""
        return self.hands.office("reports", ReportFacts)

    @property
    def screen(self) -> ReportsScreen:
        """The tab."""
        screen = self.hands.window.screen_shown
        assert isinstance(screen, ReportsScreen)
        return screen

    def quiet(self, what: str) -> None:
        """Until the worker has nothing to do, and what it made is shown."""
        desk = self.hands.desk
        self.hands.until(lambda: desk.busy is None and desk.worker.waiting == 0, what)
        self.hands.for_seconds(0.2)
        self.hands.window.refresh()

    def fill(self, **answers: str) -> None:
        """Write over what stands in the form and take it."""
        form = self.hands.window.overlays.form
        assert form.isVisible(), "no form is open"
        for name in answers:
            form.lines[name].clear()
            form.lines[name].setFocus()  # Enter on a choice chooses, Enter in a line takes the form
        self.hands.fill(**answers)

    def begin(self) -> None:
        """The daily warning of last night is due and looked at."""
        self.hands.until(lambda: self.hands.desk.office("frame") is not None, "the office")
        self.hands.window.go_to(REPORTS_STEP)
        self.hands.until(lambda: self.hands.desk.office("reports") is not None, "the reports")
        self.quiet("the reports")
        self.told["first"] = [self.facts.line.kind, self.facts.line.start.isoformat(), self.facts.line.state]
        self.told["head"] = self.hands.window.header.view.period
        self.shot("1-due")

    def make(self) -> None:
        """A report of a period of one's own, then of another, and its paper."""
        self.hands.press(Qt.Key.Key_F2)
        form = self.hands.window.overlays.form
        month = next(one for one in form.stops if "月通报" in one.accessibleName())
        QTest.keyClick(month, Qt.Key.Key_Space)
        self.fill(period_start="2026-06-01", period_end="2026-06-06")
        self.hands.hear("desk.no_coordinator")
        self.hands.name_coordinator(NUMBER)
        self.hands.press(Qt.Key.Key_F2)
        month = next(one for one in form.stops if "月通报" in one.accessibleName())
        QTest.keyClick(month, Qt.Key.Key_Space)
        self.fill(period_start="2026-06-01", period_end="2026-06-06")
        self.hands.until(lambda: self.facts.line.draft == "D-0001", "the draft")
        self.hands.press(Qt.Key.Key_F3)
        self.fill(period_start="2026-06-02", period_end="2026-06-06")
        self.hands.until(lambda: self.facts.line.start.day == 2, "another period")
        self.quiet("another period")
        self.told["draft"] = [self.facts.line.kind, self.facts.line.start.isoformat(), self.facts.line.end.isoformat()]
        self.told["pages"] = len(self.facts.pages)
        self.hands.press(Qt.Key.Key_F3)
        self.fill(period_start="2026-06-09", period_end="2026-06-06")
        self.hands.hear("report.period")
        self.hands.press(Qt.Key.Key_F4)
        self.hands.until(self.hands.window.overlays.pages.isVisible, "the paper")
        self.shot("2-paper")
        QTest.keyClick(self.hands.window.overlays.pages, Qt.Key.Key_Escape)

    def issue(self) -> None:
        """The draft goes out; the same bytes do not go out twice."""
        self.hands.press(Qt.Key.Key_F5)
        self.hands.hear("office.report_issued")
        self.quiet("the issue")
        issue = self.facts.issue
        assert issue is not None
        self.told["issued"] = [issue.file, issue.sha256, issue.actor, self.facts.line.state, issue.stale]
        self.told["again_enabled"] = self.screen.issue.isEnabled()
        self.shot("3-issued")

    def write(self) -> None:
        """Excel, PDF and Word into a folder."""
        out = self.folder / "written"
        out.mkdir()
        for key, file in ((Qt.Key.Key_F7, ""), (Qt.Key.Key_F9, ""), (Qt.Key.Key_F7, "/own.docx")):
            self.hands.desk.hush()
            self.hands.press(key)
            self.fill(report_file=f"{out}{file}")
            self.hands.hear("office.report_written")
            self.quiet("a file")
        self.told["written"] = sorted(path.name for path in out.iterdir())

    def trace(self) -> None:
        """From a night's bar to its visits, from a visit to its record; the same by a rate."""
        nights = self.screen.nights
        place = next(index for index, one in enumerate(self.facts.nights) if one.measured)
        nights.setFocus()
        for _ in range(place + 1):
            QTest.keyClick(nights, Qt.Key.Key_Right)
        self.told["night"] = [self.facts.nights[place].night.isoformat(), self.facts.nights[place].measured]
        QTest.keyClick(nights, Qt.Key.Key_Return)
        self.hands.until(lambda: self.facts.behind is not None, "the night's visits")
        self.quiet("the night's visits")
        behind = self.facts.behind
        assert behind is not None
        self.told["night_visits"] = [one.number for one in behind.visits]
        assert self.screen.behind.isVisible() and self.screen.behind.hasFocus()
        self.shot("4-visits")
        QTest.keyClick(self.screen.behind, Qt.Key.Key_Return)
        self.hands.hear("office.record_opened")
        self.hands.until(self.hands.window.overlays.pages.isVisible, "the record")
        self.told["record_pages"] = len(self.hands.desk.pages())
        self.shot("5-record")
        QTest.keyClick(self.hands.window.overlays.pages, Qt.Key.Key_Escape)
        self.hands.press(Qt.Key.Key_F10)
        self.hands.until(lambda: self.facts.behind is None, "the rates again")
        self.quiet("the rates again")

        rates = self.screen.rates
        keys = [rate.key for rate in sorted(self.facts.rates, key=lambda rate: rate.target is None)]
        top, pitch = rates.look.px(rates.HEAD), rates._pitch()
        at = QPoint(60, round(top + pitch * (keys.index("exceed_rate") + 0.4)))
        QTest.mouseDClick(rates, Qt.MouseButton.LeftButton, pos=at)
        self.hands.until(lambda: self.facts.behind is not None, "what exceeds")
        self.quiet("what exceeds")
        behind = self.facts.behind
        assert behind is not None
        self.told["exceeding"] = [behind.figure, [one.number for one in behind.visits]]
        self.told["exceed_rate"] = next(r.part for r in self.facts.rates if r.key == "exceed_rate")
        self.hands.press(Qt.Key.Key_F10)
        self.hands.until(lambda: self.facts.behind is None, "the rates at last")

    def speak(self) -> None:
        """The paper follows the window's language."""
        before = self.facts.pages
        self.hands.window.set_language("en")
        self.hands.until(lambda: self.facts.pages != before, "the English paper")
        self.quiet("the English paper")
        self.shot("6-english")
        self.told["english"] = self.screen.list.view.heading
        self.hands.window.set_language("zh")
        self.hands.until(lambda: self.facts.pages == before, "the Chinese paper")


def play(folder: Path, pictures: Path | None = None) -> dict[str, Any]:
    """Play the morning; returns what a test looks at."""
    home = Home.open(folder)
    with Store.open(home.database, device="OFFICE") as store:
        filled(store, home, 90)
    clock = FastClock(1.0, MORNING)
    with at_the_window(Hands, folder, clock, pictures, role="coordinator", tone="day") as (hands, shot):
        morning = Morning(hands, folder, shot)
        for part in (morning.begin, morning.make, morning.issue, morning.write, morning.trace, morning.speak):
            part()
        told = morning.told
        told["stalls_over_100_ms"] = sum(1 for one in hands.stalls if one > 0.1)
        return told


if __name__ == "__main__":
    main(play)
