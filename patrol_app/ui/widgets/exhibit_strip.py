"""Photos, films and voice notes of a visit, four across: each with its maker, its moment, its place, what it proves."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from patrol_app.ui import shapes
from patrol_app.ui.fonts import font
from patrol_app.ui.widgets.fact_list import paint_heading
from patrol_app.ui.widgets.pages_panel import toned
from patrol_app.ui.widgets.panel import Panel

ACROSS = 4
GAP = 8
LEAST_PICTURE_PX = 56
_STEPS = {
    Qt.Key.Key_PageUp: -ACROSS, Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_PageDown: ACROSS,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Exhibit:
    """One of them as written; ``small`` is the photo as PNG, without it stands a sign: wave or camera."""

    name: str
    made: str
    where: str
    voice: bool = False
    small: bytes | None = None


@dataclass(frozen=True, slots=True)
class ExhibitsView:
    """Heading, all exhibits with the oldest first, and what stands where there is none.

    ``count`` is the note at the right where not all are in sight, with ``{first}``, ``{last}`` and ``{count}``.
    """

    heading: str = ""
    count: str = ""
    exhibits: tuple[Exhibit, ...] = ()
    empty: str = ""


class ExhibitStrip(Panel[ExhibitsView]):
    """The newest four are shown; arrows and pages move, and a new one comes into sight."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(ExhibitsView(), parent)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._first = 0
        self._pictures: dict[tuple[object, ...], QImage] = {}

    @property
    def in_sight(self) -> tuple[Exhibit, ...]:
        """Those that are shown."""
        return self.view.exhibits[self._first : self._first + ACROSS]

    def show_view(self, view: ExhibitsView) -> bool:
        """Show them and tell screen readers."""
        more = len(view.exhibits) != len(self.view.exhibits)
        changed = super().show_view(view)
        if changed:
            if more:
                self._first = self._last_first()
            self._tell()
        return changed

    def _last_first(self) -> int:
        return max(0, len(self.view.exhibits) - ACROSS)

    def _tell(self) -> None:
        self.setAccessibleName(f"{self.view.heading} {self._note()}".strip())
        told = "; ".join(f"{one.name}, {one.made}, {one.where}" for one in self.in_sight)
        self.setAccessibleDescription(told or self.view.empty)

    def _note(self) -> str:
        count = len(self.view.exhibits)
        if count <= ACROSS:
            return str(count) if count else ""
        last = min(self._first + ACROSS, count)
        return self.view.count.format(first=self._first + 1, last=last, count=count)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows and pages, but not those of a numeric pad, which carries the ten keys."""
        step = _STEPS.get(Qt.Key(event.key()))
        if step is None or event.modifiers() & Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
            return
        self._first = max(0, min(self._first + step, self._last_first()))
        self._tell()
        self.update()

    # -- painting ------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        painter, look, view = self.begin(), self.look, self.view
        width = float(self.width())
        paint_heading(painter, look, view.heading, self._note(), width - 4, look.px(20))
        top = float(look.px(30))
        if not view.exhibits:
            painter.setFont(font(look.px(15)))
            painter.setPen(look.colour("text2"))
            room = QRectF(0, top + 4, width, self.height() - top)
            painter.drawText(room, int(Qt.TextFlag.TextWordWrap), view.empty)
        across = (width - (ACROSS - 1) * GAP) / ACROSS
        for index, one in enumerate(self.in_sight):
            box = QRectF(index * (across + GAP), top, across, self.height() - top - 2)
            self._paint_exhibit(painter, one, box)
        if self.hasFocus():
            painter.setPen(look.pen("accent", 3))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(QRectF(self.rect()).adjusted(1.5, 1.5, -1.5, -1.5))
        painter.end()

    def _paint_exhibit(self, painter: QPainter, one: Exhibit, box: QRectF) -> None:
        look = self.look
        pitch = look.px(15) * 1.36
        # where room is short the place gives way to the picture; screen readers have it
        lines = 3 if box.height() - 3 * pitch >= LEAST_PICTURE_PX else 2
        picture = QRectF(box.left() + 0.5, box.top() + 0.5, box.width() - 1, box.height() - lines * pitch - 5)
        painter.setPen(look.pen("edge"))
        painter.setBrush(look.colour("surface"))
        painter.drawRect(picture)
        inner = picture.adjusted(1, 1, -1, -1)
        image = self._picture(one, inner.size().toSize())
        if image is not None and not image.isNull():
            place = inner.center() - QPointF(image.width() / 2, image.height() / 2)
            painter.drawImage(QPointF(round(place.x()), round(place.y())), image)
        else:
            size = min(48.0, inner.height() * 0.6)
            sign = shapes.paint_wave if one.voice else shapes.paint_camera
            sign(painter, inner.center().x(), inner.center().y(), size, look.colour("text2"))
        baseline = picture.bottom() + pitch * 0.95
        look.put(painter, box.left(), baseline, one.name, 15, width=box.width())
        words = (one.made, one.where) if lines == 3 else (one.made,)
        for line in words:
            baseline += pitch
            look.put(painter, box.left(), baseline, line, 14, "text2", width=box.width())

    def _picture(self, one: Exhibit, room: QSize) -> QImage | None:
        """The photo in the tone of the screen: at night its light is the screen's red, and its dark the ground."""
        if one.small is None or room.width() < 8 or room.height() < 8:
            return None
        palette = self.look.palette
        key = (hash(one.small), palette.tone, room.width(), room.height())
        if key not in self._pictures:
            if palette.tone == "night":
                image = toned(one.small, palette.colour("bg"), palette.colour("text"))
            else:
                image = QImage.fromData(one.small, "PNG")  # type: ignore[arg-type]  # Qt takes the format as text
            kept = Qt.AspectRatioMode.KeepAspectRatio
            if len(self._pictures) >= 4 * ACROSS:
                self._pictures.clear()
            self._pictures[key] = image.scaled(room, kept, Qt.TransformationMode.SmoothTransformation)
        return self._pictures[key]
