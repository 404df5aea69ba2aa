"""The plan of the place over the screen: boundary, points and sources in metres, and a cross that marks them."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QWidget

from patrol_app.assets import sentence
from patrol_app.services.place_facts import SiteFacts
from patrol_app.ui import language, shapes
from patrol_app.ui.look import Look
from patrol_app.ui.widgets.crosshair import STEPS, TAKE_KEYS, Crosshair

BARS_M = (1, 2, 5, 10, 20, 50, 100, 200, 500)
SMALLEST_M, LARGEST_M = 20.0, 2000.0
"""Metres from the middle to the nearer edge: a yard, and a railway line."""
MARGIN_M = 15.0


class PlanPanel(QWidget):
    """Arrow keys or the mouse move the cross, Enter marks, plus and minus zoom, F3 shows the paper, Esc closes."""

    #: Metres east and north of the site's own place.
    picked = Signal(float, float)
    paper_wanted = Signal()
    closed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.look = Look()
        self.facts: SiteFacts | None = None
        self.describe: Callable[[float, float], str] = lambda _east, _north: ""
        self.reach_m = 60.0
        self.cross = Crosshair(0, 0)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.hide()

    def show_plan(self, facts: SiteFacts, look: Look) -> None:
        """Open it, wide enough for everything that is placed, with the cross in the middle."""
        self.facts, self.look = facts, look
        self.setGeometry(self.window().rect())
        far = [abs(metres) for point in self._placed(facts) for metres in point]
        self.reach_m = min(LARGEST_M, max(SMALLEST_M * 2, max(far, default=0.0) + MARGIN_M))
        self.cross = Crosshair(self.width() / 2, self.height() / 2)
        self.setAccessibleName(sentence("ui.plan.title", language.current(), site=facts.site))
        self.setAccessibleDescription(sentence("ui.plan.hint", language.current()))
        self.show()
        self.raise_()
        self.setFocus()

    def show_facts(self, facts: SiteFacts, look: Look) -> None:
        """Show what was marked since."""
        if facts != self.facts or look != self.look:
            self.facts, self.look = facts, look
            self.update()

    @staticmethod
    def _placed(facts: SiteFacts) -> list[tuple[float, float]]:
        found = [corner for ring in facts.outline_m for corner in ring] + list(facts.corners_m)
        return found + [one.at_m for one in (*facts.points, *facts.sources) if one.at_m is not None]

    # -- metres and pixels -------------------------------------------------------------------------------------

    def _px_per_m(self) -> float:
        return min(self.width(), self.height() - self.look.px(80)) / 2 / self.reach_m

    def _at(self, east_m: float, north_m: float) -> QPointF:
        scale = self._px_per_m()
        return QPointF(self.width() / 2 + east_m * scale, self.height() / 2 - north_m * scale)

    def place_m(self) -> tuple[float, float]:
        """What is under the cross."""
        scale = self._px_per_m()
        return (
            round((self.cross.x - self.width() / 2) / scale, 1),
            round((self.height() / 2 - self.cross.y) / scale, 1),
        )

    # -- keys and mouse ----------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move, mark, zoom, close; the palette's key is the window's."""
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_F8:
            event.ignore()
            return
        if key in TAKE_KEYS:
            self.picked.emit(*self.place_m())
        elif key == Qt.Key.Key_Escape:
            self.hide()
            self.closed.emit()
        elif key == Qt.Key.Key_F3:
            self.paper_wanted.emit()
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self._zoom(0.8)
        elif key in (Qt.Key.Key_Minus, Qt.Key.Key_Underscore):
            self._zoom(1.25)
        elif key in STEPS:
            self.cross.move(key, again=event.isAutoRepeat(), width=self.width(), height=self.height())
        event.accept()
        self.update()

    def _zoom(self, by: float) -> None:
        east_m, north_m = self.place_m()
        self.reach_m = min(LARGEST_M, max(SMALLEST_M, self.reach_m * by))
        # The cross stays over its place.
        point = self._at(east_m, north_m)
        self.cross.put(min(max(0.0, point.x()), self.width() - 1.0), min(max(0.0, point.y()), self.height() - 1.0))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A press marks."""
        self.cross.put(event.position().x(), event.position().y())
        self.update()
        self.picked.emit(*self.place_m())

    # -- the picture -------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Grid, boundary, points, sources, the bar, and the cross last."""
        painter, look, facts = QPainter(self), self.look, self.facts
        painter.fillRect(self.rect(), look.colour("land"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if facts is not None:
            self._rings(painter, facts)
            self._centre(painter)
            self._marks(painter, facts)
            self._frame(painter, facts)
            place = self.describe(*self.place_m())
            self.cross.paint(painter, look, place, "", self.width(), self.height() - look.px(72))
        painter.end()

    def _rings(self, painter: QPainter, facts: SiteFacts) -> None:
        look = self.look
        for ring in facts.outline_m:
            fill = look.colour("zone")
            fill.setAlphaF(0.07)
            painter.setBrush(fill)
            painter.setPen(look.pen("text", 3))
            painter.drawPolygon(QPolygonF([self._at(*corner) for corner in ring]))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(look.pen("accent", 2, (4, 4)))
        painter.drawPolyline(QPolygonF([self._at(*corner) for corner in facts.corners_m]))
        painter.setPen(look.pen("accent", 2))
        for corner in facts.corners_m:
            point = self._at(*corner)
            painter.drawRect(QRectF(point.x() - 4, point.y() - 4, 8, 8))

    def _centre(self, painter: QPainter) -> None:
        """The place that the library has for the site: everything is measured from it."""
        point, look = self._at(0.0, 0.0), self.look
        painter.setPen(look.pen("text2", 1))
        painter.drawEllipse(point, 4, 4)
        words = sentence("ui.plan.centre", language.current())
        look.put(painter, point.x() + 8, point.y() + look.px(16), words, 12, "text2")

    def _marks(self, painter: QPainter, facts: SiteFacts) -> None:
        look = self.look
        for one in facts.sources:
            if one.at_m is not None:
                point = self._at(*one.at_m)
                painter.setPen(look.pen("text", 2))
                painter.setBrush(look.colour("text2"))
                painter.drawEllipse(point, 6, 6)
                self._name(painter, point, f"{one.label} {one.name}")
        for one in facts.points:
            if one.at_m is not None:
                point = self._at(*one.at_m)
                shapes.paint_triangle(painter, point.x(), point.y(), 18, look.colour("text"), solid=one.chosen)
                self._name(painter, point, f"{one.label} {one.name}".strip())

    def _name(self, painter: QPainter, point: QPointF, words: str) -> None:
        look = self.look
        width = look.width(words, 14, True) + 8
        left = min(point.x() + 13, self.width() - width - 8)
        top = point.y() - look.px(11)
        painter.fillRect(QRectF(left, top, width, look.px(22)), look.colour("bg"))
        look.put(painter, left + 4, top + look.px(16), words, 14, bold=True)

    def _frame(self, painter: QPainter, facts: SiteFacts) -> None:
        """Title and hint above, what has no place yet, north and the bar below."""
        look, tongue, width = self.look, language.current(), self.width()
        painter.fillRect(QRectF(0, 0, width, look.px(40)), look.colour("bg"))
        title = sentence("ui.plan.title", tongue, site=facts.site)
        used = look.put(painter, 16, look.px(27), title, 18, bold=True, width=width * 0.5)
        names = [f"{one.label} {one.name}".strip() for one in (*facts.points, *facts.sources) if one.at_m is None]
        if names:
            words = sentence("ui.plan.unplaced", tongue, names="、".join(names))
            look.put(painter, width - 60, look.px(27), words, 14, "text2", align="right", width=width - used - 100)
        foot = self.height() - look.px(36)
        painter.fillRect(QRectF(0, foot, width, look.px(36)), look.colour("bg"))
        look.put(painter, 16, self.height() - look.px(12), sentence("ui.plan.hint", tongue), 14, "text2",
                 width=width - 32)  # fmt: skip
        self._bar(painter, foot - 16)
        x = width - 25
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("text"))
        top = look.px(40) + 12
        arrow = [QPointF(x, top), QPointF(x - 7, top + 22), QPointF(x, top + 17), QPointF(x + 7, top + 22)]
        painter.drawPolygon(QPolygonF(arrow))
        look.put(painter, x, top + 22 + look.px(15), sentence("ui.north", tongue), 14, align="centre")

    def _bar(self, painter: QPainter, y: float) -> None:
        look, scale = self.look, self._px_per_m()
        metres = next((each for each in BARS_M if each * scale >= 90), BARS_M[-1])
        length = metres * scale
        painter.setPen(look.pen("text", 2))
        painter.drawLine(QPointF(16, y), QPointF(16 + length, y))
        for x in (16.0, 16 + length):
            painter.drawLine(QPointF(x, y - 5), QPointF(x, y))
        look.put(painter, 16 + length / 2, y - 8, f"{metres} m", 14, align="centre")
