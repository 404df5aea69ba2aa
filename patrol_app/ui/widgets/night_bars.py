"""Measurements of each night as outlined bars, what exceeds solid in them; the axis begins at nothing."""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPaintEvent
from PySide6.QtWidgets import QWidget

from patrol_app.ui.widgets.fact_list import paint_heading
from patrol_app.ui.widgets.panel import Panel

NARROW = 4
"""Bars of so few pixels have a thin outline."""


@dataclass(frozen=True, slots=True)
class NightBar:
    """A night's label and its two numbers."""

    label: str
    measured: int
    exceeding: int


@dataclass(frozen=True, slots=True)
class NightsView:
    """Heading and note, the nights, the selected one."""

    heading: str = ""
    note: str = ""
    bars: tuple[NightBar, ...] = ()
    selected: int | None = None
    empty: str = ""


class NightBars(Panel[NightsView]):
    """Left and right select a night; Enter or a double click wants its visits."""

    chosen = Signal(int)
    opened = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(NightsView(), parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def show_view(self, view: NightsView) -> bool:
        """Show the nights and tell screen readers."""
        changed = super().show_view(view)
        if changed:
            self.setAccessibleName(view.heading)
            told = [f"{bar.label} {bar.measured} / {bar.exceeding}" for bar in view.bars]
            if view.selected is not None and view.selected < len(told):
                told.insert(0, told.pop(view.selected))
            self.setAccessibleDescription("; ".join(told) or view.empty)
        return changed

    def _plot(self) -> QRectF:
        look = self.look
        left = 8 + look.width("000", 13) + 8
        return QRectF(left, look.px(34), self.width() - left - 8, self.height() - look.px(34 + 24))

    def _bar_at(self, x: float) -> int | None:
        plot, count = self._plot(), len(self.view.bars)
        if not count or not plot.left() <= x < plot.right():
            return None
        return min(count - 1, int((x - plot.left()) / plot.width() * count))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Select the night under the mouse."""
        place = self._bar_at(event.position().x())
        if place is not None:
            self.chosen.emit(place)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """The night's visits."""
        place = self._bar_at(event.position().x())
        if place is not None:
            self.opened.emit(place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right, but not those of a numeric pad; Enter opens."""
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        place, keypad = self.view.selected, event.modifiers() & Qt.KeyboardModifier.KeypadModifier
        if step is not None and not keypad and self.view.bars:
            self.chosen.emit(0 if place is None else min(max(0, place + step), len(self.view.bars) - 1))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and place is not None:
            self.opened.emit(place)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        painter, look, view = self.begin(), self.look, self.view
        painter.translate(8, 0)
        paint_heading(painter, look, view.heading, view.note, self.width() - 16.0, look.px(18))
        painter.translate(-8, 0)
        plot = self._plot()
        if not any(bar.measured for bar in view.bars):
            look.put(painter, 8, plot.top() + look.px(16), view.empty, 15, "text2", width=self.width() - 16)
            painter.end()
            return
        painter.fillRect(plot, look.colour("surface"))
        painter.setPen(look.pen("line"))
        painter.drawRect(plot)
        # a name over a bar wants a quarter of room above the highest
        most = max(bar.measured for bar in view.bars)
        steps = (s * 10**p for p in range(7) for s in (1, 2, 5))
        step = next(one for one in steps if most * 1.25 / one <= 4)
        high = math.ceil(most * 1.25 / step) * step
        for level in range(0, high + 1, step):
            y = round(plot.bottom() - plot.height() * level / high)
            if 0 < level < high:
                painter.fillRect(QRectF(plot.left() + 1, y, plot.width() - 2, 1), look.colour("grid"))
            look.put(painter, plot.left() - 8, look.middle(y, 13), str(level), 13, "text2", align="right")
        place_width = plot.width() / len(view.bars)
        widest = max(look.width(f"{bar.measured} / {bar.exceeding}", 13) for bar in view.bars)
        every = max(1, math.ceil((look.width("00-00", 13) + 8) / place_width))
        for place, bar in enumerate(view.bars):
            middle = plot.left() + place_width * (place + 0.5)
            wide = min(look.px(34), place_width * 0.62)
            if place == view.selected:
                painter.fillRect(
                    QRectF(middle - place_width / 2 + 1, plot.top() + 1, place_width - 2, plot.height() - 1),
                    look.colour("sel"),
                )
                if self.hasFocus():
                    painter.setPen(look.pen("accent", 3))
                    painter.setBrush(Qt.BrushStyle.NoBrush)
                    painter.drawRect(
                        QRectF(middle - place_width / 2 + 2, plot.top() + 2, place_width - 4, plot.height() - 4)
                    )
            tall = plot.height() * bar.measured / high
            if bar.measured:
                painter.setPen(look.pen("leq", 1.5 if wide > NARROW else 1.0))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRect(QRectF(middle - wide / 2, plot.bottom() - tall, wide, tall))
            over = plot.bottom() - plot.height() * bar.measured / high - look.px(5)
            if widest + 6 <= place_width and bar.measured:
                look.put(painter, middle, over, f"{bar.measured} / {bar.exceeding}", 13, align="centre")
            if place % every == 0:
                look.put(painter, middle, plot.bottom() + look.px(17), bar.label, 13, "text2", align="centre")
        # after all outlines, so that in a year of nights none lies over its neighbour's exceedances
        for place, bar in enumerate(view.bars):
            middle, wide = plot.left() + place_width * (place + 0.5), min(look.px(34), place_width * 0.62)
            tall = plot.height() * bar.exceeding / high
            width = max(1.0, wide)
            painter.fillRect(QRectF(middle - width / 2, plot.bottom() - tall, width, tall), look.colour("alarm"))
        painter.end()
