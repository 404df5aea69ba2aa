"""A place so many metres east and north of another: what people pace out where no receiver stands."""

from __future__ import annotations

import math

from patrol_app.domain.places import Place


def place_at(origin: Place, east_m: float, north_m: float) -> Place:
    """The place along the geodesic on WGS-84, to a centimetre; an offset is paced, so nothing finer is meant."""
    from pyproj import Geod

    bearing_deg = math.degrees(math.atan2(east_m, north_m))
    longitude_deg, latitude_deg, _ = Geod(ellps="WGS84").fwd(
        origin.longitude_deg, origin.latitude_deg, bearing_deg, math.hypot(east_m, north_m)
    )
    return Place(latitude_deg=round(float(latitude_deg), 7), longitude_deg=round(float(longitude_deg), 7))
