"""The newest second of a drive: level, then dust, speed, fix, and whether it counts."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from patrol_app.ui import shapes
from patrol_app.ui.widgets.panel import Panel


@dataclass(frozen=True, slots=True)
class DriveView:
    """All as written; ``good`` is whether the second counts, ``None`` while nothing is driven."""

    note: str = ""
    quantity: str = ""
    figures: str = ""
    unit: str = ""
    verdict: str = ""
    good: bool | None = None
    rows: tuple[tuple[str, str], ...] = ()


class DrivePanel(Panel[DriveView]):
    """A big figure with its unit, a framed line that says usable or why not, then rows."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(DriveView(), parent)

    def show_view(self, view: DriveView) -> bool:
        """Show the second and tell screen readers."""
        changed = super().show_view(view)
        if changed:
            self.setAccessibleName(f"{view.quantity} {view.figures} {view.unit}")
            self.setAccessibleDescription("; ".join([view.note, view.verdict, *(" ".join(row) for row in view.rows)]))
        return changed

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        painter, look, view = self.begin(), self.look, self.view
        width = float(self.width())
        look.put(painter, 0, look.px(18), view.note, 14, "text2", width=width)
        top = float(look.px(30))
        look.put(painter, 0, top + look.px(18), view.quantity, 17, bold=True)
        look.put(painter, width, top + look.px(18), view.unit, 17, "text2", align="right")
        look.put(painter, 0, top + look.px(104), view.figures, 96, width=width)
        top += look.px(122)
        self._paint_verdict(painter, top, width)
        top += look.px(44) + 12
        pitch = float(look.room(32, 15))
        for label, value in view.rows:
            middle = top + pitch / 2
            advance = look.put(painter, width, look.middle(middle, 15), value, 15, align="right", width=width * 0.62)
            look.put(painter, 0, look.middle(middle, 15), label, 15, "text2", width=width - advance - 12)
            painter.fillRect(QRectF(0, round(top + pitch) - 1, width, 1), look.colour("line"))
            top += pitch
        painter.end()

    def _paint_verdict(self, painter: QPainter, top: float, width: float) -> None:
        look, view = self.look, self.view
        box = QRectF(1, top, width - 2, look.px(40))
        middle = box.center().y()
        if view.good is False:
            painter.setPen(look.pen("warn", 2, (6, 4)))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box, 3, 3)
            shapes.paint_diamond(painter, 18, middle, look.px(14), look.colour("warn"))
        elif view.good:
            painter.setPen(look.pen("edge", 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box, 3, 3)
            shapes.paint_tick(painter, 18, middle, look.px(14), look.colour("text"))
        left = 36.0 if view.good is not None else 0.0
        look.put(painter, left, look.middle(middle, 15), view.verdict, 15, width=width - left - 8)
