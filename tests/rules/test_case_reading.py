import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rule_cases import BAN, DUST, MEASURES, NIGHT_2026, NOISE, NOTICE, PERMIT

from patrol_app.assets import sentence
from patrol_app.domain.errors import BadInput
from patrol_app.rules.case_reading import case_from_plain
from patrol_app.rules.cases import (
    KINDS,
    DustMeasuresCase,
    NightPermitCase,
    NoiseBanCase,
    NoiseCase,
)


@pytest.mark.parametrize(
    ("changes", "key", "name"),
    [
        ({"kind": "traffic_noise"}, "rules.case.kind", None),
        ({"kind": None}, "rules.case.kind", None),
        ({"laeq": 63.4}, "rules.case.unknown", "laeq"),
        ({"zone": {"place": "x"}}, "rules.case.unknown", "zone.place"),
        ({"laeq_db": 160.01}, "rules.case.range", "laeq_db"),
        ({"laeq_db": -0.01}, "rules.case.range", "laeq_db"),
        ({"lafmax_db": 161}, "rules.case.range", "lafmax_db"),
        ({"background_laeq_db": -5}, "rules.case.range", "background_laeq_db"),
        ({"duration_s": -1}, "rules.case.range", "duration_s"),
        ({"gap_s": -1}, "rules.case.range", "gap_s"),
        ({"excluded_s": 1201}, "rules.case.excluded", "excluded_s"),
        ({"when": "2026-06-06T23:14:00"}, "rules.case.offset", "when"),
        ({"when": "2026-06-06"}, "rules.case.offset", "when"),
        ({"when": "yesterday"}, "rules.case.wrong", "when"),
        ({"when": "2026-02-29T23:00:00+08:00"}, "rules.case.wrong", "when"),
        ({"when": "2026-06-06T24:30:00+08:00"}, "rules.case.wrong", "when"),
        ({"when": 1780758840}, "rules.case.wrong", "when"),
        ({"when": None}, "rules.case.wrong", "when"),
        ({"laeq_db": "63.4"}, "rules.case.wrong", "laeq_db"),
        ({"laeq_db": True}, "rules.case.wrong", "laeq_db"),
        ({"laeq_db": float("nan")}, "rules.case.wrong", "laeq_db"),
        ({"laeq_db": float("inf")}, "rules.case.wrong", "laeq_db"),
        ({"laeq_db": Decimal("1e-999999999")}, "rules.case.range", "laeq_db"),
        ({"wind_m_s": Decimal("1e999999999")}, "rules.case.range", "wind_m_s"),
        ({"laeq_db": [63.4]}, "rules.case.wrong", "laeq_db"),
        ({"rain": "no"}, "rules.case.wrong", "rain"),
        ({"rain": 0}, "rules.case.wrong", "rain"),
        ({"instrument_class": 2.0}, "rules.case.wrong", "instrument_class"),
        ({"instrument_class": 4}, "rules.case.range", "instrument_class"),
        ({"weighting": "D"}, "rules.case.choice", "weighting"),
        ({"place": 610900}, "rules.case.wrong", "place"),
        ({"wind_m_s": -1}, "rules.case.range", "wind_m_s"),
        ({"night_permit": {"number": "演示"}}, "rules.case.missing", "night_permit.valid_from"),
        ({"night_permit": "演示"}, "rules.case.wrong", "night_permit"),
        ({"decided_on": "2026-13-01"}, "rules.case.wrong", "decided_on"),
    ],
)
def test_bad_input_names_the_key(changes: dict[str, Any], key: str, name: str | None) -> None:
    with pytest.raises(BadInput) as caught:
        case_from_plain({**NOISE, **changes})
    assert caught.value.key == key
    if name is not None:
        assert caught.value.data["name"] == name
    for language in ("zh", "en"):
        text = sentence(caught.value.key, language, **caught.value.data)
        assert "\n" not in text and (name or "kind") in text and text != key


@pytest.mark.parametrize("plain", [None, [], "case", 5])
def test_a_case_is_an_object(plain: object) -> None:
    with pytest.raises(BadInput) as caught:
        case_from_plain(plain)
    assert caught.value.key == "rules.case.not_object"


@pytest.mark.parametrize("missing", ["when", "duration_s"])
def test_a_run_needs_its_time(missing: str) -> None:
    with pytest.raises(BadInput) as caught:
        case_from_plain({key: value for key, value in NOISE.items() if key != missing})
    assert (caught.value.key, caught.value.data["name"]) == ("rules.case.missing", missing)


