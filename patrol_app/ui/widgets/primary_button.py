"""The one filled button of a screen; at night outlined, so that only an alarm is solid."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from patrol_app.ui.look import Look


class PrimaryButton(QAbstractButton):
    """Carries its F-key; while it cannot be pressed it is an empty dashed frame with the reason."""

    def __init__(self, key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.key, self.look = key, Look()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMinimumSize(48, 40)

    def set_look(self, look: Look) -> None:
        """Change tone or text scale."""
        self.look = look
        self.update()

    def show_words(self, words: str, *, ready: bool) -> None:
        """What it does, or why it cannot."""
        if words != self.text() or ready != self.isEnabled():
            self.setText(words)
            self.setAccessibleName(f"{self.key} {words}")
            self.setEnabled(ready)
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        painter, look = QPainter(self), self.look
        painter.fillRect(self.rect(), look.colour("bg"))
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        box = QRectF(self.rect()).adjusted(1.5, 1.5, -1.5, -1.5)
        night = look.palette.tone == "night"
        ink = "text2"
        if not self.isEnabled():
            painter.setPen(look.pen("edge", 1, (6, 4)))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box, 3, 3)
        else:
            down = self.isDown()
            ink = "bg" if down or not night else "text"
            painter.setBrush(look.colour("text" if down else "raised" if night else "accent"))
            framed = night or self.hasFocus()
            painter.setPen(look.pen("text", 3) if framed else Qt.PenStyle.NoPen)
            painter.drawRoundedRect(box, 3, 3)
        self._paint_words(painter, ink)
        painter.end()

    def _paint_words(self, painter: QPainter, ink: str) -> None:
        look = self.look
        cap = look.width(self.key, 14) + 12
        text, size = look.fitting(self.text(), 17, self.width() - cap - 40)
        advance = look.width(text, size / look.text)
        left = (self.width() - cap - 12 - advance) / 2
        middle = self.height() / 2
        frame = QRectF(left + 0.5, middle - look.px(10), cap, look.px(20))
        painter.setPen(look.pen(ink))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(frame, 2, 2)
        look.put(painter, frame.center().x(), look.middle(middle, 14), self.key, 14, ink, align="centre")
        look.put(painter, left + cap + 12, look.middle(middle, 17), text, size / look.text, ink)
