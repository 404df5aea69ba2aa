"""The desk of an officer, a supervisor or a coordinator: what the window shows and asks, on this laptop's data folder.

Every call of the window returns at once: it gets facts that were made before, and leaves work for the worker.
"""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol

from patrol_app.domain.errors import CannotDo, PatrolError
from patrol_app.services.desk.settings import DeskSettings, load_settings, save_settings
from patrol_app.services.desk.worker import Worker, sentence_of
from patrol_app.store.home import data_folder

if TYPE_CHECKING:
    # A desk is made before the first picture is on the screen: what it will work with is imported by its worker.
    from drivers.link import Clock
    from patrol_app.evidence.signer import Signer
    from patrol_app.services.desk.shelf import Shelf
    from patrol_app.services.desk.survey_facts import SurveyFacts
    from patrol_app.services.place_facts import RouteFacts, SiteFacts
    from patrol_app.services.screen_facts import ClosingFacts, DepartureFacts, ReviewFacts, Said
    from patrol_app.services.snapshot import Snapshot

log = logging.getLogger("desk")

BEAT_S = 0.1
NOTICE_NS = 12_000_000_000
AGAIN_S = 3.0
"""How often a data folder that could not be opened is tried again."""
Role = Literal["officer", "supervisor", "coordinator"]


@dataclass(slots=True)
class Published:
    """What the window may look at: each is replaced whole, never changed."""

    departure: DepartureFacts | None = None
    route: RouteFacts | None = None
    closing: ClosingFacts | None = None
    review: ReviewFacts | None = None
    heard_s: float | None = None
    """Where in the run the sound is that is heard; kept apart, for the beat writes it and the worker the facts."""
    site: SiteFacts | None = None
    survey: SurveyFacts | None = None
    pages: tuple[bytes, ...] = ()
    unit: Mapping[str, str] | None = None
    office: Mapping[str, object] = field(default_factory=dict)


class Hands(Protocol):
    """The work behind one role; all methods but ``snapshot``, ``pass_on`` and ``beat`` run in the worker."""

    def open(self) -> None:
        """Open the data folder."""
        ...

    def beat(self) -> None:
        """Make new what changes by itself; in the desk's beat, ten times a second."""
        ...

    def snapshot(self) -> Snapshot | None:
        """The newest picture of a running visit; never waits."""
        ...

    def pass_on(self, name: str, data: Mapping[str, Any]) -> bool:
        """Hand a command straight to the running visit, if it is one of its own; never waits."""
        ...

    def work(self, name: str, data: Mapping[str, Any]) -> None:
        """Do a command."""
        ...

    @property
    def shelf(self) -> Shelf | None:
        """The data folder in use."""
        ...

    def shelf_read(self, shelf: Shelf) -> None:
        """Take the data folder as it was read anew."""
        ...

    def close(self) -> None:
        """Close everything."""
        ...


