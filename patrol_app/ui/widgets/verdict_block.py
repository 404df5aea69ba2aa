"""The one block that may be solid: what must be seen now."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from patrol_app.ui import shapes
from patrol_app.ui.widgets.panel import Panel

VerdictState = Literal[
    "over", "silent", "overload", "uncalibrated", "acknowledged", "near", "complies", "idle", "cannot"
]


@dataclass(frozen=True, slots=True)
class VerdictView:
    """``inverted`` is the dark half of the one-hertz alternation of a fresh alarm."""

    state: VerdictState
    title: str
    detail: str
    action: str = ""
    inverted: bool = False


def broken(text: str, width: Callable[[str], float], room: float) -> tuple[str, str]:
    """A text in two lines: the first as long as it fits, broken after a Chinese sign or between words."""
    cut = len(text)
    while cut > 1 and width(text[:cut]) > room:
        cut -= 1
    between = cut
    while between > 1 and text[between - 1 : between + 1].isascii() and not text[between - 1].isspace():
        between -= 1
    cut = between if between > cut // 2 else cut
    # a mark that closes does not begin a line
    while cut < len(text) and cut > 1 and text[cut] in "，。；：）〕、":
        cut -= 1
    return text[:cut].rstrip(), text[cut:].lstrip()


class VerdictBlock(Panel[VerdictView]):
    """Solid for over and unseen, thick frame once acknowledged, dashed for near and for what keeps from judging."""

    pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(VerdictView("idle", "", ""), parent)
        self._action_box = QRectF()

    def show_view(self, view: VerdictView) -> bool:
        """Show a verdict and tell screen readers."""
        changed = super().show_view(view)
        if changed:
            self.setAccessibleName(view.title)
            self.setAccessibleDescription(view.detail)
        return changed

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A press on the block's button acknowledges."""
        if self._action_box.contains(event.position()):
            self.pressed.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        painter, look, view = self.begin(), self.look, self.view
        box = QRectF(self.rect())
        solid = view.state == "over" and not view.inverted
        token = "alarm_text" if solid else "text"
        self._paint_frame(painter, box, solid)
        self._paint_sign(painter, box, solid)
        right = box.right() - 12
        self._action_box = QRectF()
        if view.action:
            # What is to be seen comes before the verb: where both are too long, the key alone stands on the button.
            words, free = view.action, box.width() - 82 - 30
            if look.width(words, 17, True) + 40 + 0.8 * look.width(view.title, self._title_size(box), True) > free:
                words = view.action.partition(" ")[0]
            width = max(112.0 if words == view.action else 64.0, look.width(words, 17, True) + 40)
            height = box.height() - 32
            self._action_box = QRectF(box.right() - 18 - width, box.center().y() - height / 2, width, height)
            pen = look.pen(token, 2)
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(self._action_box.adjusted(1, 1, -1, -1), 3, 3)
            baseline = look.middle(box.center().y(), 17)
            look.put(painter, self._action_box.center().x(), baseline, words, 17, token, bold=True, align="centre")
            right = self._action_box.left() - 12
        left = box.left() + 82
        room = right - left
        ink = token if solid else "text2"
        if look.width(view.detail, 12 / look.text) > room:
            self._paint_long(painter, QRectF(left, box.top(), room, box.height()), token, ink)
            painter.end()
            return
        title_y, detail_y = self._baselines(box)
        look.put(painter, left, title_y, view.title, self._title_size(box), token, bold=True, width=room)
        look.put(painter, left, detail_y, view.detail, 14, ink, width=room)
        painter.end()

    def _paint_long(self, painter: QPainter, box: QRectF, token: str, ink: str) -> None:
        """A reason that one line does not hold takes two, under a smaller title."""
        look, view = self.look, self.view
        small = 13 if look.text == 1.0 else 12
        pitch = look.px(small) * 1.2
        first, rest = broken(view.detail, lambda text: look.width(text, small), box.width())
        title_y = box.top() + look.px(21) + 3
        look.put(painter, box.left(), title_y, view.title, 21, token, bold=True, width=box.width())
        look.put(painter, box.left(), title_y + pitch + 3, first, small, ink, width=box.width())
        look.put(painter, box.left(), title_y + 2 * pitch + 3, rest, small, ink, width=box.width())

    def _title_size(self, box: QRectF) -> int:
        # The narrow block of the office screens carries a smaller title, the field's never.
        return 26 if box.height() >= self.look.px(26) + self.look.px(14) + 24 else 21

    def _baselines(self, box: QRectF) -> tuple[float, float]:
        look = self.look
        size = self._title_size(box)
        if not self.view.detail:
            return look.middle(box.center().y(), size), 0.0
        rise, small, gap = look.px(size) * 0.88, look.px(14) * 0.88, look.px(10)
        top = box.center().y() - (rise + gap + small + look.px(14) * 0.12) / 2
        return top + rise - 2, top + rise + gap + small

    def _paint_frame(self, painter: QPainter, box: QRectF, solid: bool) -> None:
        look, state = self.look, self.view.state
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if solid:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.colour("alarm"))
            painter.drawRoundedRect(box, 2, 2)
        elif state in ("over", "acknowledged"):
            painter.setPen(look.pen("alarm", 4))
            painter.drawRoundedRect(box.adjusted(2, 2, -2, -2), 3, 3)
        elif state in ("near", "silent", "overload", "uncalibrated"):
            painter.setPen(look.pen("warn", 2, (8, 5)))
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 3, 3)
        else:
            painter.setPen(look.pen("line"))
            painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)

    def _paint_sign(self, painter: QPainter, box: QRectF, solid: bool) -> None:
        look, state = self.look, self.view.state
        x, y = box.left() + 40, box.center().y()
        large = min(44.0, box.height() - 22)
        if state in ("over", "acknowledged", "overload"):
            ground = look.colour("alarm") if solid else None
            ink = look.colour("alarm_text" if solid else "alarm")
            shapes.paint_warning(painter, x, y, large, ink, ground)
        elif state in ("near", "silent", "uncalibrated"):
            shapes.paint_diamond(painter, x, y, large, look.colour("warn"), half=state == "near")
        elif state == "complies":
            shapes.paint_tick(painter, x, y, 32, look.colour("text"))
        else:
            shapes.paint_struck_circle(painter, x, y, 36, look.colour("text2"))
