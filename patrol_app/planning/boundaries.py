"""Boundaries: corners written as text become rings on WGS-84, checked before anything is measured from them.

A ring is written ``longitude latitude; longitude latitude; ...``; ``|`` parts the rings of a site in several pieces.
A side between two corners is straight in longitude and latitude, as RFC 7946 section 3.1.1 says.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from patrol_app.domain.errors import BadInput
from patrol_app.domain.places import Boundary, Datum, Place
from patrol_app.planning.datum import to_wgs84


def boundary_from_text(text: str, datum: str) -> Boundary:
    """The rings of a boundary.

    Raises:
        BadInput: a corner is not two numbers, a ring has fewer than three corners or crosses itself, or the datum is
            unknown.
    """
    rings = tuple(_ring(part, datum) for part in text.split("|") if part.strip())
    if not rings:
        raise BadInput("planning.boundary.empty")
    return rings


def text_of_rings(rings: Iterable[Iterable[Iterable[float]]]) -> str:
    """Rings of longitude and latitude pairs, as GeoJSON has them, in the form that ``boundary_from_text`` reads."""
    return "|".join(
        ";".join(" ".join(repr(float(value)) for value in list(corner)[:2]) for corner in ring) for ring in rings
    )


def _ring(text: str, datum: str) -> tuple[Place, ...]:
    corners: list[Place] = []
    for corner in (part.strip() for part in text.split(";")):
        if not corner:
            continue
        pair = corner.replace(",", " ").split()
        try:
            longitude, latitude = (float(value) for value in pair)
        except ValueError:
            raise BadInput("planning.boundary.corner", value=corner) from None
        corners.append(to_wgs84(latitude, longitude, datum))
    if len(corners) > 1 and _same(corners[0], corners[-1]):
        corners.pop()
    if len(corners) < 3:
        raise BadInput("planning.boundary.few", count=len(corners))
    from shapely import is_valid_reason

    polygon = polygon_of((tuple(corners),))
    if not polygon.is_valid:
        raise BadInput("planning.boundary.crossed", cause=is_valid_reason(polygon))
    return tuple(corners)


def _same(one: Place, other: Place) -> bool:
    return (one.latitude_deg, one.longitude_deg) == (other.latitude_deg, other.longitude_deg)


def polygon_of(boundary: Boundary) -> Any:
    """The rings as a shapely geometry in degrees, longitude first."""
    from shapely import MultiPolygon, Polygon

    parts = [Polygon([(corner.longitude_deg, corner.latitude_deg) for corner in ring]) for ring in boundary]
    return parts[0] if len(parts) == 1 else MultiPolygon(parts)


def centre_of(boundary: Boundary, datum: Datum = "WGS-84") -> Place:
    """A point inside the boundary, for lists and maps; nothing is measured from it."""
    point = polygon_of(boundary).representative_point()
    return Place(latitude_deg=round(point.y, 9), longitude_deg=round(point.x, 9), datum=datum)
