"""The big level: what is seen, not what is judged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QWidget

from patrol_app.ui.fonts import font, metrics
from patrol_app.ui.widgets.panel import Panel
from patrol_app.ui.widgets.tags import Tag, paint_tag, tag_width

#: Pixel size of the figures as a part of the window's height; the figures are then 25.4 % of it high.
FIGURE_PART = 0.346
#: Height of a figure in ems, from the font's outlines.
FIGURE_EM = 0.733
#: Left margin of the text within the widget.
EDGE = 16.0


@dataclass(frozen=True, slots=True)
class LevelView:
    """``figures`` as written; ``how`` decides ink: live, old (dimmed over a dashed line), hollow (practice), none."""

    figures: str
    quantity: str
    weighting: str
    unit: str
    how: Literal["live", "old", "hollow", "none"]
    tags: tuple[Tag, ...] = ()
    practice_word: str = ""


EMPTY = LevelView("", "LAF", "", "dB(A)", "live")


class LevelDigits(Panel[LevelView]):
    """Figures, unit, weighting and tags; the lamp stands in the room left beside the figures."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(EMPTY, parent)
        self.figure_px = 266
        self.baseline = 231
        self.label_baseline = 22

    def set_figures(self, figure_px: int, baseline: int, label_baseline: int) -> None:
        """Place the figures: their pixel size, their baseline and that of the line above, within the widget."""
        self.figure_px, self.baseline, self.label_baseline = figure_px, baseline, label_baseline
        self.update()

    def show_view(self, view: LevelView) -> bool:
        """Show a level; its words go to screen readers as well."""
        changed = super().show_view(view)
        if changed:
            words = " ".join((view.quantity, view.figures, view.unit, *(tag.text for tag in view.tags)))
            self.setAccessibleName(words)
        return changed

    @property
    def wide(self) -> bool:
        """Whether four figures push lamp and unit to the edge (from 100 dB on)."""
        return len(self.view.figures.replace(".", "")) > 3

    def _start(self) -> float:
        # The white of a figure's left side would make it look indented: it is hung half out of the margin.
        return EDGE - self.figure_px * 0.03

    def side_x(self) -> float:
        """Left of the room for lamp and unit, within the widget."""
        if self.wide:
            return self.width() - 41
        return self._start() + metrics(self.figure_px).horizontalAdvance("00.0") + 14

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        painter, look, view = self.begin(), self.look, self.view
        first = self.label_baseline
        x = EDGE + look.put(painter, EDGE, first, view.quantity, 20, "text", bold=True) + 11
        # What is wrong with the level is worth more than how it is weighted, which the unit says as well.
        tags = sum(tag_width(look, tag) + 8 for tag in view.tags)
        room = min(self.width() * 0.5, self.width() - x - tags - 12)
        if look.fitting(view.weighting, 14, room)[0] == view.weighting:
            x += look.put(painter, x, first, view.weighting, 14, "text2", width=room) + 12
        self._paint_tags(painter, x)
        self._paint_figures(painter)
        side = self.side_x()
        room = self.width() - side if self.wide else look.px(90)
        look.put(painter, side, self.baseline - 1, view.unit, 24, "text2", width=room)
        if view.practice_word:
            self._paint_practice(painter)
        painter.end()

    def _paint_figures(self, painter: QPainter) -> None:
        view, look = self.view, self.look
        text, size = view.figures, self.figure_px
        room = self.side_x() - 4 if self.wide else self.width()
        start = self._start()
        while start + metrics(size).horizontalAdvance(text) > room and size > 40:
            size -= 2
        ink = look.colour("text2" if view.how in ("old", "none") else "text")
        if view.how == "hollow":
            path = QPainterPath()
            path.addText(QPointF(start, self.baseline), font(size), text)
            pen = look.pen("text", 3)
            pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            painter.strokePath(path.simplified(), pen)
            return
        painter.setPen(ink)
        painter.setFont(font(size))
        painter.drawText(QPointF(start, self.baseline), text)
        if view.how == "old":
            painter.setPen(look.pen("text2", 4, (12, 8)))
            y = self.baseline + 7
            painter.drawLine(QPointF(EDGE, y), QPointF(start + metrics(size).horizontalAdvance(text), y))

    def _paint_tags(self, painter: QPainter, left: float) -> None:
        height = self.look.px(24)
        x = float(self.width())
        for tag in reversed(self.view.tags):
            width = tag_width(self.look, tag)
            x -= width
            if x < left:
                break
            paint_tag(
                painter, self.look, tag, QRectF(x, self.label_baseline - self.look.px(6) - height / 2, width, height)
            )
            x -= 8

    def _paint_practice(self, painter: QPainter) -> None:
        look = self.look
        width, height = look.px(104), look.px(62)
        if self.wide:
            return
        box = QRectF(self.width() + 2 - width, self.baseline - height, width, height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("text"))
        painter.drawRoundedRect(box, 3, 3)
        baseline = look.middle(box.center().y(), 40)
        look.put(
            painter, box.center().x(), baseline, self.view.practice_word, 40, "bg", bold=True, align="centre",
            width=width - 12,
        )  # fmt: skip
