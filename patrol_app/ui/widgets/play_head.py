"""One vertical line over history, strips and audio: where the recording is heard."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from patrol_app.ui import shapes
from patrol_app.ui.look import Look


class PlayHead(QWidget):
    """Transparent to the mouse; it never covers more than a line and its foot."""

    WIDTH = 15

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look = Look()
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def set_look(self, look: Look) -> None:
        """Change tone."""
        self.look = look
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        painter, colour = QPainter(self), self.look.colour("text")
        middle = self.WIDTH // 2
        painter.fillRect(QRectF(middle, 0, 1, self.height() - 8), colour)
        shapes.paint_triangle(painter, middle + 0.5, self.height() - 5, 8, colour, solid=True)
        painter.end()
