"""The zone tab: the notice, the map with its zones, the sources by distance, and the coming night below."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from patrol_app.services.plan_facts import PlanFacts
from patrol_app.services.snapshot import Snapshot
from patrol_app.services.zone_facts import ZoneFacts
from patrol_app.ui.bridge import LiveSource, OfficeSource
from patrol_app.ui.coordinator import plan_words as plan_said
from patrol_app.ui.coordinator import zones_words as said
from patrol_app.ui.coordinator.tab_screen import CoordinatorScreen
from patrol_app.ui.coordinator.words import say
from patrol_app.ui.screen import LIBRARY_STEP, Choice
from patrol_app.ui.widgets.fact_list import FactList
from patrol_app.ui.widgets.key_row import Key
from patrol_app.ui.widgets.notice_form import NoticeForm
from patrol_app.ui.widgets.office_button import OfficeButton
from patrol_app.ui.widgets.plan_timeline import PlanTimeline
from patrol_app.ui.widgets.primary_button import PrimaryButton
from patrol_app.ui.widgets.source_list import SourceList
from patrol_app.ui.widgets.zone_map import ZoneMap

PLAN = "plan"


class ZonesScreen(CoordinatorScreen):
    """List, map and time axis share the selection; a notice is written as a new version, never over the old one."""

    tab: ClassVar[str] = "zones"

    def __init__(self, source: LiveSource, parent: QWidget | None = None) -> None:
        super().__init__(source, parent)
        self.form = NoticeForm(self)
        self.sessions = FactList(self)
        self.map = ZoneMap(self)
        self.sources = SourceList(self)
        self.timeline = PlanTimeline(self)
        self.buttons = {2: OfficeButton("F2", self), 3: OfficeButton("F3", self), 4: OfficeButton("F4", self),
                        7: OfficeButton("F7", self), 9: OfficeButton("F9", self),
                        10: OfficeButton("F10", self)}  # fmt: skip
        self.issue = PrimaryButton("F5", self)
        self.selected: int | None = None
        self._facts: ZoneFacts | None = None
        self._plan: PlanFacts | None = None
        self._plan_asked = False
        self._new = False
        self._in_form: tuple[str, int, int] | None = None
        self._rule_x, self._remarks_y, self._foot_y = 0, 0, 0
        self.sources.chosen.connect(self.select)
        self.map.chosen.connect(self.select)
        self.timeline.chosen.connect(self.select)
        self.form.edited.connect(self._show_form_head)
        for number, button in self.buttons.items():
            button.clicked.connect(lambda _checked=False, key=number: self.act(key))
        self.issue.clicked.connect(lambda: self.act(5))
        head, foot = (self.buttons[key] for key in (10, 9)), (self.buttons[key] for key in (2, 3, 4, 7))
        lists = (self.map, self.sources, self.timeline)
        self.tab_in_order((*head, *self.form.fields.values(), *lists, *foot, self.issue))
        self.name_widgets()

    def name_widgets(self) -> None:
        """Words of the form and the buttons."""
        self.form.name(said.labels(), said.offers(), said.scopes())
        self.map.setAccessibleName(say("map"))

    def dress(self) -> None:
        """Hand the look to the widgets."""
        for part in (self.form, self.sessions, self.map, self.sources, self.timeline, self.issue):
            part.set_look(self.look)
        for button in self.buttons.values():
            button.set_look(self.look)

    def lay_out(self) -> None:
        """Three columns over the night; what is spare goes to map and list."""
        look, width, height = self.look, self.width(), self.height()
        margin = 16
        left = round(320 * (0.55 + 0.45 * look.text) + max(0, width - 1366) * 0.08)
        right = round(354 * (0.6 + 0.4 * look.text) + max(0, width - 1366) * 0.14)
        button = max(40, look.room(40, 16))
        foot = height - 10 - button
        self._rule_x = margin + left + margin
        middle_x = self._rule_x + margin
        right_x = width - margin - right
        teams = len(self._plan.teams) if self._plan else 2
        night = min(self.timeline.wanted_height(min(teams, 5)), round((foot - 14) * 0.44))
        night_y = foot - 8 - night
        # Left: the notice, where its radius comes from, the calendar.
        line = look.px(22)
        calendar_rows = min(len(self._facts.sessions) if self._facts else 4, 8)
        calendar = look.px(30) + min(2, calendar_rows) * look.room(25, 15) + 2
        form = min(self.form.wanted_height(), foot - 12 - 2 * line - 12 - calendar)
        self.form.setGeometry(margin, 12, left, form)
        end = margin + left
        for number in (9, 10):
            wide = self.buttons[number].wanted() - 4
            end -= wide
            self.buttons[number].setGeometry(end, 10, wide, look.room(28, 15))
            self.buttons[number].raise_()
            end -= 6
        self.form.note_end = end - margin
        self._remarks_y = 12 + form + 2
        calendar_y = self._remarks_y + 2 * line + 8
        self.sessions.setGeometry(margin, calendar_y, left, max(0, foot - 8 - calendar_y))
        # Middle and right, the night below both.
        self.map.setGeometry(middle_x, 15, right_x - 16 - middle_x, night_y - 12 - 15)
        self.sources.setGeometry(right_x - 8, 12, right + 16, night_y - 8 - 12)
        self.timeline.setGeometry(middle_x, night_y, width - margin - middle_x, night)
        # The row of buttons: three under the notice, two at the right.
        self._foot_y = foot
        wanted = [self.buttons[number].wanted() for number in (2, 3, 4)]
        stretch = (left - 16) / sum(wanted)
        x = margin
        for number, room in zip((2, 3, 4), wanted, strict=True):
            wide = int(room * stretch)
            self.buttons[number].setGeometry(x, foot, wide, button)
            x += wide + 8
        issue = max(148, round(look.width(self.issue.text(), 17) + look.width("F5", 14)) + 60)
        again = max(124, self.buttons[7].wanted())
        self.issue.setGeometry(width - margin - issue, foot, issue, button)
        self.buttons[7].setGeometry(width - margin - issue - 8 - again, foot, again, button)

    # -- showing ---------------------------------------------------------------------------------------------------

    def refresh(self, snapshot: Snapshot | None, beat: int) -> None:
        """The night's facts are those of the plan tab, asked for once."""
        super().refresh(snapshot, beat)
        if not isinstance(self.source, OfficeSource):
            return
        plan = self.source.office(PLAN)
        if plan is None and not self._plan_asked and self._facts is not None:
            self._plan_asked = True
            self.source.command(f"{PLAN}.look")
        if plan is not self._plan or beat == 0:
            self._plan = plan if isinstance(plan, PlanFacts) else None
            self._show_night()

    def show_facts(self, facts: object | None) -> None:
        """Show notice, zones and sources; words that stand changed in the form stay."""
        before = self._facts
        self._facts = facts if isinstance(facts, ZoneFacts) else None
        now = self._facts
        key = (now.notice.number if now.notice else "", now.version, now.saved) if now else None
        if key != self._in_form and not (self._kept_words(before, now)):
            self._in_form, self._new = key, False
            self.form.show_answers(said.answers(now))
        self._show_form_head()
        self.sessions.show_view(said.sessions_view(now))
        self.map.words = said.map_words()
        if now is not None and self.selected is None:
            inside = [one for one in now.sources if one.where == "inside"]
            self.selected = inside[0].number if inside else None
        self.sources.show_view(said.sources_view(now, self.selected))
        self._show_night()

    def _kept_words(self, before: ZoneFacts | None, now: ZoneFacts | None) -> bool:
        """Whether the form holds words that a look at other facts must not take away."""
        if before is None or now is None or not (self.form.changed or self._new):
            return False
        return before.saved == now.saved and self._in_form is not None

    def _show_form_head(self) -> None:
        self.form.tell(*said.notice_head(self._facts, changed=self.form.changed, new=self._new))
        self._show_buttons()
        self.update()

    def _show_night(self) -> None:
        if self._facts is not None and (self._facts.sources or self._facts.zones):
            self.map.show_route(said.map_facts(self._facts, self._plan), self.selected)
        self.timeline.show_view(plan_said.timeline(self._plan, self.now(), self.selected, None))
        self._show_buttons()
        self.lay_out()
        self.update()

    def _show_buttons(self) -> None:
        keys = self.keys(None)
        for number, button in self.buttons.items():
            button.show_words(keys[number].verb, ready=keys[number].enabled)
        self.issue.show_words(keys[5].verb, ready=keys[5].enabled)

    def select(self, number: int) -> None:
        """Select a source in the list, on the map and in the night."""
        self.selected = number
        self._show()

    # -- keys ------------------------------------------------------------------------------------------------------

    def keys(self, snapshot: Snapshot | None) -> dict[int, Key]:
        """What the keys do."""
        facts, plan = self._facts, self._plan
        noticed = facts is not None and facts.notice is not None and not self._new
        planned = plan is not None and plan.version > 0 and not plan.changed
        issued = plan is not None and plan.version > 0 and plan.issued == plan.version
        many = facts is not None and (len(facts.notices) > 1 or self._new)
        return {
            2: Key(say("key.import")),
            3: Key(say("key.save_notice"), facts is not None and self.form.changed),
            4: Key(say("key.duplicates"), facts is not None),
            5: Key(say("key.issued" if issued else "key.issue"), planned and not issued, main=True),
            7: Key(say("key.plan" if plan is not None and plan.version == 0 else "key.replan"), plan is not None),
            9: Key(say("key.withdraw"), noticed),
            10: Key(say("key.next_notice" if many else "key.new_notice"), facts is not None),
        }  # fmt: skip

    def act(self, number: int) -> None:
        """A key or a button."""
        facts = self._facts
        if number == 2:
            self.step_wanted.emit(LIBRARY_STEP)
        elif number == 3 and self.form.changed and facts is not None:
            base = facts.notice.number if facts.notice is not None and not self._new else ""
            self.ask("save_notice", base=base, answers=self.form.answers())
        elif number == 4:
            self.source.command("library.duplicates")
            self.step_wanted.emit(LIBRARY_STEP)
        elif number == 5 and self.keys(None)[5].enabled:
            self.source.command(f"{PLAN}.issue")
        elif number == 7 and self._plan is not None:
            self.source.command(f"{PLAN}.plan")
        elif number == 9 and facts is not None and facts.notice is not None and not self._new:
            self._ask_withdraw(facts.notice.number)
        elif number == 10 and facts is not None:
            self._turn(facts)

    def _ask_withdraw(self, number: str) -> None:
        def chosen(index: int) -> None:
            if index == 0:
                self.ask("withdraw", number=number)

        options = (say("withdraw.yes"), say("withdraw.no"))
        title = say("withdraw.ask", number=number)
        self.choice_wanted.emit(Choice(title, options, chosen, say("withdraw.foot"), columns=2))

    def _turn(self, facts: ZoneFacts) -> None:
        """The next notice; after the last an empty form for a new one, then the first again."""
        last = facts.notice is None or facts.notices[-1] == facts.notice.number
        if last and not self._new:
            self._new = True
            self.form.show_answers(said.answers(None))
            self.form.fields["issuer"].setFocus()
        else:
            self._new, self._in_form = False, None
            if len(facts.notices) > 1:
                self.ask("notice", step=1)
            else:
                self._show()
        self._show_form_head()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Ground, rule, the two remarks under the notice, and what the night's blocks mean."""
        painter, look = QPainter(self), self.look
        painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
        painter.fillRect(self.rect(), look.colour("bg"))
        painter.fillRect(QRectF(self._rule_x, 15, 1, self._foot_y - 27), look.colour("line"))
        room = self.form.width()
        for index, remark in enumerate(said.remarks(self._facts)):
            y = self._remarks_y + look.px(16 + 22 * index)
            look.put(painter, self.form.x(), y, remark, 14, "text2", width=room)
        middle = self._foot_y + self.issue.height() / 2
        words = plan_said.foot(self._plan)
        x = self.timeline.x()
        look.put(painter, x, look.middle(middle, 14), words, 14, "text2", width=self.buttons[7].x() - x - 16)
        painter.end()
