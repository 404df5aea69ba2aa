"""The plan tab: the night's teams set up, their stops against the hours, what is covered, missed and left out."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from patrol_app.services.plan_facts import PlanFacts
from patrol_app.services.snapshot import Snapshot
from patrol_app.ui import language
from patrol_app.ui.bridge import LiveSource
from patrol_app.ui.coordinator import plan_words as said
from patrol_app.ui.coordinator import zones_words as zones_said
from patrol_app.ui.coordinator.tab_screen import CoordinatorScreen
from patrol_app.ui.coordinator.words import say
from patrol_app.ui.widgets.fact_list import FactList
from patrol_app.ui.widgets.key_row import Key
from patrol_app.ui.widgets.office_button import OfficeButton
from patrol_app.ui.widgets.plan_timeline import PlanTimeline
from patrol_app.ui.widgets.primary_button import PrimaryButton
from patrol_app.ui.widgets.table_list import TableList
from patrol_app.ui.widgets.team_table import TeamTable
from patrol_app.ui.widgets.zone_map import ZoneMap


class PlanScreen(CoordinatorScreen):
    """Time axis and lists share the selected stop; every change that is planned is a new version."""

    tab: ClassVar[str] = "plan"

    def __init__(self, source: LiveSource, parent: QWidget | None = None) -> None:
        super().__init__(source, parent)
        self.before, self.after = OfficeButton("", self), OfficeButton("", self)
        self.teams = TeamTable(self)
        self.counts = FactList(self)
        self.timeline = PlanTimeline(self)
        self.stops, self.left = TableList(self), TableList(self)
        self.map = ZoneMap(self)
        self.map.named = False
        self.buttons = {number: OfficeButton(f"F{number}", self) for number in (2, 3, 4, 7, 9, 10)}
        self.issue = PrimaryButton("F5", self)
        self.team, self.selected = 0, None
        self._facts: PlanFacts | None = None
        self._rule_x, self._foot_y = 0, 0
        self.before.clicked.connect(lambda: self.ask("day", step=-1))
        self.after.clicked.connect(lambda: self.ask("day", step=1))
        self.teams.changed.connect(lambda place, changes: self.ask("team", team=place, **changes))
        self.teams.added.connect(lambda: self.ask("add_team"))
        self.teams.shift_changed.connect(lambda text: self.ask("shift", text=text))
        self.teams.dropped.connect(lambda place: self.ask("drop_team", team=place))
        self.teams.chosen.connect(self.choose_team)
        self.timeline.team_chosen.connect(self.choose_team)
        self.timeline.chosen.connect(self.select)
        self.stops.chosen.connect(self._choose_stop)
        self.left.chosen.connect(self._choose_left)
        self.map.chosen.connect(self.select)
        for number, button in self.buttons.items():
            button.clicked.connect(lambda _checked=False, key=number: self.act(key))
        self.issue.clicked.connect(lambda: self.act(5))
        self.name_widgets()

    selected: int | None

    def name_widgets(self) -> None:
        """Words of the two small buttons."""
        self.before.show_words("‹")
        self.after.show_words("›")
        self.before.setAccessibleName(say("plan.day_before"))
        self.after.setAccessibleName(say("plan.day_after"))
        self.map.setAccessibleName(say("plan.map"))

    def dress(self) -> None:
        """Hand the look to the widgets."""
        for part in (self.before, self.after, *self.buttons.values()):
            part.set_look(self.look)
        for panel in (self.teams, self.counts, self.timeline, self.stops, self.left, self.map, self.issue):
            panel.set_look(self.look)

    def lay_out(self) -> None:
        """Teams and counts at the left, the night at the right over the stops and what was left out."""
        look, width, height = self.look, self.width(), self.height()
        margin = 16
        left = round(360 * (0.65 + 0.35 * look.text) + max(0, width - 1366) * 0.1)
        button = max(40, look.room(40, 16))
        foot = height - 10 - button
        self._foot_y, self._rule_x = foot, margin + left + margin
        right_x = self._rule_x + margin
        right = width - margin - right_x
        count = len(self._facts.teams) if self._facts else 2
        # Left column: the night's day with a step to either side, teams, counts.
        step = max(40, look.px(34))
        self.before.setGeometry(margin + left - 2 * step - 6, 12, step, look.px(30))
        self.after.setGeometry(margin + left - step, 12, step, look.px(30))
        top = 12 + look.px(38) + look.px(20)
        teams = min(self.teams.wanted_height(count), round((foot - top) * 0.56))
        self.teams.setGeometry(margin, top, left, teams)
        self.counts.setGeometry(margin, top + teams + 12, left, foot - 12 - top - teams - 12)
        # Right: the night, below it two lists side by side.
        night = min(self.timeline.wanted_height(count), round((foot - 20) * 0.56))
        self.timeline.setGeometry(right_x, 12, right, night)
        lists_y = 12 + night + 10
        stops = round(right * 0.6)
        self.stops.setGeometry(right_x - 8, lists_y, stops + 8, foot - 8 - lists_y)
        side_x, tall = right_x + stops + 16, foot - 8 - lists_y
        left_out = min(self.left.wanted_height(), round(tall * 0.45))
        self.left.setGeometry(side_x, lists_y, right - stops - 8, left_out)
        self.map.setGeometry(side_x + 8, lists_y + left_out + 8, right - stops - 24, tall - left_out - 12)
        self._place_buttons(margin, width - margin, foot, button)

    def _place_buttons(self, x: int, end: int, y: int, high: int) -> None:
        look = self.look
        issue = max(148, round(look.width(self.issue.text(), 17) + look.width("F5", 14)) + 60)
        self.issue.setGeometry(end - issue, y, issue, high)
        order = (2, 3, 4, 9, 10, 7)
        wanted = {number: self.buttons[number].wanted() + 12 for number in order}
        room = end - issue - 8 - x - 8 * (len(order) - 1)
        squeeze = min(1.0, room / max(1, sum(wanted.values())))
        for number in order[:-1]:
            wide = round(wanted[number] * squeeze)
            self.buttons[number].setGeometry(x, y, wide, high)
            x += wide + 8
        again = round(max(124, wanted[7]) * min(1.0, squeeze))
        self.buttons[7].setGeometry(end - issue - 8 - again, y, again, high)

    # -- showing ---------------------------------------------------------------------------------------------------

    def show_facts(self, facts: object | None) -> None:
        """Show the night."""
        self._facts = now = facts if isinstance(facts, PlanFacts) else None
        if now is not None:
            self.team = min(self.team, len(now.teams) - 1)
        self.teams.show_view(said.teams_view(now, self.team))
        lists = (self.timeline, self.stops, self.left, self.map)
        foot = (self.buttons[key] for key in (2, 3, 4, 9, 10, 7))
        self.tab_in_order((self.before, self.after, *self.teams.tab_stops(), *lists, *foot, self.issue))
        self.counts.show_view(said.counts_view(now))
        self.timeline.show_view(said.timeline(now, self.now(), self.selected, self.team))
        self.stops.show_view(said.stops_view(now, self.team, self.selected))
        self.left.show_view(said.left_view(now, self.selected))
        self.map.words = zones_said.map_words()
        if now is not None and (now.zones or now.version):
            self.map.show_route(said.map_facts(now, self.team), self.selected)
        keys = self.keys(None)
        for number, button in self.buttons.items():
            button.show_words(keys[number].verb, ready=keys[number].enabled)
        self.issue.show_words(keys[5].verb, ready=keys[5].enabled)
        self.before.setEnabled(now is not None)
        self.after.setEnabled(now is not None)
        self.lay_out()
        self.update()

    def choose_team(self, place: int) -> None:
        """Look at a team's stops."""
        self.team = place
        self._show()

    def select(self, number: int) -> None:
        """Select a source."""
        self.selected = number
        self._show()

    def _choose_stop(self, row: int) -> None:
        if self._facts is not None:
            self.select(self._facts.teams[self.team].stops[row].number)

    def _choose_left(self, row: int) -> None:
        number = said.left_number(self._facts, row)
        if number is not None:
            self.select(number)

    def _site(self) -> str | None:
        facts = self._facts
        return None if facts is None else next((name for number, name in facts.sites if number == self.selected), None)

    def _ahead(self) -> bool:
        """Whether the selected source is still to be visited by the plan."""
        facts = self._facts
        return facts is not None and any(
            stop.number == self.selected and stop.state == "ahead" for team in facts.teams for stop in team.stops
        )

    # -- keys ------------------------------------------------------------------------------------------------------

    def keys(self, snapshot: Snapshot | None) -> dict[int, Key]:
        """What the keys do."""
        facts = self._facts
        planned = facts is not None and facts.version > 0 and not facts.changed
        issued = facts is not None and facts.version > 0 and facts.issued == facts.version
        return {
            2: Key(say("key.add_site"), planned),
            3: Key(say("key.skip"), planned and self._ahead()),
            4: Key(say("key.sheet"), planned),
            5: Key(say("key.issued" if issued else "key.issue"), planned and not issued, main=True),
            7: Key(say("key.plan" if facts is not None and facts.version == 0 else "key.replan"), facts is not None),
            9: Key(say("key.draw"), facts is not None),
            10: Key(say("key.export"), planned),
        }

    def act(self, number: int) -> None:
        """A key or a button."""
        key = self.keys(None).get(number)
        if key is None or not key.enabled:
            return
        site = self._site()
        tongue = language.current()
        if number == 2 and site is not None and not self._ahead():
            self.ask("add", site=site)
        elif number == 2:
            self.form_wanted.emit("add_site", {"command": "plan.add", "answers": {}})
        elif number == 3:
            self.ask("skip", site=site)
        elif number == 4:
            self.ask("show_sheet", language=tongue)
        elif number == 5:
            self.ask("issue")
        elif number == 7:
            self.teams.take()
            self.ask("plan")
        elif number == 9:
            self.form_wanted.emit("draw", {"command": "plan.draw", "answers": {}, "language": tongue})
        elif number == 10:
            self.form_wanted.emit("export_plan", {"command": "plan.export", "answers": {}, "language": tongue})

    def paintEvent(self, event: QPaintEvent) -> None:
        """Ground, rule, and which night this is."""
        painter, look = QPainter(self), self.look
        painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
        painter.fillRect(self.rect(), look.colour("bg"))
        painter.fillRect(QRectF(self._rule_x, 15, 1, self._foot_y - 27), look.colour("line"))
        x, room = self.teams.x(), self.before.x() - self.teams.x() - 8
        if self._facts is not None:
            look.put(painter, x, 12 + look.px(21), said.day_of(self._facts), 16, bold=True, width=room)
            words = said.version_words(self._facts)
            look.put(painter, x, 12 + look.px(45), words, 14, "text2", width=self.teams.width())
        painter.end()
