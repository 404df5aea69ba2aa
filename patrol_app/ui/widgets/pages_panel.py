"""Pages of paper over the screen, in the tone of the screen: white paper never flashes at night."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from patrol_app.assets import sentence
from patrol_app.ui import language
from patrol_app.ui.look import Look


def toned(page: bytes, ink: QColor, paper: QColor) -> QImage:
    """A page with its black as ``ink`` and its white as ``paper``; what lies between follows its brightness."""
    grey = QImage.fromData(page, "PNG").convertToFormat(QImage.Format.Format_Grayscale8)  # type: ignore[arg-type]
    image = QImage(grey.constBits(), grey.width(), grey.height(), grey.bytesPerLine(), QImage.Format.Format_Indexed8)
    table = []
    for step in range(256):
        part = step / 255
        mixed = (
            round(low + (high - low) * part)
            for low, high in ((ink.red(), paper.red()), (ink.green(), paper.green()), (ink.blue(), paper.blue()))
        )
        red, green, blue = mixed
        table.append(0xFF000000 | red << 16 | green << 8 | blue)
    image.setColorTable(table)
    return image.convertToFormat(QImage.Format.Format_RGB32)


class PagesPanel(QWidget):
    """One page at a time, as high as the window; arrow keys turn it, F4 prints, Esc closes."""

    closed = Signal()
    #: The papers are to be printed.
    print_wanted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.look = Look()
        self.pages: tuple[bytes, ...] = ()
        self.at = 0
        self.can_print = False
        """The pages are papers of a visit that is being closed."""
        self._image: QImage | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.hide()

    def tell(self, pages: tuple[bytes, ...], look: Look) -> None:
        """Show pages, the first one first."""
        self.look, self.pages, self.at = look, pages, 0
        self.setGeometry(self.window().rect())
        self._turn(0)
        self.show()
        self.raise_()
        self.setFocus()

    def set_look(self, look: Look) -> None:
        """Change tone or text scale."""
        self.look = look
        self._turn(0)

    def _foot(self) -> str:
        key = "ui.pages.foot.print" if self.can_print else "ui.pages.foot"
        return sentence(key, language.current(), page=self.at + 1, all=len(self.pages))

    def _turn(self, by: int) -> None:
        if not self.pages:
            return
        self.at = (self.at + by) % len(self.pages)
        self._image = toned(self.pages[self.at], self.look.colour("ink"), self.look.colour("paper"))
        words = self._foot()
        self.setAccessibleName(words)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Turn or close."""
        key = event.key()
        if key == Qt.Key.Key_Escape:
            self.hide()
            self.closed.emit()
        elif key == Qt.Key.Key_F8:
            event.ignore()
            return
        elif key == Qt.Key.Key_F4:
            if self.can_print:
                self.print_wanted.emit()
        elif key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_PageDown, Qt.Key.Key_Space, Qt.Key.Key_F3):
            self._turn(1)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Up, Qt.Key.Key_PageUp):
            self._turn(-1)
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The left half turns back, the right half on."""
        self._turn(1 if event.position().x() > self.width() / 2 else -1)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The page in the middle, the foot below."""
        painter, look = QPainter(self), self.look
        painter.fillRect(self.rect(), look.colour("bg"))
        foot = look.px(36)
        if self._image is not None:
            room = self.rect().adjusted(16, 8, -16, -foot)
            size = self._image.size().scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
            box = QRect(0, 0, size.width(), size.height())
            box.moveCenter(room.center())
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(box, self._image)
        words = self._foot()
        look.put(painter, self.width() / 2, self.height() - look.px(12), words, 14, "text2", align="centre",
                 width=self.width() - 32)  # fmt: skip
        painter.end()
