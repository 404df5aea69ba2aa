"""Two rings: the centre is the judged noise now, the ring the worst since the measurement began."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from patrol_app.services.snapshot import Attention
from patrol_app.ui.widgets.panel import Panel


@dataclass(frozen=True, slots=True)
class LampView:
    """``ring`` never falls below what it was in one measurement; the session sees to that."""

    centre: Attention
    ring: Attention
    lines: tuple[str, ...] = ()
    spoken: str = ""


class Lamp(Panel[LampView]):
    """Hollow, half or dashed, solid: none, near, over."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(LampView("none", "none"), parent)
        self.diameter = 60

    def show_view(self, view: LampView) -> bool:
        """Show the lamp and tell screen readers."""
        changed = super().show_view(view)
        if changed:
            self.setAccessibleName(view.spoken)
        return changed

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        painter, look, view = self.begin(), self.look, self.view
        size = float(self.diameter)
        centre = QPointF(self.width() / 2, size / 2)
        band = size * 0.12
        radius = size / 2 - band / 2 - 0.5
        alarm, edge = look.colour("alarm"), look.colour("edge")
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if view.ring == "none":
            painter.setPen(QPen(edge, 2))
            painter.drawEllipse(centre, radius, radius)
        else:
            pen = QPen(alarm, band if view.ring == "over" else band * 0.8)
            if view.ring == "near":
                pen.setCapStyle(Qt.PenCapStyle.FlatCap)
                # Eighteen dashes close the ring without a seam.
                part = 2 * 3.14159265 * radius / pen.widthF() / 18
                pen.setDashPattern([part * 0.55, part * 0.45])
            painter.setPen(pen)
            painter.drawEllipse(centre, radius, radius)
        inner = size * 0.25
        if view.centre == "over":
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(alarm)
            painter.drawEllipse(centre, inner, inner)
        elif view.centre == "near":
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(alarm)
            box = QRectF(centre.x() - inner, centre.y() - inner, 2 * inner, 2 * inner)
            painter.drawChord(box, 180 * 16, 180 * 16)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(alarm, 1.5))
            painter.drawEllipse(centre, inner, inner)
        else:
            painter.setPen(QPen(edge, 2))
            painter.drawEllipse(centre, inner - 1, inner - 1)
        baseline = size + 1 + look.px(20)
        # Half a word is worse than none: the lamp's shape says it, and a screen reader hears it.
        whole = all(look.fitting(line, 14, self.width())[0] == line for line in view.lines)
        for line in view.lines if whole else ():
            look.put(painter, self.width() / 2, baseline, line, 14, "text2", align="centre", width=self.width())
            baseline += look.px(20)
        painter.end()
