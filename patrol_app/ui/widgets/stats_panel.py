"""Statistics of the run, dust and weather: labels over figures in columns."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QWidget

from patrol_app.ui import shapes
from patrol_app.ui.widgets.panel import Panel


@dataclass(frozen=True, slots=True)
class StatView:
    """One figure with its label.

    ``doubtful`` puts a diamond beside it, ``old`` makes it grey over a dashed line; it takes ``span`` columns.
    """

    label: str
    figure: str
    doubtful: bool = False
    old: bool = False
    span: int = 1


class StatsPanel(Panel[tuple[tuple[StatView, ...], ...]]):
    """Rows of columns of equal width; a hairline stands after the rows of the run."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__((), parent)
        self.rule_after = 2

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        painter, look = self.begin(), self.look
        rows = len(self.view)
        if rows:
            pitch = (self.height() - 6) / rows
            for index, row in enumerate(self.view):
                top = pitch * index + (6 if index >= self.rule_after else 0)
                label = top + look.px(14)
                figure = min(top + pitch - 4, label + look.px(25))
                columns, place = sum(stat.span for stat in row), 0
                for stat in row:
                    x, column = self.width() * place / columns, self.width() * stat.span / columns
                    place += stat.span
                    look.put(painter, x, label, stat.label, 14, "text2", width=column - 8)
                    # The last column has the margin to itself, the others keep clear of their neighbour.
                    size = 21 if index < self.rule_after else 20
                    room = column - (0 if place == columns else 8) - (look.px(18) if stat.doubtful else 0)
                    token = "text2" if stat.old else "text"
                    end = x + look.put(painter, x, figure, stat.figure, size, token, width=room)
                    if stat.old:
                        painter.setPen(look.pen("text2", 1, (4, 3)))
                        painter.drawLine(QPointF(x, figure + 3.5), QPointF(end, figure + 3.5))
                    if stat.doubtful:
                        y = figure - look.px(7)
                        shapes.paint_diamond(painter, end + look.px(10), y, look.px(12), look.colour("warn"))
            rule = pitch * self.rule_after
            painter.fillRect(QRectF(0, round(rule), self.width(), 1), look.colour("line"))
        painter.end()
