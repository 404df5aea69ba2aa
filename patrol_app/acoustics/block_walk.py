"""States of a filter in front of every block of samples, for many steps at once.

Rows of the work array are [block samples | state]. A step is a few groups of blocks. One product gives what every
group adds to the state behind it; these are joined to steps, and over the steps by doubling; a walk over the blocks of
all groups at once fills the state columns.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from patrol_app.acoustics.products import Floats, multiply
from patrol_app.acoustics.state_space import BlockMatrices, powers

Samples = NDArray[np.float32] | NDArray[np.int16]
Waves = Floats | NDArray[np.int16]

INT16_SCALE = 2.0**-15
_FORGOTTEN = 1e-10
_PLANS = 8
_SHORT = 264  # state numbers of a short block, which one product joins: there calls cost more than multiplications


def full_scale(samples: Waves) -> float:
    """What a sample has to be multiplied with so that full scale is 1.0."""
    return INT16_SCALE if samples.dtype == np.int16 else 1.0


def as_float(samples: Samples) -> NDArray[np.float32]:
    """Samples as float32 of full scale 1.0."""
    return np.asarray(samples * np.float32(full_scale(samples)), np.float32)


class _Plan:
    """Views of the work array, and arrays of its own, for one number of steps; a live meter always uses the same."""

    def __init__(self, matrices: BlockMatrices, moves: list[Floats], work: Floats, cast: Floats, steps: int) -> None:
        block, groups, width = matrices.block, matrices.groups, matrices.width
        inside = matrices.parts // groups
        self.rows = work[: steps * matrices.parts]
        self.samples = self.rows[:, :block]
        self.floats = cast[: steps * matrices.parts * block].reshape(steps * groups, -1)
        arriving = np.empty((1 + steps * groups, width), work.dtype)
        self.before, self.added = arriving[0], arriving[1:]
        by_block = self.rows.reshape(steps * groups, inside, -1)
        self.path = [(by_block[:, place - 1], by_block[:, place, block:]) for place in range(1, inside)]
        self.group_starts = by_block[:, 0, block:]
        self.short = arriving.size <= _SHORT
        if self.short:
            self.arriving = arriving.reshape(-1)
            self.over_groups = over_links(matrices.group_state, 1 + steps * groups)
            self.states = np.empty_like(arriving)
            self.joined = self.states.reshape(-1)
            return
        self.states = np.empty((steps + 1, width), work.dtype)
        self.added_by_step = self.added.reshape(steps, -1)
        spare = self.spare = np.empty((steps, width), work.dtype)
        self.doubling = []
        for order, move in enumerate(moves):
            reach = 1 << order
            if reach <= steps:
                self.doubling.append((self.states[:-reach], move, spare[: steps + 1 - reach], self.states[reach:]))
        starts = self.group_starts.reshape(steps, groups, width)
        self.step_starts = starts[:, 0]
        added = self.added.reshape(steps, groups, width)
        self.joining = [(starts[:, group - 1], added[:, group - 1], starts[:, group]) for group in range(1, groups)]


def over_links(move: Floats, count: int) -> Floats:
    """Takes the first of ``count`` states, and what each link of a chain adds to the next one, to all of them."""
    width = move.shape[0]
    matrix = np.zeros((count, width, count, width))
    for lag, power in enumerate(powers(move.astype(np.float64), count - 1)):
        for start in range(count - lag):
            matrix[start, :, start + lag] = power
    return matrix.reshape(count * width, -1).astype(move.dtype)


class BlockWalk:
    """Work array for at most ``most_steps`` steps; not for several threads at once."""

    def __init__(self, matrices: BlockMatrices, most_steps: int, memory: Floats | None = None) -> None:
        """Lay out the work array.

        Args:
            matrices: of the filter.
            most_steps: of any call.
            memory: ``room`` numbers of the matrices' precision, if the caller has them; between calls those behind
                the work rows are free.
        """
        self.matrices = matrices
        self.step = matrices.block * matrices.parts
        rows = most_steps * matrices.parts
        if memory is None:
            memory = np.empty(self.room(matrices, most_steps), matrices.next_state.dtype)
        work = rows * (matrices.block + matrices.width)
        self._work, self._cast = memory[:work].reshape(rows, -1), memory[work:]
        self._moves: list[Floats] = []
        move = matrices.step_state
        while np.max(np.abs(move)) > _FORGOTTEN and len(self._moves) < 20:
            self._moves.append(move)
            move = move @ move
        self._plans: dict[int, _Plan] = {}

    @staticmethod
    def room(matrices: BlockMatrices, most_steps: int) -> int:
        """Numbers of memory that so many steps need."""
        return most_steps * matrices.parts * (2 * matrices.block + matrices.width)

    @property
    def memory_steps(self) -> int:
        """Steps after which a state is forgotten."""
        return 1 << len(self._moves)

    def rows(self, samples: Waves, state: Floats) -> tuple[Floats, Floats]:
        """Lay whole steps of samples into the work rows, and the state in front of each block beside them.

        Args:
            samples: at most ``most_steps`` steps.
            state: in front of the first sample, for samples of full scale 1.0.

        Returns:
            The rows [samples | state] in the scale of ``samples``, good until the next call, and the state behind the
            last sample for samples of full scale 1.0.
        """
        plan, matrices = self._plan(samples.size // self.step), self.matrices
        last = self._states(plan, samples, state)
        if plan.short:
            np.copyto(plan.group_starts, plan.states[:-1])
            for before, behind in plan.path:
                np.matmul(before, matrices.next_state, out=behind)
        else:
            np.copyto(plan.step_starts, plan.states[:-1])
            for before, added, behind in plan.joining:
                np.matmul(before, matrices.group_state, out=plan.spare)
                np.add(plan.spare, added, out=behind)
            for before, behind in plan.path:
                multiply(before, matrices.next_state, behind)
        return plan.rows, last

    def state_behind(self, samples: Waves, state: Floats) -> Floats:
        """The state behind whole steps of samples; arguments and scale as for ``rows``."""
        return self._states(self._plan(samples.size // self.step), samples, state)

    def _states(self, plan: _Plan, samples: Waves, state: Floats) -> Floats:
        """Lay the samples down and fill ``plan.added`` and ``plan.states`` in their scale."""
        matrices, scale = self.matrices, full_scale(samples)
        np.copyto(plan.samples, samples.reshape(plan.samples.shape))
        floats = samples.reshape(plan.floats.shape)
        if floats.dtype != plan.floats.dtype:
            np.copyto(plan.floats, floats)
            floats = plan.floats
        multiply(floats, matrices.group_samples, plan.added)  # type: ignore[arg-type]
        own_scale = state if scale == 1.0 else state / scale
        if plan.short:
            np.copyto(plan.before, own_scale)
            np.matmul(plan.arriving, plan.over_groups, out=plan.joined)
        else:
            np.copyto(plan.states[0], own_scale)
            np.matmul(plan.added_by_step, matrices.join, out=plan.states[1:])
            for before, move, spare, behind in plan.doubling:
                np.matmul(before, move, out=spare)
                np.add(behind, spare, out=behind)
        last: Floats = plan.states[-1]
        return last.copy() if scale == 1.0 else np.asarray(last * scale)

    def _plan(self, steps: int) -> _Plan:
        plan = self._plans.get(steps)
        if plan is None:
            if len(self._plans) >= _PLANS:
                del self._plans[next(iter(self._plans))]
            plan = self._plans[steps] = _Plan(self.matrices, self._moves, self._work, self._cast, steps)
        return plan
