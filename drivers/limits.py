"""What nature allows: a value outside these is damage, however good its checksum."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import get_args

from drivers.readings import Damage, Decoded, Reading, StationMessage

LIMITS: Mapping[str, tuple[float, float]] = {
    "value_db": (0.0, 160.0),
    "noise_db": (0.0, 160.0),
    "pm1_ug_m3": (0.0, 2.5e6),
    "pm25_ug_m3": (0.0, 2.5e6),
    "pm4_ug_m3": (0.0, 2.5e6),
    "pm10_ug_m3": (0.0, 2.5e6),
    "tsp_ug_m3": (0.0, 2.5e6),
    "pm100_ug_m3": (0.0, 2.5e6),
    "total_ug_m3": (0.0, 2.5e6),
    "mass_ug_m3": (0.0, 2.5e6),
    "temperature_c": (-60.0, 85.0),
    "humidity_pct": (0.0, 100.0),
    "pressure_hpa": (300.0, 1100.0),
    "wind_m_s": (0.0, 100.0),
    "wind_max_m_s": (0.0, 100.0),
    "wind_direction_deg": (0.0, 360.0),
    "rain_mm_h": (0.0, 1000.0),
    "rain_mm": (0.0, 100000.0),
    "hail_per_cm2_h": (0.0, 10000.0),
    "latitude_deg": (-90.0, 90.0),
    "longitude_deg": (-180.0, 180.0),
    "altitude_m": (-500.0, 20000.0),
    "speed_m_s": (0.0, 600.0),
    "course_deg": (0.0, 360.0),
    "hdop": (0.0, 100.0),
}
"""Lowest and highest possible value by field name, in the unit of the name (2.5e6 ug/m3 is the widest range of
the dust meters served, 85 C that of outdoor probes)."""

# by kind of reading, found once: a night asks a hundred thousand times
_LIMITED: Mapping[type, tuple[tuple[str, float, float], ...]] = {
    kind: tuple((field.name, *LIMITS[field.name]) for field in fields(kind) if field.name in LIMITS)
    for kind in get_args(Reading)
}


def possible(name: str, value: float) -> bool:
    """Whether a field called ``name`` can have ``value``; false for infinity and not-a-number."""
    low, high = LIMITS.get(name, (-1e12, 1e12))
    return low <= value <= high


def checked(item: Decoded) -> Decoded:
    """The item itself, or ``Damage`` in its place when one of its numbers is impossible."""
    if isinstance(item, Damage | StationMessage):
        return item
    for name, low, high in _LIMITED[type(item)]:
        value = getattr(item, name)
        if value is not None and not low <= value <= high:
            reason = f"{name} {value:g} is outside {low:g} to {high:g}"
            return Damage(offset=item.offset, length=item.length, reason=reason)
    return item
