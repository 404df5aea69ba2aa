from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from patrol_app.ui.timeline import TimeWindow, WindowKind, window_of

LOCAL = timezone(timedelta(hours=8))
ORIGIN = datetime(2026, 6, 6, 23, 13, 29, tzinfo=LOCAL)


def test_ten_minutes_are_labelled_on_even_minutes() -> None:
    window = window_of("ten", ORIGIN, 758.0)
    assert [words for _, words in window.labels()] == ["23:18", "23:20", "23:22", "23:24", "23:26"]
    assert len(window.grid()) == 10
    assert window.x(window.end_s, 816) == 816


@pytest.mark.parametrize("kind", ["minute", "ten", "all"])
@pytest.mark.parametrize("now_s", [0.0, 5.0, 700.0, 5000.0, 29_000.0, 60_000.0])
def test_labels_are_few_round_and_inside(kind: WindowKind, now_s: float) -> None:
    window = window_of(kind, ORIGIN, now_s)
    labels = window.labels()
    assert len(labels) <= 7 or now_s > 40_000
    for moment, _ in labels:
        assert window.start_s <= moment <= window.end_s
        assert (ORIGIN + timedelta(seconds=moment)).second % 10 == 0
    assert window.length_s >= 60


def test_everything_begins_at_the_start() -> None:
    assert window_of("all", ORIGIN, 4000.0) == TimeWindow(ORIGIN, 0.0, 4000.0)
