"""What the exam coordinator's window shows: the frame of every tab here, a tab's own facts beside it. Frozen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameFacts:
    """What head and status line say on every tab; ``next_at`` is the next exam session that has not begun."""

    region: str
    exam: str
    venues: int
    sources: int
    sources_inside: int
    notices: int
    next_at: datetime | None
    next_subject: str
    person: str
    number: str
    datums: tuple[str, ...]
    """The datums that the lists gave, each once."""
    chain_length: int
    rule_sets: int
    night: date | None = None
    """The night that was planned last."""
    night_version: int = 0
    night_issued: bool = False
