"""Midbands, edges and acceptance limits of octave and third-octave bands (IEC 61260-1:2014, GB/T 3241).

Base ten: G = 10^(3/10), reference frequency 1000 Hz. ``fraction`` is 1 for octaves, 3 for third octaves.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Fraction = Literal[1, 3]

G = 10.0**0.3
REFERENCE_HZ = 1000.0
_INDEX = {1: range(-5, 5), 3: range(-17, 14)}  # 31.5 Hz to 16 kHz; 20 Hz to 20 kHz
_NOMINAL_3 = (1.0, 1.25, 1.6, 2.0, 2.5, 3.15, 4.0, 5.0, 6.3, 8.0)

# Table 1: normalised frequency as exponent of G for octaves, least and greatest relative attenuation in dB of class 1.
# At the band edge the limits jump: first the values inside, then outside.
_TABLE_1 = (
    (0.0, -0.4, 0.4),
    (1.0 / 8.0, -0.4, 0.5),
    (1.0 / 4.0, -0.4, 0.7),
    (3.0 / 8.0, -0.4, 1.4),
    (1.0 / 2.0, -0.4, 5.3),
    (1.0 / 2.0, 1.2, np.inf),
    (1.0, 16.6, np.inf),
    (2.0, 40.5, np.inf),
    (3.0, 60.0, np.inf),
    (4.0, 70.0, np.inf),
)


@dataclass(frozen=True, slots=True)
class Band:
    """One band: label as printed, exact midband and edge frequencies."""

    label: str
    midband_hz: float
    lower_hz: float
    upper_hz: float


def bands(fraction: Fraction) -> tuple[Band, ...]:
    """All bands from 20 Hz (third octaves) or 31.5 Hz (octaves) to 20 or 16 kHz (5.2 to 5.5)."""
    found = []
    for index in _INDEX[fraction]:
        midband = REFERENCE_HZ * G ** (index / fraction)
        half = G ** (1.0 / (2.0 * fraction))
        found.append(Band(_label(index * (3 // fraction)), midband, midband / half, midband * half))
    return tuple(found)


def _label(thirds: int) -> str:
    decade, place = divmod(thirds, 10)
    nominal = _NOMINAL_3[place] * 10.0 ** (3 + decade)
    return f"{nominal:.10g}"


def acceptance_db(ratio: NDArray[np.float64], fraction: Fraction) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Least and greatest relative attenuation of class 1 at frequencies ``ratio`` times the midband (5.10).

    Between the points of Table 1 the limits run linearly in dB over the logarithm of frequency (formula 11); on a band
    edge itself the wider, inner pair holds.
    """
    above = np.where(ratio >= 1.0, ratio, 1.0 / ratio)
    points = np.log10([_break_point(exponent, fraction) for exponent, _, _ in _TABLE_1])
    place = np.log10(above)
    least_in = np.interp(place, points[:5], [row[1] for row in _TABLE_1[:5]])
    most_in = np.interp(place, points[:5], [row[2] for row in _TABLE_1[:5]])
    least_out = np.interp(place, points[5:], [row[1] for row in _TABLE_1[5:]])
    inside = place <= points[4] + 1e-12
    return np.where(inside, least_in, least_out), np.where(inside, most_in, np.inf)


def break_points(fraction: Fraction) -> tuple[float, ...]:
    """Frequencies relative to the midband, 1 and above, at which Table 1 gives limits; each once."""
    return tuple(dict.fromkeys(_break_point(exponent, fraction) for exponent, _, _ in _TABLE_1))


def _break_point(exponent: float, fraction: Fraction) -> float:
    """Formula 9: the octave's break point G^exponent, brought to a band of another width."""
    scale = (G ** (1.0 / (2.0 * fraction)) - 1.0) / (G**0.5 - 1.0)
    return float(1.0 + scale * (G**exponent - 1.0))
