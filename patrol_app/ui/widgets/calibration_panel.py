"""The calibrator's tone as read now, with its difference to the nominal level."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QWidget

from patrol_app.ui.fonts import metrics
from patrol_app.ui.widgets.fact_list import paint_heading
from patrol_app.ui.widgets.panel import Panel


@dataclass(frozen=True, slots=True)
class ReadingView:
    """All as written; ``side`` are three pairs of label and value."""

    heading: str = ""
    note: str = ""
    advice: str = ""
    reading: str = ""
    unit: str = "dB"
    side: tuple[tuple[str, str], ...] = ()


class CalibrationPanel(Panel[ReadingView]):
    """A reading of 120 pixels: seen from the arm's length at which the calibrator is held."""

    FIGURE = 120

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(ReadingView(), parent)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        painter, look, view = self.begin(), self.look, self.view
        width = float(self.width())
        paint_heading(painter, look, view.heading, view.note, width, look.px(20))
        look.put(painter, 0, look.px(54), view.advice, 14, "text2", width=width)
        size = min(float(self.FIGURE), (self.height() - look.px(62)) * 1.05)
        baseline = float(self.height() - 6)
        advance = look.put(painter, -4, baseline, view.reading, size / look.text)
        reach = max(advance, metrics(round(size)).horizontalAdvance("00.0")) + 8
        unit = look.put(painter, reach, baseline, view.unit, 24, "text2")
        room = width - reach - unit - 16
        # All of them stand under the advice, whatever the height.
        pitch = min(float(look.px(34)), (baseline - look.px(60)) / max(1, len(view.side)))
        figure = min(22.0, pitch / look.text)
        for index, (label, value) in enumerate(view.side):
            y = baseline - pitch * (len(view.side) - 1 - index) - 2
            used = look.put(painter, width, y, value, figure, align="right", width=room * 0.6)
            look.put(painter, width - min(look.px(122), room), y, label, 14, "text2", width=room - used - 8)
        painter.end()
