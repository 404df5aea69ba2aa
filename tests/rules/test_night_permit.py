from typing import Any

import pytest
from rule_cases import PERMIT, codes, judged

VALID = {
    "number": "演示-2026-7",
    "valid_from": "2026-09-01T22:00:00+08:00",
    "valid_to": "2026-09-07T06:00:00+08:00",
    "posted": True,
}


def test_all_facts_known_and_no_proof_is_a_breach() -> None:
    verdict = judged(PERMIT)
    assert verdict.outcome == "breach"
    assert [each.article for each in verdict.law if each.role == "penalty"] == ["生态环境法典 第一千一百八十五条"]
    assert "生态环境法典 第五百七十二条" in [each.article for each in verdict.law]


def test_before_the_code_the_noise_law_holds() -> None:
    verdict = judged(PERMIT, when="2026-06-06T23:14:00+08:00")
    assert verdict.rule_set == "噪声污染防治法（2021）"
    assert [each.article for each in verdict.law if each.role == "penalty"] == [
        "中华人民共和国噪声污染防治法 第七十七条"
    ]


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"when": "2026-09-06T21:59:59+08:00"}, "permit_not_night"),
        ({"when": "2026-09-07T06:00:00+08:00"}, "permit_not_night"),
        ({"sensitive_area": False}, "permit_not_area"),
        ({"working": False}, "permit_not_working"),
        ({"emergency_work": True}, "permit_not_no_emergency"),
    ],
)
def test_one_fact_denied_is_no_breach(facts: dict[str, Any], code: str) -> None:
    verdict = judged(PERMIT, **facts)
    assert verdict.outcome == "no_breach"
    assert codes(verdict) == [code]


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"sensitive_area": None}, "permit_area_unknown"),
        ({"sensitive_area": " "}, "permit_area_unknown"),
        ({"working": None}, "permit_working_unknown"),
        ({"emergency_work": None}, "permit_no_emergency_unknown"),
        ({"permit_shown": None}, "permit_not_asked"),
        ({"permit_shown": True}, "permit_no_details"),
        ({"place": "无此地"}, "unknown_place"),
        ({"when": "2022-06-04T23:00:00+08:00"}, "no_law"),
    ],
)
def test_one_fact_unknown_cannot_be_judged(facts: dict[str, Any], code: str) -> None:
    verdict = judged(PERMIT, **facts)
    assert verdict.outcome == "cannot_be_judged"
    assert code in codes(verdict)


@pytest.mark.parametrize(
    ("when", "outcome"),
    [
        ("2026-09-01T22:00:00+08:00", "no_breach"),
        ("2026-09-06T23:14:00+08:00", "no_breach"),
        ("2026-09-07T05:59:59+08:00", "no_breach"),
        ("2026-08-31T23:00:00+08:00", "breach"),
        ("2026-09-07T22:00:00+08:00", "breach"),
    ],
)
def test_a_proof_holds_from_its_first_to_its_last_moment(when: str, outcome: str) -> None:
    assert judged(PERMIT, night_permit=VALID, when=when).outcome == outcome


def test_a_proof_holds_at_its_last_moment_and_not_a_second_later() -> None:
    permit = {**VALID, "valid_to": "2026-09-07T05:00:00+08:00"}
    assert judged(PERMIT, night_permit=permit, when="2026-09-07T05:00:00+08:00").outcome == "no_breach"
    assert judged(PERMIT, night_permit=permit, when="2026-09-07T05:00:01+08:00").outcome == "breach"


def test_a_proof_that_was_not_announced_is_another_breach() -> None:
    verdict = judged(PERMIT, night_permit={**VALID, "posted": False})
    assert verdict.outcome == "breach"
    assert [each.article for each in verdict.law if each.role == "penalty"] == ["生态环境法典 第一千一百八十六条"]
    seen = judged(PERMIT, night_permit={**VALID, "posted": False}, permit_posted=True)
    assert seen.outcome == "no_breach"
    unknown = judged(PERMIT, night_permit={**VALID, "posted": None})
    assert (unknown.outcome, "permit_posting_unknown" in codes(unknown)) == ("no_breach", True)


def test_not_announced_with_a_fact_missing_cannot_be_judged() -> None:
    verdict = judged(PERMIT, night_permit={**VALID, "posted": False}, sensitive_area=None)
    assert verdict.outcome == "cannot_be_judged"


def test_an_area_by_name() -> None:
    assert judged(PERMIT, sensitive_area="演示片区").outcome == "breach"
