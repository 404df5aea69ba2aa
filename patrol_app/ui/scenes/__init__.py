"""Invented snapshots for pictures and tests.

Owns: one simulated night and every state an element can be in; all names and numbers are made up (演示, DEMO).
Never: is stored, judged, signed or sent anywhere.
Called by: ``screens`` and the tests.
"""

from patrol_app.ui.scenes.closing import PAPERS, after_run, closing, scribble
from patrol_app.ui.scenes.coordinator import morning_after, morning_time, office_time, offices, refused
from patrol_app.ui.scenes.departure import departure, evening, tone
from patrol_app.ui.scenes.nights import day, dusk, local, night, practice
from patrol_app.ui.scenes.reports import (
    report_time,
    reports,
    reports_behind,
    reports_damaged,
    reports_empty,
    reports_high,
)
from patrol_app.ui.scenes.review import review
from patrol_app.ui.scenes.route import beside, on_the_way, route
from patrol_app.ui.scenes.site import OUTPUTS, POINT, PRINTER, site
from patrol_app.ui.scenes.states import long_night, states
from patrol_app.ui.scenes.survey import driven, practised, survey, too_fast

__all__ = [
    "OUTPUTS",
    "PAPERS",
    "POINT",
    "PRINTER",
    "after_run",
    "beside",
    "closing",
    "day",
    "departure",
    "driven",
    "dusk",
    "evening",
    "local",
    "long_night",
    "morning_after",
    "morning_time",
    "night",
    "office_time",
    "offices",
    "on_the_way",
    "practice",
    "practised",
    "refused",
    "report_time",
    "reports",
    "reports_behind",
    "reports_damaged",
    "reports_empty",
    "reports_high",
    "review",
    "route",
    "scribble",
    "site",
    "states",
    "survey",
    "tone",
    "too_fast",
]