class Desk:
    """A source of the window. ``start`` begins the threads; ``close`` ends the visit's recording and waits."""

    def __init__(self, folder: Path | None = None, *, role: Role = "officer", clock: Clock | None = None) -> None:
        self.folder = folder or data_folder()
        self.usual = None if folder else self.folder
        """The folder as this laptop's settings gave it when the desk was made, unless the caller gave one."""
        self.role: Role = role
        self._clock = clock
        self.settings: DeskSettings = load_settings(self.folder)
        self.published = Published()
        self.keys: dict[str, Signer] = {}
        """Unlocked keys by certificate number; they live as long as the desk."""
        self._notice: tuple[Said, int] | None = None
        self._busy: Said | None = None
        self._shut: Said | None = None
        self._again_s: float | None = None
        self.worker = Worker("desk", self.tell)
        self._hands: Hands | None = None
        self._open_now = False
        self._ended = threading.Event()
        self._beat = threading.Thread(target=self._keep_beat, name="desk beat", daemon=True)

    # -- from any thread -------------------------------------------------------------------------------------

    def start(self) -> None:
        """Begin: the data folder is opened in the worker."""
        self.worker.start()
        self.worker.do(self._open)
        self._beat.start()

    def close(self) -> None:
        """End a running visit's recording, close the data folder; twice is once."""
        if self._ended.is_set():
            return
        self._ended.set()
        if self._beat.is_alive():
            self._beat.join()
        hands = self._hands
        if hands is not None:
            self.worker.do(hands.close)
        self.worker.close()

    @property
    def clock(self) -> Clock:
        """The clock of the desk and of its visits; the laptop's own unless one was given."""
        if self._clock is None:
            from drivers.link import SystemClock

            self._clock = SystemClock()
        return self._clock

    @property
    def busy(self) -> Said | None:
        """What the worker is at, when it takes a while."""
        return self._busy

    def at(self) -> datetime:
        """Now."""
        from patrol_app.services.visit import utc_of

        return utc_of(self.clock.utc_ns())

    def tell(self, said: Said) -> None:
        """Show a sentence for a while."""
        self._notice = said, self.clock.monotonic_ns() + NOTICE_NS

    def notice(self) -> Said | None:
        """The sentence that is to be seen now: what is worked on, or the newest refusal or answer.

        Why the data folder could not be opened stands until it is open.
        """
        if self._shut is not None:
            return self._shut
        if self._busy is not None:
            return self._busy
        kept = self._notice
        return kept[0] if kept is not None and self.clock.monotonic_ns() < kept[1] else None

    def hush(self) -> None:
        """The sentence was read."""
        self._notice = None

    def latest(self) -> Snapshot | None:
        """The newest picture of the visit that runs."""
        hands = self._hands
        return None if hands is None else hands.snapshot()

    def departure(self) -> DepartureFacts | None:
        """Before leaving, and calibrations at the site."""
        return self.published.departure

    def route(self) -> RouteFacts | None:
        """The night's stops."""
        return self.published.route

    def closing(self) -> ClosingFacts | None:
        """The visit that is being closed."""
        return self.published.closing

    def review(self) -> ReviewFacts | None:
        """The case a supervisor looks at, with the playhead where it is now."""
        facts, heard_s = self.published.review, self.published.heard_s
        if facts is None or heard_s is None or facts.playing_s == heard_s:
            return facts
        return replace(facts, playing_s=heard_s)

    def office(self, tab: str) -> object | None:
        """What a tab of the coordinator's window shows, once it was looked at."""
        return self.published.office.get(tab)

    def site(self) -> SiteFacts | None:
        """What people said of the running visit."""
        return self.published.site

    def survey(self) -> SurveyFacts | None:
        """The drive-by survey, while its screen is open or it runs."""
        return self.published.survey

    def pages(self) -> tuple[bytes, ...]:
        """The pages of the papers that were asked for, as PNG."""
        return self.published.pages

    def unit(self) -> Mapping[str, str]:
        """The unit's fields, for changing them."""
        return self.published.unit or {}

    def remember(self, **changes: object) -> None:
        """Keep a choice for the window (``DeskSettings``); the disk takes it in the worker."""
        changed = self.settings = replace(self.settings, **changes)  # type: ignore[arg-type]  # names of the settings
        if self._hands is None:
            save_settings(self.folder, changed)
        else:
            self.worker.do(lambda: save_settings(self.folder, changed))

    def command(self, name: str, **data: object) -> None:
        """Ask for something; a refusal is told by ``notice``."""
        hands = self._hands
        if name == "laptop.folder":
            # Also where the present one cannot be opened: its disk may be gone for good.
            self.worker.do(lambda: self._choose_folder(data))
            return
        if hands is None:
            self.tell(sentence_of(CannotDo("desk.not_open")))  # why it is not stands before it, where that is known
            return
        try:
            if hands.pass_on(name, data):
                return
        except PatrolError as fault:
            self.tell(sentence_of(fault))
            return
        if name.startswith("laptop."):
            self.worker.do(lambda: self._set_up(hands, name, data))
        else:
            self.worker.do(lambda: hands.work(name, data))

    # -- the worker and the beat -------------------------------------------------------------------------------

    def doing(self, said: Said | None) -> None:
        """Say what the worker is at; ``None`` when it is done."""
        self._busy = said

    def _set_up(self, hands: Hands, name: str, data: Mapping[str, Any]) -> None:
        from patrol_app.services.desk import laptop

        before = hands.shelf
        if before is None:
            return
        shelf = laptop.work(self, before, name, data)
        if shelf is not before:
            answer = self._notice
            hands.shelf_read(shelf)
            # That instruments are looked for again is no answer to what was asked.
            self._notice = answer or self._notice

    def _choose_folder(self, data: Mapping[str, Any]) -> None:
        from patrol_app.services.desk import laptop

        laptop.change_folder(self, data.get("answers", {}))

    def _open(self) -> None:
        made: Hands
        if self.role == "supervisor":
            from patrol_app.services.desk.office import OfficeHands

            made = OfficeHands(self)
        elif self.role == "coordinator":
            from patrol_app.services.desk.coordinator import CoordinatorHands

            made = CoordinatorHands(self)
        else:
            from patrol_app.services.desk.officer import OfficerHands

            made = OfficerHands(self)
        # Facts are published while it opens: a key pressed on them waits in the worker's line for its end.
        self._hands = made
        try:
            made.open()
        except Exception as fault:
            self._hands = None
            self._shut = sentence_of(fault)
            if not isinstance(fault, PatrolError):
                log.exception("the data folder could not be opened")
            with contextlib.suppress(Exception):  # what was opened half is let go of, the lock of the folder too
                made.close()
            if isinstance(fault, CannotDo):
                # somebody may close the other program, or plug the disk in
                self._again_s = time.monotonic() + AGAIN_S
            return
        self._shut = None
        self._open_now = True

    def _keep_beat(self) -> None:
        while not self._ended.wait(BEAT_S):
            hands = self._hands
            if self._again_s is not None and time.monotonic() >= self._again_s:
                self._again_s = None
                self.worker.do(self._open)
            if hands is None or not self._open_now:
                continue
            try:
                hands.beat()
            except Exception:  # a beat that fails shows old facts; the next one comes in a tenth of a second
                log.exception("a beat of the desk failed")


Deed = Callable[[Mapping[str, Any]], None]
