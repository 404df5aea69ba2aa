"""A strip under the plot, on its time axis: events, or exclusions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from patrol_app.ui import shapes
from patrol_app.ui.timeline import TimeWindow
from patrol_app.ui.widgets.panel import Panel

SpanKind = Literal["over", "trigger", "exclusion"]


@dataclass(frozen=True, slots=True)
class Span:
    """An interval in seconds since the history's start; an open one ends now."""

    kind: SpanKind
    start_s: float
    end_s: float
    words: str = ""


@dataclass(frozen=True, slots=True)
class StripView:
    """The label at the left, the spans, and the window they are seen through."""

    label: str = ""
    spans: tuple[Span, ...] = ()
    window: TimeWindow | None = None


class Strip(Panel[StripView]):
    """Nineteen pixels high; solid with a triangle over a limit, outlined for a trigger, hatched for an exclusion."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(StripView(), parent)
        self.margins = (44, 76)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        painter, look, view = self.begin(), self.look, self.view
        left, right = self.margins
        width = self.width() - left - right
        box = QRectF(left + 0.5, 0.5, width - 1, self.height() - 1)
        look.put(
            painter, left - 8, look.middle(self.height() / 2, 14), view.label, 14, "text2", align="right",
            width=left - 8,
        )  # fmt: skip
        painter.setPen(look.pen("line"))
        painter.setBrush(look.colour("surface"))
        painter.drawRect(box)
        if view.window is not None:
            painter.setClipRect(box.adjusted(0, 0, 0.5, 0.5))
            for span in view.spans:
                start = left + max(0.0, view.window.x(span.start_s, width))
                end = left + min(float(width), view.window.x(span.end_s, width))
                if end > start:
                    self._paint_span(painter, span, QRectF(start, 2, max(2.0, end - start), self.height() - 4), box)
        painter.end()

    def _paint_span(self, painter: QPainter, span: Span, box: QRectF, strip: QRectF) -> None:
        look = self.look
        middle = self.height() / 2
        baseline = look.middle(middle, 12)
        if span.kind == "exclusion":
            painter.fillRect(box, shapes.hatch(look.colour("excl")))
            painter.setPen(look.pen("excl"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(box.adjusted(0.5, -0.5, -0.5, 0.5))
            room = strip.right() - box.right() - 8
            if room > min(40.0, look.width(span.words, 12)):
                look.put(painter, box.right() + 6, baseline, span.words, 12, "text2", width=room)
            return
        token = "alarm_text" if span.kind == "over" else "text"
        if span.kind == "over":
            painter.fillRect(box, look.colour("alarm"))
            if box.width() >= 14:
                shapes.paint_triangle(painter, box.left() + 9, middle, 9, look.colour(token), solid=True)
        else:
            painter.setPen(look.pen("warn", 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(box.adjusted(0.75, 0, -0.75, 0))
            shapes.paint_diamond(painter, box.left() + 10, middle, 9, look.colour(token))
        if look.width(span.words, 12) + 22 <= box.width():
            look.put(painter, box.left() + 18, baseline, span.words, 12, token)
