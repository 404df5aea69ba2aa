"""Where the parts of the review stand: list, time axis, recomputation, and under them the chain and the decision."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from patrol_app.ui.supervisor.review_screen import ReviewScreen


def lay_out(screen: ReviewScreen) -> tuple[int, int, int]:
    """Lay everything out anew; returns where the two upright rules and the lower one are."""
    screen.full.setGeometry(screen.rect().adjusted(8, 8, -8, -8))
    look, width, height = screen.look, screen.width(), screen.height()
    margin = 20 if width >= 1366 else 16
    left, right = round(322 + (width - 1366) * 0.18), round(300 + (width - 1366) * 0.2)
    right_x = width - 16 - right
    middle_x = left + 8 + 2 * margin
    middle = right_x - 2 * margin - middle_x
    button = max(44, look.room(44, 17))
    band = look.px(64) + 16
    foot = height - 22 - button - band
    rules = (left + 8 + margin, right_x - margin, foot)
    screen.list.setGeometry(8, 15, left, foot - 20)
    # Middle column.
    label = max(look.width(screen.events.view.label, 14), look.width(screen.exclusion_strip.view.label, 14))
    boxes = max((look.width(one.words, 13, True) for one in screen.plot.view.limits), default=0.0)
    margins = (max(40, look.px(40), round(label) + 14), max(72, round(boxes) + 21))
    head, strip, wave = look.px(30), look.room(19, 12), 44 + look.px(24)
    table = look.px(52) + 2 * look.room(28, 15) + 6
    line = 44
    # At large text the exclusions give way, never the plot.
    spare = foot - 2 - table - line - 4 - wave - 2 - 2 * strip - 7 - 4 - (15 + head) - 56
    table = max(0, table + min(0, spare))
    table_y = foot - table - 2
    line_y = table_y - line - 4
    wave_y = line_y - wave - 2
    second_y = wave_y - strip - 4
    first_y = second_y - strip - 3
    plot_y = 15 + head
    screen.plot_head.setGeometry(middle_x, 15, middle, head)
    for panel, top, tall in (
        (screen.plot, plot_y, max(50, first_y - 4 - plot_y)),
        (screen.events, first_y, strip),
        (screen.exclusion_strip, second_y, strip),
        (screen.audio, wave_y, wave),
    ):
        panel.margins = margins
        panel.setGeometry(middle_x, top, middle, tall)
    screen.plot.place()
    screen.play.setGeometry(middle_x + margins[0], line_y, 40, 36)
    screen.selected_words.setGeometry(middle_x + margins[0] + 52, line_y, middle - margins[0] - 52, 36)
    screen.exclusions.setGeometry(middle_x, table_y, middle, table)
    # Right column.
    screen.verdict_head.setGeometry(right_x, 15, right, look.px(26))
    block_y = 15 + look.px(26) + 6
    block = look.px(22) + look.px(14) + 24
    if look.width(screen.verdict.view.detail, 12 / look.text) > right - 94:
        block += look.px(8)
    screen.verdict.setGeometry(right_x, block_y, right, block)
    values_y = block_y + block + 2
    free = foot - values_y - 8
    checks = min(look.px(30) + 8 * look.room(25, 15) + 2, round(free * 0.58))
    # At large text the checks give way, never the conclusion; all of them are in the full text.
    needed = round(len(screen.values.view.rows) * look.px(15) * 1.3) + 1
    checks = max(look.px(30) + 2 * look.room(25, 15), min(checks, free - needed))
    screen.values.setGeometry(right_x, values_y, right, free - checks)
    screen.checks.setGeometry(right_x, foot - checks - 4, right, checks)
    # Foot.
    screen.chain.setGeometry(16, foot + 16, right_x - 36 - 16, band - 16)
    screen.chain_check.setGeometry(right_x + 12, foot + 17, right - 24, band - 28)
    y = height - 22 - button
    label = round(look.width(screen.remark_label.text(), 15)) + 16
    screen.remark_label.setGeometry(16, y, label, button)
    listen, back = screen.listen.wanted() + 14, screen.back.wanted() + 14
    screen.back.setGeometry(right_x - 20 - back, y, back, button)
    screen.listen.setGeometry(right_x - 28 - back - listen, y, listen, button)
    screen.remark.setGeometry(16 + label, y + 4, right_x - 44 - back - listen - 16 - label, button - 8)
    screen.accept.setGeometry(right_x, y, right, button)
    return rules
