"""Statistics of the run, dust and weather: labels over figures in three columns."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QWidget

from patrol_app.ui import shapes
from patrol_app.ui.widgets.panel import Panel


@dataclass(frozen=True, slots=True)
class StatView:
    """One figure with its label; ``doubtful`` puts a diamond beside it."""

    label: str
    figure: str
    doubtful: bool = False


class StatsPanel(Panel[tuple[tuple[StatView, ...], ...]]):
    """Groups of up to three columns; a hairline stands between groups given as separate tuples."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__((), parent)
        self.rule_after = 2

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        painter, look = self.begin(), self.look
        rows = len(self.view)
        if rows:
            pitch = (self.height() - 6) / rows
            column = self.width() / 3
            for index, row in enumerate(self.view):
                top = pitch * index + (6 if index >= self.rule_after else 0)
                label = top + look.px(14)
                figure = min(top + pitch - 4, label + look.px(25))
                for place, stat in enumerate(row):
                    x = column * place
                    look.put(painter, x, label, stat.label, 14, "text2", width=column - 8)
                    # The last column has the margin to itself, the others keep clear of their neighbour.
                    size = 21 if index < self.rule_after else 20
                    room = column - (0 if place == 2 else 8) - (look.px(18) if stat.doubtful else 0)
                    end = x + look.put(painter, x, figure, stat.figure, size, width=room)
                    if stat.doubtful:
                        y = figure - look.px(7)
                        shapes.paint_diamond(painter, end + look.px(10), y, look.px(12), look.colour("warn"))
            rule = pitch * self.rule_after
            painter.fillRect(QRectF(0, round(rule), self.width(), 1), look.colour("line"))
        painter.end()
