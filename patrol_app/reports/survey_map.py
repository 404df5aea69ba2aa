"""The map of a survey: the track in five classes told apart by width and darkness, colour is extra; gaps stay open."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

from patrol_app.domain.places import Place
from patrol_app.domain.surveys import (
    CLASS_EDGES,
    Gap,
    Shown,
    SurveyRecord,
    TrackPoint,
    class_of,
    shown_quantity,
    value_of,
)
from patrol_app.planning.tracks import legs
from patrol_app.reports.blocks import PAGE_WIDTH_MM, Block, drawing
from patrol_app.reports.route_map import (
    HEIGHT_MM,
    MapSheet,
    ZoneCircle,
    is_near,
    scale_bar,
    within_frame,
    zone_shapes,
)
from patrol_app.reports.said import Said
from patrol_app.reports.sketch import north_arrow

Shape = dict[str, Any]

STROKES: tuple[dict[str, Any], ...] = (
    {"colour": [158, 188, 218], "width": 1.2},
    {"colour": [128, 140, 196], "width": 2.0},
    {"colour": [140, 82, 168], "width": 3.0},
    {"colour": [178, 34, 84], "width": 4.2},
    {"colour": [84, 0, 22], "width": 5.6},
)
"""From quiet to loud: each darker and wider than the one before, so that a grey print tells them apart."""
UNUSABLE: dict[str, Any] = {"gray": 130, "width": 0.9, "dash": "dotted"}
STEP_MM = 0.4
LEGEND_MM = 14.0


def survey_map(record: SurveyRecord, points: Sequence[TrackPoint], said: Said) -> Block | None:
    """The map as a drawing; ``None`` without a single place."""
    placed = [point.place for point in points if point.place is not None]
    if not placed:
        return None
    about = record.surroundings
    radius_m = max((notice.radius_m for notice in about.notices), default=0.0)
    circles = [ZoneCircle(name=venue.name, place=venue.place, radius_m=radius_m) for venue in about.venues]
    near = [circle for circle in circles if radius_m and is_near(circle, placed)]
    named = {one.site for spot in record.hot_spots for one in spot.sites}
    sites = [site for site in about.sites if site.name in named]
    sheet = MapSheet([*placed, *(site.place for site in sites)])
    shapes: list[Shape] = []
    for circle in near:
        shapes += zone_shapes(circle, sheet)
    shapes += _track(points, sheet)
    for gap in record.gaps:
        shapes += _gap(gap, sheet)
    for site in sites:
        shapes += _site(sheet.at(site.place), site.name)
    for spot in record.hot_spots:
        shapes += _spot(sheet.at(spot.place), spot.label)
    shapes.append({"shape": "rect", "x": 0, "y": 0, "w": PAGE_WIDTH_MM, "h": HEIGHT_MM, "width": 0.5})
    shapes += north_arrow(PAGE_WIDTH_MM - 8.0, 13.0, 0.0, said.words)
    shapes += scale_bar(sheet, said)
    return drawing(HEIGHT_MM + 1.0, within_frame(shapes))


def _track(points: Sequence[TrackPoint], sheet: MapSheet) -> list[Shape]:
    """Neighbouring legs of one class as one line, the loud ones on top."""
    shown = shown_quantity(tuple(points))
    lines: list[tuple[int, list[list[float]]]] = []
    last: TrackPoint | None = None
    for one, other in legs(points):
        value = value_of(other, shown)
        kind = -1 if value is None or not other.usable else class_of(value, shown)
        start, end = (_xy(sheet, each.place) for each in (one, other))
        if not lines or lines[-1][0] != kind or last is not one:
            lines.append((kind, [start]))
        line = lines[-1][1]
        if abs(line[-1][0] - end[0]) + abs(line[-1][1] - end[1]) >= STEP_MM:
            line.append(end)
        last = other
    drawn = [(kind, line) for kind, line in lines if len(line) > 1]
    return [
        {"shape": "line", "points": line, **(UNUSABLE if kind < 0 else STROKES[kind])}
        for kind, line in sorted(drawn, key=lambda each: each[0])
    ]


def _xy(sheet: MapSheet, place: Place | None) -> list[float]:
    assert place is not None  # only placed points make legs
    return list(sheet.at(place))


def _gap(gap: Gap, sheet: MapSheet) -> list[Shape]:
    """A cross at either end; nothing between."""
    shapes: list[Shape] = []
    for place in (gap.before, gap.after):
        if place is not None:
            x, y = sheet.at(place)
            shapes += [
                {"shape": "line", "points": [[x - 1.1, y - 1.1], [x + 1.1, y + 1.1]], "width": 0.8},
                {"shape": "line", "points": [[x - 1.1, y + 1.1], [x + 1.1, y - 1.1]], "width": 0.8},
            ]
    return shapes


def _site(at: tuple[float, float], name: str) -> list[Shape]:
    x, y = at
    return [
        {"shape": "rect", "x": x - 1.5, "y": y - 1.5, "w": 3.0, "h": 3.0, "width": 0.9, "fill": 255},
        {"shape": "text", "x": x, "y": y - 3.6, "t": name, "anchor": "c", "size": 7.5, "halo": True},
    ]


def _spot(at: tuple[float, float], label: str) -> list[Shape]:
    x, y = at
    return [
        {"shape": "circle", "x": x, "y": y, "r": 2.6, "width": 1.4, "fill": 255},
        {"shape": "text", "x": x, "y": y, "t": label, "anchor": "c", "size": 7},
    ]


def class_words(shown: Shown, said: Said) -> list[str]:
    """The five classes in words, with their unit."""
    edges = CLASS_EDGES[shown]
    unit = said(f"unit.{shown}")
    texts = [said("class_under", edge=f"{edges[0]:g}", unit=unit)]
    texts += [
        said("class_between", low=f"{low:g}", high=f"{high:g}", unit=unit) for low, high in itertools.pairwise(edges)
    ]
    return [*texts, said("class_over", edge=f"{edges[-1]:g}", unit=unit)]


def legend(points: Sequence[TrackPoint], said: Said) -> Block:
    """What the widths mean, and the other signs of the map."""
    shown = shown_quantity(tuple(points))
    shapes: list[Shape] = []
    for index, words in enumerate(class_words(shown, said)):
        x = index * PAGE_WIDTH_MM / 5
        shapes.append({"shape": "line", "points": [[x, 3.5], [x + 9, 3.5]], **STROKES[index]})
        shapes.append({"shape": "text", "x": x + 10.5, "y": 3.5, "t": words, "size": 8})
    signs: list[tuple[list[Shape], str]] = [
        ([{"shape": "line", "points": [[0, 10], [9, 10]], **UNUSABLE}], "legend.unusable"),
        (
            [
                {"shape": "line", "points": [[3.4, 8.9], [5.6, 11.1]], "width": 0.8},
                {"shape": "line", "points": [[3.4, 11.1], [5.6, 8.9]], "width": 0.8},
            ],
            "legend.gap",
        ),
        (_spot((4.5, 10.0), "H1"), "legend.spot"),
        ([{"shape": "rect", "x": 3.0, "y": 8.5, "w": 3.0, "h": 3.0, "width": 0.9, "fill": 255}], "legend.site"),
    ]
    for index, (sign, key) in enumerate(signs):
        x = index * PAGE_WIDTH_MM / 4
        shapes += [_moved(shape, x) for shape in sign]
        shapes.append({"shape": "text", "x": x + 10.5, "y": 10, "t": said(key), "size": 8})
    return drawing(LEGEND_MM, shapes)


def _moved(shape: Shape, x: float) -> Shape:
    if "points" in shape:
        return {**shape, "points": [[point[0] + x, point[1]] for point in shape["points"]]}
    return {**shape, "x": shape["x"] + x}
