"""The map of a plan: zones, stops by number, one line style a team; straight lines, since no roads are shipped."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from patrol_app.domain.places import Place
from patrol_app.domain.plans import PatrolPlan
from patrol_app.reports.blocks import PAGE_WIDTH_MM, Block, drawing
from patrol_app.reports.said import Said
from patrol_app.reports.sketch import north_arrow

Shape = dict[str, Any]

HEIGHT_MM, MARGIN_MM = 120.0, 9.0
METRES_PER_DEGREE = 111_320.0
CIRCLE_STEPS = 48
LINES = (
    {"width": 1.2},
    {"width": 1.2, "dash": "dashed"},
    {"width": 1.2, "dash": "dotted"},
    {"width": 2.2, "gray": 120},
    {"width": 2.2, "gray": 120, "dash": "dashed"},
    {"width": 2.2, "gray": 120, "dash": "dotted"},
)
"""Team by team; a seventh team begins again and is told apart by its numbers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneCircle:
    """A zone as it is drawn: for the eye only, nothing is decided by it."""

    name: str
    place: Place
    radius_m: float


class MapSheet:
    """Places to millimetres, north up, flat over a district."""

    def __init__(self, places: Sequence[Place]) -> None:
        south, north = min(p.latitude_deg for p in places), max(p.latitude_deg for p in places)
        west, east = min(p.longitude_deg for p in places), max(p.longitude_deg for p in places)
        self._middle = (south + north) / 2.0, (west + east) / 2.0
        self._east_m = METRES_PER_DEGREE * math.cos(math.radians(self._middle[0]))
        wide_m, tall_m = max((east - west) * self._east_m, 200.0), max((north - south) * METRES_PER_DEGREE, 200.0)
        self.mm_per_m = min((PAGE_WIDTH_MM - 2 * MARGIN_MM) / wide_m, (HEIGHT_MM - 2 * MARGIN_MM) / tall_m)

    def at(self, place: Place) -> tuple[float, float]:
        """Millimetres from the upper left corner."""
        east = (place.longitude_deg - self._middle[1]) * self._east_m * self.mm_per_m
        north = (place.latitude_deg - self._middle[0]) * METRES_PER_DEGREE * self.mm_per_m
        return round(PAGE_WIDTH_MM / 2 + east, 2), round(HEIGHT_MM / 2 - north, 2)


def numbered(plan: PatrolPlan) -> dict[str, int]:
    """The number of every site of the plan, in order of its first stop, team by team."""
    names = dict.fromkeys(stop.site for team in plan.teams for stop in team.stops)
    return {name: number for number, name in enumerate(names, start=1)}


def route_map(plan: PatrolPlan, zones: Sequence[ZoneCircle], said: Said) -> Block | None:
    """The map as a drawing; ``None`` for a plan without a stop."""
    places = {stop.site: stop for team in plan.teams for stop in team.stops}
    ends = [place for place in (plan.settings.start, plan.settings.end) if place is not None]
    if not places:
        return None
    near = [zone for zone in zones if is_near(zone, [stop.place for stop in places.values()])]
    sheet = MapSheet([*(stop.place for stop in places.values()), *ends, *(zone.place for zone in near)])
    shapes: list[Shape] = []
    for zone in near:
        shapes += zone_shapes(zone, sheet)
    for team, route in enumerate(plan.teams):
        stops = [sheet.at(stop.place) for stop in route.stops]
        if plan.settings.start is not None and stops:
            stops.insert(0, sheet.at(plan.settings.start))
        if plan.settings.end is not None and stops:
            stops.append(sheet.at(plan.settings.end))
        # a loop drives its way again and again; it is drawn once
        legs = list(dict.fromkeys(pairwise(stops)))
        shapes += [
            {"shape": "line", "points": [list(one), list(other)], **LINES[team % len(LINES)]}
            for one, other in legs
            if one != other
        ]
    for name, number in numbered(plan).items():
        shapes += _stop(sheet.at(places[name].place), number, inside=places[name].inside)
    shapes.append({"shape": "rect", "x": 0, "y": 0, "w": PAGE_WIDTH_MM, "h": HEIGHT_MM, "width": 0.5})
    shapes += north_arrow(PAGE_WIDTH_MM - 8.0, 13.0, 0.0, said.words)
    shapes += scale_bar(sheet, said)
    return drawing(HEIGHT_MM + 1.0, within_frame(shapes))


