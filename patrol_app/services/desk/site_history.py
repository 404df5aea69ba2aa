"""What earlier visits found at the sites of the library: read once an evening, from the log of every laptop."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from patrol_app.domain.figures import VisitFigures
from patrol_app.rules.moment import local
from patrol_app.services.desk.departure import said
from patrol_app.services.office.figures import figures
from patrol_app.services.screen_facts import ValueFact
from patrol_app.store.reader import Reader

Outcome = Literal["over", "complies", "open"]
YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True, kw_only=True)
class SitePast:
    """Closed visits of the last year at one site, the newest first."""

    visits: tuple[VisitFigures, ...]

    def before(self, night: date) -> tuple[VisitFigures, ...]:
        """Those of earlier nights."""
        return tuple(visit for visit in self.visits if visit.night < night)


def site_pasts(reader: Reader, at: datetime) -> Mapping[str, SitePast]:
    """By site; a visit of practice is in no other folder than that of practice.

    Raises:
        DamagedEvidence: an entry of the log does not give its hash.
    """
    found: dict[str, list[VisitFigures]] = {}
    today = local(at).date()
    for visit in figures(reader, today - YEAR, today):
        found.setdefault(visit.site, []).append(visit)
    return {site: SitePast(visits=tuple(reversed(visits))) for site, visits in found.items()}


def outcome_of(visit: VisitFigures) -> Outcome:
    """What came of a visit: a level over its limit or a breach, a level that complies, or neither."""
    if visit.outcome == "exceeds" or visit.breaches:
        return "over"
    return "complies" if visit.outcome == "complies" else "open"


def tonight_rows(at: datetime, outcome: Outcome, level_db: float | None) -> Iterable[ValueFact]:
    """What came of tonight's visit, in words beside its sign."""
    level = "" if level_db is None else f" · {level_db:.0f} dB"
    words = said(f"route.last.{outcome}", day=f"{local(at):%H:%M}", level=level)
    yield ValueFact(label=said("route.tonight"), value=words, weighty=outcome == "over")


def past_rows(past: SitePast | None, night: date) -> Iterable[ValueFact]:
    """The last visit, and how often there was one within a year; that there was none is said too."""
    earlier = past.before(night) if past is not None else ()
    label = said("route.last")
    if not earlier:
        yield ValueFact(label=label, value=said("route.last.none"))
        return
    newest = earlier[0]
    day = f"{local(newest.arrived_at):%m-%d}"
    level = "" if newest.laeq_db is None else f" · {newest.laeq_db:.0f} dB"
    over = outcome_of(newest) == "over"
    yield ValueFact(label=label, value=said(f"route.last.{outcome_of(newest)}", day=day, level=level), weighty=over)
    count = sum(outcome_of(visit) == "over" for visit in earlier)
    words = said("route.year.over" if count else "route.year.none", visits=len(earlier), over=count)
    yield ValueFact(label=said("route.year"), value=words)
