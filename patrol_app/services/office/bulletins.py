"""Bulletins of a period: every number counted here once, with the visits behind it; reports only set the words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from operator import attrgetter
from pathlib import Path

from patrol_app.assets import Language
from patrol_app.domain.bulletins import (
    BULLETINS,
    Ahead,
    Breakdown,
    Bulletin,
    BulletinKind,
    Count,
    Group,
    PlanAhead,
    Rate,
)
from patrol_app.domain.errors import BadInput
from patrol_app.domain.figures import VisitFigures
from patrol_app.domain.places import ExamNotice, ExamSession
from patrol_app.recordings.disk import write_whole
from patrol_app.services.office import cards, library, plans
from patrol_app.services.office.columns import LOCAL
from patrol_app.services.office.exam_zones import findings, night_of_day, spans_within
from patrol_app.services.office.figures import data_sha256, figures
from patrol_app.services.workplace import unit_name
from patrol_app.store.home import Home
from patrol_app.store.reader import Reader

ENDINGS = (".pdf", ".xlsx", ".docx")


@dataclass(frozen=True, slots=True)
class _Period:
    """What happened in a stretch of nights."""

    visits: list[VisitFigures]
    help_visits: int
    advice: int
    hazards: int
    talks: int
    listeners: int
    zone_sites: tuple[str, ...]
    planned: tuple[str, ...]
    done: tuple[str, ...]


def period_before(start: date, end: date) -> tuple[date, date]:
    """The period to compare with: the month before a whole month, else as many nights right before."""
    if start.day == 1 and (end + timedelta(days=1)).day == 1 and (start.year, start.month) == (end.year, end.month):
        last = start - timedelta(days=1)
        return last.replace(day=1), last
    nights = (end - start).days + 1
    return start - timedelta(days=nights), start - timedelta(days=1)


def bulletin(reader: Reader, home: Home, kind: BulletinKind, start: date, end: date) -> Bulletin:
    """The numbers of a bulletin over the nights from ``start`` to ``end``.

    Raises:
        BadInput: the period ends before it begins.
        DamagedEvidence: an entry that was read does not give its hash.
    """
    if end < start:
        raise BadInput("report.period", value=end)
    before = period_before(start, end)
    look_back = min(before[0], end - timedelta(days=cards.longest_window_days(end)))
    everything = figures(reader, look_back, end)
    now, then = (_period(reader, everything, *span) for span in ((start, end), before))
    first, last = night_of_day(start)[0], night_of_day(end)[1]
    return Bulletin(
        kind=kind,
        authority=unit_name(home),
        start=start,
        end=end,
        before_start=before[0],
        before_end=before[1],
        made_at=datetime.combine(end + timedelta(days=1), time(8, 30), LOCAL),
        visits=tuple(now.visits),
        counts=_counts(now, then),
        rates=_rates(now, then),
        breakdowns=_breakdowns(now.visits, start, end),
        proposals=cards.proposals(everything, end),
        card_schemes_off=cards.switched_off(end),
        notices=_notices(reader, first, last),
        sessions=_sessions(reader, first, last),
        ahead=_ahead(reader, end + timedelta(days=1)),
        complaints=_complaints(reader),
        not_closed=_not_closed(reader, everything, first, last),
        entries_checked=len(everything),
        data_sha256=data_sha256(now.visits),
        simulated=any(visit.simulated for visit in now.visits),
    )


def _notices(reader: Reader, first: datetime, last: datetime) -> tuple[ExamNotice, ...]:
    return tuple(one for one in library.notices(reader) if one.valid_from < last and one.valid_to > first)


def _sessions(reader: Reader, first: datetime, last: datetime) -> tuple[ExamSession, ...]:
    return tuple(one for one in library.sessions(reader) if first <= one.starts_at < last)


def _ahead(reader: Reader, night: date) -> Ahead:
    return Ahead(
        night=night,
        notices=_notices(reader, *night_of_day(night)),
        sessions=_sessions(reader, *night_of_day(night)),
        plans=tuple(
            PlanAhead(
                number=kept.number,
                teams=len(kept.plan.teams),
                stops=sum(len(team.stops) for team in kept.plan.teams),
            )
            for kept in plans.plans_of(reader)
            if kept.plan.settings.day == night
        ),
    )


def _period(reader: Reader, everything: Sequence[VisitFigures], start: date, end: date) -> _Period:
    helped = [each for each in library.help_visits(reader) if start <= each.held_on <= end]
    talks = [each for each in library.law_talks(reader) if start <= each.held_on <= end]
    planned, done = _plans(reader, start, end)
    return _Period(
        visits=[visit for visit in everything if start <= visit.night <= end],
        help_visits=len(helped),
        advice=sum(each.advice for each in helped),
        hazards=sum(each.hazards_removed for each in helped),
        talks=len(talks),
        listeners=sum(each.people for each in talks),
        zone_sites=_zone_sites(reader, start, end),
        planned=planned,
        done=done,
    )


def _not_closed(reader: Reader, everything: Sequence[VisitFigures], first: datetime, last: datetime) -> tuple[str, ...]:
    """Visits that began in the period and have no final record."""
    closed = {visit.number for visit in everything}
    opened = reader.parts_of_kind("visit.opened", ("$.arrived_at", "$.number"), since=first)
    began = ((number, datetime.fromisoformat(values[0])) for number, _, values in opened)
    return tuple(sorted(number for number, at in began if first <= at < last and number not in closed))


def _zone_sites(reader: Reader, start: date, end: date) -> tuple[str, ...]:
    """Sites in a zone whose notice forbids work in at least one night of the period."""
    nights = [start + timedelta(days=day) for day in range((end - start).days + 1)]
    first, last = night_of_day(start)[0], night_of_day(end)[1]
    holding = {
        notice.number
        for notice in library.notices(reader)
        if notice.valid_from < last
        and notice.valid_to > first
        and any(spans_within(notice, *night_of_day(night)) for night in nights)
    }
    return tuple(sorted({one.site for one in findings(reader) if one.inside and one.notice in holding}))


def _plans(reader: Reader, start: date, end: date) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Planned sites and those of them that were visited, the night before each.

    A site counts once a night, also where two teams or two passes of a loop are to see it.
    """
    planned: set[str] = set()
    done: set[str] = set()
    for kept in plans.plans_of(reader):
        night = kept.plan.settings.day
        if not start <= night <= end:
            continue
        found = plans.coverage(reader, kept.number)
        names = {stop.site for stop in found.stops}
        planned |= {f"{night} {name}" for name in names}
        done |= {f"{night} {name}" for name in names if name not in found.missed}
    return tuple(sorted(planned)), tuple(sorted(done))


