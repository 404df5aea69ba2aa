"""What the supervisor's lists show: visits, case files, orders. Frozen; sentences by key, as in ``screen_facts``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from patrol_app.services.screen_facts import Said

Standing = Literal["waiting", "accepted", "sent_back"]


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitLine:
    """One closed visit as the lists show it; levels in dB as written, empty where nothing was judged.

    ``over`` counts the visits over a limit at this site within the time that the lists look back, this one included;
    it is 0 for a visit that was not over. ``order_number`` is there when a paper of the visit is an order.
    """

    number: str
    site: str
    party: str
    arrived_at: datetime
    closed_at: datetime
    officers: tuple[str, ...]
    outcome: str
    verdict: Said
    measured: str
    limit: str
    over: int
    standing: Standing
    decided_by: str = ""
    decided_at: datetime | None = None
    remark: str = ""
    pack: bool = False
    papers: int = 0
    order_number: str | None = None
    countersigned: bool = False
    countersigned_by: str = ""
    countersigned_at: datetime | None = None
    case_file: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SupervisorFacts:
    """All visits of the time looked back over, the newest first; who reviews, and what of theirs is ready."""

    lines: tuple[VisitLine, ...]
    days: int
    reviewer: str
    locked: bool
    """A key of the reviewer's is there and has not been unlocked yet."""
    chain_length: int = 0
    rule_sets: int = 0
    busy: Said | None = None
