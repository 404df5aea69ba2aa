"""The upper part of the live frame: the big level, lamp, bar and verdict, on any screen that keeps them in sight."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from patrol_app.services.snapshot import Snapshot
from patrol_app.ui.look import Look
from patrol_app.ui.officer import live_words
from patrol_app.ui.officer.live_layout import LiveLayout
from patrol_app.ui.officer.verdict_words import verdict_view
from patrol_app.ui.widgets.lamp import Lamp
from patrol_app.ui.widgets.level_bar import LevelBar
from patrol_app.ui.widgets.level_digits import LevelDigits
from patrol_app.ui.widgets.verdict_block import VerdictBlock

#: Of twenty beats a second: figures on every tenth, bar and plots on every second.
FIGURE_BEATS, FAST_BEATS = 10, 2
#: A fresh alarm alternates once a second for this long, then stays solid.
ALTERNATE_S = 30.0


class LevelPart:
    """Widgets of ``parent``; whoever owns it lays it out and passes the beats on.

    ``acknowledge`` is what the block of an exceedance does when it is pressed.
    """

    def __init__(self, parent: QWidget, acknowledge: Callable[[], None]) -> None:
        self.digits, self.lamp = LevelDigits(parent), Lamp(parent)
        self.bar, self.verdict = LevelBar(parent), VerdictBlock(parent)
        self.verdict.pressed.connect(acknowledge)
        self.look = Look()
        self._place: LiveLayout | None = None
        self._alarm_mark: object = None
        self._alarm_began = 0.0

    def set_look(self, look: Look) -> None:
        """Change tone or text scale."""
        self.look = look
        for panel in (self.digits, self.lamp, self.bar, self.verdict):
            panel.set_look(look)

    def lay_out(self, place: LiveLayout) -> None:
        """Stand where the live screen has them."""
        self._place = place
        self.digits.setGeometry(place.digits)
        self.digits.set_figures(place.figure_px, place.figure_baseline, place.label_baseline)
        self.bar.setGeometry(place.bar)
        self.verdict.setGeometry(place.verdict)
        self._place_lamp(place)

    def _place_lamp(self, place: LiveLayout) -> None:
        digits, look = self.digits, self.look
        side = place.digits.left() + round(digits.side_x())
        diameter = 50 if digits.wide else round(60 * place.figure_px / 266)
        room = place.digits.right() + 1 - side
        self.lamp.diameter = min(diameter, room)
        width = min(diameter if digits.wide else max(diameter + 12, look.px(64)), room)
        left = side if digits.wide else side + round((look.width("dB(A)", 24) - width) / 2) + 6
        top = place.figure_baseline - round(place.figure_px * 0.69)
        self.lamp.setGeometry(min(left, place.digits.right() + 1 - width), top, width, diameter + look.px(50))

    def refresh(self, snapshot: Snapshot | None, beat: int) -> None:
        """Show what is due: figures twice a second, the rest ten times."""
        if beat % FAST_BEATS == 0:
            self.bar.show_view(live_words.bar_view(snapshot))
            self.verdict.show_view(verdict_view(snapshot, inverted=self._alternating(snapshot)))
            self.lamp.show_view(live_words.lamp_view(snapshot))
        if beat % FIGURE_BEATS == 0:
            was_wide = self.digits.wide
            self.digits.show_view(live_words.level_view(snapshot))
            if self.digits.wide != was_wide and self._place is not None:
                self._place_lamp(self._place)

    def _alternating(self, snapshot: Snapshot | None) -> bool:
        if snapshot is None or not snapshot.unacknowledged:
            self._alarm_mark = None
            return False
        if snapshot.attention_since != self._alarm_mark:
            self._alarm_mark, self._alarm_began = snapshot.attention_since, time.monotonic()
        since = time.monotonic() - self._alarm_began
        return since < ALTERNATE_S and int(since * 2) % 2 == 1
