"""Zones: the radius is the notice's, a site exactly on it is inside, near misses are told."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from pyproj import Geod

from patrol_app.domain.places import ExamNotice, ExamVenue, Place, Site
from patrol_app.planning.zones import nearest_zone, zone_findings

VENUE = ExamVenue(name="演示一中", place=Place(latitude_deg=32.69, longitude_deg=109.02))


def notice(radius_m: float) -> ExamNotice:
    return ExamNotice(
        number="演字〔2026〕1号",
        title="演示通告",
        issuer="演示区人民政府",
        legal_basis="中华人民共和国噪声污染防治法 第三十三条",
        radius_m=radius_m,
        valid_from=datetime(2026, 6, 6, tzinfo=UTC),
        valid_to=datetime(2026, 6, 9, tzinfo=UTC),
    )


def site_at(metres: float) -> Site:
    longitude, latitude, _ = Geod(ellps="WGS84").fwd(109.02, 32.69, 60.0, metres)
    return Site(name=f"{metres} m", place=Place(latitude_deg=latitude, longitude_deg=longitude))


@pytest.mark.parametrize(("metres", "inside"), [(499.99, True), (500.0, True), (500.02, False)])
def test_inside_is_up_to_and_with_the_radius(metres: float, inside: bool) -> None:
    rounded = zone_findings([site_at(metres)], [VENUE], [notice(500.005)])
    assert rounded[0].inside is inside
    assert rounded[0].distance_m == pytest.approx(metres, abs=0.05)


def test_near_misses_are_listed_and_far_sites_are_not() -> None:
    found = zone_findings([site_at(503), site_at(699), site_at(701)], [VENUE], [notice(500)])
    assert [(row.site, row.inside) for row in found] == [("503 m", False), ("699 m", False)]


def test_nearest_zone_names_the_nearest_venue_however_far() -> None:
    far = ExamVenue(name="演示二中", place=Place(latitude_deg=32.80, longitude_deg=109.02))
    found = nearest_zone(site_at(1246), [far, VENUE], [notice(500)])
    assert found is not None
    assert (found.venue, found.inside) == ("演示一中", False)


def test_without_a_notice_there_is_no_zone() -> None:
    assert nearest_zone(site_at(10), [VENUE], []) is None
