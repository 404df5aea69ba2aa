"""A page of paper beside its list, in the tone of the screen; it turns by arrows or a click."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from patrol_app.ui.widgets.fact_list import paint_heading
from patrol_app.ui.widgets.pages_panel import toned
from patrol_app.ui.widgets.panel import Panel


@dataclass(frozen=True, slots=True)
class PreviewView:
    """Heading, note, the pages as PNG, which of them, and what is said where there is none."""

    heading: str = ""
    note: str = ""
    pages: tuple[bytes, ...] = ()
    at: int = 0
    empty: str = ""


class PagePreview(Panel[PreviewView]):
    """Left and right turn; Enter or a double click wants the page as large as the window."""

    turned = Signal(int)
    opened = Signal()
    HEAD = 30

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(PreviewView(), parent)
        self._image: tuple[object, QImage] | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def show_view(self, view: PreviewView) -> bool:
        """Show a page and tell screen readers."""
        changed = super().show_view(view)
        if changed:
            self.setAccessibleName(view.heading)
            self.setAccessibleDescription(view.note or view.empty)
        return changed

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The left half turns back, the right half on."""
        self.turned.emit(1 if event.position().x() > self.width() / 2 else -1)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """The page at full size."""
        self.opened.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Turn, or open."""
        key, keypad = event.key(), event.modifiers() & Qt.KeyboardModifier.KeypadModifier
        if key in (Qt.Key.Key_Right, Qt.Key.Key_PageDown) and not keypad:
            self.turned.emit(1)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_PageUp) and not keypad:
            self.turned.emit(-1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not keypad:
            self.opened.emit()
        else:
            super().keyPressEvent(event)

    def _scaled(self, page: bytes, room: QSize) -> QImage:
        key = (page, room.width(), room.height(), self.look.palette.tone, self.devicePixelRatioF())
        if self._image is None or self._image[0] != key:
            image = toned(page, self.look.colour("ink"), self.look.colour("paper"))
            ratio = self.devicePixelRatioF()
            made = image.scaled(
                room * ratio, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            )
            made.setDevicePixelRatio(ratio)
            self._image = key, made
        return self._image[1]

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        painter, look, view = self.begin(), self.look, self.view
        paint_heading(painter, look, view.heading, view.note, float(self.width()), look.px(18))
        top = look.px(self.HEAD)
        room = QSize(self.width() - 2, self.height() - top - 2)
        if not view.pages or room.width() < 8 or room.height() < 8:
            look.put(painter, 0, top + look.px(20), view.empty, 15, "text2", width=self.width())
            painter.end()
            return
        image = self._scaled(view.pages[min(view.at, len(view.pages) - 1)], room)
        size = image.deviceIndependentSize()
        left, y = (self.width() - size.width()) / 2, float(top + 1)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(QRectF(left, y, size.width(), size.height()), image)
        focus = self.hasFocus()
        painter.setPen(look.pen("accent" if focus else "edge", 3 if focus else 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(QRectF(left - 0.5, y - 0.5, size.width() + 1, size.height() + 1))
        painter.end()
