"""The GeoJSON of a survey, field by field against RFC 7946 and against the record it was made from."""

from __future__ import annotations

import csv
import io
import itertools
import json
from dataclasses import fields, replace
from functools import cache
from typing import Any

import pytest
from demo_survey import demo_survey, demo_track, without_dust_meter

from patrol_app.domain.codec import to_plain
from patrol_app.domain.surveys import Segment, SurveyRecord, TrackPoint
from patrol_app.reports import survey_geojson, survey_tables

KINDS = {"point", "segment", "gap", "hot_spot"}
UNITS = ("_db", "_ug_m3", "_m", "_s", "_km_h", "_pct", "_deg")
UNITLESS = {
    "kind", "nature", "at", "utc", "quality", "satellites", "hdop", "laeq_source", "stretch", "segment", "silent",
    "flags", "usable", "number", "started_at", "ended_at", "points", "segments", "worst", "because", "sites", "zones",
    "reason",
}  # fmt: skip


@cache
def collection() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(survey_geojson.render(demo_survey(), demo_track().points))
    return found


def features(kind: str) -> list[dict[str, Any]]:
    return [each for each in collection()["features"] if each["properties"]["kind"] == kind]


def positions(geometry: dict[str, Any]) -> list[list[float]]:
    return [geometry["coordinates"]] if geometry["type"] == "Point" else geometry["coordinates"]


def test_the_whole_is_a_feature_collection_without_a_crs_member() -> None:
    """RFC 7946 section 3.3, and section 4: other systems than WGS-84 are gone, and ``crs`` with them."""
    whole = collection()
    assert whole["type"] == "FeatureCollection"
    assert isinstance(whole["features"], list)
    assert "crs" not in whole
    assert not {"coordinates", "geometries", "geometry", "properties"} & whole.keys()


def test_every_feature_has_exactly_the_members_of_a_feature_and_an_id_of_its_own() -> None:
    """Section 3.2."""
    for feature in collection()["features"]:
        assert feature.keys() == {"type", "id", "geometry", "properties"}
        assert feature["type"] == "Feature"
        assert feature["properties"]["kind"] in KINDS
        assert feature["properties"]["nature"] == "screening"
    names = [feature["id"] for feature in collection()["features"]]
    assert len(set(names)) == len(names)


def test_geometries_are_points_and_lines_of_two_or_more_positions_or_null() -> None:
    """Sections 3.1.1 to 3.1.4 and, for what has no place, 3.2."""
    for feature in collection()["features"]:
        geometry = feature["geometry"]
        if feature["properties"]["kind"] == "gap":
            assert geometry is None
            continue
        assert geometry.keys() == {"type", "coordinates"}
        assert geometry["type"] in ("Point", "LineString")
        if geometry["type"] == "LineString":
            assert len(geometry["coordinates"]) >= 2
        for position in positions(geometry):
            assert len(position) == 2
            longitude, latitude = position
            assert 108.9 < longitude < 109.2
            assert 32.5 < latitude < 32.9


def test_the_box_is_west_south_east_north_of_every_point() -> None:
    """Section 5."""
    west, south, east, north = collection()["bbox"]
    places = [point.place for point in demo_track().points if point.place is not None]
    assert (west, east) == (min(p.longitude_deg for p in places), max(p.longitude_deg for p in places))
    assert (south, north) == (min(p.latitude_deg for p in places), max(p.latitude_deg for p in places))


def test_the_note_names_datum_order_and_what_it_is_not() -> None:
    about = collection()["about"]
    assert about["datum"] == "WGS-84"
    assert "RFC 7946" in about["coordinates"]
    assert "[longitude, latitude]" in about["coordinates"]
    assert "not GCJ-02" in about["coordinates"]
    assert about["nature"] == "screening"
    assert "只作筛查" in about["nature_zh"]
    assert about["speed_limit_is"] == "assumption"
    assert "2.0 s" in about["dust_delay"]


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_names_of_properties_carry_their_unit(kind: str) -> None:
    for feature in features(kind):
        for name in feature["properties"]:
            assert name in UNITLESS or name.endswith(UNITS), name


