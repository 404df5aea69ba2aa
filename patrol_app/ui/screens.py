"""``python -m patrol_app.ui.screens [DIR]``: pictures of every screen and of every state, for the eye and for tests."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent

from patrol_app.services.screen_facts import ClosingFacts, DepartureFacts, ReviewFacts, RouteFacts
from patrol_app.services.snapshot import Snapshot
from patrol_app.ui import scenes
from patrol_app.ui.closing_screen import ClosingScreen
from patrol_app.ui.review_screen import ReviewScreen
from patrol_app.ui.screen import BEFORE_STEP, CLOSE_STEP, LIVE_STEP, REVIEW_STEP, ROUTE_STEP
from patrol_app.ui.steps import Role
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

    def command(self, name: str, **data: object) -> None:
        """Remember a command."""
        self.asked.append((name, data))


@dataclass(frozen=True, slots=True)
class Picture:
    """What is shown, in which tone, at which step."""

    snapshot: Snapshot | None
    tone: Tone
    step: int = LIVE_STEP
    role: Role = "officer"


def pictures() -> dict[str, Picture]:
    """All pictures by name."""
    shown = {
        "live-night-red": Picture(scenes.night(), "night"),
        "live-dusk": Picture(scenes.dusk(), "dusk"),
        "live-day": Picture(scenes.day(), "day"),
        "live-practice": Picture(scenes.practice(), "dusk"),
        "before-leaving": Picture(scenes.evening(), "dusk", BEFORE_STEP),
        "supervisor-review": Picture(None, "day", REVIEW_STEP, "supervisor"),
        "map-route": Picture(scenes.on_the_way(), "dusk", ROUTE_STEP),
        "map-route-night-red": Picture(scenes.on_the_way(), "night", ROUTE_STEP),
        "close-visit": Picture(scenes.after_run(), "dusk", CLOSE_STEP),
    }
    for name, snapshot in scenes.states().items():
        shown[f"gallery-{name}"] = Picture(snapshot, "dusk")
    return shown


def invented_time() -> datetime:
    """What the clock says where no session gives the time."""
    return scenes.local(9, 12)


def draw(folder: Path, size: tuple[int, int] = SIZE, text: float | None = None, only: str = "") -> list[Path]:
    """Write the pictures into ``folder``; returns their paths."""
    drawn = []
    for name, picture in pictures().items():
        if only not in name:
            continue
        source = Still(picture.snapshot)
        window = PatrolWindow(source, tone=picture.tone, text=text, role=picture.role, now=invented_time)
        window.resize(*size)
        window.go_to(picture.step)
        if isinstance(window.screen_shown, ClosingScreen):
            window.screen_shown.pad.show_strokes(scenes.scribble(4, 0.3, 0.72, 0.46, 0.8))
        if isinstance(window.screen_shown, ReviewScreen):
            window.screen_shown.selection = (678.0, 760.0)
        window.show()
        path = folder / f"{name}.png"
        window.grab_to(path)
        window.close()
        window.deleteLater()
        # Without an event loop nothing else would free it, and each change of tone dresses every window that lives.
        QCoreApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete)
        drawn.append(path)
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
