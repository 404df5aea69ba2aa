"""A cross over a map or a plan that arrow keys move; a held key moves it faster."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from patrol_app.ui.look import Look

STEPS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
TAKE_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
STEP_PX, FAST_PX = 4.0, 16.0
ARM_PX, GAP_PX = 34.0, 8.0


class Crosshair:
    """Where it is, in pixels of the view; never outside of it."""

    def __init__(self, x: float, y: float) -> None:
        self.x, self.y = float(x), float(y)

    def put(self, x: float, y: float) -> None:
        """Put it at a pixel."""
        self.x, self.y = x, y

    def move(self, key: Qt.Key, *, again: bool, width: int, height: int) -> None:
        """One step; ``again`` is a key that is held down."""
        across, down = STEPS[key]
        step = FAST_PX if again else STEP_PX
        self.x = min(max(0.0, self.x + across * step), width - 1.0)
        self.y = min(max(0.0, self.y + down * step), height - 1.0)

    def paint(self, painter: QPainter, look: Look, place: str, hint: str, width: float, height: float) -> None:
        """The cross with an empty middle, its coordinates beside it, and at the top what the keys do."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for role, line in (("bg", 7.0), ("accent", 3.0)):
            painter.setPen(look.pen(role, line))
            for across, down in STEPS.values():
                start = QPointF(self.x + across * GAP_PX, self.y + down * GAP_PX)
                painter.drawLine(start, QPointF(self.x + across * ARM_PX, self.y + down * ARM_PX))
        self._words(painter, look, place, width, height)
        if hint:
            room = min(width - 64.0, look.width(hint, 14) + 16)
            painter.fillRect(QRectF(8, 8, room, look.px(24)), look.colour("bg"))
            look.put(painter, 16, 8 + look.px(17), hint, 14, width=room - 16)

    def _words(self, painter: QPainter, look: Look, place: str, width: float, height: float) -> None:
        if not place:
            return
        room = look.width(place, 14) + 12
        left = self.x + ARM_PX + 6 if self.x + ARM_PX + 6 + room < width else self.x - ARM_PX - 6 - room
        top = min(max(0.0, self.y - look.px(11)), height - look.px(22))
        painter.fillRect(QRectF(left, top, room, look.px(22)), look.colour("bg"))
        look.put(painter, left + 6, top + look.px(16), place, 14)
