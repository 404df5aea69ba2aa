"""Level of full scale from a calibrator's tone (IEC 60942:2017 calibrators, 94 or 114 dB at 1 kHz).

The tone is fitted by a sine in pieces of 0.1 s, so that neither an offset nor rumble of the coupler counts. A tone is
refused rather than believed: when it moves, has another frequency, is distorted, clipped, drowned in noise, or short.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from patrol_app.acoustics.block_walk import Samples, full_scale
from patrol_app.acoustics.decibels import level_db as to_level_db
from patrol_app.acoustics.levels import check_reference
from patrol_app.acoustics.meter import RunningMeter
from patrol_app.acoustics.weightings import analytic_db, check_rate
from patrol_app.domain.errors import BadInput

LARGEST_MOVEMENT_DB = 0.10  # IEC 60942:2017 5.4.3 allows 0.07 dB (class 1) and 0.15 dB (class 2) about the mean
LARGEST_FREQUENCY_ERROR = 0.02  # of the nominal frequency; class 2 has 1.7 percent
LARGEST_DISTORTION_PERCENT = 3.0  # class 2
LARGEST_NOISE_DB = 0.10  # the whole A-weighted level above that of the tone alone
LOWEST_NOMINAL_DB, HIGHEST_NOMINAL_DB = 60.0, 140.0
SETTLING_S, SHORTEST_S, LONGEST_S = 1.0, 2.0, 600.0
_PIECE_S = 0.1
_HARMONICS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """What a calibrator tone says.

    ``reference_db`` is the level of an RMS of 1.0 (full scale). ``stability_db`` is the span of LAF after the first
    second. ``distortion_percent`` is the RMS of harmonics 2 to 5 relative to the tone. ``tone_dbfs`` is the tone's
    level relative to full scale. ``level_db`` is the set-point: the calibrator's level as this microphone sees it.
    """

    reference_db: float
    stability_db: float
    frequency_hz: float
    distortion_percent: float
    tone_dbfs: float
    level_db: float
    duration_s: float

    def drift_db(self, later: Calibration) -> float:
        """How much higher the same tone reads later: GB 12523 5.1.2 allows 0.5 dB either way over a measurement."""
        return (later.tone_dbfs - later.level_db) - (self.tone_dbfs - self.level_db)


def reference_from_tone(
    samples: Samples, sample_rate_hz: int, *, level_db: float, frequency_hz: float = 1000.0
) -> Calibration:
    """Level of full scale from a recorded tone; its first second is not used.

    Args:
        samples: float with full scale 1.0, or int16; 2 s to 10 min.
        sample_rate_hz: 8 to 192 kHz.
        level_db: what the tone has to read with this microphone, for example 94.0, or 93.8 in a free field.
        frequency_hz: the calibrator's nominal frequency.

    Raises:
        BadInput: one key for each reason to refuse, ``acoustics.tone_*``.
    """
    check_rate(sample_rate_hz)
    if not LOWEST_NOMINAL_DB <= level_db <= HIGHEST_NOMINAL_DB:
        raise BadInput("acoustics.tone_level", value=level_db, lowest=LOWEST_NOMINAL_DB, highest=HIGHEST_NOMINAL_DB)
    duration_s = samples.size / sample_rate_hz
    if not SHORTEST_S <= duration_s <= LONGEST_S:
        raise BadInput("acoustics.tone_length", seconds=duration_s, shortest=SHORTEST_S, longest=LONGEST_S)
    meter = RunningMeter(sample_rate_hz, with_c=False)
    rows = meter.feed(samples)
    levels = meter.levels()
    if levels.lafmin_db is None:
        raise BadInput("acoustics.tone_silent")
    if levels.overload:
        raise BadInput("acoustics.tone_overload")
    waveform = _float(samples[int(SETTLING_S * sample_rate_hz) :])
    found_hz = _frequency(waveform, sample_rate_hz)
    if not abs(found_hz / frequency_hz - 1.0) <= LARGEST_FREQUENCY_ERROR:
        raise BadInput(
            "acoustics.tone_frequency", found=found_hz, wanted=frequency_hz, percent=100.0 * LARGEST_FREQUENCY_ERROR
        )
    laf_db = rows.laf_db[rows.t_s > SETTLING_S]
    movement_db = float(laf_db.max() - laf_db.min())
    if not movement_db <= LARGEST_MOVEMENT_DB:
        raise BadInput("acoustics.tone_unstable", found=movement_db, allowed=LARGEST_MOVEMENT_DB)
    powers = _harmonic_powers(waveform, sample_rate_hz, found_hz)
    distortion = 100.0 * math.sqrt(float(powers[1:].sum()) / float(powers[0]))
    if not distortion <= LARGEST_DISTORTION_PERCENT:
        raise BadInput("acoustics.tone_distorted", found=distortion, allowed=LARGEST_DISTORTION_PERCENT)
    tone_dbfs = to_level_db(float(powers[0]))
    whole_dbfs = meter.leq_db(SETTLING_S, duration_s)
    assert tone_dbfs is not None
    assert whole_dbfs is not None
    noise_db = whole_dbfs - tone_dbfs - float(analytic_db(found_hz, "A"))
    if not noise_db <= LARGEST_NOISE_DB:
        raise BadInput("acoustics.tone_noisy", found=noise_db, allowed=LARGEST_NOISE_DB)
    check_reference(level_db - tone_dbfs)
    return Calibration(
        reference_db=level_db - tone_dbfs,
        stability_db=movement_db,
        frequency_hz=found_hz,
        distortion_percent=distortion,
        tone_dbfs=tone_dbfs,
        level_db=level_db,
        duration_s=duration_s,
    )


def _float(samples: Samples) -> NDArray[np.float64]:
    return np.asarray(samples, np.float64) * full_scale(samples)


def _frequency(waveform: NDArray[np.float64], rate: int) -> float:
    """The strongest frequency, between the lines of a windowed spectrum of at most 4 s (0.05 Hz and better)."""
    piece = waveform[: 4 * rate]
    size = np.abs(np.fft.rfft((piece - piece.mean()) * np.hanning(piece.size)))
    top = int(np.clip(size.argmax(), 1, size.size - 2))
    below, middle, above = np.log(np.maximum(size[top - 1 : top + 2], 1e-300))
    curve = below - 2.0 * middle + above
    return (top + (0.5 * (below - above) / curve if curve else 0.0)) * rate / piece.size


def _harmonic_powers(waveform: NDArray[np.float64], rate: int, frequency_hz: float) -> NDArray[np.float64]:
    """Mean squares of the tone and its harmonics, by least squares in pieces of 0.1 s, averaged."""
    length = round(_PIECE_S * rate)
    pieces = waveform[: waveform.size // length * length].reshape(-1, length)
    orders = [n for n in range(1, _HARMONICS + 1) if n * frequency_hz < 0.45 * rate]
    angle = 2.0 * np.pi * frequency_hz / rate * np.arange(length)
    waves = np.stack([np.ones(length), *(f(n * angle) for n in orders for f in (np.sin, np.cos))])
    parts = np.linalg.solve(waves @ waves.T, waves @ pieces.T)[1:]
    powers: NDArray[np.float64] = 0.5 * np.square(parts).reshape(len(orders), 2, -1).sum(axis=1).mean(axis=1)
    return powers
