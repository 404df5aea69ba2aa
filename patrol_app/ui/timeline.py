"""The time axis that history, strips and dust share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from patrol_app.ui import figures

WindowKind = Literal["minute", "ten", "all"]
WINDOWS: tuple[WindowKind, ...] = ("ten", "all", "minute")

#: Distances of grid lines and of labels, in seconds; the first that gives at most six labels is taken.
_STEPS = ((10, 20), (60, 120), (60, 300), (300, 600), (300, 900), (600, 1800), (1800, 3600), (3600, 7200))


@dataclass(frozen=True, slots=True)
class TimeWindow:
    """From ``start_s`` to ``end_s``, seconds since the history's start at ``origin``."""

    origin: datetime
    start_s: float
    end_s: float

    @property
    def length_s(self) -> float:
        """Length in seconds."""
        return self.end_s - self.start_s

    def x(self, t_s: float, width: float) -> float:
        """Where a moment lies in a plot ``width`` wide; may lie outside."""
        return (t_s - self.start_s) / self.length_s * width

    def _steps(self) -> tuple[int, int]:
        for grid, label in _STEPS:
            if self.length_s / label <= 6:
                return grid, label
        return _STEPS[-1]

    def _round_moments(self, step: int) -> list[float]:
        # Whole minutes and hours of Chinese time are whole ones of UTC as well: the offset is eight hours.
        first = self.origin + timedelta(seconds=self.start_s)
        into = first.timestamp() % step
        moment = self.start_s + (step - into) % step
        found = []
        while moment <= self.end_s:
            found.append(moment)
            moment += step
        return found

    def grid(self) -> list[float]:
        """Seconds of the grid lines, on round times."""
        return self._round_moments(self._steps()[0])

    def labels(self) -> list[tuple[float, str]]:
        """Seconds and words of the axis."""
        step = self._steps()[1]
        return [
            (moment, figures.clock(self.origin + timedelta(seconds=moment), seconds=step < 60))
            for moment in self._round_moments(step)
        ]


def window_of(kind: WindowKind, origin: datetime, now_s: float) -> TimeWindow:
    """The window that ends now: 60 s, 10 min, or everything (at least 60 s)."""
    if kind == "all":
        return TimeWindow(origin, 0.0, max(60.0, now_s))
    return TimeWindow(origin, now_s - (60.0 if kind == "minute" else 600.0), now_s)
