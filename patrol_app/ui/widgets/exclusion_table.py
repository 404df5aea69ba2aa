"""Excluded parts: from, to, why, who, and LAeq with and without."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QWidget

from patrol_app.ui import shapes
from patrol_app.ui.widgets.fact_list import paint_heading
from patrol_app.ui.widgets.panel import Panel


@dataclass(frozen=True, slots=True)
class ExclusionsView:
    """Heading, note, four heads, and rows of four cells; ``more`` is the note where not all rows are seen."""

    heading: str = ""
    note: str = ""
    heads: tuple[str, ...] = ("",) * 4
    rows: tuple[tuple[str, str, str, str], ...] = ()
    more: str = ""


class ExclusionTable(Panel[ExclusionsView]):
    """Parts are added, never removed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(ExclusionsView(), parent)

    def _room(self) -> int:
        """How many rows there is room for."""
        return max(0, int((self.height() + 4 - self.look.px(52)) // self.look.room(28, 15)))

    def show_view(self, view: ExclusionsView) -> bool:
        """Show the table and tell screen readers."""
        changed = super().show_view(view)
        if changed:
            self.setAccessibleName(view.heading)
            self.setAccessibleDescription("; ".join(" ".join(row) for row in view.rows))
        return changed

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        painter, look, view = self.begin(), self.look, self.view
        width = float(self.width())
        # the newest are seen; where there are more, that is said in the note's place
        note = view.more if len(view.rows) > self._room() else view.note
        paint_heading(painter, look, view.heading, note, width, look.px(20))
        edges = (28.0, width * 0.297, width * 0.578, width)
        head = look.px(44)
        rooms = (edges[1] - 36, edges[2] - edges[1] - 8, width * 0.22, width * 0.2)
        for index, words in enumerate(view.heads):
            align = "right" if index == 3 else "left"
            look.put(painter, edges[index], head, words, 13, "text2", align=align, width=rooms[index])  # type: ignore[arg-type]
        top = float(look.px(52))
        painter.fillRect(QRectF(0, top, width, 1), look.colour("line"))
        pitch = float(look.room(28, 15))
        rows = view.rows[max(0, len(view.rows) - self._room()) :]
        for row in rows:
            middle = top + pitch / 2 + 1
            box = QRectF(0.5, middle - 7.5, 15, 14)
            painter.fillRect(box, shapes.hatch(look.colour("text2"), 4))
            painter.setPen(look.pen("text2"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(box)
            baseline = look.middle(middle, 15)
            for index, words in enumerate(row):
                align, ink = ("right" if index == 3 else "left"), ("text2" if index == 2 else "text")
                look.put(painter, edges[index], baseline, words, 15, ink, align=align, width=rooms[index])  # type: ignore[arg-type]
            top += pitch
        painter.end()
