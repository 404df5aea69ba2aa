"""Band-pass filters and the halving of the sample rate, for octave and third-octave bands.

A band is a Butterworth band-pass of order 4 (eight poles) between its exact edges. It runs at the lowest of the rates
fs, fs/2, fs/4, ... that still holds its upper edge below ``HIGHEST_EDGE`` of the rate. The rate is halved by a
symmetrical FIR filter whose attenuation follows the bands' own limits: what folds into a band from f has at least the
attenuation that the band's mask asks for at f.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from patrol_app.acoustics.octave_bands import Band, acceptance_db
from patrol_app.acoustics.state_space import StateSpace, chain, pick, scaled, section

HIGHEST_EDGE = 0.47
ORDER = 4
TAPS = 66

_RIPPLE_DB = 0.01
_MARGIN_DB = 6.0
_DEEPEST_DB = 80.0
_ROUNDS = 60


def stage_of(band: Band, sample_rate_hz: int) -> int | None:
    """How often the rate is halved for a band; ``None`` if even the full rate is too low for it."""
    stage = int(np.floor(np.log2(HIGHEST_EDGE * sample_rate_hz / band.upper_hz)))
    return stage if stage >= 0 else None


def band_pass(band: Band, rate_hz: float) -> StateSpace:
    """Butterworth band-pass of eight poles at a rate, 0 dB at the midband."""
    low, high = (2.0 * rate_hz * np.tan(np.pi * edge / rate_hz) for edge in (band.lower_hz, band.upper_hz))
    prototype = np.exp(1j * np.pi * (0.5 + (2.0 * np.arange(ORDER) + 1.0) / (2.0 * ORDER)))
    half = 0.5 * (high - low) * prototype
    root = np.sqrt(half**2 - low * high)
    analog = np.concatenate([half + root, half - root])
    poles = (2.0 * rate_hz + analog) / (2.0 * rate_hz - analog)
    upper = sorted((pole for pole in poles if pole.imag > 0.0), key=lambda pole: float(np.angle(pole)))
    system: StateSpace | None = None
    for pole in upper:
        each = section((1.0, 0.0, -1.0), (1.0, -2.0 * pole.real, abs(pole) ** 2))
        system = each if system is None else chain(system, each)
    assert system is not None
    z = np.exp(2j * np.pi * band.midband_hz / rate_hz)
    gain = np.prod([(z * z - 1.0) / ((z - pole) * (z - pole.conj())) for pole in upper])
    return scaled(pick(system, (ORDER - 1,), (1.0 / float(np.abs(gain)),)))


@lru_cache(maxsize=1)
def halving_taps() -> NDArray[np.float64]:
    """``TAPS`` symmetrical coefficients of the filter in front of each halving of the rate.

    Weighted least squares whose weights grow where the limits are missed most (Lawson's iteration). Frequencies are
    relative to the rate before halving.
    """
    passed = np.linspace(0.0, HIGHEST_EDGE / 2.0, 200)
    stopped = np.linspace(0.5 - HIGHEST_EDGE / 2.0, 0.5, 300)
    # The band that is hit hardest has its upper edge where the frequency folds to.
    folded = np.maximum(0.5 - stopped, 1e-4)
    least, _ = acceptance_db(stopped / (folded / 10.0**0.05), 3)
    wanted_db = np.minimum(least + _MARGIN_DB, _DEEPEST_DB)
    allowed = np.concatenate([np.full(passed.size, 10.0 ** (_RIPPLE_DB / 20.0) - 1.0), 10.0 ** (-wanted_db / 20.0)])
    target = np.concatenate([np.ones(passed.size), np.zeros(stopped.size)])
    place = np.arange(TAPS // 2) + 0.5
    waves = 2.0 * np.cos(2.0 * np.pi * np.concatenate([passed, stopped])[:, None] * place)
    weights, best, smallest = np.ones(target.size), np.zeros(place.size), np.inf
    for _ in range(_ROUNDS):
        scale = np.sqrt(weights) / allowed
        half = np.linalg.lstsq(waves * scale[:, None], target * scale, rcond=None)[0]
        missed = np.abs(waves @ half - target) / allowed
        if missed.max() < smallest:
            best, smallest = half, float(missed.max())
        weights = weights * (missed / missed.mean() + 0.02)
        weights /= weights.mean()
    return np.concatenate([best[::-1], best])


def halving_response_db(ratio: NDArray[np.float64]) -> NDArray[np.float64]:
    """Gain of the halving filter in dB at frequencies relative to the rate before halving."""
    place = np.arange(TAPS // 2) + 0.5
    waves = 2.0 * np.cos(2.0 * np.pi * ratio[:, None] * place)
    result: NDArray[np.float64] = 20.0 * np.log10(np.abs(waves @ halving_taps()[TAPS // 2 :]) + 1e-12)
    return result
