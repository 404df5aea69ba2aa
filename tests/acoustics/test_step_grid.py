from __future__ import annotations

import pytest

from patrol_app.acoustics.step_grid import step_grid


def test_usual_rates_have_exact_steps() -> None:
    for rate in (8000, 16000, 32000, 44100, 48000, 51200, 64000, 88200, 96000, 192000):
        assert step_grid(rate).step == rate // 100


@pytest.mark.parametrize("first", range(8000, 8053, 13))
def test_every_rate_has_a_grid(first: int) -> None:
    for rate in range(first, 192001, 53):
        grid = step_grid(rate)
        assert grid.block / rate <= 1e-3
        assert 0.0098 <= grid.step_s <= 0.0102
