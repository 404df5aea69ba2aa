"""A sound level meter that runs on blocks of samples: one engine for files and for live sound.

Levels of IEC 61672-1:2013 / GB/T 3785.1-2023: LAF every 10 ms, LAeq, LAE, maxima from blocks of at most 1 ms, LCpeak
interpolated between samples, LN from LAF. Any cutting of the same samples into blocks gives the same levels.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from queue import SimpleQueue

import numpy as np
from numpy.typing import NDArray

from patrol_app.acoustics.block_filter import WIDTH, BlockFilter, ChunkEnergies, is_overload, tools
from patrol_app.acoustics.block_walk import Samples, as_float
from patrol_app.acoustics.decibels import exceedance_levels_db, level_db, levels_db
from patrol_app.acoustics.level_rows import Rows, Tail
from patrol_app.acoustics.levels import PERCENTS, Levels, check_reference
from patrol_app.acoustics.peak import HALO, tail_squared_peak
from patrol_app.domain.errors import BadInput

CHUNK_STEPS = 1000
# Rounding noise of 16 bit is -101.1 dB re full scale; 7 dB above it a level is 1 dB too high.
UNDERRANGE_INT16_DB = -94.0
_LARGEST_POWER = float(np.finfo(np.float32).max)
UNDERRANGE_FLOAT_DB = -140.0  # the same for 24 bit


@dataclass(frozen=True, slots=True)
class LafRows:
    """LAF at the end of each finished step; ``t_s`` counts seconds from the run's start, gaps included.

    ``overload`` and ``underrange`` are of these rows alone.
    """

    t_s: NDArray[np.float64]
    laf_db: NDArray[np.float64]
    overload: bool
    underrange: bool


@dataclass(slots=True)
class _Totals:
    """What has been summed and seen so far, in mean squares and samples relative to full scale."""

    samples: int = 0
    missing: int = 0
    a_power: float = 0.0
    c_power: float = 0.0
    fast: float = 0.0
    slow: float = 0.0
    fast_max: float = 0.0
    slow_max: float = 0.0
    c_peak: float = 0.0
    overload: bool = False


class RunningMeter:
    """One channel of one run. Not for use from several threads at once."""

    def __init__(
        self,
        sample_rate_hz: int,
        *,
        reference_db: float | None = None,
        with_c: bool = True,
        threads: int = 1,
        underrange_db: float | None = None,
    ) -> None:
        """Begin a run at sample 0.

        Args:
            sample_rate_hz: 8 to 192 kHz.
            reference_db: level of an RMS of 1.0 (full scale); ``None`` gives levels relative to full scale.
            with_c: also C weighting, S and the peak; without it those levels are ``None``.
            threads: for blocks longer than ten seconds.
            underrange_db: LAF below this, in dB of the result, is under range; by default 7 dB above the rounding
                noise of int16 samples, and of 24 bit for others.

        Raises:
            BadInput: the sample rate, or a reference outside -60 to 240 dB.
        """
        check_reference(reference_db)
        self._tools = tools(sample_rate_hz)
        self.reference_db = reference_db
        self.with_c = with_c
        self._offset = 0.0 if reference_db is None else reference_db
        self._underrange_db = underrange_db
        self._floor_db = UNDERRANGE_FLOAT_DB
        self._threads = threads
        self._filters: list[BlockFilter] = []
        self._pool: ThreadPoolExecutor | None = None
        self._totals = _Totals()
        self._rows = Rows(self._tools.grid.step, sample_rate_hz)
        self._pending: Samples
        self._fresh: list[NDArray[np.float32]] = []
        self._restart()

    @property
    def sample_rate_hz(self) -> int:
        """Samples a second."""
        return self._tools.grid.sample_rate_hz

    @property
    def step_s(self) -> float:
        """Length of a row, 0.01 s where the sample rate allows it."""
        return self._tools.grid.step_s

    @property
    def position(self) -> int:
        """Samples of the run so far, missing ones included."""
        return self._totals.samples + self._totals.missing

    @property
    def overload(self) -> bool:
        """Whether any sample reached full scale; stays true."""
        return self._totals.overload

    @property
    def las_db(self) -> float | None:
        """LAS at the end of the last whole step; ``None`` for a meter of A alone."""
        return level_db(self._totals.slow, self._offset) if self.with_c else None

    @property
    def underrange_db(self) -> float:
        """LAF below this is under range."""
        return self._floor_db + self._offset if self._underrange_db is None else self._underrange_db

    def feed(self, block: Samples) -> LafRows:
        """Take the next samples, float32 with full scale 1.0 or int16; returns the steps they finish.

        Raises:
            BadInput: another kind of array, or a sample that is no finite number.
        """
        samples: Samples = _checked(block)
        self._totals.samples += samples.size
        first_row = self._rows.count
        overload = False
        step = self._tools.grid.step
        if self._pending.size:
            if self._pending.dtype != samples.dtype:
                self._pending, samples = as_float(self._pending), as_float(samples)
            enough = samples.size if samples.size <= CHUNK_STEPS * step else step - self._pending.size
            joined = np.concatenate([self._pending, samples[:enough]])
            samples = samples[enough:]
            overload |= self._whole_steps(joined[: joined.size // step * step])
            self._pending = joined[joined.size // step * step :]
        if samples.size:
            overload |= self._whole_steps(samples[: samples.size // step * step])
            self._pending = samples[samples.size // step * step :].copy()
        self._floor_db = UNDERRANGE_INT16_DB if samples.dtype == np.int16 else UNDERRANGE_FLOAT_DB
        rows = self._rows
        laf_db = levels_db(np.concatenate(self._fresh), self._offset) if self._fresh else np.empty(0)
        self._fresh = []
        settled = laf_db[rows.settling_left(first_row) :]
        return LafRows(
            rows.latest_times_s(first_row), laf_db, overload, bool(settled.size and settled.min() < self.underrange_db)
        )

    def gap(self, samples: int) -> None:
        """Skip samples that were lost: time goes on, filters and detectors begin again behind them.

        Raises:
            BadInput: a negative count.
        """
        if samples < 0:
            raise BadInput("acoustics.gap", samples=samples)
        if samples == 0:
            return
        with np.errstate(over="ignore", invalid="ignore"):
            self._totals, tail = self._with_tail()
        self._rows.segments[-1].tail = tail
        self._totals.missing += samples
        self._restart()

    def levels(self, without: Sequence[tuple[float, float]] = ()) -> Levels:
        """Levels of the whole run, or of what lies outside the intervals ``without`` (seconds from its start).

        With intervals, LAeq, LAE, LAFmax, LAFmin and LN are made from the 10 ms steps wholly outside them; LASmax,
        LCpeak and LCeq are ``None``, and ``duration_s`` and ``samples`` are those of the whole run still.
        """
        with np.errstate(over="ignore", invalid="ignore"):
            totals, tail = self._with_tail()
        if without:
            return self._levels_without(totals, tail, without)
        count, offset = totals.samples, self._offset
        draft = self._draft(totals, self._rows.settled(), totals.a_power / count if count else 0.0)
        return replace(
            draft,
            lafmax_db=level_db(totals.fast_max, offset),
            lae_db=level_db(totals.a_power / self.sample_rate_hz, offset),
            lasmax_db=level_db(totals.slow_max, offset),
            lcpeak_db=level_db(totals.c_peak, offset),
            lceq_db=level_db(totals.c_power / count, offset) if count else None,
        )

    @property
    def running_laeq_db(self) -> float | None:
        """LAeq of the whole 10 ms steps so far, at no cost however long the run is."""
        whole = self._totals.samples - self._pending.size
        return level_db(self._totals.a_power / whole, self._offset) if whole else None

    def leq_db(self, start_s: float, end_s: float) -> float | None:
        """LAeq of the whole 10 ms steps between two times of the run; ``None`` if there is none."""
        first, last = self._rows.between(start_s, end_s)
        powers = self._rows.column(0, first, last)
        return level_db(float(powers.mean(dtype=np.float64)), self._offset) if powers.size else None

    def laf_series(self) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
        """End time in seconds, LAF and LAeq of every step so far."""
        rows = self._rows
        return (
            rows.end_times_s(0, rows.count),
            levels_db(rows.column(1, 0, rows.count), self._offset),
            levels_db(rows.column(0, 0, rows.count), self._offset),
        )

    def close(self) -> None:
        """Release the threads; levels can still be asked for."""
        if self._pool is not None:
            self._pool.shutdown()
            self._pool = None

    def _restart(self) -> None:
        self._rows.begin(self.position)
        self._pending = np.empty(0, np.float32)
        self._state = np.zeros(WIDTH, np.float32)
        self._c_last = np.zeros(2 * HALO, np.float32)
        self._totals.fast = self._totals.slow = 0.0

    def _filter(self, index: int, steps: int) -> BlockFilter:
        while len(self._filters) <= index:
            self._filters.append(BlockFilter(self.sample_rate_hz, steps, self.with_c))
        if self._filters[index].most_steps < steps:
            self._filters[index] = BlockFilter(self.sample_rate_hz, steps, self.with_c)
        return self._filters[index]

    def _whole_steps(self, samples: Samples) -> bool:
        """Take whole steps chunk by chunk; true if one of them reached full scale."""
        step = self._tools.grid.step
        chunk = CHUNK_STEPS * step
        if self._threads > 1 and samples.size > 2 * chunk:
            return self._in_threads(samples, chunk)
        overload = False
        for first in range(0, samples.size, chunk):
            part = samples[first : first + chunk]
            found = self._filter(0, max(1, part.size // step)).run(
                part, self._state, self._c_last if self.with_c else None, self._totals.c_peak
            )
            overload |= self._take(found)
        return overload

    def _in_threads(self, samples: Samples, chunk: int) -> bool:
        """Chunks side by side: each finds its start state from the samples before it, results are taken in order."""
        if self._pool is None:
            self._pool = ThreadPoolExecutor(self._threads)
        free: SimpleQueue[BlockFilter] = SimpleQueue()
        for lane in range(self._threads):
            free.put(self._filter(lane, CHUNK_STEPS))
        waiting: deque[Future[ChunkEnergies]] = deque()
        overload = False
        for first in range(0, samples.size, chunk):
            if len(waiting) > self._threads:
                overload |= self._take(waiting.popleft().result())
            waiting.append(self._pool.submit(self._one_chunk, free, samples, first, chunk, self._totals.c_peak))
        for future in waiting:
            overload |= self._take(future.result())
        return overload

    def _one_chunk(
        self, free: SimpleQueue[BlockFilter], samples: Samples, first: int, chunk: int, floor: float
    ) -> ChunkEnergies:
        work = free.get()
        try:
            state, c_last = self._state, self._c_last
            if first:
                state, c_last = work.carry(samples[first - work.warm_samples : first])
            return work.run(samples[first : first + chunk], state, c_last if self.with_c else None, floor)
        finally:
            free.put(work)

    def _take(self, found: ChunkEnergies) -> bool:
        """Join a chunk's energies to the run, in order of time."""
        totals, tool = self._totals, self._tools
        step = tool.grid.step
        ends, highest, totals.fast = tool.fast.follow(found.a_fast, totals.fast)
        totals.a_power += float(found.a_power.sum())
        totals.fast_max = max(totals.fast_max, float(highest.max()))
        if found.a_slow is not None and found.c_power is not None and found.c_peak is not None:
            _, slow_highest, totals.slow = tool.slow.follow(found.a_slow, totals.slow)
            totals.slow_max = max(totals.slow_max, float(slow_highest.max()))
            totals.c_power += float(found.c_power.sum())
            totals.c_peak = max(totals.c_peak, float(found.c_peak.max()))
        if found.c_last is not None:
            self._c_last = found.c_last
        self._rows.add(found.a_power / step, ends, highest)
        self._fresh.append(ends.astype(np.float32))  # as they are kept
        self._state = found.state
        totals.overload |= found.overload
        return found.overload

    def _with_tail(self) -> tuple[_Totals, Tail | None]:
        """The totals with the samples that fill no step yet, and these as a tail; changes nothing."""
        totals = replace(self._totals)
        pending, grid = self._pending, self._tools.grid
        padded = np.zeros(grid.step, pending.dtype)
        padded[: pending.size] = pending
        work = self._filter(0, 1)
        a, c = work.outputs(padded, self._state)
        peaks = np.concatenate([self._c_last, c[: pending.size]])
        if self.with_c:
            totals.c_peak = max(totals.c_peak, tail_squared_peak(peaks))
        if not pending.size:
            return totals, None
        squares = np.square(a[: pending.size], dtype=np.float64)
        if not squares.sum() <= _LARGEST_POWER:
            raise BadInput("acoustics.not_a_number")
        _, fast_max = self._tools.fast.tail(squares, totals.fast, grid.block)
        tail = Tail(pending.size, float(squares.sum()), fast_max)
        totals.a_power += tail.a_power
        totals.fast_max = max(totals.fast_max, fast_max)
        totals.overload |= is_overload(pending)
        if self.with_c:
            totals.c_power += float(np.square(c[: pending.size], dtype=np.float64).sum())
            totals.slow_max = max(totals.slow_max, self._tools.slow.tail(squares, totals.slow, grid.block)[1])
        return totals, tail

    def _levels_without(self, totals: _Totals, tail: Tail | None, without: Sequence[tuple[float, float]]) -> Levels:
        rows = self._rows
        keep = rows.outside(without, 0, rows.count)
        energy = float(rows.column(0, 0, rows.count)[keep].sum(dtype=np.float64)) * rows.step
        samples = int(np.count_nonzero(keep)) * rows.step
        fast_max = float(rows.column(2, 0, rows.count)[keep].max(initial=0.0))
        for start_s, end_s, piece in rows.tails(tail):
            if all(end_s <= first or start_s >= last for first, last in without):
                energy, samples = energy + piece.a_power, samples + piece.samples
                fast_max = max(fast_max, piece.fast_max)
        draft = self._draft(totals, rows.settled(without), energy / samples if samples else 0.0)
        return replace(
            draft,
            lafmax_db=level_db(fast_max, self._offset),
            lae_db=level_db(energy / self.sample_rate_hz, self._offset),
        )

    def _draft(self, totals: _Totals, settled: NDArray[np.float32], mean_power: float) -> Levels:
        offset = self._offset
        l5, l10, l50, l90, l95 = exceedance_levels_db(settled, PERCENTS, offset)
        quietest = float(settled.min()) if settled.size else mean_power
        lowest_db = level_db(quietest, offset)
        return Levels(
            sample_rate_hz=self.sample_rate_hz,
            duration_s=(totals.samples + totals.missing) / self.sample_rate_hz,
            samples=totals.samples,
            missing_samples=totals.missing,
            reference_db=self.reference_db,
            laeq_db=level_db(mean_power, offset),
            lafmax_db=None,
            lafmin_db=lowest_db if settled.size else None,
            lasmax_db=None,
            lcpeak_db=None,
            lceq_db=None,
            lae_db=None,
            l5_db=l5,
            l10_db=l10,
            l50_db=l50,
            l90_db=l90,
            l95_db=l95,
            overload=totals.overload,
            underrange=lowest_db is None or lowest_db < self.underrange_db,
            weighting_error_db=self._tools.weighting.largest_error_db,
        )


def _checked(block: Samples) -> Samples:
    if block.ndim != 1 or block.dtype.kind not in "fi" or (block.dtype.kind == "i" and block.dtype != np.int16):
        raise BadInput("acoustics.samples", kind=str(block.dtype), shape=str(block.shape))
    return block if block.dtype == np.int16 else np.ascontiguousarray(block, np.float32)
