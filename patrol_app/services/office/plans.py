"""Plans of a night: made from libraries and history, kept as facts, changed from the road, compared with the visits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from patrol_app.domain.codec import from_plain, to_plain
from patrol_app.domain.errors import BadInput
from patrol_app.domain.places import Place
from patrol_app.domain.plans import (
    Candidate,
    Coverage,
    Lead,
    PatrolPlan,
    PlanKind,
    PlanSettings,
    StopDone,
)
from patrol_app.planning.plan import make_plan
from patrol_app.planning.replan import Change, replan
from patrol_app.planning.zones import zone_findings
from patrol_app.rules.moment import local
from patrol_app.services.office import library
from patrol_app.services.office.columns import LOCAL
from patrol_app.services.office.exam_zones import spans_within
from patrol_app.services.office.schemes import on_site_cap
from patrol_app.services.recall import KnownVisit, known_visits
from patrol_app.store.reader import Reader
from patrol_app.store.store import Store

KINDS: tuple[PlanKind, ...] = ("loop", "full_coverage", "tour", "fixed_posts")
VISIT_MIN: Mapping[PlanKind, int] = {"loop": 10, "full_coverage": 15, "tour": 30, "fixed_posts": 60}
"""Minutes of a visit where none are asked for: look and listen, a first check, a whole measurement."""
SHIFT = (time(20, 0), time(6, 0))
NIGHT_PLANNED = "night.planned"
"""The kind of the fact that says which plans are driven in a night, by which teams (``services/office/nights.py``)."""
FOUND_WITHIN = timedelta(days=365)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanAsk:
    """What a coordinator asks: kind, night, teams, and whatever differs from the usual."""

    kind: PlanKind
    day: date
    teams: int
    seed: int | None = None
    shift: tuple[time, time] = SHIFT
    visit_min: int | None = None
    start: Place | None = None
    end: Place | None = None
    requested: Collection[str] = ()
    leads: Mapping[str, tuple[Lead, ...]] = field(default_factory=dict)
    solver: Any = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptPlan:
    """A plan of the log with its number and how often it was written."""

    number: str
    version: int
    plan: PatrolPlan


def settings_of(ask: PlanAsk) -> PlanSettings:
    """The ask with the usual filled in.

    Raises:
        BadInput: no team, no time, or a visit of no length.
    """
    starts_at = datetime.combine(ask.day, ask.shift[0], LOCAL)
    ends_at = datetime.combine(ask.day, ask.shift[1], LOCAL)
    ends_at += timedelta(days=1) if ends_at <= starts_at else timedelta()
    visit_min = VISIT_MIN[ask.kind] if ask.visit_min is None else ask.visit_min
    if not 1 <= ask.teams <= 99:
        raise BadInput("plan.teams", value=ask.teams)
    if not 1 <= visit_min <= 720:
        raise BadInput("plan.visit_minutes", value=visit_min)
    seed = int(f"{ask.day:%Y%m%d}") if ask.seed is None else ask.seed
    if not 0 <= seed < 2**32:
        raise BadInput("plan.seed", value=seed)
    return PlanSettings(
        kind=ask.kind,
        day=ask.day,
        teams=ask.teams,
        seed=seed,
        starts_at=starts_at,
        ends_at=ends_at,
        visit_min=visit_min,
        start=ask.start,
        end=ask.end,
        solver=ask.solver,
    )


def candidates(
    reader: Reader,
    settings: PlanSettings,
    *,
    requested: Collection[str] = (),
    leads: Mapping[str, tuple[Lead, ...]] | None = None,
) -> list[Candidate]:
    """Every site of the library with its zone, its windows and its history before the night.

    Raises:
        BadInput: a requested site, or one with a lead, is not in the library.
    """
    sites, notices = library.sites(reader), library.notices(reader)
    given = dict(leads or {})
    names = {site.name for site in sites}
    for name in (*requested, *given):
        if name not in names:
            library.site_named(reader, name)
    spans = {notice.number: spans_within(notice, settings.starts_at, settings.ends_at) for notice in notices}
    inside: dict[str, list[tuple[datetime, datetime]]] = {}
    near: set[str] = set()
    for one in zone_findings(sites, library.venues(reader), notices):
        if one.inside and spans[one.notice]:
            inside.setdefault(one.site, []).extend(spans[one.notice])
        elif not one.inside:
            near.add(one.site)
    history = _History(reader, settings.starts_at)
    return [
        Candidate(
            site=site,
            inside=site.name in inside,
            near=site.name in near,
            windows=tuple(sorted(set(inside.get(site.name, [])))),
            findings=history.findings[site.name],
            days_since=history.days_since(site.name),
            visits_this_year=history.this_year[site.name],
            leads=tuple(given.get(site.name, ())),
            requested=site.name in requested,
        )
        for site in sites
    ]


class _History:
    """Visits and breaches before a moment, counted by site."""

    def __init__(self, reader: Reader, before: datetime) -> None:
        self._before = local(before)
        visits = [visit for visit in known_visits(reader) if visit.arrived_at < before]
        year = self._before.year
        self.this_year = Counter(visit.site for visit in visits if local(visit.arrived_at).year == year)
        self._last = {visit.site: visit.arrived_at for visit in visits}
        site_of = {visit.number: visit.site for visit in visits if visit.arrived_at >= before - FOUND_WITHIN}
        found = {
            (entry.subject, entry.body.get("kind"))
            for entry in reader.all_of_kind("verdict.given", since=before - FOUND_WITHIN, until=before)
            if entry.subject in site_of and entry.body.get("outcome") in ("exceeds", "breach")
        }
        self.findings = Counter(site_of[number] for number, _ in found)

    def days_since(self, site: str) -> int | None:
        last = self._last.get(site)
        return None if last is None else (self._before.date() - local(last).date()).days


def plan_night(reader: Reader, ask: PlanAsk) -> PatrolPlan:
    """The plan; the same libraries, history and ask give the same plan.

    Raises:
        BadInput: the ask makes no sense, or there is no site.
        CannotDo: the solver asked for is not installed.
    """
    settings = settings_of(ask)
    found = candidates(reader, settings, requested=ask.requested, leads=ask.leads)
    if not found:
        raise BadInput("plan.no_sites")
    return make_plan(found, settings, on_site_cap(ask.day))


def keep_plan(store: Store, plan: PatrolPlan, *, actor: str, at: datetime, number: str | None = None) -> str:
    """Write a plan into the log, as a new one or as the next version of ``number``; returns its number."""
    if number is None:
        prefix = f"P-{plan.settings.day:%Y%m%d}-"
        number = prefix + str(1 + sum(entry.subject.startswith(prefix) for entry in store.latest_of_kind("plan.made")))
    store.append("plan.made", number, {"plan": to_plain(plan)}, actor=actor, at=at)
    return number


def kept_plan(reader: Reader, number: str) -> KeptPlan:
    """The newest version of a plan.

    Raises:
        BadInput: there is none of this number; the sentence names those there are.
    """
    versions = reader.all_of_kind("plan.made", number)
    if not versions:
        known = "、".join(entry.subject for entry in reader.latest_of_kind("plan.made")) or "—"
        raise BadInput("plan.no_plan", number=number, known=known)
    plan = from_plain(PatrolPlan, versions[-1].body["plan"], "plan")
    return KeptPlan(number=number, version=len(versions), plan=plan)


def plans_of(reader: Reader, day: date | None = None) -> list[KeptPlan]:
    """All plans that are driven, or those of one night, by their number."""
    gone = _given_up(reader)
    numbers = [entry.subject for entry in reader.latest_of_kind("plan.made") if entry.subject not in gone]
    found = [kept_plan(reader, number) for number in numbers]
    return [each for each in found if day is None or each.plan.settings.day == day]


def _given_up(reader: Reader) -> set[str]:
    """Plans that an earlier version of a night had and its newest has not: nobody drives them."""
    named = {number for entry in reader.all_of_kind(NIGHT_PLANNED) for number in entry.body["plans"]}
    driven = {number for entry in reader.latest_of_kind(NIGHT_PLANNED) for number in entry.body["plans"]}
    return named - driven


def visits_between(reader: Reader, starts_at: datetime, ends_at: datetime) -> list[KnownVisit]:
    """Visits from two hours before a shift to two hours after it."""
    start, end = starts_at - timedelta(hours=2), ends_at + timedelta(hours=2)
    return [visit for visit in known_visits(reader) if start <= visit.arrived_at <= end]


def _visits_of_night(reader: Reader, plan: PatrolPlan) -> list[KnownVisit]:
    return visits_between(reader, plan.settings.starts_at, plan.settings.ends_at)


def change_plan(
    reader: Reader, number: str, *, at: datetime, skipped: Collection[str] = (), added: Sequence[str] = ()
) -> PatrolPlan:
    """The plan for the rest of the night, from where each team is by the visits made.

    Raises:
        BadInput: no such plan, or a site that is not in it or not in the library.
    """
    plan = kept_plan(reader, number).plan
    planned = {stop.site for team in plan.teams for stop in team.stops}
    for site in skipped:
        if site not in planned:
            raise BadInput("plan.not_planned", site=site, number=number)
    for site in added:
        library.site_named(reader, site)
    done = {visit.site for visit in _visits_of_night(reader, plan) if visit.arrived_at <= at}
    change = Change(at=at, done=done, skipped=skipped, added=added)
    return replan(plan, candidates(reader, plan.settings), change)


def coverage(reader: Reader, number: str) -> Coverage:
    """Planned against done; a site that a loop passes several times counts each of its stops.

    Raises:
        BadInput: no such plan.
    """
    plan = kept_plan(reader, number).plan
    visits = _visits_of_night(reader, plan)
    free: dict[str, list[KnownVisit]] = {}
    for visit in visits:
        free.setdefault(visit.site, []).append(visit)
    stops: list[StopDone] = []
    planned = sorted(
        ((stop.arrive, team, stop) for team, route in enumerate(plan.teams, start=1) for stop in route.stops),
        key=lambda each: (each[0], each[1]),
    )
    for arrive, team, stop in planned:
        waiting = free.get(stop.site, [])
        made = waiting.pop(0) if waiting else None
        stops.append(
            StopDone(
                team=team,
                site=stop.site,
                arrive=arrive,
                visit=made.number if made else None,
                arrived_at=made.arrived_at if made else None,
            )
        )
    names = {stop.site for stop in stops}
    seen = {visit.site for visit in visits}
    zone = {stop.site for team in plan.teams for stop in team.stops if stop.inside}
    return Coverage(
        stops=tuple(stops),
        missed=tuple(sorted(names - seen)),
        unplanned=tuple(sorted(visit.number for visit in visits if visit.site not in names)),
        zone_sites=len(zone),
        zone_sites_done=len(zone & seen),
    )
