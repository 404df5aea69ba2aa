"""At the site: what was seen and said, as small forms; what was taken in; nothing of it needs a meter."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QRectF
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QPushButton, QWidget

from patrol_app.assets import sentence
from patrol_app.services.screen_facts import SiteFacts
from patrol_app.services.snapshot import Snapshot
from patrol_app.ui import forms, language
from patrol_app.ui.bridge import DeskSource, LiveSource
from patrol_app.ui.look import Look
from patrol_app.ui.officer.closing_words import check_row, value_row
from patrol_app.ui.officer.site_asking import SiteAsking, metres_words
from patrol_app.ui.screen import CLOSE_STEP, LIVE_STEP, Screen
from patrol_app.ui.widgets.fact_list import FactList, FactsView
from patrol_app.ui.widgets.key_row import Key
from patrol_app.ui.widgets.plan_panel import PlanPanel

translate = QCoreApplication.translate

# The forms that have a key of their own; all of them have a button that Tab reaches.
KEYED = {2: "observation", 3: "photo", 4: "person", 5: "ban", 7: "dust", 9: "position"}


class SiteScreen(Screen):
    """Buttons for the forms at the left, what was said in the middle, photos at the right."""

    def __init__(self, source: LiveSource, parent: QWidget | None = None) -> None:
        super().__init__(source, parent)
        self.said, self.photos = FactList(self), FactList(self)
        self.buttons: dict[str, QPushButton] = {}
        for name in forms.SITE_FORMS:
            button = QPushButton(self)
            button.clicked.connect(lambda _checked=False, form=name: self._ask(form))
            self.buttons[name] = button
        self.asking = SiteAsking(self)
        self.plan = PlanPanel(self.window())
        self.plan.describe = metres_words
        self.plan.picked.connect(self._under_cross)
        self.plan.paper_wanted.connect(lambda: self.source.command("show_plan"))
        self.plan.closed.connect(lambda: self.window().setFocus())
        self._facts: SiteFacts | None = None
        self._rules = (0, 0)
        self._name_buttons()

    def _name_buttons(self) -> None:
        keys = {form: f"F{number}  " for number, form in KEYED.items()}
        for name, button in self.buttons.items():
            button.setText(keys.get(name, "") + forms.title(name))

    def changeEvent(self, event: QEvent) -> None:
        """Buttons carry their words themselves; they are named anew in a new language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._name_buttons()
        super().changeEvent(event)

    def set_look(self, look: Look) -> None:
        """Change tone or text scale."""
        super().set_look(look)
        for panel in (self.said, self.photos):
            panel.set_look(look)
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

    def _lay_out(self) -> None:
        look, width, height = self.look, self.width(), self.height()
        left = round(300 * (0.6 + 0.4 * look.text))
        right = round((width - left - 96) * 0.4)
        pitch = min(look.room(56, 17) + 8, (height - 30) // len(self.buttons))
        for index, button in enumerate(self.buttons.values()):
            button.setGeometry(16, 15 + index * pitch, left, pitch - 8)
        middle_x = 16 + left + 32
        right_x = width - 16 - right
        self._rules = (middle_x - 16, right_x - 16)
        self.said.setGeometry(middle_x, 15, right_x - 32 - middle_x, height - 20)
        self.photos.setGeometry(right_x, 15, right, height - 20)

    def refresh(self, snapshot: Snapshot | None, beat: int) -> None:
        """Everything changes slowly here: twice a second."""
        if beat % 10:
            return
        facts = self._facts = self.source.site() if isinstance(self.source, DeskSource) else None
        heading = sentence("ui.site.said", language.current())
        for button in self.buttons.values():
            button.setEnabled(facts is not None)
        if facts is None:
            none = sentence("desk.no_visit", language.current())
            self.said.show_view(FactsView(heading, none))
            self.photos.show_view(FactsView(sentence("ui.site.photos", language.current())))
            return
        if self.plan.isVisible():
            self.plan.show_facts(facts, self.look)
        rows = tuple(check_row(one) for one in facts.rows)
        self.said.show_view(FactsView(heading, facts.number, rows, signed=True, strong="label"))
        taken = tuple(value_row(one) for one in facts.photos)
        self.photos.show_view(FactsView(sentence("ui.site.photos", language.current()), str(len(taken)), taken))

    def keys(self, snapshot: Snapshot | None) -> dict[int, Key]:
        """What the keys do."""
        here = self._facts is not None
        return {
            2: Key(translate("Keys", "检查情况"), here),
            3: Key(translate("Keys", "照片"), here),
            4: Key(translate("Keys", "当事人"), here),
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
        """Ground and hairlines between the regions."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.look.colour("bg"))
        line = self.look.colour("line")
        for x in self._rules:
            painter.fillRect(QRectF(x, 15, 1, self.height() - 20), line)
        painter.end()
