"""The mouse's arrow. The system's is white or edged with white: at night the brightest thing on the screen."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QCursor, QPainter, QPen, QPixmap, QPolygonF
from PySide6.QtWidgets import QApplication

from patrol_app.ui.theme import Palette

SIZE_PX = 24
_ARROW = ((3, 2), (3, 19), (7.2, 15.2), (10, 21.5), (13, 20.2), (10.2, 14.2), (15.6, 14.2))


def arrow(palette: Palette) -> QPixmap:
    """An arrow in the tone's own colours; its point is at (3, 2)."""
    made = QPixmap(SIZE_PX, SIZE_PX)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(palette.colour("bg"), 1.5))
    painter.setBrush(palette.colour("text"))
    painter.drawPolygon(QPolygonF([QPointF(x, y) for x, y in _ARROW]))
    painter.end()
    return made


def use(palette: Palette) -> None:
    """At night one arrow for everything, dialogs too; in other tones the system's own shapes."""
    if palette.tone != "night":
        while QApplication.overrideCursor() is not None:
            QApplication.restoreOverrideCursor()
    elif QApplication.overrideCursor() is None:
        QApplication.setOverrideCursor(QCursor(arrow(palette), 3, 2))
