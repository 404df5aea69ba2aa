"""现场勘察平面图: the plan of the place, drawn north up and to scale from coordinates; written distances count."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from patrol_app.assets import Language
from patrol_app.domain.papers import PlanDistance, PlanOutline, PlanPoint, SitePlan
from patrol_app.domain.places import Place
from patrol_app.domain.record import VisitRecord
from patrol_app.domain.series import LevelSeries
from patrol_app.reports.blocks import PAGE_WIDTH_MM, STRUCK, Block, Paper, drawing, label, space, table, value
from patrol_app.reports.frame import (
    BASIC,
    confirmation,
    missing,
    need,
    paper,
    party_not_signing,
    render_one,
    signatures,
    stop_if_missing,
)
from patrol_app.reports.ink import PARTY, signed
from patrol_app.reports.sketch import north_arrow
from patrol_app.reports.words import Words, metres

NAME = "site_plan"
TITLE = "plan.title"
CHECKS = BASIC
DETAILS = SitePlan

Shape = dict[str, Any]

HEIGHT_MM, MARGIN_MM = 118.0, 10.0
METRES_PER_DEGREE = 111_320.0
LINE_MM = 3.6
NAME_MM = 40.0
"""A building nearer than a name is long makes it move up."""
SCALES = (50, 100, 200, 250, 300, 400, 500, 600, 750, 1000, 1200, 1500, 2000, 2500, 5000, 10000, 20000, 50000)
_LOOKS: Mapping[str, Shape] = {
    "site": {"width": 1.4},
    "sensitive": {"width": 0.7, "fill": "hatch"},
    "venue": {"width": 0.7, "fill": "hatch"},
    "road": {"width": 0.4, "gray": 130},
    "other": {"width": 0.5},
}


def lay_out(
    record: VisitRecord,
    series: Mapping[str, LevelSeries],
    words: Words,
    *,
    practice: bool = False,
    details: object = None,
) -> Paper:
    """The plan as a paper; ``details`` is the ``SitePlan``.

    Raises:
        BadInput: there is no outline of at least three corners, or mandatory fields are missing.
    """
    del series
    title = words(TITLE)
    plan = need(details, SitePlan, title)
    lacking = [*missing(record, CHECKS)]
    lacking += [] if any(len(outline.corners) > 2 for outline in plan.outlines) else ["sketch"]
    stop_if_missing(lacking, title, words)
    # two participants a row of the signatures, which are to stand on the same page
    picture, scale = draw(plan, words, height_mm=HEIGHT_MM - 12.0 * ((len(record.others) + 1) // 2))
    rows = [
        [
            label(words("plan.north")),
            value(words("plan.north_up")),
            label(words("plan.drawn_at")),
            value(words.minute(plan.drawn_at)),
        ],
        [
            label(words("plan.content")),
            value(words("plan.shown")),
            label(words("plan.drawn_by")),
            value(plan.drawn_by),
        ],
        [label(words("plan.scale")), value(words("plan.scale_value", scale=scale), span=3)],
    ]
    if plan.notes:
        rows.append([label(words("plan.not_drawn")), value(words.joined(list(plan.notes)), span=3)])
    blocks: list[Block] = [
        table([22, -1, 22, -1], rows),
        space(1),
        picture,
        confirmation(record, words, words("plan.confirm"), words("plan.hint"), at_end=True),
    ]
    return paper(
        record,
        words,
        title=title,
        blocks=blocks,
        practice=practice,
        signatures=_signatures(record, words),
        left=words("common.number", number=record.number),
        running_right=words("common.number", number=record.number),
    )


def render(
    record: VisitRecord,
    series: Mapping[str, LevelSeries],
    *,
    language: Language = "zh",
    practice: bool = False,
    details: object = None,
) -> bytes:
    """The plan as PDF/A-2b; ``details`` is the ``SitePlan``."""
    words = Words(language)
    made = lay_out(record, series, words, practice=practice, details=details)
    return render_one(record, made, words, made_at=need(details, SitePlan, made.title).drawn_at)


class _Map:
    """Places to millimetres on the sheet, north up; flat over the few hundred metres of a site."""

    def __init__(self, places: Sequence[Place], height_mm: float) -> None:
        self.height_mm = height_mm
        south, north = min(each.latitude_deg for each in places), max(each.latitude_deg for each in places)
        west, east = min(each.longitude_deg for each in places), max(each.longitude_deg for each in places)
        self.middle_deg = ((south + north) / 2.0, (west + east) / 2.0)
        self.east_m = METRES_PER_DEGREE * math.cos(math.radians(self.middle_deg[0]))
        room_mm = (PAGE_WIDTH_MM - 2 * MARGIN_MM - 20.0, height_mm - 2 * MARGIN_MM)
        wanted = max(
            (east - west) * self.east_m * 1000.0 / room_mm[0], (north - south) * METRES_PER_DEGREE * 1000.0 / room_mm[1]
        )
        self.scale = next((scale for scale in SCALES if scale >= wanted), SCALES[-1])

    def at(self, place: Place) -> list[float]:
        east = (place.longitude_deg - self.middle_deg[1]) * self.east_m * 1000.0 / self.scale
        north = (place.latitude_deg - self.middle_deg[0]) * METRES_PER_DEGREE * 1000.0 / self.scale
        return [round(PAGE_WIDTH_MM / 2 + east, 2), round(self.height_mm / 2 - north, 2)]


def draw(plan: SitePlan, words: Words, *, height_mm: float = HEIGHT_MM) -> tuple[Block, int]:
    """The drawing and its scale as the number after 1:."""
    places = [corner for outline in plan.outlines for corner in outline.corners]
    places += [point.place for point in plan.points]
    places += [end for distance in plan.distances for end in (distance.start, distance.end)]
    sheet = _Map(places, height_mm)
    shapes: list[Shape] = [{"shape": "rect", "x": 0, "y": 0, "w": PAGE_WIDTH_MM, "h": height_mm, "width": 0.5}]
    for outline in plan.outlines:
        shapes += _outline(outline, sheet, words)
    for distance in plan.distances:
        shapes += _distance(distance, sheet)
    named: list[tuple[float, float, float]] = []
    for point in plan.points:
        shapes += _point(point, sheet, plan.outlines, named)
    shapes += north_arrow(160.0, 12.0, 0.0, words)
    shapes += _bar(sheet, words)
    return drawing(height_mm + 1.0, shapes), sheet.scale


def _outline(outline: PlanOutline, sheet: _Map, words: Words) -> list[Shape]:
    corners = [sheet.at(corner) for corner in outline.corners]
    if len(corners) < 2:
        return []
    closed = outline.kind != "road"
    name = words("plan.building", name=outline.name) if outline.schematic else outline.name
    middle = [sum(axis) / len(corners) for axis in zip(*corners, strict=True)]
    name_y = middle[1]
    if outline.kind == "site" or (outline.schematic and name_y > sheet.height_mm / 2):
        name_y = max(corner[1] for corner in corners) + 3.5
    elif outline.schematic:
        name_y = min(corner[1] for corner in corners) - 3.0
    return [
        {"shape": "line", "points": corners, "closed": closed, **_LOOKS[outline.kind]},
        {"shape": "text", "x": middle[0], "y": name_y, "t": name, "anchor": "c", "halo": True, "size": 8.5},
    ]


def _distance(distance: PlanDistance, sheet: _Map) -> list[Shape]:
    start, end = sheet.at(distance.start), sheet.at(distance.end)
    length = math.hypot(end[0] - start[0], end[1] - start[1])
    shapes: list[Shape] = [{"shape": "line", "points": [start, end], "width": 0.6, "dash": "dotted"}]
    if length > 0.0:
        along = ((end[0] - start[0]) / length, (end[1] - start[1]) / length)
        for tip, sign in ((start, 1.0), (end, -1.0)):
            wings = [
                [
                    tip[0] + sign * along[0] * 2.0 + side * along[1] * 0.9,
                    tip[1] + sign * along[1] * 2.0 - side * along[0] * 0.9,
                ]
                for side in (1.0, -1.0)
            ]
            points = [[round(x, 2), round(y, 2)] for x, y in (wings[0], tip, wings[1])]
            shapes.append({"shape": "line", "points": points, "width": 0.6})
    middle = {"x": (start[0] + end[0]) / 2, "y": (start[1] + end[1]) / 2}
    words = metres(distance.distance_m) or ""
    return [*shapes, {"shape": "text", **middle, "t": words, "anchor": "c", "halo": True, "size": 8}]


def _point(
    point: PlanPoint, sheet: _Map, outlines: Sequence[PlanOutline], named: list[tuple[float, float, float]]
) -> list[Shape]:
    """Its sign and its name; a name that would lie on one in ``named`` (left, right, height) goes above it."""
    x, y = sheet.at(point.place)
    if point.kind == "point":
        corners = [[x, y - 1.7], [x + 1.6, y + 1.2], [x - 1.6, y + 1.2]]
        sign: Shape = {"shape": "line", "points": corners, "closed": True, "fill": 0, "width": 0.4}
    else:
        sign = {"shape": "circle", "x": x, "y": y, "r": 1.0, "fill": 0 if point.kind == "source" else 255, "width": 0.6}
    above = 2.6 if point.kind == "point" else 0.0  # a point stands at the wall, where sources are near
    for outline in outlines if point.kind == "point" else ():
        corners = [sheet.at(corner) for corner in outline.corners]
        beside = 0.0 < min(corner[0] for corner in corners) - x < NAME_MM
        if (
            beside
            and outline.schematic
            and min(each[1] for each in corners) - 4.0 < y < max(each[1] for each in corners)
        ):
            above = y - min(corner[1] for corner in corners) + 3.0  # over a building that stands beside it
    # a source in the eastern half of the site is named to its left, and not across the boundary
    site_x = [sheet.at(corner)[0] for outline in outlines if outline.kind == "site" for corner in outline.corners]
    left = point.kind != "point" and bool(site_x) and x > sum(site_x) / len(site_x)
    name, name_y = f"{point.label} {point.name}".strip(), y - above
    wide = sum(2.9 if letter > "\u2e7f" else 1.6 for letter in name)
    begins = x - 2.2 - wide if left else x + 2.2
    while any(abs(name_y - at) < LINE_MM and begins < right and first < begins + wide for first, right, at in named):
        name_y -= LINE_MM
    named.append((begins, begins + wide, name_y))
    return [
        sign,
        {"shape": "text", "x": x + (-2.2 if left else 2.2), "y": name_y, "t": name, "anchor": "r" if left else "l",
         "size": 8},
    ]  # fmt: skip


def _bar(sheet: _Map, words: Words) -> list[Shape]:
    length_m = next(
        length for length in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000) if length * 1000 / sheet.scale >= 15
    )
    right, y = PAGE_WIDTH_MM - 6.0, sheet.height_mm - 6.0
    left = round(right - length_m * 1000.0 / sheet.scale, 2)
    return [
        {"shape": "line", "points": [[left, y - 1.2], [left, y], [right, y], [right, y - 1.2]], "width": 0.9},
        {
            "shape": "text",
            "x": (left + right) / 2,
            "y": y - 3.4,
            "t": words("plan.bar", length=length_m),
            "anchor": "c",
            "size": 8,
        },
    ]


def _signatures(record: VisitRecord, words: Words) -> dict[str, object]:
    cell, notes = party_not_signing(record, words)
    rows = [{**signed(words("plan.sign_party"), record.drawn_by(PARTY), words), "words": cell}]
    for officer in record.officers[:2]:
        number = officer.certificate_number
        rows.append(signed(words("plan.sign_officer", number=number), record.drawn_by(number), words))
    rows.append(signed(words("plan.sign_drawer"), None, words))
    fields = signatures(words, every_page=rows[0], last_page=rows, notes=notes, continued=False)
    names = [words("inspection.sign_other", name=other.name) for other in record.others]
    cells = [signed(name, None, words) for name in (*names, STRUCK)]
    pairs = [[*pair] for pair in zip(cells[: len(names) : 2], cells[1::2], strict=False)]
    return {**fields, "pairs": pairs} if pairs else fields
