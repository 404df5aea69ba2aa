"""The hatched sides of a practice screen."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from patrol_app.ui import shapes
from patrol_app.ui.look import Look


class PracticeEdge(QWidget):
    """Ten pixels wide, from head to status line."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.look = Look()
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def set_look(self, look: Look) -> None:
        """Change tone."""
        self.look = look
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.look.colour("bg"))
        painter.fillRect(self.rect(), shapes.hatch(self.look.colour("text"), 12, 5))
        painter.end()
