from __future__ import annotations

from itertools import pairwise
from typing import Any

from demo_visit import at, series
from hypothesis import given
from hypothesis import strategies as st

from patrol_app.domain.series import LevelSeries
from patrol_app.reports.chart import (
    LAF_WIDTH_PT,
    LEQ_WIDTH_PT,
    ChartPlan,
    LimitLine,
    apart,
    chart,
    level_range,
    round_times,
    thinned,
    unbroken,
)

START = at("2026-06-06T23:13:29")


def plan(data: LevelSeries, **changes: Any) -> ChartPlan:
    return ChartPlan(**{"started_at": START, "duration_s": 1200.0, "series": data, **changes})


def traces(data: LevelSeries, width: float) -> int:
    return sum(shape.get("width") == width and "points" in shape for shape in chart(plan(data))["shapes"])


def test_a_gap_is_never_bridged() -> None:
    assert traces(series(), LAF_WIDTH_PT) == 1
    assert traces(series(gap=(300.0, 330.0)), LAF_WIDTH_PT) == 2
    assert traces(series(gap=(300.0, 330.0)), LEQ_WIDTH_PT) == 2


def test_a_missing_value_breaks_the_trace() -> None:
    pieces = list(unbroken([0.0, 0.1, 0.2, 0.3], [50.0, None, 51.0, 52.0]))
    assert pieces == [[(0.0, 50.0)], [(0.2, 51.0), (0.3, 52.0)]]


@given(st.lists(st.floats(20.0, 120.0), min_size=1, max_size=400), st.floats(0.1, 3.0))
def test_thinning_keeps_peaks(levels: list[float], columns_per_s: float) -> None:
    points = [(index / 10.0, level) for index, level in enumerate(levels)]
    kept = thinned(points, columns_per_s)
    assert max(level for _, level in kept) == max(levels)
    assert min(level for _, level in kept) == min(levels)
    assert kept == sorted(kept)
    assert (kept[0], kept[-1]) == (points[0], points[-1])


@given(st.lists(st.floats(0.0, 40.0), max_size=6))
def test_boxes_never_cover_each_other(wanted: list[float]) -> None:
    placed = sorted(apart(wanted, 6.0))
    assert all(later - earlier > 5.999 for earlier, later in pairwise(placed))


def test_times_are_whole_minutes_inside_the_run() -> None:
    ticks = round_times(START, 1200.0)
    assert ticks[0] == (31.0, "23:14")
    assert ticks[-1][1] == "23:32"
    assert all(0.0 <= offset <= 1200.0 for offset, _ in ticks)


def test_times_go_across_midnight() -> None:
    assert [words for _, words in round_times(at("2026-06-06T23:55:00"), 600.0)][-2:] == ["00:04", "00:05"]


def test_the_range_holds_levels_and_limits() -> None:
    data = LevelSeries(t_s=[0.0, 0.1], laf_db=[52.0, 58.0], laeq_db=[52.0, 56.0])
    assert level_range(plan(data)) == (40.0, 60.0)
    assert level_range(plan(data, limits=[LimitLine(level_db=70.0, words="70")])) == (50.0, 80.0)


def test_an_empty_series_draws_a_frame_only() -> None:
    assert traces(LevelSeries(t_s=[], laf_db=[], laeq_db=[]), LAF_WIDTH_PT) == 0
