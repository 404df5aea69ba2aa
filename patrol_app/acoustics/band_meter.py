"""Octave and third-octave band levels of a run, by filters of IEC 61260-1:2014 class 1.

Each band runs at the lowest of the rates fs, fs/2, fs/4, ... that can hold it, so that all bands together cost about
twice what the highest three do. Band levels are unweighted means of squares since the run began.
"""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from patrol_app.acoustics.band_filters import stage_of
from patrol_app.acoustics.band_stage import BandStage, HalvingFilter
from patrol_app.acoustics.block_walk import Samples, Waves, as_float
from patrol_app.acoustics.decibels import level_db, levels_db
from patrol_app.acoustics.octave_bands import Band, Fraction, bands
from patrol_app.acoustics.products import Floats
from patrol_app.acoustics.weightings import check_rate

_CHUNK = 1 << 20
_ENOUGH = 8192  # samples that a slow stage waits for, unless asked for levels


@dataclass(slots=True)
class _Lane:
    """One rate: its bands (none at the top rates of fast recordings), its halving, and samples still waiting."""

    rate_hz: float
    stage: BandStage | None
    halving: HalvingFilter | None
    waiting: list[Waves] = field(default_factory=list)
    waiting_samples: int = 0
    done_samples: int = 0
    energy: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))
    at_edges: list[NDArray[np.float64]] = field(default_factory=list)

    def take(self, usable: int) -> Waves:
        """The first of the waiting samples; the rest goes on waiting."""
        joined: Waves = self.waiting[0]
        if len(self.waiting) > 1:
            alike = all(each.dtype == joined.dtype for each in self.waiting)
            joined = np.concatenate(self.waiting if alike else [as_float(each) for each in self.waiting])
        rest = joined[usable:].copy()
        self.waiting, self.waiting_samples = ([rest] if rest.size else []), rest.size
        return joined[:usable]


