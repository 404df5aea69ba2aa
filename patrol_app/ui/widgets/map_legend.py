"""What the map's signs mean; always there."""

from __future__ import annotations

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from patrol_app.ui.widgets.map_symbols import paint_stop, paint_venue
from patrol_app.ui.widgets.panel import Panel


class MapLegend(Panel[tuple[str, ...]]):
    """Heading, the venue's sign, then eight meanings: site, factory, post, venue, over, complies, zone, route."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__((), parent)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        painter, look = self.begin(), self.look
        if len(self.view) == 10:
            heading, sign, *meanings = self.view
            look.put(painter, 0, look.px(16), heading, 14, bold=True)
            pitch = min(float(look.room(30, 15)), (self.height() - look.px(24)) / 4)
            column = self.width() / 2
            for index, words in enumerate(meanings):
                x, y = column * (index % 2), look.px(24) + pitch * (index // 2) + pitch / 2
                painter.save()
                painter.translate(x + 18, y + 1)
                painter.scale(0.72, 0.72)
                self._paint_sign(painter, index, sign)
                painter.restore()
                look.put(painter, x + 40, look.middle(y, 15), words, 15, "text2", width=column - 44)
        painter.end()

    def _paint_sign(self, painter: QPainter, index: int, sign: str) -> None:
        look = self.look
        if index == 3:
            paint_venue(painter, look, 0, 0, sign)
        elif index == 6:
            painter.setPen(look.pen("zone", 2, (8, 5)))
            painter.drawLine(QPointF(-15, 0), QPointF(15, 0))
        elif index == 7:
            painter.setPen(look.pen("route", 3))
            painter.drawLine(QPointF(-18, -4), QPointF(18, -4))
            painter.setPen(look.pen("route", 2, (2, 5)))
            painter.drawLine(QPointF(-18, 4), QPointF(18, 4))
        else:
            kinds = {1: "factory", 2: "fixed_post"}
            states = {4: "over", 5: "complies"}
            paint_stop(
                painter, look, 0, 0, kinds.get(index, "construction"), states.get(index, "open"), "",  # type: ignore[arg-type]
                selected=False,
            )  # fmt: skip
