"""Closing the window while something is measured: nobody ends a recording by mistake, and nobody is locked in."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from patrol_app.assets import sentence
from patrol_app.services.snapshot import Snapshot
from patrol_app.ui import figures, language

if TYPE_CHECKING:
    from patrol_app.ui.overlays import Overlays

RUNNING = ("measuring", "background")


class Leaving:
    """Asks before a window closes over a run; when the run is to end first, waits for its end and then closes."""

    def __init__(self, overlays: Overlays, stop: Callable[[], None], close: Callable[[], object]) -> None:
        self._overlays, self._stop, self._close = overlays, stop, close
        self.waiting = False

    def held_back(self, snapshot: Snapshot | None) -> bool:
        """Whether the window must stay for now; what can be done is then asked."""
        if snapshot is None or snapshot.run not in RUNNING:
            return False
        tongue = language.current()
        length = figures.minutes(snapshot.run_elapsed_s)
        self._overlays.ask(
            sentence("ui.leave", tongue, length=length),
            sentence("ui.leave.foot", tongue),
            (sentence("ui.leave.stay", tongue), sentence("ui.leave.stop", tongue)),
            self._answered,
        )
        return True

    def _answered(self, index: int) -> None:
        if index == 1:
            self.waiting = True
            self._stop()

    def look(self, snapshot: Snapshot | None) -> None:
        """Close once the run that was to end has ended."""
        if self.waiting and (snapshot is None or snapshot.run not in RUNNING):
            self.waiting = False
            self._close()
