from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from patrol_app.acoustics.decibels import energy_mean_db, energy_sum_db, exceedance_levels_db, level_db, levels_db

LEVELS = st.lists(st.floats(-20.0, 140.0), min_size=1, max_size=40)


def test_two_equal_sources_are_three_decibels_more() -> None:
    assert energy_sum_db([60.0, 60.0]) == pytest.approx(60.0 + 10.0 * math.log10(2.0))


def test_means_weigh_by_duration() -> None:
    assert energy_mean_db([70.0, 60.0], [1.0, 9.0]) == pytest.approx(10.0 * math.log10(0.1 * 1e7 + 0.9 * 1e6))


@pytest.mark.parametrize("energy", [0.0, -1.0, math.nan, math.inf])
def test_no_energy_is_no_level(energy: float) -> None:
    assert level_db(energy) is None


def test_nothing_to_sum_is_no_level() -> None:
    assert energy_sum_db([]) is None
    assert energy_mean_db([]) is None
    assert exceedance_levels_db(np.empty(0, np.float32), [10.0]) == (None,)


@given(LEVELS)
def test_a_mean_lies_between_the_extremes(levels: list[float]) -> None:
    mean = energy_mean_db(levels)
    assert mean is not None
    assert min(levels) - 1e-9 <= mean <= max(levels) + 1e-9


@given(LEVELS, st.floats(0.0, 100.0))
def test_ln_is_the_percentile_of_the_levels(levels: list[float], percent: float) -> None:
    found = exceedance_levels_db(10.0 ** (np.asarray(levels) / 10.0), [percent])[0]
    assert found == pytest.approx(float(np.percentile(levels, 100.0 - percent)), abs=1e-6)


def test_ln_counts_the_time_above() -> None:
    levels = np.arange(1.0, 102.0)
    assert exceedance_levels_db(10.0 ** (levels / 10.0), [10.0, 50.0, 90.0]) == pytest.approx((91.0, 51.0, 11.0))


def test_silence_has_minus_infinity_in_series() -> None:
    assert levels_db([0.0, 1.0], 94.0).tolist() == [-math.inf, 94.0]
