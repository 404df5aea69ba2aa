import json
import re
import tomllib
from dataclasses import fields

from rule_cases import DUST, NOISE, judged

from patrol_app.assets import resource
from patrol_app.domain.verdict import Finding
from patrol_app.rules.output import plain_verdict


def test_numbers_are_json_numbers_and_every_key_is_there() -> None:
    plain = json.loads(json.dumps(plain_verdict(judged(NOISE), "zh"), allow_nan=False))
    assert plain["outcome"] == "exceeds"
    finding = plain["findings"][0]
    assert set(finding) == {each.name for each in fields(Finding)}
    assert (finding["measured_db"], finding["corrected_db"]) == (63.4, 63.4)
    assert (finding["limit_db"], finding["excess_db"]) == (55, 8)
    assert type(finding["limit_db"]) is int
    assert finding["measured_ug_m3"] is None


def test_reasons_are_sentences_of_the_language() -> None:
    chinese, english = plain_verdict(judged(NOISE), "zh"), plain_verdict(judged(NOISE), "en")
    assert chinese["reasons"][0] == "按 GB 12523-2025 判为超标。"
    assert english["reasons"][0] == "Judged over the limit by GB 12523-2025."
    assert chinese["reason_codes"] == english["reason_codes"]
    assert len(chinese["reason_codes"]) == len(chinese["reasons"])


def test_law_has_article_text_and_dates() -> None:
    law = plain_verdict(judged(NOISE), "zh")["law"]
    article = next(each for each in law if each["role"] == "penalty")
    assert article["article"] == "中华人民共和国噪声污染防治法 第七十七条"
    assert article["text"].startswith("违反本法规定")
    assert (article["valid_from"], article["valid_to"]) == ("2022-06-05", "2026-08-14")


def test_dust_values_are_micrograms() -> None:
    finding = plain_verdict(judged(DUST), "zh")["findings"][0]
    assert (finding["measured_ug_m3"], finding["limit_ug_m3"], finding["measured_db"]) == (930, 800, None)


def test_no_reason_speaks_in_identifiers() -> None:
    reasons = tomllib.loads(resource("i18n", "rules.toml").read_text(encoding="utf-8"))
    said = {key: texts for key, texts in reasons.items() if key.startswith("rules.reason.")}
    assert len(said) > 60
    leaks = {
        key: found
        for key, texts in said.items()
        for text in texts.values()
        if (found := re.findall(r"[a-z]+_[a-z_]+", re.sub(r"\{[^}]*\}", "", text)))
    }
    assert leaks == {}


def test_a_time_that_is_no_whole_minute_is_told_in_minutes_and_seconds() -> None:
    (told,) = [one for one in judged(DUST, averaging_s=37.648).reasons if one.code == "averaging_time"]
    assert "平均时间 0:37，应为 60:00（分:秒）" in told.zh
    assert "Averaged over 0:37, 60:00 (min:s) is needed" in told.en
