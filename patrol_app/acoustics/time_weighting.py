"""Exponential time weightings F and S over blocks (IEC 61672-1:2013 5.8).

The detector follows v[n] = b v[n-1] + (1 - b) y[n]^2 with b = exp(-1 / (fs tau)), exactly: each block of samples is
weighted by its own powers of b, and blocks and steps are joined by powers of b.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from patrol_app.acoustics.step_grid import StepGrid

FAST_S, SLOW_S, IMPULSE_S = 0.125, 1.0, 0.035
_IMPULSE_FALL_DB_S = 2.9

_RUN = 128


class ExponentialDetector:
    """One time weighting on one grid. Holds no state: the caller passes the last value in."""

    def __init__(self, grid: StepGrid, time_constant_s: float) -> None:
        self.decay = math.exp(-1.0 / (grid.sample_rate_hz * time_constant_s))
        block = np.arange(grid.block)
        self.block_weights = ((1.0 - self.decay) * self.decay ** (grid.block - 1 - block)).astype(np.float32)
        part = np.arange(grid.parts)
        part_decay = self.decay**grid.block
        lag = part[:, None] - part[None, :]
        inside = np.where(lag >= 0, part_decay ** np.maximum(lag, 0), 0.0)
        self._inside = inside.astype(np.float32)
        self._whole = inside[-1]
        self._carry = (part_decay ** (part + 1.0)).astype(np.float32)[:, None]
        step_decay = self.decay**grid.step
        run = np.arange(_RUN)
        lag = run[:, None] - run[None, :]
        self._run = np.where(lag >= 0, step_decay ** np.maximum(lag, 0), 0.0).T
        self._run_carry = step_decay ** (run + 1.0)

    def follow(
        self, parts: NDArray[np.float32], before: float
    ) -> tuple[NDArray[np.float64], NDArray[np.float32], float]:
        """Detector values of k steps.

        Args:
            parts: k x parts, squared samples of each block summed with ``block_weights``.
            before: the value in front of the first step.

        Returns:
            The value at the end of each step, the largest value at block ends within each step, and the last value.
        """
        ends = self._recur(parts.astype(np.float64) @ self._whole, before)
        return ends, self._between(parts, ends, before).max(axis=0), float(ends[-1])

    def at_blocks(self, parts: NDArray[np.float32], before: float) -> NDArray[np.float32]:
        """Value at the end of every block, in order of time; arguments as for ``follow``."""
        ends = self._recur(parts.astype(np.float64) @ self._whole, before)
        return self._between(parts, ends, before).T.reshape(-1)

    def _between(self, parts: NDArray[np.float32], ends: NDArray[np.float64], before: float) -> NDArray[np.float32]:
        starts = np.empty(ends.size, np.float32)
        starts[0] = before
        starts[1:] = ends[:-1]
        at_blocks: NDArray[np.float32] = self._inside @ parts.T
        at_blocks += self._carry * starts
        return at_blocks

    def _recur(self, gained: NDArray[np.float64], before: float) -> NDArray[np.float64]:
        steps = gained.size
        if steps <= _RUN:
            found: NDArray[np.float64] = gained @ self._run[:steps, :steps] + before * self._run_carry[:steps]
            return found
        runs = -(-steps // _RUN)
        padded = np.zeros(runs * _RUN)
        padded[:steps] = gained
        local = padded.reshape(runs, _RUN) @ self._run
        carry = np.empty(runs)
        for index, last in enumerate(local[:, -1]):
            carry[index] = before
            before = last + before * self._run_carry[-1]
        local += carry[:, None] * self._run_carry
        return local.reshape(-1)[:steps]

    def tail(self, squares: NDArray[np.float64], before: float, block: int) -> tuple[float, float]:
        """Value after fewer samples than a step, and the largest at block ends and at the last sample."""
        index = np.arange(1, squares.size + 1)
        values = self.decay**index * (before + (1.0 - self.decay) * np.cumsum(squares * self.decay**-index))
        last = float(values[-1])
        return last, max(last, float(values[block - 1 :: block].max(initial=0.0)))


class ImpulseHold:
    """The second half of time weighting I: follows upwards at once and falls by 2.9 dB/s."""

    def __init__(self, block_s: float) -> None:
        self._fall = 10.0 ** (-_IMPULSE_FALL_DB_S * block_s / 10.0)
        self._value = self._sum = 0.0
        self._blocks = 0
        self.highest = 0.0

    @property
    def mean(self) -> float:
        """Mean of the held value over the run so far."""
        return self._sum / self._blocks if self._blocks else 0.0

    def take(self, values: NDArray[np.float32]) -> None:
        """Values of the 35 ms detector at the ends of consecutive blocks.

        Against a falling threshold every value stands as value / fall^k; the running maximum of these is the hold.
        """
        fallen = self._fall ** np.arange(1.0, values.size + 1.0)
        held = fallen * np.maximum(self._value, np.maximum.accumulate(values / fallen))
        self._value = float(held[-1])
        self._sum += float(held.sum())
        self._blocks += held.size
        self.highest = max(self.highest, float(held.max()))
