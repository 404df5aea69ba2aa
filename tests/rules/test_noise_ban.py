from typing import Any

import pytest
from rule_cases import BAN, NOTICE, codes, judged

from patrol_app.domain.errors import BadInput


def test_inside_in_time_working_and_not_exempt_is_a_breach() -> None:
    verdict = judged(BAN)
    assert (verdict.outcome, verdict.rule_set) == ("breach", "噪声污染防治法（2021）")
    assert [each.article for each in verdict.law] == ["中华人民共和国噪声污染防治法 第三十三条"]
    assert "ban_no_penalty" in codes(verdict)


def test_no_penalty_is_invented_for_the_notice_alone() -> None:
    assert not [each for each in judged(BAN).law if each.role == "penalty"]
    code_day = {**NOTICE, "valid_from": "2026-09-01T00:00:00+08:00", "valid_to": "2026-09-30T00:00:00+08:00"}
    verdict = judged(BAN, when="2026-09-06T23:14:00+08:00", notice=code_day)
    assert [each.article for each in verdict.law] == ["生态环境法典 第五百六十一条"]


def test_with_the_night_facts_the_night_penalty_is_a_candidate() -> None:
    verdict = judged(BAN, sensitive_area=True, night_permit=None)
    assert [each.article for each in verdict.law if each.role == "penalty"] == [
        "中华人民共和国噪声污染防治法 第七十七条"
    ]
    assert "ban_with_night_rule" in codes(verdict)


@pytest.mark.parametrize(
    ("facts", "outcome", "code"),
    [
        ({"distance_m": 500}, "breach", "ban_inside"),
        ({"distance_m": 500.01}, "no_breach", "ban_outside"),
        ({"distance_m": None, "inside": True}, "breach", "ban_inside_told"),
        ({"distance_m": None, "inside": False}, "no_breach", "ban_outside_told"),
        ({"distance_m": None}, "cannot_be_judged", "ban_zone_unknown"),
        ({"inside": False}, "cannot_be_judged", "ban_zone_contradiction"),
        ({"distance_m": None, "zone": {"distance_m": 212.0, "radius_m": 500}}, "breach", "ban_inside"),
        ({"distance_m": None, "zone": {"distance_m": 612.0, "inside": False}}, "no_breach", "ban_outside"),
        ({"when": "2026-06-06T17:59:59+08:00"}, "no_breach", "ban_out_of_time"),
        ({"when": "2026-06-06T18:00:00+08:00"}, "breach", "ban_in_time"),
        ({"when": "2026-06-08T17:59:59+08:00"}, "breach", "ban_in_time"),
        ({"when": "2026-06-08T18:00:00+08:00"}, "no_breach", "ban_out_of_time"),
        ({"when": "2026-06-08T10:00:00Z"}, "no_breach", "ban_out_of_time"),
        ({"working": None}, "cannot_be_judged", "ban_work_unknown"),
        ({"working": False}, "no_breach", "ban_no_work"),
        ({"exempt_work": True, "exemption": "抢险"}, "no_breach", "ban_exempt"),
        ({"exempt_work": None}, "cannot_be_judged", "ban_exemption_unknown"),
        ({"activity_forbidden": False}, "no_breach", "ban_allowed_work"),
        ({"notice": None}, "cannot_be_judged", "no_notice"),
        (
            {"notice": {"number": "演示"}, "inside": True, "distance_m": None},
            "cannot_be_judged",
            "ban_validity_unknown",
        ),
        ({"place": "无此地"}, "cannot_be_judged", "unknown_place"),
    ],
)
def test_zone_time_activity_exemption(facts: dict[str, Any], outcome: str, code: str) -> None:
    verdict = judged(BAN, **facts)
    assert verdict.outcome == outcome
    assert code in codes(verdict)


@pytest.mark.parametrize(
    ("activity", "outcome"),
    [
        ("混凝土浇筑", "breach"),
        ("夜间混凝土浇筑作业", "breach"),
        ("内部粉刷", "cannot_be_judged"),
        (None, "cannot_be_judged"),
    ],
)
def test_work_is_compared_with_what_the_notice_forbids(activity: str | None, outcome: str) -> None:
    assert judged(BAN, notice={**NOTICE, "forbidden": ["混凝土浇筑", "打桩"]}, activity=activity).outcome == outcome


def test_a_proof_may_be_an_exemption_for_the_officer_to_say() -> None:
    permit = {"number": "演示-7", "valid_from": "2026-06-01T00:00:00+08:00", "valid_to": "2026-06-30T00:00:00+08:00"}
    notice = {**NOTICE, "exemptions": ["持有连续施工作业证明的"]}
    verdict = judged(BAN, notice=notice, night_permit=permit, exempt_work=None)
    assert verdict.outcome == "cannot_be_judged"
    assert "ban_permit_exempts" in codes(verdict)
    assert judged(BAN, night_permit=permit).outcome == "breach"


def test_a_notice_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(BadInput) as caught:
        judged(BAN, notice={**NOTICE, "valid_to": NOTICE["valid_from"]})
    assert caught.value.key == "rules.notice.order"


def test_before_any_law_on_file_cannot_be_judged() -> None:
    early = {**NOTICE, "valid_from": "2020-06-01T00:00:00+08:00", "valid_to": "2020-06-30T00:00:00+08:00"}
    assert codes(judged(BAN, when="2020-06-07T23:00:00+08:00", notice=early)) == ["no_law"]
