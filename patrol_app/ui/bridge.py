"""The one door between the window and a running session."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from patrol_app.services.screen_facts import ClosingFacts, DepartureFacts, ReviewFacts, RouteFacts
from patrol_app.services.snapshot import Snapshot


class LiveSource(Protocol):
    """A session as the window sees it. Both calls return at once: no lock is held, no disk is touched.

    Commands the window sends, with their data:

    ``mark``; ``exclude_begin`` (the session starts it 20 s back); ``exclude_end`` (``reason``: a key of
    ``exclusion_reasons.REASONS``); ``photo``; ``voice`` (begins, then ends, a note); ``acknowledge``; ``start``;
    ``stop``; ``next``; ``calibrate``; ``weather``; ``recheck``; ``background``; ``sign`` (``who``, ``strokes``,
    ``width_px``, ``height_px``); ``refuse`` (``reason``, ``witness``); ``pack``; ``accept`` and ``send_back``
    (``remark``); ``leave_practice``.
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
