"""Curves of a plot: kept as polygons in the plot's own range, drawn by the plot's painter over its ground.

Fixed ranges, no OpenGL, no pen that is both thick and antialiased: each of these costs more than a field laptop has.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF
from shiboken6 import VoidPtr

#: Qt joins a thick line's corners as one outline, whose cost grows with the square of its length on noisy data.
THICK_PIECE = 16

Series = tuple[NDArray[np.float64], NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class CurveStyle:
    """How one curve is drawn."""

    pen: QPen
    antialias: bool


class TraceView:
    """The curves of a plot; the widget that owns it paints ground, grid, limits and hatches beneath."""

    def __init__(self) -> None:
        self._styles: tuple[CurveStyle, ...] = ()
        self._series: tuple[Series, ...] = ()
        self._range = (0.0, 1.0, 0.0, 1.0)
        self.points = 0

    def style(self, styles: tuple[CurveStyle, ...]) -> None:
        """Set the pens of a tone."""
        self._styles = styles

    def show(self, series: tuple[Series, ...], start_s: float, end_s: float, low: float, high: float) -> None:
        """Keep the series and the fixed range they are drawn in; ``points`` counts what Qt will be handed."""
        self._series, self._range = series, (start_s, end_s, low, high)
        self.points = sum(int(t_s.size) for t_s, _ in series)

    def paint(self, painter: QPainter, box: QRectF) -> None:
        """Draw the curves into the box, clipped to it; NaN breaks a line, a reading between two breaks is a dot."""
        start_s, end_s, low, high = self._range
        painter.save()
        painter.setClipRect(box)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for (t_s, y), style in zip(self._series, self._styles, strict=False):
            painter.setPen(style.pen)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, style.antialias)
            points = np.empty((t_s.size, 2), np.float64)
            points[:, 0] = box.left() + (t_s - start_s) * (box.width() / (end_s - start_s))
            points[:, 1] = box.bottom() - (y - low) * (box.height() / (high - low))
            piece = THICK_PIECE if style.pen.widthF() > 1.0 else max(1, t_s.size)
            for line in _unbroken(points):
                if len(line) == 1:
                    painter.drawPoint(QPointF(*line[0]))
                for first in range(0, len(line) - 1, piece):
                    painter.drawPolyline(_polygon(line[first : first + piece + 1]))
        painter.restore()


def _unbroken(points: NDArray[np.float64]) -> list[NDArray[np.float64]]:
    """The stretches between breaks."""
    good = np.isfinite(points).all(axis=1)
    edges = np.flatnonzero(np.diff(good.astype(np.int8), prepend=np.int8(0), append=np.int8(0)))
    return [points[first:end] for first, end in zip(edges[0::2], edges[1::2], strict=True)]


def _polygon(points: NDArray[np.float64]) -> QPolygonF:
    # Written straight into the polygon's memory: one call a point costs more than the drawing.
    made = QPolygonF()
    made.resize(len(points))
    reach: Any = VoidPtr
    memory = np.frombuffer(reach(made.data(), points.nbytes, True), np.float64)  # its stub knows one argument only
    memory.reshape(-1, 2)[:] = points
    return made
