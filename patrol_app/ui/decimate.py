"""Reducing a series to what a plot can show: lowest and highest of each column, gaps kept as gaps.

The work of one repaint is bounded by the plot's width and by what is new, never by the length of the night.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Times = NDArray[np.float64]
Values = NDArray[np.float32]

#: A jump in time longer than this is a gap and is not bridged, in seconds.
GAP_S = 3.0


def columns(t_s: Times, low: Values, high: Values, column_s: float, gap_s: float = GAP_S) -> tuple[Times, Values]:
    """Lowest and highest value of each column of ``column_s`` seconds, as one line to draw.

    Columns lie on whole multiples of ``column_s``, so a moving window does not make the line shimmer. Where the
    series has at most two points a column it is returned as it is. NaN breaks the line: put in where time jumps by
    more than ``gap_s``, kept where a whole column is NaN.
    """
    if t_s.size == 0:
        return t_s, low
    same = low is high
    wanted = int((t_s[-1] - t_s[0]) / column_s) + 1
    if same and t_s.size <= 2 * wanted:
        return _broken(t_s, low, gap_s)
    index = np.floor(t_s / column_s).astype(np.int64)
    edges = np.concatenate(([0], np.flatnonzero(np.diff(index)) + 1))
    lowest = np.fmin.reduceat(low, edges)
    highest = np.fmax.reduceat(high, edges)
    times = (index[edges] + 0.5) * column_s
    line_t = np.repeat(times, 2)
    line_y = np.empty(line_t.size, np.float32)
    line_y[0::2], line_y[1::2] = lowest, highest
    return _broken(line_t, line_y, max(gap_s, 1.5 * column_s))


def _broken(t_s: Times, y: Values, gap_s: float) -> tuple[Times, Values]:
    jumps = np.flatnonzero(np.diff(t_s) > gap_s) + 1
    if jumps.size == 0:
        return t_s, y
    return np.insert(t_s, jumps, t_s[jumps - 1]), np.insert(y, jumps, np.float32(np.nan))


class Envelope:
    """Lowest and highest of each second, extended by what is new: the picture of a whole night."""

    def __init__(self) -> None:
        self._taken = 0
        self._size = 0
        self._t = np.empty(1024, np.float64)
        self._low = np.empty(1024, np.float32)
        self._high = np.empty(1024, np.float32)

    def extend(self, t_s: Times, y: Values, count: int) -> int:
        """Take in rows up to ``count``; returns how many were new. A shorter series starts anew."""
        if count < self._taken:
            self._taken = self._size = 0
        fresh = slice(self._taken, count)
        new = count - self._taken
        if new <= 0:
            return 0
        seconds = np.floor(t_s[fresh])
        values = y[fresh]
        edges = np.concatenate(([0], np.flatnonzero(np.diff(seconds)) + 1))
        lows, highs = np.fmin.reduceat(values, edges), np.fmax.reduceat(values, edges)
        starts = seconds[edges]
        if self._size and self._t[self._size - 1] == starts[0]:
            last = self._size - 1
            self._low[last] = np.fmin(self._low[last], lows[0])
            self._high[last] = np.fmax(self._high[last], highs[0])
            starts, lows, highs = starts[1:], lows[1:], highs[1:]
        self._room(starts.size)
        end = self._size + starts.size
        self._t[self._size : end], self._low[self._size : end], self._high[self._size : end] = starts, lows, highs
        self._size, self._taken = end, count
        return new

    def _room(self, more: int) -> None:
        while self._size + more > self._t.size:
            self._t = np.concatenate((self._t, np.empty_like(self._t)))
            self._low = np.concatenate((self._low, np.empty_like(self._low)))
            self._high = np.concatenate((self._high, np.empty_like(self._high)))

    def lines(self) -> tuple[Times, Values, Values]:
        """Second, lowest, highest; views that stay valid until the next ``extend``."""
        return self._t[: self._size], self._low[: self._size], self._high[: self._size]
