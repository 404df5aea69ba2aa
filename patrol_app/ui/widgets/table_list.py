"""Rows of cells under heads: one painted table for every list of the office."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from patrol_app.ui.fonts import metrics
from patrol_app.ui.widgets.fact_list import FactSign, paint_fact_sign, paint_heading
from patrol_app.ui.widgets.lazy_rows import some
from patrol_app.ui.widgets.paged_list import PagedList


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
    rows: Sequence[TableRow] = ()
    selected: int | None = None
    empty: str = ""
    signed: bool = False
    pitch: int = 34


class TableList(PagedList[TableView]):
    """Arrows, pages, wheel and mouse; the selected row comes into sight."""

    HEAD = 56
    PLAIN_HEAD = 32
    LEAST_PX = 13
    GAP = 16.0
    WHEEL = 2

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(TableView(), parent)
        self._laid: tuple[object, list[tuple[float, float]]] | None = None

    def names(self) -> list[object]:
        """The rows' places."""
        return list(range(len(self.view.rows)))

    def selected(self) -> object:
        """The selected row's place, ``None`` where there is no such row."""
        place = self.view.selected
        return place if place is not None and 0 <= place < len(self.view.rows) else None

    def show_view(self, view: TableView) -> bool:
        """Show the table and tell screen readers."""
        before = self.view
        changed = super().show_view(view)
        if changed:
            self.setAccessibleName(view.heading)
            now = view.rows[view.selected].cells if self.selected() is not None and view.selected is not None else ()
            self.setAccessibleDescription(", ".join(now) or view.empty)
            if view.selected is not None and view.selected != before.selected:
                self.into_sight()
            self.settle()
        return changed

    def pitch(self) -> float:
        """The height of a row."""
        return float(self.look.room(self.view.pitch, 15))

    def wanted_height(self) -> int:
        """The height at which no row is out of sight; one row at least."""
        return round(self.head() + max(1, len(self.view.rows)) * self.pitch()) + 4

    def head(self) -> float:
        """Where the rows begin: lower where the columns have heads."""
        headed = any(column.head for column in self.view.columns)
        return float(self.look.px(self.HEAD if headed else self.PLAIN_HEAD))

    def foot(self) -> float:
        """The last row may stand on the edge."""
        return -2.0

    def resizeEvent(self, event: object) -> None:
        """Keep the selected row in sight."""
        self.into_sight()

    def _edges(self) -> list[tuple[float, float]]:
        """Left and right of every column's text; asked of the text once for the same rows, size and look."""
        view = self.view
        key = (view.columns, view.rows, view.signed, self.width(), self.look)
        if self._laid is None or self._laid[0] != key:
            left = float(self.look.px(26)) if view.signed else 0.0
            gaps = self.GAP * max(0, len(view.columns) - 1)
            edges = []
            for width in self._widths(self.width() - 16.0 - left - gaps):
                edges.append((left, left + width))
                left += width + self.GAP
            self._laid = key, edges
        return self._laid[1]

    def _widths(self, room: float) -> list[float]:
        """What the longest cell of each column needs (of a very long list some cells stand for all), and a share of
        what is spare; where room is short the narrow columns (numbers, hours) keep theirs and the wide ones give way.
        """
        look, view = self.look, self.view
        needs, rows = [], some(view.rows)
        for index, column in enumerate(view.columns):
            cells = (look.width(row.cells[index], 15, row.weighty and index == 0) for row in rows)
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
        edges, top = self._edges(), self.head()
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
            self._paint_row(painter, place, top, edges, sizes)
            top += self.pitch()
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
        place: int,
        top: float,
        edges: list[tuple[float, float]],
        sizes: list[float],
    ) -> None:
        row = self.view.rows[place]
        look, pitch = self.look, self.pitch()
        self.paint_bar(painter, place, top)
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
