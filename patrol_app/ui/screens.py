"""``python -m patrol_app.ui.screens [DIR]``: pictures of every screen and of every state, for the eye and for tests."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent

from patrol_app.assets import Language
from patrol_app.services.screen_facts import ClosingFacts, DepartureFacts, ReviewFacts, RouteFacts, Said, SiteFacts
from patrol_app.services.snapshot import Snapshot
from patrol_app.ui import language, scenes
from patrol_app.ui.officer.closing_screen import ClosingScreen
from patrol_app.ui.pictures import states_sheet
from patrol_app.ui.screen import BEFORE_STEP, CLOSE_STEP, EVIDENCE_STEP, LIVE_STEP, REVIEW_STEP, ROUTE_STEP
from patrol_app.ui.steps import Role
from patrol_app.ui.supervisor.review_screen import ReviewScreen
from patrol_app.ui.theme import Tone
from patrol_app.ui.window import PatrolWindow, application

SIZE = (1366, 768)


class Still:
    """A source that always shows the same picture and remembers what was asked."""

    def __init__(self, snapshot: Snapshot | None) -> None:
        self.snapshot = snapshot
        self.asked: list[tuple[str, dict[str, object]]] = []
        self.departing: DepartureFacts | None = scenes.departure()
        self.routed: RouteFacts | None = scenes.route()
        self.closed: ClosingFacts | None = scenes.closing()
        self.reviewed: ReviewFacts | None = scenes.review()
        self.offices: dict[str, object] = scenes.offices()

    def latest(self) -> Snapshot | None:
        """The snapshot."""
        return self.snapshot

    def departure(self) -> DepartureFacts | None:
        """The invented evening."""
        return self.departing

    def route(self) -> RouteFacts | None:
        """The invented route."""
        return self.routed

    def closing(self) -> ClosingFacts | None:
        """The invented visit's end."""
        return self.closed

    def review(self) -> ReviewFacts | None:
        """The invented case under review."""
        return self.reviewed

    def office(self, tab: str) -> object | None:
        """The invented office, tab by tab."""
        return self.offices.get(tab)

    def command(self, name: str, **data: object) -> None:
        """Remember a command."""
        self.asked.append((name, data))


class StillDesk(Still):
    """The same as a desk, for what only a desk shows."""

    def __init__(self, snapshot: Snapshot | None) -> None:
        super().__init__(snapshot)
        self.visited: SiteFacts | None = scenes.site()
        self.told: Said | None = None

    def site(self) -> SiteFacts | None:
        """What the invented officers said."""
        return self.visited

    def notice(self) -> Said | None:
        """A sentence that a picture wants."""
        return self.told

    def hush(self) -> None:
        """The sentence was read."""
        self.told = None

    def pages(self) -> tuple[bytes, ...]:
        """No paper."""
        return ()

    def unit(self) -> Mapping[str, str]:
        """The invented unit."""
        return {"name": "DEMO"}

    def remember(self, **changes: object) -> None:
        """Nothing is kept."""


def _nothing(window: PatrolWindow) -> None:
    """Most pictures need nothing more."""


def _sign(window: PatrolWindow) -> None:
    screen = window.screen_shown
    if isinstance(screen, ClosingScreen):
        screen.pad.show_strokes(scenes.scribble(4, 0.3, 0.72, 0.46, 0.8))


def _notice(window: PatrolWindow) -> None:
    if isinstance(window.source, StillDesk):
        window.source.told = Said("desk.arrived_may_sleep", (("site", "DEMO"), ("number", "DEMO-20260606-03")))


def _select(window: PatrolWindow) -> None:
    screen = window.screen_shown
    if isinstance(screen, ReviewScreen):
        screen.selection = (678.0, 760.0)


def invented_time() -> datetime:
    """What the clock says where no session gives the time."""
    return scenes.local(9, 12)


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """What is shown, in which tone, at which step, and what is done before the picture is taken."""

    snapshot: Snapshot | None
    tone: Tone = "dusk"
    step: int = LIVE_STEP
    role: Role = "officer"
    size: tuple[int, int] = SIZE
    text: float | None = None
    words: Language = "zh"
    done: Callable[[PatrolWindow], None] = _nothing
    desk: bool = False
    source: Callable[[Snapshot | None], Still] | None = None
    at: Callable[[], datetime] = invented_time


