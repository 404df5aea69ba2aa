"""The plan of a visit's place: the site's boundary, and points, sources and buildings where they were said to be."""

from __future__ import annotations

import math
from collections.abc import Iterator

from patrol_app.domain.papers import PlanDistance, PlanOutline, PlanPoint, SitePlan
from patrol_app.domain.places import Place
from patrol_app.domain.record import Position, VisitRecord
from patrol_app.planning.offsets import nearest_on, offset_m, place_at
from patrol_app.services.measuring_points import place_of_source

DRAWN_FROM_M = 5.0
"""A point nearer to the boundary is told in words: an arrow of a millimetre says nothing."""
BUILDING_M = 12.0
"""Side of the square that stands for a building whose outline nobody has."""


def plan_of(record: VisitRecord) -> SitePlan | None:
    """The plan, or ``None`` where the site's boundary is not known: without it there is nothing to draw to scale."""
    rings = record.site.boundary
    if not rings:
        return None
    outlines = [PlanOutline(name=record.site.name, corners=ring, kind="site") for ring in rings]
    points: list[PlanPoint] = []
    distances: list[PlanDistance] = []
    notes: list[str] = []
    for position in (point.position for point in record.points):
        if position.place is None:
            notes.append(f"{position.label} {position.description}".strip())
            continue
        points.append(PlanPoint(label=position.label, name=_named(position), place=position.place, kind="point"))
        edge = nearest_on(rings, position.place)
        said_m = position.boundary_distance_m
        if said_m is not None and said_m >= DRAWN_FROM_M:
            distances.append(PlanDistance(start=edge, end=position.place, distance_m=said_m))
        building = _building(position, position.place, edge, record.site.place)
        if building is not None:
            outlines.append(building[0])
            distances.append(building[1])
    sources = [*_sources(record, notes)]
    return SitePlan(
        drawn_at=record.left_at,
        drawn_by=record.recorder.name,
        outlines=tuple(outlines),
        points=(*points, *sources),
        distances=tuple(distances),
        notes=tuple(notes),
    )


def _named(position: Position) -> str:
    said_m = position.boundary_distance_m
    if said_m is None or f"{said_m:g} m" in position.description:
        return position.description
    return f"{position.description} {said_m:g} m"


def _sources(record: VisitRecord, notes: list[str]) -> Iterator[PlanPoint]:
    """The sources that have a place; the others, and machines nobody placed, go into ``notes``."""
    for source in record.sources:
        place = place_of_source(source, record.site.place)
        if place is None:
            notes.append(f"{source.label} {source.name}".strip())
        else:
            yield PlanPoint(label=source.label, name=source.name, place=place, kind="source")
    if not record.sources:
        notes.extend(record.observation.machines)


def _building(position: Position, point: Place, edge: Place, middle: Place) -> tuple[PlanOutline, PlanDistance] | None:
    """The building a point stands for, as far outward from it as was said; outward is away from the site."""
    if not position.sensitive_building or position.sensitive_distance_m is None:
        return None
    east_m, north_m = offset_m(edge, point)
    if math.hypot(east_m, north_m) < 0.5:
        east_m, north_m = offset_m(middle, point)
    length_m = math.hypot(east_m, north_m)
    if length_m == 0.0:
        return None
    east, north = east_m / length_m, north_m / length_m
    away_m = position.sensitive_distance_m
    near = place_at(point, east * away_m, north * away_m)
    half_m = BUILDING_M / 2
    corners = [
        place_at(
            point,
            east * (away_m + along_m) - north * across_m,
            north * (away_m + along_m) + east * across_m,
        )
        for along_m, across_m in ((0.0, -half_m), (0.0, half_m), (BUILDING_M, half_m), (BUILDING_M, -half_m))
    ]
    outline = PlanOutline(name=position.sensitive_building, corners=tuple(corners), kind="sensitive", schematic=True)
    return outline, PlanDistance(start=point, end=near, distance_m=away_m)
