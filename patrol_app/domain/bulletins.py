"""A bulletin as numbers: counts, rates, breakdowns and lists, each with the visits behind it. Words come later."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from patrol_app.domain.figures import VisitFigures
from patrol_app.domain.places import ExamNotice, ExamSession

BulletinKind = Literal[
    "daily_warning", "weekly_analysis", "monthly_bulletin", "exam_period_summary", "disclosure_sheet"
]
BULLETINS: tuple[BulletinKind, ...] = (
    "daily_warning",
    "weekly_analysis",
    "monthly_bulletin",
    "exam_period_summary",
    "disclosure_sheet",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """A number of something, the same number of the period before, and the visits it counts (none for help, talks)."""

    key: str
    value: int
    before: int
    behind: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """A share with its numerator and denominator; both are lists of visits, or of stops and sites by name.

    ``before`` is numerator and denominator of the period before.
    """

    key: str
    numerator: tuple[str, ...]
    denominator: tuple[str, ...]
    before: tuple[int, int]

    @property
    def share(self) -> float | None:
        """Get the share from 0 to 1; ``None`` when there is nothing to take a share of."""
        return len(self.numerator) / len(self.denominator) if self.denominator else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """One row of a breakdown: measured and exceeding visits."""

    name: str
    measured: tuple[str, ...]
    exceeding: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Breakdown:
    """Measurements parted by site, hour, zone, rule or night, in the order in which they are shown."""

    key: str
    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CardProposal:
    """A site for which a dated card rule proposes a card; a person decides."""

    site: str
    colour: str
    scheme: str
    numerator: int
    denominator: int
    behind: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanAhead:
    """A kept plan of a night to come."""

    number: str
    teams: int
    stops: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Ahead:
    """What is known of the night after a period: notices that hold, exam sessions, plans that were not given up."""

    night: date
    notices: tuple[ExamNotice, ...]
    sessions: tuple[ExamSession, ...]
    plans: tuple[PlanAhead, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bulletin:
    """Everything one bulletin says, for any of its kinds and files."""

    kind: BulletinKind
    authority: str
    start: date
    end: date
    before_start: date
    before_end: date
    made_at: datetime
    visits: tuple[VisitFigures, ...]
    counts: tuple[Count, ...]
    rates: tuple[Rate, ...]
    breakdowns: tuple[Breakdown, ...]
    proposals: tuple[CardProposal, ...]
    card_schemes_off: tuple[str, ...]
    notices: tuple[ExamNotice, ...]
    sessions: tuple[ExamSession, ...]
    ahead: Ahead
    complaints: tuple[tuple[str, int], ...]
    not_closed: tuple[str, ...]
    entries_checked: int
    """Entries of closed visits read for this bulletin and the periods before it, each hashed again."""
    data_sha256: str
    """SHA-256 over the entry hashes of ``visits``, ordered by visit number, a line each."""
    simulated: bool
