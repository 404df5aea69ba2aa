"""Pictures of the coordinator's window for the gallery: every tab, in other tones, sizes, text and in English."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from patrol_app.ui import scenes
from patrol_app.ui.coordinator.library_screen import LibraryScreen
from patrol_app.ui.coordinator.plan_screen import PlanScreen
from patrol_app.ui.coordinator.zones_screen import ZonesScreen
from patrol_app.ui.pictures.stills import Picture, Still
from patrol_app.ui.screen import LIBRARY_STEP, PLAN_STEP, ZONES_STEP
from patrol_app.ui.theme import Tone
from patrol_app.ui.window import PatrolWindow

Done = Callable[[PatrolWindow], None]


def picture(
    step: int,
    done: Done,
    *,
    tone: Tone = "day",
    size: tuple[int, int] = (1366, 768),
    text: float | None = None,
    english: bool = False,
    at: Callable[[], datetime] = scenes.office_time,
) -> Picture:
    """A tab at the invented hour of the office."""
    return Picture(
        snapshot=None,
        tone=tone,
        step=step,
        role="coordinator",
        size=size,
        text=text,
        words="en" if english else "zh",
        done=done,
        at=at,
    )


def _zones(window: PatrolWindow) -> None:
    screen = window.screen_shown
    assert isinstance(screen, ZonesScreen)
    screen.select(3)


def _plan(window: PatrolWindow) -> None:
    screen = window.screen_shown
    assert isinstance(screen, PlanScreen)
    screen.choose_team(1)
    screen.select(3)


def _morning(window: PatrolWindow) -> None:
    source = window.source
    assert isinstance(source, Still)
    source.offices = scenes.morning_after()
    window.refresh()
    _plan(window)


def _library(window: PatrolWindow) -> None:
    screen = window.screen_shown
    assert isinstance(screen, LibraryScreen)
    screen.refresh(None, 0)


def _refused(window: PatrolWindow) -> None:
    source = window.source
    assert isinstance(source, Still)
    source.offices["library"] = scenes.refused()
    window.refresh()


def _draw(window: PatrolWindow) -> None:
    window.act(9)


def pictures() -> dict[str, Picture]:
    """All of them by name."""
    return {
        "coordinator-zones-plan": picture(ZONES_STEP, _zones),
        "coordinator-plan": picture(PLAN_STEP, _plan),
        "coordinator-library": picture(LIBRARY_STEP, _library),
        "gallery-zones-dusk": picture(ZONES_STEP, _zones, tone="dusk"),
        "gallery-zones-night": picture(ZONES_STEP, _zones, tone="night"),
        "gallery-zones-1280x720": picture(ZONES_STEP, _zones, size=(1280, 720)),
        "gallery-zones-1920x1080": picture(ZONES_STEP, _zones, size=(1920, 1080)),
        "gallery-zones-text-150": picture(ZONES_STEP, _zones, text=1.5),
        "gallery-zones-english": picture(ZONES_STEP, _zones, english=True),
        "gallery-plan-done-night": picture(PLAN_STEP, _morning, tone="night", at=scenes.morning_time),
        "gallery-plan-english": picture(PLAN_STEP, _morning, english=True, at=scenes.morning_time),
        "gallery-plan-text-150": picture(PLAN_STEP, _plan, text=1.5),
        "gallery-plan-1280x720": picture(PLAN_STEP, _plan, size=(1280, 720)),
        "gallery-plan-draw": picture(PLAN_STEP, _draw),
        "gallery-library-refused": picture(LIBRARY_STEP, _refused),
        "gallery-library-dusk-english": picture(LIBRARY_STEP, _refused, tone="dusk", english=True),
        "gallery-library-text-150": picture(LIBRARY_STEP, _refused, text=1.5),
    }
