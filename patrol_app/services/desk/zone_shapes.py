"""Zones for drawing, on the plane of a map: by boundary where the library has one. Judged is by the geodesic alone."""

from __future__ import annotations

from collections.abc import Sequence

from patrol_app.domain.places import ExamNotice, ExamVenue
from patrol_app.planning.outlines import zone_outlines
from patrol_app.services.desk.map_plane import MapPlane
from patrol_app.services.place_facts import ZoneShape


def zone_shapes(notice: ExamNotice | None, venues: Sequence[ExamVenue], plane: MapPlane) -> list[ZoneShape]:
    """The zones of a notice for drawing: around every venue, and its own area; venues alone without a notice."""
    radius_m = notice.radius_m if notice else 0.0
    shapes: list[ZoneShape] = []
    for venue in venues:
        rings = [tuple(plane.metres(corner) for corner in ring) for ring in venue.boundary or ((venue.place,),)]
        east, north = plane.metres(venue.place)
        shapes.extend(
            ZoneShape(venue=venue.name, east_m=east, north_m=north, outline_m=outline)
            for outline in (zone_outlines(rings, radius_m) if radius_m > 0 else [()])
        )
    if notice is not None and notice.area:
        for ring in notice.area:
            corners = tuple(plane.metres(corner) for corner in ring)
            east, north = (sum(part) / len(corners) for part in zip(*corners, strict=True))
            name = notice.area_name or notice.title
            shapes.append(ZoneShape(venue=name, east_m=east, north_m=north, outline_m=corners, area=True))
    return shapes
