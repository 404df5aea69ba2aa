"""A and C weighting of whole chunks by matrix products, down to the energies that levels are made of.

For each chunk of k steps the samples stand as rows of one block each, [block samples | state]; one product a weighting
gives the output samples. Squares are then summed a block, plainly and with the powers of the time weightings.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from patrol_app.acoustics.block_walk import INT16_SCALE, BlockWalk, Samples, full_scale
from patrol_app.acoustics.peak import HALO, squared_peak
from patrol_app.acoustics.products import Floats, multiply
from patrol_app.acoustics.state_space import BlockMatrices, block_matrices, weighting_states
from patrol_app.acoustics.step_grid import StepGrid, step_grid
from patrol_app.acoustics.time_weighting import FAST_S, SLOW_S, Detectors
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
    fast: Detectors
    fast_and_slow: Detectors
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
        Detectors(grid, (FAST_S,)),
        Detectors(grid, (FAST_S, SLOW_S)),
        np.ones(grid.step, np.float32),
    )


@dataclass(slots=True)
class ChunkEnergies:
    """What one chunk of k steps gives; squares are relative to full scale 1.0.

    ``block_sums`` and ``step_sums`` are those of the A-weighted squares, as the detectors make and take them;
    ``a_power`` is the sum of all. ``c_power`` is the sum of squares and ``c_peak`` the largest one, C-weighted;
    ``c_last`` the last ``2 * HALO`` samples. These three are ``None`` for a meter of A alone.
    """

    block_sums: Floats
    step_sums: NDArray[np.float64]
    a_power: float
    state: Floats
    overload: bool
    c_power: float | None = None
    c_peak: float | None = None
    c_last: Floats | None = None


class BlockFilter:
    """Work arrays for chunks of at most ``most_steps`` steps; one for each thread."""

    def __init__(self, sample_rate_hz: int, most_steps: int, with_c: bool) -> None:
        self.tools = tools(sample_rate_hz)
        self.with_c = with_c
        self.most_steps = most_steps
        self._detectors = self.tools.fast_and_slow if with_c else self.tools.fast
        matrices, size = self.tools.matrices, most_steps * self.tools.grid.step
        room = BlockWalk.room(matrices, most_steps)
        # In one piece: the system hands out large memory in large pages, which costs far less than many small ones.
        memory = np.empty(room + size + 4 * HALO, np.float32)
        self._walk = BlockWalk(matrices, most_steps, memory[:room])
        # A-weighted samples, then their squares, then those of C, in what the walk has done with; two halos longer.
        self._squares = memory[room - size : room + 2 * HALO]
        self._c = memory[room + 2 * HALO :]

    @property
    def warm_samples(self) -> int:
        """How many samples before a chunk decide the state it begins in."""
        return (self._walk.memory_steps + 1) * self.tools.grid.step

    def carry(self, samples: Samples) -> tuple[Floats, Floats]:
        """State and last ``2 * HALO`` C-weighted samples behind ``warm_samples`` samples, all before forgotten."""
        step = self.tools.grid.step
        with np.errstate(over="ignore", invalid="ignore"):
            before_last = self._walk.state_behind(samples[:-step], np.zeros(WIDTH, np.float32))
            rows, state = self._walk.rows(samples[-step:], before_last)
            last = rows @ self.tools.matrices.outputs[1]
            return state, last.reshape(-1)[-2 * HALO :] * full_scale(samples)

    def run(
        self,
        samples: Samples,
        state: Floats,
        c_before: Floats | None = None,
        peak_floor: float = 0.0,
    ) -> ChunkEnergies:
        """Filter whole steps.

        Args:
            samples: k steps, float with full scale 1.0, or int16.
            state: in front of the first sample.
            c_before: the last ``2 * HALO`` C-weighted samples before; peaks lag by ``HALO`` samples.
            peak_floor: squared peak already found earlier in the run.

        Raises:
            BadInput: a sample that is no number, infinite, or so large that its square is.
        """
        with np.errstate(over="ignore", invalid="ignore"):
            return self._run(samples, state, c_before, peak_floor)

    def _run(self, samples: Samples, state: Floats, c_before: Floats | None, peak_floor: float) -> ChunkEnergies:
        grid, outputs, size = self.tools.grid, self.tools.matrices.outputs, samples.size
        rows, state = self._walk.rows(samples, state)
        a = self._squares[:size].reshape(-1, grid.block)
        multiply(rows, outputs[0], a)
        np.multiply(a, a, out=a)
        block_sums = self._detectors.block_sums(a)
        scale = full_scale(samples)
        if scale != 1.0:
            block_sums *= np.float32(scale * scale)
        step_sums = self._detectors.step_sums(block_sums)
        a_power = float(np.add.reduce(step_sums[:, 0]))
        if not math.isfinite(a_power):
            raise BadInput("acoustics.not_a_number")
        overload = is_overload(samples)
        if not self.with_c or c_before is None:
            return ChunkEnergies(block_sums, step_sums, a_power, state, overload)
        c, squares = self._c[: 2 * HALO + size], self._squares[: 2 * HALO + size]
        np.multiply(c_before, np.float32(1.0 / scale), out=c[: 2 * HALO])
        multiply(rows, outputs[1], c[2 * HALO :].reshape(-1, grid.block))
        np.multiply(c, c, out=squares)
        c_power = np.add.reduce(squares[2 * HALO :].reshape(-1, grid.step) @ self.tools.ones, dtype=np.float64)
        c_peak = squared_peak(c, squares, grid.step, peak_floor / (scale * scale))
        return ChunkEnergies(
            block_sums,
            step_sums,
            a_power,
            state,
            overload,
            float(c_power) * scale * scale,
            c_peak * scale * scale,
            c[-2 * HALO :] * np.float32(scale),
        )

    def outputs(self, samples: Samples, state: Floats) -> tuple[Floats, Floats]:
        """A- and C-weighted samples of whole steps, scaled to full scale 1.0."""
        rows, _ = self._walk.rows(samples, state)
        scale = full_scale(samples)
        a, c = ((rows @ matrix).reshape(-1) * scale for matrix in self.tools.matrices.outputs)
        return a, c


def is_overload(samples: Samples) -> bool:
    """Whether a sample of a block that is not empty lies within one 16-bit step of full scale."""
    top = OVERLOAD / full_scale(samples)
    return bool(np.maximum.reduce(samples) >= top or np.minimum.reduce(samples) <= -top)
