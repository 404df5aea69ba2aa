from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rule_cases import DUST, altered, codes, judged

MEAN = st.decimals(min_value=0, max_value=20, places=3)


@pytest.mark.parametrize(
    ("stage", "tsp", "outcome"),
    [
        ("demolition", 0.8, "complies"),
        ("demolition", 0.801, "exceeds"),
        ("earthwork", 0.8, "complies"),
        ("earthwork", 0.80001, "exceeds"),
        ("ground_treatment", 0.81, "exceeds"),
        ("foundation", 0.7, "complies"),
        ("foundation", 0.701, "exceeds"),
        ("structure", 0.7, "complies"),
        ("structure", 0.71, "exceeds"),
        ("decoration", 0.7, "complies"),
        ("decoration", 0.71, "exceeds"),
        (None, 0.7, "complies"),
        (None, 0.75, "cannot_be_judged"),
        (None, 0.8, "cannot_be_judged"),
        (None, 0.81, "exceeds"),
    ],
)
def test_shaanxi_limit_by_stage(stage: str | None, tsp: float, outcome: str) -> None:
    verdict = judged(DUST, stage=stage, tsp_mg_m3=tsp)
    assert verdict.outcome == outcome
    assert verdict.rule_set == "DB61/1078-2017"


@pytest.mark.parametrize(
    ("reference", "outcome"), [(0.715, "exceeds"), (0.7153, "exceeds"), (0.72, "complies"), (1.0, "complies")]
)
def test_shaanxi_background(reference: float, outcome: str) -> None:
    """0.93 / 1.3 = 0.71538…"""
    assert judged(DUST, reference_pm10_mg_m3=reference).outcome == outcome


def test_exactly_the_ratio_complies() -> None:
    verdict = judged(DUST, tsp_mg_m3=0.91, reference_pm10_mg_m3=0.7)
    assert verdict.outcome == "complies"
    assert "background_dust" in codes(verdict)
    assert judged(DUST, tsp_mg_m3=0.9101, reference_pm10_mg_m3=0.7).outcome == "exceeds"


@pytest.mark.parametrize(
    ("facts", "outcome", "code"),
    [
        ({"reference_pm10_mg_m3": None}, "indicative", "no_reference_pm10"),
        ({"averaging_s": 3599}, "indicative", "averaging_time"),
        ({"averaging_s": 3601}, "indicative", "averaging_time"),
        ({"humidity_pct": 75.1}, "indicative", "humid_over"),
        ({"rain": True}, "indicative", "dust_rain"),
        ({"wind_m_s": 5.1}, "indicative", "dust_wind"),
        ({"certificates_valid": False}, "cannot_be_judged", "dust_certificates_expired"),
        ({"tsp_mg_m3": None}, "cannot_be_judged", "no_tsp"),
        ({"place": "无此地"}, "cannot_be_judged", "unknown_place"),
        ({"when": "1996-12-31T23:00:00+08:00"}, "cannot_be_judged", "no_dust_rule"),
    ],
)
def test_less_than_the_method_asks_never_exceeds(facts: dict[str, Any], outcome: str, code: str) -> None:
    verdict = judged(DUST, **facts)
    assert verdict.outcome == outcome
    assert code in codes(verdict)
    assert not any(each.exceeds for each in verdict.findings)


@pytest.mark.parametrize(
    "facts", [{"humidity_pct": 75}, {"wind_m_s": 5}, {"rain": False}, {"humidity_pct": 90, "optical": False}]
)
def test_on_the_edge_of_a_condition_still_exceeds(facts: dict[str, Any]) -> None:
    assert judged(DUST, **facts).outcome == "exceeds"


def test_a_stage_without_a_limit_cannot_be_judged() -> None:
    rows = ({"stages": ("earthwork",), "mg_m3": Decimal("0.8")},)
    verdict = judged(DUST, altered("DB61/1078-2017", "tsp_by_stage", rows=rows), stage="structure")
    assert (verdict.outcome, codes(verdict)[0]) == ("cannot_be_judged", "stage_not_covered")


def test_humidity_is_flagged_never_corrected() -> None:
    finding = judged(DUST, humidity_pct=95).findings[0]
    assert finding.measured_ug_m3 == 930
    assert judged(DUST, humidity_pct=95, tsp_mg_m3=0.5).outcome == "complies"


def test_what_is_not_told_is_said() -> None:
    assert {"humidity_unknown", "dust_certificates_unknown"} <= set(
        codes(judged(DUST, humidity_pct=None, certificates_valid=None))
    )


def test_a_finding_is_in_micrograms() -> None:
    finding = judged(DUST).findings[0]
    assert finding.measured_ug_m3 == 930
    assert finding.limit_ug_m3 == 800
    assert finding.excess_ug_m3 == 130
    assert finding.measured_db is None


@pytest.mark.parametrize(("tsp", "outcome"), [(1.0, "complies"), (1.001, "exceeds")])
def test_outside_the_area_and_elsewhere_the_national_limit_holds(tsp: float, outcome: str) -> None:
    outside = judged(DUST, area_in_scope=False, tsp_mg_m3=tsp)
    assert (outside.outcome, outside.rule_set) == (outcome, "GB 16297-1996")
    assert "dust_outside_area" in codes(outside)
    elsewhere = judged(DUST, place="甘肃省", tsp_mg_m3=tsp)
    assert (elsewhere.outcome, elsewhere.rule_set) == (outcome, "GB 16297-1996")


