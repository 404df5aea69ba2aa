"""Ten keys in one row: F-key, digit and verb; places never move."""

from __future__ import annotations

import time
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from patrol_app.ui.look import Look

HOLD_S = 1.0


@dataclass(frozen=True, slots=True)
class Key:
    """What a key does now: ``main`` is the verb needed most, ``alarm`` is solid, ``hold`` wants one second."""

    verb: str
    enabled: bool = True
    main: bool = False
    alarm: bool = False
    hold: bool = False
    note: str = ""


NOTHING = Key("", enabled=False)


class KeyButton(QAbstractButton):
    """One key; a held key fills a bar at its foot and acts when it is full."""

    acted = Signal(int)

    def __init__(self, number: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.number = number
        self.key = NOTHING
        self.look = Look()
        self.clock = time.monotonic
        self._held_since: float | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(40)
        self._timer.timeout.connect(self._advance)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.pressed.connect(self.press)
        self.released.connect(self.let_go)
        self.setMinimumSize(48, 48)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_key(self, key: Key) -> None:
        """Change what the key does."""
        if key == self.key:
            return
        self.key = key
        self.setEnabled(key.enabled)
        self.setAccessibleName(f"F{self.number} {key.verb}")
        self.setAccessibleDescription(key.note)
        self.update()

    def press(self) -> None:
        """The key goes down: acts at once, or begins to fill."""
        if not self.key.enabled:
            return
        if not self.key.hold:
            self.acted.emit(self.number)
            return
        if self._held_since is None:
            self._held_since = self.clock()
            self._timer.start()
            self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows of a numeric pad are digits here; a button would take them to move the focus."""
        if event.modifiers() & Qt.KeyboardModifier.KeypadModifier:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def let_go(self) -> None:
        """The key comes up; a hold that is not full does nothing."""
        self._held_since = None
        self._timer.stop()
        self.update()

    @property
    def filled(self) -> float:
        """How full the hold is, 0 to 1."""
        if self._held_since is None:
            return 0.0
        return min(1.0, (self.clock() - self._held_since) / HOLD_S)

    def _advance(self) -> None:
        if self.filled >= 1.0:
            self.let_go()
            self.acted.emit(self.number)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        painter, look, key = QPainter(self), self.look, self.key
        painter.fillRect(self.rect(), look.colour("bg"))
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        down = self.isDown() and not key.hold and key.enabled
        ground, ink, second, edge = "raised", "text", "text2", "edge"
        if not key.enabled:
            ground, ink, second, edge = "bg", "text2", "text2", "line"
        elif key.alarm:
            ground, ink, second, edge = "alarm", "alarm_text", "alarm_text", "alarm"
        elif down:
            ground, ink, second, edge = "text", "bg", "bg", "text"
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(look.pen(edge))
        painter.setBrush(look.colour(ground))
        painter.drawRoundedRect(box, 3, 3)
        if self.hasFocus():
            painter.setPen(look.pen("accent" if not key.alarm else ink, 3))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 3, 3)
        self._paint_words(painter, ink, second, "line" if not key.enabled else edge if not key.alarm else ink)
        if key.hold and self.filled:
            painter.fillRect(QRectF(1, self.height() - 7, (self.width() - 2) * self.filled, 6), look.colour("text"))
        painter.end()

    def _paint_words(self, painter: QPainter, ink: str, second: str, edge: str) -> None:
        look, key = self.look, self.key
        small = min(look.px(13), round(self.height() * 0.28)) / look.text
        cap = QRectF(8.5, 9.5, look.width(f"F{self.number}", small) + 12, look.px(small) + 4)
        painter.setPen(look.pen(edge))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(cap, 2, 2)
        baseline = look.middle(cap.center().y(), small)
        look.put(painter, cap.center().x(), baseline, f"F{self.number}", small, second, align="centre")
        right = self.width() - 10
        digit = str(self.number % 10)
        look.put(painter, right, baseline, digit, small, second, align="right")
        if key.note:
            room = right - look.width(digit, small) - cap.right() - 16
            look.put(painter, cap.right() + 8, baseline, key.note, small - 1, second, width=room)
        middle = self.width() / 2
        foot = self.height() - 11
        width = look.put(
            painter, middle, foot, key.verb, 17, ink, bold=key.main or key.alarm, align="centre",
            width=self.width() - 12,
        )  # fmt: skip
        if key.main:
            bar = min(24.0, width)
            painter.fillRect(QRectF(middle - bar / 2, self.height() - 7, bar, 2), look.colour(ink))


class KeyRow(QWidget):
    """The ten keys; a screen says what they do, the window presses them from the keyboard."""

    acted = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        self.buttons = [KeyButton(number, self) for number in range(1, 11)]
        for button in self.buttons:
            button.acted.connect(self.acted)
            layout.addWidget(button, 1)

    def set_look(self, look: Look) -> None:
        """Change tone or text scale."""
        for button in self.buttons:
            button.look = look
            button.update()

    def show_keys(self, keys: dict[int, Key]) -> None:
        """Say what the keys do; a number left out does nothing."""
        for button in self.buttons:
            button.show_key(keys.get(button.number, NOTHING))

    def press(self, number: int) -> None:
        """The keyboard presses a key."""
        button = self.buttons[number - 1]
        button.setDown(True)
        button.press()

    def let_go(self, number: int) -> None:
        """The keyboard lets it go."""
        button = self.buttons[number - 1]
        button.setDown(False)
        button.let_go()
