"""A night's teams against its hours: stops as blocks, the road between them dotted, changes of the law as lines."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from patrol_app.ui import shapes
from patrol_app.ui.widgets.fact_list import paint_heading
from patrol_app.ui.widgets.panel import Panel


@dataclass(frozen=True, slots=True)
class Block:
    """A stop; ``begin`` and ``end`` are parts of the shift, 0 to 1; ``name`` stands in a block that has room."""

    begin: float
    end: float
    number: int
    name: str
    inside: bool
    state: Literal["ahead", "done", "missed"] = "ahead"


@dataclass(frozen=True, slots=True)
class TeamLine:
    """A team: its name, its way, who goes how, and its stops."""

    name: str
    way: str
    about: str
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True)
class TimelineView:
    """Heading, note, hours and changes by their part of the shift, and the teams."""

    heading: str = ""
    note: str = ""
    hours: tuple[tuple[float, str], ...] = ()
    changes: tuple[tuple[float, str], ...] = ()
    teams: tuple[TeamLine, ...] = ()
    now: float | None = None
    team: int | None = None
    selected: int | None = None
    empty: str = ""


class PlanTimeline(Panel[TimelineView]):
    """Arrows and the mouse select a stop; a press on a team's name selects the team."""

    chosen = Signal(int)
    team_chosen = Signal(int)

    HEAD = 56
    LABEL = 102
    PITCH = 59
    LEAST_PX = 17.0

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(TimelineView(), parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def show_view(self, view: TimelineView) -> bool:
        """Show the night and tell screen readers."""
        changed = super().show_view(view)
        if changed:
            self.setAccessibleName(f"{view.heading}, {view.note}")
            lines = (f"{one.name} {one.way}: {' '.join(str(block.number) for block in one.blocks)}"
                     for one in view.teams)  # fmt: skip
            self.setAccessibleDescription("; ".join(lines) or view.empty)
        return changed

    def wanted_height(self, teams: int) -> int:
        """The height at which so many teams have all their room."""
        return self.look.px(self.HEAD) + max(1, teams) * self.look.room(self.PITCH, 34) + 2

    # -- places --------------------------------------------------------------------------------------------------

    def _label(self) -> float:
        look = self.look
        widest = max(
            (max(look.width(one.name, 16, True) + 8 + look.width(one.way, 15), look.width(one.about, 15))
             for one in self.view.teams), default=0.0,
        )  # fmt: skip
        inset = 8 if self.view.team is not None else 0
        return float(max(look.px(self.LABEL) * 0.7 + self.LABEL * 0.3, min(widest + 18 + inset, self.width() * 0.22)))

    def _pitch(self) -> float:
        room = (self.height() - self.look.px(self.HEAD)) / max(1, len(self.view.teams))
        return min(float(self.look.room(self.PITCH, 34)), room)

    def _x(self, part: float) -> float:
        left = self._label()
        return left + (self.width() - left - 1) * part

    def box_of(self, team: int, block: Block) -> QRectF:
        """Where a block stands; a short stop is as wide as its number needs."""
        pitch, left, right = self._pitch(), self._x(block.begin), self._x(block.end)
        height = min(36.0 * (0.6 + 0.4 * self.look.text), pitch - 8)
        top = self.look.px(self.HEAD) + pitch * team + (pitch - height) / 2
        return QRectF(left, top, max(right - left, self.LEAST_PX), height)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Select the stop or the team under the mouse."""
        at = event.position()
        row = int((at.y() - self.look.px(self.HEAD)) // max(1.0, self._pitch()))
        if not 0 <= row < len(self.view.teams):
            return
        self.team_chosen.emit(row)
        for block in reversed(self.view.teams[row].blocks):
            if self.box_of(row, block).adjusted(-2, -6, 2, 6).contains(at):
                self.chosen.emit(block.number)
                return

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right go from stop to stop, up and down from team to team; a numeric pad's arrows are digits."""
        key, view = event.key(), self.view
        across = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(key))
        along = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(key))
        if (across is None and along is None) or event.modifiers() & Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
            return
        if not view.teams:
            return
        team = view.team if view.team is not None else 0
        if along is not None:
            self.team_chosen.emit(min(max(0, team + along), len(view.teams) - 1))
            return
        numbers = list(dict.fromkeys(block.number for block in view.teams[team].blocks))
        if numbers and across is not None:
            place = numbers.index(view.selected) + across if view.selected in numbers else 0
            self.chosen.emit(numbers[min(max(0, place), len(numbers) - 1)])

    # -- painting ------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        painter, look, view = self.begin(), self.look, self.view
        width, head = float(self.width()), float(look.px(self.HEAD))
        paint_heading(painter, look, view.heading, view.note, width, look.px(18))
        pitch = self._pitch()
        foot = head + pitch * len(view.teams)
        self._paint_hours(painter, head, foot)
        self._paint_changes(painter, head, foot)
        for row, team in enumerate(view.teams):
            self._paint_team(painter, row, team, head + pitch * row, pitch)
        if not any(team.blocks for team in view.teams):
            x, middle = self._x(0) + 16, head + pitch / 2
            ground = QRectF(x - 8, middle - look.px(13), look.width(view.empty, 15) + 16, look.px(26))
            painter.fillRect(ground, look.colour("bg"))
            look.put(painter, x, look.middle(middle, 15), view.empty, 15, "text2", width=width - x - 16)
        painter.end()

    def _paint_hours(self, painter: QPainter, head: float, foot: float) -> None:
        look, view = self.look, self.view
        baseline = head - look.px(9)
        taken = [self._change_box(part, words) for part, words in view.changes]
        # From the end, so that the end of the shift is always written.
        for part, words in reversed(view.hours):
            x = self._x(part)
            painter.fillRect(QRectF(round(x), head, 1, foot - head), look.colour("grid"))
            half = look.width(words, 14) / 2
            left = min(max(x - half, self._x(0)), self.width() - 2 * half)
            place = QRectF(left - 4, 0, 2 * half + 8, head)
            if not any(box.left() < place.right() and place.left() < box.right() for box in taken):
                look.put(painter, left, baseline, words, 14, "text2")
                taken.append(place)
        painter.fillRect(QRectF(0, head - 1, self.width(), 1), look.colour("line"))

    def _change_box(self, part: float, words: str) -> QRectF:
        look, x = self.look, self._x(part)
        wide, high = look.width(words, 14, True) + 14, look.px(21)
        left = min(max(x - wide / 2, self._x(0)), self.width() - wide - 1)
        return QRectF(round(left) + 0.5, round(look.px(self.HEAD) - high - 4) + 0.5, round(wide), high)

    def _paint_changes(self, painter: QPainter, head: float, foot: float) -> None:
        look = self.look
        for part, words in self.view.changes:
            box, x = self._change_box(part, words), round(self._x(part)) + 0.5
            painter.setPen(look.pen("warn", 1, (6, 4)))
            painter.drawLine(QPointF(x, head), QPointF(x, foot))
            painter.setPen(look.pen("warn"))
            painter.setBrush(look.colour("bg"))
            painter.drawRoundedRect(box, 2, 2)
            look.put(painter, box.center().x(), look.middle(box.center().y(), 14), words, 14, "warn", bold=True,
                     align="centre")  # fmt: skip
        if self.view.now is not None:
            x = round(self._x(self.view.now)) + 0.5
            painter.setPen(look.pen("accent", 2))
            painter.drawLine(QPointF(x, head - 4), QPointF(x, foot))

    def _paint_team(self, painter: QPainter, row: int, team: TeamLine, top: float, pitch: float) -> None:
        look, label = self.look, self._label()
        if row == self.view.team:
            painter.fillRect(QRectF(0, top + 1, label - 8, pitch - 3), look.colour("sel"))
            painter.fillRect(QRectF(0, top + 1, 3, pitch - 3), look.colour("accent"))
            if self.hasFocus():
                painter.setPen(look.pen("accent", 3))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRect(QRectF(1, top + 2, label - 10, pitch - 6))
        inset = 8.0 if self.view.team is not None else 0.0
        upper, lower = top + pitch * 0.40, top + pitch * 0.78
        # Two lines share the row: where it is low, they are written smaller.
        size = min(15.0, pitch * 0.34 / look.text)
        name = look.put(painter, inset, upper, team.name, size + 1, bold=True)
        look.put(painter, inset + name + 8, upper, team.way, size, "text2", width=label - name - 18 - inset)
        look.put(painter, inset, lower, team.about, size, "text2", width=label - 12 - inset)
        painter.fillRect(QRectF(0, round(top + pitch) - 1, self.width(), 1), look.colour("line"))
        boxes = [self.box_of(row, block) for block in team.blocks]
        painter.setPen(look.pen("text2", 1, (2, 3)))
        for before, after in pairwise(boxes):
            y = round(before.center().y()) + 0.5
            if after.left() > before.right() + 1:
                painter.drawLine(QPointF(before.right() + 1, y), QPointF(after.left(), y))
        for block, box in zip(team.blocks, boxes, strict=True):
            self._paint_block(painter, block, box)

    def _paint_block(self, painter: QPainter, block: Block, box: QRectF) -> None:
        look = self.look
        fill, edge = ("sel", "accent") if block.inside else ("surface", "edge")
        missed = block.state == "missed"
        pen = look.pen("warn", 1.5, (4, 3)) if missed else look.pen(edge, 1.5 if block.inside else 1.0)
        painter.setPen(pen)
        painter.setBrush(look.colour("bg" if missed else fill))
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 2, 2)
        if block.number == self.view.selected:
            # Blocks of a loop stand side by side: the frame keeps within its own.
            painter.setPen(look.pen("accent", 3))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(box.adjusted(1.5, 1.5, -1.5, -1.5))
        number = str(block.number)
        baseline = look.middle(box.center().y(), 15)
        wide = box.width() > look.width(number, 15, True) + look.width(block.name, 15) + 36
        if block.name and wide:
            used = look.put(painter, box.left() + 12, baseline, number, 15, bold=True)
            look.put(painter, box.left() + 22 + used, baseline, block.name, 15, width=box.width() - used - 34)
        else:
            self._paint_number(painter, number, box)
        if block.state == "done":
            shapes.paint_tick(painter, box.right() - 4, box.top() - 2, 10, look.colour("text"))
        elif missed:
            shapes.paint_diamond(painter, box.right() - 4, box.top() - 1, 11, look.colour("warn"))

    def _paint_number(self, painter: QPainter, number: str, box: QRectF) -> None:
        """A block of ten minutes is as wide as two figures: they do not grow with the text, and a longer number stands
        upright."""
        look = self.look
        size = min(15.0, 15.0 / look.text * 1.15)
        if look.width(number, size, True) <= box.width():
            baseline = look.middle(box.center().y(), size)
            look.put(painter, box.center().x(), baseline, number, size, bold=True, align="centre")
            return
        size = min(13.0, 13.0 / look.text * 1.15)
        painter.save()
        painter.translate(box.center())
        painter.rotate(-90)
        look.put(painter, 0, look.middle(0, size), number, size, bold=True, align="centre")
        painter.restore()
