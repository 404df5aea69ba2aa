"""From a night's newest version to what the plan tab shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from patrol_app.domain.places import ExamNotice, SiteKind
from patrol_app.domain.plans import Stop
from patrol_app.planning.conflicts import meetings
from patrol_app.planning.zones import zone_findings
from patrol_app.rules.moment import ban_spans, holding_at
from patrol_app.services.desk.coordinator_numbers import numbers
from patrol_app.services.desk.map_plane import MapPlane
from patrol_app.services.desk.shelf import Shelf
from patrol_app.services.desk.zone_shapes import zone_shapes
from patrol_app.services.office.exam_zones import spans_within
from patrol_app.services.office.nights import KeptNight, NightAsk, visits_made
from patrol_app.services.office.plans import PlanAsk, settings_of
from patrol_app.services.plan_facts import Conflict, LawChange, LeftSource, PlanFacts, PlanStop, PlanTeam, StopState
from patrol_app.services.recall import KnownVisit

_MOST_CHANGES = 12


def plan_facts(shelf: Shelf, ask: NightAsk, night: KeptNight | None, at: datetime, *, changed: bool) -> PlanFacts:
    """The facts of now; stops and counts are those of the newest version, teams those that are set up."""
    settings = settings_of(PlanAsk(kind="loop", day=ask.day, teams=1, shift=ask.shift))
    number_of = numbers(shelf.store)
    holding = [one for one in shelf.notices if spans_within(one, settings.starts_at, settings.ends_at)]
    inside = {one.site for one in zone_findings(shelf.sites, shelf.venues, holding) if one.inside}
    made, unplanned = visits_made(shelf.store, night) if night else ({}, ())
    plane = MapPlane.over(shelf.sites, shelf.venues)
    driven = _driven(night, made, _Places(number_of, plane, {site.name: site.kind for site in shelf.sites}), at)
    teams = _teams(ask, driven, changed=changed)
    routes = [team.stops for team in driven]
    planned = {stop.site for stops in routes for stop in stops}
    seen = {stop.site for stops in routes for stop in stops if stop.state == "done"}
    late = {stop.site for stops in routes for stop in stops if stop.state == "missed"}
    ahead = {stop.site for stops in routes for stop in stops if stop.state == "ahead"}
    missed = late - seen - ahead
    return PlanFacts(
        day=ask.day,
        starts_at=settings.starts_at,
        ends_at=settings.ends_at,
        teams=teams,
        version=night.version if night else 0,
        issued=night.issued if night else 0,
        issued_at=night.issued_at if night else None,
        changed=changed,
        begun=at > settings.starts_at,
        changes=law_changes(shelf, settings.starts_at, settings.ends_at),
        conflicts=_conflicts(night),
        zone_sites=len(inside),
        zone_covered=len(inside & planned),
        zone_done=len(inside & seen),
        stops=sum(len(stops) for stops in routes),
        done=sum(stop.state == "done" for stops in routes for stop in stops),
        left=_left(night, planned, inside, number_of),
        missed=tuple(sorted((number_of.get(site, 0), site) for site in missed)),
        unplanned=unplanned,
        sites=tuple(sorted((number_of.get(site.name, 0), site.name) for site in shelf.sites)),
        zones=tuple(zone_shapes(max(holding, key=_reach, default=None), shelf.venues, plane)),
        ground=(),
        officers=len(shelf.officers),
        draws=len(shelf.store.all_of_kind("draw.held")),
    )


def _reach(notice: ExamNotice) -> float:
    return notice.radius_m


@dataclass(frozen=True, slots=True)
class _Places:
    """What a stop's place on the map wants to know: numbers and kinds by site, and the plane."""

    numbers: Mapping[str, int]
    plane: MapPlane
    kinds: Mapping[str, SiteKind]


