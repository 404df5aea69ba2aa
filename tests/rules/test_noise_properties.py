"""Properties of judgement over many cases: what may never happen, whatever the numbers."""

from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from rule_cases import NOISE, judged

LEVEL = st.decimals(min_value=20, max_value=120, places=2)
STEP = st.decimals(min_value=0, max_value=30, places=2)
WHEN = st.sampled_from(
    ["2026-06-06T23:14:00+08:00", "2026-06-06T12:00:00+08:00", "2025-06-06T23:14:00+08:00", "2014-06-06T23:14:00Z"]
)
MILD = {"complies": 0, "cannot_be_judged": 1, "indicative": 2, "exceeds": 3}
FACTS = st.fixed_dictionaries(
    {
        "when": WHEN,
        "indoor": st.booleans(),
        "background_laeq_db": st.none() | LEVEL,
        "background_duration_s": st.sampled_from([60, 600, 1200]),
        "background_steady": st.none() | st.booleans(),
    }
)


@settings(max_examples=300, deadline=None)
@given(FACTS, LEVEL, LEVEL, STEP, STEP)
def test_a_louder_site_is_never_judged_milder(
    facts: dict[str, Any], laeq: Decimal, lafmax: Decimal, more: Decimal, more_max: Decimal
) -> None:
    quiet = judged(NOISE, **facts, laeq_db=laeq, lafmax_db=lafmax)
    loud = judged(NOISE, **facts, laeq_db=laeq + more, lafmax_db=lafmax + more_max)
    assert MILD[loud.outcome] >= MILD[quiet.outcome]


@settings(max_examples=200, deadline=None)
@given(FACTS, LEVEL, LEVEL, st.integers(min_value=1, max_value=1199))
def test_a_shorter_measurement_is_never_stricter(
    facts: dict[str, Any], laeq: Decimal, lafmax: Decimal, seconds: int
) -> None:
    whole = judged(NOISE, **facts, laeq_db=laeq, lafmax_db=lafmax)
    short = judged(NOISE, **facts, laeq_db=laeq, lafmax_db=lafmax, duration_s=seconds)
    assert short.outcome == "indicative"
    assert whole.outcome != "exceeds" or MILD[short.outcome] < MILD[whole.outcome]


@settings(max_examples=300, deadline=None)
@given(WHEN, LEVEL, LEVEL)
def test_adding_a_background_never_adds_an_excess(when: str, laeq: Decimal, background: Decimal) -> None:
    alone = judged(NOISE, when=when, laeq_db=laeq, background_laeq_db=None).findings[0]
    beside = judged(NOISE, when=when, laeq_db=laeq, background_laeq_db=background).findings[0]
    assert (beside.excess_db or 0) <= (alone.excess_db or 0)
    assert beside.corrected_db is None or beside.corrected_db <= laeq


@settings(max_examples=200, deadline=None)
@given(FACTS, LEVEL, LEVEL)
def test_only_facts_missing_never_make_an_excess(facts: dict[str, Any], laeq: Decimal, lafmax: Decimal) -> None:
    for unknown in ("wind_m_s", "rain", "overload", "instrument_class", "certificates_valid", "calibration_after_db"):
        assert judged(NOISE, **facts, laeq_db=laeq, lafmax_db=lafmax, **{unknown: None}).outcome != "exceeds"


@settings(max_examples=200, deadline=None)
@given(FACTS, LEVEL, LEVEL, LEVEL)
def test_exclusions_never_make_an_excess_that_the_whole_run_has_not(
    facts: dict[str, Any], laeq: Decimal, without: Decimal, lafmax: Decimal
) -> None:
    whole = judged(NOISE, **facts, laeq_db=laeq, lafmax_db=lafmax)
    both = judged(NOISE, **facts, laeq_db=laeq, lafmax_db=lafmax, laeq_without_db=without, excluded_s=60)
    assert both.outcome != "exceeds" or whole.outcome == "exceeds"


@settings(max_examples=200, deadline=None)
@given(FACTS, LEVEL, LEVEL)
def test_a_verdict_is_the_same_each_time(facts: dict[str, Any], laeq: Decimal, lafmax: Decimal) -> None:
    assert judged(NOISE, **facts, laeq_db=laeq, lafmax_db=lafmax) == judged(
        NOISE, **facts, laeq_db=laeq, lafmax_db=lafmax
    )


@settings(max_examples=200, deadline=None)
@given(FACTS, LEVEL, LEVEL)
def test_exceeds_always_shows_a_finding_over_its_limit(facts: dict[str, Any], laeq: Decimal, lafmax: Decimal) -> None:
    verdict = judged(NOISE, **facts, laeq_db=laeq, lafmax_db=lafmax)
    over = [each for each in verdict.findings if each.excess_db]
    if verdict.outcome == "exceeds":
        assert any(each.rounded_db is not None and each.limit_db is not None for each in over)
        assert all(each.rounded_db - each.limit_db == each.excess_db for each in over)  # type: ignore[operator]
    if verdict.outcome == "complies":
        assert not over
