"""The offline map in metres: ground, zones, route and symbols; lines and symbols ignore the zoom."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPen, QPolygonF, QResizeEvent
from PySide6.QtWidgets import QFrame, QGraphicsItem, QGraphicsScene, QGraphicsView, QStyleOptionGraphicsItem, QWidget

from patrol_app.services.place_facts import RouteFacts, StopFact
from patrol_app.ui.look import Look
from patrol_app.ui.widgets.crosshair import STEPS, TAKE_KEYS, Crosshair
from patrol_app.ui.widgets.map_room import arrow_legs, name_box, with_room
from patrol_app.ui.widgets.map_symbols import paint_arrow, paint_stop, paint_venue

Paint = Callable[[QPainter], None]
BAR_M = 500.0


class Symbol(QGraphicsItem):
    """Painted in pixels about a place in metres."""

    def __init__(self, east_m: float, north_m: float, reach: float, paint: Paint, above: float) -> None:
        super().__init__()
        self.setPos(east_m, -north_m)
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemIgnoresTransformations)
        self.setZValue(above)
        self._reach, self._paint = reach, paint

    def boundingRect(self) -> QRectF:
        """Its reach on the screen."""
        return QRectF(-self._reach, -self._reach, 2 * self._reach, 2 * self._reach)

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Paint it."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint(painter)


class MapView(QGraphicsView):
    """Rebuilt when the route changes, not when we move: the own place is one symbol."""

    chosen = Signal(int)
    #: The place under the cross was taken: metres east and north of the map's middle.
    picked = Signal(float, float)
    #: Picking was given up.
    left = Signal()

    #: Whether the whole picture leaves the signs of stops room at its edges.
    roomy = True

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look = Look()
        #: The venue's sign, the word at the north arrow, and a word behind everything, as in practice.
        self.words: dict[str, str] = {"venue": "", "north": ""}
        #: Whether venues carry their names; a small map has no room for them.
        self.named = True
        self._drawn: object = None
        self._facts: RouteFacts | None = None
        self._here: Symbol | None = None
        self._selected: int | None = None
        self._whole = True
        self.cross: Crosshair | None = None
        self.hint = ""
        self.describe: Callable[[float, float], str] = lambda _east, _north: ""
        self._plan = QGraphicsScene(self)
        self.setScene(self._plan)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.FullViewportUpdate)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def set_look(self, look: Look) -> None:
        """Change tone or text scale."""
        self.look = look
        self._plan.setBackgroundBrush(look.colour("land"))
        self._drawn = None
        if self._facts is not None:
            self.show_route(self._facts, self._selected)

    def show_route(self, facts: RouteFacts, selected: int | None) -> None:
        """Show a route with one stop selected."""
        self._facts, self._selected = facts, selected
        key = (
            facts.stops, facts.addable, facts.zones, facts.ground, facts.walked_m, selected, self.look,
            tuple(self.words.values()),
        )  # fmt: skip
        if key != self._drawn:
            self._drawn = key
            self._build(facts, selected)
            self.fit()
        self._show_here(facts)

    def zoom(self) -> None:
        """Between the whole route and 1 km about the own place or the selected stop."""
        self._whole = not self._whole
        self.fit()

    def fit(self) -> None:
        """Lay the wanted part into the view."""
        facts = self._facts
        if facts is None or not (facts.stops or facts.zones):
            return
        if self._whole:
            points = self.whole(facts)
        else:
            near = next((stop for stop in facts.stops if stop.number == self._selected), facts.stops[0])
            east, north = facts.here_m or (near.east_m, near.north_m)
            points = [(east - 500, north - 500), (east + 500, north + 500)]
        easts, norths = [point[0] for point in points], [point[1] for point in points]
        box = QRectF(min(easts), -max(norths), max(easts) - min(easts), max(norths) - min(norths))
        box.adjust(-60, -60, 60, 60)
        if self._whole and self.roomy:
            size = self.viewport().size()
            box = with_room(box, [(stop.east_m, -stop.north_m) for stop in facts.stops], size)
        self._plan.setSceneRect(box.adjusted(-3000, -3000, 3000, 3000))
        self.fitInView(box, Qt.AspectRatioMode.KeepAspectRatio)

    def whole(self, facts: RouteFacts) -> list[tuple[float, float]]:
        """The points that the whole picture holds."""
        points = [(stop.east_m, stop.north_m) for stop in facts.stops]
        points += [point for zone in facts.zones for point in zone.outline_m]
        return [*points, *facts.walked_m]

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the wanted part in the view."""
        super().resizeEvent(event)
        self.fit()

    # -- picking a place -----------------------------------------------------------------------------------------

    def begin_picking(self) -> None:
        """Put the cross on the selected stop, on the own place, or in the middle, and take the keyboard."""
        facts = self._facts
        at: tuple[float, float] | None = None
        if facts is not None:
            stop = next((stop for stop in facts.stops if stop.number == self._selected), None)
            at = facts.here_m or ((stop.east_m, stop.north_m) if stop is not None else None)
        size = self.viewport().size()
        where = self.mapFromScene(QPointF(at[0], -at[1])) if at is not None else None
        if where is None or not self.viewport().rect().contains(where):
            where = QPoint(size.width() // 2, size.height() // 2)
        self.cross = Crosshair(where.x(), where.y())
        self.setAccessibleName(self.hint)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFocus()
        self.viewport().update()

    def end_picking(self) -> None:
        """Take the cross away."""
        self.cross = None
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().update()

    def place_m(self) -> tuple[float, float] | None:
        """Metres east and north of the map's middle under the cross."""
        if self.cross is None:
            return None
        point = self.mapToScene(QPoint(round(self.cross.x), round(self.cross.y)))
        return round(point.x(), 1), round(-point.y(), 1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """While picking: arrows move the cross, Enter takes the place, Esc gives up. Other keys are the window's."""
        cross, key = self.cross, Qt.Key(event.key())
        pad = bool(event.modifiers() & Qt.KeyboardModifier.KeypadModifier)
        if cross is None or (key not in TAKE_KEYS and pad):
            event.ignore()
            return
        if key in TAKE_KEYS:
            self._take()
        elif key == Qt.Key.Key_Escape:
            self.end_picking()
            self.left.emit()
        elif key in STEPS:
            cross.move(key, again=event.isAutoRepeat(), width=self.viewport().width(), height=self.viewport().height())
            self.viewport().update()
        else:
            event.ignore()

    def _take(self) -> None:
        place = self.place_m()
        if place is not None:
            self.picked.emit(*place)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """While picking a press takes the place; else a press near a stop selects it: targets are 48 pixels wide."""
        if self.cross is not None:
            self.cross.put(event.position().x(), event.position().y())
            self.viewport().update()
            self._take()
            return
        if self._facts is None:
            return
        for stop in self._facts.stops:
            place = self.mapFromScene(QPointF(stop.east_m, -stop.north_m))
            if (place - event.position().toPoint()).manhattanLength() <= 28:
                self.chosen.emit(stop.number)
                return

    # -- building ------------------------------------------------------------------------------------------------

    def _build(self, facts: RouteFacts, selected: int | None) -> None:
        look = self.look
        self._plan.clear()
        self._here = None
        self._plan.setBackgroundBrush(look.colour("land"))
        widths = {"road": 3.0, "minor_road": 1.0}
        for shape in facts.ground:
            if shape.kind == "water":
                polygon = QPolygonF([QPointF(east, -north) for east, north in shape.points_m])
                self._plan.addPolygon(polygon, QPen(Qt.PenStyle.NoPen), look.colour("water")).setZValue(-3)
            else:
                self._line(shape.points_m, look.pen(shape.kind, widths[shape.kind]), -2)
        for zone in facts.zones:
            fill = look.colour("zone")
            fill.setAlphaF(0.07)
            polygon = QPolygonF([QPointF(east, -north) for east, north in zone.outline_m])
            self._plan.addPolygon(polygon, look.pen("zone", 2, (8, 5)), fill).setZValue(-1)
        self._build_route(facts)
        named: set[tuple[str, float, float]] = set()
        for zone in facts.zones:
            # a zone in several pieces has one venue
            if (zone.venue, zone.east_m, zone.north_m) not in named:
                named.add((zone.venue, zone.east_m, zone.north_m))
                self._add_venue(zone.east_m, zone.north_m, zone.venue, area=zone.area)
        for stop in facts.addable:
            self._add_stop(stop, selected=False, label="")
        for stop in facts.stops:
            self._add_stop(stop, selected=stop.number == selected, label=str(stop.number))

    def _line(self, points: tuple[tuple[float, float], ...], pen: QPen, above: float) -> None:
        path = QPainterPath()
        for index, (east, north) in enumerate(points):
            point = QPointF(east, -north)
            if index:
                path.lineTo(point)
            else:
                path.moveTo(point)
        self._plan.addPath(path, pen).setZValue(above)

    def _build_route(self, facts: RouteFacts) -> None:
        look = self.look
        walked = list(facts.walked_m)
        ahead = [
            (stop.east_m, stop.north_m)
            for stop in facts.stops
            if stop.state in ("open", "inside") and stop.arrive_at is not None
        ]
        if len(walked) > 1:
            self._line(tuple(walked), look.pen("route", 3), 0)
            for leg in arrow_legs(walked):
                self._add_arrow(*leg)
            self._add_start(*walked[0])
        if walked:
            ahead.insert(0, walked[-1])
        if len(ahead) > 1:
            self._line(tuple(ahead), look.pen("route", 2, (2, 5)), 0)
            for leg in pairwise(ahead):
                self._add_arrow(*leg)

    def _add_start(self, east: float, north: float) -> None:
        look = self.look

        def paint(painter: QPainter) -> None:
            painter.setPen(look.pen("route", 2))
            painter.setBrush(look.colour("bg"))
            painter.drawRect(QRectF(-6, -6, 12, 12))

        self._plan.addItem(Symbol(east, north, 8, paint, 1))

    def _add_arrow(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        look = self.look
        angle = math.degrees(math.atan2(start[1] - end[1], end[0] - start[0]))
        middle = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
        self._plan.addItem(Symbol(*middle, 8, lambda painter: paint_arrow(painter, look, 0, 0, angle), 1))

    def _add_venue(self, east: float, north: float, name: str, *, area: bool) -> None:
        look, sign = self.look, self.words["venue"]

        def paint(painter: QPainter) -> None:
            if not area:
                paint_venue(painter, look, 0, 0, sign)
            if not self.named:
                return
            box = self.label_box(east, north, look.width(name, 14, True) + 10, look.px(20))
            painter.fillRect(box, look.colour("bg"))
            look.put(painter, box.center().x(), box.top() + look.px(15), name, 14, bold=True, align="centre")

        self._plan.addItem(Symbol(east, north, 150, paint, 2))

    def label_box(self, east: float, north: float, width: float, height: float) -> QRectF:
        """Where the name of a venue stands, in pixels from its sign: under it, or over it beside a stop."""
        scale, stops = self.transform().m11(), self._facts.stops if self._facts is not None else ()
        signs = [QPointF((stop.east_m - east) * scale, (north - stop.north_m) * scale) for stop in stops]
        return name_box(width, height, signs)

    def _add_stop(self, stop: StopFact, *, selected: bool, label: str) -> None:
        look = self.look

        def paint(painter: QPainter) -> None:
            paint_stop(painter, look, 0, 0, stop.kind, stop.state, label, selected=selected)

        self._plan.addItem(Symbol(stop.east_m, stop.north_m, 26, paint, 4 if selected else 3))

    def _show_here(self, facts: RouteFacts) -> None:
        if facts.here_m is None:
            if self._here is not None:
                self._plan.removeItem(self._here)
                self._here = None
            return
        if self._here is None:
            # under the stops, so that at a site its number can be read; ring and heading stand out beside it
            self._here = Symbol(*facts.here_m, 40, self._paint_here, 2.5)
            self._plan.addItem(self._here)
        self._here.setPos(facts.here_m[0], -facts.here_m[1])

    def _paint_here(self, painter: QPainter) -> None:
        look, facts = self.look, self._facts
        if facts is None:
            return
        if facts.here_since is not None:
            # nobody says it now: a ring without a centre
            painter.setPen(look.pen("accent", 2, (3, 3)))
            painter.setBrush(look.colour("bg"))
            painter.drawEllipse(QPointF(0, 0), 7, 7)
            return
        scale = self.transform().m11()
        ring = min(38.0, max(14.0, (facts.accuracy_m or 0) * scale))
        painter.setPen(look.pen("accent", 1, (3, 3)))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(QPointF(0, 0), ring, ring)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("accent"))
        painter.drawEllipse(QPointF(0, 0), 6, 6)
        if facts.heading_deg is not None:
            painter.rotate(facts.heading_deg - 90)
            painter.drawPolygon(QPolygonF([QPointF(26, 0), QPointF(17, -5), QPointF(17, 5)]))

    # -- what never moves ----------------------------------------------------------------------------------------

    def drawBackground(self, painter: QPainter, rect: QRectF | QRect) -> None:
        """The ground, and the word behind everything."""
        super().drawBackground(painter, rect)
        word = self.words.get("behind", "")
        if not word:
            return
        look, size = self.look, self.viewport().size()
        painter.save()
        painter.resetTransform()
        width = size.width() * 0.8
        pixels = min(150.0, 100.0 * width / look.width(word, 100)) / look.text
        look.put(
            painter, size.width() / 2, look.middle(size.height() / 2, pixels), word, pixels, "line", align="centre"
        )
        painter.restore()

    def drawForeground(self, painter: QPainter, rect: QRectF | QRect) -> None:
        """The 500 m bar and north, always."""
        look = self.look
        if self._facts is None:
            return
        painter.save()
        painter.resetTransform()
        width, height = float(self.viewport().width()), float(self.viewport().height())
        length = BAR_M * self.transform().m11()
        ground = QColor(look.colour("bg"))
        painter.fillRect(QRectF(8, height - look.px(20) - 24, length + 16, look.px(20) + 16), ground)
        look.put(painter, 16 + length / 2, height - 28, "500 m", 14, align="centre")
        painter.setPen(look.pen("text", 2))
        y = height - 18
        painter.drawLine(QPointF(16, y), QPointF(16 + length, y))
        for x in (16.0, 16 + length):
            painter.drawLine(QPointF(x, y - 5), QPointF(x, y))
        x = width - 25
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("text"))
        painter.drawPolygon(QPolygonF([QPointF(x, 14), QPointF(x - 7, 36), QPointF(x, 31), QPointF(x + 7, 36)]))
        look.put(painter, x, 36 + look.px(15), self.words["north"], 14, align="centre")
        painter.setPen(look.pen("line"))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(QRectF(0.5, 0.5, width - 1, height - 1))
        if self.cross is not None:
            place = self.place_m()
            self.cross.paint(painter, look, self.describe(*place) if place else "", self.hint, width, height)
        painter.restore()
