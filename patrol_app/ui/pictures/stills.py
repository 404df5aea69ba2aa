"""What a picture of the window is made of: a source that stands still, and what is shown of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from patrol_app.assets import Language
from patrol_app.services.place_facts import RouteFacts, SiteFacts
from patrol_app.services.screen_facts import ClosingFacts, DepartureFacts, ReviewFacts, Said
from patrol_app.services.snapshot import Snapshot
from patrol_app.ui import scenes
from patrol_app.ui.screen import LIVE_STEP
from patrol_app.ui.steps import Role
from patrol_app.ui.theme import Tone
from patrol_app.ui.window import PatrolWindow

SIZE = (1366, 768)


class Still:
    """A source that always shows the same picture and remembers what was asked."""

    def __init__(self, snapshot: Snapshot | None) -> None:
        self.snapshot = snapshot
        self.asked: list[tuple[str, dict[str, object]]] = []
        self.departing: DepartureFacts | None = scenes.departure()
        self.routed: RouteFacts | None = scenes.route()
        self.closed: ClosingFacts | None = scenes.closing()
        self.reviewed: ReviewFacts | None = scenes.review()
        self.offices: dict[str, object] = scenes.offices()

    def latest(self) -> Snapshot | None:
        """The snapshot."""
        return self.snapshot

    def departure(self) -> DepartureFacts | None:
        """The invented evening."""
        return self.departing

    def route(self) -> RouteFacts | None:
        """The invented route."""
        return self.routed

    def closing(self) -> ClosingFacts | None:
        """The invented visit's end."""
        return self.closed

    def review(self) -> ReviewFacts | None:
        """The invented case under review."""
        return self.reviewed

    def office(self, tab: str) -> object | None:
        """The invented office, tab by tab."""
        return self.offices.get(tab)

    def command(self, name: str, **data: object) -> None:
        """Remember a command."""
        self.asked.append((name, data))


class StillDesk(Still):
    """The same as a desk, for what only a desk shows."""

    def __init__(self, snapshot: Snapshot | None) -> None:
        super().__init__(snapshot)
        self.visited: SiteFacts | None = scenes.site()
        self.told: Said | None = None

    def site(self) -> SiteFacts | None:
        """What the invented officers said."""
        return self.visited

    def notice(self) -> Said | None:
        """A sentence that a picture wants."""
        return self.told

    def hush(self) -> None:
        """The sentence was read."""
        self.told = None

    def pages(self) -> tuple[bytes, ...]:
        """No paper."""
        return ()

    def unit(self) -> Mapping[str, str]:
        """The invented unit."""
        return {"name": "DEMO"}

    def remember(self, **changes: object) -> None:
        """Nothing is kept."""


def _nothing(window: PatrolWindow) -> None:
    """Most pictures need nothing more."""


def invented_time() -> datetime:
    """What the clock says where no session gives the time."""
    return scenes.local(9, 12)


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """What is shown, in which tone, at which step, and what is done before the picture is taken."""

    snapshot: Snapshot | None
    tone: Tone = "dusk"
    step: int = LIVE_STEP
    role: Role = "officer"
    size: tuple[int, int] = SIZE
    text: float | None = None
    words: Language = "zh"
    done: Callable[[PatrolWindow], None] = _nothing
    desk: bool = False
    source: Callable[[Snapshot | None], Still] | None = None
    at: Callable[[], datetime] = invented_time
