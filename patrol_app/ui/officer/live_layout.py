"""Where things stand on the live screen, for any window and text scale. Pure arithmetic, tested at every size."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect

from patrol_app.ui.look import Look
from patrol_app.ui.widgets.level_digits import FIGURE_EM, FIGURE_PART

MARGIN = 16
GAP = 8
#: The history plot gives way first; below this the figures give way too.
SMALLEST_PLOT = 56


@dataclass(frozen=True, slots=True)
class FrameLayout:
    """Head, keys and status line of the window; the screen has the rest."""

    head: QRect
    screen: QRect
    keys: QRect
    status: QRect


def frame_layout(width: int, height: int, look: Look) -> FrameLayout:
    """The frame all screens share."""
    head = round(57 * (0.55 + 0.45 * look.text))
    status = look.room(36, 14)
    keys = round(56 + 24 * (look.text - 1))
    status_top = height - status
    keys_top = status_top - 12 - keys
    return FrameLayout(
        QRect(0, 0, width, head),
        QRect(0, head, width, keys_top - GAP - head),
        QRect(MARGIN, keys_top, width - 2 * MARGIN, keys),
        QRect(0, status_top, width, status),
    )


@dataclass(frozen=True, slots=True)
class LiveLayout:
    """All rectangles in the screen's own coordinates; ``figure_px`` is the pixel size of the big level."""

    figure_px: int
    figure_baseline: int
    label_baseline: int
    digits: QRect
    bar: QRect
    column_rule_x: int
    verdict: QRect
    table: QRect
    section_y: int
    history_head: QRect
    plot: QRect
    events: QRect
    exclusions: QRect
    dust: QRect
    side_rule_x: int
    stats: QRect
    list_rule_y: int
    event_list: QRect
    plot_margins: tuple[int, int]


def _right_column(width: int) -> int:
    if width <= 1366:
        return round(540 + (width - 1280) * 46 / 86)
    return round(586 + (width - 1366) * 0.42)


def live_layout(width: int, screen_height: int, window_height: int, look: Look, label_width: int = 0) -> LiveLayout:
    """Lay the screen out; the big level follows the window's height, the plot takes and gives the rest.

    ``label_width`` is that of the widest word at the left of a strip, in pixels.
    """
    right = _right_column(width)
    right_x = width - MARGIN - right
    rule_x = right_x - 24
    left = rule_x - MARGIN - MARGIN
    label = round(36 * (0.7 + 0.3 * look.text))
    bar = look.px(14) + 21 + look.px(22)
    head, strip = look.room(34, 14), look.room(19, 12)
    axis = look.px(22)
    fixed = head + 5 + strip + 3 + strip + 5 + 37 + axis
    figure_px = round(window_height * FIGURE_PART)
    room = screen_height - fixed - SMALLEST_PLOT - (label + 12 + bar + 7)
    figure_px = max(80, min(figure_px, int(room / FIGURE_EM)))
    figure = round(figure_px * FIGURE_EM)
    baseline = label + figure
    section = baseline + 12 + bar + 7
    top, foot = 13, section - 14
    verdict = max(look.px(26) + look.px(14) + 26, round((foot - top) * 0.272))
    plot_top = section + head
    plot = max(SMALLEST_PLOT, screen_height - section - fixed)
    side = round(360 * (0.6 + 0.4 * look.text))
    side_x = width - MARGIN - side
    history_width = side_x - 38 - MARGIN
    events_y = plot_top + plot + 5
    exclusions_y = events_y + strip + 3
    dust_y = exclusions_y + strip + 5
    stats_y = section + 8
    # Three lines of events are worth more than air between the figures.
    list_wanted = look.room(26, 14) + 3 * look.room(25, 15)
    least = look.px(14) + look.px(21) + 3
    pitch = max(least, min(50, (screen_height - stats_y - list_wanted - 8) // 3))
    stats = 3 * pitch + 6
    list_rule = stats_y + stats
    list_y = list_rule + 2
    return LiveLayout(
        figure_px=figure_px,
        figure_baseline=baseline,
        label_baseline=label - 14,
        digits=QRect(0, 0, MARGIN + left, baseline + 12),
        bar=QRect(MARGIN, baseline + 12, left, bar),
        column_rule_x=rule_x,
        verdict=QRect(right_x, top, right, verdict),
        table=QRect(right_x, top + verdict + 10, right, foot - top - verdict - 10 + 1),
        section_y=section,
        history_head=QRect(MARGIN, section + 1, history_width, head - 1),
        plot=QRect(MARGIN, plot_top, history_width, plot),
        events=QRect(MARGIN, events_y, history_width, strip),
        exclusions=QRect(MARGIN, exclusions_y, history_width, strip),
        dust=QRect(MARGIN, dust_y, history_width, 37 + axis),
        side_rule_x=side_x - 18,
        stats=QRect(side_x, stats_y, side, stats),
        list_rule_y=list_rule,
        event_list=QRect(side_x - 6, list_y, side + 6, screen_height - list_y),
        plot_margins=(max(44, look.px(40), label_width + 14), max(76, round(look.width("TSP 0.80", 13, True)) + 22)),
    )
