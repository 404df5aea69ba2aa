from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patrol_app.ui import figures


@pytest.mark.parametrize(
    ("value", "digits", "sign", "text"),
    [
        (61.24, 1, False, "61.2"),
        (-0.18, 2, True, "\u22120.18"),
        (6.2, 1, True, "+6.2"),
        (0.0, 1, True, "0.0"),
        (-0.04, 1, True, "0.0"),
        (None, 1, False, "—"),
        (float("nan"), 1, False, "—"),
    ],
)
def test_numbers(value: float | None, digits: int, sign: bool, text: str) -> None:
    assert figures.number(value, digits, sign=sign) == text


def test_thousands_have_a_thin_space() -> None:
    assert figures.thousands(18204) == "18\u00a0204"
    assert figures.thousands(999) == "999"


def test_times_are_chinese_local_time() -> None:
    at = datetime(2026, 6, 6, 15, 26, 7, tzinfo=UTC)
    assert figures.clock(at) == "23:26:07"
    assert figures.clock(at, seconds=False) == "23:26"


@given(st.integers(min_value=0, max_value=10**6))
def test_a_countdown_reads_back(seconds: int) -> None:
    hours, minutes, rest = (int(part) for part in figures.countdown(seconds).split(":"))
    assert hours * 3600 + minutes * 60 + rest == seconds


def test_a_countdown_never_goes_below_zero() -> None:
    assert figures.countdown(-5) == "0:00:00"
    assert figures.minutes(758) == "12:38"
    assert figures.minutes(3758) == "1:02:38"
    assert figures.long_clock(758) == "00:12:38"
