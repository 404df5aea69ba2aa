"""What every widget is painted with: a palette and a text scale, and text set by pixel size and baseline."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from patrol_app.ui.fonts import font, metrics
from patrol_app.ui.theme import DUSK, Palette

Align = Literal["left", "right", "centre"]

#: Text is never shrunk below this to fit; then its letters stand closer, and what still does not fit is cut.
SMALLEST_PX = 11
NARROW = 84
"""Percent: narrower letters of the shipped font run into one another."""


@dataclass(frozen=True, slots=True)
class Look:
    """A palette and a text scale (1.0 to 1.5)."""

    palette: Palette = DUSK
    text: float = 1.0

    def px(self, size: float) -> int:
        """A text size of the design, scaled."""
        return round(size * self.text)

    def room(self, base: int, size: float) -> int:
        """Height of a row, ``base`` in the design, that holds text of ``size``: it grows only when it must."""
        return max(base, round(self.px(size) * 1.32))

    def colour(self, token: str) -> QColor:
        """The colour of a token."""
        return self.palette.colour(token)

    def pen(self, token: str, width: float = 1.0, dash: tuple[float, ...] = ()) -> QPen:
        """A pen; ``dash`` in pixels, on and off."""
        made = QPen(self.colour(token), width)
        made.setCosmetic(True)
        made.setCapStyle(Qt.PenCapStyle.FlatCap)
        made.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
        if dash:
            made.setDashPattern([part / width for part in dash])
        return made

    def width(self, text: str, size: float, bold: bool = False) -> float:
        """Advance of a text in pixels."""
        return metrics(self.px(size), bold).horizontalAdvance(text)

    def fitting(self, text: str, size: float, width: float, bold: bool = False) -> tuple[str, int]:
        """The text and the pixel size at which it fits ``width``: first smaller, then cut."""
        pixels = self.px(size)
        advance = metrics(pixels, bold).horizontalAdvance(text)
        while advance > width and pixels > SMALLEST_PX:
            pixels -= 1
            advance = metrics(pixels, bold).horizontalAdvance(text)
        if advance > width:
            text = metrics(pixels, bold).elidedText(text, Qt.TextElideMode.ElideRight, width)
        return text, pixels

    def put(
        self,
        painter: QPainter,
        x: float,
        baseline: float,
        text: str,
        size: float,
        token: str | QColor = "text",
        *,
        bold: bool = False,
        align: Align = "left",
        width: float | None = None,
    ) -> float:
        """Draw one line at a baseline, fitted to ``width`` if given; returns its advance."""
        pixels, stretch = self.px(size), 100
        if width is not None:
            whole = text
            text, pixels = self.fitting(text, size, width, bold)
            if text != whole:
                stretch = NARROW
                text = metrics(pixels, bold, stretch).elidedText(whole, Qt.TextElideMode.ElideRight, width)
        advance = metrics(pixels, bold, stretch).horizontalAdvance(text)
        left = x if align == "left" else x - advance if align == "right" else x - advance / 2
        painter.setFont(font(pixels, bold, stretch))
        painter.setPen(token if isinstance(token, QColor) else self.colour(token))
        painter.drawText(QPointF(left, baseline), text)
        return advance

    def middle(self, centre_y: float, size: float) -> float:
        """Baseline that centres figures and Chinese of ``size`` on a height: capitals are 0.733 em high."""
        return centre_y + self.px(size) * 0.345
