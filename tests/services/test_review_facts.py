from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parents[1] / "reports"))

from demo_visit import VISIT

from patrol_app.services.desk.review_facts import event_views


@pytest.mark.parametrize(
    ("limit_db", "kinds"),
    [(70.0, ["over"] * 4), (75.0, ["trigger", "over", "trigger", "trigger"]), (None, ["trigger"] * 4)],
)
def test_an_event_is_over_by_the_limit_for_lafmax_alone(limit_db: float | None, kinds: list[str]) -> None:
    main = VISIT.measurement
    assert main is not None
    shown = [one for one in event_views(main, (), limit_db) if one.kind != "exclusion"]
    assert [one.lafmax_db for one in shown] == [73.0, 76.9, 72.0, 75.0]
    assert [one.kind for one in shown] == kinds


def test_it_is_rounded_to_an_integer_half_to_even_as_it_is_judged() -> None:
    main = VISIT.measurement
    assert main is not None
    edges = tuple(
        replace(one, lafmax_db=level) for one, level in zip(main.exceedances, (70.4, 70.5, 70.6, 71.5), strict=True)
    )
    shown = event_views(replace(main, exceedances=edges), (), 70.0)
    assert [one.kind for one in shown if one.kind != "exclusion"] == ["trigger", "trigger", "over", "over"]
