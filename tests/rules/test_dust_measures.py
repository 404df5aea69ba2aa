import pytest
from rule_cases import CODE_NIGHT, MEASURES, NIGHT_2026, book, codes, judged

from patrol_app.rules.cases import SIX_MEASURES

CASE = {"kind": "dust_measures", "when": NIGHT_2026, "measures": MEASURES}


def test_all_six_in_place_is_no_breach() -> None:
    verdict = judged(CASE)
    assert verdict.outcome == "no_breach"
    assert codes(verdict) == ["measures_met"]
    assert len(verdict.findings) == 6


@pytest.mark.parametrize("name", SIX_MEASURES)
def test_each_measure_missing_is_a_breach(name: str) -> None:
    verdict = judged(CASE, measures={**MEASURES, name: False})
    assert verdict.outcome == "breach"
    assert codes(verdict)[0] == f"measure_{name}"
    assert [each.quantity for each in verdict.findings if each.exceeds] == [name]
    assert [each.article for each in verdict.law if each.role == "penalty"] == [
        "中华人民共和国大气污染防治法 第一百一十五条"
    ]


@pytest.mark.parametrize("name", SIX_MEASURES)
def test_each_measure_not_looked_at_cannot_be_judged(name: str) -> None:
    verdict = judged(CASE, measures={key: value for key, value in MEASURES.items() if key != name})
    assert verdict.outcome == "cannot_be_judged"
    assert "measures_unseen" in codes(verdict)


def test_one_measure_missing_is_a_breach_though_others_were_not_looked_at() -> None:
    verdict = judged(CASE, measures={"covering": False})
    assert verdict.outcome == "breach"
    assert "measures_unseen" in codes(verdict)


def test_a_measure_that_does_not_apply_is_not_missing() -> None:
    assert judged(CASE, measures={**MEASURES, "wet_work": "not_applicable"}).outcome == "no_breach"


@pytest.mark.parametrize("key", ["board_posted", "plan_filed"])
def test_board_and_plan(key: str) -> None:
    assert judged(CASE, **{key: False}).outcome == "breach"
    assert judged(CASE, **{key: True}).outcome == "no_breach"


def test_the_code_follows_the_air_law() -> None:
    verdict = judged(CASE, when=CODE_NIGHT, measures={**MEASURES, "covering": False})
    assert [each.article for each in verdict.law if each.role == "penalty"] == ["生态环境法典 第一千一百二十八条"]
    assert verdict.findings[0].rule_set == verdict.rule_set == "生态环境法典"
    code = book().by_id("生态环境法典")
    assert code is not None and verdict.rule_set_sha256 == code.sha256
    assert verdict.findings[0].clause == "第二百四十条 施工扬尘防治义务"


@pytest.mark.parametrize(("place", "when"), [("无此地", NIGHT_2026), ("陕西省", "2018-10-25T12:00:00+08:00")])
def test_no_law_cannot_be_judged(place: str, when: str) -> None:
    assert judged(CASE, place=place, when=when).outcome == "cannot_be_judged"
