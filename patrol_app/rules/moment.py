"""Which rule holds at this place and this minute, and when that changes next: one pure function."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Literal

from patrol_app.domain.errors import BadInput
from patrol_app.domain.places import ExamNotice
from patrol_app.rules.cases import NoticeFacts
from patrol_app.rules.editions import RuleBook, RuleSet
from patrol_app.rules.records import CHINA

Period = Literal["day", "night"]
ChangeKind = Literal["night_starts", "day_starts", "edition", "ban_starts", "ban_ends"]
_WINDOW = re.compile(r"([01]\d|2[0-3]):([0-5]\d)\s*[-–~至]\s*(?:([01]\d|2[0-3]):([0-5]\d)|24:00)")
_DAY = timedelta(days=1)
_NEAR = range(-1, 4)
"""Days around a moment whose windows are laid out: yesterday's may still run, the next is at most two days off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """What holds at one place and moment.

    Limits are ``None`` where no rule set says them; ``tsp_limit_mg_m3`` needs the stage where the limit differs by
    stage. ``notice`` is the notice whose ban is active, else the one that starts or resumes next.
    """

    period: Period | None
    laeq_limit_db: Decimal | None
    lafmax_limit_db: Decimal | None
    tsp_limit_mg_m3: Decimal | None
    noise_rule_set: str | None
    noise_rule_set_sha256: str | None
    dust_rule_set: str | None
    dust_rule_set_sha256: str | None
    ban_active: bool
    notice: str | None
    next_change_at: datetime | None
    next_change: ChangeKind | None
    next_period: Period | None


def local(when: datetime) -> datetime:
    """The moment in legal time, whatever offset it was written with."""
    return when.astimezone(CHINA)


def period_at(start: time, end: time, when: datetime) -> Period:
    """Day or night; each begins exactly at its hour (half-open intervals)."""
    clock = local(when).time()
    inside = start <= clock < end if start < end else clock >= start or clock < end
    return "night" if inside else "day"


def next_period_change(start: time, end: time, when: datetime) -> datetime:
    """The first moment after ``when`` at which day or night begins, in legal time."""
    here = local(when)
    midnight = here.replace(hour=0, minute=0, second=0, microsecond=0)
    edges = (midnight + days * _DAY + _offset(clock) for days in (0, 1) for clock in (start, end))
    return min(edge for edge in edges if edge > here)


def _offset(clock: time) -> timedelta:
    return timedelta(hours=clock.hour, minutes=clock.minute)


def noise_limits(rules: RuleSet, period: Period, *, indoor: bool) -> tuple[Decimal, Decimal | None]:
    """LAeq limit and, at night, LAFmax limit in dB of a construction noise set."""
    laeq = rules.clause("limits").number_of("day_db" if period == "day" else "night_db")
    if indoor:
        laeq -= rules.clause("indoor").number_of("minus_db")
    return laeq, laeq + rules.clause("night_maximum").number_of("over_db") if period == "night" else None


def tsp_limits(rules: RuleSet, stage: str | None) -> tuple[Decimal, ...]:
    """The TSP limits in mg/m³ that can apply: one where the stage is known or does not matter, else all; or none."""
    if "tsp" in rules.clauses:
        return (rules.clause("tsp").number_of("mg_m3"),)
    if "tsp_by_stage" not in rules.clauses:
        return ()
    rows = rules.clause("tsp_by_stage").values["rows"]
    return tuple(sorted({row["mg_m3"] for row in rows if stage is None or stage in row["stages"]}))


def windows_of(notice: ExamNotice | NoticeFacts) -> tuple[tuple[timedelta, timedelta], ...]:
    """The daily windows as offsets from midnight; an end before its start lies on the next day.

    Raises:
        BadInput: a window is not written as 22:00-06:00.
    """
    found = []
    for text in notice.daily_windows:
        match = _WINDOW.fullmatch(text.strip())
        if match is None:
            raise BadInput("rules.notice.window", notice=notice.number, value=text)
        hours = [int(part) if part else 24 * (index == 2) for index, part in enumerate(match.groups())]
        start, end = timedelta(hours=hours[0], minutes=hours[1]), timedelta(hours=hours[2], minutes=hours[3])
        found.append((start, end if end > start else end + _DAY))
    return tuple(found)


def ban_spans(notice: ExamNotice | NoticeFacts, when: datetime) -> list[tuple[datetime, datetime]]:
    """The notice's forbidden spans around ``when`` (from the day before to the third day after), in legal time.

    Raises:
        BadInput: the notice does not say from when to when it holds, ends before it begins, or a window is misspelt.
    """
    if notice.valid_from is None or notice.valid_to is None:
        raise BadInput("rules.notice.validity", notice=notice.number)
    first, last = local(notice.valid_from), local(notice.valid_to)
    if last <= first:
        raise BadInput("rules.notice.order", notice=notice.number)
    windows = windows_of(notice)
    if not windows:
        return [(first, last)]
    anchor = max(local(when), first)
    midnight = anchor.replace(hour=0, minute=0, second=0, microsecond=0)
    spans = _joined(
        sorted(
            (midnight + days * _DAY + start, midnight + days * _DAY + end) for days in _NEAR for start, end in windows
        )
    )
    if len(spans) == 1 and spans[0][1] - spans[0][0] >= len(_NEAR) * _DAY:
        return [(first, last)]
    clipped = ((max(start, first), min(end, last)) for start, end in spans)
    return [span for span in clipped if span[0] < span[1]]


def _joined(spans: Sequence[tuple[datetime, datetime]]) -> list[tuple[datetime, datetime]]:
    joined: list[tuple[datetime, datetime]] = []
    for start, end in spans:
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return joined


def ban_active(notice: ExamNotice | NoticeFacts, when: datetime) -> bool:
    """True if the notice forbids work at this moment: from the first second of a window until before its last."""
    return any(start <= local(when) < end for start, end in ban_spans(notice, when))


def holding_at(
    book: RuleBook,
    place: str,
    when: datetime,
    notices: Iterable[ExamNotice] = (),
    *,
    stage: str | None = None,
    indoor: bool = False,
) -> Holding:
    """What holds at ``place`` and ``when``; ``notices`` are those whose zone the place lies in.

    Raises:
        BadInput: ``when`` has no offset, or a notice's windows are misspelt.
    """
    if when.tzinfo is None:
        raise BadInput("rules.case.offset", name="when", value=when.isoformat())
    noise = book.set_at("construction_noise", place, when)
    dust = book.set_at("construction_dust", place, when)
    hours = book.night_hours(place, when)
    changes: list[tuple[datetime, int, ChangeKind]] = []
    period: Period | None = None
    if hours is not None:
        period = period_at(hours.start, hours.end, when)
        edge = next_period_change(hours.start, hours.end, when)
        changes.append((edge, 0, "day_starts" if period == "night" else "night_starts"))
    for kind in ("construction_noise", "construction_dust"):
        edition = book.next_edition_at(kind, place, when)
        if edition is not None:
            changes.append((edition, 3, "edition"))
    active, upcoming = _bans(notices, when, changes)
    limits = noise_limits(noise, period, indoor=indoor) if noise is not None and period is not None else (None, None)
    tsp = tsp_limits(dust, stage) if dust is not None else ()
    change = min(changes, default=None)
    return Holding(
        period=period,
        laeq_limit_db=limits[0],
        lafmax_limit_db=limits[1],
        tsp_limit_mg_m3=tsp[0] if len(tsp) == 1 else None,
        noise_rule_set=noise.id if noise else None,
        noise_rule_set_sha256=noise.sha256 if noise else None,
        dust_rule_set=dust.id if dust else None,
        dust_rule_set_sha256=dust.sha256 if dust else None,
        ban_active=active is not None,
        notice=active or upcoming,
        next_change_at=change[0] if change else None,
        next_change=change[2] if change else None,
        next_period=_other(period),
    )


def _other(period: Period | None) -> Period | None:
    if period is None:
        return None
    return "day" if period == "night" else "night"


def _bans(
    notices: Iterable[ExamNotice], when: datetime, changes: list[tuple[datetime, int, ChangeKind]]
) -> tuple[str | None, str | None]:
    here = local(when)
    active: str | None = None
    coming: list[tuple[datetime, str]] = []
    for notice in notices:
        for start, end in ban_spans(notice, when):
            if start <= here < end:
                active = active or notice.number
                changes.append((end, 2, "ban_ends"))
            elif start > here:
                changes.append((start, 1, "ban_starts"))
                coming.append((start, notice.number))
    return active, min(coming)[1] if coming else None
