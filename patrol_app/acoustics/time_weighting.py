"""Exponential time weightings over blocks: F and S (IEC 61672-1:2013 5.8), and the first half of I.

A detector follows v[n] = b v[n-1] + (1 - b) y[n]^2 with b = exp(-1 / (fs tau)), exactly: each block of squares is
weighted by its own powers of b, and blocks and steps are joined by powers of b.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from patrol_app.acoustics.products import Floats, multiply
from patrol_app.acoustics.step_grid import StepGrid

FAST_S, SLOW_S, IMPULSE_S = 0.125, 1.0, 0.035
_IMPULSE_FALL_DB_S = 2.9

_RUN = 128


def decay_of(sample_rate_hz: int, time_constant_s: float) -> float:
    """What one sample leaves of a detector's value."""
    return math.exp(-1.0 / (sample_rate_hz * time_constant_s))


class Detectors:
    """Several time weightings of the same squares on one grid. Holds no state: the caller passes the last values in.

    ``columns`` take the squares of a block to its sums, ``to_step`` those of a step to ``step_sums``, ``to_blocks`` the
    sums of one detector and its start to ``at_blocks``. The sums of a block are the plain one and one with the weights
    of each time constant up to F's. The weights of S hardly bend within a block of 1 ms: they are a sum of plain and F
    to 5e-7 (0.000002 dB), so that S costs no pass.
    """

    def __init__(self, grid: StepGrid, seconds: Sequence[float]) -> None:
        self.grid, self.seconds = grid, tuple(seconds)
        decays = [decay_of(grid.sample_rate_hz, each) for each in seconds]
        ages = np.arange(grid.block)[::-1]
        weights = np.stack([(1.0 - decay) * decay**ages for decay in decays], axis=1)
        quick = [index for index, each in enumerate(seconds) if each <= FAST_S]
        columns = np.concatenate([np.ones((grid.block, 1)), weights[:, quick]], axis=1)
        self.columns = columns.astype(np.float32)
        shares = np.linalg.lstsq(columns, weights, rcond=None)[0]
        shares[:, quick] = np.eye(len(columns[0]))[:, 1:]
        part = np.arange(grid.parts)
        lag = part[:, None] - part[None, :]
        plain = np.eye(len(columns[0]))[:, :1]
        inside = [np.where(lag >= 0, decay ** (grid.block * np.maximum(lag, 0)), 0.0) for decay in decays]
        to_step = [np.kron(np.ones((grid.parts, 1)), plain)]
        to_step += [np.kron(each[-1][:, None], shares[:, [index]]) for index, each in enumerate(inside)]
        self.to_step = np.concatenate(to_step, axis=1)
        # A detector with a column of its own takes that one alone.
        self._column = [1 + quick.index(index) if index in quick else None for index in range(len(decays))]
        self.to_blocks = []
        for index, decay in enumerate(decays):
            summed = inside[index] if index in quick else np.kron(inside[index], shares[:, index])
            carry = decay ** (grid.block * (part + 1.0))
            self.to_blocks.append(np.hstack([summed, carry[:, None]]).astype(np.float32))
        self.step_decays = [decay**grid.step for decay in decays]
        run = np.arange(_RUN)
        lag = run[:, None] - run[None, :]
        self._runs = np.stack([np.where(lag >= 0, d ** (grid.step * np.maximum(lag, 0)), 0.0).T for d in decays])
        self._run_carry = np.stack([decay ** (grid.step * (run + 1.0)) for decay in decays])

    def block_sums(self, squares: Floats) -> Floats:
        """Sums of each block, plain in column 0; ``squares`` are blocks x samples."""
        return multiply(squares, self.columns, np.empty((squares.shape[0], self.columns.shape[1]), np.float32))

    def step_sums(self, block_sums: Floats) -> NDArray[np.float64]:
        """For each step the plain sum of squares, and what each detector gains: steps x (1 + detectors)."""
        by_step = block_sums.reshape(-1, self.to_step.shape[0]).astype(np.float64)
        found: NDArray[np.float64] = by_step @ self.to_step
        return found

    def at_steps(self, step_sums: NDArray[np.float64], before: NDArray[np.float64]) -> NDArray[np.float64]:
        """Values at the end of each of k steps, detectors x k; ``before`` holds those in front of the first."""
        return self._recur(step_sums[:, 1:].T, before)

    def at_blocks(self, which: int, block_sums: Floats, starts: NDArray[np.floating]) -> NDArray[np.float32]:
        """Values of one detector at the ends of the blocks of k steps, in any order: parts x k.

        Args:
            which: the detector's place.
            block_sums: of these steps, one after the other.
            starts: k, the values in front of them.
        """
        column, matrix, steps = self._column[which], self.to_blocks[which], starts.size
        rows = np.empty((steps, matrix.shape[1]), np.float32)
        rows[:, :-1] = (block_sums if column is None else block_sums[:, column]).reshape(steps, -1)
        rows[:, -1] = starts
        found: NDArray[np.float32] = matrix @ rows.T
        return found

    def _recur(self, gained: NDArray[np.float64], before: NDArray[np.float64]) -> NDArray[np.float64]:
        count, steps = gained.shape
        if steps <= _RUN:
            found: NDArray[np.float64] = np.matmul(gained[:, None], self._runs[:, :steps, :steps])[:, 0]
            found += before[:, None] * self._run_carry[:, :steps]
            return found
        runs = -(-steps // _RUN)
        padded = np.zeros((count, runs * _RUN))
        padded[:, :steps] = gained
        local = np.matmul(padded.reshape(count, runs, _RUN), self._runs)
        carry = np.empty((count, runs))
        value, over_run = before, self._run_carry[:, -1]
        for run in range(runs):
            carry[:, run] = value
            value = local[:, run, -1] + value * over_run
        local += carry[:, :, None] * self._run_carry[:, None]
        joined: NDArray[np.float64] = local.reshape(count, -1)[:, :steps]
        return joined

    def tail(self, squares: NDArray[np.float64], before: NDArray[np.float64]) -> list[float]:
        """The largest value of each detector, at block ends and at the last sample, over less than a step."""
        index = np.arange(1, squares.size + 1)
        found = []
        for each, start in zip(self.seconds, before, strict=True):
            decay = decay_of(self.grid.sample_rate_hz, each)
            values = decay**index * (start + (1.0 - decay) * np.cumsum(squares * decay**-index))
            found.append(max(float(values[-1]), float(values[self.grid.block - 1 :: self.grid.block].max(initial=0.0))))
        return found


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
