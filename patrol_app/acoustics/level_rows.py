"""The energies of a run, one row a step, in memory that grows by pages and is never copied.

Rows of one stretch without a gap form a segment; a gap starts the next one. The last few samples of a segment that
fill no step are its tail.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from patrol_app.acoustics.products import Floats

_PAGE = 1 << 15
_NEARLY = 1e-6  # of a row: decimal seconds need not meet binary ones
SETTLING_S = 1.0  # the detector rises: LN and LAFmin leave this out


@dataclass(frozen=True, slots=True)
class Tail:
    """Samples behind the last whole step: sum of squares, and F at the last sample and at most."""

    samples: int
    a_power: float
    fast_max: float


@dataclass(slots=True)
class Segment:
    """Steps without a gap: where its first sample lies in the run, which rows it has, and its tail."""

    first_sample: int
    first_row: int
    rows: int = 0
    tail: Tail | None = None


@dataclass(slots=True)
class Rows:
    """``power`` (mean square of the step), ``fast`` (F at its end), ``fast_max`` of every step, as float32."""

    step: int
    sample_rate_hz: int
    segments: list[Segment] = field(default_factory=list)
    count: int = 0
    _pages: list[NDArray[np.float32]] = field(default_factory=list)

    def begin(self, first_sample: int) -> None:
        """Open a segment at a sample of the run."""
        self.segments.append(Segment(first_sample, self.count))

    def add(self, new: Floats) -> None:
        """Append steps to the open segment: 3 x steps, the columns one below the other."""
        done, count = 0, new.shape[1]
        while done < count:
            page, place = divmod(self.count + done, _PAGE)
            if page == len(self._pages):
                self._pages.append(np.empty((3, _PAGE), np.float32))
            take = min(_PAGE - place, count - done)
            self._pages[page][:, place : place + take] = new[:, done : done + take]
            done += take
        self.count += count
        self.segments[-1].rows += count

    def column(self, which: int, first: int, last: int) -> NDArray[np.float32]:
        """Rows ``first`` to before ``last`` of a column: 0 power, 1 fast, 2 fast_max. One copy."""
        found = np.empty(max(0, last - first), np.float32)
        place = first
        while place < last:
            page, inside = divmod(place, _PAGE)
            take = min(_PAGE - inside, last - place)
            found[place - first : place - first + take] = self._pages[page][which, inside : inside + take]
            place += take
        return found

    def end_times_s(self, first: int, last: int) -> NDArray[np.float64]:
        """Seconds from the run's start to the end of rows ``first`` to before ``last``."""
        samples = np.empty(max(0, last - first), np.int64)
        for segment in self.segments:
            low, high = max(first, segment.first_row), min(last, segment.first_row + segment.rows)
            if low < high:
                steps = np.arange(low - segment.first_row + 1, high - segment.first_row + 1, dtype=np.int64)
                samples[low - first : high - first] = segment.first_sample + steps * self.step
        return samples / self.sample_rate_hz

    def latest_times_s(self, first: int) -> NDArray[np.float64]:
        """End times of the rows from ``first`` on, all of the open segment."""
        segment = self.segments[-1]
        before = segment.first_sample - segment.first_row * self.step
        ends = np.arange(before + (first + 1) * self.step, before + self.count * self.step + 1, self.step)
        times: NDArray[np.float64] = ends / self.sample_rate_hz
        return times

    def settling_left(self, first: int) -> int:
        """How many rows from ``first`` on, of the open segment, still belong to its first second."""
        settling = int(SETTLING_S * self.sample_rate_hz) // self.step
        return max(0, self.segments[-1].first_row + settling - first)

    def between(self, start_s: float, end_s: float) -> tuple[int, int]:
        """First row, and the one behind the last, of the rows wholly between two times."""
        first, last = self.count, 0
        for segment in self.segments:
            begins = segment.first_sample / self.sample_rate_hz
            length = self.step / self.sample_rate_hz
            low = math.ceil(max(0.0, min(segment.rows, (start_s - begins) / length - _NEARLY)))
            high = math.floor(max(0.0, min(segment.rows, (end_s - begins) / length + _NEARLY)))
            if low < high:
                first, last = min(first, segment.first_row + low), segment.first_row + high
        return first, max(first, last)

    def is_settled(self, first: int, last: int) -> NDArray[np.bool_]:
        """Which rows end later than one second after the start of their segment."""
        settled = np.zeros(max(0, last - first), np.bool_)
        settling = int(SETTLING_S * self.sample_rate_hz) // self.step
        for segment in reversed(self.segments):
            low, high = max(first, segment.first_row + settling), min(last, segment.first_row + segment.rows)
            if low < high:
                settled[low - first : high - first] = True
            if segment.first_row <= first:
                break
        return settled

    def settled(self, without: Sequence[tuple[float, float]] = ()) -> NDArray[np.float32]:
        """F of all settled rows outside ``without``."""
        keep = self.is_settled(0, self.count)
        if without:
            keep &= self.outside(without, 0, self.count)
        return self.column(1, 0, self.count)[keep]

    def outside(self, without: Sequence[tuple[float, float]], first: int, last: int) -> NDArray[np.bool_]:
        """Which rows lie wholly outside all intervals of seconds from the run's start."""
        ends = self.end_times_s(first, last)
        keep = np.ones(ends.size, np.bool_)
        length = self.step / self.sample_rate_hz
        for start_s, end_s in without:
            keep &= (ends <= start_s + 1e-9) | (ends - length >= end_s - 1e-9)
        return keep

    def tails(self, last: Tail | None) -> Iterator[tuple[float, float, Tail]]:
        """Start and end in seconds, and the tail, of every segment that has one; ``last`` is that of the open one."""
        for segment in self.segments:
            tail = last if segment is self.segments[-1] else segment.tail
            if tail is not None:
                start = segment.first_sample + segment.rows * self.step
                yield start / self.sample_rate_hz, (start + tail.samples) / self.sample_rate_hz, tail
