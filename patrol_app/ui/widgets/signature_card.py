"""An officer's signature: name, certificate, when and with which key."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from patrol_app.ui.widgets.fact_list import FactSign, paint_fact_sign
from patrol_app.ui.widgets.panel import Panel
from patrol_app.ui.widgets.signature_pad import Stroke, strokes_path


@dataclass(frozen=True, slots=True)
class CardView:
    """As written."""

    name: str = ""
    certificate: str = ""
    state: str = ""
    sign: FactSign = "open"
    strokes: tuple[Stroke, ...] = ()


class SignatureCard(Panel[CardView]):
    """The strokes stand at the right, in the ink of the tone."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(CardView(), parent)

    def show_view(self, view: CardView) -> bool:
        """Show the card and tell screen readers."""
        changed = super().show_view(view)
        if changed:
            self.setAccessibleName(f"{view.name} {view.certificate} {view.state}")
        return changed

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        painter, look, view = self.begin(), self.look, self.view
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(look.pen("line"))
        painter.setBrush(look.colour("surface"))
        painter.drawRoundedRect(box, 3, 3)
        left, signature = 14.0, min(130.0, box.width() * 0.32)
        room = box.width() - signature - left - 8
        if self.height() < look.px(32) + 8:
            self._paint_line(painter, left, room)
            self._paint_strokes(painter, box, signature, 4)
            painter.end()
            return
        upper, lower = self.height() * 0.33, self.height() * 0.66
        advance = look.put(painter, left, look.middle(upper - 2, 16), view.name, 16, bold=True, width=room) + 10
        look.put(
            painter, left + advance, look.middle(upper - 2, 14), view.certificate, 14, "text2", width=room - advance
        )
        paint_fact_sign(painter, look, view.sign, left + look.px(6), lower, look.px(11))
        look.put(
            painter, left + look.px(22), look.middle(lower, 14), view.state, 14,
            "text2" if view.sign == "ok" else "text", width=room - look.px(22),
        )  # fmt: skip
        self._paint_strokes(painter, box, signature, 12)
        painter.end()

    def _paint_line(self, painter: QPainter, left: float, room: float) -> None:
        """Where height is scarce the name and how it stands share one line."""
        look, view, middle = self.look, self.view, self.height() / 2
        paint_fact_sign(painter, look, view.sign, left + look.px(6), middle, look.px(11))
        start = left + look.px(22)
        part = (room - look.px(22)) * 0.45
        advance = look.put(painter, start, look.middle(middle, 16), view.name, 16, bold=True, width=part) + 10
        ink = "text2" if view.sign == "ok" else "text"
        rest = room - look.px(22) - advance
        # Who signed and when is said whole before the key's name is said in part.
        whole = look.fitting(view.state, 14, rest)[0] == view.state
        said = view.state if whole else view.state.partition(" · ")[0]
        look.put(painter, start + advance, look.middle(middle, 14), said, 14, ink, width=rest)

    def _paint_strokes(self, painter: QPainter, box: QRectF, width: float, margin: float) -> None:
        if not self.view.strokes:
            return
        pen = QPen(self.look.colour("text"), 2)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        place = QRectF(box.right() - width - 6, box.top() + margin, width - 8, box.height() - 2 * margin)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.strokePath(strokes_path(self.view.strokes, place), pen)
