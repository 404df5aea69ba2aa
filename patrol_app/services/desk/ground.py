"""The map's ground: roads and water out of GeoJSON files that the unit lays into its data folder; no network is asked.

A file says its datum (``"datum": "WGS-84"`` beside ``"features"``), since maps of Chinese web services are GCJ-02 or
BD-09 and half a kilometre off: without it nothing of the file is drawn. The ground is looked at and never measured on.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Literal

from patrol_app.domain.errors import BadInput
from patrol_app.domain.places import Place
from patrol_app.planning.datum import to_wgs84
from patrol_app.services.place_facts import GroundShape

FOLDER = "map"
MOST_POINTS = 40_000
"""More take the laptop's breath at each picture; a district's roads are fewer."""
_MAIN = ("motorway", "trunk", "primary", "secondary")
_SET_APART = {"LineString": 0, "MultiLineString": 1, "Polygon": 1, "MultiPolygon": 2}
"""How many lists lie around one line of points."""
Kind = Literal["road", "minor_road", "water"]
Metres = Callable[[Place], tuple[float, float]]


def read_ground(home: Path, metres: Metres) -> tuple[tuple[GroundShape, ...], list[BadInput]]:
    """The shapes of all files, by name, and what is wrong with those that cannot be drawn.

    Args:
        home: the data folder.
        metres: east and north of the map's middle.
    """
    shapes: list[GroundShape] = []
    faults: list[BadInput] = []
    left = MOST_POINTS
    for path in sorted((home / FOLDER).glob("*.*json")):
        try:
            found = _file(path, metres, left)
        except BadInput as fault:
            faults.append(fault)
            continue
        left -= sum(len(shape.points_m) for shape in found)
        shapes.extend(found)
    return tuple(shapes), faults


def _file(path: Path, metres: Metres, most: int) -> list[GroundShape]:
    try:
        whole = json.loads(path.read_text(encoding="utf-8-sig"))
        datum = whole.get("datum")
        if not isinstance(datum, str):
            raise BadInput("ground.datum", path=path)
        lines = [(kind, line) for feature in whole["features"] for kind, line in _lines(feature)]
        if sum(len(line) for _, line in lines) > most:
            raise BadInput("ground.large", path=path, most=MOST_POINTS)
        return [
            GroundShape(kind=kind, points_m=tuple(metres(to_wgs84(point[1], point[0], datum)) for point in line))
            for kind, line in lines
        ]
    except (OSError, ValueError, KeyError, TypeError, AttributeError, IndexError) as fault:
        raise BadInput("ground.file", path=path, cause=str(fault)) from fault


def _lines(feature: Mapping[str, Any]) -> Iterator[tuple[Kind, list[list[float]]]]:
    properties = feature.get("properties") or {}
    geometry = feature.get("geometry") or {}
    depth = _SET_APART.get(str(geometry.get("type")))
    kind = _kind(properties, str(geometry.get("type")))
    if depth is None or kind is None:
        return
    rings = geometry["coordinates"]
    if depth == 0:
        rings = [rings]
    elif depth == 2:
        rings = [piece[0] for piece in rings]
    elif geometry["type"] == "Polygon":
        rings = rings[:1]
    for ring in rings:
        if len(ring) > 1:
            yield kind, ring


def _kind(properties: Mapping[str, Any], shape: str) -> Kind | None:
    """By ``kind``, else by the tags of open street maps; what is neither road nor water is not drawn."""
    said = properties.get("kind")
    if said in ("road", "minor_road", "water"):
        return said  # type: ignore[no-any-return]  # one of the three words
    if shape in ("Polygon", "MultiPolygon"):
        wet = properties.get("natural") == "water" or properties.get("waterway") or properties.get("water")
        return "water" if wet else None
    highway = properties.get("highway")
    if not highway:
        return None
    return "road" if str(highway).removesuffix("_link") in _MAIN else "minor_road"
