"""What the widths of a track mean, and its other signs; always there."""

from __future__ import annotations

from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QWidget

from patrol_app.services.desk.survey_facts import UNUSABLE
from patrol_app.ui.widgets.panel import Panel
from patrol_app.ui.widgets.track_layer import legend_box, legend_line, paint_gap_end, paint_spot

ROWS = 8


class TrackLegend(Panel[tuple[str, ...]]):
    """Five classes from quiet to loud, then: not usable, end of a gap, hot spot."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__((), parent)

    def wanted_height(self) -> int:
        """How high the legend is."""
        return round(legend_box(self.look, self.width(), ROWS - 1).bottom()) + 2

    def show_view(self, view: tuple[str, ...]) -> bool:
        """Show the meanings and tell screen readers."""
        changed = super().show_view(view)
        if changed:
            self.setAccessibleName("; ".join(view))
        return changed

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        painter, look = self.begin(), self.look
        for row, words in enumerate(self.view[:ROWS]):
            box = legend_box(look, self.width(), row)
            y = box.center().y()
            painter.save()
            if row < 5:
                legend_line(painter, look, row, box.left(), y, 30)
            elif row == 5:
                legend_line(painter, look, UNUSABLE, box.left(), y, 30)
            else:
                painter.translate(box.left() + 15, y)
                if row == 6:
                    paint_gap_end(painter, look)
                else:
                    painter.scale(0.7, 0.7)
                    paint_spot(painter, look, "H", selected=False, added=False)
            painter.restore()
            left = box.left() + 38
            look.put(painter, left, look.middle(y, 14), words, 14, "text2", width=box.right() - left - 6)
        painter.end()
