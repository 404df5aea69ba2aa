"""A night of several teams, each with a way of its own: planned, planned anew, issued; every version is a fact.

Teams of one kind share one plan (``plan.made``); the night (``night.planned``) says which team drives which route.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from patrol_app.domain.codec import from_plain, to_plain
from patrol_app.domain.errors import BadInput
from patrol_app.domain.plans import PatrolPlan, PlanKind, TeamRoute
from patrol_app.planning.conflicts import meetings
from patrol_app.rules.moment import local
from patrol_app.services.office import library
from patrol_app.services.office.columns import LOCAL
from patrol_app.services.office.exam_zones import spans_within
from patrol_app.services.office.plans import (
    NIGHT_PLANNED,
    SHIFT,
    KeptPlan,
    PlanAsk,
    change_plan,
    kept_plan,
    plan_night,
    visits_between,
)
from patrol_app.services.recall import KnownVisit
from patrol_app.store.reader import Reader
from patrol_app.store.store import Store

ISSUED = "night.issued"
"""The kind of the fact that a version went to the teams; its subject, as that of ``NIGHT_PLANNED``, is the day."""
MOST_TEAMS = 12
LEAST_PEOPLE = 2
"""Two officers make an inspection (Administrative Penalty Law, article 42)."""
NIGHT_ENDS = time(6, 0)
NOON = time(12, 0)
WAITS_MIN = (0, 10, 20, 30, 40)
"""So long a plan may begin after the shift does, where that keeps its teams from meeting others at a site."""
TRIED_SITES = 300
"""In longer libraries a plan takes too long to be made several times; meetings are told all the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamAsk:
    """A team as the coordinator sets it up."""

    kind: PlanKind
    people: int = LEAST_PEOPLE
    on_foot: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NightAsk:
    """A night: its teams and its shift."""

    day: date
    teams: tuple[TeamAsk, ...]
    shift: tuple[time, time] = SHIFT
    seed: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NightTeam:
    """A team, the plan that holds its route, and which of that plan's routes it is, from 0."""

    ask: TeamAsk
    plan: str
    route: int


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptNight:
    """The newest version of a night; ``issued`` is the version that was issued last, 0 for none."""

    day: date
    version: int
    teams: tuple[NightTeam, ...]
    plans: Mapping[str, KeptPlan]
    issued: int
    issued_at: datetime | None

    def route(self, team: int) -> TeamRoute:
        """The route of a team, by its place from 0."""
        one = self.teams[team]
        return self.plans[one.plan].plan.teams[one.route]

    @property
    def kept(self) -> tuple[KeptPlan, ...]:
        """Get the plans in the order of their numbers."""
        return tuple(self.plans[number] for number in sorted(self.plans))


def usual_night(reader: Reader, at: datetime) -> date:
    """Tonight, or the next night in which a notice forbids work; after midnight tonight is still yesterday's."""
    here = local(at)
    tonight = here.date() - timedelta(days=here.time() < NIGHT_ENDS)
    ahead = [notice for notice in library.notices(reader) if notice.valid_to > at]
    for days in range(60):
        day = tonight + timedelta(days=days)
        start = datetime.combine(day, SHIFT[0], LOCAL)
        if any(spans_within(notice, start, start + timedelta(hours=10)) for notice in ahead):
            return day
    return tonight


