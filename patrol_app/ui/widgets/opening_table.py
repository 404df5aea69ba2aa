"""A table whose rows open: by Enter or a double click."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent

from patrol_app.ui.widgets.table_list import TableList


class OpeningTable(TableList):
    """The table of the office with one deed more."""

    opened = Signal(int)
    GAP = 12.0

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """The first press of the two has selected the row."""
        if self.view.selected is not None:
            self.opened.emit(self.view.selected)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the selected row."""
        keypad = event.modifiers() & Qt.KeyboardModifier.KeypadModifier
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not keypad and self.view.selected is not None:
            self.opened.emit(self.view.selected)
        else:
            super().keyPressEvent(event)
