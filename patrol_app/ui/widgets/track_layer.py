"""The track of a drive-by survey on the map: five classes by brightness and width, colour is extra; gaps stay open."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsScene, QWidget

from patrol_app.services.desk.survey_facts import UNUSABLE, SpotFact, SurveyFacts, TrackPiece
from patrol_app.services.place_facts import RouteFacts
from patrol_app.ui.look import Look
from patrol_app.ui.theme import TRACK
from patrol_app.ui.widgets.map_view import MapView, Symbol

#: Pixels, from quiet to loud.
WIDTHS = (2.0, 3.0, 4.5, 6.5, 9.0)
#: From a hot spot's place to its ring, in pixels.
LEADER = (24.0, -24.0)
#: Room about the track as a part of its extent, so that no ring is cut off.
AIR = 0.07
#: Above stops and venues, so that a sign never hides a loud place.
ABOVE = 2.2


def track_ink(look: Look, kind: int) -> QColor:
    """The colour of a class in the present tone."""
    return QColor(TRACK[look.palette.tone][kind])


def track_pen(look: Look, kind: int) -> QPen:
    """The pen of a class; what does not count is a thin dotted line."""
    if kind == UNUSABLE:
        return look.pen("text2", 1.5, (2, 4))
    pen = QPen(track_ink(look, kind), WIDTHS[kind])
    pen.setCosmetic(True)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    return pen


def paint_gap_end(painter: QPainter, look: Look) -> None:
    """A cross: here the receiver was lost or came back."""
    painter.setPen(look.pen("text", 1.6))
    painter.drawLine(QPointF(-5, -5), QPointF(5, 5))
    painter.drawLine(QPointF(-5, 5), QPointF(5, -5))


def paint_spot(painter: QPainter, look: Look, label: str, *, selected: bool, added: bool) -> None:
    """A hot spot: a ring with its name; a second ring when selected, a tick's fill when it is a stop already."""
    painter.setBrush(look.colour("raised" if added else "bg"))
    painter.setPen(look.pen("accent" if selected else "text", 3 if selected else 2))
    painter.drawEllipse(QPointF(0, 0), 14, 14)
    look.put(painter, 0, look.px(5), label, 13, bold=True, align="centre", width=26)


def draw_track(scene: QGraphicsScene, look: Look, pieces: Sequence[TrackPiece]) -> None:
    """Lines of one class as one path; loud ones lie on top."""
    paths: dict[int, QPainterPath] = {}
    for piece in pieces:
        path = paths.setdefault(piece.kind, QPainterPath())
        for index, (east, north) in enumerate(piece.points_m):
            point = QPointF(east, -north)
            if index:
                path.lineTo(point)
            else:
                path.moveTo(point)
    for kind, path in paths.items():
        scene.addPath(path, track_pen(look, kind)).setZValue(ABOVE + (kind + 1) / 100)


class SurveyMap(MapView):
    """The route's map with the track of a survey over it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._survey: SurveyFacts | None = None
        self._spot: str | None = None
        self._laid: object = None

    def show_survey(self, facts: SurveyFacts, ground: RouteFacts, spot: str | None) -> None:
        """Show ground and track with one hot spot selected."""
        self._survey, self._spot = facts, spot
        key = (facts.pieces, facts.gap_ends_m, facts.spots, spot)
        if key != self._laid:
            self._laid, self._drawn = key, None
        self.show_route(ground, None)

    def whole(self, facts: RouteFacts) -> list[tuple[float, float]]:
        """The track alone, once there is one."""
        pieces = self._survey.pieces if self._survey is not None else ()
        track = [point for piece in pieces for point in piece.points_m]
        if len(track) < 2:
            return super().whole(facts)
        easts, norths = [point[0] for point in track], [point[1] for point in track]
        air = AIR * max(max(easts) - min(easts), max(norths) - min(norths))
        return [(min(easts) - air, min(norths) - air), (max(easts) + air, max(norths) + air)]

    def _build_route(self, facts: RouteFacts) -> None:
        """None: the way to tonight's stops is no part of a drive, and its dots are those of what does not count."""

    def _build(self, facts: RouteFacts, selected: int | None) -> None:
        super()._build(facts, selected)
        survey = self._survey
        if survey is None:
            return
        draw_track(self._plan, self.look, survey.pieces)
        for east, north in survey.gap_ends_m:
            self._plan.addItem(Symbol(east, north, 8, lambda painter: paint_gap_end(painter, self.look), 4.5))
        for spot in survey.spots:
            self._add_spot(spot)

    def _add_spot(self, spot: SpotFact) -> None:
        look, selected = self.look, spot.label == self._spot

        def paint(painter: QPainter) -> None:
            # beside its place, so that the loudest piece of the track is not under it
            painter.setPen(look.pen("accent" if selected else "text", 2))
            painter.drawLine(QPointF(0, 0), QPointF(*LEADER))
            painter.translate(*LEADER)
            paint_spot(painter, look, spot.label, selected=selected, added=spot.added is not None)

        self._plan.addItem(Symbol(spot.east_m, spot.north_m, 50, paint, 4.8 if selected else 4.6))


def legend_line(painter: QPainter, look: Look, kind: int, x: float, y: float, length: float) -> None:
    """A class as a short line, for the legend."""
    painter.setPen(track_pen(look, kind))
    painter.drawLine(QPointF(x, y), QPointF(x + length, y))


def legend_box(look: Look, width: float, row: int) -> QRectF:
    """Where a row of the legend stands: two columns."""
    pitch = look.room(26, 14)
    return QRectF((row % 2) * width / 2, (row // 2) * pitch, width / 2, pitch)
