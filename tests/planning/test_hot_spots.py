from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from track_points import BEGAN, end_of, point

from patrol_app.domain.places import ExamNotice, ExamVenue, Place, Site
from patrol_app.domain.surveys import HotSpot, SurveySettings, SurveySurroundings, TrackPoint
from patrol_app.planning.hot_spots import find_hot_spots, surroundings
from patrol_app.planning.tracks import lay_track
from patrol_app.planning.zones import distance_m

SETTINGS = SurveySettings()
NOWHERE = SurveySurroundings()


def spots(points: list[TrackPoint], about: SurveySurroundings = NOWHERE, **changes: Any) -> tuple[HotSpot, ...]:
    settings = replace(SETTINGS, **changes)
    return find_hot_spots(lay_track(points, settings, *end_of(points)), settings, about)


def street(levels: list[float], **more: Any) -> list[TrackPoint]:
    """Five points of 10 m a level."""
    return [
        point(5 * index + t, 50.0 * index + 10.0 * t, level, **more)
        for index, level in enumerate(levels)
        for t in range(5)
    ]


@pytest.mark.parametrize(("level", "hot"), [(65.0, False), (65.1, True)])
def test_hot_is_above_the_chosen_level_not_at_it(level: float, hot: bool) -> None:
    assert bool(spots(street([level]))) is hot


@pytest.mark.parametrize(("usable", "hot"), [(2, False), (3, True)])
def test_hot_needs_three_usable_points(usable: int, hot: bool) -> None:
    points = [point(t, 10.0 * t, 80.0, flags=() if t < usable else ("too_fast",)) for t in range(5)]
    assert bool(spots(points)) is hot


def test_neighbouring_hot_segments_are_one_spot_told_by_the_worst() -> None:
    found = spots(street([50.0, 66.0, 72.0, 67.0, 50.0, 68.0]))
    assert [(one.label, one.segments, one.worst, one.laeq_db) for one in found] == [
        ("H1", (2, 3, 4), 3, 72.0),
        ("H2", (6,), 6, 68.0),
    ]


def test_segments_on_both_sides_of_a_gap_are_two_spots() -> None:
    before, after = street([70.0]), street([70.0, 70.0])[5:]
    lost = [replace(point(t, None), t_s=5.0 + t) for t in range(3)]
    found = spots([*before, *lost, *(replace(one, t_s=one.t_s + 3) for one in after)])
    assert [one.segments for one in found] == [(1,), (2,)]


def test_the_place_of_a_spot_is_a_fix_of_the_receiver() -> None:
    points = street([60.0, 70.0])
    loudest = replace(points[7], laeq_1s_db=90.0)
    points[7] = loudest
    (spot,) = spots(points)
    assert spot.place == loudest.place
    assert spot.at == loudest.at


def test_dust_makes_a_spot_of_a_quiet_place() -> None:
    (spot,) = spots(street([50.0], pm10_ug_m3=151.0, tsp_ug_m3=299.0))
    assert spot.because == ("pm10",)
    assert spots(street([50.0], pm10_ug_m3=150.0, tsp_ug_m3=300.0)) == ()


def site_at(metres_east: float, name: str) -> Site:
    return Site(name=name, place=Place(latitude_deg=32.69, longitude_deg=109.02 + metres_east / 93_700.0))


def test_sites_within_the_distance_are_named_from_near_to_far_and_others_not() -> None:
    near, middle, far = site_at(40.0, "近"), site_at(250.0, "中"), site_at(400.0, "远")
    (spot,) = spots([point(t, 0.0, 70.0) for t in range(5)], SurveySurroundings(sites=(far, middle, near)))
    assert [one.site for one in spot.sites] == ["近", "中"]
    assert spot.sites[0].distance_m == pytest.approx(distance_m(spot.place, near.place), abs=0.05)


def test_a_site_whose_place_came_in_gcj_02_is_not_moved_again() -> None:
    """The library has turned it to WGS-84 already; turned once more it would be half a kilometre off."""
    there = site_at(40.0, "近")
    kept = replace(there, place=replace(there.place, datum="GCJ-02"))
    (spot,) = spots([point(t, 0.0, 70.0) for t in range(5)], SurveySurroundings(sites=(kept,)))
    assert spot.sites[0].distance_m == pytest.approx(40.0, abs=0.5)


def notice(**more: Any) -> ExamNotice:
    values: dict[str, Any] = {
        "number": "演字〔2026〕1号",
        "title": "通告",
        "issuer": "演示",
        "legal_basis": "—",
        "radius_m": 500.0,
        "valid_from": BEGAN,
        "valid_to": BEGAN + timedelta(days=2),
    }
    return ExamNotice(**{**values, **more})


def test_zones_and_near_misses_stand_with_the_spot() -> None:
    venue = ExamVenue(name="演示一中", place=site_at(480.0, "x").place)
    other = ExamVenue(name="演示二中", place=site_at(-620.0, "x").place)
    about = SurveySurroundings(venues=(venue, other), notices=(notice(),))
    (spot,) = spots([point(t, 0.0, 70.0) for t in range(5)], about)
    assert [(one.venue, one.inside) for one in spot.zones] == [("演示一中", True), ("演示二中", False)]


def test_the_surroundings_keep_names_places_and_boundaries_alone() -> None:
    site = replace(site_at(100.0, "近"), contact="演示人", contact_phone="000", complaints=3, grid="04")
    far = site_at(40_000.0, "远")
    about = surroundings([Place(latitude_deg=32.69, longitude_deg=109.02)], [site, far], [], [notice()], reach_m=1000.0)
    assert about.sites == (Site(name="近", place=site.place),)
    assert surroundings([], [site], [], [], reach_m=1000.0) == NOWHERE
