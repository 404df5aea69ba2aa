"""What a leader reads first and last: the points of a period, the night ahead, and how the data was checked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta

from patrol_app.domain.bulletins import Bulletin, Rate
from patrol_app.reports.bulletin_parts import day_span, notice_lines, percent, sessions_table
from patrol_app.reports.document import Section
from patrol_app.reports.said import Said, date_text
from patrol_app.reports.words import CHINA

NAMED = 5
"""So many sites are named in a sentence; the rest is counted."""


def points(found: Bulletin, said: Said) -> Section:
    """The period in sentences, each of which is a count of the lists below."""
    value = {count.key: count for count in found.counts}
    rate = {each.key: each for each in found.rates}
    exceeds, before = value["exceeds"].value, value["exceeds"].before
    told = [said("point.exceeds", now=exceeds, compared=_compared(exceeds, before, said))]
    if "exceed_rate" in rate and rate["exceed_rate"].share is not None:
        told[0] += said("point.rate", **_both(rate["exceed_rate"]))
    told += _where_and_when(found, said)
    if "order_rate" in rate and rate["order_rate"].denominator:
        one = rate["order_rate"]
        told.append(said("point.orders", wrong=len(one.denominator), open=len(one.denominator) - len(one.numerator)))
    told += _missed(rate.get("zone_coverage"), "point.unseen", said)
    told += _missed(rate.get("plan_done"), "point.undone", said, lambda stop: stop.partition(" ")[2])
    if value["visits"].value == 0:
        told = [said("no_visit")]
    return Section(title=said("part.points"), texts=tuple(told))


def _compared(now: int, before: int, said: Said) -> str:
    if now == before:
        return said("point.same")
    return said("point.more" if now > before else "point.less", count=abs(now - before))


def _both(rate: Rate) -> dict[str, object]:
    part, whole = rate.before
    return {
        "share": percent(rate.share),
        "part": len(rate.numerator),
        "whole": len(rate.denominator),
        "before": percent(part / whole) if whole else "—",
    }


def _where_and_when(found: Bulletin, said: Said) -> list[str]:
    over = [visit for visit in found.visits if visit.exceeds]
    if not over:
        return []
    hours = [(visit.started_at or visit.arrived_at).astimezone(CHINA).hour for visit in over]
    at_night = sum(hour >= 22 or hour < 6 for hour in hours)
    told = [said("point.hours", night=at_night, day=len(over) - at_night)]
    sites = sorted(Counter(visit.site for visit in over).items(), key=lambda pair: (-pair[1], pair[0]))
    often = [pair for pair in sites if pair[1] > 1]
    if often:
        named = said.joined([said("point.site", site=site, count=count) for site, count in often[:NAMED]])
        told.append(said("point.sites", count=len(often), named=named + _and_more(len(often), said)))
    return told


def _missed(rate: Rate | None, key: str, said: Said, name_of: Callable[[str], str] = str) -> list[str]:
    """What of the whole was not reached; a planned stop carries its plan's number before its site."""
    if rate is None:
        return []
    reached = set(rate.numerator)
    missing = [name for name in rate.denominator if name not in reached]
    if not missing:
        return []
    names = list(dict.fromkeys(name_of(name) for name in missing))
    named = said.joined(names[:NAMED]) + _and_more(len(names), said)
    return [said(key, count=len(missing), whole=len(rate.denominator), named=named)]


def _and_more(count: int, said: Said) -> str:
    return said("point.and_more", count=count - NAMED) if count > NAMED else ""


def ahead(found: Bulletin, said: Said) -> Section:
    """The night that begins on the day after: notices, sessions, plans; and what this laptop has no data for."""
    coming = found.ahead
    plans = [said("ahead.plan", number=plan.number, teams=plan.teams, stops=plan.stops) for plan in coming.plans]
    texts = (
        said("ahead.night", day=date_text(coming.night, said.language)),
        *(notice_lines(coming.notices, said) or (said("ahead.no_notice"),)),
        *(plans or (said("ahead.no_plan"),)),
        said("ahead.not_held"),
    )
    return Section(title=said("part.ahead"), texts=texts, table=sessions_table(coming.sessions, said))


def checked(found: Bulletin, said: Said) -> Section:
    """Which check of the log stands behind the numbers, and which does not."""
    texts = (
        said("checked", entries=found.entries_checked, visits=len(found.visits), sha256=found.data_sha256),
        said("not_checked"),
    )
    return Section(title=said("part.checked"), texts=texts, small=True)


def issue(found: Bulletin, said: Said) -> str:
    """The issue's number within its year, where the period is a whole day, week or month; else nothing."""
    nights = (found.end - found.start).days + 1
    if found.kind == "daily_warning" and nights == 1:
        return said("issue.day", number=found.start.timetuple().tm_yday, year=found.start.year)
    if found.kind == "weekly_analysis" and nights == 7 and found.start.weekday() == 0:
        year, week, _ = found.start.isocalendar()
        return said("issue.week", number=week, year=year)
    whole = found.start.day == 1 and (found.end + timedelta(days=1)).day == 1 and nights <= 31
    if found.kind == "monthly_bulletin" and whole:
        return said("issue.month", number=found.start.month, year=found.start.year)
    return ""


def subtitle(found: Bulletin, said: Said) -> str:
    """Which nights, and the issue's number."""
    nights = said("nights", span=day_span(found.start, found.end, said))
    return " · ".join(part for part in (nights, issue(found, said)) if part)