def test_keys_left_out_mean_what_the_contract_says() -> None:
    case = case_from_plain({"kind": "construction_noise", "when": NIGHT_2026, "duration_s": 1200})
    assert isinstance(case, NoiseCase)
    assert case.place == "陕西省安康市"
    assert case.sensitive_building_near and case.wind_screen
    assert (case.weighting, case.time_weighting) == ("A", "F")
    assert case.rain is None and case.wind_m_s is None and case.laeq_db is None
    assert case.overload is None and case.certificates_valid is None


def test_null_is_as_if_left_out() -> None:
    case = case_from_plain({**NOISE, "place": None, "weighting": None, "underrange": None, "laeq_db": None})
    assert isinstance(case, NoiseCase)
    assert (case.place, case.weighting, case.underrange, case.laeq_db) == ("陕西省安康市", "A", False, None)


def test_levels_are_exact() -> None:
    case = case_from_plain(
        json.loads(
            '{"kind":"construction_noise","when":"2026-06-06T15:14:00Z",'
            '"duration_s":1200,"laeq_db":55.5,"lafmax_db":1e2}'
        )
    )
    assert isinstance(case, NoiseCase)
    assert case.laeq_db == Decimal("55.5")
    assert case.lafmax_db == 100
    assert case.when == datetime(2026, 6, 6, 15, 14, tzinfo=UTC)


@pytest.mark.parametrize("value", [0, 160])
def test_the_ends_of_the_range_are_inside(value: int) -> None:
    assert isinstance(case_from_plain({**NOISE, "laeq_db": value}), NoiseCase)


@pytest.mark.parametrize("base", [NOISE, DUST, PERMIT, BAN, {"kind": "dust_measures", "when": NIGHT_2026}])
def test_every_kind_is_read(base: dict[str, Any]) -> None:
    assert type(case_from_plain(base)) is KINDS[base["kind"]]


def test_an_explicit_null_permit_says_none_was_shown() -> None:
    bare = {key: value for key, value in PERMIT.items() if key != "permit_shown"}
    told, untold = case_from_plain({**bare, "night_permit": None}), case_from_plain(bare)
    assert isinstance(told, NightPermitCase) and isinstance(untold, NightPermitCase)
    assert told.permit_shown is False
    assert untold.permit_shown is None


def test_measures_may_be_ticks() -> None:
    case = case_from_plain(
        {"kind": "dust_measures", "when": NIGHT_2026, "measures": {**MEASURES, "covering": False, "wet_work": None}}
    )
    assert isinstance(case, DustMeasuresCase)
    assert case.measures["covering"] == "not_met"
    assert "wet_work" not in case.measures
    with pytest.raises(BadInput) as caught:
        case_from_plain({"kind": "dust_measures", "when": NIGHT_2026, "measures": {"painting": True}})
    assert caught.value.data["name"] == "measures.painting"


def test_a_notice_is_read_whole() -> None:
    case = case_from_plain({**BAN, "notice": {**NOTICE, "daily_windows": ["22:00-06:00"], "forbidden": ["打桩"]}})
    assert isinstance(case, NoiseBanCase) and case.notice is not None
    assert case.notice.forbidden == ("打桩",)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@given(st.sampled_from([*NOISE, "place", "weighting", "night_permit", "zone", "gap_s", "decided_on"]), JSON)
def test_any_value_is_read_or_refused_with_a_sentence(key: str, value: object) -> None:
    try:
        case = case_from_plain({**NOISE, key: value})
    except BadInput as fault:
        assert sentence(fault.key, "zh", **fault.data) != fault.key
    else:
        assert type(case) in KINDS.values()


@pytest.mark.parametrize(
    ("changes", "zh", "en"),
    [
        ({"laeq_db": "63"}, 'laeq_db 的值 "63" 不对，应为 数字', 'laeq_db has the value "63"; wanted: a number'),
        ({"rain": "no"}, "应为 true 或 false", "wanted: true or false"),
        ({"when": None}, "when 的值 null 不对，应为 带时区的时间", "wanted: a time with its offset"),
        ({"zone": "演示"}, '"演示" 不对，应为 对象 { }', "wanted: an object { }"),
    ],
)
def test_what_was_wanted_is_said_in_the_readers_language(changes: dict[str, Any], zh: str, en: str) -> None:
    with pytest.raises(BadInput) as caught:
        case_from_plain({**NOISE, **changes})
    assert zh in sentence(caught.value.key, "zh", **caught.value.data)
    assert en in sentence(caught.value.key, "en", **caught.value.data)
