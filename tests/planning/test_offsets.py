from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patrol_app.domain.places import Place
from patrol_app.planning.offsets import nearest_on, offset_m, place_at
from patrol_app.planning.zones import distance_m

HERE = Place(latitude_deg=32.6916, longitude_deg=109.02125)
METRES = st.floats(min_value=-500.0, max_value=500.0)


@given(east_m=METRES, north_m=METRES)
def test_a_place_lies_as_far_off_as_was_paced(east_m: float, north_m: float) -> None:
    place = place_at(HERE, east_m, north_m)
    assert distance_m(HERE, place) == pytest.approx(math.hypot(east_m, north_m), abs=0.02)


@given(east_m=METRES, north_m=METRES)
def test_an_offset_is_found_again_to_what_a_drawing_shows(east_m: float, north_m: float) -> None:
    back_east_m, back_north_m = offset_m(HERE, place_at(HERE, east_m, north_m))
    assert back_east_m == pytest.approx(east_m, abs=2.0)
    assert back_north_m == pytest.approx(north_m, abs=2.0)


def test_no_offset_is_the_place_itself() -> None:
    assert place_at(HERE, 0.0, 0.0) == HERE


@pytest.mark.parametrize(
    ("east_m", "north_m", "nearest"),
    [
        (0.0, 30.0, (0.0, 20.0)),  # over the middle of a side
        (50.0, 40.0, (30.0, 20.0)),  # past a corner
        (10.0, 0.0, (30.0, 0.0)),  # inside, nearer to the eastern side
    ],
)
def test_the_nearest_point_of_a_boundary(east_m: float, north_m: float, nearest: tuple[float, float]) -> None:
    ring = tuple(place_at(HERE, x, y) for x, y in ((-30, -20), (30, -20), (30, 20), (-30, 20)))
    found = nearest_on((ring,), place_at(HERE, east_m, north_m))
    assert distance_m(found, place_at(HERE, *nearest)) < 0.2


def test_without_a_boundary_the_place_is_its_own_nearest() -> None:
    assert nearest_on((), HERE) == HERE