def pictures() -> dict[str, Picture]:
    """All pictures by name."""
    evening, way, end, night = scenes.evening(), scenes.on_the_way(), scenes.after_run(), scenes.night()
    states = scenes.states()
    shown = {
        "live-night-red": Picture(snapshot=night, tone="night"),
        "live-dusk": Picture(snapshot=scenes.dusk()),
        "live-day": Picture(snapshot=scenes.day(), tone="day"),
        "live-practice": Picture(snapshot=scenes.practice()),
        "before-leaving": Picture(snapshot=evening, step=BEFORE_STEP),
        "map-route": Picture(snapshot=way, step=ROUTE_STEP),
        "map-route-night-red": Picture(snapshot=way, tone="night", step=ROUTE_STEP),
        "close-visit": Picture(snapshot=end, step=CLOSE_STEP, done=_sign),
        "supervisor-review": Picture(snapshot=None, tone="day", step=REVIEW_STEP, role="supervisor", done=_select),
        "gallery-1280x720": Picture(snapshot=night, tone="night", size=(1280, 720)),
        "gallery-1920x1080": Picture(snapshot=night, tone="night", size=(1920, 1080)),
        "gallery-text-150": Picture(snapshot=scenes.dusk(), text=1.5),
        "gallery-english": Picture(snapshot=night, tone="night", words="en"),
        "gallery-help": Picture(snapshot=night, tone="night", done=lambda window: window.act(1)),
        "site": Picture(snapshot=end, step=EVIDENCE_STEP, desk=True),
        "gallery-form": Picture(
            snapshot=end,
            tone="night",
            step=EVIDENCE_STEP,
            desk=True,
            done=lambda window: window.overlays.ask_form("dust", {}),
        ),
        "gallery-form-day-english": Picture(
            snapshot=end,
            tone="day",
            step=EVIDENCE_STEP,
            desk=True,
            words="en",
            done=lambda window: window.overlays.ask_form("observation", {}),
        ),
        "gallery-menu": Picture(snapshot=end, tone="night", desk=True, done=lambda window: window.overlays.menu()),
        "gallery-notice": Picture(snapshot=end, desk=True, done=_notice),
        "gallery-reasons": Picture(snapshot=states["excluding"], tone="night", done=lambda window: window.act(2)),
    }
    from patrol_app.ui.pictures import coordinator as coordinator_pictures
    from patrol_app.ui.pictures import officer as officer_pictures
    from patrol_app.ui.pictures import reports as report_pictures
    from patrol_app.ui.pictures import supervisor as supervisor_pictures
    from patrol_app.ui.pictures import survey as survey_pictures

    shown |= officer_pictures.pictures() | coordinator_pictures.pictures() | survey_pictures.pictures()
    shown |= supervisor_pictures.pictures() | report_pictures.pictures()
    for name, snapshot in states.items():
        shown[f"gallery-{name}"] = Picture(snapshot=snapshot)
    for name in ("silent", "overload", "near", "acknowledged"):
        shown[f"gallery-{name}-night"] = Picture(snapshot=states[name], tone="night")
        shown[f"gallery-{name}-day"] = Picture(snapshot=states[name], tone="day")
    return shown


def draw(folder: Path, only: str = "") -> list[Path]:
    """Write the pictures whose name contains ``only`` into ``folder``; returns their paths."""
    drawn = []
    for name, picture in pictures().items():
        if only not in name:
            continue
        language.use(picture.words)
        source = (picture.source or (StillDesk if picture.desk else Still))(picture.snapshot)
        window = PatrolWindow(source, tone=picture.tone, text=picture.text, role=picture.role, now=picture.at)
        window.resize(*picture.size)
        window.go_to(picture.step)
        window.show()
        picture.done(window)
        path = folder / f"{name}.png"
        window.grab_to(path)
        window.close()
        window.deleteLater()
        # Without an event loop nothing else would free it, and each change of tone dresses every window that lives.
        QCoreApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete)
        drawn.append(path)
    language.use("zh")
    if only in states_sheet.NAME:
        drawn.append(states_sheet.draw(folder))
    return drawn


def main(arguments: list[str]) -> int:
    """Draw all pictures without a display."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    folder = Path(arguments[0]) if arguments else Path("build") / "screens"
    running = application()
    for path in draw(folder):
        print(path)
    running.processEvents()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
