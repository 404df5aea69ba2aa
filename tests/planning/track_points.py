"""Points of a drive due north from the demonstration's square, a second each, for tests of tracks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from pyproj import Geod

from patrol_app.domain.surveys import TrackPoint

BEGAN = datetime(2026, 6, 6, 14, 10, tzinfo=UTC)
LATITUDE, LONGITUDE = 32.69, 109.02


def point(t_s: float, north_m: float | None, level_db: float | None = 60.0, **more: Any) -> TrackPoint:
    """A point ``north_m`` metres (geodesic) north of the square; ``None``: without a place."""
    latitude: float | None = None
    if north_m is not None:
        latitude = float(Geod(ellps="WGS84").fwd(LONGITUDE, LATITUDE, 0.0, north_m)[1])
    values: dict[str, Any] = {
        "t_s": t_s,
        "at": BEGAN + timedelta(seconds=t_s),
        "utc": None,
        "latitude_deg": latitude,
        "longitude_deg": None if north_m is None else LONGITUDE,
        "quality": 1,
        "satellites": 11,
        "hdop": 0.9,
        "speed_km_h": 25.0,
        "laeq_1s_db": level_db,
        "laeq_source": "samples",
        "lafmax_db": None if level_db is None else level_db + 1.0,
        "pm10_ug_m3": None,
        "pm25_ug_m3": None,
        "tsp_ug_m3": None,
        "stretch": None,
        "segment": None,
        "silent": False,
        "flags": ("no_fix",) if north_m is None else (),
    }
    return TrackPoint(**{**values, **more})


def end_of(points: list[TrackPoint]) -> tuple[float, datetime]:
    """The end of the run: a second after its last point."""
    end_s = points[-1].t_s + 1.0
    return end_s, BEGAN + timedelta(seconds=end_s)
