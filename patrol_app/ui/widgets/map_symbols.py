"""Signs of the map, the same in the list, on the map and in the legend."""

from __future__ import annotations

import math
from typing import Literal

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPolygonF

from patrol_app.ui import shapes
from patrol_app.ui.look import Look

StopKind = Literal["construction", "factory", "fixed_post", "other"]
StopState = Literal["open", "complies", "over", "seen", "outside_plan", "inside"]

SIZE = 24.0


def paint_stop(
    painter: QPainter, look: Look, x: float, y: float, kind: StopKind, state: StopState, text: str, *, selected: bool
) -> None:
    """A stop with its number: outline, raised once measured, inverted when over; signs stand at the upper left."""
    ink = "text"
    edge, fill = "text", "bg"
    if state == "over":
        edge, fill, ink = "alarm", "alarm", "alarm_text"
    elif state in ("complies", "seen"):
        edge, fill = "edge", "raised"
    elif state == "inside":
        edge, fill, ink = "accent", "sel", "sel_text"
    elif state == "outside_plan":
        edge, ink = "edge", "text2"
    painter.setPen(look.pen(edge, 1.6))
    painter.setBrush(look.colour(fill))
    half = SIZE / 2
    if kind == "factory":
        corners = [QPointF(x + math.cos(part) * 14, y + math.sin(part) * 13) for part in _sixths()]
        painter.drawPolygon(QPolygonF(corners))
    elif kind == "fixed_post":
        painter.drawEllipse(QPointF(x, y), 15.5, 15.5)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(QPointF(x, y), 12, 12)
    else:
        painter.drawRect(QRectF(x - half, y - half, SIZE, SIZE))
    # The numbers on the map do not grow with the text: a symbol covers ground.
    size = (15, 15, 15, 12, 10)[min(len(text), 4)] / look.text
    look.put(painter, x, y + 5.3 * size * look.text / 15, text, size, ink, bold=True, align="centre")
    if state == "over":
        shapes.paint_triangle(painter, x - 16, y - 15, 14, look.colour("alarm"), solid=True)
    elif state == "complies":
        shapes.paint_tick(painter, x - 16, y - 14, 12, look.colour("text"))
    elif state == "seen":
        shapes.paint_struck_circle(painter, x - 16, y - 14, 12, look.colour("text"))
    if selected:
        painter.setPen(look.pen("accent", 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        reach = half + 4
        painter.drawRect(QRectF(x - reach, y - reach, 2 * reach, 2 * reach))


def _sixths() -> list[float]:
    return [math.pi / 3 * index for index in range(6)]


def paint_venue(painter: QPainter, look: Look, x: float, y: float, sign: str) -> None:
    """An exam venue: its sign in a double frame."""
    painter.setPen(look.pen("accent", 1))
    painter.setBrush(look.colour("bg"))
    painter.drawRect(QRectF(x - 13.5, y - 13.5, 27, 27))
    painter.setPen(look.pen("accent", 2))
    painter.drawRect(QRectF(x - 10, y - 10, 20, 20))
    look.put(painter, x, y + 5.5, sign, 15 / look.text, "accent", bold=True, align="centre")


def paint_arrow(painter: QPainter, look: Look, x: float, y: float, angle: float) -> None:
    """The direction of a leg, at its middle; ``angle`` in degrees on the screen."""
    painter.save()
    painter.translate(x, y)
    painter.rotate(angle)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look.colour("route"))
    painter.drawPolygon(QPolygonF([QPointF(6, 0), QPointF(-5, -4.5), QPointF(-5, 4.5)]))
    painter.restore()
