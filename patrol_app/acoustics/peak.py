"""Peak level between the samples (IEC 61672-1:2013 5.13).

A steady 8 kHz tone sampled at 48 kHz can show 1.25 dB too little on the samples alone. So the signal is interpolated
eightfold around the largest sample of each step that comes near the largest peak.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from patrol_app.acoustics.products import Floats

HALO = 16  # samples on each side that the interpolation uses
_OVERSAMPLING = 8
_TOP = 0.9999
_MOST = 128  # steps a chunk of 10 s that are worth a look; the largest peak lies within 1.5 dB of its sample
# A step is interpolated if its sample peak is at most 4 dB below the largest: half a sample off its top, even the
# sharpest pulse of the band shows 3.9 dB less at most.
_NEAR = 10.0**-0.4


def _interpolator() -> NDArray[np.float64]:
    between = np.arange(1, _OVERSAMPLING) / _OVERSAMPLING
    positions = np.concatenate([[0.0], -between, between])
    distance = np.arange(-HALO, HALO + 1)[:, None] - positions[None, :]
    window = np.i0(8.0 * np.sqrt(np.maximum(0.0, 1.0 - (distance / (HALO + 1)) ** 2))) / np.i0(8.0)
    kernel = np.sinc(distance) * window
    scaled: NDArray[np.float64] = kernel / kernel.sum(axis=0)
    return scaled


_KERNEL_64 = _interpolator()
_KERNEL = _KERNEL_64.astype(np.float32)

# Numbers of windows to these windows in double precision.
Exactly = Callable[[NDArray[np.intp]], NDArray[np.float64]]


def windows(samples: Floats) -> Floats:
    """A view of samples, ``2 * HALO + 1`` around each that has so many."""
    return sliding_window_view(samples, 2 * HALO + 1)


@lru_cache(maxsize=32)
def _starts(steps: int, step: int) -> NDArray[np.intp]:
    return np.arange(0, steps * step, step)


def squared_peak(
    around: Floats, squares: Floats, step: int, floor: float = 0.0, exactly: Exactly | None = None
) -> float:
    """Squared peak, interpolated where it can be the largest of the run.

    Args:
        around: the ``windows`` of whole steps, with ``HALO`` samples before and behind them.
        squares: of the samples in the middle of the windows.
        step: samples a step.
        floor: squared peak already found earlier in the run; what lies below it need not be exact.
        exactly: gives windows once more without the rounding of single precision, so that the way of cutting a run
            does not show; without it they are taken as they are.
    """
    by_step = squares.reshape(-1, step)
    places = by_step.argmax(axis=1)
    places += _starts(by_step.shape[0], step)
    peaks = squares.take(places)
    highest = max(floor, peaks.item(peaks.argmax()))
    near = places[peaks >= _NEAR * highest]
    if not near.size:
        return floor
    if near.size > _MOST:
        near = near[np.argpartition(squares[near], -_MOST)[-_MOST:]]
    between = np.dot(around[near], _KERNEL)
    np.multiply(between, between, out=between)
    largest = between.item(between.argmax())
    if largest <= _TOP * floor:
        return floor
    # The few that decide once more.
    decisive = near[np.maximum.reduce(between, axis=1) >= _TOP * max(floor, largest)]
    exact = around[decisive].astype(np.float64) if exactly is None else exactly(decisive)
    return max(floor, float(np.square(exact @ _KERNEL_64).max(initial=0.0)))


def tail_squared_peak(samples: Floats) -> float:
    """Squared peak behind the last whole step: ``HALO`` samples already seen, then the end of the run.

    Interpolated only if enough samples follow; behind the last sample nothing is known.
    """
    squares = np.square(samples[HALO:])
    place = int(squares.argmax())
    peak = float(squares[place])
    if place + 2 * HALO < samples.size:
        peak = max(peak, float(np.square(samples[place : place + 2 * HALO + 1] @ _KERNEL_64).max()))
    return peak
