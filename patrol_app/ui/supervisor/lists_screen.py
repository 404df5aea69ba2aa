"""The supervisor's lists: visits, case files, orders; one table each, with what can be done to the selected row."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import QEvent, QRectF
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from patrol_app.services.snapshot import Snapshot
from patrol_app.services.supervisor_facts import SupervisorFacts, VisitLine
from patrol_app.ui import language
from patrol_app.ui.bridge import LiveSource, OfficeSource
from patrol_app.ui.look import Look
from patrol_app.ui.screen import REVIEW_STEP, Screen
from patrol_app.ui.supervisor import lists_words as said
from patrol_app.ui.supervisor.filter_words import Tab, filter_form
from patrol_app.ui.widgets.header import HeaderView
from patrol_app.ui.widgets.key_row import Key
from patrol_app.ui.widgets.office_button import OfficeButton
from patrol_app.ui.widgets.primary_button import PrimaryButton
from patrol_app.ui.widgets.status_line import StatusView
from patrol_app.ui.widgets.table_list import TableList
from patrol_app.ui.widgets.text_lines import TextLines

LISTS = "supervisor"
ASIDE = (3, 4, 10)


class SupervisorScreen(Screen):
    """A list; F4 filters it, F5 does what the tab is for."""

    takes_key_row = True
    tab: ClassVar[Tab] = "visits"

    def __init__(self, source: LiveSource, parent: QWidget | None = None) -> None:
        super().__init__(source, parent)
        self.table = TableList(self)
        self.remark = TextLines(self)
        self.buttons = {number: OfficeButton(f"F{number}", self) for number in ASIDE}
        self.main = PrimaryButton("F5", self)
        self.row = 0
        self._facts: SupervisorFacts | None = None
        self._lines = said.TabLines()
        self._foot = 0
        self.table.chosen.connect(self._choose)
        for number, button in self.buttons.items():
            button.clicked.connect(lambda _checked=False, key=number: self.act(key))
        self.main.clicked.connect(lambda: self.act(5))

    # -- looks -----------------------------------------------------------------------------------------------------

    def set_look(self, look: Look) -> None:
        """Change tone or text scale."""
        super().set_look(look)
        for panel in (self.table, self.remark):
            panel.set_look(look)
        self.main.set_look(look)
        for button in self.buttons.values():
            button.set_look(look)
        self._lay_out()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay out anew."""
        self._lay_out()

    def changeEvent(self, event: QEvent) -> None:
        """Everything is said again in a new language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._show()
        super().changeEvent(event)

    def _lay_out(self) -> None:
        width, height, look = self.width(), self.height(), self.look
        button = max(44, look.room(44, 17))
        self._foot = height - 24 - button
        line = look.room(26, 15)
        self.table.setGeometry(8, 12, width - 16, self._foot - line - 22)
        self.remark.setGeometry(16, self._foot - line - 4, width - 32, line)
        x = 16
        for one in self.buttons.values():
            wide = one.wanted() + 14
            one.setGeometry(x, self._foot + 12, wide, button)
            x += wide + 8
        wide = max(300, round(look.width(self.main.text(), 17)) + 90)
        self.main.setGeometry(width - 16 - wide, self._foot + 12, wide, button)

    # -- showing ---------------------------------------------------------------------------------------------------

    def line(self) -> VisitLine | None:
        """The selected visit."""
        found = self._lines.of(self._facts, self.tab)
        return found[self.row] if self.row < len(found) else None

    def head(self, snapshot: Snapshot | None, steps: tuple[str, ...], current: int, clock: str) -> HeaderView:
        """The selected visit."""
        return said.head_view(self._facts, self.line(), steps, current, clock)

    def status(self, snapshot: Snapshot | None) -> StatusView:
        """The office's line."""
        return said.status_view(self._facts)

    def refresh(self, snapshot: Snapshot | None, beat: int) -> None:
        """Show the lists when they are new."""
        facts = self.source.office(LISTS) if isinstance(self.source, OfficeSource) else None
        now = facts if isinstance(facts, SupervisorFacts) else None
        if now is not self._facts or beat == 0:
            self._facts = now
            self._show()

    def _show(self) -> None:
        found = self._lines.of(self._facts, self.tab)
        self.row = min(self.row, max(0, len(found) - 1))
        self.table.show_view(said.table_view(self._facts, self.tab, found, self.row))
        self.remark.show_view((said.remark(self.line()),))
        keys = self.keys(None)
        for number, button in self.buttons.items():
            button.show_words(keys[number].verb, ready=keys[number].enabled)
        self.main.show_words(keys[5].verb, ready=keys[5].enabled)
        self._lay_out()
        self.update()

    def _choose(self, row: object) -> None:
        if isinstance(row, int):
            self.row = row
            self._show()

    # -- keys ------------------------------------------------------------------------------------------------------

    def keys(self, snapshot: Snapshot | None) -> dict[int, Key]:
        """What the keys do."""
        here = self.line() is not None
        return {
            3: Key(said.say("key.papers"), here),
            4: Key(said.say("key.filter"), self._facts is not None),
            5: Key(said.say("key.open"), here, main=True),
            10: Key(said.say("key.next"), here),
        }

    def act(self, number: int) -> None:
        """A key or a button."""
        key, line = self.keys(None).get(number), self.line()
        if key is None or not key.enabled:
            return
        if number == 4 and self._facts is not None:
            form = "orders_filter" if self.tab == "orders" else "visits_filter"
            self.form_wanted.emit(form, filter_form(self.tab, self._facts))
        elif line is not None and number == 10:
            self._choose((self.row + 1) % len(self._lines.of(self._facts, self.tab)))
        elif line is not None:
            self.do(number, line)

    def do(self, number: int, line: VisitLine) -> None:
        """What this tab does to a visit."""
        if number == 3:
            self.source.command("show_papers", number=line.number, language=language.current())
        elif number == 5:
            self.source.command("open_visit", number=line.number)
            self.step_wanted.emit(REVIEW_STEP)

    def reason_chosen(self, reason: str) -> None:
        """No list excludes anything."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Ground and the rule over the buttons."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.look.colour("bg"))
        painter.fillRect(QRectF(16, self._foot, self.width() - 32, 1), self.look.colour("line"))
        painter.end()


class CasesScreen(SupervisorScreen):
    """Visits with a pack, and their case files."""

    tab = "cases"

    def keys(self, snapshot: Snapshot | None) -> dict[int, Key]:
        """F5 keeps the case file."""
        line = self.line()
        whole = line is not None and bool(line.party)
        return {**super().keys(snapshot), 5: Key(said.say("key.case_file"), whole, main=True)}

    def do(self, number: int, line: VisitLine) -> None:
        """F5 keeps the case file."""
        if number == 5:
            self.source.command("make_case_file", number=line.number, language=language.current())
        else:
            super().do(number, line)


class OrdersScreen(SupervisorScreen):
    """Orders to correct that wait for the supervisor's signature, and those that have it."""

    tab = "orders"

    def keys(self, snapshot: Snapshot | None) -> dict[int, Key]:
        """F3 shows the order, F5 signs it."""
        line = self.line()
        open_ = line is not None and not line.countersigned
        return {
            **super().keys(snapshot),
            3: Key(said.say("key.order"), line is not None),
            5: Key(said.say("key.sign"), open_, main=True),
        }

    def do(self, number: int, line: VisitLine) -> None:
        """F3 shows the order; F5 asks for the key's password while it is locked, and signs."""
        facts = self._facts
        if number == 3:
            self.source.command("show_papers", number=line.number, order=True, language=language.current())
        elif number == 5 and facts is not None and facts.key == "locked":
            head = said.say("sign.head", order=line.order_number or line.number, who=facts.reviewer)
            self.form_wanted.emit("unlock", {"command": "sign_order", "head": head, "number": line.number})
        elif number == 5:
            self.source.command("sign_order", number=line.number)
