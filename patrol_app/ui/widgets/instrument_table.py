"""Tonight's instruments: what, number, port, certificate, now; a sentence under the one that fails."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from patrol_app.ui.look import Look
from patrol_app.ui.widgets.fact_list import FactSign, paint_fact_sign, paint_heading
from patrol_app.ui.widgets.panel import Panel

_TWO_LINES = 44
"""The height in the design below which a row cannot hold two lines inside its frame."""
_LEAST_TEXT = 0.79
"""The text scale to which rows that are low go down; below this the second line could not be read."""
_LOWEST = 27
"""The height in pixels below which a row holds one line."""


@dataclass(frozen=True, slots=True)
class InstrumentLine:
    """One instrument as written."""

    name: str
    about: str
    serial: str
    port: str
    valid: str
    value: str
    detail: str
    sign: FactSign
    advice: str = ""
    left: str = ""
    """How long the certificate holds."""


@dataclass(frozen=True, slots=True)
class InstrumentsView:
    """Heading, note, heads of the five columns, and the lines."""

    heading: str = ""
    note: str = ""
    heads: tuple[str, ...] = ("",) * 5
    lines: tuple[InstrumentLine, ...] = ()


class InstrumentTable(Panel[InstrumentsView]):
    """Two lines of text a row; a failing instrument stands in a dashed frame."""

    #: Left edges of the five columns, as parts of the width.
    COLUMNS = (0.043, 0.264, 0.465, 0.652, 0.82)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(InstrumentsView(), parent)

    def show_view(self, view: InstrumentsView) -> bool:
        """Show the instruments and tell screen readers."""
        changed = super().show_view(view)
        if changed:
            self.setAccessibleName(f"{view.heading}, {view.note}")
            spoken = (f"{line.name} {line.serial} {line.value} {line.advice}" for line in view.lines)
            self.setAccessibleDescription("; ".join(spoken))
        return changed

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        painter, look, view = self.begin(), self.look, self.view
        width = float(self.width())
        paint_heading(painter, look, view.heading, view.note, width, look.px(20))
        edges = [width * part for part in (*self.COLUMNS, 1.0)]
        advice = sum(1 for line in view.lines if line.advice) * look.px(34)
        count = max(1, len(view.lines))
        # Where the rows are low, the head gives them its air.
        air = look.px(14) if (self.height() - look.px(62) - advice) / count < look.px(_TWO_LINES) else 0
        head = look.px(53) - air
        for left, right, words in zip(edges, edges[1:], view.heads, strict=False):
            look.put(painter, left, head, words, 14, "text2", width=right - left - 8)
        top = float(look.px(62) - air)
        painter.fillRect(QRectF(0, top, width, 1), look.colour("line"))
        pitch = min(look.room(58, 30), (self.height() - top - advice) / count)
        for index, line in enumerate(view.lines):
            self._paint_line(painter, line, top, pitch, edges)
            top += pitch
            if line.advice:
                look.put(painter, edges[0], top + look.px(20), line.advice, 14, width=width - edges[0])
                top += look.px(34)
            elif index + 1 < len(view.lines) and not view.lines[index + 1].advice:
                painter.fillRect(QRectF(0, round(top), width, 1), look.colour("line"))
        painter.end()

    def _paint_line(
        self, painter: QPainter, line: InstrumentLine, top: float, pitch: float, edges: list[float]
    ) -> None:
        # Two lines must fit: where the rows are low, this table's text grows less than the rest.
        look = replace(self.look, text=max(_LEAST_TEXT, min(self.look.text, pitch / _TWO_LINES)))
        middle = top + pitch / 2
        if line.advice:
            painter.setPen(look.pen("warn", 2, (8, 5)))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            # where the row is low its frame takes a little of its neighbours' air
            inset = 2 if pitch >= look.px(_TWO_LINES) else -2
            painter.drawRoundedRect(QRectF(1, top + inset, self.width() - 2, pitch - 2 * inset), 3, 3)
        paint_fact_sign(painter, look, line.sign, edges[0] / 2, middle, look.px(14))
        close = min(1.0, pitch / (_LEAST_TEXT * _TWO_LINES))
        upper, lower = middle - look.px(5) * close, middle + look.px(16) * close
        single = look.middle(middle, 15)
        rooms = [right - left - 10 for left, right in pairwise(edges)]
        low = pitch < _LOWEST
        if low:
            # the frame is too low for two lines: both stand on one
            self._put_in_one_line(painter, look, edges[0], single, rooms[0], (line.name, line.about))
            self._put_in_one_line(painter, look, edges[4], single, rooms[4], (line.value, line.detail))
            look.put(painter, edges[3], single, line.valid, 15, "text2", width=rooms[3])
        elif line.left:
            look.put(painter, edges[3], upper, line.valid, 15, "text2", width=rooms[3])
            look.put(painter, edges[3], lower, line.left, 14, "text2", width=rooms[3])
        else:
            look.put(painter, edges[3], single, line.valid, 15, "text2", width=rooms[3])
        if not low:
            look.put(painter, edges[0], upper, line.name, 16, bold=True, width=rooms[0])
            look.put(painter, edges[0], lower, line.about, 14, "text2", width=rooms[0])
            look.put(painter, edges[4], upper, line.value, 16, width=rooms[4])
            look.put(painter, edges[4], lower, line.detail, 14, "text2", width=rooms[4])
        for place, words in ((1, line.serial), (2, line.port)):
            look.put(painter, edges[place], single, words, 15, "text2", width=rooms[place])

    def _put_in_one_line(
        self, painter: QPainter, look: Look, left: float, baseline: float, room: float, words: tuple[str, str]
    ) -> None:
        first, second = words
        look.put(painter, left, baseline, first, 16, bold=True, width=room)
        taken = look.width(first, 16, bold=True) + look.px(10)
        if second and taken + look.px(30) < room:
            look.put(painter, left + taken, baseline, second, 14, "text2", width=room - taken)
