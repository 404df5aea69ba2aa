"""Values of a run without its excluded parts, against direct energy sums."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from patrol_app.acoustics.runs import (
    leq_between_db,
    leq_without_db,
    max_without_db,
    merged,
    stretches_above,
)


def energy_mean_db(levels_db: np.ndarray) -> float:
    return 10.0 * math.log10(float(np.mean(10.0 ** (levels_db / 10.0))))


def running(levels_db: np.ndarray, *, step_db: float = 0.0) -> tuple[np.ndarray, np.ndarray]:
    t_s = np.arange(1, len(levels_db) + 1, dtype=float)
    leq_db = 10.0 * np.log10(np.cumsum(10.0 ** (levels_db / 10.0)) / t_s)
    return t_s, np.round(leq_db / step_db) * step_db if step_db else leq_db


@given(st.integers(0, 2**32 - 1), st.integers(0, 500), st.integers(20, 90))
def test_without_an_interval_equals_the_direct_sum(seed: int, start_s: int, length_s: int) -> None:
    levels_db = np.random.default_rng(seed).normal(60.0, 5.0, 1200)
    t_s, leq_db = running(levels_db)
    kept_db = np.delete(levels_db, slice(start_s, start_s + length_s))
    result_db = leq_without_db(t_s, leq_db, 1200.0, [(start_s, start_s + length_s)])
    assert result_db == pytest.approx(energy_mean_db(kept_db), abs=1e-6)
    inside_db = leq_between_db(t_s, leq_db, start_s, start_s + length_s)
    assert inside_db == pytest.approx(energy_mean_db(levels_db[start_s : start_s + length_s]), abs=1e-5)


@given(st.integers(0, 2**32 - 1), st.integers(0, 1100))
def test_tenths_of_a_decibel_cost_less_than_three_twentieths(seed: int, start_s: int) -> None:
    levels_db = np.random.default_rng(seed).normal(60.0, 4.0, 1200)
    levels_db[start_s : start_s + 32] += 6.0
    t_s, leq_db = running(levels_db, step_db=0.1)
    kept_db = np.delete(levels_db, slice(start_s, start_s + 32))
    result_db = leq_without_db(t_s, leq_db, 1200.0, [(start_s, start_s + 32)])
    assert result_db == pytest.approx(energy_mean_db(kept_db), abs=0.16)


def test_without_exclusions_the_value_is_the_meters_own() -> None:
    t_s, leq_db = running(np.full(60, 61.2))
    assert leq_without_db(t_s, leq_db, 60.0, []) == pytest.approx(61.2, abs=1e-9)
    assert leq_without_db(t_s, leq_db, 60.0, [(0.0, 60.0)]) is None
    assert leq_without_db(np.array([]), np.array([]), 0.0, []) is None


def test_intervals_are_joined_and_cut() -> None:
    assert merged([(50, 60), (-5, 10), (8, 12), (58, 100), (7, 7)], 70) == [(0.0, 12), (50, 70)]


def test_a_peak_inside_an_exclusion_is_left_out() -> None:
    max_t_s = np.arange(1.0, 11.0)
    running_max_db = np.array([60.0, 60, 66, 80, 80, 80, 80, 80, 80, 80])
    laf_t_s = np.arange(0.5, 10.5, 0.5)
    laf_db = np.full(20, 60.0)
    laf_db[14] = 71.0
    arguments = max_t_s, running_max_db, laf_t_s, laf_db, 10.0
    assert max_without_db(*arguments, []) == 80.0
    assert max_without_db(*arguments, [(3.0, 4.0)]) == 71.0
    assert max_without_db(*arguments, [(3.5, 4.5)]) == 71.0
    assert max_without_db(*arguments, [(5.0, 6.0)]) == 80.0


def test_stretches_join_within_ten_seconds_and_the_trigger_itself_is_not_above() -> None:
    t_s = [0.0, 1.0, 2.0, 12.0, 22.1, 40.0]
    laf_db = [70.0, 70.1, 60.0, 75.0, 71.0, 60.0]
    found = stretches_above(t_s, laf_db, 70.0)
    assert [(one.start_s, one.end_s, one.lafmax_db) for one in found] == [
        (1.0, 1.0, 70.1),
        (12.0, 12.0, 75.0),
        (22.1, 22.1, 71.0),
    ]
    assert len(stretches_above([0.0, 10.0], [71.0, 72.0], 70.0)) == 1
