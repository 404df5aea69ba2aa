"""A sound level meter that runs on blocks of samples: one engine for files and for live sound.

Levels of IEC 61672-1:2013 / GB/T 3785.1-2023: LAF every 10 ms, LAeq, LAE, maxima from blocks of at most 1 ms, LCpeak
interpolated between samples, LN from LAF. Any cutting of the same samples into blocks gives the same levels.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from patrol_app.acoustics.block_filter import (
    BlockFilter,
    Carried,
    ChunkEnergies,
    is_overload,
    nothing_carried,
    tools,
)
from patrol_app.acoustics.block_walk import Samples, as_float
from patrol_app.acoustics.decibels import exceedance_levels_db, level_db, levels_db
from patrol_app.acoustics.few_steps import MOST_STEPS, FewEnergies, FewSteps
from patrol_app.acoustics.level_rows import Rows, Tail
from patrol_app.acoustics.levels import PERCENTS, Levels, check_reference
from patrol_app.acoustics.peak import HALO, tail_squared_peak
from patrol_app.acoustics.products import Floats
from patrol_app.acoustics.side_by_side import CHUNK_STEPS, feed_side_by_side
from patrol_app.acoustics.totals import Totals
from patrol_app.domain.errors import BadInput

# Rounding noise of 16 bit is -101.1 dB re full scale; 7 dB above it a level is 1 dB too high.
UNDERRANGE_INT16_DB = -94.0
_LARGEST_POWER = float(np.finfo(np.float32).max)
UNDERRANGE_FLOAT_DB = -140.0  # the same for 24 bit
_NO_ROWS = np.empty(0)
_FEW_STEPS = 32
_SIZES = 6  # of blocks, for which arrays are kept


@dataclass(frozen=True, slots=True)
class LafRows:
    """LAF at the end of each finished step; ``t_s`` counts seconds from the run's start, gaps included.

    ``overload`` and ``underrange`` are of these rows alone.
    """

    t_s: NDArray[np.float64]
    laf_db: NDArray[np.float64]
    overload: bool
    underrange: bool


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
        self._detectors = self._tools.fast_and_slow if with_c else self._tools.fast
        self._filter: BlockFilter | None = None
        self._few_steps: dict[int, FewSteps] = {}
        self._totals = Totals()
        self._rows = Rows(self._tools.grid.step, sample_rate_hz)
        self._pending: Samples
        self._fresh: list[NDArray[np.float32]] = []
        self._restart()

    @property
    def sample_rate_hz(self) -> int:
        """Samples a second."""
        return self._tools.grid.sample_rate_hz

    @property
    def step(self) -> int:
        """Samples a row."""
        return self._tools.grid.step

    @property
    def step_s(self) -> float:
        """Length of a row, 0.01 s where the sample rate allows it."""
        return self._tools.grid.step_s

    @property
    def position(self) -> int:
        """Samples of the run so far, missing ones included."""
        return self._totals.samples + self._pending.size + self._totals.missing

    @property
    def overload(self) -> bool:
        """Whether any sample reached full scale; stays true."""
        return self._totals.overload

    @property
    def las_db(self) -> float | None:
        """LAS at the end of the last whole step; ``None`` for a meter of A alone."""
        return level_db(float(self._totals.detectors[-1]), self._offset) if self.with_c else None

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
        first_row = self._rows.count
        overload_before, self._totals.overload = self._totals.overload, False
        step = self._tools.grid.step
        if self._pending.size:
            if self._pending.dtype != samples.dtype:
                self._pending, samples = as_float(self._pending), as_float(samples)
            enough = samples.size if samples.size <= CHUNK_STEPS * step else step - self._pending.size
            joined = np.concatenate([self._pending, samples[:enough]])
            samples = samples[enough:]
            self._pending = joined[:0]
            self._pending = self._whole_steps(joined)
        if samples.size:
            self._pending = self._whole_steps(samples)
        overload = self._totals.overload
        self._totals.overload |= overload_before
        self._floor_db = UNDERRANGE_INT16_DB if samples.dtype == np.int16 else UNDERRANGE_FLOAT_DB
        rows = self._rows
        fresh, self._fresh = self._fresh, []
        if not fresh:
            return LafRows(_NO_ROWS, _NO_ROWS, overload, False)
        laf_db = levels_db(fresh[0] if len(fresh) == 1 else np.concatenate(fresh), self._offset)
        settled = laf_db[rows.settling_left(first_row) :]
        underrange = settled.size > 0 and settled.item(settled.argmin()) < self.underrange_db
        return LafRows(rows.latest_times_s(first_row), laf_db, overload, underrange)

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
        self._pending = self._pending[:0]
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
            lafmax_db=level_db(totals.highest[0], offset),
            lae_db=level_db(totals.a_power / self.sample_rate_hz, offset),
            lasmax_db=level_db(totals.highest[1], offset) if self.with_c else None,
            lcpeak_db=level_db(totals.c_peak, offset),
            lceq_db=level_db(totals.c_power / count, offset) if count else None,
        )

    @property
    def running_laeq_db(self) -> float | None:
        """LAeq of the whole 10 ms steps so far, at no cost however long the run is."""
        whole = self._totals.samples
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

    @property
    def carried(self) -> Carried:
        """What the filter keeps behind the last whole step."""
        return self._carried

    @property
    def squared_peak(self) -> float:
        """Largest squared C-weighted sample of whole steps so far."""
        return self._totals.c_peak

    def join(self, found: ChunkEnergies) -> None:
        """Take the energies of the steps that follow in time."""
        totals, detectors, grid = self._totals, self._detectors, self._tools.grid
        ends = detectors.at_steps(found.step_sums, totals.detectors)
        fast, block_sums = ends[0], found.block_sums
        starts = np.concatenate([totals.detectors[:, None], ends[:, :-1]], axis=1)
        rows = np.empty((3, fast.size), np.float32)
        rows[0], rows[1] = found.step_sums[:, 0] / grid.step, fast
        np.maximum.reduce(detectors.at_blocks(0, block_sums, starts[0]), axis=0, out=rows[2])
        totals.detectors = ends[:, -1]
        if found.c_power is not None and found.c_peak is not None:
            self._highest_slow(block_sums, starts[1], ends[1])
            totals.c_power += found.c_power
            totals.c_peak = max(totals.c_peak, found.c_peak)
        self._take(rows, found.a_power, found.overload, found.carried)

    def _join_few(self, found: FewEnergies) -> None:
        totals = self._totals
        totals.detectors = found.detectors
        self._highest_slow(found.block_sums, found.slow[:-1], found.slow[1:])
        totals.c_power += found.c_power
        totals.c_peak = found.c_peak
        self._take(found.rows, found.a_power, found.overload, found.carried)

    def _take(self, rows: Floats, a_power: float, overload: bool, carried: Carried) -> None:
        """Rows of mean square, F and largest F, and what else the same steps found."""
        totals, highest = self._totals, rows[2]
        totals.samples += highest.size * self._tools.grid.step
        totals.a_power += a_power
        totals.highest[0] = max(totals.highest[0], highest.item(highest.argmax()))
        totals.overload |= overload
        self._rows.add(rows)
        self._fresh.append(rows[1].copy())
        self._carried = carried

    def _highest_slow(self, block_sums: Floats, starts: NDArray[np.float64], ends: NDArray[np.float64]) -> None:
        """S falls by one percent a step at most, so that only steps that end near the highest value can hold it."""
        highest, steps = self._totals.highest, ends.size
        largest = ends.item(ends.argmax())
        highest[1] = max(highest[1], largest)
        least = highest[1] * self._detectors.step_decays[1]
        if largest < least:
            return
        if steps > _FEW_STEPS:
            near = np.flatnonzero(ends >= least)
            block_sums = block_sums.reshape(steps, -1)[near].reshape(-1, block_sums.shape[1])
            starts = starts[near]
        at_blocks = self._detectors.at_blocks(1, block_sums, starts)
        highest[1] = max(highest[1], float(np.maximum.reduce(at_blocks, axis=None)))

    def _restart(self) -> None:
        self._pending = np.empty(0, np.float32)
        self._rows.begin(self.position)
        self._carried = nothing_carried(self._tools)
        self._totals.detectors = np.zeros(2 if self.with_c else 1)

    def _work(self, steps: int) -> BlockFilter:
        if self._filter is None or self._filter.most_steps < steps:
            self._filter = BlockFilter(self.sample_rate_hz, steps, self.with_c)
        return self._filter

    def _few(self, steps: int) -> FewSteps:
        found = self._few_steps.get(steps)
        if found is None:
            if len(self._few_steps) >= _SIZES:
                del self._few_steps[next(iter(self._few_steps))]
            found = self._few_steps[steps] = FewSteps(self._tools, steps)
        return found

    def _whole_steps(self, samples: Samples) -> Samples:
        """Take whole steps chunk by chunk; returns a copy of the samples left over."""
        step = self._tools.grid.step
        chunk, whole = CHUNK_STEPS * step, samples.size // step * step
        if self._threads > 1 and whole > 2 * chunk:
            feed_side_by_side(
                [self], lambda first, count: [samples[first : first + count]], whole, threads=self._threads
            )
        else:
            for first in range(0, whole, chunk):
                part = samples[first : min(whole, first + chunk)]
                steps, totals = part.size // step, self._totals
                if self.with_c and steps <= MOST_STEPS:
                    few = self._few(steps)
                    self._join_few(few.run(part, self._carried, totals.detectors, totals.c_peak))
                else:
                    self.join(self._work(steps).run(part, self._carried, totals.c_peak))
        return samples[whole:].copy()

    def _with_tail(self) -> tuple[Totals, Tail | None]:
        """The totals with the samples that fill no step yet, and these as a tail; changes nothing."""
        totals = replace(self._totals, highest=list(self._totals.highest))
        pending, grid = self._pending, self._tools.grid
        padded = np.zeros(grid.step, pending.dtype)
        padded[: pending.size] = pending
        a, c = self._work(1).outputs(padded, self._carried)
        if self.with_c:
            totals.c_peak = max(totals.c_peak, tail_squared_peak(c[: 2 * HALO + pending.size]))
        if not pending.size:
            return totals, None
        squares = np.square(a[: pending.size], dtype=np.float64)
        if not squares.sum() <= _LARGEST_POWER:
            raise BadInput("acoustics.not_a_number")
        highest = self._detectors.tail(squares, totals.detectors)
        tail = Tail(pending.size, float(squares.sum()), highest[0])
        totals.samples += pending.size
        totals.a_power += tail.a_power
        totals.highest[: len(highest)] = map(max, totals.highest, highest)
        totals.overload |= is_overload(pending)
        if self.with_c:
            totals.c_power += float(np.square(c[2 * HALO : 2 * HALO + pending.size]).sum())
        return totals, tail

    def _levels_without(self, totals: Totals, tail: Tail | None, without: Sequence[tuple[float, float]]) -> Levels:
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

    def _draft(self, totals: Totals, settled: NDArray[np.float32], mean_power: float) -> Levels:
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
