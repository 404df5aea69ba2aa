"""Pictures of the survey screen for the gallery: on the road in every tone, too fast, at the end, and its door."""

from __future__ import annotations

from patrol_app.services.desk.survey_facts import SurveyFacts
from patrol_app.services.snapshot import Snapshot
from patrol_app.ui import scenes
from patrol_app.ui.pictures.stills import Picture, Still
from patrol_app.ui.screen import ROUTE_STEP, SURVEY_STEP
from patrol_app.ui.window import PatrolWindow


class StillSurvey(Still):
    """A still source that also drives."""

    def __init__(self, snapshot: Snapshot | None) -> None:
        super().__init__(snapshot)
        self.surveyed: SurveyFacts | None = scenes.survey()

    def survey(self) -> SurveyFacts | None:
        """The invented drive."""
        return self.surveyed


def _show(facts: SurveyFacts, window: PatrolWindow) -> None:
    source = window.source
    assert isinstance(source, StillSurvey)
    source.surveyed = facts
    window.refresh()


def pictures() -> dict[str, Picture]:
    """All of them by name."""
    return {
        "survey": Picture(snapshot=None, step=SURVEY_STEP, source=StillSurvey),
        "survey-night-red": Picture(snapshot=None, tone="night", step=SURVEY_STEP, source=StillSurvey),
        "survey-day": Picture(snapshot=None, tone="day", step=SURVEY_STEP, source=StillSurvey),
        "gallery-survey-fast": Picture(
            snapshot=None,
            tone="night",
            step=SURVEY_STEP,
            source=StillSurvey,
            done=lambda window: _show(scenes.too_fast(), window),
        ),
        "gallery-survey-practice": Picture(
            snapshot=None,
            step=SURVEY_STEP,
            source=StillSurvey,
            done=lambda window: _show(scenes.practised(), window),
        ),
        "gallery-survey-closing": Picture(
            snapshot=None,
            step=SURVEY_STEP,
            source=StillSurvey,
            words="en",
            done=lambda window: _show(scenes.driven(), window),
        ),
        "gallery-survey-1280x720": Picture(snapshot=None, size=(1280, 720), step=SURVEY_STEP, source=StillSurvey),
        "gallery-survey-text-150": Picture(snapshot=None, tone="day", text=1.5, step=SURVEY_STEP, source=StillSurvey),
        "gallery-survey-door": Picture(snapshot=None, step=ROUTE_STEP, source=StillSurvey),
    }
