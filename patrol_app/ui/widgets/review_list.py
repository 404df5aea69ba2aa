"""The supervisor's list: worst first to the eye, by sign, number and state."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from patrol_app.ui import shapes
from patrol_app.ui.widgets.fact_list import paint_heading
from patrol_app.ui.widgets.paged_list import PagedList

ReviewSign = Literal["over", "near", "complies", "cannot"]


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """One case as written."""

    site: str
    at: str
    values: str
    excess: str
    state: str
    sign: ReviewSign


@dataclass(frozen=True, slots=True)
class ReviewListView:
    """Heading, note, lines, the selected one, and what the keys do; ``empty`` stands where there is nothing."""

    heading: str = ""
    note: str = ""
    lines: Sequence[ReviewLine] = ()
    selected: int = 0
    remark: str = ""
    empty: str = ""


class ReviewList(PagedList[ReviewListView]):
    """Two lines of text a case; arrows, pages, wheel and mouse."""

    HEAD = 30
    FOOT = 30

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(ReviewListView(), parent)

    def names(self) -> list[object]:
        """The cases' places."""
        return list(range(len(self.view.lines)))

    def selected(self) -> object:
        """The selected case's place."""
        return self.view.selected

    def show_view(self, view: ReviewListView) -> bool:
        """Show the list and tell screen readers."""
        before = self.view
        changed = super().show_view(view)
        if changed:
            self.setAccessibleName(view.heading)
            self.setAccessibleDescription(view.empty)
            if view.lines:
                line = view.lines[min(view.selected, len(view.lines) - 1)]
                self.setAccessibleDescription(f"{line.site} {line.values} {line.excess} {line.state}")
            if view.selected != before.selected or len(view.lines) != len(before.lines):
                self.into_sight()
            self.settle()
        return changed

    def resizeEvent(self, event: object) -> None:
        """Keep the selected case in sight."""
        self.into_sight()

    def pitch(self) -> float:
        """The height of a case."""
        return float(self.look.room(66, 38))

    def foot(self) -> float:
        """What the keys do stands there."""
        return float(self.look.px(self.FOOT))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        painter, look, view = self.begin(), self.look, self.view
        inner = self.width() - 16.0
        painter.translate(8, 0)
        paint_heading(painter, look, view.heading, view.note, inner, look.px(20))
        top, pitch = self.head(), self.pitch()
        if not view.lines:
            look.put(painter, 0, top + look.px(24), view.empty, 15, "text2", width=inner)
            top += look.px(24)
        for place in range(self.first(), min(self.first() + self.rows, len(view.lines))):
            self._paint_line(painter, view.lines[place], top, pitch, inner, place == view.selected)
            top += pitch
        look.put(painter, 0, top + look.px(24), view.remark, 14, "text2", width=inner)
        painter.end()

    def _paint_line(
        self, painter: QPainter, line: ReviewLine, top: float, pitch: float, width: float, selected: bool
    ) -> None:
        look = self.look
        if selected:
            painter.fillRect(QRectF(-8, top, width + 16, pitch - 1), look.colour("sel"))
            painter.fillRect(QRectF(-8, top, 3, pitch - 1), look.colour("accent"))
        if self.hasFocus() and selected:
            painter.setPen(look.pen("accent", 3))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(QRectF(-6, top + 2, width + 12, pitch - 5))
        painter.fillRect(QRectF(0, round(top + pitch) - 1, width, 1), look.colour("line"))
        x, y = 12.0, top + pitch * 0.35
        if line.sign == "over":
            shapes.paint_triangle(painter, x, y, 14, look.colour("alarm"), solid=True)
        elif line.sign == "near":
            shapes.paint_diamond(painter, x, y, 15, look.colour("warn"))
        elif line.sign == "complies":
            shapes.paint_tick(painter, x, y, 14, look.colour("text"))
        else:
            shapes.paint_struck_circle(painter, x, y, 14, look.colour("text2"))
        upper, lower = top + pitch * 0.42, top + pitch * 0.78
        excess = look.put(painter, width, upper, line.excess, 18, bold=True, align="right")
        look.put(painter, 30, upper, line.site, 16, bold=selected, width=width - 38 - excess)
        state = look.put(painter, width, lower, line.state, 14, "text2", align="right", width=width * 0.35)
        at = look.put(painter, 30, lower, line.at, 14, "text2")
        middle, values = width * 0.586, look.width(line.values, 14)
        if middle - values < 30 + at + 12:
            middle = 30 + at + 12 + values
        room = min(values, width - state - 10 - (30 + at + 12))
        look.put(painter, min(middle, width - state - 10), lower, line.values, 14, "text2", align="right", width=room)
