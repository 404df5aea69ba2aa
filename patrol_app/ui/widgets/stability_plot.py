"""Twenty seconds of the calibrator's tone between hatched forbidden bands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QWidget

from patrol_app.services.screen_facts import CalibrationFact
from patrol_app.ui import shapes
from patrol_app.ui.widgets.panel import Panel

if TYPE_CHECKING:
    from numpy.typing import NDArray

SPAN_S = 20.0
HALF_DB = 1.0


@dataclass(frozen=True, slots=True)
class StabilityView:
    """Nominal and allowed levels in dB and the words of the time axis."""

    nominal_db: float = 94.0
    allowed_db: float = 0.5
    now: str = ""


class StabilityPlot(Panel[StabilityView]):
    """At most a few hundred points: painted directly."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(StabilityView(), parent)
        self._points: tuple[NDArray[Any], NDArray[Any]] | None = None

    def show_tone(self, fact: CalibrationFact, view: StabilityView) -> None:
        """Show the newest tone."""
        self._points = (fact.t_s, fact.level_db)
        if not self.show_view(view):
            self.update()

    def inside(self) -> QRectF:
        """The plot's inside."""
        look = self.look
        return QRectF(look.px(44), 4, self.width() - look.px(44), self.height() - look.px(22) - 4)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        painter, look, view = self.begin(), self.look, self.view
        box = self.inside()
        painter.fillRect(box, look.colour("surface"))

        def y_of(level_db: float) -> float:
            return box.center().y() - (level_db - view.nominal_db) / HALF_DB * box.height() / 2

        for low, high in ((-HALF_DB, -view.allowed_db), (view.allowed_db, HALF_DB)):
            top, bottom = y_of(view.nominal_db + high), y_of(view.nominal_db + low)
            painter.fillRect(QRectF(box.left(), top, box.width(), bottom - top), shapes.hatch(look.colour("line")))
        for step in range(-2, 3):
            level = view.nominal_db + step * HALF_DB / 2
            y = y_of(level)
            painter.fillRect(QRectF(box.left(), round(y), box.width(), 1), look.colour("grid"))
            if step % 2 and box.height() / 4 < look.px(15):
                continue
            if step and box.height() / 2 < look.px(15):
                continue
            baseline = look.middle(min(max(y, look.px(5)), box.bottom()), 13)
            look.put(painter, box.left() - 8, baseline, f"{level:.1f}", 13, "text2", align="right")
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(look.pen("limit", 1, (6, 4)))
        for side in (-1, 1):
            y = y_of(view.nominal_db + side * view.allowed_db)
            painter.drawLine(QPointF(box.left(), y), QPointF(box.right(), y))
        painter.setPen(look.pen("line"))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(box.adjusted(0, 0, -1, -1))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_tone(painter, box)
        baseline = self.height() - look.px(6)
        for seconds, align in ((20, "left"), (10, "centre")):
            x = box.left() + box.width() * (1 - seconds / SPAN_S)
            look.put(painter, x, baseline, f"\u2212{seconds} s", 13, "text2", align=align)  # type: ignore[arg-type]
        look.put(painter, box.right(), baseline, view.now, 13, "text2", align="right")
        painter.end()

    def _paint_tone(self, painter: QPainter, box: QRectF) -> None:
        if self._points is None or self._points[0].size < 2:
            return
        t_s, level_db = self._points
        low, high = self.view.nominal_db - HALF_DB, self.view.nominal_db + HALF_DB
        x = box.left() + (t_s + SPAN_S) / SPAN_S * box.width()
        y = box.bottom() - (level_db.clip(low, high) - low) / (high - low) * box.height()
        line = QPolygonF([QPointF(float(one), float(other)) for one, other in zip(x, y, strict=True)])
        painter.setClipRect(box)
        painter.setPen(self.look.pen("laf"))
        painter.drawPolyline(line)
        painter.setClipping(False)
