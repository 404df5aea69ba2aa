"""Qt's own style with two things changed: its pictures take one colour of the tone, and its caret is ours.

Qt draws a caret as the inverse of the ground, which at night is a blinking white; its folders and arrows are coloured.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect, Qt, QTimer
from PySide6.QtGui import QColor, QIcon, QImage, QPainter, QPaintEvent, QPalette, QPixmap
from PySide6.QtWidgets import QApplication, QProxyStyle, QStyle, QStyleOption, QWidget
from shiboken6 import isValid

CARET_PX = 2
ICON_SIZES = (16, 32)


class ToneStyle(QProxyStyle):
    """Fusion underneath."""

    def __init__(self) -> None:
        super().__init__("Fusion")

    def pixelMetric(
        self, metric: QStyle.PixelMetric, option: QStyleOption | None = None, widget: QWidget | None = None
    ) -> int:
        """No caret of Qt's own."""
        return 0 if metric == QStyle.PixelMetric.PM_TextCursorWidth else super().pixelMetric(metric, option, widget)

    def standardIcon(
        self, name: QStyle.StandardPixmap, option: QStyleOption | None = None, widget: QWidget | None = None
    ) -> QIcon:
        """A picture of Qt's in the colour of text, its shades kept as coverage."""
        plain, made = super().standardIcon(name, option, widget), QIcon()
        for size in ICON_SIZES:
            made.addPixmap(tinted(plain.pixmap(size, size), QApplication.palette().color(QPalette.ColorRole.Text)))
        return made

    def generatedIconPixmap(self, mode: QIcon.Mode, pixmap: QPixmap | QImage, option: QStyleOption) -> QPixmap:
        """A picture of something that does nothing now; Qt's own would be grey."""
        if mode != QIcon.Mode.Disabled:
            return super().generatedIconPixmap(mode, pixmap, option)
        ink = QApplication.palette().color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Text)
        ink.setAlphaF(0.5)
        return tinted(QPixmap(pixmap), ink)

    def standardPixmap(
        self, name: QStyle.StandardPixmap, option: QStyleOption | None = None, widget: QWidget | None = None
    ) -> QPixmap:
        """The same as a pixmap."""
        return tinted(
            super().standardPixmap(name, option or QStyleOption(), widget),
            QApplication.palette().color(QPalette.ColorRole.Text),
        )


def tinted(pixmap: QPixmap, colour: QColor) -> QPixmap:
    """A picture in one colour: what is opaque and light in it covers most."""
    if pixmap.isNull():
        return pixmap
    import numpy as np

    image = pixmap.toImage().convertToFormat(QImage.Format.Format_RGBA8888)
    parts = np.array(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)
    light = parts[..., :3].mean(axis=2) / 255.0
    parts[..., 3] = np.round(parts[..., 3] * (0.3 + 0.7 * light) * colour.alphaF())
    parts[..., :3] = colour.red(), colour.green(), colour.blue()
    made = QImage(parts.tobytes(), image.width(), image.height(), 4 * image.width(), QImage.Format.Format_RGBA8888)
    return QPixmap.fromImage(made.copy())


class Caret(QWidget):
    """The text caret of one field, in the colour of its text; it blinks as the system says."""

    def __init__(self, field: QWidget) -> None:
        super().__init__(field)
        self._field = field
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        blink = QTimer(self)
        blink.timeout.connect(lambda: self.setVisible(self.isHidden()))
        if (flash_ms := QApplication.cursorFlashTime()) > 0:
            blink.start(flash_ms // 2)
        self.place()

    def place(self) -> None:
        """Go to where the next letter comes."""
        here: QRect = self._field.inputMethodQuery(Qt.InputMethodQuery.ImCursorRectangle)
        self.setGeometry(here.left(), here.top(), CARET_PX, here.height())
        self.show()
        self.raise_()

    def paintEvent(self, event: QPaintEvent) -> None:
        """A bar of the text's colour."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QApplication.palette().color(QPalette.ColorRole.Text))
        painter.end()


class CaretKeeper(QObject):
    """Gives the field that has the keyboard a caret, and moves it with what is written."""

    MOVES = (
        QEvent.Type.KeyPress, QEvent.Type.InputMethod, QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove,
        QEvent.Type.Resize, QEvent.Type.Wheel,
    )  # fmt: skip

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        self._caret: Caret | None = None
        application.focusChanged.connect(self._focus)

    def _focus(self, before: QWidget | None, now: QWidget | None) -> None:
        if self._caret is not None and isValid(self._caret):
            self._caret.deleteLater()
        self._caret = None
        if before is not None:
            before.removeEventFilter(self)
        if now is not None and now.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled):
            now.installEventFilter(self)
            self._caret = Caret(now)
            # A field that has just been put up, or whose frame grows with the keyboard, takes its place a turn later.
            QTimer.singleShot(0, self._caret, self._caret.place)
            for name in ("textChanged", "cursorPositionChanged"):
                if hasattr(now, name):
                    getattr(now, name).connect(self._caret.place)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """What moves the caret has its effect after this filter."""
        if event.type() in self.MOVES and self._caret is not None and isValid(self._caret):
            QTimer.singleShot(0, self._caret, self._caret.place)
        return False


_kept: list[QObject] = []


def use(application: QApplication) -> None:
    """Dress the application, once; Qt takes the style over without a reference that Python sees."""
    if not _kept:
        style = ToneStyle()
        _kept.extend((style, CaretKeeper(application)))
        application.setStyle(style)
