"""One sentence in the head: a refusal, an answer, or what is being worked on. Esc closes it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QMouseEvent, QPaintEvent
from PySide6.QtWidgets import QWidget

from patrol_app.ui.widgets.panel import Panel


class NoticeBar(Panel[str]):
    """As high as its sentence, which may take two lines."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("", parent)
        self.hide()

    def show_view(self, view: str) -> bool:
        """Show a sentence, or nothing."""
        changed = super().show_view(view)
        if changed:
            self.setAccessibleName(view)
            self.setVisible(bool(view))
            if view:
                self.raise_()
        return changed

    def lines(self) -> tuple[str, ...]:
        """The sentence in one or two lines."""
        look, room = self.look, self.width() - 2 * self.look.px(16)
        if look.width(self.view, 15) <= room:
            return (self.view,)
        for at in range(len(self.view) - 1, 0, -1):
            if look.width(self.view[:at], 15) <= room and not self.view[at - 1].isalnum():
                return self.view[:at], self.view[at:].strip()
        return (self.view,)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        painter, look = self.begin(), self.look
        painter.setPen(look.pen("text", 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(self.rect().adjusted(1, 1, -2, -2))
        lines = self.lines()
        room = self.width() - 2 * look.px(16)
        pitch = look.px(19)
        first = self.height() / 2 - pitch * (len(lines) - 1) / 2
        for index, line in enumerate(lines):
            look.put(painter, look.px(16), look.middle(first + pitch * index, 15), line, 15, width=room)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click closes it."""
        self.hide()
