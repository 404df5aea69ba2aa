"""A survey as GeoJSON (RFC 7946) for any map program: points, segments, gaps and hot spots.

Coordinates are longitude, latitude in degrees on WGS-84, as RFC 7946 section 4 wants and as the receiver gave them;
the standard has no ``crs`` member, so that is said in words. A gap has no geometry (section 3.2, unlocated).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import fields
from typing import Any

from patrol_app.assets import sentence
from patrol_app.domain.codec import to_plain
from patrol_app.domain.places import Place
from patrol_app.domain.surveys import Gap, HotSpot, Segment, SurveyRecord, TrackPoint

Feature = dict[str, Any]
CRS_NOTE = (
    "WGS-84 (EPSG:4326), [longitude, latitude] in degrees, RFC 7946 section 4; as received, not GCJ-02 and not BD-09"
)


def render(record: SurveyRecord, points: Sequence[TrackPoint]) -> bytes:
    """The whole file, a feature a line; the same survey gives the same bytes."""
    features = [
        *_hot_spots(record.hot_spots),
        *_segments(record.segments, points),
        *_gaps(record.gaps),
        *_points(points),
    ]
    lines = ",\n".join(_text(feature) for feature in features)
    head = {"type": "FeatureCollection", **_box(points), "about": _about(record)}
    return f'{_text(head)[:-1]},"features":[\n{lines}\n]}}\n'.encode()


def _text(value: object) -> str:
    return json.dumps(to_plain(value), ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _about(record: SurveyRecord) -> Feature:
    return {
        "number": record.number,
        "nature": record.nature,
        "nature_zh": sentence("survey.screening", "zh"),
        "nature_en": sentence("survey.screening", "en"),
        "simulated": record.simulated,
        "coordinates": CRS_NOTE,
        "datum": record.datum,
        "settings": record.settings,
        "speed_limit_is": "assumption",
        "dust_delay": sentence(delay_key(record), "en", seconds=record.settings.dust_delay_s),
        "instruments": [
            {"role": unit.role, "name": unit.name, "serial_number": unit.serial_number} for unit in record.instruments
        ],
        "totals": record.totals,
    }


def delay_key(record: SurveyRecord) -> str:
    """The sentence on the dust meter's delay."""
    if all(unit.role != "dust" for unit in record.instruments):
        return "survey.no_dust_meter"
    return "survey.delay_unknown" if record.settings.dust_delay_s is None else "survey.delay_known"


def _box(points: Sequence[TrackPoint]) -> Feature:
    places = [point.place for point in points if point.place is not None]
    if not places:
        return {}
    return {
        "bbox": [
            min(place.longitude_deg for place in places),
            min(place.latitude_deg for place in places),
            max(place.longitude_deg for place in places),
            max(place.latitude_deg for place in places),
        ]
    }


def _position(place: Place) -> list[float]:
    return [place.longitude_deg, place.latitude_deg]


def _feature(name: str, kind: str, geometry: Feature | None, properties: Feature) -> Feature:
    return {
        "type": "Feature",
        "id": name,
        "geometry": geometry,
        "properties": {"kind": kind, "nature": "screening", **properties},
    }


def _plain(record: object, leave_out: Sequence[str]) -> Feature:
    names = [field.name for field in fields(record)]  # type: ignore[arg-type]  # records of the domain are dataclasses
    return {name: getattr(record, name) for name in names if name not in leave_out}


def _points(points: Sequence[TrackPoint]) -> Iterator[Feature]:
    for index, point in enumerate(points, start=1):
        if point.place is None:
            continue
        geometry = {"type": "Point", "coordinates": _position(point.place)}
        said = _plain(point, ("latitude_deg", "longitude_deg"))
        yield _feature(f"P{index}", "point", geometry, {**said, "usable": point.usable})


def _segments(segments: Sequence[Segment], points: Sequence[TrackPoint]) -> Iterator[Feature]:
    lines: dict[int, list[list[float]]] = {}
    before: TrackPoint | None = None
    for point in points:
        if point.segment is None or point.place is None:
            before = None
            continue
        line = lines.setdefault(point.segment, [])
        if not line and before is not None and before.place is not None and before.stretch == point.stretch:
            line.append(_position(before.place))
        if not line or line[-1] != _position(point.place):
            line.append(_position(point.place))
        before = point
    for segment in segments:
        line = lines[segment.number]
        geometry: Feature = {"type": "LineString", "coordinates": line}
        if len(line) == 1:
            geometry = {"type": "Point", "coordinates": line[0]}
        yield _feature(f"S{segment.number}", "segment", geometry, _plain(segment, ("start", "end")))


def _gaps(gaps: Sequence[Gap]) -> Iterator[Feature]:
    for index, gap in enumerate(gaps, start=1):
        ends = {
            name: None if place is None else _position(place)
            for name, place in (("before_lon_lat_deg", gap.before), ("after_lon_lat_deg", gap.after))
        }
        yield _feature(f"G{index}", "gap", None, {**_plain(gap, ("before", "after")), **ends})


def _hot_spots(spots: Sequence[HotSpot]) -> Iterator[Feature]:
    for spot in spots:
        geometry = {"type": "Point", "coordinates": _position(spot.place)}
        yield _feature(spot.label, "hot_spot", geometry, _plain(spot, ("label", "place")))
