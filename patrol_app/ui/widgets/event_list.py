"""The newest events; the open one is inverted, signs say whether audio and photos are kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from patrol_app.ui import shapes
from patrol_app.ui.widgets.panel import Panel

EventKind = Literal["over", "trigger", "mark", "exclusion"]


@dataclass(frozen=True, slots=True)
class EventLine:
    """One event, as written."""

    kind: EventKind
    at: str
    words: str
    level: str
    audio: bool
    photo: bool
    open: bool


@dataclass(frozen=True, slots=True)
class EventsView:
    """Heading, the note at its right, and the lines, newest first; ``empty`` stands where there are none."""

    heading: str = ""
    note: str = ""
    lines: tuple[EventLine, ...] = ()
    empty: str = ""


class EventList(Panel[EventsView]):
    """As many lines as fit."""

    #: Room left of the text for the ground of the open event.
    OVERHANG = 6

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(EventsView(), parent)

    @property
    def shown(self) -> int:
        """How many lines fit."""
        head, pitch = self.look.room(26, 14), self.look.room(25, 15)
        return max(1, int((self.height() - head + 2) // pitch))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        painter, look, view = self.begin(), self.look, self.view
        head, pitch = look.room(26, 14), look.room(25, 15)
        if self.height() - head + 2 < pitch:
            # At the largest text there is room for one line only: the newest event, not the heading.
            for line in view.lines[:1]:
                self._paint_line(painter, line, 6, pitch)
            painter.end()
            return
        baseline = head - 7
        x = self.OVERHANG + look.put(painter, self.OVERHANG, baseline, view.heading, 15, bold=True)
        look.put(painter, self.width(), baseline, view.note, 14, "text2", align="right", width=self.width() - x - 12)
        for index, line in enumerate(view.lines[: self.shown]):
            self._paint_line(painter, line, head + pitch * index, pitch)
        painter.end()

    def _paint_line(self, painter: QPainter, line: EventLine, top: float, pitch: float) -> None:
        look, left, width = self.look, float(self.OVERHANG), float(self.width())
        middle = top + (pitch - 1) / 2
        token = "text"
        if line.open:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.colour("alarm"))
            painter.drawRoundedRect(QRectF(0, top, width, pitch - 1), 2, 2)
            token = "alarm_text"
        colour = look.colour(token)
        self._paint_kind(painter, line, left + 7, middle)
        baseline = look.middle(middle, 15)
        x = left + 24
        x += max(72.0, look.put(painter, x, baseline, line.at, 15, token) + 10)
        icons = 66.0
        level_right = width - icons
        room = level_right - look.width("100.0", 15) - 8 - x
        look.put(painter, x, baseline, line.words, 15, token, width=room)
        look.put(painter, level_right, baseline, line.level, 15, token, align="right")
        if line.audio:
            shapes.paint_wave(painter, width - 40, middle, 18, colour)
        if line.photo:
            shapes.paint_camera(painter, width - 14, middle, 16, colour)

    def _paint_kind(self, painter: QPainter, line: EventLine, x: float, y: float) -> None:
        look = self.look
        ink = look.colour("alarm_text" if line.open else "text")
        warn = ink if line.open else look.colour("alarm")
        if line.kind == "over":
            shapes.paint_triangle(painter, x, y, 12, warn, solid=True)
        elif line.kind == "trigger":
            shapes.paint_diamond(painter, x, y, 12, ink)
        elif line.kind == "mark":
            shapes.paint_triangle_down(painter, x, y, 9, ink, solid=True)
        else:
            box = QRectF(x - 6, y - 5, 12, 11)
            painter.fillRect(box, shapes.hatch(look.colour("text2"), 4))
            painter.setPen(look.pen("text2"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(box)
