"""The sketch of the measuring point, as GB 12523 5.6 asks: boundary, sources, sensitive building, distances, point.

Not to scale and so marked. North is drawn only where the fix of the point gives its direction from the site.
"""

from __future__ import annotations

import math
from typing import Any

from patrol_app.domain.places import Place
from patrol_app.domain.record import VisitRecord
from patrol_app.reports.blocks import PAGE_WIDTH_MM, Block, drawing
from patrol_app.reports.findings import position_words
from patrol_app.reports.words import Words, metres

Shape = dict[str, Any]

HEIGHT_MM = 58.0
NORTH_NEEDS_M = 15.0
SHOWN_SOURCES = 4


def shortened(words: str, wide: float) -> str:
    """As much of a name as has room, counted in Chinese characters; the head of the record holds it whole."""
    room = wide
    for index, letter in enumerate(words):
        room -= 1.0 if letter > "\u2e7f" else 0.55
        if room < 0.0:
            return words[: max(index - 1, 1)] + "…"
    return words


def point_sketch(record: VisitRecord, words: Words) -> Block:
    """The point outside the wall, the site below it, the sensitive building above it."""
    site, spot = record.site, record.position
    shapes: list[Shape] = [{"shape": "rect", "x": 0, "y": 0, "w": PAGE_WIDTH_MM, "h": HEIGHT_MM, "width": 0.5}]
    if site.sensitive_building:
        building = shortened(site.sensitive_building, 16)
        shapes += [
            {"shape": "rect", "x": 55, "y": 4, "w": 60, "h": 10, "width": 0.6, "fill": "hatch"},
            {"shape": "text", "x": 85, "y": 9, "t": building, "anchor": "c", "halo": True, "size": 9},
        ]
        if site.sensitive_distance_m is not None:
            shapes += _distance(64.0, 14.0, 34.0, metres(site.sensitive_distance_m) or "")
    shapes.append({"shape": "rect", "x": 38, "y": 34, "w": 94, "h": 20, "width": 1.4})
    wall = metres(spot.wall_height_m)
    shown = shortened(site.name, 20)
    name = words("noise.sketch_site", site=shown)
    if wall:
        name = words("noise.sketch_site_wall", site=shown, wall=wall)
    shapes.append({"shape": "text", "x": 40, "y": 50.5, "t": name, "size": 8.5})
    shapes += _sources(record, words)
    shapes += _point(record, words)
    shapes += _north(record, words)
    return drawing(HEIGHT_MM + 1.0, shapes)


def _distance(x: float, top: float, bottom: float, words: str) -> list[Shape]:
    heads = [
        {"shape": "line", "points": [[x - 0.8, y - step], [x, y], [x + 0.8, y - step]], "width": 0.6}
        for y, step in ((top, -1.8), (bottom, 1.8))
    ]
    return [
        {"shape": "line", "points": [[x, top], [x, bottom]], "width": 0.6, "dash": "dotted"},
        *heads,
        {"shape": "text", "x": x - 1.5, "y": (top + bottom) / 2, "t": words, "anchor": "r"},
    ]


def _sources(record: VisitRecord, words: Words) -> list[Shape]:
    machines = record.observation.machines
    shown = list(machines[:SHOWN_SOURCES])
    shapes: list[Shape] = []
    for index, machine in enumerate(shown):
        x, y = 43.0 + (index % 2) * 46.0, 38.5 + (index // 2) * 5.5
        shapes.append({"shape": "circle", "x": x, "y": y, "r": 0.9, "fill": 0})
        more = index == len(shown) - 1 and len(machines) > len(shown)
        tail = " " + words("noise.more_sources", count=len(machines)) if more else ""
        shapes.append(
            {"shape": "text", "x": x + 2.0, "y": y, "t": f"S{index + 1} {shortened(machine, 12)}{tail}", "size": 8}
        )
    return shapes


def _point(record: VisitRecord, words: Words) -> list[Shape]:
    spot = record.position
    x, y = (121.0, 9.0) if spot.indoor else (85.0, 30.5)
    triangle = [[x, y - 1.6], [x + 1.6, y + 1.2], [x - 1.6, y + 1.2]]
    where = shortened(words("noise.sketch_point", label=spot.label, where=position_words(spot, words)), 27)
    return [
        {"shape": "line", "points": triangle, "closed": True, "fill": 0, "width": 0.4},
        {"shape": "text", "x": x + 3.0, "y": y, "t": where, "size": 8.5},
    ]


def bearing_deg(start: Place, end: Place) -> float | None:
    """Direction from ``start`` to ``end``, degrees from north; ``None`` nearer than 15 m, where a fix says nothing."""
    north_m = (end.latitude_deg - start.latitude_deg) * 111_320.0
    east_m = (end.longitude_deg - start.longitude_deg) * 111_320.0 * math.cos(math.radians(start.latitude_deg))
    if math.hypot(north_m, east_m) < NORTH_NEEDS_M:
        return None
    return math.degrees(math.atan2(east_m, north_m)) % 360.0


def _north(record: VisitRecord, words: Words) -> list[Shape]:
    place = record.position.place
    bearing = bearing_deg(record.site.place, place) if place is not None else None
    return [] if bearing is None else north_arrow(156.0, 12.0, -bearing, words)


def north_arrow(x: float, y: float, turned_deg: float, words: Words) -> list[Shape]:
    """A north arrow turned clockwise by ``turned_deg`` from up."""
    angle = math.radians(turned_deg)
    across, along = (math.cos(angle), math.sin(angle)), (math.sin(angle), -math.cos(angle))

    def at(side: float, ahead: float) -> list[float]:
        return [
            round(x + side * across[0] + ahead * along[0], 2),
            round(y + side * across[1] + ahead * along[1], 2),
        ]

    head = at(0.0, 8.0)
    return [
        {"shape": "line", "points": [at(0, 4.5), at(2, -2), at(0, -0.6), at(-2, -2)], "closed": True, "fill": 0},
        {"shape": "text", "x": head[0], "y": head[1], "t": words("noise.north"), "anchor": "c", "size": 9},
    ]