def _driven(
    night: KeptNight | None, made: Mapping[tuple[int, int], KnownVisit], places: _Places, at: datetime
) -> list[PlanTeam]:
    """The teams of the newest version, each stop with the visit that was made of it."""
    if night is None:
        return []
    teams = []
    for team, one in enumerate(night.teams):
        route = night.route(team)
        stops = tuple(_stop(stop, made.get((team, place)), places, at) for place, stop in enumerate(route.stops))
        ask = one.ask
        teams.append(
            PlanTeam(kind=ask.kind, people=ask.people, on_foot=ask.on_foot, stops=stops, distance_m=route.distance_m)
        )
    return teams


def _stop(stop: Stop, visit: KnownVisit | None, places: _Places, at: datetime) -> PlanStop:
    state: StopState = "done" if visit is not None else "missed" if stop.leave < at else "ahead"
    east, north = places.plane.metres(stop.place)
    return PlanStop(
        number=places.numbers.get(stop.site, 0),
        east_m=east,
        north_m=north,
        kind=places.kinds.get(stop.site, "construction"),
        site=stop.site,
        arrive=stop.arrive,
        leave=stop.leave,
        inside=stop.inside,
        state=state,
        because=stop.because,
        done_at=visit.arrived_at if visit is not None else None,
    )


def _teams(ask: NightAsk, driven: list[PlanTeam], *, changed: bool) -> tuple[PlanTeam, ...]:
    """The teams as set up; a route is shown where the team still goes the way it was planned for."""
    teams = []
    for place, one in enumerate(ask.teams):
        fits = place < len(driven) and (not changed or driven[place].kind == one.kind)
        stops = driven[place].stops if fits else ()
        metres = driven[place].distance_m if fits else 0
        teams.append(PlanTeam(kind=one.kind, people=one.people, on_foot=one.on_foot, stops=stops, distance_m=metres))
    return tuple(teams)


def _conflicts(night: KeptNight | None) -> tuple[Conflict, ...]:
    """Teams that drive about and meet; a post that a team visits is no conflict."""
    if night is None:
        return ()
    routes = [
        () if team.ask.kind == "fixed_posts" else night.route(place).stops for place, team in enumerate(night.teams)
    ]
    return tuple(
        Conflict(first=one.first + 1, second=one.second + 1, site=one.site, begins=one.begins, ends=one.ends)
        for one in meetings(routes)
    )


def _left(
    night: KeptNight | None, planned: set[str], inside: set[str], number_of: Mapping[str, int]
) -> tuple[LeftSource, ...]:
    """What no plan of the night visits; of several reasons the one of the widest plan."""
    if night is None:
        return ()
    rank = {"full_coverage": 0, "tour": 1, "loop": 2, "fixed_posts": 3}
    found: dict[str, LeftSource] = {}
    for kept in sorted(night.plans.values(), key=lambda each: rank[each.plan.settings.kind]):
        for one in kept.plan.left_out:
            if one.site not in planned and one.site not in found:
                number = number_of.get(one.site, 0)
                found[one.site] = LeftSource(number=number, site=one.site, reason=one.reason, inside=one.site in inside)
    return tuple(sorted(found.values(), key=lambda one: (not one.inside, one.number)))


def law_changes(shelf: Shelf, starts_at: datetime, ends_at: datetime) -> tuple[LawChange, ...]:
    """Where day and night meet within the shift, with the limit from then on, and where bans begin and end."""
    city = shelf.authority.city
    found: set[LawChange] = set()
    moment = starts_at
    for _ in range(_MOST_CHANGES):
        holding = holding_at(shelf.book, city, moment)
        if holding.next_change_at is None or holding.next_change_at >= ends_at:
            break
        moment = holding.next_change_at
        after = holding_at(shelf.book, city, moment)
        if after.period is not None and after.period != holding.period:
            limit = float(after.laeq_limit_db) if after.laeq_limit_db is not None else None
            found.add(LawChange(at=moment, kind=after.period, limit_db=limit))
    for notice in shelf.notices:
        for begins, ends in ban_spans(notice, starts_at + timedelta(hours=1)):
            if starts_at < begins < ends_at:
                found.add(LawChange(at=begins, kind="ban_from"))
            if starts_at < ends < ends_at:
                found.add(LawChange(at=ends, kind="ban_to"))
    return tuple(sorted(found, key=lambda one: (one.at, one.kind)))
