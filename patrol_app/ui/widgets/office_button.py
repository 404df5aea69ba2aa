"""A button of the office screens: the key's cap, then the verb."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from patrol_app.ui.look import Look


class OfficeButton(QAbstractButton):
    """While it does nothing it is drawn with line and dim ink, never hidden; ``key`` may be empty."""

    def __init__(self, key: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.key, self.look = key, Look()
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def set_look(self, look: Look) -> None:
        """Change tone or text scale."""
        self.look = look
        self.update()

    def show_words(self, words: str, *, ready: bool = True) -> None:
        """What it does, and whether it can."""
        if words != self.text() or ready != self.isEnabled():
            self.setText(words)
            self.setAccessibleName(f"{self.key} {words}".strip())
            self.setEnabled(ready)
            self.update()

    def wanted(self) -> int:
        """The width at which the words stand with air about them."""
        cap = self.look.width(self.key, 13) + 12 + 10 if self.key else 0.0
        return round(cap + self.look.width(self.text(), 16) + 18)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        painter, look = QPainter(self), self.look
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        painter.fillRect(self.rect(), look.colour("bg"))
        ground, ink, edge = "raised", "text", "edge"
        if not self.isEnabled():
            ground, ink, edge = "bg", "text2", "line"
        elif self.isDown():
            ground, ink, edge = "text", "bg", "text"
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(look.pen(edge))
        painter.setBrush(look.colour(ground))
        painter.drawRoundedRect(box, 3, 3)
        if self.hasFocus():
            painter.setPen(look.pen("accent", 3))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 3, 3)
        cap = look.width(self.key, 13) + 12 if self.key else 0.0
        gap = 10.0 if self.key else 0.0
        text, size = look.fitting(self.text(), 16, self.width() - cap - gap - 12)
        advance = look.width(text, size / look.text)
        left = (self.width() - cap - gap - advance) / 2
        middle = self.height() / 2
        if self.key:
            frame = QRectF(left + 0.5, middle - look.px(10), cap, look.px(20))
            painter.setPen(look.pen(edge if self.isEnabled() else "line"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(frame, 2, 2)
            second = "bg" if self.isDown() else "text2"
            look.put(painter, frame.center().x(), look.middle(middle, 13), self.key, 13, second, align="centre")
        look.put(painter, left + cap + gap, look.middle(middle, 16), text, size / look.text, ink)
        painter.end()