_COUNTED: tuple[tuple[str, Callable[[VisitFigures], object]], ...] = (
    ("visits", lambda visit: True),
    ("zone_visits", attrgetter("inside")),
    ("working", attrgetter("working")),
    ("measurements", attrgetter("measured")),
    ("exceeds", attrgetter("exceeds")),
    ("indicative", lambda visit: visit.outcome == "indicative"),
    ("not_judged", lambda visit: visit.outcome == "cannot_be_judged"),
    ("breaches", attrgetter("breaches")),
    ("orders", lambda visit: visit.order_number is not None),
)


def _numbers(visits: Iterable[VisitFigures], wanted: Callable[[VisitFigures], object]) -> tuple[str, ...]:
    return tuple([visit.number for visit in visits if wanted(visit)])


def _counts(now: _Period, then: _Period) -> tuple[Count, ...]:
    found = []
    for key, wanted in _COUNTED:
        behind = _numbers(now.visits, wanted)
        found.append(Count(key=key, value=len(behind), before=len(_numbers(then.visits, wanted)), behind=behind))
        if key == "visits":
            sent, sites = (
                [function(period.visits) for period in (now, then)]
                for function in (lambda each: sum(v.officers for v in each), lambda each: len({v.site for v in each}))
            )
            found.append(Count(key="officers", value=sent[0], before=sent[1], behind=behind))
            found.append(Count(key="sites", value=sites[0], before=sites[1], behind=behind))
    told = ("help_visits", "advice", "hazards", "talks", "listeners")
    return (*found, *(Count(key=key, value=getattr(now, key), before=getattr(then, key)) for key in told))


