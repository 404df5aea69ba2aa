"""States of a filter in front of every block of samples, for many steps at once.

Rows of the work array are [block samples | state]. One product gives what every step adds to the state behind it;
doubling joins these over the steps; a walk over the blocks of all steps at once fills the state columns.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from patrol_app.acoustics.state_space import BlockMatrices

Samples = NDArray[np.float32] | NDArray[np.int16]

INT16_SCALE = 2.0**-15
_FORGOTTEN = 1e-10


def full_scale(samples: Samples) -> float:
    """What a sample has to be multiplied with so that full scale is 1.0."""
    return INT16_SCALE if samples.dtype == np.int16 else 1.0


def as_float(samples: Samples) -> NDArray[np.float32]:
    """Samples as float32 of full scale 1.0."""
    return np.asarray(samples * np.float32(full_scale(samples)), np.float32)


class BlockWalk:
    """Work array for at most ``most_steps`` steps; not for several threads at once."""

    def __init__(self, matrices: BlockMatrices, most_steps: int) -> None:
        self.matrices = matrices
        self.most_steps = most_steps
        self._work = np.zeros((most_steps * matrices.parts, matrices.block + matrices.width), np.float32)
        self._lay_path(1)
        self._moves = [matrices.step_state]
        while np.max(np.abs(self._moves[-1])) > _FORGOTTEN and len(self._moves) < 20:
            self._moves.append(self._moves[-1] @ self._moves[-1])

    @property
    def step(self) -> int:
        """Samples a step."""
        return self.matrices.block * self.matrices.parts

    @property
    def memory_steps(self) -> int:
        """Steps after which a state is forgotten."""
        return 1 << (len(self._moves) - 1)

    def clear(self) -> None:
        """Forget everything, samples that are no number included."""
        self._work[:] = 0.0

    def states(self, samples: Samples, state: NDArray[np.float32]) -> NDArray[np.float32]:
        """Lay samples of whole steps into the work rows.

        Args:
            samples: at most ``most_steps`` steps.
            state: in front of the first sample, for samples of full scale 1.0.

        Returns:
            The state in front of each step and behind the last one, in the scale of ``samples``.
        """
        matrices = self.matrices
        steps = samples.size // self.step
        work = self._work[: steps * matrices.parts]
        work[:, : matrices.block] = samples.reshape(-1, matrices.block)
        states = np.empty((steps + 1, matrices.width), np.float32)
        states[0] = state * np.float32(1.0 / full_scale(samples))
        if samples.dtype == np.int16:
            np.matmul(work.reshape(steps, -1), matrices.step_input, out=states[1:])
        else:
            np.matmul(samples.reshape(steps, -1), matrices.step_samples, out=states[1:])
        for order, move in enumerate(self._moves):
            reach = 1 << order
            if reach > steps:
                break
            states[reach:] += states[:-reach] @ move
        return states

    def walk(self, states: NDArray[np.float32]) -> NDArray[np.float32]:
        """Fill the state columns from the state in front of each step; returns the rows [samples | state]."""
        if states.shape[0] != self._path_steps:
            self._lay_path(states.shape[0])
        self._first[:] = states
        for before, behind in self._path:
            np.matmul(before, self.matrices.next_state, out=behind)
        return self._rows

    def _lay_path(self, steps: int) -> None:
        """Views of the work array for so many steps; a live meter always asks for the same number."""
        matrices = self.matrices
        self._path_steps = steps
        self._rows = self._work[: steps * matrices.parts]
        work = self._rows.reshape(steps, matrices.parts, -1)
        self._first = work[:, 0, matrices.block :]
        self._path = [(work[:, part - 1], work[:, part, matrices.block :]) for part in range(1, matrices.parts)]
