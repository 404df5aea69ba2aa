"""The route: stops, map and the selected stop; the map works without a network."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from patrol_app.assets import sentence
from patrol_app.services.place_facts import RouteFacts
from patrol_app.services.snapshot import Snapshot
from patrol_app.ui import language
from patrol_app.ui.bridge import LiveSource, ScreenSource, SurveySource
from patrol_app.ui.look import Look
from patrol_app.ui.officer import route_words as said
from patrol_app.ui.officer.route_picking import RoutePicking, doubtful, place_words
from patrol_app.ui.said import words
from patrol_app.ui.screen import LIVE_STEP, SURVEY_STEP, Screen
from patrol_app.ui.widgets.fact_list import FactList, FactRow, FactsView
from patrol_app.ui.widgets.header import HeaderView
from patrol_app.ui.widgets.key_row import Key
from patrol_app.ui.widgets.map_legend import MapLegend
from patrol_app.ui.widgets.map_view import MapView
from patrol_app.ui.widgets.route_list import RouteList
from patrol_app.ui.widgets.survey_door import SurveyDoor

translate = QCoreApplication.translate


class RouteScreen(Screen):
    """Zones are drawn for the eye; the distance in the side panel is the geodesic one the law is judged by."""

    def __init__(self, source: LiveSource, parent: QWidget | None = None) -> None:
        super().__init__(source, parent)
        self.list = RouteList(self)
        self.map = MapView(self)
        self.stop = FactList(self)
        self.about = FactList(self)
        self.legend = MapLegend(self)
        self.selected: int | None = None
        self._name = ""
        self._names: frozenset[str] = frozenset()
        self._open: frozenset[str] = frozenset()
        self._facts: RouteFacts | None = None
        self._by_hand = False
        self._visiting = False
        self.list.chosen.connect(self.select)
        self.map.chosen.connect(self.select)
        self.map.picked.connect(self._picked)
        self.map.left.connect(self._left_picking)
        self.map.describe = self._place_words
        self.picking = RoutePicking(self)
        self.door = SurveyDoor(self)
        self.door.clicked.connect(self.through_door)

    def set_look(self, look: Look) -> None:
        """Change tone or text scale."""
        super().set_look(look)
        for panel in (self.list, self.stop, self.about, self.legend):
            panel.set_look(look)
        self.door.set_look(look)
        self.map.set_look(look)
        self._lay_out()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay out anew."""
        self._lay_out()

    def _lay_out(self) -> None:
        look, width, height = self.look, self.width(), self.height()
        grown = 0.6 + 0.4 * look.text
        left, side = round(324 * grown), round(280 * grown)
        self.list.setGeometry(8, 15, left, height - 15)
        map_x = left + 16
        side_x = width - 16 - side
        self.map.setGeometry(map_x, 0, side_x - 24 - map_x, height)
        self.door.setGeometry(map_x + 10, 10, self.door.wanted_width(), max(48, look.px(40)))
        self.door.setVisible(isinstance(self.source, SurveySource))
        legend = look.px(24) + 4 * look.room(30, 15)
        head = look.px(30)
        self.stop.setGeometry(side_x, 15, side, height - 15 - legend - 12)
        self.about.setGeometry(side_x, 15 + head, side, look.room(34, 15) - 2)
        self.about.raise_()
        self.legend.setGeometry(side_x, height - legend - 4, side, legend)

    def select(self, number: int) -> None:
        """Select a stop; until it is done the selection no longer follows the way."""
        self.selected, self._by_hand = number, True
        stop = said.stop_of(self._facts, number) if self._facts is not None else None
        self._name = stop.name if stop is not None else ""
        self._show()

    def _keep_selection(self, facts: RouteFacts) -> None:
        """The next stop is selected, which is the nearest where there is no plan, until somebody selects another.

        Numbers change with the way; what was selected by hand is a site, until it is done; a stop just added is too.
        """
        names = frozenset(stop.name for stop in facts.stops)
        waiting = frozenset(stop.name for stop in facts.stops if stop.state == "open")
        following = said.stop_of(facts, facts.next_number)
        added = self._names and following is not None and following.name not in self._names
        left = self._name in self._open and self._name not in waiting
        if following is not None and (added or left or not self._by_hand):
            self._name, self._by_hand = following.name, False
        self._names, self._open = names, waiting
        self.selected = next((stop.number for stop in facts.stops if stop.name == self._name), self.selected)

    def head(self, snapshot: Snapshot | None, steps: tuple[str, ...], current: int, clock: str) -> HeaderView:
        """The patrol and what comes next."""
        view = super().head(snapshot, steps, current, clock)
        return view if self._facts is None else said.head_view(self._facts, view)

    def refresh(self, snapshot: Snapshot | None, beat: int) -> None:
        """Twice a second is enough on foot and in a car."""
        if beat % 10:
            return
        self._facts = self.source.route() if isinstance(self.source, ScreenSource) else None
        self._visiting = snapshot is not None
        self._show()

    def _show(self) -> None:
        facts = self._facts
        self.door.say()
        behind = translate("Live", "练  习") if facts is not None and facts.practice else ""
        self.map.words = {"venue": translate("Route", "考"), "north": translate("Route", "北"), "behind": behind}
        self.map.hint = sentence("ui.pick.hint", language.current())
        self.legend.show_view(said.legend())
        if facts is None:
            self.list.show_view(said.empty_list())
            return
        self._keep_selection(facts)
        if said.stop_of(facts, self.selected) is None:
            self.selected = facts.selected if facts.selected is not None else facts.next_number
        self.list.show_view(said.list_view(facts, self.selected))
        self.map.show_route(facts, self.selected)
        stop = said.stop_of(facts, self.selected)
        self._name = stop.name if stop is not None else ""
        view = said.stop_view(stop)
        about = words(stop.about) if stop is not None else ""
        # The line under the heading takes the first row's place.
        rows = (FactRow(""), *view.rows) if about else view.rows
        self.stop.show_view(FactsView(view.heading, view.note, rows, pitch=view.pitch))
        self.about.show_view(FactsView(rows=(FactRow(about),), ruled=False, pitch=24))
        self.about.setVisible(bool(about))

    def _place_words(self, east_m: float, north_m: float) -> str:
        return "" if self._facts is None else place_words(self._facts, east_m, north_m)

    def _picked(self, east_m: float, north_m: float) -> None:
        self._left_picking()
        if self._facts is not None:
            self.picking.ask_place(self._facts, east_m, north_m)

    def _left_picking(self) -> None:
        self.map.end_picking()
        self.window().setFocus()

    def hideEvent(self, event: QHideEvent) -> None:
        """A cross does not wait for whoever comes back."""
        self.map.end_picking()
        super().hideEvent(event)

    def keys(self, snapshot: Snapshot | None) -> dict[int, Key]:
        """What the keys do."""
        here = self._facts is not None
        stop = said.stop_of(self._facts, self.selected) if self._facts is not None else None
        back = stop is not None and stop.state == "outside_plan"
        picking = self.map.cross is not None
        return {
            2: Key(translate("Keys", "换下一点"), here),
            3: Key(translate("Keys", "放回") if back else translate("Keys", "跳过"), here and stop is not None),
            4: Key(translate("Keys", "选定") if picking else translate("Keys", "加点位"), here),
            5: Key(translate("Keys", "到点"), here, main=True),
            7: Key(translate("Keys", "放大 全图"), here),
            9: Key(translate("Keys", "开始测量"), here, hold=True, note=translate("Keys", "按住 1 秒")),
            10: Key(translate("Keys", "下一步"), here),
        }

    def act(self, number: int) -> None:
        """A key was pressed."""
        if self._facts is None:
            return
        if number == 7:
            self.map.zoom()
        elif number == 10:
            self.step_wanted.emit(LIVE_STEP)
        elif number == 4:
            place = self.map.place_m()
            if place is None:
                self.map.begin_picking()
                self._show()
            else:
                self._picked(*place)
        elif number == 3:
            self._skip()
        elif number in (5, 9):
            self._arrive(number)
        elif number == 2:
            self.source.command("choose_next", number=self.selected, site=self._name)

    def _arrive(self, number: int) -> None:
        """Begin a visit, measuring at once with F9; where the fix says another place, ask which it is first."""
        facts, stop = self._facts, said.stop_of(self._facts, self.selected) if self._facts is not None else None

        def arrive(number_of: int | None, site: str) -> None:
            self.source.command("arrive" if number == 5 else "start", number=number_of, site=site)
            if number == 9:
                self.step_wanted.emit(LIVE_STEP)

        stops = doubtful(facts, stop) if facts is not None and stop is not None and not self._visiting else ()
        if facts is not None and stop is not None and stops:
            self.picking.ask_where(facts, stop, stops, lambda one: arrive(one.number, one.name))
        else:
            arrive(self.selected, self._name)

    def through_door(self) -> None:
        """To the drive-by survey, where the desk can drive one."""
        if isinstance(self.source, SurveySource):
            self.step_wanted.emit(SURVEY_STEP)

    def _skip(self) -> None:
        stop = said.stop_of(self._facts, self.selected) if self._facts is not None else None
        if stop is None:
            return
        if stop.state == "outside_plan":
            self.source.command("skip", number=stop.number, site=stop.name)
        else:
            self.picking.ask_skip(stop)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The ground."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.look.colour("bg"))
        painter.end()
