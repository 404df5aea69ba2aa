"""Fits the high-frequency part of the weighting filters to the analytic curves, for any sample rate.

Levenberg-Marquardt on the error in dB of A and C together, with weights that grow where the error is large, so that
the largest error, not the mean one, becomes small (Lawson's iteration). The shipped numbers come from here too.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from patrol_app.acoustics.weightings import SHIPPED_FITS, analytic_db, highest_fitted_hz, raw_response

_ROUNDS, _STEPS = 25, 12
_SLOWEST_POLE = 0.999


class _Errors:
    """Departure of a candidate from the analytic curves on a grid dense at high frequencies, in dB."""

    def __init__(self, sample_rate_hz: int) -> None:
        top = highest_fitted_hz(sample_rate_hz)
        self.rate = sample_rate_hz
        self.grid = np.unique(np.concatenate([np.geomspace(10.0, top, 150), np.linspace(0.1 * top, top, 250)]))
        self.wanted = {w: analytic_db(self.grid, w) for w in ("A", "C")}

    def __call__(self, high: NDArray[np.float64]) -> NDArray[np.float64]:
        found = []
        with_1khz = np.append(self.grid, 1000.0)
        for weighting, wanted in self.wanted.items():
            db = 20.0 * np.log10(np.abs(raw_response(self.rate, high, with_1khz, weighting)))  # type: ignore[arg-type]
            found.append(db[:-1] - db[-1] - wanted)
        return np.concatenate(found)

    def slopes(self, high: NDArray[np.float64]) -> NDArray[np.float64]:
        steps = 1e-6 * np.eye(high.size)
        return np.stack([(self(high + step) - self(high - step)) / 2e-6 for step in steps], axis=1)


def _stable(high: NDArray[np.float64]) -> bool:
    roots = np.append(np.roots([1.0, high[2], high[3]]), -high[4])
    return bool(np.max(np.abs(roots)) < _SLOWEST_POLE)


def fit_high_part(sample_rate_hz: int) -> tuple[float, float, float, float, float]:
    """The five numbers b1 b2 a1 a2 a3 of ``sample_rate_hz`` with the least largest error found."""
    errors = _Errors(sample_rate_hz)
    start = SHIPPED_FITS[96000 if sample_rate_hz > 80000 else 48000]
    high = np.asarray(start, np.float64)
    best, smallest = high, float(np.max(np.abs(errors(high))))
    weights = np.ones(2 * errors.grid.size)
    for _ in range(_ROUNDS):
        high = _descend(errors, high, weights)
        size = np.abs(errors(high))
        if float(size.max()) < smallest:
            best, smallest = high, float(size.max())
        weights = weights * np.sqrt(size / size.mean() + 1e-3)
        weights /= weights.mean()
    b1, b2, a1, a2, a3 = (float(value) for value in best)
    return b1, b2, a1, a2, a3


def _descend(errors: _Errors, high: NDArray[np.float64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    damping = 1e-3
    for _ in range(_STEPS):
        error = errors(high) * weights
        slopes = errors.slopes(high) * weights[:, None]
        normal = slopes.T @ slopes
        for _ in range(8):
            damped = normal + damping * np.diag(np.diag(normal) + 1e-12)
            trial = high - np.linalg.solve(damped, slopes.T @ error)
            if _stable(trial) and np.sum((errors(trial) * weights) ** 2) < np.sum(error**2):
                high, damping = trial, max(damping / 5.0, 1e-12)
                break
            damping *= 5.0
        else:
            break
    return high
