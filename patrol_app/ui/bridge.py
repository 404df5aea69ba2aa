"""The one door between the window and a running session."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from patrol_app.services.place_facts import RouteFacts, SiteFacts
from patrol_app.services.screen_facts import ClosingFacts, DepartureFacts, ReviewFacts, Said
from patrol_app.services.snapshot import Snapshot

if TYPE_CHECKING:
    from patrol_app.services.desk.survey_facts import SurveyFacts


class LiveSource(Protocol):
    """A session as the window sees it. Both calls return at once: no lock is held, no disk is touched.

    Commands the window sends, with their data:

    ``mark``; ``exclude_begin`` (the session starts it 20 s back); ``exclude_end`` (``reason``: a key of
    ``exclusion_reasons.REASONS``); ``photo``; ``voice`` (begins, then ends, a note); ``acknowledge``; ``start``;
    ``stop``; ``next``; ``calibrate``; ``recheck``; ``background``; ``arrive``, ``choose_next`` and ``skip``
    (``number``); ``form`` (``form``, ``answers``); ``sign`` (``who``, ``strokes``, ``width_px``, ``height_px``,
    ``password``); ``refuse`` (``state``, ``reason``, ``witness``); ``show_paper`` (``language``); ``pack``; ``choose``
    (``row``); ``filter``; ``listen`` (``at_s``); ``exclude`` (``start_s``, ``end_s``, ``reason``); ``accept`` and
    ``send_back`` (``remark``, ``password``); ``unit`` and ``reviewer`` (``answers``); ``enter_practice``;
    ``leave_practice``.
    """

    def latest(self) -> Snapshot | None:
        """The newest picture of the session, or nothing yet."""
        ...

    def command(self, name: str, **data: object) -> None:
        """Ask for something to be done; the answer shows in a later snapshot."""
        ...


class NoSession:
    """What the window looks at while no session runs: nothing to show, commands go nowhere."""

    def latest(self) -> Snapshot | None:
        """Nothing yet."""
        return None

    def command(self, name: str, **data: object) -> None:
        """There is nobody to ask; the keys that would send one are drawn as doing nothing."""


@runtime_checkable
class ScreenSource(LiveSource, Protocol):
    """A session that also feeds the screens around the measurement; each call returns at once."""

    def departure(self) -> DepartureFacts | None:
        """Before leaving."""
        ...

    def route(self) -> RouteFacts | None:
        """The night's stops."""
        ...

    def closing(self) -> ClosingFacts | None:
        """The visit that is being closed."""
        ...

    def review(self) -> ReviewFacts | None:
        """The case a supervisor looks at."""
        ...


@runtime_checkable
class OfficeSource(LiveSource, Protocol):
    """A coordinator's desk: each tab has facts of its own under its name. Commands are named ``TAB.VERB``."""

    def office(self, tab: str) -> object | None:
        """The facts of a tab, once ``TAB.look`` has read them; returns at once."""
        ...


@runtime_checkable
class SurveySource(LiveSource, Protocol):
    """A desk that can drive a survey. Commands are named ``survey_VERB``; a hot spot is named by its ``label``."""

    def survey(self) -> SurveyFacts | None:
        """The survey, while its screen is open or it runs; returns at once."""
        ...


@runtime_checkable
class DeskSource(ScreenSource, Protocol):
    """A desk: it also says what happened, keeps what the window remembers, and lends pages. No call waits."""

    def notice(self) -> Said | None:
        """The sentence that is to be seen now."""
        ...

    def hush(self) -> None:
        """The sentence was read."""
        ...

    def site(self) -> SiteFacts | None:
        """What people said of the running visit."""
        ...

    def pages(self) -> tuple[bytes, ...]:
        """Pages that were asked for, as PNG."""
        ...

    def unit(self) -> Mapping[str, str]:
        """The unit's fields."""
        ...

    def remember(self, **changes: object) -> None:
        """Keep a choice of the window: ``tone``, ``text``, ``language``."""
        ...
