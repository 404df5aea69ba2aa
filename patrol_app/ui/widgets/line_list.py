"""A list of lines of which one is selected, by arrow or mouse; route and hot spots are such lists."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QWidget

from patrol_app.ui.widgets.panel import Panel

V = TypeVar("V")


class LineList(Panel[V]):
    """Selecting; what a line holds and how it is painted is the list's own."""

    #: A line was selected: its name.
    chosen = Signal(object)
    HEAD = 34

    def __init__(self, view: V, parent: QWidget | None = None) -> None:
        super().__init__(view, parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def names(self) -> list[object]:
        """What the lines are called by, in order."""
        raise NotImplementedError  # each list has its own; Qt's metaclass leaves no room for ABC

    def selected(self) -> object:
        """The name of the selected line."""
        raise NotImplementedError  # each list has its own; Qt's metaclass leaves no room for ABC

    def pitch(self) -> float:
        """The height of a line."""
        raise NotImplementedError  # each list has its own; Qt's metaclass leaves no room for ABC

    def head(self) -> float:
        """Where the lines begin."""
        return float(self.look.px(self.HEAD))

    def first(self) -> int:
        """The index of the first line shown."""
        return 0

    @property
    def rows(self) -> int:
        """How many lines are in sight."""
        return len(self.names())

    def steps(self) -> dict[Qt.Key, int]:
        """How far each key goes."""
        return {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Select the line under the mouse."""
        names, row = self.names(), int((event.position().y() - self.head()) // self.pitch())
        if 0 <= row < self.rows and self.first() + row < len(names):
            self.chosen.emit(names[self.first() + row])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The keys of ``steps``, but not those of a numeric pad, which carries the ten keys."""
        names = self.names()
        step = self.steps().get(Qt.Key(event.key()))
        if step is None or event.modifiers() & Qt.KeyboardModifier.KeypadModifier or not names:
            super().keyPressEvent(event)
            return
        place = names.index(self.selected()) if self.selected() in names else -step
        self.chosen.emit(names[min(max(0, place + step), len(names) - 1)])

    def paint_ground(self, painter: QPainter, name: object, top: float, pitch: float, width: float) -> None:
        """The frame of the selected line, the rule under any other."""
        look = self.look
        if name == self.selected():
            painter.setPen(look.pen("accent", 3 if self.hasFocus() else 2))
            painter.setBrush(look.colour("sel"))
            painter.drawRoundedRect(QRectF(-7, top + 2, width + 14, pitch - 4), 2, 2)
        else:
            painter.fillRect(QRectF(0, round(top + pitch) - 1, width, 1), look.colour("line"))
