"""Room on the map: signs stand free of its edges, of north and of the bar, and names beside signs. Plain arithmetic."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF, QSize

#: Pixels that the sign of a stop wants free of the view's edges: left, top (door and north), right, foot (the bar).
ROOM_PX = (30.0, 74.0, 30.0, 60.0)
#: Arrows along a line stand no nearer to one another, and there are no more of them.
ARROWS_APART_M, MOST_ARROWS = 150.0, 16
#: Half the side of a sign.
SIGN_PX = 13.0


def with_room(box: QRectF, signs: Sequence[tuple[float, float]], size: QSize) -> QRectF:
    """The box of a plan grown until all signs that it holds have their room.

    Args:
        box: what is shown, in metres, y to the south.
        signs: places of signs of a fixed size, in the same metres.
        size: of the view in pixels; the box will be fitted into it with its sides in proportion.
    """
    width, height = float(size.width()), float(size.height())
    left, top, right, foot = ROOM_PX
    if width < left + right or height < top + foot:
        # a view that is not laid out yet
        return box
    held = [sign for sign in signs if box.contains(*sign)]
    for _ in range(4):
        scale = min(width / max(box.width(), 1.0), height / max(box.height(), 1.0))
        # the part of the view beside a box of another shape is room too
        wide, high = (width / scale - box.width()) / 2, (height / scale - box.height()) / 2
        grown = QRectF(box)
        for x, y in held:
            grown.setLeft(min(grown.left(), x - left / scale + wide))
            grown.setRight(max(grown.right(), x + right / scale - wide))
            grown.setTop(min(grown.top(), y - top / scale + high))
            grown.setBottom(max(grown.bottom(), y + foot / scale - high))
        box = grown
    return box


def arrow_legs(points: Sequence[tuple[float, float]]) -> list[tuple[tuple[float, float], tuple[float, float]]]:
    """The legs of a line that carry an arrow at their middle: a walk with a step each ten metres has a few of them."""
    legs = list(pairwise(points))
    apart_m = max(ARROWS_APART_M, sum(math.dist(*leg) for leg in legs) / MOST_ARROWS)
    found = []
    since_m = math.inf
    for start, end in legs:
        length_m = math.dist(start, end)
        if since_m + length_m / 2 >= apart_m:
            found.append((start, end))
            since_m = length_m / 2
        else:
            since_m += length_m
    return found


def name_box(width: float, height: float, signs: Sequence[QPointF]) -> QRectF:
    """Where a name stands, in pixels from its own sign: under it, else over or beside it where fewer signs lie."""
    boxes = (
        QRectF(-width / 2, 17, width, height),
        QRectF(-width / 2, -17 - height, width, height),
        QRectF(18, -height / 2, width, height),
        QRectF(-18 - width, -height / 2, width, height),
    )

    def covered(box: QRectF) -> int:
        return sum(box.adjusted(-SIGN_PX, -SIGN_PX, SIGN_PX, SIGN_PX).contains(sign) for sign in signs)

    return min(boxes, key=covered)
