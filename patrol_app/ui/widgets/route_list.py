"""The stops in order; list and map share their numbers."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from patrol_app.ui import shapes
from patrol_app.ui.fonts import font
from patrol_app.ui.widgets.fact_list import paint_heading
from patrol_app.ui.widgets.line_list import LineList
from patrol_app.ui.widgets.map_symbols import StopState

WRAPPED = int(Qt.TextFlag.TextWordWrap)


@dataclass(frozen=True, slots=True)
class RouteLine:
    """One stop as written."""

    number: int
    name: str
    at: str
    end: str
    state: StopState


@dataclass(frozen=True, slots=True)
class RouteView:
    """Heading, note, lines, the selected number, and up to two lines of remarks."""

    heading: str = ""
    note: str = ""
    lines: tuple[RouteLine, ...] = ()
    selected: int | None = None
    remarks: tuple[str, ...] = ()
    notice: str = ""
    """A sentence about the own place that wants attention, in as many lines as it takes."""


class RouteList(LineList[RouteView]):
    """Rows of 42 pixels; arrows and the mouse select."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(RouteView(), parent)

    def names(self) -> list[object]:
        """The lines' numbers."""
        return [line.number for line in self.view.lines]

    def selected(self) -> object:
        """The selected number."""
        return self.view.selected

    def show_view(self, view: RouteView) -> bool:
        """Show the route and tell screen readers."""
        changed = super().show_view(view)
        if changed:
            self.setAccessibleName(view.heading)
            now = next((line for line in view.lines if line.number == view.selected), None)
            told = "" if now is None else f"{now.number} {now.name} {now.at} {now.end}"
            self.setAccessibleDescription(" ".join(filter(None, (told, view.notice))))
        return changed

    def pitch(self) -> float:
        """The height of a line."""
        foot = self.look.px(22) * len(self.view.remarks) + 8 + self._notice_height()
        room = (self.height() - self.look.px(self.HEAD) - foot) / max(1, len(self.view.lines))
        return max(24.0, min(float(self.look.room(42, 16)), room))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        painter, look, view = self.begin(), self.look, self.view
        inner = self.width() - 16.0
        painter.translate(8, 0)
        paint_heading(painter, look, view.heading, view.note, inner, look.px(20))
        top, pitch = float(look.px(self.HEAD)), self.pitch()
        for line in view.lines:
            self._paint_line(painter, line, top, pitch, inner)
            top += pitch
        for index, remark in enumerate(view.remarks):
            look.put(painter, 0, top + look.px(26 + 20 * index), remark, 14, "text2", width=inner)
        if view.notice:
            below = top + look.px(26 + 20 * (len(view.remarks) - 1)) + look.px(10)
            shapes.paint_diamond(painter, 8, below + look.px(10), look.px(13), look.colour("warn"))
            painter.setFont(font(look.px(14)))
            painter.setPen(look.colour("text"))
            painter.drawText(QRectF(24, below, inner - 24, self.height() - below), WRAPPED, view.notice)
        painter.end()

    def _notice_height(self) -> int:
        if not self.view.notice:
            return 0
        room = QRect(0, 0, self.width() - 40, 1000)
        return QFontMetrics(font(self.look.px(14))).boundingRect(room, WRAPPED, self.view.notice).height() + 14

    def _paint_line(self, painter: QPainter, line: RouteLine, top: float, pitch: float, width: float) -> None:
        look = self.look
        middle = top + pitch / 2
        self.paint_ground(painter, line.number, top, pitch, width)
        box = QRectF(0.5, middle - 11.5, 27, 23)
        ink, edge, fill = "text", "text", "bg"
        if line.state == "over":
            ink, edge, fill = "alarm_text", "alarm", "alarm"
        elif line.state in ("complies", "seen"):
            edge, fill = "edge", "raised"
        painter.setPen(look.pen(edge, 1.6))
        painter.setBrush(look.colour(fill))
        painter.drawRoundedRect(box, 2, 2)
        number = look.middle(middle, 15)
        look.put(painter, box.center().x(), number, str(line.number), 15, ink, bold=True, align="centre", width=24)
        baseline = look.middle(middle, 15)
        end = look.put(painter, width, baseline, line.end, 15, align="right", width=width * 0.22)
        at_right = width * 0.71
        at = look.put(painter, at_right, baseline, line.at, 15, "text2", align="right")
        look.put(painter, 38, baseline, line.name, 15, width=at_right - at - 46)
        sign = width - max(end, look.width("00", 15)) - look.px(22)
        if line.state == "complies":
            shapes.paint_tick(painter, sign, middle, 11, look.colour("text"))
        elif line.state == "seen":
            shapes.paint_struck_circle(painter, sign, middle, 12, look.colour("text"))
        elif line.state == "over":
            shapes.paint_triangle(painter, sign, middle, 12, look.colour("alarm"), solid=True)
