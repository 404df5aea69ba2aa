"""The index against brute force, boundaries against sampled truth, areas, and what a large district costs."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from patrol_app.domain.places import Boundary, ExamNotice, ExamVenue, Place, Site
from patrol_app.planning.boundaries import boundary_from_text, centre_of
from patrol_app.planning.zones import ZoneIndex, distance_m, nearest_zone, zone_findings

GEOD = Geod(ellps="WGS84")
NOTICE = ExamNotice(
    number="演字〔2026〕1号",
    title="演示通告",
    issuer="演示区人民政府",
    legal_basis="演示",
    radius_m=500.0,
    valid_from=datetime(2026, 6, 6, tzinfo=UTC),
    valid_to=datetime(2026, 6, 9, tzinfo=UTC),
)


def at(bearing_deg: float, metres: float, origin: tuple[float, float] = (109.02, 32.69)) -> Place:
    longitude, latitude, _ = GEOD.fwd(*origin, bearing_deg, metres)
    return Place(latitude_deg=latitude, longitude_deg=longitude)


def square(middle: Place, side_m: float) -> Boundary:
    half = side_m / math.sqrt(2.0)
    origin = (middle.longitude_deg, middle.latitude_deg)
    return (tuple(at(bearing, half, origin) for bearing in (45.0, 135.0, 225.0, 315.0)),)


def boundary_distance_m(one: Place | Boundary, other: Boundary) -> float:
    """What the index says between a place or boundary and a boundary."""
    site = Site(name="s", place=one) if isinstance(one, Place) else Site(name="s", place=one[0][0], boundary=one)
    venue = ExamVenue(name="v", place=other[0][0], boundary=other)
    (found,) = zone_findings([site], [venue], [NOTICE], margin_m=1e6)
    return found.distance_m


def sampled(boundary: Boundary, steps: int = 400) -> tuple[np.ndarray, np.ndarray]:
    """Points along the sides, straight in longitude and latitude."""
    ring = [(corner.longitude_deg, corner.latitude_deg) for corner in boundary[0]]
    share = np.linspace(0.0, 1.0, steps)[:, None]
    points = np.concatenate(
        [
            np.array(start) * (1 - share) + np.array(end) * share
            for start, end in zip(ring, ring[1:] + ring[:1], strict=True)
        ]
    )
    return points[:, 0], points[:, 1]


PLACES = st.tuples(st.floats(0.0, 360.0), st.floats(0.0, 60_000.0))


@settings(max_examples=40, deadline=None)
@given(st.lists(PLACES, min_size=1, max_size=12), st.lists(PLACES, min_size=1, max_size=6), st.floats(50.0, 5000.0))
def test_the_index_finds_what_brute_force_finds(
    sites: list[tuple[float, float]], venues: list[tuple[float, float]], radius_m: float
) -> None:
    site_list = [Site(name=f"s{i}", place=at(*where)) for i, where in enumerate(sites)]
    venue_list = [ExamVenue(name=f"v{i}", place=at(*where)) for i, where in enumerate(venues)]
    notice = replace(NOTICE, radius_m=radius_m)
    found = {(one.site, one.venue): one for one in zone_findings(site_list, venue_list, [notice])}
    for site in site_list:
        for venue in venue_list:
            metres = distance_m(site.place, venue.place)
            if metres < radius_m + 200.0:
                one = found[site.name, venue.name]
                assert one.distance_m == pytest.approx(metres, abs=0.006)
                assert one.inside is (metres <= radius_m)
            else:
                assert (site.name, venue.name) not in found


def test_candidates_are_not_lost_far_from_the_middle_of_the_map() -> None:
    """A list that spans the country stretches the map; the distance told is the geodesic all the same."""
    far = [Site(name=f"f{i}", place=Place(latitude_deg=20.0 + i, longitude_deg=80.0 + 2 * i)) for i in range(20)]
    venues = [
        ExamVenue(name=site.name, place=at(90.0, 499.9, (site.place.longitude_deg, site.place.latitude_deg)))
        for site in far
    ]
    found = zone_findings(far, venues, [NOTICE])
    assert [one.inside for one in found] == [True] * 20
    assert all(one.distance_m == pytest.approx(499.9, abs=0.01) for one in found)


@settings(max_examples=25, deadline=None)
@given(st.floats(0.0, 360.0), st.floats(200.0, 2000.0), st.floats(20.0, 150.0), st.floats(20.0, 150.0))
def test_boundary_to_boundary_is_true_within_five_centimetres(
    bearing_deg: float, apart_m: float, one_m: float, other_m: float
) -> None:
    one = square(at(0.0, 0.0), one_m)
    other = square(at(bearing_deg, apart_m + one_m + other_m), other_m)
    first, second = sampled(one), sampled(other)
    # every sample of one against the nearest of the other: the truth, up to the samples' spacing
    truth = min(
        float(np.min(GEOD.inv(np.full_like(second[0], x), np.full_like(second[1], y), *second)[2]))
        for x, y in zip(first[0][::20], first[1][::20], strict=True)
    )
    fine = boundary_distance_m(one, other)
    assert fine <= truth + 0.05
    corners = [GEOD.inv(a.longitude_deg, a.latitude_deg, x, y)[2] for a in one[0] for x, y in zip(*second, strict=True)]
    assert fine == pytest.approx(min(truth, *corners), abs=one_m / 10.0)


def test_a_corner_facing_a_wall_is_true_within_five_centimetres() -> None:
    """A wall along a meridian and a point due east of it: the foot is known, so is the distance."""
    wall: Boundary = (
        (
            Place(latitude_deg=32.69, longitude_deg=109.0),
            Place(latitude_deg=32.71, longitude_deg=109.0),
            Place(latitude_deg=32.71, longitude_deg=108.99),
            Place(latitude_deg=32.69, longitude_deg=108.99),
        ),
    )
    point = Place(latitude_deg=32.70, longitude_deg=109.0053)
    feet = [GEOD.inv(109.0, latitude, 109.0053, 32.70)[2] for latitude in np.linspace(32.6999, 32.7001, 2001)]
    assert boundary_distance_m(point, wall) == pytest.approx(min(feet), abs=0.05)


def test_the_record_says_whether_boundaries_were_measured() -> None:
    venue = ExamVenue(name="v", place=at(0.0, 0.0))
    walled = replace(venue, boundary=square(venue.place, 120.0))
    site = Site(name="s", place=at(90.0, 540.0))
    (plain,) = zone_findings([site], [venue], [NOTICE])
    (walls,) = zone_findings([site], [walled], [NOTICE])
    assert (plain.basis, plain.inside) == ("point", False)
    assert (walls.basis, walls.inside) == ("boundary", True)
    assert walls.distance_m == pytest.approx(480.0, abs=0.3)


def test_a_site_that_touches_the_venue_is_at_nothing() -> None:
    venue = ExamVenue(name="v", place=at(0.0, 0.0), boundary=square(at(0.0, 0.0), 100.0))
    site = Site(name="s", place=at(0.0, 20.0), boundary=square(at(0.0, 20.0), 10.0))
    assert zone_findings([site], [venue], [NOTICE])[0].distance_m == 0.0


def test_a_notice_for_an_area_holds_inside_its_polygon_alone() -> None:
    area = replace(NOTICE, radius_m=0.0, area=square(at(0.0, 0.0), 2000.0), area_name="演示建成区")
    inside, near, far = (Site(name=name, place=at(90.0, metres)) for name, metres in
                         (("in", 990.0), ("near", 1150.0), ("far", 1300.0)))  # fmt: skip
    venue = ExamVenue(name="v", place=at(180.0, 100_000.0))
    found = zone_findings([inside, near, far], [venue], [area])
    assert [(one.site, one.venue, one.inside, one.basis) for one in found] == [
        ("in", "演示建成区", True, "boundary"),
        ("near", "演示建成区", False, "boundary"),
    ]
    assert found[0].distance_m == 0.0
    assert found[1].distance_m == pytest.approx(150.0, abs=0.5)


def test_nearest_zone_prefers_the_zone_the_site_lies_in() -> None:
    narrow, wide = replace(NOTICE, number="a", radius_m=100.0), replace(NOTICE, number="b", radius_m=1000.0)
    found = nearest_zone(
        Site(name="s", place=at(0.0, 600.0)), [ExamVenue(name="v", place=at(0.0, 0.0))], [narrow, wide]
    )
    assert found is not None
    assert (found.notice, found.inside) == ("b", True)


def test_a_large_district_is_answered_like_a_small_one() -> None:
    """10,000 sites and 500 venues: the pairs are those of brute force over a sample of the sites."""
    random = np.random.default_rng(1)
    places = random.uniform((108.6, 32.4), (109.5, 33.0), (10_500, 2))
    sites = [
        Site(name=str(i), place=Place(latitude_deg=y, longitude_deg=x)) for i, (x, y) in enumerate(places[:10_000])
    ]
    venues = [
        ExamVenue(name=str(i), place=Place(latitude_deg=y, longitude_deg=x)) for i, (x, y) in enumerate(places[10_000:])
    ]
    found = ZoneIndex(sites, venues).findings([NOTICE])
    pairs = {(int(one.site), int(one.venue)) for one in found}
    ends = places[10_000:]
    for index in range(0, 10_000, 50):
        metres = GEOD.inv(np.full(500, places[index, 0]), np.full(500, places[index, 1]), ends[:, 0], ends[:, 1])[2]
        assert {venue for site, venue in pairs if site == index} == set(np.flatnonzero(metres < 700.0).tolist())


def test_boundaries_are_read_from_text_in_their_datum() -> None:
    boundary = boundary_from_text("109.0 32.7; 109.001 32.7; 109.001 32.701; 109.0 32.7", "CGCS2000")
    assert [len(ring) for ring in boundary] == [3]
    middle = centre_of(boundary)
    assert 32.7 < middle.latitude_deg < 32.701 and 109.0 < middle.longitude_deg < 109.001
    moved = boundary_from_text("109.0 32.7; 109.001 32.7; 109.001 32.701", "GCJ-02")
    assert 400.0 < distance_m(moved[0][0], boundary[0][0]) < 600.0
