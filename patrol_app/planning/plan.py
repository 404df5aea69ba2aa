"""The night's plan: which sites, in which order, by which team; pure, so that the same facts give the same plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from patrol_app.domain.places import Place
from patrol_app.domain.plans import (
    Because,
    Candidate,
    LeftOut,
    LeftReason,
    PatrolPlan,
    PlanSettings,
    Stop,
    TeamRoute,
)
from patrol_app.planning.priorities import OnSiteCap, exempt, kept_out, priority
from patrol_app.planning.routes import FIRST_SITE, Task, find_routes, length_m, schedule, travel_s

REQUIRED_PRIZE = 10_000_000
"""Worth more than any way in a district: a required visit is left out only where it cannot be reached in time.

Where the night is too short for all, those of higher priority are worth more: a source in a zone goes first.
"""
_METRES_A_POINT, _POINTS_OF_ANY = 5000, 20
"""A tour's prizes: in a district time decides what is left out, the way only decides the order."""
_FAR_S = 10 * 24 * 3600
_POST_S = 60
_AGAIN_S = 3600
"""A loop comes back to a site an hour after it was there, not sooner."""


def make_plan(candidates: Sequence[Candidate], settings: PlanSettings, cap: OnSiteCap | None = None) -> PatrolPlan:
    """A plan for one night; every candidate is a stop or is left out with its reason.

    A team at a fixed post stands outside the boundary and checks nobody's yard, so the cap does not touch it.
    """
    ordered = sorted(candidates, key=lambda each: each.site.name)
    left: list[LeftOut] = []
    chosen: list[Candidate] = []
    zoned = any(each.inside for each in ordered)
    for each in ordered:
        reason: LeftReason | None = kept_out(each, None if settings.kind == "fixed_posts" else cap)
        if reason is None and settings.kind in ("loop", "fixed_posts") and zoned:
            reason = None if each.inside or each.requested else "not_in_zone"
        if reason is not None:
            left.append(LeftOut(site=each.site.name, reason=reason))
        else:
            chosen.append(each)
    if settings.kind == "fixed_posts":
        teams, solver = _posts(chosen, settings), "order of priority"
        out: LeftReason = "no_team"
    elif settings.kind == "loop":
        teams, solver = _loops(chosen, settings, cap)
        out = "no_time"
    else:
        teams, solver = _visits(chosen, settings, cap)
        out = "no_time"
    placed = {stop.site for team in teams for stop in team.stops}
    left += [LeftOut(site=each.site.name, reason=out) for each in chosen if each.site.name not in placed]
    left.sort(key=lambda one: one.site)
    return PatrolPlan(settings=settings, solver=solver, teams=tuple(teams), left_out=tuple(left))


def task_of(candidates: Sequence[Candidate], settings: PlanSettings, *, required: bool, open_windows: bool) -> Task:
    """The routing task: geodesic distances times the detour of roads, driven at one speed, in whole metres, seconds."""
    count = len(candidates)
    distance_m = _distances(candidates, settings)
    travel = np.ceil(distance_m / (settings.speed_km_h / 3.6)).astype(np.int64)
    service_s = np.full(count, settings.visit_min * 60, dtype=np.int64)
    shift_s = int((settings.ends_at - settings.starts_at).total_seconds())
    windows = np.array([[0, _FAR_S]] * count, dtype=np.int64).reshape(count, 2)
    if not open_windows:
        for index, each in enumerate(candidates):
            windows[index] = _window(each, settings, int(service_s[index]))
    points = np.array([priority(each)[0] + _POINTS_OF_ANY for each in candidates], dtype=np.int64)
    prize = points * REQUIRED_PRIZE // _POINTS_OF_ANY if required else points * _METRES_A_POINT
    return Task(
        distance_m=distance_m,
        travel_s=travel,
        service_s=service_s,
        window_s=windows,
        prize=prize,
        teams=settings.teams,
        shift_s=_FAR_S if open_windows else shift_s,
    )


def _distances(candidates: Sequence[Candidate], settings: PlanSettings) -> NDArray[np.int64]:
    from pyproj import Geod

    count = len(candidates) + FIRST_SITE
    places: list[Place | None] = [settings.start, settings.end, *(each.site.place for each in candidates)]
    degrees = np.array([(p.longitude_deg, p.latitude_deg) if p else (0.0, 0.0) for p in places])
    rows, columns = np.triu_indices(count, 1)
    _, _, metres = Geod(ellps="WGS84").inv(*degrees[rows].T, *degrees[columns].T)
    found = np.zeros((count, count), dtype=np.int64)
    found[rows, columns] = np.rint(np.asarray(metres) * settings.detour).astype(np.int64)
    found += found.T
    for node, place in enumerate((settings.start, settings.end)):
        if place is None:  # the way begins at the first stop, or ends at the last
            found[node, :] = found[:, node] = 0
    return found


def _window(candidate: Candidate, settings: PlanSettings, service_s: int) -> tuple[int, int]:
    """The longest forbidden span of the shift, in which the visit begins and ends; the whole shift without one."""
    shift_s = int((settings.ends_at - settings.starts_at).total_seconds())
    spans = [
        (max(0, int((start - settings.starts_at).total_seconds())), min(shift_s, _seconds(end, settings)))
        for start, end in candidate.windows
    ]
    spans = [span for span in spans if span[1] - span[0] >= service_s]
    if not spans:
        return 0, max(0, shift_s - service_s)
    start, end = max(spans, key=lambda span: (span[1] - span[0], -span[0]))
    return start, end - service_s


