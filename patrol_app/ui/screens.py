"""``python -m patrol_app.ui.screens [DIR [PART-OF-NAME]]``: pictures of every screen and state, for eyes and tests."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent

from patrol_app.services.screen_facts import Said
from patrol_app.ui import language, scenes
from patrol_app.ui.officer.closing_screen import ClosingScreen
from patrol_app.ui.pictures import coordinator, officer, reports, states_sheet, supervisor, survey
from patrol_app.ui.pictures.stills import SIZE, Picture, Still, StillDesk
from patrol_app.ui.screen import BEFORE_STEP, CLOSE_STEP, EVIDENCE_STEP, REVIEW_STEP, ROUTE_STEP
from patrol_app.ui.supervisor.review_screen import ReviewScreen
from patrol_app.ui.window import PatrolWindow, application

__all__ = ["SIZE", "Picture", "Still", "StillDesk", "draw", "main", "pictures"]


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
    for room in (officer, coordinator, survey, supervisor, reports):
        shown |= room.pictures()
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
    """Draw the pictures without a display; all of them unless a part of their names is given."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    folder = Path(arguments[0]) if arguments else Path("build") / "screens"
    running = application()
    for path in draw(folder, arguments[1] if len(arguments) > 1 else ""):
        print(path)
    running.processEvents()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
