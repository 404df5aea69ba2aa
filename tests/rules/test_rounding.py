from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patrol_app.rules.rounding import rounded_db


@pytest.mark.parametrize(
    ("value", "rounded"),
    [("12.5", 12), ("13.5", 14), ("12.51", 13), ("54.5", 54), ("55.5", 56), ("55.49", 55), ("55.4", 55), ("-0.5", 0)],
)
def test_half_goes_to_even(value: str, rounded: int) -> None:
    assert rounded_db(Decimal(value)) == rounded


def test_one_step_only() -> None:
    """55.45 rounded to a tenth first would become 55.4 or 55.5 and then 56; in one step it is 55."""
    assert rounded_db(Decimal("55.45")) == 55


@given(st.decimals(min_value=-50, max_value=160, places=2))
def test_never_further_than_half_a_decibel(value: Decimal) -> None:
    assert abs(rounded_db(value) - value) <= Decimal("0.5")


@given(st.decimals(min_value=0, max_value=160, places=2), st.decimals(min_value=0, max_value=160, places=2))
def test_order_is_kept(one: Decimal, other: Decimal) -> None:
    low, high = sorted((one, other))
    assert rounded_db(low) <= rounded_db(high)


@given(st.decimals(min_value=-50, max_value=50, places=2))
def test_negatives_by_absolute_value(value: Decimal) -> None:
    assert rounded_db(-value) == -rounded_db(value)
