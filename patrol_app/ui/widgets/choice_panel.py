"""A panel over the screen with numbered choices: one digit picks one, Esc closes it and discards nothing."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QSizePolicy, QWidget

from patrol_app.ui.look import Look

LONGEST = 6
"""More rows below one another than this do not stand in the lowest window at the largest text."""


def centre_over_parent(panel: QWidget, width: int, height: int) -> None:
    """Place a panel in the middle of the window, never larger than it."""
    window = panel.window()
    width, height = min(window.width() - 32, width), min(window.height() - 16, height)
    panel.setGeometry((window.width() - width) // 2, max(0, (window.height() - height) // 2), width, height)


class ChoiceButton(QAbstractButton):
    """A choice with its digit."""

    def __init__(self, number: int, words: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.number, self.look = number, Look()
        self.setText(words)
        self.setAccessibleName(f"{number} {words}")
        self.setMinimumSize(48, 56)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        painter, look = QPainter(self), self.look
        painter.fillRect(self.rect(), look.colour("bg"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        down = self.isDown()
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        focus = self.hasFocus()
        painter.setPen(look.pen("accent" if focus else "edge", 3 if focus else 1))
        painter.setBrush(look.colour("text" if down else "raised"))
        painter.drawRoundedRect(box.adjusted(1, 1, -1, -1) if focus else box, 3, 3)
        middle = look.middle(self.height() / 2, 17)
        left = 14 + look.put(painter, 14, middle, str(self.number), 15, "bg" if down else "text2")
        room = self.width() - left - 24
        look.put(painter, left + 12, middle, self.text(), 17, "bg" if down else "text", width=room)
        painter.end()


class ChoicePanel(QWidget):
    """Up to nine choices in rows of three; long ones stand below one another."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.look = Look()
        self.title = ""
        self.foot = ""
        self.buttons: list[ChoiceButton] = []
        self._grid = QGridLayout(self)
        self._grid.setSpacing(8)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.hide()

    def ask(self, title: str, foot: str, choices: tuple[str, ...], look: Look, *, columns: int = 3) -> None:
        """Show the panel; ``chosen`` carries the index of the choice."""
        self.look, self.title, self.foot = look, title, foot
        self._clear()
        if columns == 1 and len(choices) > LONGEST:
            columns = 2
        margin = look.px(20)
        self._grid.setContentsMargins(margin, margin + look.px(34), margin, margin + look.px(24))
        for index, words in enumerate(choices):
            button = ChoiceButton(index + 1, words, self)
            button.look = look
            button.clicked.connect(self._clicked)
            self._grid.addWidget(button, index // columns, index % columns)
            self.buttons.append(button)
        self.setAccessibleName(title)
        rows = -(-len(choices) // columns)
        height = 2 * margin + look.px(58) + rows * 64
        centre_over_parent(self, look.px(640), height)
        self.show()
        self.raise_()
        self.buttons[0].setFocus()

    def _clear(self) -> None:
        for button in self.buttons:
            self._grid.removeWidget(button)
            button.setParent(None)
            button.deleteLater()
        self.buttons.clear()

    def _clicked(self) -> None:
        button = self.sender()
        if isinstance(button, ChoiceButton):
            self.pick(button.number)

    def pick(self, number: int) -> None:
        """A digit was pressed."""
        if 1 <= number <= len(self.buttons):
            self.hide()
            self.chosen.emit(number - 1)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Ground, frame and words."""
        painter, look = QPainter(self), self.look
        painter.fillRect(self.rect(), look.colour("bg"))
        painter.setPen(look.pen("text", 2))
        painter.drawRect(self.rect().adjusted(1, 1, -2, -2))
        left, room = look.px(20), self.width() - 2 * look.px(20)
        look.put(painter, left, look.px(38), self.title, 18, bold=True, width=room)
        look.put(painter, left, self.height() - look.px(16), self.foot, 14, "text2", width=room)
        painter.end()


class TextPanel(QWidget):
    """A panel of lines: what the keys do."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.look = Look()
        self.title = ""
        self.lines: tuple[tuple[str, str], ...] = ()
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.hide()

    def tell(self, title: str, lines: tuple[tuple[str, str], ...], look: Look) -> None:
        """Show pairs of key and meaning."""
        self.look, self.title, self.lines = look, title, lines
        self.setAccessibleName(title)
        self.setAccessibleDescription("; ".join(f"{key} {words}" for key, words in lines))
        centre_over_parent(self, look.px(760), look.px(64) + len(lines) * look.px(28) + look.px(16))
        self.show()
        self.raise_()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Ground, frame and words."""
        painter, look = QPainter(self), self.look
        painter.fillRect(self.rect(), look.colour("bg"))
        painter.setPen(look.pen("text", 2))
        painter.drawRect(self.rect().adjusted(1, 1, -2, -2))
        left = look.px(20)
        look.put(painter, left, look.px(38), self.title, 18, bold=True)
        pitch = min(look.px(28), (self.height() - look.px(64)) / max(1, len(self.lines)))
        for index, (key, words) in enumerate(self.lines):
            baseline = look.px(72) + pitch * index
            look.put(painter, left, baseline, key, 15, bold=True)
            column = left + look.px(72)
            look.put(painter, column, baseline, words, 15, "text2", width=self.width() - column - left)
        painter.end()
