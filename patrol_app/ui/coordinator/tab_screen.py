"""What every tab of the coordinator's window shares: head, status line, its facts by its name, its commands."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import ClassVar

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from patrol_app.services.coordinator_facts import FrameFacts
from patrol_app.services.snapshot import Snapshot
from patrol_app.ui.bridge import LiveSource, OfficeSource
from patrol_app.ui.coordinator import words as said
from patrol_app.ui.look import Look
from patrol_app.ui.screen import Screen
from patrol_app.ui.widgets.header import HeaderView
from patrol_app.ui.widgets.status_line import StatusView

FRAME = "frame"


class CoordinatorScreen(Screen):
    """A tab: it names itself, lays its widgets out in ``lay_out``, and shows its facts in ``show_facts``.

    The facts are whatever ``TabHands.read`` gave; they are asked for (``TAB.look``) when the tab is first shown.
    """

    takes_key_row = True
    #: The tab's name: that of its facts and of its commands, ``TAB.VERB``.
    tab: ClassVar[str]

    def __init__(self, source: LiveSource, parent: QWidget | None = None) -> None:
        super().__init__(source, parent)
        self._seen: object | None = None
        self._asked = False
        self._order: tuple[QWidget, ...] = ()

    # -- for the tab -----------------------------------------------------------------------------------------------

    def lay_out(self) -> None:
        """Place the widgets for the present size and look."""
        raise NotImplementedError  # each screen has its own; Qt's metaclass leaves no room for ABC

    def dress(self) -> None:
        """Hand the look to the widgets."""
        raise NotImplementedError  # each screen has its own; Qt's metaclass leaves no room for ABC

    def show_facts(self, facts: object | None) -> None:
        """Show the tab's facts; nothing while they are not read yet."""
        raise NotImplementedError  # each screen has its own; Qt's metaclass leaves no room for ABC

    def name_widgets(self) -> None:
        """Give words to widgets that carry them; again in a new language."""

    def tab_in_order(self, stops: Iterable[QWidget]) -> None:
        """Let Tab go through these as they are read, whatever was made first."""
        # Qt's order breaks off at what takes no keyboard.
        wanted = tuple(one for one in stops if one.focusPolicy() != Qt.FocusPolicy.NoFocus)
        if wanted != self._order:
            self._order = wanted
            for before, after in pairwise(wanted):
                QWidget.setTabOrder(before, after)

    def ask(self, verb: str, **data: object) -> None:
        """Send a command of this tab."""
        self.source.command(f"{self.tab}.{verb}", **data)

    def frame(self) -> FrameFacts | None:
        """The facts of head and status line."""
        facts = self.source.office(FRAME) if isinstance(self.source, OfficeSource) else None
        return facts if isinstance(facts, FrameFacts) else None

    # -- for the window --------------------------------------------------------------------------------------------

    def set_look(self, look: Look) -> None:
        """Change tone or text scale."""
        super().set_look(look)
        self.dress()
        self.lay_out()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay out anew."""
        self.lay_out()

    def changeEvent(self, event: QEvent) -> None:
        """Widgets that carry words are named anew in a new language."""
        if event.type() == QEvent.Type.LanguageChange:
            self.name_widgets()
            self._show()
        super().changeEvent(event)

    def head(self, snapshot: Snapshot | None, steps: tuple[str, ...], current: int, clock: str) -> HeaderView:
        """Exam, zones, and the time until the next session."""
        return said.head_view(self.frame(), steps, current, self.now())

    def status(self, snapshot: Snapshot | None) -> StatusView:
        """The office's line."""
        return said.status_view(self.frame())

    def refresh(self, snapshot: Snapshot | None, beat: int) -> None:
        """Show facts when they are new; ask for them once the data folder is open."""
        if not isinstance(self.source, OfficeSource):
            return
        facts = self.source.office(self.tab)
        if facts is None and not self._asked and self.frame() is not None:
            self._asked = True
            self.ask("look")
        if facts is not self._seen or beat == 0:
            self._seen = facts
            self._show()

    def _show(self) -> None:
        self.show_facts(self._seen)

    def reason_chosen(self, reason: str) -> None:
        """No tab excludes anything."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """The ground."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.look.colour("bg"))
        painter.end()
