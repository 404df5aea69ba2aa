"""A plan changed from the road: what is still to come, without the skipped, with the added, from where the team is."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from patrol_app.domain.plans import Because, Candidate, LeftOut, PatrolPlan, PlanSettings, Stop, TeamRoute
from patrol_app.planning.plan import task_of
from patrol_app.planning.priorities import priority
from patrol_app.planning.routes import FIRST_SITE, Task, length_m, schedule, travel_s


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What happened on the road. ``done`` are the sites already visited this night, ``at`` is now."""

    at: datetime
    done: Collection[str] = ()
    skipped: Collection[str] = ()
    added: Sequence[str] = ()


def replan(plan: PatrolPlan, candidates: Sequence[Candidate], change: Change) -> PatrolPlan:
    """The rest of the night; visits made stay as planned, added sites go where they cost the least road.

    The order of what is left stays as it was, unless an added or a skipped site lets a shorter one be kept. A loop
    comes by again: its passes that are over are over, and those to come keep their hours, unless a site is added.
    """
    settings = plan.settings
    planned = {stop.site for team in plan.teams for stop in team.stops} | set(change.added)
    known = sorted((each for each in candidates if each.site.name in planned), key=lambda each: each.site.name)
    number = {each.site.name: index for index, each in enumerate(known)}
    task = task_of(known, settings, required=True, open_windows=False)
    now_s = max(0, int((change.at - settings.starts_at).total_seconds()))
    kept: list[list[Stop]] = []
    routes: list[list[int]] = []
    for team in plan.teams:
        kept.append([stop for stop in team.stops if _was_made(stop, settings, change)])
        routes.append(
            [
                number[stop.site]
                for stop in team.stops
                if stop.site in number and stop.site not in change.skipped and _is_to_come(stop, settings, change)
            ]
        )
    nodes = [number[past[-1].site] + FIRST_SITE if past and past[-1].site in number else 0 for past in kept]
    routes = [_kept(task, route, node, now_s) for route, node in zip(routes, nodes, strict=True)]
    for site in change.added:
        if site in number and site not in change.done:
            _insert(task, routes, nodes, now_s, number[site])
    if settings.kind == "loop" and not change.added:
        return _later_passes(plan, task, number, change)
    teams = [
        _team(known, plan, task, past, route, node, now_s, change)
        for past, route, node in zip(kept, routes, nodes, strict=True)
    ]
    placed = {stop.site for team in teams for stop in team.stops}
    left = [one for one in plan.left_out if one.site not in placed and one.site not in change.added]
    left += [
        LeftOut(site=site, reason="skipped" if site in change.skipped else "no_time")
        for site in sorted(planned - placed)
    ]
    return replace(plan, teams=tuple(teams), left_out=tuple(sorted(left, key=lambda one: one.site)))


def _was_made(stop: Stop, settings: PlanSettings, change: Change) -> bool:
    return stop.site in change.done and (settings.kind != "loop" or stop.arrive < change.at)


def _is_to_come(stop: Stop, settings: PlanSettings, change: Change) -> bool:
    return stop.arrive >= change.at if settings.kind == "loop" else stop.site not in change.done


def _later_passes(plan: PatrolPlan, task: Task, number: Mapping[str, int], change: Change) -> PatrolPlan:
    """A loop without what is over and what is skipped, every other pass at its hour."""
    teams = []
    for team in plan.teams:
        stops = tuple(
            stop
            for stop in team.stops
            if _was_made(stop, plan.settings, change)
            or (stop.site not in change.skipped and _is_to_come(stop, plan.settings, change))
        )
        route = [number[stop.site] for stop in stops if stop.site in number]
        teams.append(
            TeamRoute(
                stops=stops,
                distance_m=length_m(task, route) if route else 0,
                travel_s=travel_s(task, route) if route else 0,
            )
        )
    gone = {stop.site for team in plan.teams for stop in team.stops} - {s.site for team in teams for s in team.stops}
    left = [
        *plan.left_out,
        *(LeftOut(site=site, reason="skipped" if site in change.skipped else "no_time") for site in gone),
    ]
    return replace(plan, teams=tuple(teams), left_out=tuple(sorted(left, key=lambda one: one.site)))


def _kept(task: Task, route: list[int], node: int, now_s: int) -> list[int]:
    """The route without the stops that time or a window no longer allows, those of least distance saved last."""
    while route and schedule(task, route, node=node, at_s=now_s) is None:
        short = [
            (length_m(task, [*route[:place], *route[place + 1 :]], node=node), place) for place in range(len(route))
        ]
        route = [site for place, site in enumerate(route) if place != min(short)[1]]
    return route


def _insert(task: Task, routes: list[list[int]], nodes: Sequence[int], now_s: int, site: int) -> None:
    best: tuple[int, int, int] | None = None
    for team, route in enumerate(routes):
        before = length_m(task, route, node=nodes[team]) if route else 0
        for place in range(len(route) + 1):
            tried = [*route[:place], site, *route[place:]]
            more = length_m(task, tried, node=nodes[team]) - before
            if (best is None or more < best[0]) and schedule(task, tried, node=nodes[team], at_s=now_s) is not None:
                best = more, team, place
    if best is not None:
        routes[best[1]].insert(best[2], site)


def _team(
    known: Sequence[Candidate],
    plan: PatrolPlan,
    task: Task,
    past: Sequence[Stop],
    route: Sequence[int],
    node: int,
    now_s: int,
    change: Change,
) -> TeamRoute:
    times = schedule(task, route, node=node, at_s=now_s) or []
    stops = list(past)
    for site, (begin, end) in zip(route, times, strict=True):
        each = known[site]
        points, because = priority(each)
        added: tuple[Because, ...] = ("added",) if each.site.name in change.added else ()
        stops.append(
            Stop(
                site=each.site.name,
                arrive=plan.settings.starts_at + timedelta(seconds=begin),
                leave=plan.settings.starts_at + timedelta(seconds=end),
                place=each.site.place,
                inside=each.inside,
                priority=points,
                because=(*because, *added),
            )
        )
    return TeamRoute(
        stops=tuple(stops),
        distance_m=length_m(task, route, node=node) if route else 0,
        travel_s=travel_s(task, route, node=node) if route else 0,
    )
