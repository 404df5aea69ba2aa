"""Outlines of zones for the eye: a circle about a point, or a boundary pushed outward. Judged is by ``zones`` alone."""

from __future__ import annotations

from collections.abc import Sequence

Points = tuple[tuple[float, float], ...]


def zone_outlines(rings: Sequence[Points], radius_m: float) -> list[Points]:
    """The outlines of everything within ``radius_m`` of points or areas, on a plane in metres.

    A ring of one point is a point; without a radius the rings themselves are the outlines.
    """
    from shapely import MultiPolygon, Point, Polygon, unary_union

    if radius_m <= 0.0:
        return [ring for ring in rings if len(ring) > 2]
    shapes = [Polygon(ring) if len(ring) > 2 else Point(ring[0]) for ring in rings]
    grown = unary_union(shapes).buffer(radius_m, quad_segs=24)
    parts = grown.geoms if isinstance(grown, MultiPolygon) else [grown]
    return [tuple((round(x, 1), round(y, 1)) for x, y in part.exterior.coords[:-1]) for part in parts]
