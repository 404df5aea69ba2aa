"""Two teams at one site at one time."""

from __future__ import annotations

from datetime import datetime, timedelta

from patrol_app.domain.places import Place
from patrol_app.domain.plans import Stop
from patrol_app.planning.conflicts import meetings
from patrol_app.planning.outlines import zone_outlines

AT = datetime.fromisoformat("2026-06-06T22:00:00+08:00")


def stop(site: str, minute: int, minutes: int = 20) -> Stop:
    arrive = AT + timedelta(minutes=minute)
    place = Place(latitude_deg=32.0, longitude_deg=109.0)
    return Stop(
        site=site, arrive=arrive, leave=arrive + timedelta(minutes=minutes), place=place, inside=True, priority=1
    )


def test_an_overlap_is_told_with_its_span_and_a_touch_is_none() -> None:
    assert meetings([[stop("a", 0)], [stop("a", 20)]]) == []
    found = meetings([[stop("b", 90), stop("a", 0)], [stop("a", 19)], [stop("b", 80)]])
    assert [(one.first, one.second, one.site) for one in found] == [(0, 1, "a"), (0, 2, "b")]
    assert (found[0].begins, found[0].ends) == (AT + timedelta(minutes=19), AT + timedelta(minutes=20))


def test_one_team_and_two_sites_do_not_meet() -> None:
    assert meetings([[stop("a", 0), stop("a", 10)]]) == []
    assert meetings([[stop("a", 0)], [stop("b", 0)]]) == []


def test_a_zone_is_a_circle_about_a_point_and_a_boundary_pushed_outward() -> None:
    (circle,) = zone_outlines([((10.0, 20.0),)], 500.0)
    radii = [((x - 10) ** 2 + (y - 20) ** 2) ** 0.5 for x, y in circle]
    assert len(circle) > 60
    assert max(radii) - min(radii) < 0.2
    assert abs(max(radii) - 500.0) < 0.1
    square = ((0.0, 0.0), (100.0, 0.0), (100.0, 100.0), (0.0, 100.0))
    (grown,) = zone_outlines([square], 50.0)
    assert min(x for x, _ in grown) == -50.0
    assert max(y for _, y in grown) == 150.0


def test_without_a_radius_an_area_is_its_own_zone_and_a_point_has_none() -> None:
    square = ((0.0, 0.0), (100.0, 0.0), (100.0, 100.0))
    assert zone_outlines([square, ((5.0, 5.0),)], 0.0) == [square]
