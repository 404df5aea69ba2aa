"""What one check says, and the signals that checks are made with."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from patrol_app.acoustics.all_weightings import AllWeightings
from patrol_app.acoustics.meter import RunningMeter

SOUND_LEVEL_METERS = "IEC 61672-1:2013"
BAND_FILTERS = "IEC 61260-1:2014"
USUAL_RATES_HZ = (32000, 44100, 48000, 51200, 96000)

Signal = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A value of the engine against the class 1 limits of a clause.

    ``what`` is the key of the sentence that describes it, ``data`` fills the sentence's places. A limit that does not
    exist is infinite.
    """

    standard: str
    clause: str
    what: str
    sample_rate_hz: int
    value: float
    lower: float
    upper: float
    unit: str = "dB"
    data: Mapping[str, object] = field(default_factory=dict)

    @property
    def passes(self) -> bool:
        """Whether the value lies between the limits; a limit itself still passes."""
        return self.lower <= self.value <= self.upper


def meter_check(
    clause: str, what: str, rate_hz: int, value: float, lower: float, upper: float, *, unit: str = "dB", **more: object
) -> Check:
    """A check of the sound level meter's standard; ``more`` fills the sentence's places."""
    return Check(
        standard=SOUND_LEVEL_METERS, clause=clause, what=f"conformance.{what}", sample_rate_hz=rate_hz, value=value,
        lower=lower, upper=upper, unit=unit, data=more,
    )  # fmt: skip


def tone(rate_hz: int, frequency_hz: float, level_db: float, seconds: float) -> Signal:
    """A sine whose RMS is ``level_db`` re full scale."""
    t = np.arange(round(rate_hz * seconds)) / rate_hz
    return np.asarray(math.sqrt(2.0) * 10.0 ** (level_db / 20.0) * np.sin(2.0 * np.pi * frequency_hz * t), np.float32)


def alone(rate_hz: int, sound: Signal, total_s: float, lead_s: float = 0.1) -> Signal:
    """A short sound with silence around it."""
    samples = np.zeros(round(rate_hz * total_s), np.float32)
    first = round(lead_s * rate_hz)
    samples[first : first + sound.size] = sound
    return samples


def steady_levels(rate_hz: int, frequency_hz: float, level_db: float) -> dict[str, float]:
    """Leq of A, C and Z of a steady tone, over whole periods in about 2 s, after 1 s to settle."""
    periods = max(1, round(2.0 * frequency_hz))
    settle, measured = rate_hz, round(periods / frequency_hz * rate_hz)
    samples = tone(rate_hz, frequency_hz, level_db, 1.0 + (measured + 10) / rate_hz)
    rise = round(0.5 * rate_hz)
    samples[:rise] *= np.sin(np.linspace(0.0, 0.5 * np.pi, rise, dtype=np.float32)) ** 2
    meter, other = RunningMeter(rate_hz), AllWeightings(rate_hz)
    energies: list[dict[str, float]] = []
    for part in (samples[:settle], samples[settle : settle + measured]):
        meter.feed(part)
        other.feed(part)
        levels = meter.levels()
        found = {"A": levels.laeq_db, "C": levels.lceq_db, "Z": other.levels()["Z"].leq_db}
        energies.append({name: 10.0 ** ((db or -300.0) / 10.0) * levels.samples for name, db in found.items()})
    before, after = energies
    return {name: 10.0 * math.log10((after[name] - before[name]) / measured) for name in after}
