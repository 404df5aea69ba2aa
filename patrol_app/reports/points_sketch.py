"""The sketch of several measuring points around a site, each on its side of the boundary with its building.

The side comes from the point's place, else from the compass word that its description begins with. Not to scale.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from patrol_app.domain.record import Position, VisitRecord
from patrol_app.reports.blocks import PAGE_WIDTH_MM, Block, drawing
from patrol_app.reports.sketch import Shape, bearing_deg, north_arrow, point_sketch, shortened
from patrol_app.reports.words import Words, metres

CENTRE_MM = 85.0
HALF_MM = (32.0, 14.0)
BUILDING_ROOM_MM, POINT_ROOM_MM, BARE_ROOM_MM = 32.0, 12.0, 8.0
"""Room above and below the site: for a point with its building, for a point, for nothing."""
NAMED_SIDES = (
    ("东北", 45.0), ("东南", 135.0), ("西南", 225.0), ("西北", 315.0),
    ("北", 0.0), ("东", 90.0), ("南", 180.0), ("西", 270.0),
)  # fmt: skip
SHOWN_SOURCES = 4


def sketch_of(record: VisitRecord, words: Words) -> Block:
    """The sketch of the one point, or of all of them with north up."""
    if not record.other_points:
        return point_sketch(record, words)
    points = [point.position for point in record.points]
    eighths = [_eighth(side_deg(record, position)) for position in points]
    above, below = _room(points, eighths, (7, 0, 1)), _room(points, eighths, (3, 4, 5))
    middle = (CENTRE_MM, above + HALF_MM[1])
    height_mm = above + 2 * HALF_MM[1] + below
    shapes: list[Shape] = [{"shape": "rect", "x": 0, "y": 0, "w": PAGE_WIDTH_MM, "h": height_mm, "width": 0.5}]
    x, y = middle[0] - HALF_MM[0], middle[1] - HALF_MM[1]
    shapes.append({"shape": "rect", "x": x, "y": y, "w": 2 * HALF_MM[0], "h": 2 * HALF_MM[1], "width": 1.4})
    shapes.append(
        {"shape": "text", "x": middle[0], "y": middle[1] + 10.5, "t": shortened(record.site.name, 20),
         "anchor": "c", "size": 8.5}
    )  # fmt: skip
    shapes += _sources(record, middle, words)
    for position, eighth, step in zip(points, eighths, _steps(eighths), strict=True):
        known = side_deg(record, position) is not None
        shapes += _point(position, eighth, step, middle, words, known=known)
    shapes += north_arrow(163.0, 12.0, 0.0, words)
    return drawing(height_mm + 1.0, shapes)


def _eighth(side: float | None) -> int:
    """One of eight directions, clockwise from north; what nobody knows stands in the south-west."""
    return round((225.0 if side is None else side) / 45.0) % 8


def _room(points: Sequence[Position], eighths: Sequence[int], sides: Sequence[int]) -> float:
    there = [position for position, eighth in zip(points, eighths, strict=True) if eighth in sides]
    if not there:
        return BARE_ROOM_MM
    return BUILDING_ROOM_MM if any(position.sensitive_building for position in there) else POINT_ROOM_MM


def side_deg(record: VisitRecord, position: Position) -> float | None:
    """The direction from the site to the point, degrees from north; ``None`` where nothing tells it."""
    if position.place is not None:
        found = bearing_deg(record.site.place, position.place)
        if found is not None:
            return found
    said = position.description.strip()
    return next((degrees for name, degrees in NAMED_SIDES if said.startswith(name)), None)


def _steps(eighths: Sequence[int]) -> list[float]:
    """How far along its side each point stands from the middle, in steps: points on one side are spread evenly."""
    seen: dict[int, int] = {}
    found = []
    for eighth in eighths:
        found.append(seen.get(eighth, 0) - (eighths.count(eighth) - 1) / 2)
        seen[eighth] = seen.get(eighth, 0) + 1
    return found


def _point(
    position: Position, eighth: int, step: float, middle: tuple[float, float], words: Words, *, known: bool
) -> list[Shape]:
    """A triangle outside the wall, its label, and the building it stands for further out."""
    angle = math.radians(eighth * 45.0)
    east, south = math.sin(angle), -math.cos(angle)
    # on the rectangle, not on a circle: the nearer wall decides
    reach = min(HALF_MM[0] / max(abs(east), 1e-9), HALF_MM[1] / max(abs(south), 1e-9))
    along = (44.0 * step, 0.0) if abs(south) > 0.5 else (0.0, 12.0 * step)
    x = middle[0] + east * (reach + 3.0) + along[0]
    y = middle[1] + south * (reach + 3.0) + along[1]
    name = position.label if known else f"{position.label}（{words('points.side_unknown')}）"
    details = [metres(position.boundary_distance_m), metres(position.height_m)]
    if details[0]:
        details[0] = words("points.out", distance=details[0])
    if details[1]:
        details[1] = words("inspection.height", height=details[1])
    told = words("common.comma").join(part for part in details if part)
    corners = [[round(x + dx, 2), round(y + dy, 2)] for dx, dy in ((0.0, -1.6), (1.6, 1.2), (-1.6, 1.2))]
    right = east >= -0.1
    beside = 2.6 if right else -2.6
    # a building to the left or right stands on the point's height, so the words go above the line between them
    raised = 7.0 if position.sensitive_building and abs(south) <= 0.5 else 0.0
    shapes: list[Shape] = [
        {"shape": "line", "points": corners, "closed": True, "fill": 0, "width": 0.4},
        {"shape": "text", "x": x + beside, "y": y - raised, "t": f"{name} {told}".strip(),
         "anchor": "l" if right else "r", "size": 8},
    ]  # fmt: skip
    if position.sensitive_building:
        shapes += _building(position, x, y, east, south)
    return shapes


def _building(position: Position, x: float, y: float, east: float, south: float) -> list[Shape]:
    """The building beyond the point, with the distance between them."""
    vertical = abs(south) > 0.5
    far_x, far_y = (x, y + math.copysign(19.0, south)) if vertical else (x + math.copysign(32.0, east), y)
    half_w, half_h = 14.0, 4.0
    start = [x, y + math.copysign(3.4, south)] if vertical else [x + math.copysign(3.0, east), y]
    end = [far_x, far_y - math.copysign(half_h, south)] if vertical else [far_x - math.copysign(half_w, east), far_y]
    name = shortened(position.sensitive_building or "", 9)
    told = metres(position.sensitive_distance_m)
    shapes: list[Shape] = [
        {"shape": "rect", "x": far_x - half_w, "y": far_y - half_h, "w": 2 * half_w, "h": 2 * half_h, "width": 0.6,
         "fill": "hatch"},
        {"shape": "text", "x": far_x, "y": far_y, "t": name, "anchor": "c", "halo": True, "size": 8},
        {"shape": "line", "points": [start, end], "width": 0.6, "dash": "dotted"},
    ]  # fmt: skip
    if told:
        middle = {"x": (start[0] + end[0]) / 2, "y": (start[1] + end[1]) / 2}
        shapes.append({"shape": "text", **middle, "t": told, "anchor": "c", "halo": True, "size": 8})
    return shapes


def _sources(record: VisitRecord, middle: tuple[float, float], words: Words) -> list[Shape]:
    names = [source.name for source in record.sources] or list(record.observation.machines)
    shapes: list[Shape] = []
    for index, name in enumerate(names[:SHOWN_SOURCES]):
        x, y = middle[0] - 29.0 + (index % 2) * 30.0, middle[1] - 8.0 + (index // 2) * 6.0
        more = index == SHOWN_SOURCES - 1 and len(names) > SHOWN_SOURCES
        tail = " " + words("noise.more_sources", count=len(names)) if more else ""
        shapes.append({"shape": "circle", "x": x, "y": y, "r": 0.9, "fill": 0})
        shapes.append(
            {"shape": "text", "x": x + 2.0, "y": y, "t": f"S{index + 1} {shortened(name, 9)}{tail}", "size": 8}
        )
    return shapes
