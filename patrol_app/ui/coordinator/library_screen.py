"""The library tab: lists with their counts, the entries of one, its column guide, imports and what they refused."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from patrol_app.services.library_facts import LibraryFacts
from patrol_app.services.snapshot import Snapshot
from patrol_app.ui import language
from patrol_app.ui.bridge import LiveSource
from patrol_app.ui.coordinator import library_words as said
from patrol_app.ui.coordinator.tab_screen import CoordinatorScreen
from patrol_app.ui.coordinator.words import say
from patrol_app.ui.widgets.key_row import Key
from patrol_app.ui.widgets.office_button import OfficeButton
from patrol_app.ui.widgets.primary_button import PrimaryButton
from patrol_app.ui.widgets.table_list import TableList
from patrol_app.ui.widgets.text_lines import TextLines


class LibraryScreen(CoordinatorScreen):
    """An import with one bad row takes nothing until a person says so."""

    tab: ClassVar[str] = "library"

    def __init__(self, source: LiveSource, parent: QWidget | None = None) -> None:
        super().__init__(source, parent)
        self.libraries, self.rows, self.middle, self.imports = (TableList(self) for _ in range(4))
        self.detail = TextLines(self)
        self.buttons = {number: OfficeButton(f"F{number}", self) for number in (2, 3, 4, 7, 10)}
        self.keep = PrimaryButton("F5", self)
        self.row: int | None = None
        self.middle_row: int | None = None
        self.import_row: int | None = None
        self._facts: LibraryFacts | None = None
        self._outcome: object = None
        self._rules: tuple[int, int, int] = (0, 0, 0)
        self.libraries.chosen.connect(self._choose_library)
        self.rows.chosen.connect(self._choose_row)
        self.imports.chosen.connect(self._choose_import)
        self.middle.chosen.connect(self._choose_middle)
        for number, button in self.buttons.items():
            button.clicked.connect(lambda _checked=False, key=number: self.act(key))
        self.keep.clicked.connect(lambda: self.act(5))

    def dress(self) -> None:
        """Hand the look to the widgets."""
        for part in (self.libraries, self.rows, self.middle, self.imports, self.detail, self.keep):
            part.set_look(self.look)
        for button in self.buttons.values():
            button.set_look(self.look)

    def lay_out(self) -> None:
        """Libraries left, entries over the guide in the middle, imports right."""
        look, width, height = self.look, self.width(), self.height()
        margin = 16
        left = round(304 * (0.55 + 0.45 * look.text) + max(0, width - 1366) * 0.1)
        right = round(352 * (0.6 + 0.4 * look.text) + max(0, width - 1366) * 0.22)
        button = max(40, look.room(40, 16))
        foot = height - 10 - button
        first, second = margin + left + margin, width - margin - right - margin
        self._rules = (first, second, foot)
        middle_x, middle = first + margin, second - first - 2 * margin
        self.libraries.setGeometry(margin - 8, 12, left + 16, foot - 20)
        entries = round((foot - 20) * 0.56)
        self.rows.setGeometry(middle_x - 8, 12, middle + 16, entries)
        self.middle.setGeometry(middle_x - 8, 12 + entries + 8, middle + 16, foot - 8 - 12 - entries - 8)
        lines = 6 * look.px(22)
        self.imports.setGeometry(second + margin - 8, 12, right + 16, foot - 28 - lines)
        self.detail.setGeometry(second + margin, foot - 10 - lines, right, lines)
        x = margin
        for number in (2, 3, 4):
            wide = self.buttons[number].wanted() + 14
            self.buttons[number].setGeometry(x, foot, wide, button)
            x += wide + 8
        keep = max(right, 0)
        self.keep.setGeometry(width - margin - keep, foot, keep, button)
        end = width - margin - keep - 8
        for number in (7, 10):
            wide = self.buttons[number].wanted() + 14
            end -= wide
            self.buttons[number].setGeometry(end, foot, wide, button)
            end -= 8

    # -- showing ---------------------------------------------------------------------------------------------------

    def show_facts(self, facts: object | None) -> None:
        """Show the libraries."""
        before, now = self._facts, facts if isinstance(facts, LibraryFacts) else None
        self._facts = now
        if now is not None and (before is None or before.kind != now.kind):
            self.row = None
            self.middle_row = self.middle_row if said.middle_kind(now) != "guide" else None
        outcome = (said.middle_kind(now), now.outcome if now else None)
        if outcome != self._outcome:
            self._outcome = outcome
            self.middle_row = 0 if outcome[0] != "guide" else None
            self.import_row = None
        self.libraries.show_view(said.libraries_view(now))
        self.rows.show_view(said.rows_view(now, self.row))
        self.middle.show_view(said.middle_view(now, self.middle_row))
        self.imports.show_view(said.imports_view(now, self.import_row))
        about = said.detail(now, self.middle_row, self.import_row) or said.about_row(now, self.row)
        self.detail.show_view(about)
        keys = self.keys(None)
        for number, button in self.buttons.items():
            button.show_words(keys[number].verb, ready=keys[number].enabled)
        self.keep.show_words(keys[5].verb, ready=keys[5].enabled)
        self.lay_out()
        self.update()

    def _choose_library(self, row: int) -> None:
        if self._facts is not None and self._facts.libraries[row].kind != self._facts.kind:
            self.ask("kind", kind=self._facts.libraries[row].kind)

    def _choose_row(self, row: int) -> None:
        self.row, self.import_row = row, None
        if said.middle_kind(self._facts) == "guide":
            self.middle_row = None
        self._show()

    def _choose_middle(self, row: int) -> None:
        self.middle_row, self.import_row = row, None
        self._show()

    def _choose_import(self, row: int) -> None:
        self.import_row = row
        self._show()

    def _undoable(self) -> str | None:
        facts, row = self._facts, self.import_row
        if facts is None or row is None or row >= len(facts.imports):
            return None
        return None if facts.imports[row].undone else facts.imports[row].id

    # -- keys ------------------------------------------------------------------------------------------------------

    def keys(self, snapshot: Snapshot | None) -> dict[int, Key]:
        """What the keys do."""
        facts = self._facts
        here = facts is not None
        waiting = facts is not None and facts.outcome is not None and facts.outcome.waiting
        good = facts.outcome.good if facts is not None and facts.outcome is not None else 0
        keep = say("key.keep_good", count=good) if waiting else say("key.keep_none")
        return {
            2: Key(say("key.import_list"), here),
            3: Key(say("key.template"), here),
            4: Key(say("key.duplicates"), here),
            5: Key(keep, waiting and good > 0, main=True),
            7: Key(say("key.undo"), self._undoable() is not None),
            10: Key(say("key.guide"), here and said.middle_kind(facts) != "guide"),
        }

    def act(self, number: int) -> None:
        """A key or a button."""
        key, facts = self.keys(None).get(number), self._facts
        if key is None or not key.enabled or facts is None:
            return
        head = said.kind_word(facts.kind)
        if number == 2:
            more = {"command": "library.import", "kind": facts.kind, "answers": {}}
            self.form_wanted.emit("import_list", {**more, "head": say("import.head", kind=head)})
        elif number == 3:
            more = {"command": "library.template", "kind": facts.kind, "language": language.current(), "answers": {}}
            self.form_wanted.emit("template", {**more, "head": say("template.head", kind=head)})
        elif number == 4:
            self.ask("duplicates")
        elif number == 5:
            self.ask("keep_good")
        elif number == 7:
            self.ask("undo", id=self._undoable())
        elif number == 10:
            self.ask("set_aside")

    def paintEvent(self, event: QPaintEvent) -> None:
        """Ground and rules."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.look.colour("bg"))
        for x in self._rules[:2]:
            painter.fillRect(QRectF(x, 15, 1, self._rules[2] - 27), self.look.colour("line"))
        painter.end()
