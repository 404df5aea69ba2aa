"""At the site, in the live frame: the level stays in sight; photos and voice notes stand where the history is.

At the right what is known of the site, and below it what was seen and said; nothing of it needs a meter.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QRect, QRectF
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from patrol_app.assets import sentence
from patrol_app.services.place_facts import SiteFacts, StopFact
from patrol_app.services.snapshot import Snapshot
from patrol_app.ui import forms, language
from patrol_app.ui.bridge import DeskSource, LiveSource, ScreenSource
from patrol_app.ui.look import Look
from patrol_app.ui.officer.closing_words import check_row
from patrol_app.ui.officer.level_part import LevelPart
from patrol_app.ui.officer.live_layout import MARGIN, LiveLayout, live_layout
from patrol_app.ui.officer.site_asking import SiteAsking, metres_words
from patrol_app.ui.officer.site_words import everything, exhibits_view, stop_view
from patrol_app.ui.screen import CLOSE_STEP, LIVE_STEP, Screen
from patrol_app.ui.widgets.exhibit_strip import ExhibitStrip
from patrol_app.ui.widgets.fact_list import FactList, FactsView
from patrol_app.ui.widgets.key_row import Key
from patrol_app.ui.widgets.office_button import OfficeButton
from patrol_app.ui.widgets.plan_panel import PlanPanel

translate = QCoreApplication.translate

# The forms that have a key of their own; the others have a button that Tab reaches.
KEYED = {2: "observation", 3: "photo", 4: "person", 5: "ban", 7: "dust", 9: "position"}
VOICE, ALL = "voice", "all"
BUTTONS = (*(form for form in forms.SITE_FORMS if form not in KEYED.values()), VOICE, ALL)
GAP = 8


class SiteScreen(Screen):
    """What has a key is on the key row; the plan, weather by hand, help, law talk and voice notes have buttons."""

    def __init__(self, source: LiveSource, parent: QWidget | None = None) -> None:
        super().__init__(source, parent)
        self.level = LevelPart(self, lambda: self.source.command("acknowledge"))
        self.stop, self.exhibits = FactList(self), ExhibitStrip(self)
        self.buttons: dict[str, OfficeButton] = {}
        for name in BUTTONS:
            button = OfficeButton(parent=self)
            button.clicked.connect(lambda _checked=False, form=name: self._ask(form))
            self.buttons[name] = button
        self.said = FactList(self)
        self.asking = SiteAsking(self)
        self.plan = PlanPanel(self.window())
        self.plan.describe = metres_words
        self.plan.picked.connect(self._under_cross)
        self.plan.paper_wanted.connect(lambda: self.source.command("show_plan"))
        self.plan.closed.connect(lambda: self.window().setFocus())
        self._facts: SiteFacts | None = None
        self._speaking = False
        self._name_buttons()

    def _name_buttons(self) -> None:
        all_words = sentence("exhibit.all", language.current())
        for name, button in self.buttons.items():
            spoken = sentence("exhibit.voice_end" if self._speaking else "exhibit.voice", language.current())
            words = spoken if name == VOICE else all_words if name == ALL else forms.title(name)
            button.show_words(words, ready=button.isEnabled())

    def changeEvent(self, event: QEvent) -> None:
        """Buttons carry their words themselves; they are named anew in a new language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._name_buttons()
        super().changeEvent(event)

    def set_look(self, look: Look) -> None:
        """Change tone or text scale."""
        super().set_look(look)
        self.level.set_look(look)
        for panel in (self.stop, self.exhibits, self.said):
            panel.set_look(look)
        for button in self.buttons.values():
            button.set_look(look)
        if self.plan.isVisible():
            self.plan.look = look
            self.plan.update()
        self._lay_out()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay out anew."""
        self._lay_out()
        if self.plan.isVisible():
            self.plan.setGeometry(self.window().rect())

    def layout_now(self) -> LiveLayout:
        """The live screen's layout for the present size."""
        return live_layout(self.width(), self.height(), self.window().height(), self.look)

    def _lay_out(self) -> None:
        place, height = self.layout_now(), self.height()
        self.level.lay_out(place)
        self.stop.setGeometry(place.table.adjusted(0, 2, 0, 0))
        row = max(48, self.look.room(48, 17))
        wide = place.history_head.width()
        row_y = height - row - 2
        top = place.section_y + GAP
        self.exhibits.setGeometry(MARGIN, top, wide, row_y - GAP - top)
        across = (wide - (len(self.buttons) - 1) * GAP) / len(self.buttons)
        for index, button in enumerate(self.buttons.values()):
            left = MARGIN + round(index * (across + GAP))
            button.setGeometry(QRect(left, row_y, round(across), row))
        side = place.stats
        self.said.setGeometry(side.left(), top, side.width(), height - top)

    def refresh(self, snapshot: Snapshot | None, beat: int) -> None:
        """The level as on the live screen; what people say changes slowly: twice a second."""
        self.level.refresh(snapshot, beat)
        if beat % 10:
            return
        facts = self._facts = self.source.site() if isinstance(self.source, DeskSource) else None
        self._speaking = snapshot is not None and snapshot.voice_since_s is not None
        self._name_buttons()
        recording = snapshot is not None and snapshot.run != "closed"
        for name, button in self.buttons.items():
            button.setEnabled(facts is not None and (name != VOICE or recording))
        self.exhibits.show_view(exhibits_view(facts))
        self.stop.show_view(stop_view(self._stop(), facts))
        heading = sentence("ui.site.said", language.current())
        if facts is None:
            self.said.show_view(FactsView(heading, sentence("desk.no_visit", language.current())))
            return
        if self.plan.isVisible():
            self.plan.show_facts(facts, self.look)
        rows = tuple(check_row(one) for one in facts.rows)
        if self.said.wanted_height(FactsView(heading, rows=rows, pitch=24)) > self.said.height():
            # where not all find room, what is still open must
            rows = tuple(sorted(rows, key=lambda row: row.sign == "ok"))
        self.said.show_view(FactsView(heading, facts.number, rows, signed=True, strong="label", pitch=26))

    def _stop(self) -> StopFact | None:
        """What the route knows of the site of this visit."""
        route = self.source.route() if isinstance(self.source, ScreenSource) else None
        if route is None or self._facts is None:
            return None
        return next((one for one in (*route.stops, *route.addable) if one.name == self._facts.site), None)

    def keys(self, snapshot: Snapshot | None) -> dict[int, Key]:
        """What the keys do."""
        here = self._facts is not None
        return {
            2: Key(translate("Keys", "检查情况"), here),
            3: Key(translate("Keys", "照片"), here),
            4: Key(sentence("exhibit.people", language.current()), here),
            5: Key(translate("Keys", "禁噪检查"), here, main=True),
            7: Key(translate("Keys", "六个百分百"), here),
            9: Key(translate("Keys", "测点"), here),
            10: Key(translate("Keys", "去测量"), True),
        }

    def act(self, number: int) -> None:
        """A key was pressed."""
        if number == 10:
            closed = isinstance(self.source, DeskSource) and self.source.closing() is not None
            self.step_wanted.emit(CLOSE_STEP if closed else LIVE_STEP)
        elif number in KEYED:
            self._ask(KEYED[number])

    def _ask(self, form: str) -> None:
        facts = self._facts
        if facts is None:
            return
        if form == "person":
            self.asking.ask_people(facts)
        elif form == "position":
            self.asking.ask_points(facts)
        elif form == "plan":
            self.open_plan()
        elif form == VOICE:
            self.source.command("voice")
        elif form == ALL:
            self.read_wanted.emit(facts.site, everything(self._stop(), facts))
        else:
            self.form_wanted.emit(form, {})

    def front(self) -> QWidget | None:
        """The plan, while it is open."""
        return self.plan if self.plan.isVisible() else None

    def hideEvent(self, event: QHideEvent) -> None:
        """The plan belongs to this step."""
        self.plan.hide()
        super().hideEvent(event)

    def open_plan(self) -> None:
        """The plan of the place, over the window."""
        if self._facts is not None:
            self.plan.setParent(self.window())
            self.plan.show_plan(self._facts, self.look)

    def _under_cross(self, east_m: float, north_m: float) -> None:
        if self._facts is not None:
            self.asking.ask_cross(self._facts, east_m, north_m)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Ground and hairlines between the regions, as on the live screen."""
        painter, place = QPainter(self), self.layout_now()
        painter.fillRect(self.rect(), self.look.colour("bg"))
        line, section = self.look.colour("line"), place.section_y
        painter.fillRect(QRectF(MARGIN, section, self.width() - 2 * MARGIN, 1), line)
        painter.fillRect(QRectF(place.column_rule_x, 15, 1, section - 27), line)
        painter.fillRect(QRectF(place.side_rule_x, section + 8, 1, self.height() - section - 8), line)
        painter.end()
