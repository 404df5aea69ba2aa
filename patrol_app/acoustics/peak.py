"""Peak level between the samples (IEC 61672-1:2013 5.13).

A steady 8 kHz tone sampled at 48 kHz can show 1.25 dB too little on the samples alone. So the signal is interpolated
eightfold around the largest sample of each step that comes near the largest peak.
"""

from __future__ import annotations

import numpy as np
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
    positions = np.concatenate([-between, between])
    distance = np.arange(-HALO, HALO + 1)[:, None] - positions[None, :]
    window = np.i0(8.0 * np.sqrt(np.maximum(0.0, 1.0 - (distance / (HALO + 1)) ** 2))) / np.i0(8.0)
    kernel = np.sinc(distance) * window
    scaled: NDArray[np.float64] = kernel / kernel.sum(axis=0)
    return scaled


_WINDOW = np.arange(-HALO, HALO + 1)
_KERNEL_64 = _interpolator()
_KERNEL = _KERNEL_64.astype(np.float32)


def squared_peak(samples: Floats, squares: Floats, step: int, floor: float = 0.0) -> float:
    """Squared peak, interpolated where it can be the largest of the run.

    Args:
        samples: ``HALO`` samples, then whole steps, then ``HALO`` samples.
        squares: their squares.
        step: samples a step.
        floor: squared peak already found earlier in the run; what lies below it need not be exact.
    """
    rows = squares[HALO:-HALO].reshape(-1, step)
    places = rows.argmax(axis=1)
    places += np.arange(HALO, samples.size - HALO, step)
    peaks = squares.take(places)
    highest = max(floor, float(np.maximum.reduce(peaks)))
    near = (peaks >= _NEAR * highest).nonzero()[0]
    if not near.size:
        return highest
    if near.size > _MOST:
        near = near[np.argpartition(peaks[near], -_MOST)[-_MOST:]]
    around = samples.take(places[near][:, None] + _WINDOW)
    between = around @ _KERNEL
    np.multiply(between, between, out=between)
    largest = float(np.maximum.reduce(between, axis=None))
    if largest < _TOP * highest:
        return highest
    # The few that decide once more in double precision, so that the way of cutting a run does not show.
    decisive = np.maximum.reduce(between, axis=1) >= _TOP * max(highest, largest)
    exactly = around[decisive].astype(np.float64) @ _KERNEL_64
    return max(highest, float(np.square(exactly).max()))


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