def _rates(now: _Period, then: _Period) -> tuple[Rate, ...]:
    def share(key: str, part: Callable[[VisitFigures], object], whole: Callable[[VisitFigures], object]) -> Rate:
        wholes = [[visit for visit in each.visits if whole(visit)] for each in (now, then)]
        both = [(_numbers(each, part), tuple([visit.number for visit in each])) for each in wholes]
        return Rate(key=key, numerator=both[0][0], denominator=both[0][1], before=(len(both[1][0]), len(both[1][1])))

    def seen(each: _Period) -> tuple[str, ...]:
        return tuple(sorted({visit.site for visit in each.visits} & set(each.zone_sites)))

    return (
        share("exceed_rate", attrgetter("exceeds"), attrgetter("judged")),
        share("judged_rate", attrgetter("judged"), attrgetter("measured")),
        share("order_rate", lambda visit: visit.order_number is not None, attrgetter("wrong")),
        Rate(
            key="zone_coverage",
            numerator=seen(now),
            denominator=now.zone_sites,
            before=(len(seen(then)), len(then.zone_sites)),
        ),
        Rate(key="plan_done", numerator=now.done, denominator=now.planned, before=(len(then.done), len(then.planned))),
    )


def _breakdowns(visits: Sequence[VisitFigures], start: date, end: date) -> tuple[Breakdown, ...]:
    measured = [visit for visit in visits if visit.measured]
    hours = [f"{hour % 24:02d}" for hour in range(12, 36)]
    nights = [(start + timedelta(days=day)).isoformat() for day in range((end - start).days + 1)]
    return (
        _parted("by_night", measured, lambda v: v.night.isoformat(), nights),
        _parted("by_hour", measured, lambda v: f"{_local(v).hour:02d}", hours),
        _parted("by_zone", measured, lambda v: (v.venue or "—") if v.inside else "outside", None),
        _parted("by_rule", measured, _rule, None),
        _parted("by_site", measured, lambda v: v.site, None),
    )


def _rule(visit: VisitFigures) -> str:
    """The rule set and its clause, each once."""
    clause, rule_set = visit.clause or "", visit.rule_set or ""
    return clause if rule_set and clause.startswith(rule_set) else f"{rule_set} {clause}".strip() or "—"


def _local(visit: VisitFigures) -> datetime:
    return (visit.started_at or visit.arrived_at).astimezone(LOCAL)


def _parted(
    key: str, visits: Sequence[VisitFigures], name_of: Callable[[VisitFigures], str], order: Sequence[str] | None
) -> Breakdown:
    """Groups in the given order, or those with most exceedances first."""
    measured: dict[str, list[str]] = {name: [] for name in order or ()}
    exceeding: dict[str, list[str]] = {}
    for visit in visits:
        name = name_of(visit)
        measured.setdefault(name, []).append(visit.number)
        if visit.exceeds:
            exceeding.setdefault(name, []).append(visit.number)
    groups = [
        Group(name=name, measured=tuple(numbers), exceeding=tuple(exceeding.get(name, ())))
        for name, numbers in measured.items()
    ]
    if order is None:
        groups.sort(key=lambda group: (-len(group.exceeding), -len(group.measured), group.name))
    return Breakdown(key=key, groups=tuple(groups))


