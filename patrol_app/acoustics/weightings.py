"""Frequency weightings A and C: the analytic curves and digital filters that follow them.

IEC 61672-1:2013 5.5 and Annex E (GB/T 3785.1-2023). A digital filter consists of the low-frequency poles mapped by
p = exp(-2 pi f / fs) with their zeros at z = 1, which A and C share, and a high-frequency part of two zeros and three
poles. That part replaces the double pole at 12 194 Hz and is fitted to the analytic curves, because a bilinear
transform would read 2.7 dB low at 12.5 kHz and 6.2 dB low at 16 kHz (48 kHz sampling).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from patrol_app.domain.errors import BadInput

Weighting = Literal["A", "C"]

# Annex E, formulas E.2 to E.5, before rounding to the printed 20.60, 107.7, 737.9 and 12 194 Hz.
F1_HZ, F2_HZ, F3_HZ, F4_HZ = 20.598997, 107.65265, 737.86223, 12194.217

LOWEST_RATE_HZ, HIGHEST_RATE_HZ = 8000, 192000

# High-frequency part 1 + b1/z + b2/z^2 over (1 + a1/z + a2/z^2)(1 + a3/z): b1 b2 a1 a2 a3, made by weighting_fit.py.
SHIPPED_FITS: dict[int, tuple[float, float, float, float, float]] = {
    32000: (0.9257854555, 0.1752183166, 0.4620279253, -0.0922870082, 0.0264410918),
    44100: (0.9086921494, 0.1686417482, 0.3537700752, -0.1346038475, -0.0912308571),
    48000: (0.8045192551, 0.1302058553, 0.2527698818, -0.1179351623, -0.152442442),
    51200: (0.759339326, 0.1153490303, 0.1971290756, -0.1135321236, -0.1876508292),
    96000: (0.7225580905, 0.103436121, -0.9002965087, 0.2026267626, 0.3885762779),
}


def analytic_db(frequency_hz: ArrayLike, weighting: Weighting) -> NDArray[np.float64]:
    """The weighting's exact value relative to 1 kHz, in dB (IEC 61672-1:2013 formulas 4 and 5)."""
    return _unnormalised_db(np.asarray(frequency_hz, np.float64), weighting) - _unnormalised_db(
        np.asarray(1000.0), weighting
    )


def _unnormalised_db(f: NDArray[np.float64], weighting: Weighting) -> NDArray[np.float64]:
    square = f * f
    low = square / (square + F1_HZ**2)
    if weighting == "A":
        low = low * square / np.sqrt((square + F2_HZ**2) * (square + F3_HZ**2))
    result: NDArray[np.float64] = 20.0 * np.log10(low * F4_HZ**2 / (square + F4_HZ**2))
    return result


def highest_fitted_hz(sample_rate_hz: int) -> float:
    """Up to where the filter follows the curve: 20 kHz, or 0.454 of a lower sample rate."""
    return min(20000.0, 0.454 * sample_rate_hz)


@dataclass(frozen=True, slots=True)
class WeightingFilter:
    """Digital A and C weighting of one sample rate.

    ``high`` holds b1 b2 a1 a2 a3 of the high-frequency part. ``largest_error_db`` is the largest departure of A or C
    from the analytic curve between 10 Hz and ``highest_hz``.
    """

    sample_rate_hz: int
    high: tuple[float, float, float, float, float]
    largest_error_db: float
    highest_hz: float

    @property
    def low_poles(self) -> tuple[float, float, float, float]:
        """Poles in the z plane that stand for 20.6 (twice), 107.7 and 737.9 Hz; each has a zero at z = 1."""
        p1, p2, p3 = (float(np.exp(-2.0 * np.pi * f / self.sample_rate_hz)) for f in (F1_HZ, F2_HZ, F3_HZ))
        return p1, p1, p2, p3

    def gain(self, weighting: Weighting) -> float:
        """The factor that brings the response at 1 kHz to exactly 0 dB."""
        return 1.0 / float(np.abs(raw_response(self.sample_rate_hz, self.high, np.asarray([1000.0]), weighting)[0]))

    def response_db(self, frequency_hz: ArrayLike, weighting: Weighting) -> NDArray[np.float64]:
        """What the digital filter does at ``frequency_hz``, in dB relative to 1 kHz."""
        response = raw_response(
            self.sample_rate_hz, self.high, np.atleast_1d(np.asarray(frequency_hz, np.float64)), weighting
        )
        result: NDArray[np.float64] = 20.0 * np.log10(np.abs(response) * self.gain(weighting))
        return result


def raw_response(
    sample_rate_hz: int, high: ArrayLike, frequency_hz: NDArray[np.float64], weighting: Weighting
) -> NDArray[np.complex128]:
    """Complex response before the gain at 1 kHz is set to one."""
    b1, b2, a1, a2, a3 = np.asarray(high, np.float64)
    delay = np.exp(-2j * np.pi * frequency_hz / sample_rate_hz)
    poles = np.exp(-2.0 * np.pi * np.asarray([F1_HZ, F1_HZ, F2_HZ, F3_HZ]) / sample_rate_hz)
    response: NDArray[np.complex128] = (1.0 + delay * (b1 + delay * b2)) / (
        (1.0 + delay * (a1 + delay * a2)) * (1.0 + a3 * delay)
    )
    for pole in poles if weighting == "A" else poles[:2]:
        response = response * (1.0 - delay) / (1.0 - pole * delay)
    return response


def check_rate(sample_rate_hz: int) -> None:
    """Refuse a sample rate outside 8 to 192 kHz.

    Raises:
        BadInput: ``acoustics.rate``.
    """
    if not LOWEST_RATE_HZ <= sample_rate_hz <= HIGHEST_RATE_HZ:
        raise BadInput("acoustics.rate", rate=sample_rate_hz, lowest=LOWEST_RATE_HZ, highest=HIGHEST_RATE_HZ)


@lru_cache(maxsize=32)
def weighting_filter(sample_rate_hz: int) -> WeightingFilter:
    """The A and C filter of a sample rate: shipped numbers for the usual rates, else fitted once (about 0.3 s).

    Raises:
        BadInput: a sample rate outside 8 to 192 kHz.
    """
    check_rate(sample_rate_hz)
    high = SHIPPED_FITS.get(sample_rate_hz)
    if high is None:
        from patrol_app.acoustics.weighting_fit import fit_high_part

        high = fit_high_part(sample_rate_hz)
    top = highest_fitted_hz(sample_rate_hz)
    draft = WeightingFilter(sample_rate_hz, high, 0.0, top)
    grid = np.geomspace(10.0, top, 2000)
    error = max(float(np.max(np.abs(draft.response_db(grid, w) - analytic_db(grid, w)))) for w in ("A", "C"))
    return WeightingFilter(sample_rate_hz, high, error, top)
