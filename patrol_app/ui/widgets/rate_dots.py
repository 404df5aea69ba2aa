"""Rates as dots over a cut axis: numerator and denominator, the target's tick, and what is short of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from patrol_app.ui import shapes
from patrol_app.ui.widgets.fact_list import FactSign, paint_fact_sign, paint_heading
from patrol_app.ui.widgets.panel import Panel


@dataclass(frozen=True, slots=True)
class RateRow:
    """Name, both numbers, the sign, the share in words and as a number, the target; ``short`` shares are bold."""

    name: str
    fraction: str
    sign: FactSign
    value: str
    share: float | None = None
    target: float | None = None
    short: bool = False
    note: str = ""
    """Said behind the numbers where there is room."""
    bare: str = ""
    """The numbers alone, for where there is none."""


@dataclass(frozen=True, slots=True)
class RatesView:
    """Heading and note, the rates, those without data with the reason, the axis's start, and what the signs mean."""

    heading: str = ""
    note: str = ""
    rows: tuple[RateRow, ...] = ()
    missing: tuple[tuple[str, str], ...] = ()
    axis_from: float = 0.8
    legend: tuple[str, str, str, str] = ("", "", "", "")
    selected: int | None = None
    empty: str = ""


class RateDots(Panel[RatesView]):
    """Arrows select a rate; Enter or a double click wants what is behind it."""

    chosen = Signal(int)
    opened = Signal(int)
    HEAD, FOOT, MISSING = 30, 48, 22
    LEAST, MOST = 24, 58

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(RatesView(), parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def show_view(self, view: RatesView) -> bool:
        """Show the rates and tell screen readers."""
        changed = super().show_view(view)
        if changed:
            self.setAccessibleName(view.heading)
            told = [f"{row.name} {row.value} {row.fraction}" for row in view.rows]
            told += [" ".join(pair) for pair in view.missing]
            if view.selected is not None and view.selected < len(view.rows):
                told.insert(0, told.pop(view.selected))
            self.setAccessibleDescription("; ".join(told) or view.empty)
        return changed

    def _pitch(self) -> float:
        look, view = self.look, self.view
        free = self.height() - look.px(self.HEAD + self.FOOT) - len(view.missing) * look.px(self.MISSING)
        return max(float(look.px(self.LEAST)), min(float(look.px(self.MOST)), free / max(1, len(view.rows))))

    def wanted_height(self) -> int:
        """How high the panel would like to be."""
        view, look = self.view, self.look
        rows = max(1, len(view.rows)) * look.px(self.MOST)
        return look.px(self.HEAD + self.FOOT) + rows + len(view.missing) * look.px(self.MISSING)

    def _row_at(self, y: float) -> int | None:
        row = int((y - self.look.px(self.HEAD)) // self._pitch())
        return row if 0 <= row < len(self.view.rows) and y > self.look.px(self.HEAD) else None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Select the rate under the mouse."""
        row = self._row_at(event.position().y())
        if row is not None:
            self.chosen.emit(row)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """What is behind the rate."""
        row = self._row_at(event.position().y())
        if row is not None:
            self.opened.emit(row)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down, but not those of a numeric pad; Enter opens."""
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        keypad = event.modifiers() & Qt.KeyboardModifier.KeypadModifier
        place = self.view.selected
        if step is not None and not keypad and self.view.rows:
            self.chosen.emit(0 if place is None else min(max(0, place + step), len(self.view.rows) - 1))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and place is not None:
            self.opened.emit(place)
        else:
            super().keyPressEvent(event)

    def _x(self, share: float) -> float:
        view, width = self.view, self.width() - 24.0
        part = (share - view.axis_from) / (1.0 - view.axis_from)
        return 8.0 + width * min(1.0, max(0.0, part))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        painter, look, view = self.begin(), self.look, self.view
        inner = self.width() - 16.0
        painter.translate(8, 0)
        paint_heading(painter, look, view.heading, view.note, inner, look.px(18))
        painter.translate(-8, 0)
        top, pitch = float(look.px(self.HEAD)), self._pitch()
        if not view.rows:
            look.put(painter, 8, top + look.px(20), view.empty, 15, "text2", width=inner)
        for place, row in enumerate(view.rows):
            self._paint_row(painter, row, top, pitch, selected=place == view.selected)
            top += pitch
        if view.rows:
            self._paint_axis(painter, top)
        top += look.px(self.FOOT)
        for name, why in view.missing:
            base = top + look.px(12)
            used = look.put(painter, 8, base, name, 14, "text2", width=inner * 0.5)
            look.put(painter, 8 + inner, base, why, 14, "text2", align="right", width=inner - used - 12)
            top += look.px(self.MISSING)
        painter.end()

    def _paint_row(self, painter: QPainter, row: RateRow, top: float, pitch: float, *, selected: bool) -> None:
        look, right = self.look, self.width() - 8.0
        if selected:
            painter.fillRect(QRectF(2, top, self.width() - 4, pitch - 1), look.colour("sel"))
            painter.fillRect(QRectF(2, top, 3, pitch - 1), look.colour("accent"))
            if self.hasFocus():
                painter.setPen(look.pen("accent", 3))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRect(QRectF(3.5, top + 1.5, self.width() - 7, pitch - 4))
        words = top + pitch * 0.36
        # The words keep clear of the axis under them.
        plain = min(15.0, pitch * 0.56 / look.text)
        base = look.middle(words, plain)
        big = 20.0 if pitch >= look.px(48) else min(16.0, plain + 1)
        used = look.put(painter, right, look.middle(words, big), row.value, big, bold=row.short, align="right")
        sign_x = right - max(used, look.width("100.00 %", big)) - look.px(20)
        paint_fact_sign(painter, look, row.sign, sign_x, words, look.px(13))
        noted = f"{row.fraction} · {row.note}" if row.note else row.fraction
        said = (noted, row.fraction, row.bare or row.fraction)
        end = sign_x - look.px(14)
        # Both numbers are always read; the name takes what they leave.
        small = min(14.0, plain)
        least = min(look.width(said[-1], small), end * 0.5)
        name = look.put(painter, 8, base, row.name, plain, width=min(sign_x * 0.5, end - least - 16))
        begin = max(8 + name + 8, min(float(look.px(118)), end - least))
        room = end - begin
        fitting = next((one for one in said if look.width(one, small) <= room), said[-1])
        look.put(painter, begin, base, fitting, small, "text2", width=room)
        line = round(top + pitch * 0.74) + 0.5
        painter.setPen(look.pen("text2", 1))
        painter.drawLine(QPointF(self._x(self.view.axis_from), line), QPointF(self._x(1.0), line))
        for mark in self._marks():
            painter.drawLine(QPointF(self._x(mark), line - 3), QPointF(self._x(mark), line + 3))
        if row.target is not None:
            painter.fillRect(QRectF(self._x(row.target) - 1.5, line - 9, 3, 18), look.colour("limit"))
        if row.share is not None:
            self._paint_dot(painter, row.share, line)

    def _paint_dot(self, painter: QPainter, share: float, line: float) -> None:
        """A dot; where the cut axis does not reach, a hollow arrow at its start."""
        look = self.look
        painter.setPen(look.pen("bg", 1.5))
        painter.setBrush(look.colour("accent"))
        if share >= self.view.axis_from:
            painter.drawEllipse(QPointF(self._x(share), line), look.px(6), look.px(6))
        else:
            x, size = self._x(self.view.axis_from), look.px(7)
            painter.drawPolygon(
                [QPointF(x - size, line), QPointF(x + size, line - size), QPointF(x + size, line + size)]
            )

    def _marks(self) -> list[float]:
        start = self.view.axis_from
        return [start + (1.0 - start) * step / 4 for step in range(5)]

    def _paint_axis(self, painter: QPainter, top: float) -> None:
        look, view = self.look, self.view
        base = top + look.px(12)
        marks = self._marks()
        if sum(look.width(f"{mark * 100:.0f} %", 13) + 8 for mark in marks) > self.width() - 16:
            marks = marks[::2]
        for mark in marks:
            align: Literal["left", "right", "centre"] = (
                "left" if mark == view.axis_from else "right" if mark >= 1.0 else "centre"
            )
            x = 8.0 if align == "left" else self.width() - 8.0 if align == "right" else self._x(mark)
            look.put(painter, x, base, f"{mark * 100:.0f} %", 13, "text2", align=align)
        y = top + look.px(28)
        axis, now, target, short = view.legend
        signs = look.px(14 + 14 + 9 + 14 + 17 + 14)
        free = self.width() - 16.0 - signs
        # Four words in one line: where they are too long together, they are written smaller together.
        size = 14.0 * min(1.0, free / max(1.0, sum(look.width(word, 14) for word in view.legend)))
        base = look.middle(y, size)

        def put(at: float, word: str) -> float:
            return look.put(painter, at, base, word, size, "text2", width=look.width(word, size) + 1)

        x = 8 + put(8, axis) + look.px(14)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("accent"))
        painter.drawEllipse(QPointF(x + 5, y), look.px(5), look.px(5))
        x += look.px(14) + put(x + look.px(14), now) + look.px(14)
        painter.fillRect(QRectF(x, y - 8, 3, 16), look.colour("limit"))
        x += look.px(9) + put(x + look.px(9), target) + look.px(14)
        shapes.paint_diamond(painter, x + look.px(6), y, look.px(13), look.colour("warn"))
        put(x + look.px(17), short)
