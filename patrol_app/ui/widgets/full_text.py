"""Everything that is cut short in narrow columns, in full: wrapped, scrolled by keys, to be read and copied."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QTextEdit, QWidget

from patrol_app.ui.look import Look

Part = tuple[str, tuple[str, ...]]
"""A heading and its lines."""


class FullText(QTextEdit):
    """Over the screen until Esc or the key that opened it; it changes nothing."""

    closed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.look = Look()
        self.title = ""
        self.parts: tuple[Part, ...] = ()
        self.setReadOnly(True)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.hide()

    def set_look(self, look: Look) -> None:
        """Change tone or text scale."""
        self.look = look
        if self.isVisible():
            self._write()

    def tell(self, title: str, parts: tuple[Part, ...]) -> None:
        """Show it, and take the keyboard."""
        self.title, self.parts = title, parts
        self.setAccessibleName(title)
        self._write()
        self.show()
        self.raise_()
        self.setFocus()

    def _write(self) -> None:
        look = self.look
        ink, dim = look.colour("text").name(), look.colour("text2").name()
        written = [f'<p style="font-size:{look.px(18)}px;color:{ink}"><b>{escape(self.title)}</b></p>']
        for heading, lines in self.parts:
            written.append(f'<p style="font-size:{look.px(15)}px;color:{dim}"><b>{escape(heading)}</b></p>')
            written += [
                f'<p style="font-size:{look.px(16)}px;color:{ink};margin:2px 0 2px {look.px(16)}px">{escape(line)}</p>'
                for line in lines
            ]
        self.document().setDocumentMargin(look.px(16))
        self.setHtml("".join(written))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes; arrows and pages scroll; any other key is the window's."""
        bar, step = self.verticalScrollBar(), {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        pages = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}
        key = Qt.Key(event.key())
        pad = event.modifiers() & Qt.KeyboardModifier.KeypadModifier
        if key == Qt.Key.Key_Escape:
            self.shut()
        elif key in step and not pad:
            bar.setValue(bar.value() + step[key] * self.look.px(40))
        elif key in pages and not pad:
            bar.setValue(bar.value() + pages[key] * bar.pageStep())
        elif event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().keyPressEvent(event)
        else:
            event.ignore()

    def shut(self) -> None:
        """Close it."""
        if self.isVisible():
            self.hide()
            self.closed.emit()
