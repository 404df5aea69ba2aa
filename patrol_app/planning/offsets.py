"""Metres east and north on a site: what people pace out where no receiver stands, and where its boundary is nearest."""

from __future__ import annotations

import math

from patrol_app.domain.places import Boundary, Place

METRES_PER_DEGREE = 111_320.0


def place_at(origin: Place, east_m: float, north_m: float) -> Place:
    """The place along the geodesic on WGS-84, to a centimetre; an offset is paced, so nothing finer is meant."""
    from pyproj import Geod

    bearing_deg = math.degrees(math.atan2(east_m, north_m))
    longitude_deg, latitude_deg, _ = Geod(ellps="WGS84").fwd(
        origin.longitude_deg, origin.latitude_deg, bearing_deg, math.hypot(east_m, north_m)
    )
    return Place(latitude_deg=round(float(latitude_deg), 7), longitude_deg=round(float(longitude_deg), 7))


def offset_m(origin: Place, place: Place) -> tuple[float, float]:
    """Metres east and north of ``origin``, on a plane: good to a centimetre over a site, and only for drawing."""
    north_m = (place.latitude_deg - origin.latitude_deg) * METRES_PER_DEGREE
    scale = METRES_PER_DEGREE * math.cos(math.radians(origin.latitude_deg))
    return (place.longitude_deg - origin.longitude_deg) * scale, north_m


def nearest_on(rings: Boundary, place: Place) -> Place:
    """The point of a boundary that is nearest to ``place``; for drawing, never the legal distance."""
    best: tuple[float, float, float] | None = None
    for ring in rings:
        corners = [offset_m(place, corner) for corner in ring]
        for (x1, y1), (x2, y2) in zip(corners, [*corners[1:], corners[0]], strict=True):
            length = (x2 - x1) ** 2 + (y2 - y1) ** 2
            along = 0.0 if length == 0.0 else max(0.0, min(1.0, -(x1 * (x2 - x1) + y1 * (y2 - y1)) / length))
            x, y = x1 + along * (x2 - x1), y1 + along * (y2 - y1)
            if best is None or math.hypot(x, y) < best[0]:
                best = math.hypot(x, y), x, y
    return place if best is None else place_at(place, best[1], best[2])
