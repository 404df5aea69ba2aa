"""The teams of a night as they are set up: each with its way, its people, and how it goes."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QMouseEvent, QPaintEvent
from PySide6.QtWidgets import QWidget

from patrol_app.ui.look import Look
from patrol_app.ui.widgets.fact_list import paint_heading
from patrol_app.ui.widgets.office_button import OfficeButton
from patrol_app.ui.widgets.office_fields import Choice, Count
from patrol_app.ui.widgets.panel import Panel


@dataclass(frozen=True, slots=True)
class TeamRow:
    """A team: its name, its way by value, its people, on foot or by car."""

    name: str
    kind: str
    people: int
    on_foot: bool


@dataclass(frozen=True, slots=True)
class TeamsView:
    """Heading, note, teams, the selected one, and the words and values of the choices."""

    heading: str = ""
    note: str = ""
    teams: tuple[TeamRow, ...] = ()
    selected: int = 0
    kinds: tuple[str, ...] = ()
    kind_words: tuple[str, ...] = ()
    going_words: tuple[str, str] = ("", "")
    add: str = ""
    drop: str = ""
    people: str = ""
    shift: str = ""
    shifts: tuple[str, ...] = ()
    shift_word: str = ""


class TeamTable(Panel[TeamsView]):
    """Fields are made for as many teams as there are; a change is told with the team's place and what changed."""

    changed = Signal(int, dict)
    added = Signal()
    dropped = Signal(int)
    shift_changed = Signal(str)
    chosen = Signal(int)

    HEAD = 32
    PITCH = 40

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(TeamsView(), parent)
        self.kinds: list[Choice] = []
        self.people: list[Count] = []
        self.going: list[Choice] = []
        self.drops: list[OfficeButton] = []
        self.add = OfficeButton("", self)
        self.add.clicked.connect(self.added)
        self.shift = Choice(self, editable=True)
        self.shift.activated.connect(lambda _index: self._take_shift())
        line = self.shift.lineEdit()
        assert line is not None  # an editable choice has one
        self._shift_line = line
        line.editingFinished.connect(self._take_shift)

    def set_look(self, look: Look) -> None:
        """Change tone or text scale."""
        super().set_look(look)
        for part in self._parts():
            part.set_look(look)
        self._place()

    def show_view(self, view: TeamsView) -> bool:
        """Show the teams; nobody is told of it."""
        changed = super().show_view(view)
        if not changed:
            return False
        while len(self.kinds) < len(view.teams):
            self._make()
        while len(self.kinds) > len(view.teams):
            for gone in (self.kinds.pop(), self.people.pop(), self.going.pop(), self.drops.pop()):
                gone.hide()
                gone.deleteLater()
        for place, team in enumerate(view.teams):
            self.kinds[place].offer(view.kind_words, view.kinds)
            self.kinds[place].choose(team.kind)
            self.kinds[place].setAccessibleName(f"{team.name} {view.heading}")
            self.people[place].setSuffix(view.people)
            self.people[place].show_number(team.people)
            self.people[place].setAccessibleName(f"{team.name} {view.people.strip()}")
            self.going[place].offer(view.going_words, ("car", "foot"))
            self.going[place].choose("foot" if team.on_foot else "car")
            self.going[place].setAccessibleName(f"{team.name} {' / '.join(view.going_words)}")
            self.drops[place].show_words("×", ready=len(view.teams) > 1)
            self.drops[place].setAccessibleName(f"{view.drop} {team.name}")
        self.add.show_words(view.add)
        self.shift.offer(view.shifts)
        self.shift.setAccessibleName(view.shift_word)
        if not self._shift_line.hasFocus():
            self.shift.write(view.shift)
        self.setAccessibleName(view.heading)
        self._place()
        return True

    def tab_stops(self) -> tuple[QWidget, ...]:
        """The fields as they are read, the button below last; the screen puts them into the order of its own."""
        rows = zip(self.kinds, self.people, self.going, self.drops, strict=True)
        return (*(part for row in rows for part in row), self.add, self.shift)

    def _make(self) -> None:
        place = len(self.kinds)
        kind, people, going = Choice(self), Count(self), Choice(self)
        drop = OfficeButton("", self)
        people.setRange(2, 20)
        kind.activated.connect(lambda _index: self.changed.emit(place, {"kind": kind.value()}))
        people.editingFinished.connect(lambda: self._people(place))
        people.valueChanged.connect(lambda _value: None if people.hasFocus() else self._people(place))
        going.activated.connect(lambda _index: self.changed.emit(place, {"on_foot": going.value() == "foot"}))
        drop.clicked.connect(lambda: self.dropped.emit(place))
        self.kinds.append(kind)
        self.people.append(people)
        self.going.append(going)
        self.drops.append(drop)
        for part in self._parts():
            part.set_look(self.look)
            part.show()

    def _parts(self) -> list[Choice | Count | OfficeButton]:
        return [*self.kinds, *self.people, *self.going, *self.drops, self.add, self.shift]

    def _people(self, place: int) -> None:
        people = self.people[place].value()
        if people != self.view.teams[place].people:
            self.changed.emit(place, {"people": people})

    def take(self) -> None:
        """Tell of what was typed and not left yet."""
        for place in range(len(self.people)):
            self._people(place)
        self._take_shift()

    def _take_shift(self) -> None:
        written = self.shift.currentText().strip()
        if self.view.shift and written != self.view.shift:
            self.shift_changed.emit(written)

    def wanted_height(self, teams: int) -> int:
        """The height that shows all of them and the button below."""
        return self.look.px(self.HEAD) + (teams + 1) * self.look.room(self.PITCH, 17)

    def _pitch(self) -> float:
        room = (self.height() - self.look.px(self.HEAD)) / (len(self.view.teams) + 1)
        return min(float(self.look.room(self.PITCH, 17)), room)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A press on a team's name selects it."""
        row = int((event.position().y() - self.look.px(self.HEAD)) // max(1.0, self._pitch()))
        if 0 <= row < len(self.view.teams):
            self.chosen.emit(row)

    def resizeEvent(self, event: object) -> None:
        """Lay out anew."""
        self._place()

    def _place(self) -> None:
        look, pitch = self.look, self._pitch()
        label = round(max((look.width(team.name, 15, True) for team in self.view.teams), default=40)) + 14
        drop = max(34, look.px(30))
        room = self.width() - label - drop - 18
        shares = (0.44, 0.27, 0.29)
        top = float(look.px(self.HEAD))
        for place in range(len(self.kinds)):
            x, high = label, round(pitch) - 6
            for part, share in zip((self.kinds[place], self.people[place], self.going[place]), shares, strict=True):
                wide = round(room * share)
                part.setGeometry(x, round(top) + 1, wide, high)
                x += wide + 6
            self.drops[place].setGeometry(self.width() - drop, round(top) + 1, drop, high)
            top += pitch
        y, high = round(top) + 1, round(pitch) - 6
        add = min(self.add.wanted() + 8, (self.width() - label) // 2)
        self.add.setGeometry(label, y, add, high)
        word = round(look.width(self.view.shift_word, 15)) + 8
        x = label + add + 16 + word
        self.shift.setGeometry(x, y, max(40, self.width() - x), high)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Heading and the teams' names."""
        painter, look, view = self.begin(), self.look, self.view
        paint_heading(painter, look, view.heading, view.note, float(self.width()), look.px(20))
        pitch, top = self._pitch(), float(look.px(self.HEAD))
        for place, team in enumerate(view.teams):
            if place == view.selected:
                painter.fillRect(QRectF(0, top + 1, 3, pitch - 6), look.colour("accent"))
            look.put(painter, 8, look.middle(top + (pitch - 4) / 2, 15), team.name, 15, bold=place == view.selected)
            top += pitch
        x = self.shift.x() - 8
        look.put(painter, x, look.middle(top + (pitch - 4) / 2, 15), view.shift_word, 15, "text2", align="right")
        painter.end()
