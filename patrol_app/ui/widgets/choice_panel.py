"""A panel over the screen with numbered choices: one digit picks one, Esc closes it and discards nothing."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QSizePolicy, QWidget

from patrol_app.assets import sentence
from patrol_app.ui import language
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
        self._columns = 3
        self._grid = QGridLayout(self)
        self._grid.setSpacing(8)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.hide()

    def ask(self, title: str, foot: str, choices: tuple[str, ...], look: Look, *, columns: int = 3) -> None:
        """Show the panel; ``chosen`` carries the index of the choice."""
        self.look, self.title, self.foot = look, title, foot
        self._columns = columns
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

    def set_look(self, look: Look) -> None:
        """Put the same choice in another tone or text scale."""
        words = tuple(button.text() for button in self.buttons)
        place = next((index for index, button in enumerate(self.buttons) if button.hasFocus()), 0)
        self.ask(self.title, self.foot, words, look, columns=self._columns)
        self.buttons[place].setFocus()

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
    """A panel of lines: what the keys do, what is set up. What does not fit one page is turned to."""

    PITCH, HEAD, FOOT = 28, 64, 16

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.look = Look()
        self.title = ""
        self.lines: tuple[tuple[str, str], ...] = ()
        self.page = 0
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.hide()

    def tell(self, title: str, lines: tuple[tuple[str, str], ...], look: Look) -> None:
        """Show pairs of key and meaning."""
        self.look, self.title, self.lines = look, title, lines
        self.setAccessibleName(title)
        self.setAccessibleDescription("; ".join(f"{key} {words}" for key, words in lines))
        self.page = 0
        shown = min(len(lines), self.fitting)
        high = look.px(self.HEAD) + shown * look.px(self.PITCH) + look.px(self.FOOT)
        centre_over_parent(self, look.px(760), high + (look.px(self.PITCH) if self.pages > 1 else 0))
        self.show()
        self.raise_()
        # The keyboard stays where it is unless there is something to turn.
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if self.pages > 1 else Qt.FocusPolicy.NoFocus)
        if self.pages > 1:
            self.setFocus()

    def set_look(self, look: Look) -> None:
        """Tell the same in another tone or text scale."""
        page = self.page
        self.tell(self.title, self.lines, look)
        self.page = min(page, self.pages - 1)

    @property
    def fitting(self) -> int:
        """How many lines a page holds."""
        look = self.look
        room = self.window().height() - 16 - look.px(self.HEAD) - look.px(self.FOOT)
        whole = room // look.px(self.PITCH)
        return max(1, whole if len(self.lines) <= whole else whole - 1)

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, -(-len(self.lines) // self.fitting))

    def turn(self, step: int) -> None:
        """Show the next page or the one before; after the last comes the first."""
        self.page = (self.page + step) % self.pages
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows and page keys turn; those of a numeric pad are digits, and all else is the window's."""
        steps = {
            Qt.Key.Key_Right: 1, Qt.Key.Key_PageDown: 1, Qt.Key.Key_Down: 1,
            Qt.Key.Key_Left: -1, Qt.Key.Key_PageUp: -1, Qt.Key.Key_Up: -1,
        }  # fmt: skip
        step = steps.get(Qt.Key(event.key()))
        if step is None or event.modifiers() & Qt.KeyboardModifier.KeypadModifier:
            event.ignore()
        else:
            self.turn(step)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The left half turns back, the right half on."""
        self.turn(1 if event.position().x() > self.width() / 2 else -1)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Ground, frame and words."""
        painter, look = QPainter(self), self.look
        painter.fillRect(self.rect(), look.colour("bg"))
        painter.setPen(look.pen("text", 2))
        painter.drawRect(self.rect().adjusted(1, 1, -2, -2))
        left = look.px(20)
        look.put(painter, left, look.px(38), self.title, 18, bold=True)
        pitch = look.px(self.PITCH)
        widest = max((look.width(key, 15, True) for key, _ in self.lines), default=0.0)
        column = left + round(max(look.px(72), min(widest + 16, self.width() * 0.4)))
        first = self.page * self.fitting
        for index, (key, words) in enumerate(self.lines[first : first + self.fitting]):
            baseline = look.px(72) + pitch * index
            look.put(painter, left, baseline, key, 15, bold=True, width=column - left - 8)
            look.put(painter, column, baseline, words, 15, "text2", width=self.width() - column - left)
        if self.pages > 1:
            foot = sentence("ui.pages.turn", language.current(), page=self.page + 1, pages=self.pages)
            look.put(painter, left, self.height() - look.px(16), foot, 14, "text2", width=self.width() - 2 * left)
        painter.end()
