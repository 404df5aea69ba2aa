"""Hot spots of a drive as a list: where to stop and measure."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from patrol_app.ui import shapes
from patrol_app.ui.widgets.fact_list import paint_heading
from patrol_app.ui.widgets.line_list import LineList


@dataclass(frozen=True, slots=True)
class SpotLine:
    """One hot spot as written."""

    label: str
    value: str
    near: str
    where: str
    added: bool


@dataclass(frozen=True, slots=True)
class SpotsView:
    """Heading, note, lines, the selected label, and what stands where there is none."""

    heading: str = ""
    note: str = ""
    lines: tuple[SpotLine, ...] = ()
    selected: str | None = None
    empty: str = ""


class SpotList(LineList[SpotsView]):
    """Rows of two lines; arrows and the mouse select. What does not fit is counted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(SpotsView(), parent)

    def names(self) -> list[object]:
        """The lines' labels."""
        return [line.label for line in self.view.lines]

    def selected(self) -> object:
        """The selected label."""
        return self.view.selected

    def show_view(self, view: SpotsView) -> bool:
        """Show the list and tell screen readers."""
        changed = super().show_view(view)
        if changed:
            self.setAccessibleName(view.heading)
            now = next((line for line in view.lines if line.label == view.selected), None)
            words = view.empty if now is None else f"{now.label} {now.value} {now.near} {now.where}"
            self.setAccessibleDescription(words)
        return changed

    def pitch(self) -> float:
        """The height of a line."""
        return float(self.look.room(56, 32))

    @property
    def rows(self) -> int:
        """How many lines are in sight."""
        return max(1, int((self.height() - self.look.px(self.HEAD) - self.look.px(20)) // self.pitch()))

    def first(self) -> int:
        """The index of the first line shown: the selected one is always in sight."""
        labels = [line.label for line in self.view.lines]
        place = labels.index(self.view.selected) if self.view.selected in labels else 0
        return max(0, min(place - self.rows + 1, len(labels) - self.rows))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        painter, look, view = self.begin(), self.look, self.view
        inner = self.width() - 16.0
        painter.translate(8, 0)
        paint_heading(painter, look, view.heading, view.note, inner, look.px(20))
        top, pitch = float(look.px(self.HEAD)), self.pitch()
        if not view.lines:
            look.put(painter, 0, top + look.px(22), view.empty, 15, "text2", width=inner)
        first, room = self.first(), self.rows
        for line in view.lines[first : first + room]:
            self._paint_line(painter, line, top, pitch, inner)
            top += pitch
        more = len(view.lines) - room
        if more > 0:
            look.put(painter, 0, top + look.px(15), f"+ {more}", 14, "text2")
        painter.end()

    def _paint_line(self, painter: QPainter, line: SpotLine, top: float, pitch: float, width: float) -> None:
        look = self.look
        self.paint_ground(painter, line.label, top, pitch, width)
        upper, lower = top + pitch * 0.42, top + pitch * 0.82
        name = look.put(painter, 0, upper, line.label, 16, bold=True)
        look.put(painter, name + 10, upper, line.value, 15, width=width - name - 34)
        look.put(painter, 0, lower, line.near, 14, "text2", width=width * 0.6)
        look.put(painter, width, lower, line.where, 14, "text2", align="right", width=width * 0.38)
        if line.added:
            shapes.paint_tick(painter, width - 8, upper - look.px(5), look.px(12), look.colour("text"))
