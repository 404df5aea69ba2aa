"""Roads and water of the unit's own map: drawn in metres, and never without their datum."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from patrol_app.assets import sentence
from patrol_app.domain.places import Place
from patrol_app.planning.datum import gcj02_from_wgs84
from patrol_app.services.desk import ground
from patrol_app.services.desk.ground import read_ground
from patrol_app.services.desk.map_plane import MapPlane

MIDDLE = Place(latitude_deg=32.69, longitude_deg=109.02)
METRES = MapPlane(MIDDLE).metres
LINE = [[109.02, 32.69], [109.03, 32.69]]
RING = [[109.02, 32.69], [109.03, 32.69], [109.03, 32.70], [109.02, 32.69]]


def feature(shape: str, coordinates: Any, **properties: object) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": {"type": shape, "coordinates": coordinates}}


def lay(home: Path, name: str, features: list[dict[str, Any]], **more: object) -> Path:
    path = home / "map" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps({"type": "FeatureCollection", **more, "features": features}), encoding="utf-8")
    return path


def test_roads_and_water_are_drawn_and_nothing_else(tmp_path: Path) -> None:
    lay(
        tmp_path,
        "a.geojson",
        [
            feature("LineString", LINE, highway="primary_link"),
            feature("LineString", LINE, highway="residential"),
            feature("MultiLineString", [LINE, LINE], kind="road"),
            feature("Polygon", [RING, LINE], natural="water"),
            feature("MultiPolygon", [[RING], [RING]], kind="water"),
            feature("LineString", LINE, power="line"),
            feature("Polygon", [RING], landuse="grass"),
            feature("Point", [109.02, 32.69], kind="road"),
        ],
        datum="WGS-84",
    )
    shapes, faults = read_ground(tmp_path, METRES)
    assert faults == []
    assert [one.kind for one in shapes] == ["road", "minor_road", "road", "road", "water", "water", "water"]
    assert shapes[0].points_m == (METRES(MIDDLE), METRES(Place(latitude_deg=32.69, longitude_deg=109.03)))


def test_another_datum_is_converted_and_none_is_refused(tmp_path: Path) -> None:
    north, east = gcj02_from_wgs84(MIDDLE.latitude_deg, MIDDLE.longitude_deg)
    shifted = [[east, north], LINE[1]]
    lay(tmp_path, "gcj.geojson", [feature("LineString", shifted, kind="road")], datum="GCJ-02")
    path = lay(tmp_path, "silent.json", [feature("LineString", shifted, kind="road")])
    lay(tmp_path, "z.geojson", [feature("LineString", LINE, kind="road")], datum="CK-42")
    shapes, faults = read_ground(tmp_path, METRES)
    assert len(shapes) == 1
    assert shapes[0].points_m[0] == pytest.approx((0.0, 0.0), abs=0.1)
    assert [fault.key for fault in faults] == ["ground.datum", "planning.datum"]
    for tongue in ("zh", "en"):
        assert str(path) in sentence(faults[0].key, tongue, **faults[0].data)


def test_what_is_no_map_or_too_large_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert read_ground(tmp_path, METRES) == ((), [])
    lay(tmp_path, "a.geojson", [feature("LineString", LINE, kind="road")], datum="WGS-84")
    (tmp_path / "map" / "b.geojson").write_bytes(b"\xff\xfe no text")
    (tmp_path / "map" / "c.geojson").write_text("[1, 2]", encoding="utf-8")
    lay(tmp_path, "0.geojson", [feature("LineString", [["x", 1], [2]], kind="road")], datum="WGS-84")
    lay(tmp_path, "e.geojson", [feature("LineString", LINE, kind="road")], datum="WGS-84")
    monkeypatch.setattr(ground, "MOST_POINTS", 3)
    shapes, faults = read_ground(tmp_path, METRES)
    assert len(shapes) == 1
    assert [fault.key for fault in faults] == ["ground.file", "ground.file", "ground.file", "ground.large"]
