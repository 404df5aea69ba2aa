"""Datums of Chinese maps to WGS-84.

GCJ-02 (AutoNavi, Tencent) is off by about 500 m at Ankang, BD-09 (Baidu) by about 1.1 km: as much as the zone
itself, so a coordinate without a datum is refused elsewhere. CGCS2000 is taken as WGS-84 (2 nm in 500 m).
Source: the published GCJ-02 formula, a = 6378245, e2 = 0.00669342162296594323; inverse by fixed point, three steps
leave 0.05 mm.
"""

from __future__ import annotations

import math
from typing import get_args

from patrol_app.domain.errors import BadInput
from patrol_app.domain.places import Datum, Place

_A = 6378245.0
_E2 = 0.00669342162296594323
_BD_PI = math.pi * 3000.0 / 180.0
DATUMS: tuple[str, ...] = get_args(Datum)


def _wave(x: float) -> float:
    return (20.0 * math.sin(6.0 * x * math.pi) + 20.0 * math.sin(2.0 * x * math.pi)) * 2.0 / 3.0


def _shift_deg(latitude_deg: float, longitude_deg: float) -> tuple[float, float]:
    x, y = longitude_deg - 105.0, latitude_deg - 35.0
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * math.sqrt(abs(x)) + _wave(x)
    north += (20.0 * math.sin(y * math.pi) + 40.0 * math.sin(y / 3.0 * math.pi)) * 2.0 / 3.0
    north += (160.0 * math.sin(y / 12.0 * math.pi) + 320.0 * math.sin(y * math.pi / 30.0)) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * math.sqrt(abs(x)) + _wave(x)
    east += (20.0 * math.sin(x * math.pi) + 40.0 * math.sin(x / 3.0 * math.pi)) * 2.0 / 3.0
    east += (150.0 * math.sin(x / 12.0 * math.pi) + 300.0 * math.sin(x / 30.0 * math.pi)) * 2.0 / 3.0
    phi = math.radians(latitude_deg)
    magic = 1.0 - _E2 * math.sin(phi) ** 2
    root = math.sqrt(magic)
    return (
        north * 180.0 / ((_A * (1.0 - _E2)) / (magic * root) * math.pi),
        east * 180.0 / (_A / root * math.cos(phi) * math.pi),
    )


def gcj02_from_wgs84(latitude_deg: float, longitude_deg: float) -> tuple[float, float]:
    """GCJ-02 latitude and longitude of a WGS-84 point, in degrees."""
    north, east = _shift_deg(latitude_deg, longitude_deg)
    return latitude_deg + north, longitude_deg + east


def wgs84_from_gcj02(latitude_deg: float, longitude_deg: float) -> tuple[float, float]:
    """WGS-84 latitude and longitude of a GCJ-02 point, in degrees; the error is under a millimetre."""
    guess = latitude_deg, longitude_deg
    for _ in range(5):
        back = gcj02_from_wgs84(*guess)
        guess = guess[0] - (back[0] - latitude_deg), guess[1] - (back[1] - longitude_deg)
    return guess


def gcj02_from_bd09(latitude_deg: float, longitude_deg: float) -> tuple[float, float]:
    """GCJ-02 latitude and longitude of a BD-09 point, in degrees."""
    x, y = longitude_deg - 0.0065, latitude_deg - 0.006
    z = math.hypot(x, y) - 0.00002 * math.sin(y * _BD_PI)
    theta = math.atan2(y, x) - 0.000003 * math.cos(x * _BD_PI)
    return z * math.sin(theta), z * math.cos(theta)


def to_wgs84(latitude_deg: float, longitude_deg: float, datum: str) -> Place:
    """A place on WGS-84 from a coordinate with its datum, which is kept as the source's.

    Raises:
        BadInput: the datum is unknown, or the coordinate is outside the globe.
    """
    if datum not in DATUMS:
        raise BadInput("planning.datum", value=datum, choices="、".join(DATUMS))
    if not (-90.0 <= latitude_deg <= 90.0 and -180.0 <= longitude_deg <= 180.0):
        raise BadInput("planning.coordinate", latitude=latitude_deg, longitude=longitude_deg)
    point = latitude_deg, longitude_deg
    if datum == "BD-09":
        point = gcj02_from_bd09(*point)
    if datum in ("BD-09", "GCJ-02"):
        point = wgs84_from_gcj02(*point)
    source: Datum = datum  # type: ignore[assignment]  # checked against DATUMS above
    return Place(latitude_deg=round(point[0], 9), longitude_deg=round(point[1], 9), datum=source)