class BandMeter:
    """Band levels of one channel of one run."""

    def __init__(
        self,
        sample_rate_hz: int,
        *,
        fraction: Fraction = 3,
        reference_db: float | None = None,
        every_s: float | None = None,
        threads: int = 1,
    ) -> None:
        """Begin a run.

        Args:
            sample_rate_hz: 8 to 192 kHz; bands whose upper edge lies above 0.47 of it have no level.
            fraction: 1 for octaves 31.5 Hz to 16 kHz, 3 for third octaves 20 Hz to 20 kHz.
            reference_db: level of an RMS of 1.0.
            every_s: also keep levels of each interval of this length.
            threads: with 2, rates below the highest run beside it.

        Raises:
            BadInput: the sample rate.
        """
        check_rate(sample_rate_hz)
        self.bands = bands(fraction)
        self._offset = 0.0 if reference_db is None else reference_db
        self._every_s = every_s
        self._lanes = _lanes(sample_rate_hz, fraction)
        self._pool = ThreadPoolExecutor(1) if threads > 1 else None
        self._behind: Future[None] | None = None

    def feed(self, block: Samples) -> None:
        """Take the next samples, float32 with full scale 1.0 or int16."""
        if block.size < _ENOUGH:
            block = block.copy()  # it may wait here while the caller fills its array again
        for first in range(0, block.size, _CHUNK):
            self._add(0, block[first : first + _CHUNK], now=False)

    def levels(self) -> dict[str, float | None]:
        """Leq of each band by its label; ``None`` above the sample rate's reach, and where nothing was heard yet.

        A band's mean counts whole blocks of at most 0.1 s that have passed its filter.
        """
        self._flush()
        found: dict[str, float | None] = {band.label: None for band in self.bands}
        for lane in self._lanes:
            if lane.stage is not None and lane.done_samples:
                for band, energy in zip(lane.stage.bands, lane.energy, strict=True):
                    found[band.label] = level_db(float(energy) / lane.done_samples, self._offset)
        return found

    def series(self) -> dict[str, NDArray[np.float64]]:
        """Leq of each interval of ``every_s`` and band by its label; as many intervals as the slowest band has."""
        self._flush()
        found: dict[str, NDArray[np.float64]] = {}
        for lane in self._lanes:
            if lane.stage is None or self._every_s is None:
                continue
            edges = np.concatenate([np.zeros((1, len(lane.stage.bands))), *lane.at_edges])
            means = np.diff(edges, axis=0) / (self._every_s * lane.rate_hz)
            for number, band in enumerate(lane.stage.bands):
                found[band.label] = levels_db(means[:, number], self._offset)
        return {band.label: found[band.label] for band in self.bands if band.label in found}

    def close(self) -> None:
        """Release the thread; levels can still be asked for."""
        self._flush()
        if self._pool is not None:
            self._pool.shutdown()
            self._pool = None

    def _add(self, number: int, samples: Waves, *, now: bool) -> None:
        """Hand samples to a rate: half as many go on to the next, its bands take whole steps of what waits."""
        lane = self._lanes[number]
        halved = None if lane.halving is None else lane.halving.run(samples)
        if lane.stage is not None:
            if samples.size:
                lane.waiting.append(samples)
                lane.waiting_samples += samples.size
            usable = lane.waiting_samples // lane.stage.step * lane.stage.step
            if usable and (now or usable >= _ENOUGH):
                self._count(lane, lane.stage, lane.take(usable))
        if halved is not None:
            self._hand_on(number + 1, halved, now=now)

    def _hand_on(self, number: int, samples: Floats, *, now: bool) -> None:
        if number != 1 or self._pool is None or not samples.size:
            self._add(number, samples, now=now)
            return
        self._wait()
        self._behind = self._pool.submit(self._add, number, samples, now=now)

    def _wait(self) -> None:
        """Until the thread behind the fastest rate has taken what it was given."""
        if self._behind is not None:
            self._behind.result()
            self._behind = None

    def _count(self, lane: _Lane, stage: BandStage, samples: Waves) -> None:
        sums = stage.run(samples)
        before = lane.energy.copy()
        lane.energy = before + sums.sum(axis=1, dtype=np.float64)
        if self._every_s is not None:
            lane.at_edges.append(self._energy_at_edges(lane, stage, sums, before))
        lane.done_samples += samples.size

    def _energy_at_edges(
        self, lane: _Lane, stage: BandStage, sums: Floats, before: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """Energy since the start at each interval's end in these blocks; inside a block it grows evenly."""
        assert self._every_s is not None
        length = self._every_s * lane.rate_hz
        first = int(np.floor(lane.done_samples / length + 1e-9)) + 1
        last = int(np.floor((lane.done_samples + sums.shape[1] * stage.block) / length + 1e-9))
        ends = np.arange(first, last + 1) * length
        places = lane.done_samples + np.arange(sums.shape[1] + 1) * stage.block
        grown = np.zeros((sums.shape[0], places.size))
        np.cumsum(sums, axis=1, dtype=np.float64, out=grown[:, 1:])
        return np.stack(
            [start + np.interp(ends, places, row) for start, row in zip(before, grown, strict=True)], axis=1
        )

    def _flush(self) -> None:
        self._wait()
        self._add(0, np.empty(0, np.float32), now=True)
        self._wait()


def _lanes(sample_rate_hz: int, fraction: Fraction) -> list[_Lane]:
    by_stage: dict[int, list[Band]] = {}
    for band in bands(fraction):
        stage = stage_of(band, sample_rate_hz)
        if stage is not None:
            by_stage.setdefault(stage, []).append(band)
    lanes = []
    for number in range(max(by_stage) + 1):
        rate = sample_rate_hz / 2.0**number
        stage_filters = BandStage(by_stage[number], rate) if number in by_stage else None
        halving = HalvingFilter(rate) if number < max(by_stage) else None
        lanes.append(_Lane(rate, stage_filters, halving, energy=np.zeros(len(by_stage.get(number, [])))))
    return lanes
