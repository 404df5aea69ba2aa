"""A coordinator's day in the real window: lists imported, a notice kept, a night planned, issued, written out, a draw.

``python tests/ui/coordinator_day.py FOLDER [PICTURES]`` plays it on the display there is and prints what came of it.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from playing import FastClock, Hands, Shot, at_the_window, main
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from patrol_app.assets import resource
from patrol_app.services.library_facts import LibraryFacts
from patrol_app.services.plan_facts import PlanFacts
from patrol_app.services.zone_facts import ZoneFacts
from patrol_app.ui.coordinator.library_screen import LibraryScreen
from patrol_app.ui.coordinator.plan_screen import PlanScreen
from patrol_app.ui.coordinator.zones_screen import ZonesScreen
from patrol_app.ui.screen import LIBRARY_STEP, PLAN_STEP, ZONES_STEP

AFTERNOON = datetime(2026, 6, 5, 8, 40, tzinfo=UTC)
NUMBER = "DEMO-0020"
NEAR = "演示界外工地,32.694536,109.020000,WGS-84"
"""503 m north of the first venue: three metres outside a zone of 500 m."""


class OfficeHands(Hands):
    """A coordinator at the window; counted is what the window itself works in a turn, not how laden the machine is."""

    def live_a_turn(self) -> None:
        """One turn of the window, timed by its own thread."""
        began = time.thread_time()
        QApplication.processEvents()
        self.stalls.append(time.thread_time() - began)


def lists(folder: Path) -> dict[str, Path]:
    """The demonstration's lists; that of the sites with one more site and one bad row."""
    folder.mkdir(parents=True, exist_ok=True)
    found = {kind: resource("demo", f"{kind}.csv") for kind in ("venues", "notices", "sessions", "instruments")}
    text = resource("demo", "sites.csv").read_text(encoding="utf-8").rstrip("\n")
    bad = "演示坏行工地,三十二度,109.02,WGS-84"
    found["sites"] = folder / "sites.csv"
    found["sites"].write_text(f"{text}\n{NEAR}\n{bad}\n", encoding="utf-8")
    officers = "\n".join(f"演示员{name},DEMO-000{place}" for place, name in enumerate("甲乙丙丁戊己", start=1))
    found["officers"] = folder / "officers.csv"
    found["officers"].write_text(f"姓名,执法证号\n{officers}\n", encoding="utf-8")
    return found


