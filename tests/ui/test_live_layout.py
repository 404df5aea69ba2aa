from __future__ import annotations

from itertools import combinations

import pytest
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QApplication

from patrol_app.ui.look import Look
from patrol_app.ui.officer.live_layout import FrameLayout, LiveLayout, frame_layout, live_layout
from patrol_app.ui.theme import DUSK
from patrol_app.ui.widgets.level_digits import FIGURE_EM

SIZES = [(1366, 768), (1280, 720), (1366, 705), (1920, 1080), (2560, 1440)]
TEXTS = [1.0, 1.15, 1.3, 1.5]


def both(width: int, height: int, text: float) -> tuple[FrameLayout, LiveLayout]:
    look = Look(DUSK, text)
    frame = frame_layout(width, height, look)
    return frame, live_layout(frame.screen.width(), frame.screen.height(), height, look)


def boxes(place: LiveLayout) -> dict[str, QRect]:
    return {
        name: getattr(place, name)
        for name in LiveLayout.__dataclass_fields__
        if isinstance(getattr(place, name), QRect)
    }


@pytest.mark.parametrize(("width", "height"), SIZES)
@pytest.mark.parametrize("text", TEXTS)
def test_nothing_overlaps_and_nothing_leaves_the_window(
    qapp: QApplication, width: int, height: int, text: float
) -> None:
    frame, place = both(width, height, text)
    window, screen = QRect(0, 0, width, height), QRect(0, 0, frame.screen.width(), frame.screen.height())
    parts = [frame.head, frame.screen, frame.keys, frame.status]
    assert all(window.contains(part) for part in parts)
    assert not any(one.intersects(other) for one, other in combinations(parts, 2))
    found = boxes(place)
    for name, box in found.items():
        assert box.width() > 0 < box.height(), name
        assert screen.contains(box), (name, box, screen)
    for (name, one), (other_name, other) in combinations(found.items(), 2):
        if {name, other_name} != {"digits", "bar"}:
            assert not one.intersects(other), (name, other_name)
    assert frame.keys.height() >= 56
    assert (frame.keys.width() - 72) / 10 >= 48


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (1280, 720), (1920, 1080)])
def test_the_big_level_is_a_quarter_of_the_window(qapp: QApplication, width: int, height: int) -> None:
    _, place = both(width, height, 1.0)
    assert place.figure_px * FIGURE_EM / height == pytest.approx(0.254, abs=0.001)


def test_the_design_s_own_sizes(qapp: QApplication) -> None:
    frame, place = both(1366, 768, 1.0)
    assert frame.keys == QRect(16, 664, 1334, 56)
    assert frame.status.top() == 732
    assert place.figure_px == 266
    assert place.verdict == QRect(764, 13, 586, 76)
    assert place.section_y + frame.screen.top() == 364
    assert place.plot == QRect(16, 341, 936, 148)
    assert place.side_rule_x == 972
    _, small = both(1280, 720, 1.0)
    assert small.figure_px == 249
    assert small.verdict.width() == 540
    assert small.plot.height() == 112
    _, large = both(1920, 1080, 1.15)
    assert large.figure_px in (373, 374)
    assert large.plot.height() > 2 * place.plot.height()
