"""Rows of cells under heads: one painted table for every list of the office."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from patrol_app.ui.fonts import metrics
from patrol_app.ui.widgets.fact_list import FactSign, paint_fact_sign, paint_heading
from patrol_app.ui.widgets.panel import Panel


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its head, its share of the width, and how its cells stand."""

    head: str
    share: float
    align: Literal["left", "right"] = "left"
    dim: bool = False


@dataclass(frozen=True, slots=True)
class TableRow:
    """Cells, a sign before them, and whether the first cell is bold."""

    cells: tuple[str, ...]
    sign: FactSign = ""
    weighty: bool = False


@dataclass(frozen=True, slots=True)
class TableView:
    """Heading, note, columns, rows, the selected row, and what is said where there is none."""

    heading: str = ""
    note: str = ""
    columns: tuple[Column, ...] = ()
    rows: tuple[TableRow, ...] = ()
    selected: int | None = None
    empty: str = ""
    signed: bool = False
    pitch: int = 34


class TableList(Panel[TableView]):
    """Arrows, pages, wheel and mouse; the selected row comes into sight."""

    chosen = Signal(int)
    HEAD = 56
    PLAIN_HEAD = 32
    LEAST_PX = 13
    GAP = 16.0

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(TableView(), parent)
        self._first = 0
        self._laid: tuple[object, list[tuple[float, float]]] | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def show_view(self, view: TableView) -> bool:
        """Show the table and tell screen readers."""
        before = self.view
        changed = super().show_view(view)
        if changed:
            self.setAccessibleName(view.heading)
            now = view.rows[view.selected].cells if self._selected() is not None and view.selected is not None else ()
            self.setAccessibleDescription(", ".join(now) or view.empty)
            if view.selected is not None and view.selected != before.selected:
                self._into_sight(view.selected)
            self._first = max(0, min(self._first, len(view.rows) - self.rows))
        return changed

    def _selected(self) -> int | None:
        place = self.view.selected
        return place if place is not None and 0 <= place < len(self.view.rows) else None

    def _pitch(self) -> float:
        return float(self.look.room(self.view.pitch, 15))

    def wanted_height(self) -> int:
        """The height at which no row is out of sight; one row at least."""
        return round(self._head() + max(1, len(self.view.rows)) * self._pitch()) + 4

    def _head(self) -> float:
        headed = any(column.head for column in self.view.columns)
        return float(self.look.px(self.HEAD if headed else self.PLAIN_HEAD))

    @property
    def rows(self) -> int:
        """How many rows are in sight."""
        return max(1, int((self.height() - self._head() + 2) // self._pitch()))

    def _into_sight(self, place: int) -> None:
        self._first = max(0, min(max(self._first, place - self.rows + 1), place))

    def resizeEvent(self, event: object) -> None:
        """Keep the selected row in sight."""
        place = self._selected()
        if place is not None:
            self._into_sight(place)
        self._first = max(0, min(self._first, len(self.view.rows) - self.rows))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Select the row under the mouse."""
        row = int((event.position().y() - self._head()) // self._pitch())
        if 0 <= row < self.rows and self._first + row < len(self.view.rows):
            self.chosen.emit(self._first + row)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Move the rows."""
        step = -2 if event.angleDelta().y() > 0 else 2
        self._first = max(0, min(self._first + step, len(self.view.rows) - self.rows))
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up, down and pages, but not those of a numeric pad, which carries the ten keys."""
        steps = {
            Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -self.rows, Qt.Key.Key_PageDown: self.rows,
        }  # fmt: skip
        step = steps.get(Qt.Key(event.key()))
        if step is None or event.modifiers() & Qt.KeyboardModifier.KeypadModifier or not self.view.rows:
            super().keyPressEvent(event)
            return
        place = self._selected()
        self.chosen.emit(0 if place is None else min(max(0, place + step), len(self.view.rows) - 1))

    def _edges(self) -> list[tuple[float, float]]:
        """Left and right of every column's text; asked of the text once for each view, size and look."""
        key = (self.view, self.width(), self.look)
        if self._laid is None or self._laid[0] != key:
            left = float(self.look.px(26)) if self.view.signed else 0.0
            gaps = self.GAP * max(0, len(self.view.columns) - 1)
            edges = []
            for width in self._widths(self.width() - 16.0 - left - gaps):
                edges.append((left, left + width))
                left += width + self.GAP
            self._laid = key, edges
        return self._laid[1]

    def _widths(self, room: float) -> list[float]:
        """What the longest cell of each column needs, and a share of what is spare; where room is short the narrow
        columns (numbers, hours) keep theirs and the wide ones give way."""
        look, view = self.look, self.view
        needs = []
        for index, column in enumerate(view.columns):
            cells = (look.width(row.cells[index], 15, row.weighty and index == 0) for row in view.rows)
            needs.append(max(look.width(column.head, 14), max(cells, default=0.0)) + 1)
        spare = room - sum(needs)
        if spare >= 0:
            whole = sum(column.share for column in view.columns) or 1.0
            return [need + spare * column.share / whole for need, column in zip(needs, view.columns, strict=True)]
        widths, left = [0.0] * len(needs), room
        for rank, index in enumerate(sorted(range(len(needs)), key=needs.__getitem__)):
            widths[index] = min(needs[index], left / (len(needs) - rank))
            left -= widths[index]
        return widths

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        painter, look, view = self.begin(), self.look, self.view
        painter.translate(8, 0)
        inner = self.width() - 16.0
        note = view.note
        if len(view.rows) > self.rows:
            seen = f"{self._first + 1}–{min(self._first + self.rows, len(view.rows))}"
            note = f"{seen} · {note}" if note else seen
        paint_heading(painter, look, view.heading, note, inner, look.px(20))
        edges, top = self._edges(), self._head()
        if view.rows:
            for column, (left, right) in zip(view.columns, edges, strict=True):
                x = right if column.align == "right" else left
                look.put(painter, x, look.px(48), column.head, 14, "text2", align=column.align,
                         width=right - left)  # fmt: skip
            painter.fillRect(QRectF(0, top - 1, inner, 1), look.colour("line"))
        else:
            look.put(painter, 0, top + look.px(16), view.empty, 15, "text2", width=inner)
        seen_rows = range(self._first, min(self._first + self.rows, len(view.rows)))
        sizes = self._sizes([view.rows[place] for place in seen_rows], edges)
        for place in seen_rows:
            self._paint_row(painter, view.rows[place], top, edges, sizes, place == view.selected)
            top += self._pitch()
        painter.end()

    def _sizes(self, rows: list[TableRow], edges: list[tuple[float, float]]) -> list[float]:
        """One text size a column: the cells of a column shrink together, and no further than ``LEAST_PX``."""
        look = self.look
        sizes = []
        for index, (left, right) in enumerate(edges):
            widest = max((look.width(row.cells[index], 15, row.weighty and index == 0) for row in rows), default=0.0)
            room = right - left
            whole_px = look.px(15)
            size_px = whole_px if widest <= room else max(self.LEAST_PX, int(whole_px * room / widest))
            sizes.append(size_px / look.text)
        return sizes

    def _paint_row(
        self,
        painter: QPainter,
        row: TableRow,
        top: float,
        edges: list[tuple[float, float]],
        sizes: list[float],
        selected: bool,
    ) -> None:
        look, pitch, inner = self.look, self._pitch(), self.width() - 16.0
        if selected:
            painter.fillRect(QRectF(-6, top, inner + 12, pitch - 1), look.colour("sel"))
            painter.fillRect(QRectF(-6, top, 3, pitch - 1), look.colour("accent"))
            if self.hasFocus():
                painter.setPen(look.pen("accent", 3))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRect(QRectF(-6, top + 1, inner + 12, pitch - 4))
        painter.fillRect(QRectF(0, round(top + pitch) - 1, inner, 1), look.colour("line"))
        middle = top + pitch / 2
        if self.view.signed:
            paint_fact_sign(painter, look, row.sign, look.px(9), middle, look.px(13))
        for index, (column, cell) in enumerate(zip(self.view.columns, row.cells, strict=False)):
            left, right = edges[index]
            x = right if column.align == "right" else left
            size = sizes[index]
            look.put(
                painter, x, look.middle(middle, size), self._cut(cell, size, right - left), size,
                "text2" if column.dim else "text", bold=row.weighty and index == 0, align=column.align,
            )  # fmt: skip

    def _cut(self, cell: str, size: float, room: float) -> str:
        """A cell that is too long even so ends in an ellipsis; the screen tells it whole when it is selected."""
        if self.look.width(cell, size) <= room:
            return cell
        return metrics(self.look.px(size)).elidedText(cell, Qt.TextElideMode.ElideRight, room)
