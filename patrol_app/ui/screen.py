"""What the window wants of a screen: words for the keys, an answer to them, and a look at each snapshot."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from patrol_app.services.snapshot import Snapshot
from patrol_app.ui import frame_words
from patrol_app.ui.bridge import DeskSource, LiveSource, ScreenSource
from patrol_app.ui.look import Look
from patrol_app.ui.widgets.header import HeaderView
from patrol_app.ui.widgets.key_row import Key
from patrol_app.ui.widgets.status_line import StatusView

#: The steps of an officer's night, in the order of the head's tabs.
BEFORE_STEP, ROUTE_STEP, LIVE_STEP, EVIDENCE_STEP, CLOSE_STEP = range(5)
#: The drive-by survey stands beside the officer's steps, behind the route.
SURVEY_STEP = 5
#: The first step of a supervisor's day.
REVIEW_STEP = 0
#: The tabs of a coordinator's office.
ZONES_STEP, PLAN_STEP, REPORTS_STEP, LIBRARY_STEP = range(4)


@dataclass(frozen=True, slots=True)
class Choice:
    """Up to nine options that a screen wants put; ``chosen`` gets the index of the answer."""

    title: str
    options: tuple[str, ...]
    chosen: Callable[[int], None]
    foot: str = ""
    columns: int = 3


class Screen(QWidget):
    """One step of a role's work. It reads snapshots, sends commands, and never waits."""

    #: Whether the screen has the room of the key row and shows its keys on buttons of its own.
    takes_key_row = False

    step_wanted = Signal(int)
    #: The reason of an excluded part is to be asked for; ``reason_chosen`` brings the answer.
    reason_wanted = Signal()
    #: A button of the screen that stands for a guarded key goes down or comes up.
    key_down = Signal(int)
    key_up = Signal(int)
    #: A form is to be filled in: its name, and what goes with the answers.
    form_wanted = Signal(str, dict)
    #: A ``Choice`` is to be put.
    choice_wanted = Signal(object)
    #: Something wants to be read: heading and pairs of words.
    read_wanted = Signal(str, list)

    def __init__(self, source: LiveSource, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.source = source
        self.look = Look()
        #: The window's clock, for what counts down without a session.
        self.now: Callable[[], datetime] = lambda: datetime.now(UTC)

    def set_look(self, look: Look) -> None:
        """Change tone or text scale."""
        self.look = look

    def head(self, snapshot: Snapshot | None, steps: tuple[str, ...], current: int, clock: str) -> HeaderView:
        """The head over this screen; the place of the running measurement unless a screen says otherwise."""
        if snapshot is None and self.practising(None):
            return frame_words.practice_header(steps, current, clock)
        view = frame_words.header_view(snapshot, steps, current, clock)
        if snapshot is not None and snapshot.practice and current != LIVE_STEP:
            # F10 leaves practice where it measures; elsewhere it has its own verb
            return replace(view, change=frame_words.practice_header(steps, current, clock).change)
        route = self.source.route() if snapshot is None and isinstance(self.source, ScreenSource) else None
        if route is not None and route.legal is not None:
            # which hours hold is wanted on the way too
            period, change = frame_words.period_words(route.legal), frame_words.change_words(route.legal, self.now())
            return replace(view, period=period, change=change)
        return view

    def practising(self, snapshot: Snapshot | None) -> bool:
        """Whether all this is practice: the visit that runs, or the data folder in use while none does."""
        if snapshot is not None:
            return snapshot.practice
        route = self.source.route() if isinstance(self.source, ScreenSource) else None
        return route is not None and route.practice

    def refresh(self, snapshot: Snapshot | None, beat: int) -> None:
        """Show what is due at this beat (one of twenty a second); beat 0 shows everything."""
        raise NotImplementedError  # each screen has its own; Qt's metaclass leaves no room for ABC

    def keys(self, snapshot: Snapshot | None) -> dict[int, Key]:
        """What keys 1 to 10 do now, except 1, 6 and 8, which the window owns."""
        raise NotImplementedError  # each screen has its own; Qt's metaclass leaves no room for ABC

    def status(self, snapshot: Snapshot | None) -> StatusView:
        """The status line under this screen; that of the running session unless a screen says otherwise."""
        if snapshot is None and self.practising(None):
            return frame_words.practice_status()
        if snapshot is None and isinstance(self.source, DeskSource):
            return frame_words.bench_status(self.source.departure())
        return frame_words.status_view(snapshot)

    def front(self) -> QWidget | None:
        """What lies over the screen and wants the keyboard when a question was answered; usually nothing."""
        return None

    def through_door(self) -> None:
        """The key of the survey's door was pressed; it leads from the route to the survey and back."""

    def reason_chosen(self, reason: str) -> None:
        """The reason that was asked for, in Chinese as it goes into the record."""
        raise NotImplementedError  # each screen has its own; Qt's metaclass leaves no room for ABC

    def act(self, number: int) -> None:
        """A key was pressed (or held long enough)."""
        raise NotImplementedError  # each screen has its own; Qt's metaclass leaves no room for ABC