def _seconds(at: datetime, settings: PlanSettings) -> int:
    return int((at - settings.starts_at).total_seconds())


def _stop(candidate: Candidate, times: tuple[int, int], settings: PlanSettings, cap: OnSiteCap | None) -> Stop:
    points, because = priority(candidate)
    beyond: tuple[Because, ...] = ()
    if cap is not None and candidate.visits_this_year >= cap.most:
        beyond = tuple(ground for ground in exempt(candidate, cap) if ground not in because)
    return Stop(
        site=candidate.site.name,
        arrive=settings.starts_at + timedelta(seconds=times[0]),
        leave=settings.starts_at + timedelta(seconds=times[1]),
        place=candidate.site.place,
        inside=candidate.inside,
        priority=points,
        because=(*because, *beyond),
    )


def team_route(
    candidates: Sequence[Candidate],
    settings: PlanSettings,
    task: Task,
    route: Sequence[int],
    times: Sequence[tuple[int, int]],
    cap: OnSiteCap | None = None,
) -> TeamRoute:
    """A solver's route as a team's night."""
    stops = [_stop(candidates[site], span, settings, cap) for site, span in zip(route, times, strict=True)]
    empty = not route
    return TeamRoute(
        stops=tuple(stops),
        distance_m=0 if empty else length_m(task, route),
        travel_s=0 if empty else travel_s(task, route),
    )


def _visits(chosen: Sequence[Candidate], settings: PlanSettings, cap: OnSiteCap | None) -> tuple[list[TeamRoute], str]:
    """Each site once, within its window: all of them (full coverage), or what is worth its way (tour)."""
    task = task_of(chosen, settings, required=settings.kind == "full_coverage", open_windows=False)
    found = find_routes(task, seed=settings.seed, solver=settings.solver)
    teams = [team_route(chosen, settings, task, route, schedule(task, route) or [], cap) for route in found.routes]
    return teams, found.solver


def _loops(chosen: Sequence[Candidate], settings: PlanSettings, cap: OnSiteCap | None) -> tuple[list[TeamRoute], str]:
    """One short ring through all sites, cut into an arc a team, which it drives again and again."""
    ring = task_of(chosen, settings, required=True, open_windows=True)
    found = find_routes(replace(ring, teams=1), seed=settings.seed, solver=settings.solver)
    task = task_of(chosen, settings, required=True, open_windows=False)
    arcs = _cut(ring, found.routes[0], settings.teams)
    teams = []
    for arc in arcs:
        route, times = _rounds(task, arc)
        teams.append(team_route(chosen, settings, task, route, times, cap))
    return teams, found.solver


def _cut(task: Task, route: Sequence[int], teams: int) -> list[list[int]]:
    """Arcs of nearly the same work: visits and the way between them."""
    work = [int(task.service_s[site]) for site in route]
    for place, (one, other) in enumerate(pairwise(route), start=1):
        work[place] += int(task.travel_s[one + FIRST_SITE, other + FIRST_SITE])
    total, done = sum(work), 0
    arcs: list[list[int]] = [[] for _ in range(teams)]
    for site, seconds in zip(route, work, strict=True):
        arcs[min(teams - 1, (done + seconds // 2) * teams // max(total, 1))].append(site)
        done += seconds
    return arcs


def _rounds(task: Task, arc: Sequence[int]) -> tuple[list[int], list[tuple[int, int]]]:
    """An arc again and again until the shift ends; a site whose window is over is passed by."""
    route: list[int] = []
    times: list[tuple[int, int]] = []
    now, node = 0, 0
    again = dict.fromkeys(arc, 0)
    while arc:
        before = len(route)
        for site in arc:
            begin = max(now + int(task.travel_s[node, site + FIRST_SITE]), int(task.window_s[site, 0]), again[site])
            end = begin + int(task.service_s[site])
            if begin > task.window_s[site, 1] or end + int(task.travel_s[site + FIRST_SITE, 1]) > task.shift_s:
                continue
            route.append(site)
            times.append((begin, end))
            again[site] = begin + _AGAIN_S
            now, node = end, site + FIRST_SITE
        if len(route) == before:
            break
    return route, times


def _posts(chosen: Sequence[Candidate], settings: PlanSettings) -> list[TeamRoute]:
    """The sites of highest priority, a team each, for as long as the notice forbids work there this shift."""
    ranked = sorted(chosen, key=lambda each: (-priority(each)[0], each.site.name))[: settings.teams]
    teams = []
    for each in ranked:
        task = task_of([each], settings, required=True, open_windows=False)
        first, last = _window(each, settings, _POST_S)
        begin = max(first, int(task.travel_s[0, FIRST_SITE]))
        end = max(begin, last + _POST_S)
        teams.append(team_route([each], settings, task, [0], [(begin, end)]))
    return teams + [TeamRoute(stops=(), distance_m=0, travel_s=0)] * (settings.teams - len(teams))
