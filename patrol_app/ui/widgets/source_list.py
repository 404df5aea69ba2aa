"""The sources in the zones, near to far, with their proof for night work; list and map share selection and numbers."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from patrol_app.ui import shapes
from patrol_app.ui.widgets.fact_list import paint_heading
from patrol_app.ui.widgets.paged_list import PagedList


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One source as written; a ``weighty`` last cell is bold."""

    number: int
    name: str
    venue: str
    distance: str
    permit: str
    weighty: bool = False


@dataclass(frozen=True, slots=True)
class SourcesView:
    """Heading, note, column heads, lines, the selected number, and who is just outside, under a diamond."""

    heading: str = ""
    note: str = ""
    heads: tuple[str, ...] = ("",) * 4
    lines: tuple[SourceLine, ...] = ()
    selected: int | None = None
    near: tuple[str, ...] = ()
    """The nearest miss, and how many more there are."""
    empty: str = ""


class SourceList(PagedList[SourcesView]):
    """Rows of 34 pixels; arrows, wheel and mouse."""

    HEAD = 56
    PITCH = 34

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(SourcesView(), parent)

    def names(self) -> list[object]:
        """The lines' numbers."""
        return [line.number for line in self.view.lines]

    def selected(self) -> object:
        """The selected number."""
        return self.view.selected

    def show_view(self, view: SourcesView) -> bool:
        """Show the list and tell screen readers; the selected row comes into sight."""
        changed = super().show_view(view)
        if changed:
            self.setAccessibleName(view.heading)
            now = next((line for line in view.lines if line.number == view.selected), None)
            told = "" if now is None else f"{now.number} {now.name}, {now.venue}, {now.distance}, {now.permit}"
            self.setAccessibleDescription("; ".join((told, *view.near)))
            self.into_sight()
        return changed

    def pitch(self) -> float:
        """The height of a line: eight sources are in sight before the lines are squeezed further."""
        room = (self.height() - self.head() - self.foot()) / 8
        return max(float(self.look.room(28, 15)), min(float(self.look.room(self.PITCH, 15)), room))

    def foot(self) -> float:
        """Who is just outside."""
        return self.look.px(26) + 8.0 if self.view.near else 0.0

    def columns(self) -> tuple[float, float, float, float]:
        """Where name and venue begin, and where distance and proof end."""
        inner = self.width() - 16.0
        number = max((self.look.width(str(line.number), 15, True) for line in self.view.lines), default=0.0)
        return max(self.look.px(28.0), number + 12), inner * 0.43, inner * 0.79, inner

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        painter, look, view = self.begin(), self.look, self.view
        painter.translate(8, 0)
        inner = self.width() - 16.0
        paint_heading(painter, look, view.heading, view.note, inner, look.px(20))
        name, venue, distance, proof = self.columns()
        head = look.px(48)
        if view.lines:
            look.put(painter, name, head, view.heads[0], 14, "text2", width=venue - name - 8)
            room = look.put(painter, distance, head, view.heads[2], 14, "text2", align="right")
            look.put(painter, venue, head, view.heads[1], 14, "text2", width=distance - venue - room - 8)
            look.put(painter, proof, head, view.heads[3], 14, "text2", align="right", width=proof - distance - 8)
        else:
            look.put(painter, 0, head, view.empty, 15, "text2", width=inner)
        top = float(look.px(self.HEAD))
        painter.fillRect(QRectF(0, top - 1, inner, 1), look.colour("line"))
        for line in view.lines[self._first : self._first + self.rows]:
            self._paint_line(painter, line, top)
            top += self.pitch()
        if view.near:
            top += look.px(26)
            shapes.paint_diamond(painter, look.px(9), top - look.px(6), look.px(14), look.colour("warn"))
            more = look.put(painter, inner, top, view.near[1], 14, "text2", align="right")
            look.put(painter, look.px(26), top, view.near[0], 15, width=inner - look.px(26) - more - 10)
        painter.end()

    def _paint_line(self, painter: QPainter, line: SourceLine, top: float) -> None:
        look, pitch = self.look, self.pitch()
        self.paint_bar(painter, line.number, top)
        name, venue, distance, proof = self.columns()
        baseline = look.middle(top + pitch / 2, 15)
        look.put(painter, (name - 8) / 2, baseline, str(line.number), 15, bold=True, align="centre")
        look.put(painter, name, baseline, line.name, 15, width=venue - name - 8)
        told = look.put(painter, distance, baseline, line.distance, 15, align="right")
        look.put(painter, venue, baseline, line.venue, 15, "text2", width=distance - told - venue - 8)
        ink = "text" if line.weighty else "text2"
        look.put(painter, proof, baseline, line.permit, 15, ink, bold=line.weighty, align="right",
                 width=proof - distance - 8)  # fmt: skip
