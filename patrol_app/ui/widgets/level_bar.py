"""The bar from 30 to 110 dB: level, limit, maximum hold and minimum."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from patrol_app.ui import shapes
from patrol_app.ui.widgets.panel import Panel

LOW_DB, HIGH_DB = 30.0, 110.0


@dataclass(frozen=True, slots=True)
class BarView:
    """Levels in dB, ``None`` where there is none; labels as written beside limit and maximum.

    An ``old`` level is drawn as its edge alone.
    """

    level_db: float | None = None
    limit_db: float | None = None
    limit_label: str = ""
    max_db: float | None = None
    max_label: str = ""
    min_db: float | None = None
    old: bool = False


class LevelBar(Panel[BarView]):
    """Sits under the figures; the part over the limit is hatched, so it reads in grey as well."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(BarView(), parent)

    def x_of(self, level_db: float) -> float:
        """Where a level lies."""
        bounded = min(max(level_db, LOW_DB), HIGH_DB)
        return (bounded - LOW_DB) / (HIGH_DB - LOW_DB) * self.width()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        painter, look, view = self.begin(), self.look, self.view
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        top = look.px(14)
        box = QRectF(0, top, self.width() - 1, 21)
        painter.setPen(look.pen("edge"))
        painter.setBrush(look.colour("surface"))
        painter.drawRect(box)
        self._paint_level(painter, box.adjusted(1, 1, 0, 0))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if view.min_db is not None:
            inside = view.level_db is not None and view.min_db < view.level_db and not view.old
            x = round(self.x_of(view.min_db))
            painter.fillRect(QRectF(x, top + 1, 1, 20), look.colour("bg" if inside else "text"))
        self._paint_scale(painter, top + 22)
        self._paint_limit(painter, top)
        self._paint_maximum(painter, top)
        self._paint_labels(painter, top - 2)
        painter.end()

    def _paint_level(self, painter: QPainter, box: QRectF) -> None:
        view, look = self.view, self.look
        if view.level_db is None:
            return
        end = self.x_of(view.level_db)
        if view.old:
            painter.fillRect(QRectF(box.left(), box.top(), end - box.left(), box.height()), look.colour("line"))
            painter.fillRect(QRectF(end - 2, box.top(), 2, box.height()), look.colour("text2"))
            return
        solid_end = end if view.limit_db is None else min(end, self.x_of(view.limit_db))
        painter.fillRect(QRectF(box.left(), box.top(), solid_end - box.left(), box.height()), look.colour("laf"))
        if end > solid_end:
            over = QRectF(solid_end, box.top(), end - solid_end, box.height())
            painter.fillRect(over, shapes.hatch(look.colour("laf"), 5, 2.0))

    def _paint_scale(self, painter: QPainter, top: int) -> None:
        look = self.look
        baseline = top + look.px(21)
        for level in range(int(LOW_DB), int(HIGH_DB) + 1, 5):
            x = min(self.width() - 1.0, round(self.x_of(level)))
            major = level % 10 == 0
            painter.fillRect(QRectF(x, top, 1, 4 if major else 3), look.colour("edge"))
            if major:
                text = str(level)
                width = look.width(text, 14)
                left = min(max(0.0, x - width / 2), self.width() - width)
                look.put(painter, left, baseline, text, 14, "text2")

    def _paint_limit(self, painter: QPainter, top: int) -> None:
        if self.view.limit_db is not None:
            x = round(self.x_of(self.view.limit_db))
            painter.fillRect(QRectF(x - 1, top - 6, 3, 34), self.look.colour("limit"))

    def _paint_maximum(self, painter: QPainter, top: int) -> None:
        if self.view.max_db is not None:
            x = min(round(self.x_of(self.view.max_db)), self.width() - 6)
            colour = self.look.colour("text")
            shapes.paint_triangle_down(painter, x + 0.5, top - 5, 8, colour, solid=True)
            painter.fillRect(QRectF(x - 0.5, top + 1, 2, 20), colour)

    def _paint_labels(self, painter: QPainter, baseline: float) -> None:
        """The lower of limit and maximum has its label at its left, the higher at its right: they never meet."""
        view, look = self.view, self.look
        marks: list[tuple[float, str, str, bool, float]] = []
        if view.limit_db is not None:
            marks.append((self.x_of(view.limit_db), view.limit_label, "limit", True, 6))
        if view.max_db is not None:
            marks.append((self.x_of(view.max_db), view.max_label, "text2", False, 10))
        marks.sort(key=lambda mark: mark[0])
        for index, (x, text, token, bold, gap) in enumerate(marks):
            width = look.width(text, 13, bold)
            left_side = (index == 0 and (len(marks) > 1 or token == "limit")) or x + gap + width > self.width()
            left = x - gap - width if left_side and x - gap - width >= 0 else x + gap
            look.put(painter, left, baseline, text, 13, token, bold=bold)

    def describe(self, text: str) -> None:
        """What a screen reader says."""
        if text != self.accessibleName():
            self.setAccessibleName(text)
