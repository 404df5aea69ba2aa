from __future__ import annotations

import math
from collections.abc import Iterator

import pytest

from patrol_app.acoustics import block_filter, weightings
from patrol_app.acoustics.conformance import band_checks, level_checks, time_checks, weighting_checks
from patrol_app.acoustics.conformance.checks import USUAL_RATES_HZ, Check
from patrol_app.acoustics.octave_bands import bands
from patrol_app.assets import sentences


def failed(checks: Iterator[Check]) -> list[Check]:
    return [check for check in checks if not check.passes]


@pytest.mark.parametrize("rate_hz", USUAL_RATES_HZ)
def test_weightings_conform(rate_hz: int) -> None:
    found = list(weighting_checks.checks(rate_hz))
    assert failed(iter(found)) == []
    assert len(found) == (98 if rate_hz == 32000 else 104)
    shown = [check for check in found if check.data["weighting"] != "Z"]
    assert max(abs(check.value) for check in shown) < 0.006


@pytest.mark.parametrize("rate_hz", [44100, 96000])
def test_time_weightings_conform(rate_hz: int) -> None:
    assert failed(time_checks.checks(rate_hz)) == []


def test_levels_conform() -> None:
    assert failed(level_checks.checks(16000)) == []


def test_octave_bands_conform() -> None:
    found = list(band_checks._masks(44100, 1))
    assert failed(iter(found)) == []
    assert len(found) == 11
    assert all(check.value > 0.3 for check in found[:9])


@pytest.mark.parametrize("rate_hz", [*USUAL_RATES_HZ, 48900])
def test_the_lowest_band_is_measured_at_every_rate(rate_hz: int) -> None:
    # At 48.9 kHz it runs at 47.75 Hz, the slowest of all rates.
    lowest = bands(3)[0]
    settle_s = 12.0 / (lowest.upper_hz - lowest.lower_hz)
    found = band_checks.levels_of_tone(rate_hz, 3, lowest.midband_hz, settle_s)
    assert found[lowest.label] == pytest.approx(-10.0, abs=0.1)


@pytest.fixture
def no_roll_off(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An engine that forgot the double pole at 12.2 kHz."""
    monkeypatch.setitem(weightings.SHIPPED_FITS, 48000, (0.0, 0.05, 0.2, 0.02, 0.1))
    weightings.weighting_filter.cache_clear()
    block_filter.tools.cache_clear()
    yield
    monkeypatch.undo()
    weightings.weighting_filter.cache_clear()
    block_filter.tools.cache_clear()


@pytest.mark.usefixtures("no_roll_off")
def test_a_wrong_filter_is_found_out() -> None:
    faults = failed(weighting_checks.checks(48000))
    assert {check.data["weighting"] for check in faults} == {"A", "C"}
    assert {check.data["frequency"] for check in faults} >= {8000, 12500}


@pytest.mark.parametrize(
    ("value", "passes"), [(1.0, True), (-1.5, True), (1.01, False), (-1.51, False), (math.nan, False)]
)
def test_a_limit_itself_passes_and_a_hundredth_beyond_does_not(value: float, passes: bool) -> None:
    check = Check(standard="", clause="", what="", sample_rate_hz=48000, value=value, lower=-1.5, upper=1.0)
    assert check.passes is passes


def test_every_check_has_its_sentence() -> None:
    checks = [*time_checks.checks(32000), *level_checks.checks(8000), *weighting_checks.checks(8000)]
    checks += [*band_checks._linearity(8000, 1), *band_checks._sweep(8000, 1)]
    for check in checks:
        for words in sentences()[check.what].values():
            assert words.format(**check.data)
