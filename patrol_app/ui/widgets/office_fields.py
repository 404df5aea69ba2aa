"""Fields of the office's forms: Qt's own, with arrows of ours, and with the window's F-keys left to the window."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QSpinBox, QWidget

from patrol_app.ui.look import Look

ARROW_PX = 24
FIELD_STYLE = f"""
QComboBox::drop-down {{ border: 0; width: {ARROW_PX}px; background: transparent; }}
QComboBox::down-arrow {{ image: none; width: 0; height: 0; }}
QComboBox QLineEdit {{ border: 0; padding: 0; background: transparent; }}
QLineEdit, QComboBox, QSpinBox {{ padding-top: 0; padding-bottom: 0; }}
QSpinBox::up-button, QSpinBox::down-button {{ border: 0; width: {ARROW_PX}px; background: transparent; }}
QSpinBox::up-arrow, QSpinBox::down-arrow {{ image: none; width: 0; height: 0; }}
"""


def _for_the_window(event: QKeyEvent, *, digits: bool) -> bool:
    """Whether a key is the window's: F-keys always, digits where nothing is written."""
    key = event.key()
    if Qt.Key.Key_F1 <= key <= Qt.Key.Key_F12:
        return True
    return digits and Qt.Key.Key_0 <= key <= Qt.Key.Key_9


def _chevron(painter: QPainter, look: Look, x: float, y: float, up: bool, token: str) -> None:
    painter.setPen(look.pen(token, 1.4))
    tip = -2.5 if up else 2.5
    painter.drawPolyline([QPointF(x - 4.5, y - tip), QPointF(x, y + tip), QPointF(x + 4.5, y - tip)])


class Choice(QComboBox):
    """A choice, or with ``editable`` a text with choices; a wheel that passes by changes nothing."""

    def __init__(self, parent: QWidget | None = None, *, editable: bool = False) -> None:
        super().__init__(parent)
        self.look = Look()
        self.setEditable(editable)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumContentsLength(1)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setStyleSheet(FIELD_STYLE)

    def set_look(self, look: Look) -> None:
        """Change tone or text scale."""
        self.look = look
        self.update()

    def offer(self, words: tuple[str, ...], values: tuple[str, ...] = ()) -> None:
        """Put up choices; what is chosen or written stays."""
        written, chosen = self.currentText(), self.currentData()
        quiet = self.blockSignals(True)
        self.clear()
        for index, word in enumerate(words):
            self.addItem(word, values[index] if values else word)
        if self.isEditable():
            self.setEditText(written)
        else:
            self.setCurrentIndex(max(0, self.findData(chosen)))
        self.blockSignals(quiet)

    def choose(self, value: str) -> None:
        """Choose a value without telling anyone."""
        quiet = self.blockSignals(True)
        self.setCurrentIndex(max(0, self.findData(value)))
        self.blockSignals(quiet)

    def value(self) -> str:
        """The chosen value."""
        return str(self.currentData() or "")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F4 opens a box of Qt's by itself; here it is the window's."""
        if _for_the_window(event, digits=not self.isEditable()):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Nothing changes by a wheel."""
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's box, then the arrow."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        token = "text2" if self.isEnabled() else "line"
        _chevron(painter, self.look, self.width() - ARROW_PX / 2 - 2, self.height() / 2, False, token)
        painter.end()


class Count(QSpinBox):
    """A number with its unit."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look = Look()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setStyleSheet(FIELD_STYLE)

    def set_look(self, look: Look) -> None:
        """Change tone or text scale."""
        self.look = look
        self.update()

    def show_number(self, value: int) -> None:
        """Show a number without telling anyone."""
        quiet = self.blockSignals(True)
        self.setValue(value)
        self.blockSignals(quiet)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F-keys are the window's."""
        if _for_the_window(event, digits=False):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Nothing changes by a wheel."""
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's box, then the arrows."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect())
        x, middle = box.right() - ARROW_PX / 2 - 2, box.center().y()
        _chevron(painter, self.look, x, middle - 6, True, "text2")
        _chevron(painter, self.look, x, middle + 6, False, "text2")
        painter.end()
