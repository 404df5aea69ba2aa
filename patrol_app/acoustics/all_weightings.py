"""Every frequency weighting with every time weighting: A, C, Z by F, S, I, with their means and peaks.

For laboratories and disputes; the law reads LAF and LAeq, for which ``RunningMeter`` is enough and faster. Z is the
signal itself behind a high-pass at 1 Hz, which takes away a converter's offset (-0.04 dB at 10 Hz). I was taken out of
IEC 61672-1 in 2013; it stands here as the older editions define it: 35 ms, then a hold that falls by 2.9 dB/s.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from patrol_app.acoustics.block_walk import BlockWalk, Samples, as_float
from patrol_app.acoustics.decibels import level_db
from patrol_app.acoustics.levels import check_reference
from patrol_app.acoustics.peak import HALO, squared_peak, tail_squared_peak, windows
from patrol_app.acoustics.products import Floats
from patrol_app.acoustics.state_space import BlockMatrices, beside, block_matrices, scaled, section, weighting_states
from patrol_app.acoustics.step_grid import StepGrid, step_grid
from patrol_app.acoustics.time_weighting import FAST_S, IMPULSE_S, SLOW_S, Detectors, ImpulseHold
from patrol_app.acoustics.weightings import weighting_filter

NAMES = ("A", "C", "Z")
_Z_HIGH_PASS_HZ = 1.0
_STEPS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightedLevels:
    """Levels of one frequency weighting, in dB; maxima from blocks of at most 1 ms."""

    leq_db: float | None
    fast_max_db: float | None
    slow_max_db: float | None
    impulse_max_db: float | None
    impulse_eq_db: float | None
    peak_db: float | None


@lru_cache(maxsize=4)
def _matrices(sample_rate_hz: int) -> tuple[StepGrid, BlockMatrices]:
    grid = step_grid(sample_rate_hz)
    pole = math.exp(-2.0 * math.pi * _Z_HIGH_PASS_HZ / sample_rate_hz)
    gain = 0.5 * (1.0 + pole)
    z_path = scaled(section((gain, -gain), (1.0, -pole)))
    system = beside(weighting_states(weighting_filter(sample_rate_hz)), z_path)
    return grid, block_matrices(system, grid.block, grid.parts, 8)


class _Path:
    """What follows one weighting filter."""

    def __init__(self, grid: StepGrid) -> None:
        self.grid = grid
        self.detectors = Detectors(grid, (FAST_S, SLOW_S, IMPULSE_S))
        self.hold = ImpulseHold(grid.block / grid.sample_rate_hz)
        self.last = np.zeros(3)
        self.highest = [0.0, 0.0, 0.0]
        self.power = self.peak = 0.0
        self.before = np.zeros(2 * HALO, np.float32)

    def take(self, samples: Floats) -> None:
        """Filtered samples of whole steps."""
        whole = np.concatenate([self.before, samples])
        squares = np.square(whole)
        self.peak = max(self.peak, squared_peak(windows(whole), squares[HALO:-HALO], self.grid.step, self.peak))
        self.before = whole[-2 * HALO :]
        block_sums = self.detectors.block_sums(squares[2 * HALO :].reshape(-1, self.grid.block))
        step_sums = self.detectors.step_sums(block_sums)
        self.power += float(step_sums[:, 0].sum())
        ends = self.detectors.at_steps(step_sums, self.last)
        starts = np.concatenate([self.last[:, None], ends[:, :-1]], axis=1)
        self.last = ends[:, -1]
        at_blocks = [self.detectors.at_blocks(which, block_sums, each) for which, each in enumerate(starts)]
        self.highest = [max(high, float(each.max())) for high, each in zip(self.highest, at_blocks, strict=True)]
        self.hold.take(at_blocks[2].T.reshape(-1))

    def levels(self, samples: int, offset_db: float) -> WeightedLevels:
        """Levels after so many samples."""
        peak = max(self.peak, tail_squared_peak(self.before))
        return WeightedLevels(
            leq_db=level_db(self.power / samples, offset_db) if samples else None,
            fast_max_db=level_db(self.highest[0], offset_db),
            slow_max_db=level_db(self.highest[1], offset_db),
            impulse_max_db=level_db(self.hold.highest, offset_db),
            impulse_eq_db=level_db(self.hold.mean, offset_db),
            peak_db=level_db(peak, offset_db),
        )


class AllWeightings:
    """One channel of one run; counts whole steps of 10 ms."""

    def __init__(self, sample_rate_hz: int, *, reference_db: float | None = None) -> None:
        """Begin a run.

        Raises:
            BadInput: the sample rate or the reference.
        """
        check_reference(reference_db)
        self._offset = 0.0 if reference_db is None else reference_db
        self._grid, matrices = _matrices(sample_rate_hz)
        self._walk = BlockWalk(matrices, _STEPS)
        self._state = np.zeros(matrices.width, np.float32)
        self._paths = [_Path(self._grid) for _ in NAMES]
        self._pending = np.empty(0, np.float32)
        self._samples = 0

    def feed(self, block: Samples) -> None:
        """Take the next samples, float32 with full scale 1.0 or int16."""
        samples = np.concatenate([self._pending, as_float(block)])
        used = samples.size // self._grid.step * self._grid.step
        self._pending = samples[used:]
        chunk = _STEPS * self._grid.step
        for first in range(0, used, chunk):
            part = samples[first : min(used, first + chunk)]
            rows, self._state = self._walk.rows(part, self._state)
            for path, matrix in zip(self._paths, self._walk.matrices.outputs, strict=True):
                path.take((rows @ matrix).reshape(-1))
        self._samples += used

    def levels(self) -> dict[str, WeightedLevels]:
        """Levels by weighting: A, C, Z."""
        return {name: path.levels(self._samples, self._offset) for name, path in zip(NAMES, self._paths, strict=True)}
