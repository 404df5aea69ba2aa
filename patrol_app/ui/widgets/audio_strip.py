"""The audio of a run as peaks, on the history's time axis, with the axis' words under it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPaintEvent
from PySide6.QtWidgets import QWidget

from patrol_app.ui.timeline import TimeWindow
from patrol_app.ui.widgets.panel import Panel


@dataclass(frozen=True, slots=True)
class AudioView:
    """The label at the left and the window."""

    label: str = ""
    window: TimeWindow | None = None


class AudioStrip(Panel[AudioView]):
    """One line a column; the peaks are computed by whoever knows the file."""

    #: A moment was pressed.
    pointed = Signal(float)
    AXIS = 24

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(AudioView(), parent)
        self.margins = (40, 72)
        self._peaks: NDArray[np.float32] = np.empty(0, np.float32)

    def show_peaks(self, peaks: NDArray[np.float32], view: AudioView) -> None:
        """Show peaks of 0 to 1, equally spaced over the window."""
        if peaks is not self._peaks:
            self._peaks = peaks
            self.update()
        self.show_view(view)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A press points at a moment."""
        left, right = self.margins
        if self.view.window is not None:
            part = (event.position().x() - left) / max(1.0, self.width() - left - right)
            window = self.view.window
            self.pointed.emit(window.start_s + min(1.0, max(0.0, part)) * window.length_s)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        painter, look, view = self.begin(), self.look, self.view
        left, right = self.margins
        width = self.width() - left - right
        height = self.height() - look.px(self.AXIS)
        box = QRectF(left + 0.5, 0.5, width - 1, height - 1)
        painter.setPen(look.pen("line"))
        painter.setBrush(look.colour("surface"))
        painter.drawRect(box)
        look.put(painter, left - 8, look.middle(height / 2, 14), view.label, 14, "text2", align="right", width=left - 8)
        if self._peaks.size:
            painter.setPen(look.pen("laf"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            count = max(1, int(width) - 2)
            edges = np.linspace(0, self._peaks.size, count + 1).astype(np.int64)[:-1]
            highest = np.maximum.reduceat(self._peaks, np.minimum(edges, self._peaks.size - 1))
            middle = height / 2
            reach = highest * (height / 2 - 3)
            painter.drawLines(
                [
                    QLineF(left + 1 + index, middle - float(part), left + 1 + index, middle + float(part) + 1)
                    for index, part in enumerate(reach)
                ]
            )
        if view.window is not None:
            for moment, words in view.window.labels():
                x = left + view.window.x(moment, width)
                half = look.width(words, 14) / 2
                x = min(max(x, left + half), left + width - half)
                look.put(painter, x, self.height() - look.px(7), words, 14, "text2", align="centre")
        painter.end()
