"""What the supervisor's lists show: visits, case files, orders. Frozen; sentences by key, as in ``screen_facts``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from typing import Literal

from patrol_app.assets import sentence
from patrol_app.services.screen_facts import Said
from patrol_app.services.snapshot import Attention

Standing = Literal["waiting", "accepted", "sent_back"]
KeyState = Literal["none", "locked", "open"]
OUTCOMES: Mapping[str, tuple[str, ...]] = {
    "over": ("exceeds", "breach"),
    "within": ("complies", "no_breach"),
    "indicative": ("indicative",),
    "cannot": ("cannot_be_judged", ""),
}
"""What may be asked for, and the outcomes that it means; the empty one is that of a visit without a verdict."""
_CHINA = timezone(timedelta(hours=8))


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitLine:
    """One closed visit as the lists show it; levels in dB as written, empty where nothing was judged.

    ``over`` counts the visits over a limit at this site within the last ``SupervisorFacts.days``, this one included;
    it is 0 for a visit that was not over. ``order_number`` is there when a paper of the visit is an order; ``papers``
    counts those that lie on this laptop. ``at`` is when the run began, else the arrival.
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
    at: datetime | None = None
    excess: str = ""
    attention: Attention = "none"
    judged: bool = True
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
class ListFilter:
    """What is asked for; what is empty asks for nothing. Days are those of arrival, in Chinese time, both included.

    ``text`` is looked for in number, site, party, officers, verdict, order, remark and who decided; all its words must
    be there.
    """

    outcome: str = ""
    officer: str = ""
    site: str = ""
    first: date | None = None
    last: date | None = None
    text: str = ""

    @property
    def asks(self) -> bool:
        """Whether anything is asked for."""
        return self != ListFilter()


def taken(lines: Iterable[VisitLine], asked: ListFilter) -> tuple[VisitLine, ...]:
    """The lines that are asked for, in their order."""
    return tuple(line for line in lines if _takes(line, asked)) if asked.asks else tuple(lines)


def _takes(line: VisitLine, asked: ListFilter) -> bool:
    day = line.arrived_at.astimezone(_CHINA).date()
    return (
        (not asked.outcome or line.outcome in OUTCOMES[asked.outcome])
        and (asked.first is None or day >= asked.first)
        and (asked.last is None or day <= asked.last)
        and (not asked.site or asked.site.casefold() in line.site.casefold())
        and (not asked.officer or any(asked.officer.casefold() in one.casefold() for one in line.officers))
        and (not asked.text or _holds(line, asked.text))
    )


def _holds(line: VisitLine, text: str) -> bool:
    data = dict(line.verdict.data)
    verdict = (sentence(line.verdict.key, "zh", **data), sentence(line.verdict.key, "en", **data))
    whole = "\n".join(
        (line.number, line.site, line.party, *line.officers, *verdict, line.order_number or "", line.remark,
         line.decided_by)
    ).casefold()  # fmt: skip
    return all(word in whole for word in text.casefold().split())


@dataclass(frozen=True, slots=True, kw_only=True)
class SupervisorFacts:
    """The visits that are asked for, the newest first; how many there are; who reviews, and what of theirs is ready.

    ``shown`` says for each tab which of them are shown by how they stand.
    """

    lines: tuple[VisitLine, ...]
    days: int
    reviewer: str
    key: KeyState = "none"
    total: int = 0
    waiting: int = 0
    unsigned: int = 0
    asked: ListFilter = field(default_factory=ListFilter)
    shown: Mapping[str, str] = field(default_factory=dict)
    chain_length: int = 0
    rule_sets: int = 0
    busy: Said | None = None
