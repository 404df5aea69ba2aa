"""Time weightings, tonebursts and C peak against IEC 61672-1:2013 5.8, 5.9 and 5.13."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from patrol_app.acoustics.conformance.checks import Check, Signal, alone, meter_check, tone
from patrol_app.acoustics.levels import Levels
from patrol_app.acoustics.meter import RunningMeter
from patrol_app.acoustics.time_weighting import FAST_S, SLOW_S

Series = NDArray[np.float64]

_LEVEL_DB = -12.0

# Table 4, class 1: duration in ms, limits for F and sound exposure level, limits for S (none below 2 ms).
_TABLE_4 = (
    (1000.0, (-0.5, 0.5), (-0.5, 0.5)),
    (500.0, (-0.5, 0.5), (-0.5, 0.5)),
    (200.0, (-0.5, 0.5), (-0.5, 0.5)),
    (100.0, (-1.0, 1.0), (-1.0, 1.0)),
    (50.0, (-1.0, 1.0), (-1.0, 1.0)),
    (20.0, (-1.0, 1.0), (-1.5, 1.0)),
    (10.0, (-1.0, 1.0), (-2.0, 1.0)),
    (5.0, (-1.0, 1.0), (-2.5, 1.0)),
    (2.0, (-1.5, 1.0), (-3.0, 1.0)),
    (1.0, (-2.0, 1.0), None),
    (0.5, (-2.5, 1.0), None),
    (0.25, (-3.0, 1.0), None),
)
# Table 5, class 1: cycles (negative: the half cycle below zero), frequency, LCpeak - LC, limit.
_TABLE_5 = (
    (1.0, 31.5, 2.5, 2.0),
    (1.0, 500.0, 3.5, 1.0),
    (1.0, 8000.0, 3.4, 2.0),
    (0.5, 500.0, 2.4, 1.0),
    (-0.5, 500.0, 2.4, 1.0),
)


def checks(sample_rate_hz: int) -> Iterator[Check]:
    """All checks of this file at one sample rate."""
    yield from _detectors(sample_rate_hz)
    yield from _tonebursts(sample_rate_hz)
    yield from _repeated_bursts(sample_rate_hz)
    yield from _peaks(sample_rate_hz)


def _measured(sample_rate_hz: int, samples: Signal) -> Levels:
    meter = RunningMeter(sample_rate_hz)
    meter.feed(samples)
    return meter.levels()


def _db(value: float | None) -> float:
    return -math.inf if value is None else value


def _detectors(rate: int) -> Iterator[Check]:
    steady = tone(rate, 1000.0, _LEVEL_DB, 10.0)
    meter = RunningMeter(rate)
    laf_db = float(meter.feed(steady).laf_db[-1])
    found = meter.levels()
    yield meter_check("5.8.3", "slow_against_fast", rate, _db(found.lasmax_db) - laf_db, -0.1, 0.1)
    yield meter_check("5.8.3", "leq_against_fast", rate, _db(meter.leq_db(2.0, 10.0)) - laf_db, -0.1, 0.1)
    falling = np.concatenate([tone(rate, 4000.0, _LEVEL_DB, 10.0), np.zeros(4 * rate, np.float32)])
    for name, seconds, lower, upper in (("F", FAST_S, 31.0, 38.5), ("S", SLOW_S, 3.6, 5.1)):
        t_s, level_db = _detector_series(rate, falling, seconds)
        part = (t_s > 10.2) & (t_s < (11.4 if name == "F" else 13.5))
        slope = float(np.polyfit(t_s[part], level_db[part], 1)[0])
        yield meter_check("5.8.2", "decay", rate, -slope, lower, upper, unit="dB/s", weighting=name)


def _detector_series(rate: int, samples: Signal, seconds: float) -> tuple[Series, Series]:
    if seconds == FAST_S:
        meter = RunningMeter(rate)
        meter.feed(samples)
        t_s, laf_db, _ = meter.laf_series()
        return t_s, laf_db
    slow, step = RunningMeter(rate), rate // 10
    levels = []
    for first in range(0, samples.size, step):
        slow.feed(samples[first : first + step])
        levels.append(_db(slow.las_db))
    return np.arange(1, len(levels) + 1) * step / rate, np.asarray(levels)


def _tonebursts(rate: int) -> Iterator[Check]:
    steady = _db(_measured(rate, tone(rate, 4000.0, _LEVEL_DB, 10.0)).laeq_db)
    for ms, fast_limits, slow_limits in _TABLE_4:
        sound = tone(rate, 4000.0, _LEVEL_DB, ms / 1000.0)
        found = _measured(rate, alone(rate, sound, 1.0 + ms / 1000.0))
        rows = (
            ("burst_fast", found.lafmax_db, 10.0 * math.log10(1.0 - math.exp(-ms / 1000.0 / FAST_S)), fast_limits),
            ("burst_exposure", found.lae_db, 10.0 * math.log10(ms / 1000.0), fast_limits),
            ("burst_slow", found.lasmax_db, 10.0 * math.log10(1.0 - math.exp(-ms / 1000.0 / SLOW_S)), slow_limits),
        )
        for what, level_db, goal, limits in rows:
            if limits is not None:
                yield meter_check("5.9, Table 4", what, rate, _db(level_db) - steady - goal, *limits, ms=ms)


def _repeated_bursts(rate: int) -> Iterator[Check]:
    steady = _db(_measured(rate, tone(rate, 4000.0, _LEVEL_DB, 10.0)).laeq_db)
    for ms, limits, _ in _TABLE_4[2:]:
        sound = tone(rate, 4000.0, _LEVEL_DB, ms / 1000.0)
        samples = np.concatenate([alone(rate, sound, 2.0 * ms / 1000.0 + 0.2)] * 5)
        goal = 10.0 * math.log10(5 * sound.size / samples.size)
        found = _db(_measured(rate, samples).laeq_db)
        yield meter_check("5.10, Table 4", "repeated_bursts", rate, found - steady - goal, *limits, ms=ms)


def _peaks(rate: int) -> Iterator[Check]:
    for cycles, frequency, goal, limit in _TABLE_5:
        steady = _db(_measured(rate, tone(rate, frequency, _LEVEL_DB, 10.0)).lceq_db)
        sound = tone(rate, frequency, _LEVEL_DB, abs(cycles) / frequency) * np.float32(math.copysign(1.0, cycles))
        found = _db(_measured(rate, alone(rate, sound, 0.5)).lcpeak_db)
        yield meter_check(
            "5.13, Table 5", "peak", rate, found - steady - goal, -limit, limit, cycles=cycles, frequency=frequency
        )
