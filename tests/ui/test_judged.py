from __future__ import annotations

from dataclasses import replace

import pytest

from patrol_app.services.snapshot import JudgedRow
from patrol_app.ui import scenes
from patrol_app.ui.officer.judged import leading, noise_attention, standing, standings


def noise(measured: float | None, limit: float | None = 55.0, without: float | None = None) -> JudgedRow:
    return JudgedRow(quantity="LAeq,T", measured=measured, without_exclusions=without, limit=limit)


@pytest.mark.parametrize(
    ("measured", "state"),
    [(55.4, "near"), (55.5, "over"), (52.0, "complies"), (52.1, "near"), (40.0, "complies"), (None, "none")],
)
def test_levels_are_rounded_once_before_they_are_compared(measured: float | None, state: str) -> None:
    assert standing(noise(measured)).state == state


def test_it_is_over_only_if_it_is_over_without_the_excluded_parts_too() -> None:
    assert standing(noise(61.2, without=55.4)).state == "near"
    assert standing(noise(61.2, without=55.5)).state == "over"


def test_dust_under_its_limit_says_nothing_before_its_time() -> None:
    row = JudgedRow(quantity="TSP", measured=0.8, without_exclusions=None, limit=0.8, minutes=12, indicative=True)
    assert standing(row).state == "indicative"
    assert standing(replace(row, indicative=False)).state == "complies"
    assert standing(replace(row, measured=0.81)).state == "over"


def test_the_lamp_looks_at_noise_only() -> None:
    found = standings(scenes.dusk())
    assert noise_attention(found) == "near"
    first = leading(found)
    assert first is not None
    assert first.row.quantity == "TSP"
    assert leading(()) is None


def test_no_limit_is_no_state() -> None:
    assert standing(noise(60.0, limit=None)).state == "none"
