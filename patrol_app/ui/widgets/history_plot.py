"""LAF and LAeq,T over time, with limits, marks and exclusions; the axis is fixed and moves by tens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPainterPath, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from patrol_app.services.snapshot import History
from patrol_app.ui import shapes
from patrol_app.ui.decimate import Envelope, Times, Values, columns
from patrol_app.ui.fonts import font
from patrol_app.ui.look import Look
from patrol_app.ui.timeline import TimeWindow
from patrol_app.ui.widgets.panel import Panel
from patrol_app.ui.widgets.trace_view import CurveStyle, Series, TraceView

SPAN_DB = 40.0
#: A window longer than this is drawn as the envelope of the night, in seconds.
ENVELOPE_S = 700.0
#: Two limit boxes closer than this move apart, in pixels.
BOX_STEP = 24.0


@dataclass(frozen=True, slots=True)
class LimitLine:
    """A limit in the unit of the plot with the words of its box; ``fine`` is the sparser dash of LAFmax."""

    value: float
    words: str
    fine: bool = False


@dataclass(frozen=True, slots=True)
class HistoryView:
    """What lies under the traces; seconds since the history's start.

    ``newest_s`` is how much of the end must be seen whatever lies before it: a calibrator's tone, say.
    """

    window: TimeWindow | None = None
    limits: tuple[LimitLine, ...] = ()
    marks: tuple[float, ...] = ()
    exclusions: tuple[tuple[float, float], ...] = ()
    watermark: str = ""
    selection: tuple[float, float] | None = None
    newest_s: float = 0.0


class HistoryPlot(Panel[HistoryView]):
    """Ground, grid, limits and hatches are painted here; the traces lie over them."""

    #: A stretch was dragged over with the mouse: its begin and end, seconds since the history's start.
    dragged = Signal(float, float)
    #: A moment was pressed.
    pointed = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(HistoryView(), parent)
        self.margins = (44, 76)
        self.low_db = 40.0
        self.traces = TraceView(self)
        self._laf, self._leq = Envelope(), Envelope()
        self._origin: datetime | None = None
        self._drag_from: float | None = None

    def set_look(self, look: Look) -> None:
        """Change tone or text scale."""
        super().set_look(look)
        thick = 3.0 if look.palette.tone == "night" else 2.0
        self.traces.style((CurveStyle(look.pen("laf"), True), CurveStyle(look.pen("leq", thick), False)))

    def inside(self) -> QRectF:
        """The plot's inside, within the widget."""
        left, right = self.margins
        return QRectF(left, 0, self.width() - left - right, self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the traces on the inside."""
        self.place()

    def place(self) -> None:
        """Lay the traces over the inside."""
        self.traces.place(self.inside().adjusted(1, 1, -1, -1))

    def show_history(self, history: History, view: HistoryView) -> None:
        """Show a window of a history; called at the plots' pace, not at the snapshot's."""
        window = view.window
        if window is None:
            return
        if window.origin != self._origin:
            # Another run: what was kept of the last one must not be drawn under this one's times.
            self._origin, self.low_db = window.origin, 40.0
            self._laf, self._leq = Envelope(), Envelope()
        self._laf.extend(history.t_s, history.laf_db, history.count)
        self._leq.extend(history.t_s, history.laeq_db, history.count)
        column_s = window.length_s / max(1.0, self.inside().width())
        laf = self._line(self._laf, history.t_s, history.laf_db, history.count, window, column_s)
        # a thick slow line has nothing to show between two pixels
        leq = self._line(self._leq, history.t_s, history.laeq_db, history.count, window, 2.0 * column_s)
        self._move_axis(laf, view)
        # an envelope is upright strokes, which antialiasing makes no finer and a long night twice as dear
        self.traces.curves[0].opts["antialias"] = window.length_s <= ENVELOPE_S
        self.traces.show((laf, leq), window.start_s, window.end_s, self.low_db, self.low_db + SPAN_DB)
        if not self.show_view(view):
            self.update()

    @staticmethod
    def _line(envelope: Envelope, t_s: Times, y: Values, count: int, window: TimeWindow, column_s: float) -> Series:
        if window.length_s > ENVELOPE_S:
            return columns(*envelope.lines(), column_s)
        first = int(np.searchsorted(t_s[:count], window.start_s - 2))
        part = y[first:count]
        return columns(t_s[first:count], part, part, column_s)

    def _moment(self, event: QMouseEvent) -> float | None:
        window, box = self.view.window, self.inside()
        if window is None:
            return None
        part = (event.position().x() - box.left()) / max(1.0, box.width())
        return window.start_s + min(1.0, max(0.0, part)) * window.length_s

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A press points at a moment and may begin a stretch."""
        self._drag_from = self._moment(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The stretch ends; under half a second it was a press."""
        begin, end = self._drag_from, self._moment(event)
        self._drag_from = None
        if begin is None or end is None:
            return
        if abs(end - begin) < 0.5:
            self.pointed.emit(begin)
        else:
            self.dragged.emit(min(begin, end), max(begin, end))

    def _move_axis(self, laf: Series, view: HistoryView) -> None:
        t_s, laf_db = laf
        self._reach(laf_db)
        if view.window is None or not view.newest_s or not t_s.size:
            return
        newest = laf_db[t_s > view.window.end_s - view.newest_s]
        self._reach(newest)
        # The limit is seen as well, as long as it costs nothing of what is newest.
        top = float(np.nanmax(newest)) if newest.size and not bool(np.isnan(newest).all()) else -np.inf
        lowest = min((limit.value for limit in view.limits), default=self.low_db)
        while lowest < self.low_db and top <= self.low_db - 10.0 + SPAN_DB:
            self.low_db -= 10.0

    def _reach(self, laf_db: Values) -> None:
        """Move the axis by tens until it holds the levels."""
        if laf_db.size == 0 or bool(np.isnan(laf_db).all()):
            return
        lowest, highest = float(np.nanmin(laf_db)), float(np.nanmax(laf_db))
        while lowest < self.low_db:
            self.low_db -= 10.0
        # The top wins where both leave: what is loud is what is looked for.
        while highest > self.low_db + SPAN_DB:
            self.low_db += 10.0

    def _y(self, level_db: float, box: QRectF) -> float:
        return box.bottom() - (level_db - self.low_db) / SPAN_DB * box.height()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint what lies under the traces, and the axis beside them."""
        painter, look = self.begin(), self.look
        box = self.inside()
        painter.fillRect(box, look.colour("surface"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        self._paint_grid(painter, box)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipRect(box)
        self._paint_watermark(painter, box)
        self._paint_selection(painter, box)
        self._paint_exclusions(painter, box)
        self._paint_limits(painter, box)
        self._paint_marks(painter, box)
        painter.setClipping(False)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(look.pen("line"))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(box.adjusted(0, 0, -1, -1))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_limit_boxes(
            painter, look, box, [(self._y(limit.value, box), limit.words) for limit in self._visible_limits()]
        )
        painter.end()

    def _visible_limits(self) -> list[LimitLine]:
        return [limit for limit in self.view.limits if 0 <= limit.value - self.low_db <= SPAN_DB]

    def _paint_grid(self, painter: QPainter, box: QRectF) -> None:
        look, window = self.look, self.view.window
        for step in range(int(SPAN_DB) // 10 + 1):
            level = self.low_db + 10 * step
            y = self._y(level, box)
            if 0 < step < SPAN_DB / 10:
                painter.fillRect(QRectF(box.left(), round(y), box.width(), 1), look.colour("grid"))
            if step % 2 and box.height() / 4 < look.px(16):
                continue
            inner = min(max(y, look.px(5)), self.height() - look.px(5))
            look.put(painter, box.left() - 8, look.middle(inner, 14), f"{level:.0f}", 14, "text2", align="right")
        if window is not None:
            for moment in window.grid():
                x = round(box.left() + window.x(moment, box.width()))
                painter.fillRect(QRectF(x, box.top(), 1, box.height()), look.colour("grid"))

    def _paint_watermark(self, painter: QPainter, box: QRectF) -> None:
        if not self.view.watermark:
            return
        look = self.look
        size = max(20, int(box.height() * 0.74))
        path = QPainterPath()
        path.addText(QPointF(0, 0), font(size), self.view.watermark)
        bounds = path.boundingRect()
        path.translate(box.center() - bounds.center())
        painter.fillPath(path, look.colour("raised"))
        painter.strokePath(path, look.pen("excl", 1))

    def _paint_selection(self, painter: QPainter, box: QRectF) -> None:
        window, look, selection = self.view.window, self.look, self.view.selection
        if window is None or selection is None:
            return
        left, right = (box.left() + window.x(moment, box.width()) for moment in selection)
        painter.fillRect(QRectF(left, box.top(), right - left, box.height()), look.colour("sel"))
        for x in (round(left), round(right)):
            painter.fillRect(QRectF(x, box.top(), 1, box.height()), look.colour("accent"))

    def _paint_exclusions(self, painter: QPainter, box: QRectF) -> None:
        window, look = self.view.window, self.look
        if window is None:
            return
        for start_s, end_s in self.view.exclusions:
            left, right = (box.left() + window.x(moment, box.width()) for moment in (start_s, end_s))
            if right < box.left() or left > box.right():
                continue
            painter.fillRect(QRectF(left, box.top(), right - left, box.height()), shapes.hatch(look.colour("excl")))
            for x in (round(left), round(right)):
                painter.fillRect(QRectF(x, box.top(), 1, box.height()), look.colour("excl"))

    def _paint_limits(self, painter: QPainter, box: QRectF) -> None:
        for limit in self._visible_limits():
            painter.setPen(self.look.pen("limit", 1, (2, 4) if limit.fine else (6, 4)))
            y = round(self._y(limit.value, box)) + 0.5
            painter.drawLine(QPointF(box.left(), y), QPointF(box.right(), y))

    def _paint_marks(self, painter: QPainter, box: QRectF) -> None:
        window, look = self.view.window, self.look
        if window is None:
            return
        for moment in self.view.marks:
            x = round(box.left() + window.x(moment, box.width())) + 0.5
            if box.left() <= x <= box.right():
                painter.setPen(look.pen("text", 1, (1, 3)))
                painter.drawLine(QPointF(x, box.top() + 8), QPointF(x, box.bottom()))
                shapes.paint_triangle_down(painter, x, box.top() + 4, 9, look.colour("text"), solid=True)


def paint_limit_boxes(painter: QPainter, look: Look, box: QRectF, limits: list[tuple[float, str]]) -> None:
    """The boxes in the right margin at the height of their limits, moved apart where they would meet."""
    count = max(1, len(limits))
    step = min(max(float(BOX_STEP), look.px(22) + 2.0), box.height() / count)
    height = min(float(look.px(22)), step - 2)
    size = min(13.0, height / look.text * 0.62)
    lowest = box.bottom() - height / 2
    placed: list[float] = []
    for index, (wanted, words) in enumerate(sorted(limits)):
        y = max(wanted, box.top() + height / 2, placed[-1] + step if placed else 0.0)
        # those that come after want their room too
        y = min(y, lowest - step * (count - 1 - index))
        placed.append(y)
        frame = QRectF(box.right() + 6.5, round(y - height / 2) + 0.5, look.width(words, size, True) + 13, height - 1)
        painter.setPen(look.pen("limit"))
        painter.setBrush(look.colour("bg"))
        painter.drawRoundedRect(frame, 2, 2)
        look.put(painter, frame.left() + 6.5, look.middle(frame.center().y(), size), words, size, "limit", bold=True)
