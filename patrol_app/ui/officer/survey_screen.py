"""The drive-by survey: map with the track, the newest second, hot spots. It shows and proposes; it never judges."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from patrol_app.services.desk.survey_facts import SurveyFacts
from patrol_app.services.place_facts import RouteFacts
from patrol_app.services.screen_facts import Said
from patrol_app.services.snapshot import Snapshot
from patrol_app.ui import frame_words
from patrol_app.ui.bridge import LiveSource, ScreenSource, SurveySource
from patrol_app.ui.look import Look
from patrol_app.ui.officer import survey_words as said
from patrol_app.ui.screen import ROUTE_STEP, Screen
from patrol_app.ui.widgets.drive_panel import DrivePanel
from patrol_app.ui.widgets.header import HeaderView
from patrol_app.ui.widgets.key_row import Key
from patrol_app.ui.widgets.spot_list import SpotList
from patrol_app.ui.widgets.status_line import StatusView
from patrol_app.ui.widgets.survey_door import CAP
from patrol_app.ui.widgets.track_layer import SurveyMap
from patrol_app.ui.widgets.track_legend import TrackLegend

EMPTY_GROUND = RouteFacts(
    title=Said("survey.name"),
    stops=(),
    next_number=None,
    selected=None,
    zones=(),
    ground=(),
    walked_m=(),
    here_m=None,
    accuracy_m=None,
    heading_deg=None,
    length_m=0.0,
    duration_s=0.0,
)


class SurveyScreen(Screen):
    """Left the second, the map in the middle, hot spots and legend at the right."""

    def __init__(self, source: LiveSource, parent: QWidget | None = None) -> None:
        super().__init__(source, parent)
        self.drive = DrivePanel(self)
        self.map = SurveyMap(self)
        self.spots = SpotList(self)
        self.legend = TrackLegend(self)
        self.selected: str | None = None
        self._facts: SurveyFacts | None = None
        self.spots.chosen.connect(self.select)

    # -- looks ---------------------------------------------------------------------------------------------------

    def set_look(self, look: Look) -> None:
        """Change tone or text scale."""
        super().set_look(look)
        for panel in (self.drive, self.spots, self.legend):
            panel.set_look(look)
        self.map.set_look(look)
        self._lay_out()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay out anew."""
        self._lay_out()

    def _lay_out(self) -> None:
        look, width, height = self.look, self.width(), self.height()
        grown = 0.6 + 0.4 * look.text
        left, side = round(300 * grown), round(308 * grown)
        self.drive.setGeometry(16, 8, left - 16, height - 8)
        map_x, side_x = left + 16, width - 16 - side
        self.map.setGeometry(map_x, 0, side_x - 20 - map_x, height)
        self.legend.setGeometry(side_x, 0, side, 10)
        legend = self.legend.wanted_height()
        self.legend.setGeometry(side_x, height - legend - 4, side, legend)
        self.spots.setGeometry(side_x - 8, 12, side + 16, height - legend - 24)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The ground."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.look.colour("bg"))
        painter.end()

    # -- what is shown -------------------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        """The desk makes facts while somebody looks."""
        self.source.command("survey_look")
        super().showEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody looks; a drive goes on."""
        self.source.command("survey_leave")
        super().hideEvent(event)

    def head(self, snapshot: Snapshot | None, steps: tuple[str, ...], current: int, clock: str) -> HeaderView:
        """The survey and how far it came."""
        running = self._facts.snapshot if self._facts is not None else None
        return said.head_view(self._facts, super().head(running, steps, current, clock), ROUTE_STEP)

    def practising(self, snapshot: Snapshot | None) -> bool:
        """Whether this survey is practice; before there is one, whether the folder is."""
        return self._facts.practice if self._facts is not None else super().practising(snapshot)

    def status(self, snapshot: Snapshot | None) -> StatusView:
        """Instruments, recording and chain of the survey's own session."""
        running = self._facts.snapshot if self._facts is not None else None
        return super().status(None) if running is None else frame_words.status_view(running)

    def refresh(self, snapshot: Snapshot | None, beat: int) -> None:
        """Points come once a second; four looks a second are enough."""
        if beat % 5:
            return
        self._facts = self.source.survey() if isinstance(self.source, SurveySource) else None
        self._show()

    def _ground(self) -> RouteFacts:
        facts = self._facts
        route = self.source.route() if isinstance(self.source, ScreenSource) else None
        found = facts.ground if facts is not None and facts.ground is not None else route
        return found or EMPTY_GROUND

    def _show(self) -> None:
        facts = self._facts
        behind = said.say("screen.practice_behind") if facts is not None and facts.practice else ""
        self.map.words = {"venue": said.say("screen.venue"), "north": said.say("screen.north"), "behind": behind}
        self.legend.show_view(said.legend(facts))
        if facts is None:
            return
        labels = [spot.label for spot in facts.spots]
        if self.selected not in labels:
            waiting = [spot.label for spot in facts.spots if spot.added is None]
            self.selected = next(iter(waiting or labels), None)
        self.drive.show_view(said.drive_view(facts))
        self.spots.show_view(said.spots_view(facts, self.selected))
        newest, ground = facts.newest, self._ground()
        if facts.here_m is not None:
            ground = replace(ground, here_m=facts.here_m, accuracy_m=newest.hdop if newest is not None else None)
        self.map.show_survey(facts, ground, self.selected)

    def select(self, label: str) -> None:
        """Select a hot spot."""
        self.selected = label
        self._show()

    # -- keys ----------------------------------------------------------------------------------------------------

    def keys(self, snapshot: Snapshot | None) -> dict[int, Key]:
        """What the keys do now. Start, stop and closing want a hold or stand apart from one another."""
        facts = self._facts
        stage = facts.stage if facts is not None else "ready"
        driving, ready = stage == "driving", stage in ("ready", "open")
        held = said.say("key.hold")
        spot = next((one for one in facts.spots if one.label == self.selected), None) if facts is not None else None
        free = facts is not None and facts.wants is None
        begin = Key(said.say("key.stop"), hold=True, note=held)
        if not driving:
            begin = Key(said.say("key.begin"), ready and free, hold=True, note=held)
        # while driving F10 leads nowhere by mistake; the key of the door does
        last = Key(said.say("key.back"), not driving, note=CAP)
        if stage in ("parked", "closing"):
            last = Key(said.say("key.close"), hold=True, note=held)
        excluding = facts is not None and facts.excluding
        middle = Key(said.say("key.mark"), driving, main=True)
        if stage == "closing":
            middle = Key(said.say("key.unlock"), bool(facts is not None and facts.locked), main=True)
        return {
            2: Key(said.say("key.exclude_end" if excluding else "key.exclude"), driving),
            3: Key(said.say("key.add"), spot is not None and spot.added is None),
            4: Key(said.say("key.calibrate"), (ready and free) or stage == "parked"),
            5: middle,
            7: Key(said.say("key.zoom"), facts is not None),
            9: begin,
            10: last,
        }

    def act(self, number: int) -> None:
        """A key was pressed."""
        facts = self._facts
        if facts is None:
            if number == 10:
                self.step_wanted.emit(ROUTE_STEP)
            return
        if number == 7:
            self.map.zoom()
        elif number == 3 and self.selected is not None:
            self.source.command("survey_add", label=self.selected)
            self.selected = None
        elif number == 4:
            self.source.command("survey_calibrate")
        elif number == 2:
            if facts.excluding:
                self.reason_wanted.emit()
            else:
                self.source.command("survey_exclude_begin")
        elif number == 5:
            self._middle(facts)
        elif number == 9:
            self.source.command("survey_end" if facts.stage == "driving" else "survey_begin")
        elif number == 10 and facts.stage in ("parked", "closing"):
            self.source.command("survey_close")
        elif number == 10 and facts.stage != "driving":
            self.step_wanted.emit(ROUTE_STEP)

    def _middle(self, facts: SurveyFacts) -> None:
        if facts.stage == "driving":
            self.source.command("survey_mark")
        elif facts.locked:
            number, name = facts.locked[0]
            self.form_wanted.emit("unlock", {"who": number, "head": name, "command": "survey_unlock"})

    def through_door(self) -> None:
        """Back to the route; a drive goes on meanwhile."""
        self.step_wanted.emit(ROUTE_STEP)

    def reason_chosen(self, reason: str) -> None:
        """Why a part does not count."""
        self.source.command("survey_exclude_end", reason=reason)
