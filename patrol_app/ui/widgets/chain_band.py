"""From bytes to paper: a link is filled only when it was computed again and agreed."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QWidget

from patrol_app.ui import shapes
from patrol_app.ui.widgets.panel import Panel


@dataclass(frozen=True, slots=True)
class LinkView:
    """One link as written."""

    name: str
    note: str
    remade: bool


@dataclass(frozen=True, slots=True)
class ChainView:
    """Heading, the line under it, and seven links."""

    heading: str = ""
    note: str = ""
    links: tuple[LinkView, ...] = ()


class ChainBand(Panel[ChainView]):
    """The same band on closing and review."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(ChainView(), parent)

    def show_view(self, view: ChainView) -> bool:
        """Show the chain and tell screen readers."""
        changed = super().show_view(view)
        if changed:
            self.setAccessibleName(view.heading)
            self.setAccessibleDescription("; ".join(f"{link.name} {link.note}" for link in view.links))
        return changed

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        painter, look, view = self.begin(), self.look, self.view
        upper, lower = look.px(16), look.px(36)
        used = max(
            look.put(painter, 0, upper, view.heading, 14, bold=True),
            look.put(painter, 0, lower, view.note, 14, "text2"),
        )
        count = len(view.links)
        if count < 2:
            painter.end()
            return
        radius = 9.0
        left = max(self.width() * 0.142, used + 24) + radius
        right = self.width() - radius - 18
        step = (right - left) / (count - 1)
        y = look.px(14)
        for index, link in enumerate(view.links):
            x = left + step * index
            if index:
                before = view.links[index - 1].remade and link.remade
                painter.setPen(look.pen("text", 2) if before else look.pen("edge", 1, (4, 4)))
                painter.drawLine(QPointF(x - step + radius + 3, y), QPointF(x - radius - 3, y))
            painter.setBrush(look.colour("text") if link.remade else Qt.BrushStyle.NoBrush)
            painter.setPen(Qt.PenStyle.NoPen if link.remade else look.pen("edge", 1.5))
            painter.drawEllipse(QPointF(x, y), radius, radius)
            if link.remade:
                shapes.paint_tick(painter, x, y, 8, look.colour("bg"))
            align = "left" if index == 0 else "right" if index == count - 1 else "centre"
            at = x - radius if index == 0 else x + radius if index == count - 1 else x
            token = "text" if link.remade else "text2"
            for words, size, below, ink in ((link.name, 14, 28, token), (link.note, 13, 46, "text2")):
                room = step * 0.9
                if align != "centre":
                    # The outer links reach as far as the words of their neighbours leave room.
                    near = view.links[1 if index == 0 else count - 2]
                    taken = min(step * 0.9, look.width(near.name if size == 14 else near.note, size))
                    room = step + radius - taken / 2 - 8
                look.put(painter, at, y + look.px(below), words, size, ink, align=align, width=room)  # type: ignore[arg-type]
        painter.end()
