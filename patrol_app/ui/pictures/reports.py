"""Pictures of the coordinator's report tab for the gallery."""

from __future__ import annotations

from collections.abc import Callable

from patrol_app.services.report_facts import ReportFacts
from patrol_app.ui import scenes
from patrol_app.ui.pictures.coordinator import picture
from patrol_app.ui.pictures.stills import Picture, Still
from patrol_app.ui.screen import REPORTS_STEP
from patrol_app.ui.window import PatrolWindow

Done = Callable[[PatrolWindow], None]


def _showing(facts: Callable[[], ReportFacts]) -> Done:
    def done(window: PatrolWindow) -> None:
        source = window.source
        assert isinstance(source, Still)
        source.offices["reports"] = facts()
        window.refresh()

    return done


def pictures() -> dict[str, Picture]:
    """All of them by name."""
    plain, behind, high = (_showing(each) for each in (scenes.reports, scenes.reports_behind, scenes.reports_high))
    at = scenes.report_time
    return {
        "coordinator-reports-rates": picture(REPORTS_STEP, plain, at=at),
        "gallery-reports-empty": picture(REPORTS_STEP, _showing(scenes.reports_empty), at=at),
        "gallery-reports-damaged": picture(REPORTS_STEP, _showing(scenes.reports_damaged), at=at),
        "gallery-reports-behind": picture(REPORTS_STEP, behind, at=at),
        "gallery-reports-issued-dusk": picture(REPORTS_STEP, high, tone="dusk", at=at),
        "gallery-reports-night": picture(REPORTS_STEP, plain, tone="night", at=at),
        "gallery-reports-english": picture(REPORTS_STEP, plain, english=True, at=at),
        "gallery-reports-behind-english": picture(REPORTS_STEP, behind, tone="dusk", english=True, at=at),
        "gallery-reports-1280x720": picture(REPORTS_STEP, plain, size=(1280, 720), at=at),
        "gallery-reports-1920x1080": picture(REPORTS_STEP, high, size=(1920, 1080), at=at),
        "gallery-reports-text-150": picture(REPORTS_STEP, plain, text=1.5, at=at),
        "gallery-reports-behind-text-150": picture(REPORTS_STEP, behind, text=1.5, at=at),
    }
