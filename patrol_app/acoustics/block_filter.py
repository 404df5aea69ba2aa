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
from patrol_app.acoustics.peak import HALO, squared_peak, windows
from patrol_app.acoustics.products import Floats, multiply
from patrol_app.acoustics.state_space import (
    BlockMatrices,
    Matrix,
    block_matrices,
    output_matrices,
    weighting_states,
)
from patrol_app.acoustics.step_grid import StepGrid, step_grid
from patrol_app.acoustics.time_weighting import FAST_S, SLOW_S, Detectors
from patrol_app.acoustics.weightings import WeightingFilter, weighting_filter
from patrol_app.domain.errors import BadInput

WIDTH = 8  # seven states and a blank: products eight wide are a third faster than seven wide
# Within one 16-bit step of full scale a converter clips (IEC 61672-1:2013 5.11).
OVERLOAD = 1.0 - INT16_SCALE


@dataclass(frozen=True, slots=True)
class Tools:
    """Everything that depends on the sample rate alone; shared by all meters of that rate.

    ``finer`` are the matrices of the same steps in more groups, for few steps; ``exact_c`` is the output matrix of C in
    double precision. ``lead`` work rows hold the ``2 * HALO`` samples that a peak needs of what came before.
    """

    grid: StepGrid
    weighting: WeightingFilter
    matrices: BlockMatrices
    finer: BlockMatrices
    exact_c: Matrix
    lead: int
    fast: Detectors
    fast_and_slow: Detectors


@lru_cache(maxsize=8)
def tools(sample_rate_hz: int) -> Tools:
    """Matrices and detectors of a sample rate.

    Raises:
        BadInput: a sample rate outside 8 to 192 kHz.
    """
    weighting = weighting_filter(sample_rate_hz)
    grid = step_grid(sample_rate_hz)
    states = weighting_states(weighting)
    return Tools(
        grid,
        weighting,
        block_matrices(states, grid.block, grid.parts, WIDTH),
        block_matrices(states, grid.block, grid.parts, WIDTH, many_groups=True),
        output_matrices(states, grid.block, WIDTH)[1],
        -(-2 * HALO // grid.block),
        Detectors(grid, (FAST_S,)),
        Detectors(grid, (FAST_S, SLOW_S)),
    )


@dataclass(frozen=True, slots=True)
class Carried:
    """What the samples so far leave behind: the state, and the last ``lead`` work rows; full scale is 1.0."""

    state: Floats
    rows: Floats


def nothing_carried(tools: Tools) -> Carried:
    """In front of the first sample."""
    return Carried(np.zeros(WIDTH, np.float32), np.zeros((tools.lead, tools.grid.block + WIDTH), np.float32))


def exact_windows(tools: Tools, before: Floats, rows: Floats, numbers: NDArray[np.intp]) -> Matrix:
    """Windows of C-weighted samples in double precision.

    Args:
        tools: of the sample rate.
        before: the ``lead`` work rows in front of ``rows``.
        rows: work rows.
        numbers: of the windows; the first one begins ``2 * HALO`` samples in front of ``rows``.
    """
    lead, block = tools.lead, tools.grid.block
    first = numbers + (lead * block - 2 * HALO)
    row = first // block
    reach = np.arange(-(-2 * HALO // block) + 1)
    index = np.minimum(row[:, None] + reach, lead + rows.shape[0] - 1)
    picked = rows.take(np.maximum(index - lead, 0), axis=0).astype(np.float64)
    early = index < lead
    picked[early] = before[index[early]]
    waves = (picked @ tools.exact_c).reshape(numbers.size, -1)
    inside = (first - row * block)[:, None] + np.arange(2 * HALO + 1)
    return np.take_along_axis(waves, inside, axis=1)


@dataclass(slots=True)
class ChunkEnergies:
    """What one chunk of k steps gives; squares are relative to full scale 1.0.

    ``block_sums`` and ``step_sums`` are those of the A-weighted squares, as the detectors make and take them;
    ``a_power`` is the sum of all. ``c_power`` is the sum of squares and ``c_peak`` the largest one, C-weighted; both
    are ``None`` for a meter of A alone.
    """

    block_sums: Floats
    step_sums: Matrix
    a_power: float
    carried: Carried
    overload: bool
    c_power: float | None = None
    c_peak: float | None = None


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

    def carry(self, samples: Samples) -> Carried:
        """What ``warm_samples`` samples leave behind, all before forgotten."""
        step = self.tools.grid.step
        with np.errstate(over="ignore", invalid="ignore"):
            before_last = self._walk.state_behind(samples[:-step], np.zeros(WIDTH, np.float32))
            rows, state = self._walk.rows(samples[-step:], before_last)
            return self._carried(rows, state, full_scale(samples))

    def _carried(self, rows: Floats, state: Floats, scale: float) -> Carried:
        return Carried(state, rows[-self.tools.lead :] * scale)

    def run(self, samples: Samples, carried: Carried, peak_floor: float = 0.0) -> ChunkEnergies:
        """Filter whole steps.

        Args:
            samples: k steps, float with full scale 1.0, or int16.
            carried: from the samples before; peaks lag by ``HALO`` samples.
            peak_floor: squared peak already found earlier in the run.

        Raises:
            BadInput: a sample that is no number, infinite, or so large that its square is.
        """
        with np.errstate(over="ignore", invalid="ignore"):
            return self._run(samples, carried, peak_floor)

    def _run(self, samples: Samples, carried: Carried, peak_floor: float) -> ChunkEnergies:
        grid, outputs, size = self.tools.grid, self.tools.matrices.outputs, samples.size
        rows, state = self._walk.rows(samples, carried.state)
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
        found = ChunkEnergies(block_sums, step_sums, a_power, self._carried(rows, state, scale), is_overload(samples))
        if not self.with_c:
            return found
        before = carried.rows * (1.0 / scale)
        c, squares = self._c[: 2 * HALO + size], self._squares[: 2 * HALO + size]
        c[: 2 * HALO] = (before @ outputs[1]).reshape(-1)[-2 * HALO :]
        multiply(rows, outputs[1], c[2 * HALO :].reshape(-1, grid.block))
        np.multiply(c, c, out=squares)
        by_step = c[2 * HALO :].reshape(-1, grid.step)
        # One dot product a step, so that the number of steps does not change its rounding.
        c_power = np.add.reduce(np.vecdot(by_step, by_step), dtype=np.float64)
        peak = squared_peak(
            windows(c),
            squares[HALO:-HALO],
            grid.step,
            peak_floor / scale**2,
            lambda numbers: exact_windows(self.tools, before, rows, numbers),
        )
        found.c_power, found.c_peak = float(c_power) * scale**2, peak * scale**2
        return found

    def outputs(self, samples: Samples, carried: Carried) -> tuple[Floats, Matrix]:
        """A- and C-weighted samples of whole steps, scaled to full scale 1.0; C also ``2 * HALO`` samples before."""
        rows, _ = self._walk.rows(samples, carried.state)
        scale = full_scale(samples)
        a = (rows @ self.tools.matrices.outputs[0]).reshape(-1) * scale
        whole = np.concatenate([carried.rows.astype(np.float64), rows * np.float64(scale)])
        return a, (whole @ self.tools.exact_c).reshape(-1)[-2 * HALO - samples.size :]


def is_overload(samples: Samples) -> bool:
    """Whether a sample of a block that is not empty lies within one 16-bit step of full scale."""
    top = OVERLOAD / full_scale(samples)
    return bool(np.maximum.reduce(samples) >= top or np.minimum.reduce(samples) <= -top)
