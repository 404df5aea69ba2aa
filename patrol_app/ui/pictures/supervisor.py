"""Pictures of the supervisor's lists, and of the question before a window closes over a run."""

from __future__ import annotations

from patrol_app.services.snapshot import Snapshot
from patrol_app.ui import scenes
from patrol_app.ui.pictures.stills import Picture, StillDesk
from patrol_app.ui.scenes.supervisor import supervisor
from patrol_app.ui.supervisor.tabs import CASES_STEP, ORDERS_STEP, VISITS_STEP
from patrol_app.ui.window import PatrolWindow


def lists(snapshot: Snapshot | None) -> StillDesk:
    """A supervisor's desk."""
    made = StillDesk(snapshot)
    made.offices["supervisor"] = supervisor()
    return made


def _leave(window: PatrolWindow) -> None:
    window.leaving.held_back(window.snapshot)


def pictures() -> dict[str, Picture]:
    """By name."""
    return {
        "supervisor-visits": Picture(snapshot=None, tone="day", step=VISITS_STEP, role="supervisor", source=lists),
        "supervisor-cases": Picture(snapshot=None, tone="day", step=CASES_STEP, role="supervisor", source=lists),
        "supervisor-orders": Picture(snapshot=None, tone="day", step=ORDERS_STEP, role="supervisor", source=lists),
        "supervisor-orders-night": Picture(
            snapshot=None, tone="night", step=ORDERS_STEP, role="supervisor", source=lists, words="en"
        ),
        "gallery-leaving": Picture(snapshot=scenes.night(), tone="night", done=_leave),
    }
