from __future__ import annotations

import numpy as np
import pytest

from patrol_app.acoustics.state_space import weighting_states
from patrol_app.acoustics.weightings import Weighting, analytic_db, highest_fitted_hz, weighting_filter
from patrol_app.domain.errors import BadInput

# IEC 61672-1:2013 Table 3, printed to 0.1 dB at 1000 x 10^(0.1 (n - 30)) Hz, n = 10 to 43.
TABLE_A = (
    "-70.4 -63.4 -56.7 -50.5 -44.7 -39.4 -34.6 -30.2 -26.2 -22.5 -19.1 -16.1 -13.4 -10.9 -8.6 -6.6 -4.8 -3.2 -1.9 "
    "-0.8 0.0 0.6 1.0 1.2 1.3 1.2 1.0 0.5 -0.1 -1.1 -2.5 -4.3 -6.6 -9.3"
)
TABLE_C = (
    "-14.3 -11.2 -8.5 -6.2 -4.4 -3.0 -2.0 -1.3 -0.8 -0.5 -0.3 -0.2 -0.1 0.0 0.0 0.0 0.0 0.0 0.0 0.0 0.0 0.0 -0.1 "
    "-0.2 -0.3 -0.5 -0.8 -1.3 -2.0 -3.0 -4.4 -6.2 -8.5 -11.2"
)


@pytest.mark.parametrize(("weighting", "table"), [("A", TABLE_A), ("C", TABLE_C)])
def test_the_curve_agrees_with_every_printed_value(weighting: Weighting, table: str) -> None:
    exact = 1000.0 * 10.0 ** (0.1 * (np.arange(10, 44) - 30))
    assert np.all(np.abs(analytic_db(exact, weighting) - np.asarray(table.split(), float)) <= 0.0501)


@pytest.mark.parametrize(
    ("rate_hz", "limit_db"),
    [(32000, 0.006), (44100, 0.03), (48000, 0.006), (51200, 0.006), (96000, 0.006)],
)
def test_shipped_filters_follow_the_curve(rate_hz: int, limit_db: float) -> None:
    weights = weighting_filter(rate_hz)
    grid = np.geomspace(10.0, min(20000.0, highest_fitted_hz(rate_hz)), 5000)
    weighting: Weighting
    for weighting in ("A", "C"):
        error = np.max(np.abs(weights.response_db(grid, weighting) - analytic_db(grid, weighting)))
        assert error <= limit_db
        assert error <= weights.largest_error_db + 1e-6


@pytest.mark.parametrize("rate_hz", [8000, 11025, 16000, 22050, 37800, 64000, 88200, 176400, 192000])
def test_other_rates_are_fitted_and_state_their_error(rate_hz: int) -> None:
    weights = weighting_filter(rate_hz)
    assert weights.largest_error_db <= 0.04
    assert weights.highest_hz == pytest.approx(min(20000.0, 0.454 * rate_hz))
    assert weighting_filter(rate_hz) is weights


@pytest.mark.parametrize("rate_hz", [8000, 44100, 48000, 192000])
def test_the_state_matrices_are_the_same_filter(rate_hz: int) -> None:
    weights = weighting_filter(rate_hz)
    system = weighting_states(weights)
    frequency = np.geomspace(10.0, weights.highest_hz, 60)
    weightings: tuple[Weighting, ...] = ("A", "C")
    for row, weighting in enumerate(weightings):
        z = np.exp(2j * np.pi * frequency / rate_hz)
        identity = np.eye(system.order)
        response = [system.c[row] @ np.linalg.solve(each * identity - system.a, system.b) + system.d[row] for each in z]
        assert 20.0 * np.log10(np.abs(response)) == pytest.approx(weights.response_db(frequency, weighting), abs=1e-6)
    assert system.a @ system.a.T + np.outer(system.b, system.b) == pytest.approx(np.eye(system.order), abs=1e-9)


@pytest.mark.parametrize("rate_hz", [0, 7999, 192001, -48000])
def test_rates_outside_the_range_are_refused(rate_hz: int) -> None:
    with pytest.raises(BadInput) as caught:
        weighting_filter(rate_hz)
    assert caught.value.key == "acoustics.rate"
    assert caught.value.data["rate"] == rate_hz
