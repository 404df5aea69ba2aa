"""What the coordinator's report tab shows: reports with their state, rates, nights, pages, visits behind a figure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from patrol_app.domain.bulletins import BulletinKind
from patrol_app.domain.verdict import Outcome
from patrol_app.services.screen_facts import Said

ReportState = Literal["draft", "running", "due", "late", "issued"]
"""``running``: its period is not over; ``draft``: made by hand; ``due``, ``late``: by the hour; ``issued``: out."""
NO_DATA = ("valid_transmission", "handling", "complaints_in_time")
"""Rates that leaders ask for and whose data this program does not hold: told as such, never estimated."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportLine:
    """One report: ``at`` is when it is due or was issued last, ``issues`` how often it was issued."""

    kind: BulletinKind
    start: date
    end: date
    state: ReportState
    at: datetime | None
    issues: int = 0
    draft: str = ""
    """The number of the draft, if a person made one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RateFact:
    """A rate with both its numbers; ``target`` is the share that the unit set."""

    key: str
    part: int
    whole: int
    target: float | None

    @property
    def share(self) -> float | None:
        """Get the share from 0 to 1; ``None`` where there is nothing to take a share of."""
        return self.part / self.whole if self.whole else None

    @property
    def short(self) -> bool:
        """Get whether the target was missed."""
        return self.target is not None and self.share is not None and self.share < self.target


@dataclass(frozen=True, slots=True, kw_only=True)
class NightCount:
    """Measurements of a night and how many of them exceed."""

    night: date
    measured: int
    exceeding: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitLine:
    """A visit behind a figure."""

    number: str
    site: str
    at: datetime
    laeq_db: float | None
    rounded_db: int | None
    limit_db: int | None
    outcome: Outcome | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BehindFacts:
    """The visits behind a figure (``services.office.bulletins.behind``); ``missing`` names what was not reached."""

    figure: str
    visits: tuple[VisitLine, ...]
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueFact:
    """When a report went out, by whom, and the file's hash; ``stale`` if the records behind it changed since."""

    at: datetime
    actor: str
    file: str
    sha256: str
    stale: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportFacts:
    """The whole tab; ``selected`` is the place in ``lines``, ``pages`` the paper as PNG."""

    lines: tuple[ReportLine, ...]
    selected: int
    rates: tuple[RateFact, ...]
    nights: tuple[NightCount, ...]
    pages: tuple[bytes, ...]
    issue: IssueFact | None
    behind: BehindFacts | None
    fault: Said | None = None
    """Why nothing was counted: an entry of the log that does not give its hash. No number is shown then."""
    serial: int = 0
    """Counts readings of the facts, so that the newest is told from the one before."""

    @property
    def line(self) -> ReportLine:
        """Get the report that is looked at."""
        return self.lines[self.selected]
