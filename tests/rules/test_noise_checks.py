from typing import Any

import pytest
from rule_cases import NIGHT_2025, NOISE, codes, judged


@pytest.mark.parametrize(
    ("facts", "outcome", "code"),
    [
        ({"duration_s": 1199.99}, "indicative", "too_short"),
        ({"gap_s": 1.01}, "indicative", "gap"),
        ({"overload": True}, "indicative", "overload"),
        ({"overload": None}, "indicative", "overload_unknown"),
        ({"underrange": True}, "indicative", "underrange"),
        ({"capture_mode": "fixed_box"}, "indicative", "fixed_box"),
        ({"calibration_after_db": 94.31}, "cannot_be_judged", "drift_too_large"),
        ({"calibration_after_db": 93.29}, "cannot_be_judged", "drift_too_large"),
        ({"calibration_before_db": None}, "indicative", "not_calibrated"),
        ({"calibration_after_db": None}, "indicative", "not_calibrated"),
        ({"wind_m_s": 5.01}, "cannot_be_judged", "wind_too_strong"),
        ({"wind_m_s": None}, "indicative", "wind_unknown"),
        ({"rain": True}, "cannot_be_judged", "rain"),
        ({"rain": None}, "indicative", "rain_unknown"),
        ({"instrument_class": 3}, "cannot_be_judged", "class_too_low"),
        ({"instrument_class": None}, "indicative", "class_unknown"),
        ({"certificates_valid": False}, "cannot_be_judged", "certificates_expired"),
        ({"certificates_valid": None}, "indicative", "certificates_unknown"),
        ({"wind_screen": False}, "cannot_be_judged", "no_wind_screen"),
        ({"weighting": "C"}, "cannot_be_judged", "frequency_weighting_wrong"),
        ({"weighting": "unknown"}, "indicative", "frequency_weighting_unknown"),
        ({"time_weighting": "S"}, "cannot_be_judged", "time_weighting_wrong"),
        ({"time_weighting": "unknown"}, "indicative", "time_weighting_unknown"),
        ({"sensitive_building_near": False}, "cannot_be_judged", "no_sensitive_building"),
        ({"emergency_work": True}, "cannot_be_judged", "emergency_work"),
        ({"outdoor_possible": False}, "cannot_be_judged", "indoor_required"),
        ({"outdoor_possible": False, "when": NIGHT_2025}, "indicative", "indoor_offered"),
        ({"indoor": True, "windows_open": False}, "cannot_be_judged", "windows_closed"),
    ],
)
def test_a_missed_demand_never_exceeds(facts: dict[str, Any], outcome: str, code: str) -> None:
    verdict = judged(NOISE, **facts)
    assert verdict.outcome == outcome
    assert code in codes(verdict)
    assert not any(each.exceeds for each in verdict.findings)


@pytest.mark.parametrize(
    "facts",
    [
        {"duration_s": 1200},
        {"duration_s": 1201},
        {"gap_s": 1},
        {"calibration_after_db": 94.3},
        {"calibration_after_db": 93.3},
        {"wind_m_s": 5.0},
        {"wind_m_s": 0},
        {"instrument_class": 1},
        {"instrument_class": 2},
    ],
)
def test_exactly_on_a_demand_still_exceeds(facts: dict[str, Any]) -> None:
    assert judged(NOISE, **facts).outcome == "exceeds"


def test_drift_is_exact_in_decimals() -> None:
    """94.3 - 93.8 is 0.5, though as binary floats it is 0.5000000000000000x."""
    assert judged(NOISE, calibration_before_db=94.1, calibration_after_db=93.6).outcome == "exceeds"


@pytest.mark.parametrize(
    ("when", "outcome"),
    [
        ("2026-06-06T21:40:00+08:00", "complies"),
        ("2026-06-06T21:40:01+08:00", "indicative"),
        ("2026-06-06T21:59:59+08:00", "indicative"),
        ("2026-06-06T22:00:00+08:00", "exceeds"),
        ("2026-06-07T05:40:00+08:00", "exceeds"),
        ("2026-06-07T05:40:01+08:00", "indicative"),
        ("2026-06-07T05:59:59+08:00", "indicative"),
        ("2026-06-07T06:00:00+08:00", "complies"),
    ],
)
def test_a_run_lies_inside_one_period_to_the_second(when: str, outcome: str) -> None:
    assert judged(NOISE, when=when).outcome == outcome


def test_a_reason_says_what_to_do() -> None:
    verdict = judged(NOISE, wind_m_s=5.4)
    wind = next(each for each in verdict.reasons if each.code == "wind_too_strong")
    assert wind.zh.startswith("风 5.4 m/s，超过 5 m/s") and "重测" in wind.zh
    assert "cannot be judged" in wind.en and "Measure again" in wind.en
