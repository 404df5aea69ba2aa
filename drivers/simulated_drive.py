"""A car that is not there: a drive of ten minutes along invented streets past three building sites, without chance.

It stops at lights, drives too fast for a while, and goes through a tunnel in which the receiver has no fix.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from math import atan2, cos, exp, hypot, log10, pi, radians, sin

STREETS = (
    (32.68100, 109.00600),
    (32.68390, 109.01080),
    (32.68690, 109.01700),
    (32.69050, 109.02040),
    (32.69440, 109.02200),
    (32.69700, 109.02880),
    (32.69950, 109.03300),
)
"""Corners of the way, latitude and longitude on WGS-84."""
LOUD = ((32.691600, 109.021250, 80.0), (32.697000, 109.028500, 78.0))
"""Sites that are heard: place and level at 15 m."""
DUSTY = (32.683900, 109.010600)
PACE_KM_H = ((60.0, 25.0), (75.0, 0.0), (150.0, 25.0), (190.0, 46.0), (600.0, 25.0))
"""Speeds, each up to this second."""
TUNNEL_S = (212.0, 226.0)
_M_PER_DEG = 111_320.0
_EAST = cos(radians(STREETS[0][0]))


def _metres(one: tuple[float, float], other: tuple[float, float]) -> float:
    return hypot((other[0] - one[0]) * _M_PER_DEG, (other[1] - one[1]) * _M_PER_DEG * _EAST)


_LEGS = tuple((start, end, _metres(start, end)) for start, end in pairwise(STREETS))
_WAY_M = sum(leg[2] for leg in _LEGS)


def speed_km_h(t_s: float) -> float:
    """How fast the car goes; at the end of the way it stands."""
    if driven_m(t_s) >= _WAY_M:
        return 0.0
    return next((pace for until_s, pace in PACE_KM_H if t_s < until_s), PACE_KM_H[-1][1])


def driven_m(t_s: float) -> float:
    """How far it has come."""
    metres, since_s = 0.0, 0.0
    for until_s, pace in PACE_KM_H:
        metres += pace / 3.6 * max(0.0, min(t_s, until_s) - since_s)
        since_s = until_s
    return min(metres + PACE_KM_H[-1][1] / 3.6 * max(0.0, t_s - since_s), _WAY_M)


def place(t_s: float) -> tuple[float, float, float]:
    """Latitude, longitude and course in degrees."""
    left_m = driven_m(t_s)
    for start, end, length_m in _LEGS:
        if left_m <= length_m or end == STREETS[-1]:
            part = min(left_m / length_m, 1.0)
            north, east = end[0] - start[0], (end[1] - start[1]) * _EAST
            course = (90.0 - _angle_deg(north, east)) % 360.0
            return start[0] + part * (end[0] - start[0]), start[1] + part * (end[1] - start[1]), course
        left_m -= length_m
    raise AssertionError("the way has an end")


def _angle_deg(north: float, east: float) -> float:
    return atan2(north, east) * 180.0 / pi


def drive(t_s: float) -> Mapping[str, float]:
    """What instruments in the car would measure."""
    latitude, longitude, course = place(t_s)
    speed = speed_km_h(t_s)
    here = latitude, longitude
    energy = 10 ** ((54.0 + 2.0 * sin(2 * pi * t_s / 13.0) + 0.12 * speed) / 10)
    if speed > 30.0:
        energy += 10 ** ((66.0 + 0.3 * (speed - 30.0)) / 10)
    for north, east, level in LOUD:
        energy += 10 ** ((level - 20 * log10(max(_metres(here, (north, east)), 15.0) / 15.0)) / 10)
    near = exp(-_metres(here, DUSTY) / 70.0)
    pm10 = 62.0 + 4.0 * sin(2 * pi * t_s / 90.0) + 330.0 * near
    truth = {
        "LAF": 10 * log10(energy),
        "LCF": 10 * log10(energy) + 11.0,
        "LZF": 10 * log10(energy) + 14.0,
        "pm1_ug_m3": 18.0,
        "pm25_ug_m3": 30.0 + 40.0 * near,
        "pm10_ug_m3": pm10,
        "tsp_ug_m3": 1.6 * pm10,
        "temperature_c": 18.4,
        "humidity_pct": 63.0,
        "wind_m_s": 1.2,
        "wind_direction_deg": 135.0,
        "pressure_hpa": 985.2,
        "rain_mm_h": 0.0,
    }
    if not TUNNEL_S[0] <= t_s < TUNNEL_S[1]:
        truth |= {
            "latitude_deg": latitude,
            "longitude_deg": longitude,
            "altitude_m": 250.0,
            "speed_m_s": speed / 3.6,
            "course_deg": course,
        }
    return truth
