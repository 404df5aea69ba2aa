"""Small framed words that stand by a value: overload, old value, no answer, not calibrated."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from patrol_app.ui import shapes
from patrol_app.ui.look import Look

TagKind = Literal["solid", "dashed", "plain", "old"]


@dataclass(frozen=True, slots=True)
class Tag:
    """``solid`` inverts (overload), ``dashed`` carries a diamond, ``plain`` a hollow triangle, ``old`` a hollow dot."""

    kind: TagKind
    text: str


def tag_width(look: Look, tag: Tag) -> float:
    """Width of a tag at a look."""
    return look.width(tag.text, 15, bold=tag.kind != "old") + look.px(15) + 24


def paint_tag(painter: QPainter, look: Look, tag: Tag, box: QRectF) -> None:
    """Paint one tag into a box."""
    inner = box.adjusted(1, 1, -1, -1)
    token = "text"
    if tag.kind == "solid":
        painter.fillRect(box, look.colour("alarm"))
        token = "alarm_text"
    elif tag.kind == "dashed":
        painter.setPen(look.pen("warn", 2, (6, 4)))
        painter.drawRoundedRect(inner, 2, 2)
    elif tag.kind == "plain":
        painter.setPen(look.pen("edge"))
        painter.drawRoundedRect(inner, 2, 2)
    sign, x, y = look.px(12), box.left() + 8 + look.px(6), box.center().y()
    if tag.kind == "solid":
        shapes.paint_triangle(painter, x, y, sign, look.colour(token), solid=True)
    elif tag.kind == "dashed":
        shapes.paint_diamond(painter, x, y, sign, look.colour("warn"))
    elif tag.kind == "plain":
        shapes.paint_triangle_down(painter, x, y, sign * 0.8, look.colour(token), solid=False)
    else:
        shapes.paint_dot(painter, x, y, sign * 0.8, look.colour("text2"), solid=False)
    left = x + look.px(6) + 7
    look.put(
        painter, left, look.middle(y, 15), tag.text, 15, token, bold=tag.kind != "old", width=box.right() - left - 4
    )
