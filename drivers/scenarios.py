"""Small scenarios for instruments that are not there: the truth as a function of the clock, without chance."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import pi, sin

from drivers.clock import Clock
from drivers.instrument import Truth
from drivers.simulated_drive import drive

Scene = Callable[[float], Mapping[str, float]]

_PLACE = {"latitude_deg": 32.6903, "longitude_deg": 109.0293, "altitude_m": 250.0}


def _ripple(t_s: float, period_s: float, size: float) -> float:
    return size * sin(2 * pi * t_s / period_s)


def quiet(t_s: float) -> Mapping[str, float]:
    """A residential street at night: 42 dB, clean air, a light wind."""
    return {
        **_PLACE,
        "LAF": 42.0 + _ripple(t_s, 17, 1.5) + _ripple(t_s, 3.1, 0.8),
        "LCF": 52.0 + _ripple(t_s, 17, 1.5),
        "LZF": 56.0,
        "pm1_ug_m3": 18.0,
        "pm25_ug_m3": 31.0 + _ripple(t_s, 300, 2),
        "pm10_ug_m3": 58.0 + _ripple(t_s, 300, 4),
        "tsp_ug_m3": 92.0 + _ripple(t_s, 300, 6),
        "wind_m_s": 1.2 + _ripple(t_s, 40, 0.4),
        "wind_direction_deg": 135.0,
        "temperature_c": 18.4,
        "humidity_pct": 63.0,
        "pressure_hpa": 985.2,
        "rain_mm_h": 0.0,
    }


def pour(t_s: float) -> Mapping[str, float]:
    """Concrete is poured at night: 63 dB with bursts to 78 dB every half minute, dust from the road."""
    burst = 14.0 if t_s % 30 < 2 else 0.0
    return {
        **quiet(t_s),
        "LAF": 63.0 + _ripple(t_s, 11, 2.0) + burst,
        "LCF": 74.0 + _ripple(t_s, 11, 2.0) + burst,
        "LZF": 76.0 + burst,
        "pm10_ug_m3": 210.0 + _ripple(t_s, 120, 30),
        "tsp_ug_m3": 640.0 + _ripple(t_s, 120, 120),
    }


def storm(t_s: float) -> Mapping[str, float]:
    """Rain and wind above 5 m/s: nothing may be measured."""
    return {**quiet(t_s), "LAF": 58.0, "wind_m_s": 6.5 + _ripple(t_s, 20, 2.0), "rain_mm_h": 4.2, "rain_mm": t_s / 900}


SCENARIOS: Mapping[str, Scene] = {"quiet": quiet, "pour": pour, "storm": storm, "drive": drive}


def truth(name: str, clock: Clock) -> Truth:
    """The truth of a scenario, counted from now on ``clock``; the name is one of ``SCENARIOS``."""
    scene, began_ns = SCENARIOS[name], clock.monotonic_ns()

    def now() -> Mapping[str, float]:
        t_s = (clock.monotonic_ns() - began_ns) / 1e9
        return {**scene(t_s), "utc_s": clock.utc_ns() / 1e9}

    return now