def usual_teams(officers: int) -> tuple[TeamAsk, ...]:
    """Teams of two: one round the zones, one to every source, one at a post, as far as there are officers."""
    kinds: tuple[PlanKind, ...] = ("full_coverage", "loop", "fixed_posts")
    count = max(1, min(len(kinds), officers // LEAST_PEOPLE))
    asks = [TeamAsk(kind=kind, on_foot=kind == "fixed_posts") for kind in kinds[:count]]
    return tuple(sorted(asks, key=lambda ask: ("loop", "full_coverage", "fixed_posts").index(ask.kind)))


def _checked(ask: NightAsk) -> None:
    if not 1 <= len(ask.teams) <= MOST_TEAMS:
        raise BadInput("night.teams", count=len(ask.teams), most=MOST_TEAMS)
    if ask.shift[0] < NOON:
        # a night counts from noon to noon, here and on the officers' laptops
        raise BadInput("night.shift", value=f"{ask.shift[0]:%H:%M}-{ask.shift[1]:%H:%M}")
    for number, team in enumerate(ask.teams, start=1):
        if team.people < LEAST_PEOPLE:
            raise BadInput("night.people", team=number, people=team.people)


def make_night(reader: Reader, ask: NightAsk) -> list[PatrolPlan]:
    """One plan a kind, in the order in which the kinds first stand among the teams.

    A plan begins a little later than the shift where that keeps its teams from those of the plans before it.

    Raises:
        BadInput: no team, a team of fewer than two, a shift that does not begin between noon and midnight, or no site.
    """
    _checked(ask)
    kinds = list(dict.fromkeys(team.kind for team in ask.teams))
    counts = {kind: sum(team.kind == kind for team in ask.teams) for kind in kinds}
    waits = WAITS_MIN if len(library.sites(reader)) <= TRIED_SITES else WAITS_MIN[:1]
    made: list[PatrolPlan] = []
    for kind in kinds:
        asked = PlanAsk(kind=kind, day=ask.day, teams=counts[kind], seed=ask.seed, shift=ask.shift)
        made.append(_apart(reader, asked, made, waits))
    return made


def _apart(reader: Reader, ask: PlanAsk, others: Sequence[PatrolPlan], waits: Sequence[int]) -> PatrolPlan:
    """The plan that meets the others at the fewest sites; the one that begins first of those that meet as few."""
    tried = []
    for wait in waits:
        begins = datetime.combine(ask.day, ask.shift[0]) + timedelta(minutes=wait)
        plan = plan_night(reader, replace(ask, shift=(begins.time(), ask.shift[1])))
        met = len(meetings([route.stops for one in (*others, plan) for route in one.teams if _drives(one)]))
        if met == 0 or not _drives(plan):
            return plan
        tried.append((met, wait, plan))
    return min(tried, key=lambda each: each[:2])[2]


def _drives(plan: PatrolPlan) -> bool:
    """Whether teams drive about; a post that is visited is no meeting of two."""
    return plan.settings.kind != "fixed_posts"


def keep_night(store: Store, ask: NightAsk, made: Sequence[PatrolPlan], *, actor: str, at: datetime) -> KeptNight:
    """Write a night as its next version: the plans and which team drives what, together or not at all."""
    before = kept_night(store, ask.day)
    number_of = {kept.plan.settings.kind: number for number, kept in before.plans.items()} if before else {}
    prefix = f"P-{ask.day:%Y%m%d}-"
    taken = sum(entry.subject.startswith(prefix) for entry in store.latest_of_kind("plan.made"))
    for plan in made:
        if plan.settings.kind not in number_of:
            taken += 1
            number_of[plan.settings.kind] = f"{prefix}{taken}"
    routes: dict[str, int] = {}
    teams = []
    for team in ask.teams:
        number = number_of[team.kind]
        teams.append(NightTeam(ask=team, plan=number, route=routes.setdefault(number, 0)))
        routes[number] += 1
    with store.transaction() as work:
        for plan in made:
            body = {"plan": to_plain(plan)}
            work.append("plan.made", number_of[plan.settings.kind], body, actor=actor, at=at)
        work.append(
            NIGHT_PLANNED,
            ask.day.isoformat(),
            {"teams": to_plain(tuple(teams)), "plans": [number_of[plan.settings.kind] for plan in made]},
            actor=actor,
            at=at,
        )
    kept = kept_night(store, ask.day)
    assert kept is not None  # it was just written
    return kept


def kept_night(reader: Reader, day: date) -> KeptNight | None:
    """The newest version of a night, ``None`` where none was planned."""
    versions = reader.all_of_kind(NIGHT_PLANNED, day.isoformat())
    if not versions:
        return None
    teams = from_plain(tuple[NightTeam, ...], versions[-1].body["teams"], NIGHT_PLANNED)
    issued = reader.latest(ISSUED, day.isoformat())
    return KeptNight(
        day=day,
        version=len(versions),
        teams=teams,
        plans={number: kept_plan(reader, number) for number in versions[-1].body["plans"]},
        issued=int(issued.body["version"]) if issued else 0,
        issued_at=datetime.fromisoformat(issued.at_utc) if issued else None,
    )


def change_night(
    reader: Reader, night: KeptNight, *, at: datetime, skipped: Collection[str] = (), added: Sequence[str] = ()
) -> list[PatrolPlan]:
    """The plans for the rest of the night; an added site goes to the first plan that has room for it.

    Teams that go to every source are asked first, those that go round the zones last; where no plan has room the
    site is in none of them.

    Raises:
        BadInput: a site that is in no plan of the night, or not in the library.
    """
    planned = {
        kept.number: {stop.site for route in kept.plan.teams for stop in route.stops} for kept in night.plans.values()
    }
    for site in skipped:
        if not any(site in sites for sites in planned.values()):
            raise BadInput("plan.not_planned", site=site, number=night.day.isoformat())
    asked = [
        kept.number
        for kind in ("full_coverage", "tour", "loop")
        for kept in night.plans.values()
        if kept.plan.settings.kind == kind
    ]
    if added and not asked:
        raise BadInput("night.posts_only", site=added[0])
    changed = {
        number: change_plan(reader, number, at=at, skipped=[site for site in skipped if site in planned[number]])
        for number in night.plans
    }
    for site in added:
        for number in asked:
            tried = change_plan(reader, number, at=at, skipped=(), added=(site,))
            if any(stop.site == site for route in tried.teams for stop in route.stops):
                changed[number] = tried
                break
    return list(changed.values())


def visits_made(reader: Reader, night: KeptNight) -> tuple[dict[tuple[int, int], KnownVisit], tuple[str, ...]]:
    """Which visit was made of which stop, by team and place in its route, and the visits that no stop asked for.

    A visit counts once: for the stop at its site whose hour is nearest to when it began.
    """
    settings = next(iter(night.plans.values())).plan.settings
    visits = visits_between(reader, settings.starts_at, settings.ends_at)
    stops = [
        (team, place, stop) for team in range(len(night.teams)) for place, stop in enumerate(night.route(team).stops)
    ]
    pairs = sorted(
        (abs(visit.arrived_at - stop.arrive), visit.arrived_at, team, place, visit.number)
        for visit in visits
        for team, place, stop in stops
        if stop.site == visit.site
    )
    by_number = {visit.number: visit for visit in visits}
    made: dict[tuple[int, int], KnownVisit] = {}
    used: set[str] = set()
    for _, _, team, place, number in pairs:
        if number not in used and (team, place) not in made:
            made[team, place] = by_number[number]
            used.add(number)
    planned = {stop.site for _, _, stop in stops}
    return made, tuple(sorted(visit.number for visit in visits if visit.site not in planned))


def ask_of(night: KeptNight) -> NightAsk:
    """What was asked of a night."""
    first = next(iter(night.plans.values())).plan.settings
    shift = local(first.starts_at).time(), local(first.ends_at).time()
    return NightAsk(day=night.day, teams=tuple(team.ask for team in night.teams), shift=shift)


def issue_night(store: Store, night: KeptNight, *, actor: str, at: datetime) -> None:
    """Write the fact that this version goes to the teams, with the hash of every plan that belongs to it.

    Raises:
        BadInput: this version was issued before.
    """
    if night.issued == night.version:
        raise BadInput("night.issued_before", day=night.day.isoformat(), version=night.version)
    hashes = []
    for number in night.plans:
        entry = store.latest("plan.made", number)
        assert entry is not None  # the night names it
        hashes.append({"number": number, "version": night.plans[number].version, "sha256": entry.hash})
    body = {"version": night.version, "plans": hashes}
    store.append(ISSUED, night.day.isoformat(), body, actor=actor, at=at)
