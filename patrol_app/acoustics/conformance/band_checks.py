"""Octave and third-octave filters against IEC 61260-1:2014 class 1, by tones through the running band meter."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from patrol_app.acoustics.band_filters import stage_of
from patrol_app.acoustics.band_meter import BandMeter
from patrol_app.acoustics.conformance.checks import BAND_FILTERS, Check, tone
from patrol_app.acoustics.octave_bands import Band, Fraction, acceptance_db, bands, break_points

_LEVEL_DB = -10.0
_NYQUIST = 0.49
_SETTLE_CYCLES = 12.0  # of the bandwidth: the slowest pole has then fallen by 120 dB
# The slowest rate, 48 Hz at least, lags by the 16 samples its halving drops, as many of each faster rate, and a step.
_DELAY_S = 1.0
_DECADE_S = 3.0
_EDGE = 1e-4  # a tone on the band edge itself: measured this far inside and outside


def checks(sample_rate_hz: int) -> Iterator[Check]:
    """Both kinds of bands at one sample rate."""
    fractions: tuple[Fraction, ...] = (1, 3)
    for fraction in fractions:
        yield from _masks(sample_rate_hz, fraction)
        yield from _linearity(sample_rate_hz, fraction)
        yield from _sweep(sample_rate_hz, fraction)


def levels_of_tone(
    sample_rate_hz: int, fraction: Fraction, frequency_hz: float, settle_s: float, level_db: float = _LEVEL_DB
) -> dict[str, float]:
    """Level of a tone in every band after ``settle_s``, measured as long."""
    meter = BandMeter(sample_rate_hz, fraction=fraction, every_s=settle_s)
    meter.feed(tone(sample_rate_hz, frequency_hz, level_db, 2.0 * settle_s + min(_DELAY_S, 2.0 * settle_s)))
    return {label: float(values[1]) for label, values in meter.series().items() if values.size > 1}


def _masks(rate: int, fraction: Fraction) -> Iterator[Check]:
    sums: list[float] = []
    every = [band for band in bands(fraction) if stage_of(band, rate) is not None]
    for band in every:
        settle_s = max(0.2, _SETTLE_CYCLES / (band.upper_hz - band.lower_hz))
        margin = math.inf
        for ratio in _ratios(fraction):
            if band.midband_hz * ratio > _NYQUIST * rate:
                continue
            found = levels_of_tone(rate, fraction, band.midband_hz * ratio, settle_s)
            least, most = acceptance_db(np.asarray([ratio]), fraction)
            attenuation = _LEVEL_DB - found[band.label]
            margin = min(margin, attenuation - float(least[0]), float(most[0]) - attenuation)
            if 1.0 < ratio < band.upper_hz / band.midband_hz and band is not every[-1]:
                total = sum(10.0 ** (level / 10.0) for level in found.values())
                sums.append(_LEVEL_DB - 10.0 * math.log10(total))
        yield _check("5.10, Table 1", "mask", rate, margin, 0.0, math.inf, band=band, fraction=fraction)
    for name, value in (("highest", max(sums)), ("lowest", min(sums))):
        yield _check("5.16", f"sum_{name}", rate, value, -1.8, 0.8, fraction=fraction)


def _ratios(fraction: Fraction) -> list[float]:
    """Frequencies relative to the midband: the break points on both sides, the edges from inside and outside."""
    split = [near for point in break_points(fraction) if point > 1.0 for near in _around(point, fraction)]
    return sorted({1.0, *split, *(1.0 / point for point in split)})


def _around(point: float, fraction: Fraction) -> tuple[float, ...]:
    edge = 10.0 ** (0.3 / (2.0 * fraction))
    return (point * (1.0 - _EDGE), point * (1.0 + _EDGE)) if abs(point / edge - 1.0) < _EDGE else (point,)


def _linearity(rate: int, fraction: Fraction) -> Iterator[Check]:
    settle_s = 0.3
    start = levels_of_tone(rate, fraction, 1000.0, settle_s, 0.0 - 4.0)["1000"]
    deviations = [
        levels_of_tone(rate, fraction, 1000.0, settle_s, -4.0 - down)["1000"] - (start - down)
        for down in range(10, 41, 10)
    ]
    yield _check("5.13", "band_linearity", rate, max(deviations, key=abs), -0.5, 0.5, fraction=fraction)


def _sweep(rate: int, fraction: Fraction) -> Iterator[Check]:
    """A sine that rises by a decade in 3 s: each band gets the energy of the time spent between its edges.

    Because such a sweep has equal energy in equal ratios of frequency, this is the effective bandwidth too.
    """
    start_hz, end_hz = 5.0, 0.47 * rate
    length_s = _DECADE_S * math.log10(end_hz / start_hz)
    t = np.arange(round(length_s * rate)) / rate
    phase = 2.0 * np.pi * start_hz * _DECADE_S / math.log(10.0) * (10.0 ** (t / _DECADE_S) - 1.0)
    sound = math.sqrt(2.0) * 10.0 ** (_LEVEL_DB / 20.0) * np.sin(phase)
    samples = np.concatenate([sound, np.zeros(2 * rate)]).astype(np.float32)
    meter = BandMeter(rate, fraction=fraction, every_s=length_s + 1.0)
    meter.feed(samples)
    found = meter.series()
    wanted = {band.label: _DECADE_S * math.log10(band.upper_hz / band.lower_hz) for band in bands(fraction)}
    deviations = [
        float(values[0]) - _LEVEL_DB - 10.0 * math.log10(wanted[label] / (length_s + 1.0))
        for label, values in found.items()
    ]
    yield _check("5.12, 5.14", "sweep", rate, max(deviations, key=abs), -0.4, 0.4, fraction=fraction)


def _check(
    clause: str,
    what: str,
    rate: int,
    value: float,
    lower: float,
    upper: float,
    *,
    fraction: Fraction,
    band: Band | None = None,
) -> Check:
    return Check(
        standard=BAND_FILTERS,
        clause=clause,
        what=f"conformance.{what}",
        sample_rate_hz=rate,
        value=value,
        lower=lower,
        upper=upper,
        data={"fraction": f"1/{fraction}", "band": None if band is None else band.label},
    )