def test_points_are_the_placed_points_of_the_track_field_by_field() -> None:
    points = [(index, point) for index, point in enumerate(demo_track().points, start=1) if point.place is not None]
    found = features("point")
    assert len(found) == len(points) == 140
    for feature, (index, point) in zip(found, points, strict=True):
        assert feature["id"] == f"P{index}"
        assert feature["geometry"] == {"type": "Point", "coordinates": [point.longitude_deg, point.latitude_deg]}
        said = feature["properties"]
        for field in fields(TrackPoint):
            if field.name not in ("latitude_deg", "longitude_deg"):
                assert said[field.name] == to_plain(getattr(point, field.name)), field.name
        assert said["usable"] is point.usable


def test_segments_are_those_of_the_record_and_join_within_a_stretch_alone() -> None:
    found, record = features("segment"), demo_survey()
    assert len(found) == len(record.segments)
    for feature, segment in zip(found, record.segments, strict=True):
        for field in fields(Segment):
            if field.name not in ("start", "end"):
                assert feature["properties"][field.name] == to_plain(getattr(segment, field.name)), field.name
    for before, after in itertools.pairwise(found):
        joined = positions(before["geometry"])[-1] == positions(after["geometry"])[0]
        assert joined is (before["properties"]["stretch"] == after["properties"]["stretch"])


def test_gaps_say_from_where_to_where_without_a_line_between() -> None:
    (feature,) = features("gap")
    (gap,) = demo_survey().gaps
    assert gap.before is not None
    assert gap.after is not None
    assert feature["properties"] == {
        "kind": "gap",
        "nature": "screening",
        "started_at": gap.started_at.isoformat(),
        "duration_s": 10.0,
        "reason": "no_fix",
        "before_lon_lat_deg": [gap.before.longitude_deg, gap.before.latitude_deg],
        "after_lon_lat_deg": [gap.after.longitude_deg, gap.after.latitude_deg],
    }


def test_hot_spots_carry_sites_and_zones() -> None:
    (feature,), (spot,) = features("hot_spot"), demo_survey().hot_spots
    assert feature["id"] == "H1"
    assert feature["geometry"]["coordinates"] == [spot.place.longitude_deg, spot.place.latitude_deg]
    assert feature["properties"]["laeq_db"] == spot.laeq_db
    assert feature["properties"]["because"] == ["laeq", "pm10"]
    assert [one["site"] for one in feature["properties"]["sites"]] == ["演示一号工地"]
    assert feature["properties"]["zones"][0]["inside"] is True


def test_a_survey_without_a_place_is_still_a_collection() -> None:
    lost = tuple(replace(p, latitude_deg=None, longitude_deg=None, segment=None) for p in demo_track().points[:3])
    record = replace(demo_survey(), segments=(), hot_spots=(), gaps=())
    whole = json.loads(survey_geojson.render(record, lost))
    assert whole["features"] == []
    assert "bbox" not in whole


@pytest.mark.parametrize(
    ("record", "key"),
    [
        (demo_survey(), "survey.delay_known"),
        (replace(demo_survey(), settings=replace(demo_survey().settings, dust_delay_s=None)), "survey.delay_unknown"),
        (without_dust_meter(demo_survey()), "survey.no_dust_meter"),
    ],
)
def test_the_dust_meters_delay_is_stated_unknown_or_needless(record: SurveyRecord, key: str) -> None:
    assert survey_geojson.delay_key(record) == key


def test_the_same_survey_gives_the_same_bytes() -> None:
    first = survey_geojson.render(demo_survey(), demo_track().points)
    assert first == survey_geojson.render(demo_survey(), demo_track().points)
    assert first.endswith(b"\n]}\n")


def test_the_tables_hold_every_point_and_segment_and_say_screening_in_each_row() -> None:
    points = list(csv.DictReader(io.StringIO(survey_tables.points_csv(demo_track().points).decode())))
    assert len(points) == 150
    assert {row["nature"] for row in points} == {"screening"}
    lost = points[64]
    assert (lost["latitude_deg"], lost["segment"], lost["usable"]) == ("", "", "false")
    assert lost["flags"] == "no_fix speed_unknown"
    assert points[0]["latitude_deg"] == "32.6860450"
    segments = list(csv.DictReader(io.StringIO(survey_tables.segments_csv(demo_survey().segments).decode())))
    assert len(segments) == len(demo_survey().segments)
    assert [row["laeq_db"] for row in segments] == [
        "" if one.laeq_db is None else f"{one.laeq_db:.1f}" for one in demo_survey().segments
    ]
    assert {row["nature"] for row in segments} == {"screening"}
