"""Datums against distances known from the facts, and round trips."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patrol_app.domain.errors import BadInput
from patrol_app.domain.places import Place
from patrol_app.planning.datum import gcj02_from_wgs84, to_wgs84, wgs84_from_gcj02
from patrol_app.planning.zones import distance_m

ANKANG = Place(latitude_deg=32.69, longitude_deg=109.02)


def test_gcj02_is_about_half_a_kilometre_off_at_ankang() -> None:
    shifted = gcj02_from_wgs84(ANKANG.latitude_deg, ANKANG.longitude_deg)
    off_m = distance_m(ANKANG, Place(latitude_deg=shifted[0], longitude_deg=shifted[1]))
    assert 464 <= off_m <= 537


@given(st.floats(18.0, 53.0), st.floats(73.5, 134.0))
def test_gcj02_round_trip_is_within_a_millimetre(latitude_deg: float, longitude_deg: float) -> None:
    back = wgs84_from_gcj02(*gcj02_from_wgs84(latitude_deg, longitude_deg))
    one = Place(latitude_deg=latitude_deg, longitude_deg=longitude_deg)
    assert distance_m(one, Place(latitude_deg=back[0], longitude_deg=back[1])) < 0.001


def test_bd09_is_about_a_kilometre_off() -> None:
    place = to_wgs84(32.69, 109.02, "BD-09")
    assert 1050 <= distance_m(ANKANG, place) <= 1250
    assert place.datum == "BD-09"


def test_wgs84_and_cgcs2000_are_kept_as_they_are() -> None:
    for datum in ("WGS-84", "CGCS2000"):
        place = to_wgs84(32.69, 109.02, datum)
        assert (place.latitude_deg, place.longitude_deg) == (32.69, 109.02)


@pytest.mark.parametrize(("latitude", "longitude", "datum"), [(32.69, 109.02, ""), (109.02, 32.69, "WGS-84")])
def test_no_datum_or_swapped_coordinate_is_refused(latitude: float, longitude: float, datum: str) -> None:
    with pytest.raises(BadInput):
        to_wgs84(latitude, longitude, datum)
