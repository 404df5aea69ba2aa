"""What all painted widgets share: a look, an opaque ground, and a view that repaints only when it changed."""

from __future__ import annotations

from typing import Generic, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from patrol_app.ui.look import Look

View = TypeVar("View")


class Panel(QWidget, Generic[View]):
    """A widget painted from one frozen view; the ground is painted first, so nothing white shows through."""

    def __init__(self, view: View, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look = Look()
        self.view = view
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def set_look(self, look: Look) -> None:
        """Change tone or text scale."""
        if look != self.look:
            self.look = look
            self.update()

    def show_view(self, view: View) -> bool:
        """Show a view; true if it differed from the one shown."""
        if view == self.view:
            return False
        self.view = view
        self.update()
        return True

    def begin(self) -> QPainter:
        """A painter on the ground colour; the caller ends it."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.look.colour("bg"))
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        return painter
