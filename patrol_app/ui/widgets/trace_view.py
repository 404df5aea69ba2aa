"""Two curves drawn by pyqtgraph on a transparent ground: created once, then only given new data.

Fixed ranges, no OpenGL, no pen that is both thick and antialiased: each of these costs more than a field laptop has.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPen
from PySide6.QtWidgets import QFrame, QWidget

Series = tuple[NDArray[np.float64], NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class CurveStyle:
    """How one curve is drawn."""

    pen: QPen
    antialias: bool


class TraceView:
    """The pyqtgraph part of a plot; the widget that owns it paints ground, grid, limits and hatches beneath."""

    def __init__(self, parent: QWidget, curves: int = 2) -> None:
        self.view = pg.GraphicsView(parent, useOpenGL=False, background=None)
        self.view.setFrameShape(QFrame.Shape.NoFrame)
        self.view.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.view.setStyleSheet("background: transparent")
        self.view.viewport().setAutoFillBackground(False)
        self.box = pg.ViewBox(enableMenu=False, enableMouse=False, defaultPadding=0.0)
        self.box.disableAutoRange()
        self.box.setBorder(None)
        self.view.setCentralItem(self.box)
        self.curves = [pg.PlotCurveItem(connect="finite") for _ in range(curves)]
        for curve in self.curves:
            self.box.addItem(curve, ignoreBounds=True)
        self.points = 0

    def place(self, box: QRectF) -> None:
        """Lay the view exactly over the plot's inside."""
        self.view.setGeometry(box.toAlignedRect())

    def style(self, styles: tuple[CurveStyle, ...]) -> None:
        """Set the pens of a tone."""
        for curve, style in zip(self.curves, styles, strict=True):
            curve.setPen(style.pen)
            curve.opts["antialias"] = style.antialias

    def show(self, series: tuple[Series, ...], start_s: float, end_s: float, low: float, high: float) -> None:
        """Draw the series in a fixed range; ``points`` counts what was handed to Qt."""
        self.box.setRange(xRange=(start_s, end_s), yRange=(low, high), padding=0, disableAutoRange=True)
        self.points = 0
        for curve, (t_s, y) in zip(self.curves, series, strict=True):
            curve.setData(t_s, y)
            self.points += int(t_s.size)