@pytest.mark.parametrize("place", ["四川省成都市", "贵州省"])
def test_limits_that_were_not_read_are_not_guessed(place: str) -> None:
    verdict = judged(DUST, place=place, tsp_mg_m3=9)
    assert verdict.outcome == "cannot_be_judged"
    assert codes(verdict)[0] == "limits_not_read"


HEBEI = {"place": "河北省石家庄市", "tsp_mg_m3": None, "reference_pm10_mg_m3": 0.1, "humidity_pct": 50}


@pytest.mark.parametrize(
    ("pm10", "others", "outcome"),
    [
        (0.18, [], "complies"),
        (0.181, [], "complies"),
        (0.181, [0.081], "complies"),
        (0.181, [0.081, 0.08], "complies"),
        (0.181, [0.081, 0.09], "exceeds"),
        (0.18, [0.2, 0.2, 0.2], "complies"),
    ],
)
def test_hebei_counts_the_hours_of_a_day(pm10: float, others: list[float], outcome: str) -> None:
    assert judged(DUST, **HEBEI, pm10_mg_m3=pm10, day_means_mg_m3=others).outcome == outcome


def test_hebei_caps_the_county_value() -> None:
    facts = {**HEBEI, "reference_pm10_mg_m3": 0.4, "day_means_mg_m3": [0.2, 0.2]}
    verdict = judged(DUST, **facts, pm10_mg_m3=0.24)
    assert verdict.findings[0].measured_ug_m3 == 90
    assert verdict.outcome == "exceeds"
    assert judged(DUST, **facts, pm10_mg_m3=None).outcome == "cannot_be_judged"


@pytest.mark.parametrize(
    ("built_up", "tsp", "outcome"),
    [(True, 0.8, "complies"), (True, 0.81, "exceeds"), (False, 1.0, "complies"), (False, 1.01, "exceeds")],
)
def test_liaoning_by_area(built_up: bool, tsp: float, outcome: str) -> None:
    facts = {"place": "辽宁省沈阳市", "averaging_s": 300, "built_up": built_up, "tsp_mg_m3": tsp}
    assert judged(DUST, **facts).outcome == outcome
    assert judged(DUST, **{**facts, "averaging_s": 299}).outcome == "indicative"


@pytest.mark.parametrize(
    ("means", "outcome"),
    [
        ([2.0] * 6, "complies"),
        ([2.01], "complies"),
        ([2.01, 2.01], "exceeds"),
        ([1.01] * 6, "complies"),
        ([1.01] * 7, "exceeds"),
        ([1.0] * 40, "complies"),
        ([2.01] + [1.5] * 5, "complies"),
        ([2.01] + [1.5] * 6, "exceeds"),
    ],
)
def test_shanghai_counts_the_means_of_a_day(means: list[float], outcome: str) -> None:
    facts = {"place": "上海市", "averaging_s": 900, "tsp_mg_m3": None, "day_means_mg_m3": means}
    assert judged(DUST, **facts).outcome == outcome
    assert judged(DUST, **{**facts, "averaging_s": 899}).outcome == "indicative"


@given(MEAN, MEAN, st.sampled_from(["earthwork", "structure"]), st.none() | MEAN)
def test_more_dust_is_never_judged_milder(tsp: Decimal, more: Decimal, stage: str, reference: Decimal | None) -> None:
    mild = {"complies": 0, "indicative": 1, "exceeds": 2}
    facts = {"stage": stage, "reference_pm10_mg_m3": reference}
    low, high = judged(DUST, **facts, tsp_mg_m3=tsp), judged(DUST, **facts, tsp_mg_m3=tsp + more)
    assert mild[high.outcome] >= mild[low.outcome]


@given(MEAN, MEAN, MEAN)
def test_a_higher_background_never_makes_an_excess(tsp: Decimal, reference: Decimal, more: Decimal) -> None:
    low = judged(DUST, tsp_mg_m3=tsp, reference_pm10_mg_m3=reference)
    high = judged(DUST, tsp_mg_m3=tsp, reference_pm10_mg_m3=reference + more)
    assert high.outcome != "exceeds" or low.outcome == "exceeds"


@pytest.mark.parametrize(
    ("facts", "outcome", "crosses"),
    [
        ({"when": "2017-08-05T23:00:00+08:00"}, "complies", False),
        ({"when": "2017-08-05T23:00:01+08:00"}, "indicative", True),
        ({"when": "2017-08-06T00:00:00+08:00"}, "exceeds", False),
        ({"when": "2017-08-05T23:30:00+08:00", "area_in_scope": False}, "complies", False),
    ],
)
def test_an_hour_in_which_the_rule_set_changes_is_indicative(
    facts: dict[str, Any], outcome: str, crosses: bool
) -> None:
    """0.93 mg/m3 is under GB 16297 (1.0) and over DB61/1078, in force from 2017-08-06 inside its area."""
    verdict = judged(DUST, **facts)
    assert (verdict.outcome, "crosses_edition" in codes(verdict)) == (outcome, crosses)