def is_near(zone: ZoneCircle, places: Sequence[Place]) -> bool:
    """Whether a stop lies within two radii, so that far venues do not shrink the map."""
    reach = 2.0 * max(zone.radius_m, 100.0)
    return any(
        math.hypot(
            (p.latitude_deg - zone.place.latitude_deg) * METRES_PER_DEGREE,
            (p.longitude_deg - zone.place.longitude_deg) * METRES_PER_DEGREE * math.cos(math.radians(p.latitude_deg)),
        )
        <= reach
        for p in places
    )


def zone_shapes(zone: ZoneCircle, sheet: MapSheet) -> list[Shape]:
    """A zone's dashed circle with the venue's sign and name."""
    x, y = sheet.at(zone.place)
    radius = zone.radius_m * sheet.mm_per_m
    circle = [
        [
            min(max(round(x + radius * math.cos(angle), 2), 0.0), PAGE_WIDTH_MM),
            min(max(round(y + radius * math.sin(angle), 2), 0.0), HEIGHT_MM),
        ]
        for angle in (2.0 * math.pi * step / CIRCLE_STEPS for step in range(CIRCLE_STEPS))
    ]
    return [
        {"shape": "line", "points": circle, "closed": True, "width": 0.7, "dash": "dashed", "gray": 110},
        {"shape": "rect", "x": x - 1.6, "y": y - 1.6, "w": 3.2, "h": 3.2, "width": 0.5},
        {"shape": "rect", "x": x - 1.1, "y": y - 1.1, "w": 2.2, "h": 2.2, "width": 0.5},
        {"shape": "text", "x": x, "y": y + 3.6, "t": zone.name, "anchor": "c", "size": 7.5, "halo": True},
    ]


def _stop(at: tuple[float, float], number: int, *, inside: bool) -> list[Shape]:
    x, y = at
    return [
        {"shape": "rect", "x": x - 2.4, "y": y - 2.2, "w": 4.8, "h": 4.4, "width": 1.4 if inside else 0.6, "fill": 255},
        {"shape": "text", "x": x, "y": y, "t": str(number), "anchor": "c", "size": 7.5},
    ]


def scale_bar(sheet: MapSheet, said: Said) -> list[Shape]:
    """The length bar, and the map's note under the key ``map_note``."""
    lengths = (50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000)
    length_m = next((length for length in lengths if length * sheet.mm_per_m >= 18.0), lengths[-1])
    right, y = PAGE_WIDTH_MM - 6.0, HEIGHT_MM - 5.0
    left = round(right - length_m * sheet.mm_per_m, 2)
    words = f"{length_m} m" if length_m < 1000 else f"{length_m // 1000} km"
    return [
        {"shape": "line", "points": [[left, y - 1.2], [left, y], [right, y], [right, y - 1.2]], "width": 0.9},
        {"shape": "text", "x": (left + right) / 2, "y": y - 3.0, "t": words, "anchor": "c", "size": 8, "halo": True},
        {"shape": "text", "x": 3.0, "y": HEIGHT_MM - 4.0, "t": said("map_note"), "size": 7.5, "halo": True},
    ]


def within_frame(shapes: list[Shape]) -> list[Shape]:
    """Text and marks whose place fell outside the frame are left out."""
    return [
        shape
        for shape in shapes
        if "x" not in shape or (-1.0 <= shape["x"] <= PAGE_WIDTH_MM + 1.0 and -1.0 <= shape["y"] <= HEIGHT_MM + 1.0)
    ]
