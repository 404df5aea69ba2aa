from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from patrol_app.ui.decimate import Envelope, columns


def series(values: list[float], step_s: float = 0.5) -> tuple[NDArray[np.float64], NDArray[np.float32]]:
    return np.arange(len(values), dtype=np.float64) * step_s, np.array(values, np.float32)


@given(st.lists(st.floats(min_value=20, max_value=130, width=32), min_size=1, max_size=2000))
@settings(max_examples=60, deadline=None)
def test_no_peak_is_lost_and_the_line_stays_short(values: list[float]) -> None:
    t_s, y = series(values)
    line_t, line_y = columns(t_s, y, y, 10.0)
    assert np.nanmax(line_y) == y.max()
    assert np.nanmin(line_y) == y.min()
    assert line_t.size <= max(y.size, 2 * (int(t_s[-1] / 10) + 2)) if y.size <= 40 else line_t.size < y.size
    assert np.all(np.diff(line_t) >= 0)


def test_a_gap_is_not_bridged() -> None:
    t_s = np.concatenate((np.arange(0, 60, 0.1), np.arange(100, 160, 0.1)))
    y = np.full(t_s.size, 60, np.float32)
    for column_s in (0.01, 1.0):
        line_t, line_y = columns(t_s, y, y, column_s)
        holes = np.flatnonzero(np.isnan(line_y))
        assert holes.size == 1
        assert 59 <= line_t[holes[0]] < 100


def test_readings_that_say_nothing_break_the_line() -> None:
    t_s, y = series([60.0] * 400, 0.1)
    y[100:250] = np.nan
    _, line_y = columns(t_s, y, y, 1.0)
    assert np.isnan(line_y).sum() == 28 or np.isnan(line_y).sum() == 30


def test_columns_do_not_shimmer_when_the_window_moves() -> None:
    random = np.random.default_rng(1)
    t_s = np.arange(0, 1000, 0.1)
    y = random.normal(60, 3, t_s.size).astype(np.float32)
    first = columns(t_s[:6000], y[:6000], y[:6000], 2.0)
    later = columns(t_s[500:6500], y[500:6500], y[500:6500], 2.0)
    common = np.intersect1d(first[0], later[0])
    inner = common[2:-2]
    for moment in inner[::50]:
        assert np.array_equal(first[1][first[0] == moment], later[1][later[0] == moment])


@given(st.lists(st.integers(min_value=1, max_value=400), min_size=1, max_size=12))
@settings(max_examples=40, deadline=None)
def test_any_chunking_gives_the_same_envelope(chunks: list[int]) -> None:
    total = sum(chunks)
    t_s, y = series(list(np.random.default_rng(2).normal(60, 5, total)), 0.1)
    whole, pieces = Envelope(), Envelope()
    assert whole.extend(t_s, y, total) == total
    taken = 0
    for chunk in chunks:
        taken += chunk
        assert pieces.extend(t_s, y, taken) == chunk
    for column in range(3):
        assert np.array_equal(whole.lines()[column], pieces.lines()[column])


def test_only_what_is_new_is_read() -> None:
    t_s, y = series([60.0] * 100_000, 0.1)
    envelope = Envelope()
    envelope.extend(t_s, y, 99_990)
    y[:99_990] = 0.0
    assert envelope.extend(t_s, y, 100_000) == 10
    assert envelope.extend(t_s, y, 100_000) == 0
    assert envelope.lines()[1].min() == 60.0


def test_a_new_run_starts_a_new_envelope() -> None:
    t_s, y = series([60.0] * 100)
    envelope = Envelope()
    envelope.extend(t_s, y, 100)
    assert envelope.extend(t_s, y, 10) == 10
    assert envelope.lines()[0].size == 5
