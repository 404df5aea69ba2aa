"""A list of lines that is longer than its room: wheel and pages, and the selected line comes into sight."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QWheelEvent
from PySide6.QtWidgets import QWidget

from patrol_app.ui.widgets.line_list import LineList

V = TypeVar("V")


class PagedList(LineList[V]):
    """Moving; what a line holds and how it is painted is the list's own."""

    WHEEL = 1

    def __init__(self, view: V, parent: QWidget | None = None) -> None:
        super().__init__(view, parent)
        self._first = 0

    def first(self) -> int:
        """The index of the first line shown."""
        return self._first

    def foot(self) -> float:
        """What stands below the lines."""
        return 0.0

    @property
    def rows(self) -> int:
        """How many lines are in sight."""
        return max(1, int((self.height() - self.head() - self.foot()) // self.pitch()))

    def steps(self) -> dict[Qt.Key, int]:
        """Up, down and pages."""
        return {**super().steps(), Qt.Key.Key_PageUp: -self.rows, Qt.Key.Key_PageDown: self.rows}

    def into_sight(self) -> None:
        """Move as little as brings the selected line into sight."""
        names = self.names()
        if self.selected() in names:
            place = names.index(self.selected())
            self._first = min(max(self._first, place - self.rows + 1), place)
        self.settle()

    def settle(self) -> None:
        """Leave no room below the last line."""
        self._first = max(0, min(self._first, len(self.names()) - self.rows))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Move the lines."""
        self._first += -self.WHEEL if event.angleDelta().y() > 0 else self.WHEEL
        self.settle()
        self.update()

    def paint_bar(self, painter: QPainter, name: object, top: float) -> None:
        """The rule under a line; ground, bar and focus of the selected one."""
        look, pitch, inner = self.look, self.pitch(), self.width() - 16.0
        if name == self.selected():
            painter.fillRect(QRectF(-6, top, inner + 12, pitch - 1), look.colour("sel"))
            painter.fillRect(QRectF(-6, top, 3, pitch - 1), look.colour("accent"))
            if self.hasFocus():
                painter.setPen(look.pen("accent", 3))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRect(QRectF(-6, top + 1, inner + 12, pitch - 4))
        painter.fillRect(QRectF(0, round(top + pitch) - 1, inner, 1), look.colour("line"))