def play(folder: Path, pictures: Path | None = None) -> dict[str, Any]:
    """Play the day; returns what a test looks at."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "unit.toml").write_bytes(resource("demo", "unit.toml").read_bytes())
    clock = FastClock(1.0, AFTERNOON)
    with at_the_window(OfficeHands, folder, clock, pictures, role="coordinator", tone="day") as (hands, shot):
        told = _day(hands, folder, shot)
        told["turns_over_100_ms"] = sum(1 for one in hands.stalls if one > 0.1)
        told["longest_ms"] = round(max(hands.stalls) * 1000)
        return told


def _day(hands: Hands, folder: Path, shot: Shot) -> dict[str, Any]:
    told: dict[str, Any] = {}
    desk = hands.desk
    hands.until(lambda: desk.office("zones") is not None and desk.busy is None, "the zones of an empty folder")
    shot("1-empty")
    _libraries(hands, lists(folder / "lists"), told, shot)
    _notice(hands, told, shot)
    _plan(hands, told, shot)
    _papers(hands, folder / "papers-out", told, shot)
    return told


def _library(hands: Hands) -> LibraryFacts:
    return hands.office("library", LibraryFacts)


def _libraries(hands: Hands, files: dict[str, Path], told: dict[str, Any], shot: Shot) -> None:
    """Without a name nothing is imported; then each list, that of the sites with one bad row."""
    window, desk = hands.window, hands.desk
    hands.press(Qt.Key.Key_F2)
    assert window.step == LIBRARY_STEP
    hands.until(lambda: desk.office("library") is not None and desk.busy is None, "the libraries")
    screen = window.screen_shown
    assert isinstance(screen, LibraryScreen)
    hands.press(Qt.Key.Key_F2)
    hands.fill(path=str(files["venues"]))
    hands.hear("desk.no_coordinator")
    hands.name_coordinator(NUMBER)

    kinds = [one.kind for one in _library(hands).libraries]
    for kind in ("venues", "notices", "sessions", "officers", "instruments", "sites"):
        screen.libraries.chosen.emit(kinds.index(kind))
        hands.until(lambda kind=kind: _library(hands).kind == kind and desk.busy is None, kind)  # type: ignore[misc]
        hands.press(Qt.Key.Key_F2)
        hands.fill(path=str(files[kind]))
        if kind != "sites":
            place = kinds.index(kind)
            hands.until(lambda place=place: _library(hands).libraries[place].count, f"{kind} in")  # type: ignore[misc]
    hands.hear("office.import_waits")
    outcome = _library(hands).outcome
    assert outcome is not None
    told["waiting"] = outcome.waiting
    told["refused"] = [(one.row, one.column, one.reason.key) for one in outcome.refused]
    told["before"] = _library(hands).libraries[kinds.index("sites")].count
    shot("2-refused")
    hands.press(Qt.Key.Key_F5)
    hands.hear("office.imported")
    told["after"] = _library(hands).libraries[kinds.index("sites")].count
    hands.press(Qt.Key.Key_F4)
    hands.hear("office.no_pairs")

    # an import by mistake goes back
    screen.libraries.chosen.emit(kinds.index("officers"))
    hands.until(lambda: _library(hands).kind == "officers", "the officers again")
    screen.imports.chosen.emit(next(i for i, one in enumerate(_library(hands).imports) if one.kind == "officers"))
    hands.press(Qt.Key.Key_F7)
    hands.hear("office.undone")
    told["officers_undone"] = _library(hands).libraries[kinds.index("officers")].count
    hands.press(Qt.Key.Key_F2)
    hands.fill(path=str(files["officers"]))
    hands.until(lambda: _library(hands).libraries[kinds.index("officers")].count == 6, "the officers back")
    shot("3-libraries")


def _zones(hands: Hands) -> ZoneFacts:
    return hands.office("zones", ZoneFacts)


def _notice(hands: Hands, told: dict[str, Any], shot: Shot) -> None:
    """The near miss is told; a notice kept with another radius is a new version and moves the zones."""
    window, desk = hands.window, hands.desk
    window.go_to(ZONES_STEP)
    hands.until(lambda: _zones(hands).notice is not None and desk.busy is None, "a notice")
    window.refresh()
    screen = window.screen_shown
    assert isinstance(screen, ZonesScreen)
    told["near"] = screen.sources.view.near[0]
    told["inside"] = len(screen.sources.view.lines)
    # a press on the map selects in the list
    other = next(one for one in _zones(hands).sources if one.where == "inside" and one.number != screen.selected)
    place = screen.map.mapFromScene(QPointF(other.east_m, -other.north_m))
    QTest.mouseClick(screen.map.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(place.x(), place.y()))
    assert screen.selected == other.number == screen.sources.view.selected
    shot("4-zones")

    screen.form.radius.setValue(510)
    window.setFocus()
    hands.press(Qt.Key.Key_F3)
    hands.hear("office.notice_saved")
    hands.until(lambda: _zones(hands).version == 2 and desk.busy is None, "the second version")
    window.refresh()
    told["inside_after"] = len(screen.sources.view.lines)
    assert not screen.form.changed
    screen.form.radius.setValue(500)
    window.setFocus()
    hands.press(Qt.Key.Key_F3)
    hands.until(lambda: _zones(hands).version == 3 and desk.busy is None, "the third version")


def _night(hands: Hands) -> PlanFacts:
    return hands.office("plan", PlanFacts)


def _plan(hands: Hands, told: dict[str, Any], shot: Shot) -> None:
    """A night of three teams: planned, a site skipped, one added, planned anew, issued."""
    window, desk = hands.window, hands.desk
    window.go_to(PLAN_STEP)
    hands.until(lambda: desk.office("plan") is not None and desk.busy is None, "the night")
    screen = window.screen_shown
    assert isinstance(screen, PlanScreen)
    told["day"] = _night(hands).day.isoformat()
    assert [team.kind for team in _night(hands).teams] == ["loop", "full_coverage", "fixed_posts"]
    hands.press(Qt.Key.Key_F7)
    hands.until(lambda: _night(hands).version == 1 and desk.busy is None, "the first version")
    window.refresh()
    told["covered"] = (_night(hands).zone_covered, _night(hands).zone_sites)
    shot("5-plan")

    # another way for a team must be planned before anything else
    screen.teams.changed.emit(2, {"kind": "tour"})
    hands.until(lambda: _night(hands).changed and desk.busy is None, "the changed teams")
    window.refresh()
    assert not screen.issue.isEnabled()
    hands.press(Qt.Key.Key_F7)
    hands.until(lambda: _night(hands).version == 2 and desk.busy is None, "the second version")

    skipped = _night(hands).teams[1].stops[-1]
    screen.choose_team(1)
    screen.select(skipped.number)
    hands.press(Qt.Key.Key_F3)
    hands.hear("night.skipped")
    hands.until(lambda: _night(hands).version == 3 and desk.busy is None, "the third version")
    assert skipped.site not in [stop.site for stop in _night(hands).teams[1].stops]
    screen.select(skipped.number)
    hands.press(Qt.Key.Key_F2)
    if window.overlays.form.isVisible():
        # another team still goes there, so the number is asked for
        hands.fill(site=str(skipped.number))
    hands.until(lambda: _night(hands).version == 4 and desk.busy is None, "the fourth version")
    told["added"] = skipped.site in [stop.site for team in _night(hands).teams for stop in team.stops]

    window.refresh()
    hands.press(Qt.Key.Key_F5)
    hands.hear("night.issued")
    hands.until(lambda: _night(hands).issued == 4 and desk.busy is None, "the issue")
    window.refresh()
    assert not screen.issue.isEnabled()
    shot("6-issued")


def _papers(hands: Hands, folder: Path, told: dict[str, Any], shot: Shot) -> None:
    """Route sheets and GPX, the sheet on the screen, and a draw by two people."""
    folder.mkdir()
    window, desk = hands.window, hands.desk
    hands.press(Qt.Key.Key_F10)
    hands.fill(folder=str(folder))
    hands.hear("night.written")
    hands.press(Qt.Key.Key_F4)
    hands.until(window.overlays.pages.isVisible, "the route sheet")
    told["sheet_pages"] = len(desk.pages())
    shot("7-sheet")
    QTest.keyClick(window.overlays.pages, Qt.Key.Key_Escape)
    desk.hush()

    hands.press(Qt.Key.Key_F9)
    hands.fill(draw_count="2", seed_one="first 1234", folder=str(folder))
    hands.hear("office.draw_source")
    hands.press(Qt.Key.Key_F9)
    hands.fill(draw_count="2", seed_one="first 1234", seed_two="second 5678", folder=str(folder))
    hands.hear("office.drawn")
    hands.until(window.overlays.pages.isVisible, "the draw's sheet")
    shot("8-draw")
    QTest.keyClick(window.overlays.pages, Qt.Key.Key_Escape)
    told["files"] = sorted(path.name for path in folder.iterdir())


if __name__ == "__main__":
    main(play)
