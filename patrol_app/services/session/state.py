"""What a running session knows beyond its books; written by the session's thread alone."""

from __future__ import annotations

from dataclasses import dataclass, field

from patrol_app.domain.instruments import CalibrationCheck
from patrol_app.domain.record import Position
from patrol_app.services.measuring_points import positions
from patrol_app.services.session.audio import SessionAudio
from patrol_app.services.session.live_books import LiveBooks
from patrol_app.services.session.view import Watch
from patrol_app.services.snapshot import RunState
from patrol_app.services.visit import VisitFacts

RUN_TARGET_S = {"main": 1200.0, "background": 600.0}
Message = tuple[str, tuple[tuple[str, object], ...]]


@dataclass(slots=True)
class SessionState:
    """The visit's people's part, its live books and where the officers are in it."""

    facts: VisitFacts
    books: LiveBooks
    watch: Watch = field(default_factory=Watch)
    audio: SessionAudio | None = None
    point: str | None = None
    """The label of the measuring point where the officers are; ``None`` at the first."""
    run: RunState = "idle"
    run_label: str | None = None
    runs: dict[str, int] = field(default_factory=lambda: {"main": 0, "background": 0})
    calibration: CalibrationCheck | None = None
    exclude_from_ns: int | None = None
    excluded: list[tuple[float, float]] = field(default_factory=list)
    without_db: float | None = None
    set_aside: tuple[list[tuple[float, float]], float | None] = field(default_factory=lambda: ([], None))
    """Both of the main run, while a background is measured."""
    verdict: str | None = None
    message: Message | None = None
    message_until_ns: int = 0
    marked_in: tuple[str, ...] = ("sound",)

    @property
    def position(self) -> Position:
        """Where the officers measure: the point they said, else the first."""
        return next((one for one in positions(self.facts) if one.label == self.point), self.facts.position)
