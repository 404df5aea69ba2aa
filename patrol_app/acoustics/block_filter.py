"""A and C weighting of whole chunks by matrix products, down to the energies that levels are made of.

For each chunk of k steps the samples stand as rows of one block each, [block samples | state]; one product a weighting
gives the output samples. Squares are then summed a block, once plainly and once with the powers of each time weighting.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from patrol_app.acoustics.block_walk import INT16_SCALE, BlockWalk, Samples, full_scale
from patrol_app.acoustics.peak import HALO, squared_peaks
from patrol_app.acoustics.state_space import BlockMatrices, block_matrices, weighting_states
from patrol_app.acoustics.step_grid import StepGrid, step_grid
from patrol_app.acoustics.time_weighting import FAST_S, SLOW_S, ExponentialDetector
from patrol_app.acoustics.weightings import WeightingFilter, weighting_filter
from patrol_app.domain.errors import BadInput

WIDTH = 8  # seven states and a blank: products eight wide are a third faster than seven wide
# Within one 16-bit step of full scale a converter clips (IEC 61672-1:2013 5.11).
OVERLOAD = 1.0 - INT16_SCALE


@dataclass(frozen=True, slots=True)
class Tools:
    """Everything that depends on the sample rate alone; shared by all meters of that rate."""

    grid: StepGrid
    weighting: WeightingFilter
    matrices: BlockMatrices
    fast: ExponentialDetector
    slow: ExponentialDetector
    ones: NDArray[np.float32]


@lru_cache(maxsize=8)
def tools(sample_rate_hz: int) -> Tools:
    """Matrices and detectors of a sample rate.

    Raises:
        BadInput: a sample rate outside 8 to 192 kHz.
    """
    weighting = weighting_filter(sample_rate_hz)
    grid = step_grid(sample_rate_hz)
    return Tools(
        grid,
        weighting,
        block_matrices(weighting_states(weighting), grid.block, grid.parts, WIDTH),
        ExponentialDetector(grid, FAST_S),
        ExponentialDetector(grid, SLOW_S),
        np.ones(grid.block, np.float32),
    )


@dataclass(frozen=True, slots=True)
class ChunkEnergies:
    """What one chunk of k steps gives; squares are relative to full scale 1.0.

    ``a_power``, ``c_power``: k, sum of squared samples. ``a_fast``, ``a_slow``: k x parts, sums with the detector's
    weights. ``c_peak``: k, squared. The last three are ``None`` for a meter of A alone.
    """

    a_power: NDArray[np.float64]
    a_fast: NDArray[np.float32]
    state: NDArray[np.float32]
    overload: bool
    a_slow: NDArray[np.float32] | None = None
    c_power: NDArray[np.float64] | None = None
    c_peak: NDArray[np.float32] | None = None
    c_last: NDArray[np.float32] | None = None


class BlockFilter:
    """Work arrays for chunks of at most ``most_steps`` steps; one for each thread."""

    def __init__(self, sample_rate_hz: int, most_steps: int, with_c: bool) -> None:
        self.tools = tools(sample_rate_hz)
        self.with_c = with_c
        self.most_steps = most_steps
        self._walk = BlockWalk(self.tools.matrices, most_steps)
        grid = self.tools.grid
        rows = most_steps * grid.parts
        self._a = np.empty((rows, grid.block), np.float32)
        if with_c:
            self._c = np.zeros(2 * HALO + rows * grid.block, np.float32)
            self._c_squares = np.empty_like(self._c)

    @property
    def warm_samples(self) -> int:
        """How many samples before a chunk decide the state it begins in."""
        return (self._walk.memory_steps + 1) * self.tools.grid.step

    def carry(self, samples: Samples) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """State and last ``2 * HALO`` C-weighted samples behind ``warm_samples`` samples, all before forgotten."""
        step, scale = self.tools.grid.step, np.float32(full_scale(samples))
        states = self._walk.states(samples, np.zeros(WIDTH, np.float32))
        before_last = states[-2] * scale
        self._walk.states(samples[-step:], before_last)
        last = self._walk.walk(states[-2:-1]) @ self.tools.matrices.outputs[1]
        return states[-1] * scale, last.reshape(-1)[-2 * HALO :] * scale

    def run(
        self,
        samples: Samples,
        state: NDArray[np.float32],
        c_before: NDArray[np.float32] | None = None,
        peak_floor: float = 0.0,
    ) -> ChunkEnergies:
        """Filter whole steps.

        Args:
            samples: k steps, float with full scale 1.0, or int16.
            state: in front of the first sample, in units of ``samples``' full scale 1.0.
            c_before: the last ``2 * HALO`` C-weighted samples before; peaks lag by ``HALO`` samples.
            peak_floor: squared peak already found earlier in the run.

        Raises:
            BadInput: a sample that is no number, infinite, or so large that its square is.
        """
        with np.errstate(over="ignore", invalid="ignore"):
            return self._run(samples, state, c_before, peak_floor)

    def _run(
        self, samples: Samples, state: NDArray[np.float32], c_before: NDArray[np.float32] | None, peak_floor: float
    ) -> ChunkEnergies:
        tool, grid = self.tools, self.tools.grid
        steps = samples.size // grid.step
        states = self._walk.states(samples, state)
        work = self._walk.walk(states[:-1])
        rows = steps * grid.parts
        scale = full_scale(samples)
        power = np.float32(scale * scale)
        a = np.matmul(work, tool.matrices.outputs[0], out=self._a[:rows])
        np.multiply(a, a, out=a)
        a_power = _step_sums(a @ tool.ones, steps) * float(power)
        if not math.isfinite(a_power.sum()):
            self._walk.clear()
            raise BadInput("acoustics.not_a_number")
        a_fast = (a @ tool.fast.block_weights * power).reshape(steps, grid.parts)
        overload = is_overload(samples)
        state = states[-1] * np.float32(scale)
        if not self.with_c or c_before is None:
            return ChunkEnergies(a_power, a_fast, state, overload)
        a_slow = (a @ tool.slow.block_weights * power).reshape(steps, grid.parts)
        c, squares = self._c[: 2 * HALO + samples.size], self._c_squares[: 2 * HALO + samples.size]
        c[: 2 * HALO] = c_before * np.float32(1.0 / scale)
        np.matmul(work, tool.matrices.outputs[1], out=c[2 * HALO :].reshape(rows, grid.block))
        np.multiply(c, c, out=squares)
        c_power = _step_sums(squares[2 * HALO :].reshape(rows, grid.block) @ tool.ones, steps) * float(power)
        c_peak = squared_peaks(c, squares, grid.step, peak_floor / float(power)) * power
        return ChunkEnergies(
            a_power, a_fast, state, overload, a_slow, c_power, c_peak, c[-2 * HALO :] * np.float32(scale)
        )

    def outputs(self, samples: Samples, state: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """A- and C-weighted samples of whole steps, scaled to full scale 1.0."""
        rows = self._walk.walk(self._walk.states(samples, state)[:-1])
        scale = np.float32(full_scale(samples))
        a, c = ((rows @ matrix).reshape(-1) * scale for matrix in self.tools.matrices.outputs)
        return a, c


def is_overload(samples: Samples) -> bool:
    """Whether a sample of a block that is not empty lies within one 16-bit step of full scale."""
    scale = full_scale(samples)
    return float(samples.max()) * scale >= OVERLOAD or float(samples.min()) * scale <= -OVERLOAD


def _step_sums(block_sums: NDArray[np.float32], steps: int) -> NDArray[np.float64]:
    parts = block_sums.astype(np.float64).reshape(steps, -1)
    sums: NDArray[np.float64] = parts @ np.ones(parts.shape[1])
    return sums
