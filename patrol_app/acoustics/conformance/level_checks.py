"""Linearity of the computation and overload against IEC 61672-1:2013 5.6, 5.11 and 5.12."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from patrol_app.acoustics.block_walk import Samples
from patrol_app.acoustics.conformance.checks import Check, Signal, meter_check, tone
from patrol_app.acoustics.meter import RunningMeter

_START_DB = -20.0
_LEVELS_DB = range(-110, -3)
_SECONDS = 0.5


def checks(sample_rate_hz: int) -> Iterator[Check]:
    """Levels of a 1 kHz tone from the top of the range downwards, then the flags at its ends."""
    yield from _linearity(sample_rate_hz)
    yield from _flags(sample_rate_hz)
    yield from _stability(sample_rate_hz)


def _laeq(rate: int, samples: Samples) -> float:
    meter = RunningMeter(rate)
    meter.feed(samples)
    level = meter.leq_db(0.2, _SECONDS)
    return -math.inf if level is None else level


def _linearity(rate: int) -> Iterator[Check]:
    unit = tone(rate, 1000.0, 0.0, _SECONDS)
    found = {level: _laeq(rate, unit * np.float32(10.0 ** (level / 20.0))) for level in _LEVELS_DB}
    deviations = {level: found[level] - found[int(_START_DB)] - (level - _START_DB) for level in found}
    worst = max(deviations, key=lambda level: abs(deviations[level]))
    yield meter_check("5.6.5", "linearity", rate, deviations[worst], -0.8, 0.8, lowest=min(found), highest=max(found))
    for size in (1, 10):
        steps = [found[level + size] - found[level] - size for level in found if level + size in found]
        yield meter_check("5.6.6", "step", rate, max(steps, key=abs), -0.3, 0.3, size=size)
    sixteen = {level: _laeq(rate, _sixteen_bit(unit, level)) for level in _LEVELS_DB}
    good = [level for level in sixteen if abs(sixteen[level] - found[int(_START_DB)] - (level - _START_DB)) <= 0.8]
    lowest = next(level for level in good if all(above in good for above in range(level, max(sixteen) + 1)))
    yield meter_check("5.6", "range_16_bit", rate, float(max(sixteen) - lowest), 60.0, math.inf)


def _sixteen_bit(unit: Signal, level_db: float) -> Samples:
    """Rounded to 16 bit with triangular dither of a fixed seed, as a recorder does."""
    dither = np.random.default_rng(16).triangular(-1.0, 0.0, 1.0, unit.size)
    return np.asarray(np.round(unit * (10.0 ** (level_db / 20.0) * 32767.0) + dither), np.int16)


def _stability(rate: int) -> Iterator[Check]:
    for clause, what, minutes, level_db in (("5.14.2", "stable", 30, -20.0), ("5.15.2", "stable_high", 5, -4.1)):
        minute = tone(rate, 1000.0, level_db, 60.0)
        meter = RunningMeter(rate, with_c=False)
        for _ in range(minutes):
            meter.feed(minute)
        last_s = 60.0 * minutes
        before, after = meter.leq_db(1.0, 11.0), meter.leq_db(last_s - 10.0, last_s)
        change = math.inf if before is None or after is None else after - before
        yield meter_check(clause, what, rate, change, -0.1, 0.1, minutes=minutes)


def _flags(rate: int) -> Iterator[Check]:
    highest = {}
    for sign in (1.0, -1.0):
        half = np.float32(sign) * np.maximum(tone(rate, 1000.0, 0.0, 0.1), np.float32(0.0))
        for tenth in range(-60, 1):
            meter = RunningMeter(rate)
            meter.feed(np.clip(half * np.float32(10.0 ** (tenth / 200.0)), -1.0, 1.0))
            if meter.overload:
                highest[sign] = tenth / 10.0
                break
    difference = highest.get(1.0, math.inf) - highest.get(-1.0, -math.inf)
    yield meter_check("5.11.3", "overload_half_cycles", rate, abs(difference), 0.0, 1.5)
    clipped = np.clip(tone(rate, 1000.0, 0.0, 1.0), -1.0, 1.0)
    meter = RunningMeter(rate)
    meter.feed(clipped)
    meter.feed(tone(rate, 1000.0, -40.0, 2.0))
    yield meter_check("5.11", "overload_latches", rate, float(meter.levels().overload), 1.0, 1.0, unit="")
    just_below = tone(rate, 1000.0, 20.0 * math.log10(0.999 / math.sqrt(2.0)), _SECONDS)
    quiet = RunningMeter(rate)
    quiet.feed(just_below)
    reached = _laeq(rate, just_below) - 20.0 * math.log10(0.999 / math.sqrt(2.0))
    yield meter_check("5.11.2", "overload_in_time", rate, reached if not quiet.overload else math.inf, -0.8, 0.8)
    low = RunningMeter(rate, underrange_db=-80.0)
    low.feed(tone(rate, 1000.0, -81.0, 2.0))
    yield meter_check("5.12", "underrange", rate, float(low.levels().underrange), 1.0, 1.0, unit="")