def _complaints(reader: Reader) -> tuple[tuple[str, int], ...]:
    """Sites of the library with complaints, most first."""
    found = [(site.name, site.complaints) for site in library.sites(reader) if site.complaints]
    return tuple(sorted(found, key=lambda pair: (-pair[1], pair[0])))


OF_SITES = ("zone_coverage", "plan_done")
"""Rates that count sites or stops; behind them stand the visits at the sites that were reached."""


def behind(found: Bulletin, figure: str) -> list[VisitFigures]:
    """The visits behind a figure: a count, a rate (its numerator), ``rate.whole`` (its denominator), ``cards``, or a
    group of a breakdown as ``by_hour=22``. Behind a rate of sites stand the visits at those that were reached.

    Raises:
        BadInput: there is no such figure, or its list holds no visits.
    """
    numbers = _behind(found, figure)
    if numbers is None:
        raise BadInput("report.figure", figure=figure, known="、".join(figure_names(found)))
    by_number = {visit.number: visit for visit in found.visits}
    return [by_number[number] for number in numbers if number in by_number]


def _behind(found: Bulletin, figure: str) -> tuple[str, ...] | None:
    key, _, part = figure.partition("=")
    for breakdown in found.breakdowns:
        if breakdown.key == key and part:
            return next((group.measured for group in breakdown.groups if group.name == part), None)
    for count in found.counts:
        if count.key == figure and (count.behind or not count.value):
            return count.behind
    for rate in found.rates:
        if rate.key in OF_SITES and figure == rate.key:
            sites = {_site_of(rate, name) for name in rate.numerator}
            return tuple(visit.number for visit in found.visits if visit.site in sites)
        if figure in (rate.key, f"{rate.key}.whole") and rate.key not in OF_SITES:
            return rate.numerator if figure == rate.key else rate.denominator
    if figure == "cards":
        return tuple(number for proposal in found.proposals for number in proposal.behind)
    return None


def _site_of(rate: Rate, name: str) -> str:
    """A planned stop carries its night before its site."""
    return name.partition(" ")[2] if rate.key == "plan_done" else name


def not_reached(rate: Rate) -> tuple[str, ...]:
    """What of a rate of sites was not reached, each site once."""
    reached = set(rate.numerator)
    return tuple(dict.fromkeys(_site_of(rate, name) for name in rate.denominator if name not in reached))


def figure_names(found: Bulletin) -> list[str]:
    """The figures whose visits can be listed."""
    names = [count.key for count in found.counts if count.behind or not count.value]
    for rate in found.rates:
        names += [rate.key] if rate.key in OF_SITES else [rate.key, f"{rate.key}.whole"]
    return [*names, "cards", *(f"{breakdown.key}=…" for breakdown in found.breakdowns)]


def render_bulletin(found: Bulletin, ending: str, language: Language) -> bytes:
    """The bulletin as PDF, Excel or Word by the file's ending; the same numbers give the same bytes.

    Raises:
        BadInput: another ending.
    """
    from patrol_app.reports import bulletin_file

    if ending not in ENDINGS:
        raise BadInput("report.ending", ending=ending or "—", known="、".join(ENDINGS))
    return bulletin_file.render(found, ending, language=language)


def write_bulletin(found: Bulletin, target: Path, language: Language) -> None:
    """Write the bulletin whole or not at all; errors as for ``render_bulletin``, and where the disk refuses."""
    if not target.parent.is_dir():
        raise BadInput("report.write", path=target, cause=str(target.parent))
    write_whole(target, render_bulletin(found, target.suffix.lower(), language))


def kinds() -> tuple[str, ...]:
    """Every bulletin by its name at the door."""
    return tuple(kind.replace("_", "-") for kind in BULLETINS)


def kind_named(name: str) -> BulletinKind | None:
    """The bulletin of a name at the door, such as ``daily-warning``."""
    return next((kind for kind in BULLETINS if kind.replace("_", "-") == name), None)
