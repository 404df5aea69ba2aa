"""A few sentences, each wrapped to the width."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QWidget

from patrol_app.ui.fonts import font
from patrol_app.ui.widgets.panel import Panel


class TextLines(Panel[tuple[str, ...]]):
    """The first sentence in full ink."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__((), parent)

    def show_view(self, view: tuple[str, ...]) -> bool:
        """Show the sentences and tell screen readers."""
        changed = super().show_view(view)
        if changed:
            self.setAccessibleName(" ".join(view))
        return changed

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        painter, look = self.begin(), self.look
        top, width = 0.0, float(self.width())
        painter.setFont(font(look.px(15)))
        for index, words in enumerate(self.view):
            if top > self.height() - look.px(16):
                break
            painter.setPen(look.colour("text" if index == 0 else "text2"))
            room = QRectF(0, top, width, self.height() - top)
            wrapped = Qt.TextFlag.TextWordWrap
            used = painter.boundingRect(room, int(wrapped), words)
            if used.width() > width:
                # a path has no place to break
                wrapped = Qt.TextFlag.TextWrapAnywhere
                used = painter.boundingRect(room, int(wrapped), words)
            painter.drawText(room, int(wrapped), words)
            top += used.height() + look.px(4)
        painter.end()
