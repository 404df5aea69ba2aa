"""The report tab: reports with their state, rates and nights of the period, the paper; a figure leads to records."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import QEvent, QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from patrol_app.services.report_facts import ReportFacts
from patrol_app.services.snapshot import Snapshot
from patrol_app.ui import language
from patrol_app.ui.bridge import LiveSource
from patrol_app.ui.coordinator import reports_words as said
from patrol_app.ui.coordinator.tab_screen import CoordinatorScreen
from patrol_app.ui.coordinator.words import day_time, left_until, say
from patrol_app.ui.officer.live_words import dot
from patrol_app.ui.widgets.header import HeaderView
from patrol_app.ui.widgets.key_row import Key
from patrol_app.ui.widgets.night_bars import NightBars
from patrol_app.ui.widgets.office_button import OfficeButton
from patrol_app.ui.widgets.opening_table import OpeningTable
from patrol_app.ui.widgets.page_preview import PagePreview
from patrol_app.ui.widgets.primary_button import PrimaryButton
from patrol_app.ui.widgets.rate_dots import RateDots
from patrol_app.ui.widgets.table_list import TableList
from patrol_app.ui.widgets.text_lines import TextLines

LARGE = 1.3


class ReportsScreen(CoordinatorScreen):
    """List, rates and paper are of one period; Enter on a figure lists its visits, Enter on one opens its record."""

    tab: ClassVar[str] = "reports"

    def __init__(self, source: LiveSource, parent: QWidget | None = None) -> None:
        super().__init__(source, parent)
        self.list = TableList(self)
        self.rates, self.nights = RateDots(self), NightBars(self)
        self.behind = OpeningTable(self)
        self.preview, self.remarks = PagePreview(self), TextLines(self)
        self.buttons = {number: OfficeButton(f"F{number}", self) for number in (2, 3, 4, 7, 9, 10)}
        self.issue = PrimaryButton("F5", self)
        self.rate: int | None = None
        self.night: int | None = None
        self.visit: int | None = None
        self.page = 0
        self._facts: ReportFacts | None = None
        self._of: object = None
        self._reread = -1
        self._spoken = language.current()
        self._rules, self._foot_y = (0, 0), 0
        self.list.chosen.connect(self._choose)
        self.rates.chosen.connect(self._choose_rate)
        self.rates.opened.connect(self._open_rate)
        self.nights.chosen.connect(self._choose_night)
        self.nights.opened.connect(self._open_night)
        self.behind.chosen.connect(self._choose_visit)
        self.behind.opened.connect(self._open_visit)
        self.preview.turned.connect(self._turn)
        self.preview.opened.connect(lambda: self.act(4))
        for number, button in self.buttons.items():
            button.clicked.connect(lambda _checked=False, key=number: self.act(key))
        self.issue.clicked.connect(lambda: self.act(5))
        self.behind.hide()
        self.buttons[10].hide()

    def dress(self) -> None:
        """Hand the look to the widgets."""
        parts = (self.list, self.rates, self.nights, self.behind, self.preview, self.remarks, self.issue)
        for part in parts:
            part.set_look(self.look)
        for button in self.buttons.values():
            button.set_look(self.look)

    def lay_out(self) -> None:
        """List, rates over nights, paper; what is spare goes to the paper."""
        look, width, height = self.look, self.width(), self.height()
        margin, button = 16, max(40, look.room(40, 16))
        wide_text = 0.7 + 0.3 * look.text
        right = round(324 * (0.9 + 0.1 * look.text) + max(0, width - 1366) * 0.42)
        left = round(460 * wide_text + max(0, width - 1366) * 0.18)
        foot = height - 10 - look.px(24)
        self._rules = (margin + left + 20, width - margin - right - 20)
        self._foot_y = foot
        middle_x, middle = self._rules[0] + 12, self._rules[1] - self._rules[0] - 24
        buttons_y = foot - 14 - button
        self.list.setGeometry(margin - 8, 12, left + 16, buttons_y - 8 - 12)
        wanted = [self.buttons[number].wanted() for number in (2, 3, 4, 7)]
        stretch = (left - 24) / sum(wanted)
        x = margin
        for number, room in zip((2, 3, 4, 7), wanted, strict=True):
            wide = int(room * stretch)
            self.buttons[number].setGeometry(x, buttons_y, wide, button)
            x += wide + 8
        area = foot - 14 - 12
        lower = max(look.px(92), min(area - self.rates.wanted_height(), round(area * 0.4)))
        self.rates.setGeometry(middle_x, 12, middle, area - lower - 8)
        self.nights.setGeometry(middle_x, 12 + area - lower, middle, lower)
        back = self.buttons[10].wanted() + 14
        # in large text a record's number needs the paper's room too
        over_paper = look.text >= LARGE and not self.behind.isHidden()
        reach = width - margin + 8 - middle_x if over_paper else middle
        self.behind.setGeometry(middle_x, 12, reach, area - button - 12)
        self.preview.setVisible(not over_paper)
        self.remarks.setVisible(not over_paper)
        self.buttons[10].setGeometry(middle_x + 8, foot - 14 - button, back, button)
        right_x = width - margin - right
        faulty = self._facts is not None and self._facts.fault is not None
        lines = (6 if faulty else 2) * look.px(22) + look.px(8)
        self.preview.setGeometry(right_x, 12, right, buttons_y - 12 - 12 - lines)
        self.remarks.setGeometry(right_x, buttons_y - 8 - lines, right, lines)
        save = round((right - 8) * 0.44)
        self.buttons[9].setGeometry(right_x, buttons_y, save, button)
        self.issue.setGeometry(right_x + save + 8, buttons_y, right - save - 8, button)

    # -- showing ---------------------------------------------------------------------------------------------------

    def head(self, snapshot: Snapshot | None, steps: tuple[str, ...], current: int, clock: str) -> HeaderView:
        """Which period is looked at, and what is due next."""
        now, frame, facts = self.now(), self.frame(), self._facts
        due, at = said.due_words(facts, now)
        region = frame.region if frame is not None else ""
        period = ""
        if facts is not None and facts.lines:
            line = facts.line
            period = f"{line.start}" if line.start == line.end else say("reports.span", start=line.start, end=line.end)
        return HeaderView(
            steps=steps,
            current=current,
            place=say("reports.title"),
            zone=dot(*(part for part in (region, period) if part)),
            period=due,
            change=left_until(at, now) if at is not None else "",
            clock=day_time(now),
        )

    def refresh(self, snapshot: Snapshot | None, beat: int) -> None:
        """When a report's hour comes, the list is read anew."""
        super().refresh(snapshot, beat)
        facts = self._facts
        if beat != 0 or facts is None or facts.serial == self._reread:
            return
        if any(line.state == "due" and line.at is not None and line.at <= self.now() for line in facts.lines):
            self._reread = facts.serial
            self.ask("look")

    def show_facts(self, facts: object | None) -> None:
        """Show list, rates, nights and paper, or the visits behind a figure."""
        now = self._facts = facts if isinstance(facts, ReportFacts) else None
        of = (now.line.kind, now.line.start, now.line.end) if now is not None and now.lines else None
        if of != self._of:
            self._of, self.page, self.rate, self.night = of, 0, None, None
        behind = now.behind if now is not None else None
        if behind is None:
            self.visit = None
        elif self.visit is None or self.visit >= len(behind.visits):
            self.visit = 0
        self.list.show_view(said.list_view(now))
        self.rates.show_view(said.rates_view(now, self.rate))
        self.nights.show_view(said.nights_view(now, self.night))
        self.behind.show_view(said.behind_view(now, self.visit))
        self.page = min(self.page, max(0, len(now.pages) - 1)) if now is not None else 0
        self.preview.show_view(said.preview_view(now, self.page))
        self.remarks.show_view(said.remarks(now))
        self._show_middle(behind is not None)
        keys = self.keys(None)
        for number, button in self.buttons.items():
            button.show_words(keys[number].verb, ready=keys[number].enabled)
        self.issue.show_words(keys[5].verb, ready=keys[5].enabled)
        self.lay_out()
        self.update()

    def _show_middle(self, listing: bool) -> None:
        """The visits stand where the rates stood, and the keyboard goes with them."""
        if self.behind.isHidden() != listing:
            return
        self.behind.setVisible(listing)
        self.buttons[10].setVisible(listing)
        self.rates.setVisible(not listing)
        self.nights.setVisible(not listing)
        if listing:
            self.behind.setFocus()
        elif self.night is not None:
            self.nights.setFocus()
        elif self.rate is not None:
            self.rates.setFocus()

    def changeEvent(self, event: QEvent) -> None:
        """The paper speaks the window's language."""
        if event.type() == QEvent.Type.LanguageChange and language.current() != self._spoken:
            self._spoken = language.current()
            if self._facts is not None:
                self.ask("speak", language=self._spoken)
        super().changeEvent(event)

    # -- choosing and opening --------------------------------------------------------------------------------------

    def _choose(self, row: int) -> None:
        if self._facts is not None and row != self._facts.selected:
            self.ask("choose", row=row)

    def _choose_rate(self, row: int) -> None:
        self.rate, self.night = row, None
        self._show()

    def _choose_night(self, row: int) -> None:
        self.rate, self.night = None, row
        self._show()

    def _choose_visit(self, row: int) -> None:
        self.visit = row
        self._show()

    def _open_rate(self, row: int) -> None:
        if self._facts is not None:
            self.rate, self.night = row, None
            self.ask("behind", figure=said.ordered(self._facts)[row].key)

    def _open_night(self, row: int) -> None:
        if self._facts is not None:
            self.rate, self.night = None, row
            self.ask("behind", figure=f"by_night={self._facts.nights[row].night.isoformat()}")

    def _open_visit(self, row: int) -> None:
        behind = self._facts.behind if self._facts is not None else None
        if behind is not None and row < len(behind.visits):
            self.ask("open", number=behind.visits[row].number)

    def _turn(self, by: int) -> None:
        if self._facts is not None and self._facts.pages:
            self.page = (self.page + by) % len(self._facts.pages)
            self._show()

    # -- keys ------------------------------------------------------------------------------------------------------

    def keys(self, snapshot: Snapshot | None) -> dict[int, Key]:
        """What the keys do."""
        facts = self._facts
        here = facts is not None and bool(facts.lines) and facts.fault is None
        again = facts is not None and facts.issue is not None
        fresh = not again or (facts is not None and facts.issue is not None and facts.issue.stale)
        ready = here and fresh and facts is not None and facts.line.state != "running"
        word = "key.report_again" if again and fresh else "key.report_issued" if again else "key.report_issue"
        if here and facts is not None and facts.line.state == "running":
            word = "key.report_running"
        return {
            2: Key(say("key.report_new"), facts is not None),
            3: Key(say("key.report_period"), facts is not None and bool(facts.lines)),
            4: Key(say("key.report_see"), here),
            5: Key(say(word), ready, main=True),
            7: Key(say("key.report_excel"), here),
            9: Key(say("key.report_pdf"), here),
            10: Key(say("key.report_back"), facts is not None and facts.behind is not None),
        }

    def act(self, number: int) -> None:
        """A key or a button."""
        key, facts = self.keys(None).get(number), self._facts
        if key is None or not key.enabled or facts is None:
            return
        if number == 2:
            self.form_wanted.emit("report_new", {"command": "reports.new", "answers": self._answers()})
        elif number == 3:
            more = {"command": "reports.period", "draft": facts.line.draft, "answers": self._answers()}
            self.form_wanted.emit("report_period", {**more, "head": said.kind_words(facts.line)})
        elif number == 4:
            self.ask("see")
        elif number == 5:
            self.ask("issue")
        elif number in (7, 9):
            ending = ".xlsx" if number == 7 else ".pdf"
            self.form_wanted.emit("report_file", {"command": "reports.write", "ending": ending, "answers": {}})
        elif number == 10:
            self.ask("back")

    def _answers(self) -> dict[str, str]:
        """The period that is looked at, as a start for another."""
        facts = self._facts
        if facts is None or not facts.lines:
            return {}
        line = facts.line
        return {
            "report_kind": line.kind,
            "period_start": line.start.isoformat(),
            "period_end": line.end.isoformat(),
        }

    def paintEvent(self, event: QPaintEvent) -> None:
        """Ground, rules and the hint under the figures."""
        painter, look = QPainter(self), self.look
        painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
        painter.fillRect(self.rect(), look.colour("bg"))
        for x in self._rules:
            painter.fillRect(QRectF(x, 15, 1, self._foot_y - 15 - 14), look.colour("line"))
        painter.fillRect(QRectF(16, self._foot_y - 6, self.width() - 32, 1), look.colour("line"))
        base = self._foot_y + look.px(17)
        x = self._rules[0] + 20
        look.put(painter, x, base, said.foot(self._facts), 14, "text2", width=self.width() - 16 - x)
        look.put(painter, 16, base, say("reports.turn"), 14, "text2", width=x - 40)
        painter.end()
