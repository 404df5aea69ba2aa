from typing import Any

import pytest
from rule_cases import BAN, DUST, MEASURES, NIGHT_2025, NIGHT_2026, NOISE, PERMIT, book

from patrol_app.rules.case_reading import case_from_plain
from patrol_app.rules.explain import ExplainLine, explain
from patrol_app.rules.judge import judge


def told(base: Any, **changes: Any) -> tuple[ExplainLine, ...]:
    case = case_from_plain({**base, **changes})
    return explain(case, book(), judge(case, book()))


def test_the_arithmetic_stands_line_by_line() -> None:
    lines = [each.zh for each in told(NOISE, laeq_db=61.2) if each.part in ("arithmetic", "result")]
    assert lines[:4] == [
        "61.2 − 51 = 10.2 → 10 dB（差值取整，五成双）",
        "差值 10 dB，修正 -1 dB：61.2 − 1 = 60.2 dB",
        "60.2 → 60 dB（一次修约，五成双）",
        "LAeq：60 > 55，超 5 dB",
    ]
    assert lines[-1] == "结论：超标"


def test_facts_come_first_then_rule_clause_arithmetic_result_law() -> None:
    parts = [each.part for each in told(NOISE)]
    first = [parts.index(part) for part in ("fact", "rule", "clause", "arithmetic", "result", "reason", "law")]
    assert first == sorted(first)


def test_every_demand_of_the_method_is_shown_met_or_missed() -> None:
    words = "\n".join(each.zh for each in told(NOISE, wind_m_s=6))
    assert "风 6 m/s，超过 5 m/s" in words
    assert "测前测后校准差 0.1 dB，不超过 0.5 dB" in words
    assert words.count("风 6 m/s，超过 5 m/s") == 1


def test_the_rule_set_with_its_hash_is_named() -> None:
    rule, digest, *_ = [each for each in told(NOISE) if each.part == "rule"]
    found = book().by_id("GB 12523-2025")
    assert found is not None
    assert "GB 12523-2025" in rule.zh and "2026-01-01 起有效" in rule.zh
    assert found.sha256 in digest.zh and found.sha256 in digest.en
    old = next(each for each in told(NOISE, when=NIGHT_2025) if each.part == "rule")
    assert "GB 12523-2011" in old.en and "to 2025-12-31" in old.en


@pytest.mark.parametrize(
    "base",
    [
        NOISE,
        {**NOISE, "laeq_without_db": 54, "excluded_s": 60, "background_laeq_db": 62.5},
        {**NOISE, "background_laeq_db": None, "decided_on": "2026-10-01", "capture_mode": "fixed_box"},
        {**NOISE, "place": "无此地"},
        DUST,
        {**DUST, "place": "上海市", "day_means_mg_m3": [2.1, 2.2], "averaging_s": 900},
        PERMIT,
        BAN,
        {**BAN, "zone": {"notice": "演示", "venue": "演示中学"}, "exemption": "抢险"},
        {"kind": "dust_measures", "when": NIGHT_2026, "measures": MEASURES},
    ],
)
def test_every_line_is_a_sentence_in_both_languages(base: dict[str, Any]) -> None:
    for each in told(base):
        for text in (each.zh, each.en):
            assert text and "rules." not in text and "{" not in text and "None" not in text


def test_every_fact_of_every_kind_has_words() -> None:
    from dataclasses import fields

    from patrol_app.assets import sentences
    from patrol_app.rules.cases import KINDS

    for record in KINDS.values():
        for each in fields(record):
            assert f"rules.fact.{each.name}" in sentences()
