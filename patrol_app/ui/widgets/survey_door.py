"""The button that leads from the route to the drive-by survey; its key is the minus beside the zero."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from patrol_app.assets import sentence
from patrol_app.ui import language
from patrol_app.ui.look import Look

#: The key, on the row of digits and on the numeric pad alike.
DOOR_KEY = Qt.Key.Key_Minus
CAP = "\u2212"


class SurveyDoor(QAbstractButton):
    """Cap of the key and a word; large enough for a gloved finger."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look = Look()
        self.setMinimumSize(48, 48)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.say()

    def say(self) -> None:
        """Take the words of the window's language."""
        word = sentence("survey.door", language.current())
        if word != self.text():
            self.setText(word)
            self.setAccessibleName(sentence("survey.door.name", language.current()))
            self.update()

    def set_look(self, look: Look) -> None:
        """Change tone or text scale."""
        self.look = look
        self.update()

    def wanted_width(self) -> int:
        """How wide the button is."""
        return max(112, round(self.look.width(self.text(), 17)) + 64)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows of a numeric pad are digits here."""
        if event.modifiers() & Qt.KeyboardModifier.KeypadModifier:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        painter, look = QPainter(self), self.look
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        painter.fillRect(self.rect(), look.colour("land"))
        down = self.isDown()
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(look.pen("accent", 3) if self.hasFocus() else look.pen("edge"))
        painter.setBrush(look.colour("text" if down else "raised"))
        painter.drawRoundedRect(box, 3, 3)
        ink = "bg" if down else "text"
        middle = self.height() / 2
        cap = QRectF(10.5, middle - 11, 26, 22)
        painter.setPen(look.pen("edge"))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(cap, 2, 2)
        look.put(painter, cap.center().x(), look.middle(middle, 15), CAP, 15, ink, align="centre")
        look.put(painter, cap.right() + 10, look.middle(middle, 17), self.text(), 17, ink, width=self.width() - 50)
        painter.end()
