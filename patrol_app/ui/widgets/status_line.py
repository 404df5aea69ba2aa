"""The line that is never hidden: meters, recording, disk, battery, position, time, calibration, chain, case."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from patrol_app.ui import shapes
from patrol_app.ui.widgets.panel import Panel

Sign = Literal["", "fresh", "old", "silent", "recording", "idle", "interrupted", "tick", "warn"]

#: Which items give way when the line is too narrow, first to last; the others always stay whole.
GIVE_WAY = ("time", "position", "battery", "disk", "chain")


@dataclass(frozen=True, slots=True)
class StatusItem:
    """One item: ``brief`` is what is left of it when room is short; ``strong`` items are in full ink."""

    name: str
    text: str
    brief: str = ""
    sign: Sign = ""
    strong: bool = False


@dataclass(frozen=True, slots=True)
class StatusView:
    """The items in order; a ``band`` (practice) replaces them."""

    items: tuple[StatusItem, ...] = ()
    band: str = ""


class StatusLine(Panel[StatusView]):
    """Items spread over the width; what does not fit is shortened, then left out, in a fixed order."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(StatusView(), parent)

    def show_view(self, view: StatusView) -> bool:
        """Show the state and tell screen readers."""
        changed = super().show_view(view)
        if changed:
            self.setAccessibleName(view.band or ", ".join(item.text for item in view.items))
        return changed

    def _width(self, item: StatusItem, size: float) -> float:
        return self.look.width(item.text, size) + (self.look.px(18) if item.sign else 0)

    def fitted(self) -> tuple[list[StatusItem], float]:
        """The items that fit, shortened as far as needed, and the text size they fit at."""
        items, size, room = list(self.view.items), 14.0, self.width() - 32

        def spread(gap: float) -> float:
            return sum(self._width(item, size) for item in items) + gap * max(0, len(items) - 1)

        for name in GIVE_WAY:
            if spread(20) <= room:
                break
            items = [
                StatusItem(item.name, item.brief, "", item.sign, item.strong)
                if item.name == name and item.brief
                else item
                for item in items
            ]
        for name in GIVE_WAY:
            if spread(14) <= room:
                break
            # what warns stays
            items = [item for item in items if item.name != name or item.strong]
        while spread(12) > room and self.look.px(size) > 11:
            size -= 0.5
        return items, size

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        painter, look = self.begin(), self.look
        if self.view.band:
            self._paint_band(painter)
            painter.end()
            return
        painter.fillRect(QRectF(0, 0, self.width(), 1), look.colour("line"))
        items, size = self.fitted()
        used = sum(self._width(item, size) for item in items)
        gap = (self.width() - 32 - used) / max(1, len(items) - 1)
        x, middle = 16.0, self.height() / 2 + 0.5
        for item in items:
            left = x
            token = "text" if item.strong else "text2"
            if item.sign:
                self._paint_sign(painter, item.sign, x + look.px(5), middle)
                left += look.px(18)
            look.put(painter, left, look.middle(middle, size), item.text, size, token)
            x += self._width(item, size) + gap
        painter.end()

    def _paint_sign(self, painter: QPainter, sign: Sign, x: float, y: float) -> None:
        look = self.look
        size, ink, dim = look.px(10), look.colour("text"), look.colour("text2")
        if sign in ("fresh", "old"):
            shapes.paint_dot(painter, x, y, size, ink if sign == "fresh" else dim, solid=sign == "fresh")
        elif sign in ("silent", "warn"):
            shapes.paint_diamond(painter, x, y, size + 2, look.colour("warn"))
        elif sign == "recording":
            shapes.paint_recording(painter, x + 1, y, size + 1, ink)
        elif sign == "interrupted":
            shapes.paint_pause(painter, x, y, size, dim)
        elif sign == "idle":
            shapes.paint_square(painter, x, y, size - 1, dim)
        elif sign == "tick":
            shapes.paint_tick(painter, x + 1, y, size, ink)

    def _paint_band(self, painter: QPainter) -> None:
        look, width = self.look, float(self.width())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), shapes.hatch(look.colour("text"), 12, 5))
        side = min(150.0, width * 0.11)
        inner = QRectF(side, 0, width - 2 * side, self.height())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.fillRect(inner, look.colour("text"))
        baseline = look.middle(self.height() / 2, 17)
        look.put(
            painter, width / 2, baseline, self.view.band, 17, "bg", bold=True, align="centre", width=inner.width() - 24
        )
