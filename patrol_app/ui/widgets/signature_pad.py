"""Signing with mouse, pen or finger: strokes on a paper-coloured ground, and nothing but the signature."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QEventPoint,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QTabletEvent,
    QTouchEvent,
)
from PySide6.QtWidgets import QWidget

from patrol_app.domain.strokes import is_signature
from patrol_app.ui.look import Look

Stroke = tuple[tuple[float, float], ...]

#: Points closer than this are one point, in pixels: a slow hand makes thousands.
STEP_PX = 1.5


def strokes_path(strokes: tuple[Stroke, ...], box: QRectF) -> QPainterPath:
    """Strokes in parts of a box, laid into it."""
    path = QPainterPath()
    for stroke in strokes:
        for index, (across, down) in enumerate(stroke):
            point = QPointF(box.left() + across * box.width(), box.top() + down * box.height())
            if index == 0:
                path.moveTo(point)
            else:
                path.lineTo(point)
    return path


class SignaturePad(QWidget):
    """Strokes are kept in parts of the pad's width and height, so they print at any size."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look = Look()
        self.hint = ""
        self.foot = ""
        self._strokes: list[list[tuple[float, float]]] = []
        self._drawing = False
        self._finger: int | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        self.setCursor(Qt.CursorShape.CrossCursor)

    def set_look(self, look: Look) -> None:
        """Change tone or text scale."""
        self.look = look
        self.update()

    def say(self, hint: str, foot: str) -> None:
        """The grey words above and below the line; never the party's own words."""
        if (hint, foot) != (self.hint, self.foot):
            self.hint, self.foot = hint, foot
            self.update()

    @property
    def drawn(self) -> bool:
        """Whether there is anything on the pad."""
        return bool(self._strokes)

    def strokes(self) -> tuple[Stroke, ...]:
        """What was drawn; parts of width and height, 0 to 1."""
        return tuple(tuple(stroke) for stroke in self._strokes if len(stroke) > 1)

    def is_signature(self) -> bool:
        """Whether what was drawn can be one: more than a dot or a touch."""
        return is_signature(self.strokes(), (self.width(), self.height()))

    def show_strokes(self, strokes: tuple[Stroke, ...]) -> None:
        """Show strokes made elsewhere."""
        self._strokes = [list(stroke) for stroke in strokes]
        self.update()

    def clear(self) -> None:
        """Begin anew."""
        self._strokes.clear()
        self._drawing = False
        self.changed.emit()
        self.update()

    def undo(self) -> None:
        """Take the last stroke back."""
        if self._strokes:
            self._strokes.pop()
        self._drawing = False
        self.changed.emit()
        self.update()

    def _begin(self, at: QPointF) -> None:
        self._drawing = True
        self._strokes.append([self._part(at)])

    def _go_on(self, at: QPointF) -> None:
        if not self._drawing:
            return
        last = self._strokes[-1][-1]
        moved = QPointF(last[0] * self.width(), last[1] * self.height()) - at
        if abs(moved.x()) + abs(moved.y()) >= STEP_PX:
            self._strokes[-1].append(self._part(at))
            self.update()

    def _end(self) -> None:
        if self._drawing:
            self._drawing = False
            if len(self._strokes[-1]) < 2:
                self._strokes.pop()
            self.changed.emit()
            self.update()

    def _part(self, at: QPointF) -> tuple[float, float]:
        across, down = at.x() / max(1, self.width()), at.y() / max(1, self.height())
        return round(min(1.0, max(0.0, across)), 4), round(min(1.0, max(0.0, down)), 4)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The mouse begins a stroke."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._begin(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The mouse draws."""
        self._go_on(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The mouse ends a stroke."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._end()

    def tabletEvent(self, event: QTabletEvent) -> None:
        """A pen does the same."""
        if event.type() == QEvent.Type.TabletPress:
            self._begin(event.position())
        elif event.type() == QEvent.Type.TabletMove:
            self._go_on(event.position())
        elif event.type() == QEvent.Type.TabletRelease:
            self._end()
        event.accept()

    def event(self, event: QEvent) -> bool:
        """A finger does the same; only the first one, so that a palm that comes down draws nothing."""
        touches = (QEvent.Type.TouchBegin, QEvent.Type.TouchUpdate, QEvent.Type.TouchEnd, QEvent.Type.TouchCancel)
        if event.type() in touches and isinstance(event, QTouchEvent):
            self._touched(event)
            event.accept()
            return True
        return super().event(event)

    def _touched(self, event: QTouchEvent) -> None:
        if event.type() == QEvent.Type.TouchCancel:
            # the system took the touch for a gesture of its own: what was drawn in it was not meant
            if self._drawing:
                self.undo()
            return
        for point in event.points():
            if event.type() == QEvent.Type.TouchBegin and not self._drawing:
                self._finger = point.id()
                self._begin(point.position())
            elif point.id() == self._finger and point.state() == QEventPoint.State.Released:
                self._end()
            elif point.id() == self._finger:
                self._go_on(point.position())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paper, line, words and strokes."""
        painter, look = QPainter(self), self.look
        painter.fillRect(self.rect(), look.colour("paper"))
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        ink = look.colour("ink")
        painter.setPen(look.pen("edge"))
        painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))
        margin = look.px(24)
        room = self.width() - 2 * margin
        grey = look.colour("ink")
        grey.setAlphaF(0.72)
        lines = [self.hint]
        if look.width(self.hint, 14) > room and self.height() >= look.px(120):
            # one sentence a line
            first, mark, rest = self.hint.partition(". ")
            lines = [first + mark.rstrip(), rest] if rest else lines
        if self._strokes and self.height() < look.px(96):
            # on a low pad the hand needs the room of the words
            lines = []
        for index, words in enumerate(lines):
            look.put(painter, margin, look.px(28 + 20 * index), words, 14, grey, width=room)
        line = self.height() - look.px(27)
        painter.fillRect(QRectF(margin, line, room, 1), grey)
        if self.height() >= look.px(96):
            look.put(painter, self.width() - margin, line + look.px(18), self.foot, 13, grey, align="right", width=room)
        cross, size = QPointF(margin + 10, line - 13), 4.0
        painter.setPen(QPen(ink, 1.5))
        painter.drawLine(cross - QPointF(size, size), cross + QPointF(size, size))
        painter.drawLine(cross - QPointF(size, -size), cross + QPointF(size, -size))
        pen = QPen(ink, 2.2)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.strokePath(strokes_path(tuple(map(tuple, self._strokes)), QRectF(self.rect())), pen)
        painter.end()
