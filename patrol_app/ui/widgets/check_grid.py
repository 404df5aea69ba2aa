"""Checks in a grid: a sign, what was looked at, and how it stands."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QWidget

from patrol_app.ui.widgets.fact_list import FactSign, paint_fact_sign, paint_heading
from patrol_app.ui.widgets.panel import Panel


@dataclass(frozen=True, slots=True)
class CheckCell:
    """One check as written."""

    sign: FactSign
    title: str
    detail: str


@dataclass(frozen=True, slots=True)
class ChecksView:
    """Heading, note and cells in reading order."""

    heading: str = ""
    note: str = ""
    cells: tuple[CheckCell, ...] = ()


class CheckGrid(Panel[ChecksView]):
    """Four columns."""

    COLUMNS = 4

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(ChecksView(), parent)

    def show_view(self, view: ChecksView) -> bool:
        """Show the checks and tell screen readers."""
        changed = super().show_view(view)
        if changed:
            self.setAccessibleName(f"{view.heading}, {view.note}")
            self.setAccessibleDescription("; ".join(f"{cell.title} {cell.detail}" for cell in view.cells))
        return changed

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        painter, look, view = self.begin(), self.look, self.view
        width = float(self.width())
        paint_heading(painter, look, view.heading, view.note, width, look.px(20))
        head = self.look.px(34)
        rows = -(-len(view.cells) // self.COLUMNS)
        pitch = min(look.room(48, 28), (self.height() - head) / max(1, rows))
        column = width / self.COLUMNS
        look = replace(look, text=max(1.0, min(look.text, pitch / 40)))
        for index, cell in enumerate(view.cells):
            left = column * (index % self.COLUMNS)
            middle = head + pitch * (index // self.COLUMNS) + pitch / 2
            paint_fact_sign(painter, look, cell.sign, left + look.px(9), middle, look.px(14))
            words, room = left + look.px(30), column - look.px(30) - 8
            look.put(painter, words, middle - look.px(3), cell.title, 15, width=room)
            look.put(painter, words, middle + look.px(16), cell.detail, 14, "text2", width=room)
        painter.end()
