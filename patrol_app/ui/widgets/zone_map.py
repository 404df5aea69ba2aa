"""The map of the office: zones in the picture, far sources by moving it; the wheel zooms, a double click shows all."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QGraphicsView, QWidget

from patrol_app.services.place_facts import RouteFacts
from patrol_app.ui.widgets.map_view import MapView

STEP = 1.25
DRAG_PX = 6
EDGE_PX = 10


class ZoneMap(MapView):
    """A press selects the nearest source, a drag moves the map."""

    roomy = False

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.AnchorUnderMouse)
        self._grabbed: QPoint | None = None

    def whole(self, facts: RouteFacts) -> list[tuple[float, float]]:
        """The zones, and the sources in or beside them."""
        points = [point for zone in facts.zones for point in zone.outline_m or ((zone.east_m, zone.north_m),)]
        near = [(stop.east_m, stop.north_m) for stop in facts.stops if stop.state != "outside_plan"]
        return [*points, *near] or super().whole(facts)

    def fit(self) -> None:
        """The wanted part, with room for the symbols at its edge, which ignore the zoom."""
        super().fit()
        if self._facts is None or not (self._facts.stops or self._facts.zones):
            return
        edge = EDGE_PX / max(self.transform().m11(), 1e-6)
        seen = self.mapToScene(self.viewport().rect()).boundingRect()
        self.fitInView(seen.adjusted(-edge, -edge, edge, edge), Qt.AspectRatioMode.KeepAspectRatio)

    def label_box(self, east: float, north: float, width: float, height: float) -> QRectF:
        """Beside, under or over the sign, where it covers the fewest sources."""
        scale = self.transform().m11()
        reach = (width + 40) / max(scale, 1e-6)
        stops = self._facts.stops if self._facts is not None else ()
        near = [
            QRectF((stop.east_m - east) * scale - 14, (north - stop.north_m) * scale - 14, 28, 28)
            for stop in stops
            if abs(stop.east_m - east) < reach and abs(stop.north_m - north) < reach
        ]
        sides = (
            QRectF(-width - 16, -height / 2, width, height), QRectF(16, -height / 2, width, height),
            QRectF(-width / 2, 17, width, height), QRectF(-width / 2, -17 - height, width, height),
        )  # fmt: skip
        return min(sides, key=lambda side: sum(side.intersects(box) for box in near))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Nearer or farther, about the mouse."""
        part = STEP if event.angleDelta().y() > 0 else 1 / STEP
        if 0.01 < self.transform().m11() * part < 4.0:
            self.scale(part, part)
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Select, or begin to move the map."""
        self._grabbed = event.position().toPoint()
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move the map with the mouse."""
        at = event.position().toPoint()
        if self._grabbed is None or not event.buttons() & Qt.MouseButton.LeftButton:
            return
        step = at - self._grabbed
        if step.manhattanLength() < DRAG_PX:
            return
        across, along = self.horizontalScrollBar(), self.verticalScrollBar()
        across.setValue(across.value() - step.x())
        along.setValue(along.value() - step.y())
        self._grabbed = at

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """The whole picture again."""
        self.fit()
