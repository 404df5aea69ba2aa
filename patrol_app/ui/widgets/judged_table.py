"""What the law reads: three rows of measured, limit and difference, and the progress to a whole run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from patrol_app.ui import shapes
from patrol_app.ui.widgets.panel import Panel

RowState = Literal["over", "near", "complies", "indicative", "none"]


@dataclass(frozen=True, slots=True)
class RowView:
    """One judged quantity, as written; ``old`` while its instrument says nothing new."""

    quantity: str
    note: str
    measured: str
    limit: str
    difference: str
    state: RowState
    word: str
    old: bool = False


@dataclass(frozen=True, slots=True)
class JudgedView:
    """Heads of the five columns, the rows, and the progress line; ``part`` is 0 to 1.

    ``hatched_word`` takes the remark's place in a hatched block while a part is being excluded.
    """

    heads: tuple[str, ...] = ("",) * 5
    rows: tuple[RowView, ...] = ()
    progress_label: str = ""
    elapsed: str = ""
    target: str = ""
    remark: str = ""
    part: float = 0.0
    hatched_word: str = ""


class JudgedTable(Panel[JudgedView]):
    """Figures right-aligned in fixed columns, so that they can be read down."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(JudgedView(), parent)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        painter, look, view = self.begin(), self.look, self.view
        width = float(self.width())
        tag = max(74.0, min(look.px(74), width * 0.18))
        # Right edges of measured, limit and difference; at larger text the columns share what the tag leaves.
        gap = min(112.0, width * 0.1912)
        last = width - tag - (38 if look.text <= 1.2 else 12)
        columns = (last - 2 * gap, last - gap, last)
        head = look.room(24, 14)
        baseline = head - 8
        room = columns[0] - look.width(view.heads[1], 14) - 16
        # by which rule set the limits are; where it is narrow the word alone
        first = view.heads[0] if look.width(view.heads[0], 14) <= room else view.heads[0].partition(" · ")[0]
        look.put(painter, 0, baseline, first, 14, "text2", width=room)
        for x, text in zip((*columns, width), view.heads[1:], strict=True):
            look.put(painter, x, baseline, text, 14, "text2", align="right", width=min(104.0, gap - 12))
        foot = max(44, round(look.px(20) * 1.2) + 18)
        pitch = (self.height() - head - foot) / 3
        painter.fillRect(QRectF(0, head, width, 1), look.colour("line"))
        for index, row in enumerate(view.rows):
            top = round(head + pitch * index)
            self._paint_row(painter, row, top, pitch, columns, tag)
            painter.fillRect(QRectF(0, round(head + pitch * (index + 1)), width, 1), look.colour("line"))
        self._paint_progress(painter, self.height() - foot)
        painter.end()

    def _paint_row(
        self, painter: QPainter, row: RowView, top: float, pitch: float, columns: tuple[float, ...], tag: float
    ) -> None:
        look, width = self.look, float(self.width())
        middle = top + pitch / 2 + 0.5
        baseline = look.middle(middle, 18)
        advance = look.put(painter, 0, baseline, row.quantity, 18, bold=True) + 10
        room = columns[0] - look.width(row.measured, 24) - advance - 8
        # Where it is narrow the unit, which is said beside the big level too, gives way to the value; half a value
        # would be a wrong one.
        notes = (row.note, row.note.partition(" · ")[2])
        note = next((one for one in notes if look.fitting(one, 14, room)[0] == one), "")
        look.put(painter, advance, baseline, note, 14, "text2", width=room)
        figures = look.middle(middle, 24)
        look.put(painter, columns[0], figures, row.measured, 24, "text2" if row.old else "text", align="right")
        look.put(painter, columns[1], figures, row.limit, 20, "text2", align="right")
        look.put(painter, columns[2], figures, row.difference, 24, bold=row.state == "over", align="right")
        height = min(look.room(28, 15), pitch - 8)
        box = QRectF(width - tag, round(middle - height / 2), tag, height)
        words = look.middle(middle, 15)
        ink, sign_x = "text", box.left() + 14
        if row.state == "over":
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.colour("alarm"))
            painter.drawRoundedRect(box, 2, 2)
            ink = "alarm_text"
            shapes.paint_triangle(painter, sign_x, middle, 12, look.colour(ink), solid=True)
        elif row.state == "near":
            painter.setPen(look.pen("warn", 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 2, 2)
            shapes.paint_diamond(painter, sign_x, middle, 12, look.colour("warn"))
        elif row.state == "complies":
            shapes.paint_tick(painter, sign_x + 2, middle, 11, look.colour("text"))
        else:
            ink = "text2"
        size = 15 if row.state in ("over", "near", "complies") else 14
        look.put(
            painter, box.right() - 8, words, row.word, size, ink, bold=row.state == "over", align="right",
            width=box.width() - 34 if size == 15 else box.width(),
        )  # fmt: skip

    def _paint_progress(self, painter: QPainter, top: float) -> None:
        look, view, width = self.look, self.view, float(self.width())
        baseline = top + look.px(24)
        x = look.put(painter, 0, baseline, view.progress_label, 14, "text2") + 10
        x += look.put(painter, x, baseline, view.elapsed, 20) + 10
        x += look.put(painter, x, baseline, view.target, 14, "text2") + 16
        if view.hatched_word:
            self._paint_hatched(painter, QRectF(x, baseline - look.px(20), width - x, look.px(28)), baseline)
        else:
            look.put(painter, width, baseline, view.remark, 14, "text2", align="right", width=width - x)
        box = QRectF(0.5, self.height() - 8.5, width - 1, 7)
        painter.setPen(look.pen("edge"))
        painter.setBrush(look.colour("surface"))
        painter.drawRect(box)
        done = box.adjusted(0.5, 0.5, -0.5, -0.5)
        done.setWidth(done.width() * min(1.0, view.part))
        painter.fillRect(done, look.colour("laf"))

    def _paint_hatched(self, painter: QPainter, box: QRectF, baseline: float) -> None:
        look, words = self.look, self.view.hatched_word
        painter.fillRect(box, shapes.hatch(look.colour("excl")))
        painter.setPen(look.pen("edge"))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5))
        text, size = look.fitting(words, 16, box.width() - 24)
        advance = look.width(text, size / look.text)
        painter.fillRect(box.adjusted(8, 2, advance + 16 - box.width() + 8, -2), look.colour("bg"))
        look.put(painter, box.left() + 16, baseline, text, size / look.text)
