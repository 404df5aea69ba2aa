"""Labels and values in rows with hairlines, with a heading; the plainest and most used panel of the closing screens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from patrol_app.ui import shapes
from patrol_app.ui.look import Look
from patrol_app.ui.widgets.panel import Panel

FactSign = Literal["", "ok", "warn", "open", "over"]


@dataclass(frozen=True, slots=True)
class FactRow:
    """One row; ``weighty`` values are bold."""

    label: str
    value: str = ""
    sign: FactSign = ""
    weighty: bool = False


@dataclass(frozen=True, slots=True)
class FactsView:
    """Heading, the note at its right, and the rows. ``strong`` says whether values or labels carry the ink.

    ``value_part`` sets values flush left at that part of the width; without it they are flush right. Where rows do not
    fit, ``kept_last`` keeps the last of them in sight, and ``more`` says where the others are to be seen.
    """

    heading: str = ""
    note: str = ""
    rows: tuple[FactRow, ...] = ()
    signed: bool = False
    strong: Literal["value", "label"] = "value"
    pitch: int = 30
    ruled: bool = True
    value_part: float | None = None
    kept_last: bool = False
    more: str = ""


def paint_fact_sign(painter: QPainter, look: Look, sign: FactSign, x: float, y: float, size: float) -> None:
    """Tick, diamond, triangle of a limit exceeded, or a dashed circle for what is not done yet."""
    if sign == "ok":
        shapes.paint_tick(painter, x, y, size, look.colour("text"))
    elif sign == "warn":
        shapes.paint_diamond(painter, x, y, size + 2, look.colour("warn"))
    elif sign == "over":
        shapes.paint_triangle(painter, x, y, size + 1, look.colour("alarm"), solid=True)
    elif sign == "open":
        painter.save()
        pen = QPen(look.colour("text2"), 1.5)
        pen.setDashPattern([2, 2])
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(QRectF(x - size / 2, y - size / 2, size, size))
        painter.restore()


def paint_heading(painter: QPainter, look: Look, heading: str, note: str, width: float, baseline: float) -> None:
    """A heading with its note at the right."""
    wanted = look.width(heading, 16, True) + (16 + look.width(note, 14) if note else 0)
    part = min(1.0, width / wanted) if wanted else 1.0
    used = look.put(painter, 0, baseline, heading, 16, bold=True, width=look.width(heading, 16, True) * part + 1)
    look.put(painter, width, baseline, note, 14, "text2", align="right", width=width - used - 16 * part)


class FactList(Panel[FactsView]):
    """As many rows as fit; the rest is cut with a line that says how many more there are."""

    HEAD = 30

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(FactsView(), parent)

    def wanted_height(self, view: FactsView) -> int:
        """How high the panel would like to be."""
        head = self.look.px(self.HEAD) if view.heading else 0
        return head + len(view.rows) * self.look.room(view.pitch, 15) + 2

    def show_view(self, view: FactsView) -> bool:
        """Show the facts and tell screen readers."""
        changed = super().show_view(view)
        if changed:
            self.setAccessibleName(view.heading)
            self.setAccessibleDescription("; ".join(f"{row.label} {row.value}" for row in view.rows))
        return changed

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        painter, look, view = self.begin(), self.look, self.view
        width = float(self.width())
        top = 0.0
        if view.heading:
            paint_heading(painter, look, view.heading, view.note, width, look.px(20))
            top = float(look.px(self.HEAD))
        # Rows move together before any is left out.
        free = self.height() - top + 2
        pitch = max(look.px(15) * 1.3, min(float(look.room(view.pitch, 15)), free / max(1, len(view.rows))))
        room = max(0, int(free / pitch + 1e-6))
        rows = view.rows
        more = len(rows) - room
        if more > 0:
            last = rows[-1:] if view.kept_last and room > 1 else ()
            left_out = FactRow(" · ".join(part for part in (f"+ {more + 1}", view.more) if part))
            rows = (*rows[: max(0, room - 1 - len(last))], left_out, *last)
        for row in rows:
            self._paint_row(painter, row, top, pitch)
            top += pitch
        painter.end()

    def _paint_row(self, painter: QPainter, row: FactRow, top: float, pitch: float) -> None:
        look, view, width = self.look, self.view, float(self.width())
        middle = top + pitch / 2
        left = 0.0
        if view.signed:
            left = float(look.px(30))
            paint_fact_sign(painter, look, row.sign, look.px(10), middle, look.px(13))
        baseline = look.middle(middle, 15)
        inks = ("text2", "text") if view.strong == "value" else ("text", "text2")
        if view.value_part is not None:
            column = width * view.value_part
            look.put(painter, column, baseline, row.value, 15, inks[1], bold=row.weighty, width=width - column)
            look.put(painter, left, baseline, row.label, 15, inks[0], width=column - left - 8)
            return
        # Where both together are too long, both give way alike.
        said, wanted = look.width(row.label, 15), look.width(row.value, 15, row.weighty)
        room = width - left - 12
        value_room = wanted if said + wanted <= room else max(room - said, room * wanted / (said + wanted))
        advance = look.put(
            painter, width, baseline, row.value, 15, inks[1], bold=row.weighty, align="right", width=value_room + 1
        )
        look.put(painter, left, baseline, row.label, 15, inks[0], width=room - advance + 1)
        if view.ruled:
            painter.fillRect(QRectF(0, round(top + pitch) - 1, width, 1), look.colour("line"))
