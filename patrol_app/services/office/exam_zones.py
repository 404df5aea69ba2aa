"""Which sites lie in which exam zone, and at which hours the notice of that zone forbids work."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from patrol_app.domain.places import ExamNotice, ZoneFinding
from patrol_app.planning.zones import zone_findings
from patrol_app.rules.moment import ban_active, ban_spans
from patrol_app.services.office import library
from patrol_app.services.office.columns import LOCAL
from patrol_app.store.reader import Reader

NIGHT_FROM = time(12, 0)
"""A night's plan and its hours count from noon to noon, so that midnight parts nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneHours:
    """A site inside a zone, and one span of the night in which the notice forbids work there."""

    site: str
    venue: str
    notice: str
    distance_m: float
    starts_at: datetime
    ends_at: datetime


def findings(reader: Reader, at: datetime | None = None) -> list[ZoneFinding]:
    """Sites in zones and near misses; with ``at`` only of notices that forbid work at that moment."""
    notices = library.notices(reader)
    if at is not None:
        notices = [notice for notice in notices if ban_active(notice, at)]
    return zone_findings(library.sites(reader), library.venues(reader), notices)


def night_of_day(day: date) -> tuple[datetime, datetime]:
    """The night that begins on ``day``: from its noon to the next."""
    start = datetime.combine(day, NIGHT_FROM, LOCAL)
    return start, start + timedelta(days=1)


def spans_within(notice: ExamNotice, start: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
    """The spans between ``start`` and ``end`` in which the notice forbids work."""
    spans = ((max(first, start), min(last, end)) for first, last in ban_spans(notice, start))
    return [span for span in spans if span[0] < span[1]]


def zone_hours(found: Iterable[ZoneFinding], notices: Iterable[ExamNotice], day: date) -> list[ZoneHours]:
    """For every site inside a zone, the forbidden spans of the night that begins on ``day``, in order of time."""
    night = night_of_day(day)
    spans = {notice.number: spans_within(notice, *night) for notice in notices}
    hours = [
        ZoneHours(
            site=one.site,
            venue=one.venue,
            notice=one.notice,
            distance_m=one.distance_m,
            starts_at=start,
            ends_at=end,
        )
        for one in found
        if one.inside
        for start, end in spans.get(one.notice, [])
    ]
    return sorted(hours, key=lambda each: (each.starts_at, each.site, each.venue, each.notice))
