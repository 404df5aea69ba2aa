"""A run as the meter told it: values without excluded intervals, and stretches above a trigger.

The meter integrates LAeq and holds LAFmax itself since the run began, and says both once a second to 0.1 dB. What
an excluded interval contributed follows from the running value at its two ends, so the meter's own integration
stays the source. Times are seconds from the run's start; intervals are half-open ``(start_s, end_s)``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Interval = tuple[float, float]


def merged(intervals: Sequence[Interval], duration_s: float) -> list[Interval]:
    """Intervals cut to the run, sorted, overlaps joined."""
    joined: list[Interval] = []
    for start_s, end_s in sorted((max(0.0, start), min(duration_s, end)) for start, end in intervals):
        if end_s <= start_s:
            continue
        if joined and start_s <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(joined[-1][1], end_s)
        else:
            joined.append((start_s, end_s))
    return joined


def _exposure(t_s: Array, running_leq_db: Array) -> tuple[Array, Array]:
    """Sound exposure since the start, T 10^(LAeq,T/10), at the times when the meter said LAeq,T; 0 at the start."""
    exposure = t_s * 10.0 ** (running_leq_db / 10.0)
    return np.concatenate(([0.0], t_s)), np.concatenate(([0.0], exposure))


def leq_between_db(t_s: Array, running_leq_db: Array, start_s: float, end_s: float) -> float | None:
    """LAeq of one interval from the running LAeq,T; ``None`` when the meter's 0.1 dB steps hide it."""
    if len(t_s) == 0 or end_s <= start_s:
        return None
    times, exposure = _exposure(t_s, running_leq_db)
    part = float(np.interp(end_s, times, exposure) - np.interp(start_s, times, exposure))
    return 10.0 * float(np.log10(part / (end_s - start_s))) if part > 0.0 else None


def leq_without_db(t_s: Array, running_leq_db: Array, duration_s: float, excluded: Sequence[Interval]) -> float | None:
    """LAeq of the run without the excluded intervals; the plain LAeq when there are none.

    With LAeq,T said to 0.1 dB the exposure at each end is known to about 1.2 %, so one interval of a 20-minute run
    moves the result by less than 0.15 dB.
    """
    if len(t_s) == 0:
        return None
    parts = merged(excluded, duration_s)
    times, exposure = _exposure(t_s, running_leq_db)
    kept_s = float(times[-1]) - sum(min(end, float(times[-1])) - min(start, float(times[-1])) for start, end in parts)
    if kept_s <= 0.0:
        return None
    removed = sum(float(np.interp(end, times, exposure) - np.interp(start, times, exposure)) for start, end in parts)
    kept = float(exposure[-1]) - removed
    return 10.0 * float(np.log10(kept / kept_s)) if kept > 0.0 else None


def _outside(t_s: Array, parts: Sequence[Interval]) -> NDArray[np.bool_]:
    keep = np.ones(len(t_s), dtype=bool)
    for start_s, end_s in parts:
        keep &= (t_s < start_s) | (t_s >= end_s)
    return keep


def max_without_db(
    max_t_s: Array,
    running_max_db: Array,
    laf_t_s: Array,
    laf_db: Array,
    duration_s: float,
    excluded: Sequence[Interval],
) -> float | None:
    """LAFmax of the run without the excluded intervals.

    A rise of the meter's running maximum outside the intervals is the maximum of that second; where an interval
    raised it, later lower peaks are known only from the LAF samples, so the value is then a lower bound, to the
    party's favour.
    """
    if len(max_t_s) == 0 and len(laf_t_s) == 0:
        return None
    parts = merged(excluded, duration_s)
    candidates: list[float] = []
    if len(max_t_s):
        rises = np.concatenate(([True], np.diff(running_max_db) > 0.0))
        # the maximum told at t was reached since the answer before it, so that whole second must be outside
        before = np.concatenate(([0.0], max_t_s[:-1]))
        clean = np.ones(len(max_t_s), dtype=bool)
        for start_s, end_s in parts:
            clean &= (max_t_s <= start_s) | (before >= end_s)
        chosen = running_max_db[rises & clean]
        candidates.extend(chosen[-1:].tolist())
    inside = laf_db[_outside(laf_t_s, parts)]
    if len(inside):
        candidates.append(float(inside.max()))
    return max(candidates) if candidates else None


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch above the trigger: from its first to its last sample above it, with the highest LAF in it."""

    start_s: float
    end_s: float
    lafmax_db: float


class StretchFinder:
    """Finds stretches as samples come; two stretches less than ``hold_s`` apart are one."""

    def __init__(self, trigger_db: float, *, hold_s: float = 10.0) -> None:
        self.trigger_db = trigger_db
        self.hold_s = hold_s
        self.open: Stretch | None = None
        self.done: list[Stretch] = []

    def feed(self, t_s: float, laf_db: float) -> bool:
        """Take one sample; true when a new stretch begins with it."""
        if self.open is not None and t_s - self.open.end_s > self.hold_s:
            self.close()
        if laf_db <= self.trigger_db:
            return False
        if self.open is None:
            self.open = Stretch(t_s, t_s, laf_db)
            return True
        self.open = Stretch(self.open.start_s, t_s, max(self.open.lafmax_db, laf_db))
        return False

    def close(self) -> None:
        """End the open stretch, if any."""
        if self.open is not None:
            self.done.append(self.open)
            self.open = None


def stretches_above(
    t_s: Sequence[float], laf_db: Sequence[float], trigger_db: float, *, hold_s: float = 10.0
) -> list[Stretch]:
    """All stretches of a finished run."""
    finder = StretchFinder(trigger_db, hold_s=hold_s)
    for moment_s, level_db in zip(t_s, laf_db, strict=True):
        finder.feed(moment_s, level_db)
    finder.close()
    return finder.done
