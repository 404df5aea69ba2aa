"""The newest second of a drive: level, then dust, speed, fix, and whether it counts."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QWidget

from patrol_app.ui import shapes
from patrol_app.ui.fonts import font
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
    practice: str = ""
    """The word of practice; with it the figures are hollow."""


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
        self._paint_figures(painter, top + look.px(104), width)
        top += look.px(122)
        top += self._paint_verdict(painter, top, width) + 12
        pitch = float(look.room(32, 15))
        for label, value in view.rows:
            middle = top + pitch / 2
            advance = look.put(painter, width, look.middle(middle, 15), value, 15, align="right", width=width * 0.62)
            look.put(painter, 0, look.middle(middle, 15), label, 15, "text2", width=width - advance - 12)
            painter.fillRect(QRectF(0, round(top + pitch) - 1, width, 1), look.colour("line"))
            top += pitch
        painter.end()

    def _paint_figures(self, painter: QPainter, baseline: float, width: float) -> None:
        look, view = self.look, self.view
        if not view.practice:
            look.put(painter, 0, baseline, view.figures, 96, width=width)
            return
        text, pixels = look.fitting(view.figures, 96, width)
        path = QPainterPath()
        path.addText(QPointF(0, baseline), font(pixels), text)
        pen = look.pen("text", 3)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.strokePath(path.simplified(), pen)
        box = QRectF(width - look.px(76), baseline - look.px(30), look.px(76), look.px(32))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("text"))
        painter.drawRoundedRect(box, 3, 3)
        middle = look.middle(box.center().y(), 20)
        look.put(
            painter, box.center().x(), middle, view.practice, 20, "bg", bold=True, align="centre", width=box.width() - 8
        )

    def _paint_verdict(self, painter: QPainter, top: float, width: float) -> float:
        """Whether the second counts, or a sentence in as many lines as it wants; gives back the height used."""
        look, view = self.look, self.view
        if view.good is None:
            painter.setFont(font(look.px(15)))
            painter.setPen(look.colour("text"))
            wrapped, room = int(Qt.TextFlag.TextWordWrap), QRectF(0, top, width, look.px(110))
            used = painter.boundingRect(room, wrapped, view.verdict)
            painter.drawText(room, wrapped, view.verdict)
            return max(float(look.px(44)), used.height())
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
        look.put(painter, 36, look.middle(middle, 15), view.verdict, 15, width=width - 44)
        return float(look.px(44))
