"""The line above the plot: its title and legend, or the weightiest sentence of the session."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from patrol_app.ui import shapes
from patrol_app.ui.widgets.panel import Panel


@dataclass(frozen=True, slots=True)
class HistoryHeadView:
    """Words in drawing order: LAF, LAeq,T, limit, mark, excluded part."""

    title: str = ""
    legend: tuple[str, ...] = ()
    note: str = ""
    message: str = ""


class HistoryHead(Panel[HistoryHeadView]):
    """A message takes the legend's place: nothing is covered that cannot be missed for a while."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(HistoryHeadView(), parent)

    def show_view(self, view: HistoryHeadView) -> bool:
        """Show the line; a message goes to screen readers."""
        changed = super().show_view(view)
        if changed:
            self.setAccessibleName(view.message or view.title)
        return changed

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        painter, look, view = self.begin(), self.look, self.view
        baseline = self.height() - 12.0
        width = float(self.width())
        if view.message:
            self._paint_message(painter, baseline)
            painter.end()
            return
        alone = None if view.legend or view.note else width
        title = look.put(painter, 0, baseline, view.title, 14, bold=True, width=alone)
        note = look.put(painter, width, baseline, view.note, 14, "text2", align="right", width=width * 0.3)
        x = max(174.0, title + 24)
        for index, words in enumerate(view.legend):
            advance = self._sign_width(index) + look.width(words, 14)
            if x + advance > width - note - 16:
                break
            self._paint_sign(painter, index, x, baseline - look.px(5))
            look.put(painter, x + self._sign_width(index), baseline, words, 14, "text2")
            x += advance + 20
        painter.end()

    @staticmethod
    def _sign_width(index: int) -> float:
        return 17.0 if index == 3 else 30.0

    def _paint_sign(self, painter: QPainter, index: int, x: float, y: float) -> None:
        look = self.look
        y = round(y) + 0.5
        if index == 3:
            shapes.paint_triangle_down(painter, x + 5, y, 9, look.colour("text"), solid=True)
        elif index == 4:
            box = QRectF(x + 0.5, y - 5, 23, 11)
            painter.fillRect(box, shapes.hatch(look.colour("excl")))
            painter.setPen(look.pen("excl"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(box)
        else:
            thick = 3.0 if look.palette.tone == "night" else 2.0
            pen = (look.pen("laf"), look.pen("leq", thick), look.pen("limit", 1, (6, 4)))[index]
            painter.setPen(pen)
            painter.drawLine(QPointF(x, y), QPointF(x + 24, y))

    def _paint_message(self, painter: QPainter, baseline: float) -> None:
        look = self.look
        size = look.px(13)
        shapes.paint_diamond(painter, size / 2 + 1, baseline - look.px(5), size, look.colour("warn"), half=True)
        look.put(painter, size + 10, baseline, self.view.message, 15, bold=True, width=self.width() - size - 12)
