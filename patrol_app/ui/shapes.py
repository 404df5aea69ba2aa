"""Signs as painter paths, because the shipped font lacks some of them and shape is read before colour.

Every function takes the centre and a size in pixels.
"""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPen, QPixmap

HATCH_STEP = 6


def triangle(x: float, y: float, size: float) -> QPainterPath:
    """Over: apex up."""
    path = QPainterPath(QPointF(x, y - size / 2))
    path.lineTo(x + size * 0.54, y + size / 2)
    path.lineTo(x - size * 0.54, y + size / 2)
    path.closeSubpath()
    return path


def triangle_down(x: float, y: float, size: float) -> QPainterPath:
    """Mark, maximum, under-range: apex down."""
    path = QPainterPath(QPointF(x, y + size / 2))
    path.lineTo(x + size * 0.58, y - size / 2)
    path.lineTo(x - size * 0.58, y - size / 2)
    path.closeSubpath()
    return path


def diamond(x: float, y: float, size: float) -> QPainterPath:
    """Near, or a trigger only."""
    half = size / 2
    path = QPainterPath(QPointF(x, y - half))
    for across, down in ((half, 0.0), (0.0, half), (-half, 0.0)):
        path.lineTo(x + across, y + down)
    path.closeSubpath()
    return path


def tick(x: float, y: float, size: float) -> QPainterPath:
    """Complies: an open stroke."""
    path = QPainterPath(QPointF(x - size * 0.5, y + size * 0.02))
    path.lineTo(x - size * 0.15, y + size * 0.38)
    path.lineTo(x + size * 0.5, y - size * 0.38)
    return path


def paint_triangle(painter: QPainter, x: float, y: float, size: float, colour: QColor, *, solid: bool) -> None:
    """Solid while it counts, hollow once acknowledged."""
    _paint(painter, triangle(x, y, size), colour, solid, max(1.5, size / 18))


def paint_warning(painter: QPainter, x: float, y: float, size: float, colour: QColor, ground: QColor | None) -> None:
    """The large triangle with its exclamation mark; ``ground`` is the mark's colour on a solid one, else hollow."""
    solid = ground is not None
    _paint(painter, triangle(x, y, size), colour, solid, max(2.0, size / 16))
    ink = ground if ground is not None else colour
    painter.save()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink)
    stroke = max(2.0, size * 0.07)
    painter.drawRoundedRect(QRectF(x - stroke / 2, y - size * 0.14, stroke, size * 0.3), stroke / 2, stroke / 2)
    painter.drawEllipse(QPointF(x, y + size * 0.27), stroke * 0.62, stroke * 0.62)
    painter.restore()


def paint_triangle_down(painter: QPainter, x: float, y: float, size: float, colour: QColor, *, solid: bool) -> None:
    """Mark or maximum; hollow for under-range."""
    _paint(painter, triangle_down(x, y, size), colour, solid, max(1.5, size / 10))


def paint_diamond(painter: QPainter, x: float, y: float, size: float, colour: QColor, *, half: bool = False) -> None:
    """Hollow, or its lower half filled for "near"."""
    path = diamond(x, y, size)
    _paint(painter, path, colour, False, max(1.6, size / 16))
    if half:
        painter.save()
        painter.setClipRect(QRectF(x - size, y, 2 * size, size))
        painter.fillPath(path, colour)
        painter.restore()


def paint_tick(painter: QPainter, x: float, y: float, size: float, colour: QColor) -> None:
    """Complies, checked."""
    _paint(painter, tick(x, y, size), colour, False, max(1.8, size / 9))


def paint_struck_circle(painter: QPainter, x: float, y: float, size: float, colour: QColor) -> None:
    """Cannot be judged."""
    path = QPainterPath()
    path.addEllipse(QPointF(x, y), size / 2, size / 2)
    path.moveTo(x - size * 0.28, y)
    path.lineTo(x + size * 0.28, y)
    _paint(painter, path, colour, False, max(1.6, size / 14))


def paint_dot(painter: QPainter, x: float, y: float, size: float, colour: QColor, *, solid: bool) -> None:
    """A reading is fresh, or not."""
    path = QPainterPath()
    path.addEllipse(QPointF(x, y), size / 2, size / 2)
    _paint(painter, path, colour, solid, 1.5)


def paint_recording(painter: QPainter, x: float, y: float, size: float, colour: QColor) -> None:
    """Recording: a dot in a ring."""
    paint_dot(painter, x, y, size, colour, solid=False)
    paint_dot(painter, x, y, size * 0.56, colour, solid=True)


def paint_square(painter: QPainter, x: float, y: float, size: float, colour: QColor) -> None:
    """Not recording."""
    path = QPainterPath()
    path.addRect(QRectF(x - size / 2, y - size / 2, size, size))
    _paint(painter, path, colour, False, 1.5)


def paint_pause(painter: QPainter, x: float, y: float, size: float, colour: QColor) -> None:
    """Interrupted and noted: two bars."""
    for left in (x - size * 0.5, x + size * 0.1):
        painter.fillRect(QRectF(left, y - size / 2, size * 0.4, size), colour)


def paint_wave(painter: QPainter, x: float, y: float, size: float, colour: QColor) -> None:
    """Audio is kept."""
    heights = (0.2, 0.5, 0.3, 0.9, 0.45, 0.7, 0.2)
    step = size / len(heights)
    painter.save()
    painter.setPen(QPen(colour, 1.5))
    for index, height in enumerate(heights):
        left = x - size / 2 + step * (index + 0.5)
        painter.drawLine(QPointF(left, y - height * size * 0.36), QPointF(left, y + height * size * 0.36))
    painter.restore()


def paint_camera(painter: QPainter, x: float, y: float, size: float, colour: QColor) -> None:
    """A photo is kept."""
    path = QPainterPath()
    path.addRoundedRect(QRectF(x - size / 2, y - size * 0.26, size, size * 0.62), 1.5, 1.5)
    path.moveTo(x - size * 0.18, y - size * 0.26)
    path.lineTo(x - size * 0.1, y - size * 0.38)
    path.lineTo(x + size * 0.1, y - size * 0.38)
    path.lineTo(x + size * 0.18, y - size * 0.26)
    path.addEllipse(QPointF(x, y + size * 0.05), size * 0.16, size * 0.16)
    _paint(painter, path, colour, False, 1.4)


def _paint(painter: QPainter, path: QPainterPath, colour: QColor, solid: bool, width: float) -> None:
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if solid:
        painter.fillPath(path, colour)
    else:
        pen = QPen(colour, width)
        pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(path)
    painter.restore()


@cache
def _hatch(rgb: int, step: int, width: float) -> QBrush:
    # Drawn at a whole multiple of the step and tiled from a fixed origin: the hatch stands still under a moving trace.
    tile = QPixmap(step * 4, step * 4)
    tile.fill(Qt.GlobalColor.transparent)
    painter = QPainter(tile)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor.fromRgb(rgb), width))
    side = step * 4
    for offset in range(-side, 2 * side + 1, step):
        painter.drawLine(QPointF(offset - 2, side + 2), QPointF(offset + side + 2, -2))
    painter.end()
    return QBrush(tile)


def hatch(colour: QColor, step: int = HATCH_STEP, width: float = 1.0) -> QBrush:
    """Lines at 45 degrees, ``step`` apart, tiled from the painter's origin."""
    return _hatch(colour.rgb(), step, width)
