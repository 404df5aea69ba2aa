"""Fields of the office's forms: Qt's own, with arrows of ours, and with the window's F-keys left to the window."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QSpinBox, QWidget

from patrol_app.ui.look import SMALLEST_PX, Look

ARROW_PX = 24
AROUND_PX = 24
"""Frame, padding, and the air that Qt keeps about the text."""
HIGH_PART = 0.66
"""The text's size as a part of the field's height, at most: more would stand on the frame."""
FIELD_STYLE = f"""
QComboBox::drop-down {{ border: 0; width: {ARROW_PX}px; background: transparent; }}
QComboBox::down-arrow {{ image: none; width: 0; height: 0; }}
QComboBox QLineEdit {{ border: 0; padding: 0; background: transparent; }}
QLineEdit, QComboBox, QSpinBox {{ padding-top: 0; padding-bottom: 0; }}
QSpinBox::up-button, QSpinBox::down-button {{ border: 0; width: {ARROW_PX}px; background: transparent; }}
QSpinBox::up-arrow, QSpinBox::down-arrow {{ image: none; width: 0; height: 0; }}
"""


def dress(field: QComboBox | QSpinBox | QLineEdit, look: Look, words: str, room: int) -> None:
    """The field's style sheet with text that fits: smaller where it must be, as everything that is painted."""
    _, pixels = look.fitting(words, 15, max(1, room))
    pixels = max(SMALLEST_PX, min(pixels, round(field.height() * HIGH_PART)))
    sheet = f"{FIELD_STYLE} QComboBox, QSpinBox, QLineEdit {{ font-size: {pixels}px; }}"
    if field.styleSheet() != sheet:
        field.setStyleSheet(sheet)


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
        self.currentTextChanged.connect(self._fit)

    def setAccessibleName(self, name: str) -> None:
        """Name it. Where Qt says a choice's value for its name, as on Linux, the description says what it is."""
        super().setAccessibleName(name)
        self.setAccessibleDescription(name)

    def set_look(self, look: Look) -> None:
        """Change tone or text scale."""
        self.look = look
        self._fit()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the words anew."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        line = self.lineEdit()
        if line is None or not line.hasFocus():
            dress(self, self.look, self.currentText(), self.width() - ARROW_PX - AROUND_PX)

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
        self._fit()

    def choose(self, value: str) -> None:
        """Choose a value without telling anyone."""
        quiet = self.blockSignals(True)
        self.setCurrentIndex(max(0, self.findData(value)))
        self.blockSignals(quiet)
        self._fit()

    def write(self, words: str) -> None:
        """Show words in an editable field, from their beginning."""
        self.setEditText(words)
        line = self.lineEdit()
        if line is not None:
            line.setCursorPosition(0)
        self._fit()

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
        self.textChanged.connect(self._fit)

    def set_look(self, look: Look) -> None:
        """Change tone or text scale."""
        self.look = look
        self._fit()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the number anew."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        if not self.hasFocus():
            dress(self, self.look, self.text(), self.width() - ARROW_PX - AROUND_PX)

    def show_number(self, value: int) -> None:
        """Show a number without telling anyone."""
        quiet = self.blockSignals(True)
        self.setValue(value)
        self.blockSignals(quiet)
        self._fit()

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
