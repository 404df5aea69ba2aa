"""The history under review, with the playhead and a stretch of it at the keyboard as well as at the mouse."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from patrol_app.ui.widgets.history_plot import HistoryPlot

STEPS_S: Mapping[Qt.Key, float] = MappingProxyType(
    {
        Qt.Key.Key_Left: -1.0,
        Qt.Key.Key_Right: 1.0,
        Qt.Key.Key_PageUp: -10.0,
        Qt.Key.Key_PageDown: 10.0,
        Qt.Key.Key_Home: float("-inf"),
        Qt.Key.Key_End: float("inf"),
    }
)
"""How far each key moves the playhead; first and last go to the ends of the run."""


class ReviewPlot(HistoryPlot):
    """Arrows a second, pages ten; Enter sets the begin of a stretch, then its end."""

    #: The playhead is to move by so many seconds.
    stepped = Signal(float)
    #: The playhead stands where a stretch begins or ends.
    marked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The keys of ``STEPS_S`` and Enter, but not those of a numeric pad, which carries the ten keys."""
        key, pad = Qt.Key(event.key()), event.modifiers() & Qt.KeyboardModifier.KeypadModifier
        if key in STEPS_S and not pad:
            self.stepped.emit(STEPS_S[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and not event.isAutoRepeat():
            self.marked.emit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the frame."""
        self.update()
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the frame away."""
        self.update()
        super().focusOutEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The plot, and the frame of what has the keyboard."""
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self)
            painter.setPen(self.look.pen("accent", 3))
            painter.drawRect(self.inside().adjusted(-1, 1, 1, -1))
            painter.end()
