"""The energies of a few steps in as few calls as can be: what a live meter does with every block of 0.1 s.

The same sums as ``BlockFilter`` and ``Detectors`` make. In 4800 samples the calls cost more than the multiplications,
so that everything that is linear stands in one matrix, A and C share their passes, and no array is made anew.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from patrol_app.acoustics.block_filter import OVERLOAD, Carried, Tools, exact_windows
from patrol_app.acoustics.block_walk import INT16_SCALE, Samples, over_links
from patrol_app.acoustics.peak import HALO, squared_peak, windows
from patrol_app.acoustics.products import Floats
from patrol_app.acoustics.state_space import Matrix, powers
from patrol_app.domain.errors import BadInput

MOST_STEPS = 24
_SAFE = 1e15  # smaller samples overflow nowhere; to say so to numpy costs a microsecond


@dataclass(slots=True)
class FewEnergies:
    """What k steps add to a run; arrays are good until the next call.

    ``rows`` are mean square, F at the end and the largest F of each step; ``detectors`` are F and S at the end, and
    ``slow`` S in front of the first step and at the end of each; ``block_sums`` belong to the A-weighted squares.
    """

    rows: Floats
    detectors: Matrix
    slow: Matrix
    block_sums: Floats
    a_power: float
    c_power: float
    c_peak: float
    overload: bool
    carried: Carried


class FewSteps:
    """Arrays and matrices for ``steps`` steps of a meter with C."""

    def __init__(self, tools: Tools, steps: int) -> None:
        grid, detectors = tools.grid, tools.fast_and_slow
        self.tools, self.steps = tools, steps
        block, parts, lead = grid.block, grid.parts, tools.lead
        matrices = self._matrices = tools.finer
        groups, width, inside = matrices.groups, matrices.width, parts // matrices.groups
        work = self._work = np.zeros((lead + steps * parts, block + width), np.float32)
        size = steps * grid.step
        # [samples | state] of the blocks before, then of these.
        self._before, self._now, self._last = work[:lead], work[lead:], work[-lead:]
        rows = self._now
        self._samples = rows[:, :block]
        self._floats = np.empty(size, np.float32)
        self._by_group = (steps * groups, grid.step // groups)
        self._added = np.empty((steps * groups, width), np.float32)
        self._added_by_step = self._added.reshape(steps, -1)
        self._chain = np.zeros((1 + steps, width), np.float32)
        self._states = np.empty((1 + steps, width), np.float32)
        self._links, self._step_starts, self._behind = self._chain[1:], self._states[:-1], self._states[-1]
        self._flat_chain, self._flat_states = self._chain.reshape(-1), self._states.reshape(-1)
        self._over_steps = over_links(matrices.step_state, 1 + steps)
        self._start_to_groups, self._added_to_groups = _inside_step(matrices.group_state, groups)
        self._from_start, self._from_added = (np.empty((steps, groups * width), np.float32) for _ in range(2))
        by_group = rows.reshape(steps * groups, inside, -1)
        self._group_starts = by_group[:, 0, block:].reshape(steps, groups, width)
        self._starts_of_step = self._from_start.reshape(steps, groups, width)
        self._starts_of_added = self._from_added.reshape(steps, groups, width)
        self._path = [(by_group[:, place - 1], by_group[:, place, block:]) for place in range(1, inside)]

        # C of the blocks before and these, then A of these; then the squares of all.
        ahead = lead * block
        self._waves = np.zeros(ahead + 2 * size, np.float32)
        self._squares = np.empty_like(self._waves)
        self._c_out = self._waves[: ahead + size].reshape(-1, block)
        self._a_out = self._waves[ahead + size :].reshape(-1, block)
        self._windows = windows(self._waves[ahead - 2 * HALO : ahead + size])
        self._c_squares = self._squares[ahead - HALO : ahead + size - HALO]
        self._c_steps = self._waves[ahead : ahead + size].reshape(steps, -1)
        self._c_sums = np.empty(steps, np.float32)
        self._a_blocks = self._squares[ahead + size :].reshape(-1, block)
        self._columns, self._to_step = detectors.columns, detectors.to_step
        self._block_sums = np.empty((steps * parts, 2), np.float32)
        self._sums_by_step = self._block_sums.reshape(steps, -1)
        self._sums_64 = np.empty(self._sums_by_step.shape)
        self._gained = np.zeros(2 + 4 * steps)
        self._before_detectors, self._c_gained = self._gained[:2], self._gained[2 + 3 * steps :]
        self._by_step = self._gained[2 : 2 + 3 * steps].reshape(steps, 3)
        self._to_ends = _to_ends(detectors.step_decays, steps, grid.step)
        self._ends = np.empty(self._to_ends.shape[1])
        self._last_ends = np.asarray([steps, 1 + 2 * steps])
        self._fast_starts, self._fast = self._ends[:steps], self._ends[1 : 1 + steps]
        self._slow, self._power = self._ends[1 + steps : 2 + 2 * steps], self._ends[2 + 2 * steps : -2]
        self._with_start = np.empty((steps, parts + 1), np.float32)
        self._fast_sums = self._block_sums[:, 1].reshape(steps, parts)
        self._to_blocks = np.ascontiguousarray(detectors.to_blocks[0].T)
        self._at_blocks = np.empty((steps, parts), np.float32)
        self._rows = np.empty((3, steps), np.float32)

    def run(self, samples: Samples, carried: Carried, detectors: Matrix, peak_floor: float) -> FewEnergies:
        """Filter the steps.

        Args:
            samples: all of them, float with full scale 1.0, or int16.
            carried: from the samples before.
            detectors: F and S in front of the first sample.
            peak_floor: squared peak already found earlier in the run.

        Raises:
            BadInput: a sample that is no number, infinite, or so large that its square is.
        """
        floats: Floats = self._floats
        if samples.dtype == np.int16:
            np.multiply(samples, np.float32(INT16_SCALE), out=floats)
        else:
            floats = samples.astype(np.float32, copy=False)
        lowest, highest = floats.item(floats.argmin()), floats.item(floats.argmax())
        overload = highest >= OVERLOAD or lowest <= -OVERLOAD
        if lowest > -_SAFE and highest < _SAFE:
            return self._run(floats, overload, carried, detectors, peak_floor)
        with np.errstate(over="ignore", invalid="ignore"):
            return self._run(floats, overload, carried, detectors, peak_floor)

    def _run(
        self, floats: Floats, overload: bool, carried: Carried, detectors: Matrix, peak_floor: float
    ) -> FewEnergies:
        self._filter(floats, carried)
        np.copyto(self._before_detectors, detectors)
        self._sum_up()
        a_power, c_power = self._ends[-2:].tolist()
        if not math.isfinite(a_power):
            raise BadInput("acoustics.not_a_number")
        np.copyto(self._with_start[:, :-1], self._fast_sums)
        np.copyto(self._with_start[:, -1], self._fast_starts)
        np.dot(self._with_start, self._to_blocks, out=self._at_blocks)
        rows = self._rows
        rows[0], rows[1] = self._power, self._fast
        np.maximum.reduce(self._at_blocks, axis=1, out=rows[2])
        return FewEnergies(
            rows,
            self._ends.take(self._last_ends),
            self._slow,
            self._block_sums,
            a_power,
            c_power,
            squared_peak(self._windows, self._c_squares, self.tools.grid.step, peak_floor, self._exactly),
            overload,
            Carried(self._behind.copy(), self._last.copy()),
        )

    def _filter(self, floats: Floats, carried: Carried) -> None:
        """Samples to C and A, as in ``BlockWalk.rows``."""
        matrices = self._matrices
        np.copyto(self._before, carried.rows)
        np.copyto(self._samples, floats.reshape(self._samples.shape))
        np.dot(floats.reshape(self._by_group), matrices.group_samples, out=self._added)
        self._chain[0] = carried.state
        np.dot(self._added_by_step, matrices.join, out=self._links)
        np.dot(self._flat_chain, self._over_steps, out=self._flat_states)
        np.dot(self._step_starts, self._start_to_groups, out=self._from_start)
        np.dot(self._added_by_step, self._added_to_groups, out=self._from_added)
        np.add(self._starts_of_step, self._starts_of_added, out=self._group_starts)
        for before, behind in self._path:
            np.matmul(before, matrices.next_state, out=behind)
        np.dot(self._work, matrices.outputs[1], out=self._c_out)
        np.dot(self._now, matrices.outputs[0], out=self._a_out)

    def _sum_up(self) -> None:
        """Squares to block sums, step sums and detectors."""
        np.multiply(self._waves, self._waves, out=self._squares)
        np.vecdot(self._c_steps, self._c_steps, out=self._c_sums)
        np.copyto(self._c_gained, self._c_sums)
        np.dot(self._a_blocks, self._columns, out=self._block_sums)
        np.copyto(self._sums_64, self._sums_by_step)
        np.dot(self._sums_64, self._to_step, out=self._by_step)
        np.dot(self._gained, self._to_ends, out=self._ends)

    def _exactly(self, numbers: NDArray[np.intp]) -> Matrix:
        return exact_windows(self.tools, self._before, self._now, numbers)


def _inside_step(move: Floats, groups: int) -> tuple[Floats, Floats]:
    """The state in front of a step, and what its groups add, to the states in front of all its groups."""
    width = move.shape[0]
    power = powers(move.astype(np.float64), groups)
    from_added = np.zeros((groups, width, groups, width))
    for group in range(groups):
        for later in range(group + 1, groups):
            from_added[group, :, later] = power[later - 1 - group]
    flat = from_added.reshape(groups * width, -1)
    return np.concatenate(power[:groups], axis=1).astype(np.float32), flat.astype(np.float32)


def _to_ends(decays: Sequence[float], steps: int, step: int) -> Matrix:
    """From F and S before, [A squares, gain of F, of S] of each step, C squares of each, to all that is wanted of them.

    That is F in front of the first step and behind each, the same of S, the mean square of each, and the sums of the
    A-weighted and C-weighted squares.
    """
    matrix = np.zeros((2 + 4 * steps, 3 * steps + 4))
    of_step = 2 + 3 * np.arange(steps)
    for which, decay in enumerate(decays):
        ends = matrix[:, which * (steps + 1) : (which + 1) * (steps + 1)]
        ends[which] = decay ** np.arange(steps + 1)
        for place in range(steps):
            ends[of_step[place] + 1 + which, place + 1 :] = decay ** np.arange(steps - place)
    matrix[of_step, 2 + 2 * steps + np.arange(steps)] = 1.0 / step
    matrix[of_step, -2] = matrix[2 + 3 * steps :, -1] = 1.0
    return matrix
