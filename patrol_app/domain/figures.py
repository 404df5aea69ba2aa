"""What one closed visit adds to the figures of a period."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from patrol_app.domain.verdict import Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitFigures:
    """A visit as bulletins count it; levels in dB as the record holds them, times with offset.

    ``night`` is the evening the visit belongs to. ``outcome`` is that of the construction noise case, ``None`` where
    nothing was measured; ``breaches`` the other kinds of cases found in breach or over their limit.
    """

    number: str
    entry_sha256: str
    """Hash of the log entry that closed the visit, made again when it was read."""
    night: date
    site: str
    grid: str | None
    sound_area: str | None
    party: str | None
    credit_code: str | None
    arrived_at: datetime
    officers: int
    inside: bool
    venue: str | None
    notice: str | None
    working: bool
    label: str | None
    started_at: datetime | None
    laeq_db: float | None
    lafmax_db: float | None
    outcome: Outcome | None
    rule_set: str | None
    clause: str | None
    rounded_db: int | None
    limit_db: int | None
    excess_db: int | None
    breaches: tuple[str, ...]
    order_number: str | None
    simulated: bool

    @property
    def measured(self) -> bool:
        """Get whether a run was made."""
        return self.label is not None

    @property
    def judged(self) -> bool:
        """Get whether the run gave a verdict that counts in a rate."""
        return self.outcome in ("exceeds", "complies")

    @property
    def exceeds(self) -> bool:
        """Get whether the run exceeds its limit."""
        return self.outcome == "exceeds"

    @property
    def wrong(self) -> bool:
        """Get whether anything at all was found."""
        return self.exceeds or bool(self.breaches)
