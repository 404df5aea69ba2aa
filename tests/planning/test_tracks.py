from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from track_points import BEGAN, end_of, point

from patrol_app.domain.surveys import SurveySettings, TrackPoint
from patrol_app.planning.tracks import LaidTrack, lay_track, legs

SETTINGS = SurveySettings()


def laid(points: list[TrackPoint], settings: SurveySettings = SETTINGS) -> LaidTrack:
    return lay_track(points, settings, *end_of(points))


def test_segments_end_at_every_fifty_metres_of_road() -> None:
    track = laid([point(t, t * 10.0) for t in range(12)])
    assert [(one.number, one.points, one.length_m) for one in track.segments] == [
        (1, 5, 50.0),
        (2, 5, 50.0),
        (3, 2, 10.0),
    ]
    assert track.length_m == pytest.approx(110.0, abs=0.1)
    assert [each.segment for each in track.points] == [1] * 5 + [2] * 5 + [3] * 2


def test_a_level_of_a_segment_is_the_energy_mean_of_its_usable_points() -> None:
    points = [point(0, 0, 60.0), point(1, 10, 70.0), point(2, 20, 90.0, flags=("too_fast",))]
    (segment,) = laid(points).segments
    assert segment.laeq_db == pytest.approx(10 * math.log10((1e6 + 1e7) / 2), abs=0.05)
    assert (segment.lafmax_db, segment.points, segment.usable, segment.usable_pct) == (71.0, 3, 2, 66.7)


def test_a_segment_without_a_usable_point_has_no_level_and_is_still_there() -> None:
    (segment,) = laid([point(0, 0, flags=("too_fast",)), point(1, 12, flags=("too_fast",))]).segments
    assert (segment.laeq_db, segment.lafmax_db, segment.usable, segment.points) == (None, None, 0, 2)


def test_dust_counts_where_only_the_sound_level_meter_failed() -> None:
    silent = point(0, 0, None, pm10_ug_m3=80.0, flags=("no_level",))
    fast = point(1, 10, pm10_ug_m3=500.0, flags=("too_fast",))
    (segment,) = laid([silent, fast, point(2, 20, pm10_ug_m3=90.0)]).segments
    assert segment.pm10_mean_ug_m3 == 85.0


def test_a_car_that_stands_gains_no_way_from_the_receivers_wandering() -> None:
    wander = [point(t, 100.0 + 2.0 * math.sin(t)) for t in range(120)]
    track = laid(wander)
    assert track.length_m == 0.0
    assert len(track.segments) == 1


def test_nothing_is_joined_across_a_lost_fix() -> None:
    points = (
        [point(t, t * 10.0) for t in range(4)] + [point(4, None), point(5, None)] + [point(6, 60.0), point(7, 70.0)]
    )
    track = laid(points)
    (gap,) = track.gaps
    assert (gap.reason, gap.duration_s, gap.started_at) == ("no_fix", 2.0, points[4].at)
    assert gap.before == points[3].place
    assert gap.after == points[6].place
    assert track.length_m == pytest.approx(40.0, abs=0.1)
    assert [one.stretch for one in track.points] == [1, 1, 1, 1, None, None, 2, 2]
    assert all(one.stretch == other.stretch for one, other in legs(track.points))
    assert len(legs(track.points)) == 4


def test_a_receiver_that_says_nothing_is_a_gap_of_its_own_kind_to_the_end_of_the_run() -> None:
    points = [point(0, 0.0), point(1, 10.0), point(2, None, silent=True), point(3, None, silent=True)]
    (gap,) = laid(points).gaps
    assert (gap.reason, gap.after, gap.duration_s) == ("silent", None, 2.0)


def test_a_run_without_any_point_is_one_gap() -> None:
    track = lay_track([], SETTINGS, 30.0, BEGAN)
    assert [(gap.reason, gap.duration_s) for gap in track.gaps] == [("silent", 30.0)]
    assert track.segments == ()


def test_a_weak_fix_keeps_its_place_and_is_not_used() -> None:
    weak = point(1, 10.0, flags=("weak_fix",))
    track = laid([point(0, 0.0), weak, point(2, 20.0)])
    assert track.points[1].place == weak.place
    assert track.points[1].segment is None
    assert len(track.gaps) == 1


@pytest.mark.parametrize(("metres", "broken"), [(55.0, False), (56.0, True)])
def test_a_jump_of_more_than_200_km_h_breaks_the_track(metres: float, broken: bool) -> None:
    track = laid([point(0, 0.0), point(1, metres)])
    assert [gap.reason for gap in track.gaps] == (["jump"] if broken else [])
    assert len({one.stretch for one in track.points}) == (2 if broken else 1)


def test_two_points_of_the_same_moment_stay_two_points() -> None:
    track = laid([point(0, 0.0), point(1, 10.0, 50.0), point(1, 20.0, 70.0)])
    assert [one.laeq_1s_db for one in track.points] == [60.0, 50.0, 70.0]
    assert sum(one.points for one in track.segments) == 3


@given(
    st.lists(st.tuples(st.floats(0.0, 15.0), st.booleans()), min_size=1, max_size=60),
    st.sampled_from([20.0, 50.0, 100.0]),
)
def test_every_placed_point_is_in_exactly_one_segment(steps: list[tuple[float, bool]], length_m: float) -> None:
    north, points = 0.0, []
    for t, (step, fixed) in enumerate(steps):
        north += step
        points.append(point(t, north if fixed else None))
    track = laid(points, replace(SETTINGS, segment_m=length_m))
    assert sum(one.points for one in track.segments) == sum(1 for one in points if one.place is not None)
    assert all((one.segment is None) == (one.place is None) for one in track.points)
    assert all(one.length_m <= length_m for one in track.segments)
    assert sum(gap.duration_s for gap in track.gaps) == sum(1 for one in points if one.place is None)
