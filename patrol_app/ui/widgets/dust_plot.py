"""TSP and PM10 on the history's time axis, with the axis' words under it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from patrol_app.services.snapshot import History
from patrol_app.ui.decimate import columns
from patrol_app.ui.look import Look
from patrol_app.ui.timeline import TimeWindow
from patrol_app.ui.widgets.history_plot import LimitLine, paint_limit_boxes
from patrol_app.ui.widgets.panel import Panel
from patrol_app.ui.widgets.trace_view import CurveStyle, TraceView

#: The axis ends at the first of these that holds the highest value, mg/m3.
TOPS = (1.2, 2.4, 4.8, 9.6, 20.0, 50.0, 100.0)
#: Dust is read once a second or slower; longer silence is a gap.
DUST_GAP_S = 15.0


@dataclass(frozen=True, slots=True)
class DustView:
    """Window, limit and the words inside the plot."""

    window: TimeWindow | None = None
    limit: LimitLine | None = None
    legend: str = ""


class _Legend(Panel[str]):
    """The words inside the plot, on a ground of their own above the traces."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("", parent)

    def say(self, words: str) -> None:
        """Show words and take the room they need."""
        self.show_view(words)
        self.resize(round(self.look.width(words, 12)) + 8, self.look.px(17))
        self.setVisible(bool(words))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        painter = self.begin()
        painter.fillRect(self.rect(), self.look.colour("surface"))
        self.look.put(painter, 4, self.look.px(13), self.view, 12, "text2")
        painter.end()


class DustPlot(Panel[DustView]):
    """Thirty-seven pixels of plot and a line of times."""

    AXIS = 22

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(DustView(), parent)
        self.margins = (44, 76)
        self.top = TOPS[0]
        self.traces = TraceView(self)
        self.legend = _Legend(self)

    def set_look(self, look: Look) -> None:
        """Change tone or text scale."""
        super().set_look(look)
        self.legend.set_look(look)
        dashed = look.pen("dust2", 1, (3, 3))
        self.traces.style((CurveStyle(look.pen("dust", 2), False), CurveStyle(dashed, False)))

    def inside(self) -> QRectF:
        """The plot's inside, within the widget."""
        left, right = self.margins
        return QRectF(left, 0, self.width() - left - right, self.height() - self.look.px(self.AXIS))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the traces on the inside."""
        self.place()

    def place(self) -> None:
        """Lay the traces over the inside."""
        box = self.inside()
        self.traces.place(box.adjusted(1, 1, -1, -1))
        self.legend.move(round(box.left()) + 5, 1)
        self.legend.raise_()

    def show_history(self, history: History, view: DustView) -> None:
        """Show a window of a history."""
        window = view.window
        if window is None:
            return
        self.legend.say(view.legend)
        count = history.dust_count
        times = history.dust_t_s[:count]
        first = int(np.searchsorted(times, window.start_s - 2))
        # dust is slow and its plot low: two pixels to a column show all there is, at half the work
        column_s = 2.0 * window.length_s / max(1.0, self.inside().width())
        tsp, pm10 = (
            columns(times[first:], part, part, column_s, DUST_GAP_S)
            for part in (history.tsp_mg_m3[first:count], history.pm10_mg_m3[first:count])
        )
        highest = max((float(np.nanmax(line[1])) for line in (tsp, pm10) if np.isfinite(line[1]).any()), default=0.0)
        while highest > self.top and self.top < TOPS[-1]:
            self.top = TOPS[TOPS.index(self.top) + 1]
        self.traces.show((tsp, pm10), window.start_s, window.end_s, 0.0, self.top)
        if not self.show_view(view):
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint what lies under the traces, and the axes beside them."""
        painter, look, view = self.begin(), self.look, self.view
        box = self.inside()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.fillRect(box, look.colour("surface"))
        if view.window is not None:
            for moment in view.window.grid():
                x = round(box.left() + view.window.x(moment, box.width()))
                painter.fillRect(QRectF(x, box.top(), 1, box.height()), look.colour("grid"))
        limits = []
        if view.limit is not None and view.limit.value <= self.top:
            y = round(box.bottom() - view.limit.value / self.top * box.height())
            painter.setPen(look.pen("limit", 1, (6, 4)))
            painter.drawLine(QPointF(box.left(), y), QPointF(box.right(), y))
            limits.append((float(y), view.limit.words))
        painter.setPen(look.pen("line"))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(box.adjusted(0, 0, -1, -1))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_words(painter, box)
        paint_limit_boxes(painter, look, QRectF(box.left(), 0, box.width(), self.height()), limits)
        painter.end()

    def _paint_words(self, painter: QPainter, box: QRectF) -> None:
        look, window = self.look, self.view.window
        look.put(painter, box.left() - 8, look.px(12), f"{self.top:g}", 13, "text2", align="right")
        look.put(painter, box.left() - 8, box.bottom() + 3, "0", 13, "text2", align="right")
        if window is None:
            return
        baseline = box.bottom() + look.px(17)
        reach = -1e9
        for moment, words in window.labels():
            x = box.left() + window.x(moment, box.width())
            width = look.width(words, 14)
            left = min(max(x - width / 2, box.left()), box.right() - width)
            if left > reach + 8:
                look.put(painter, left, baseline, words, 14, "text2")
                reach = left + width
