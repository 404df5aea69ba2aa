"""The plain solver: nearest neighbour, cheapest insertion of the rest, then 2-opt on every route. No chance in it."""

from __future__ import annotations

import numpy as np

from patrol_app.planning.routes import FIRST_SITE, Routes, Task, length_m, schedule

ROUNDS = 40
"""2-opt stops after this many passes over a route even where a pass still helps."""


def plain_routes(task: Task) -> Routes:
    """Routes that keep windows and shift; a prize smaller than the way it costs is left lying."""
    routes: list[list[int]] = [[] for _ in range(task.teams)]
    free = set(range(task.sites))
    going = list(range(task.teams))
    while free and going:
        # the team that is free first takes the next site, so that the night's work is shared
        team = min(going, key=lambda each: (_end_s(task, routes[each]), each))
        site = _nearest(task, routes[team], free)
        if site is None:
            going.remove(team)
            continue
        routes[team].append(site)
        free.remove(site)
    for site in sorted(free, key=lambda each: (-int(task.prize[each]), each)):
        _insert(task, routes, site)
    better = [_two_opt(task, route) for route in routes]
    placed = {site for route in better for site in route}
    for site in sorted(set(range(task.sites)) - placed, key=lambda each: (-int(task.prize[each]), each)):
        _insert(task, better, site)
    left = sorted(set(range(task.sites)) - {site for route in better for site in route})
    return Routes(routes=tuple(tuple(route) for route in better), left_out=tuple(left), solver="plain")


def _end_s(task: Task, route: list[int]) -> int:
    times = schedule(task, route)
    return times[-1][1] if times else 0


def _nearest(task: Task, route: list[int], free: set[int]) -> int | None:
    """The free site that costs least to go on to: road and waiting against its prize."""
    node = route[-1] + FIRST_SITE if route else 0
    now = _end_s(task, route)
    sites = np.array(sorted(free))
    begin = np.maximum(now + task.travel_s[node, sites + FIRST_SITE], task.window_s[sites, 0])
    home = begin + task.service_s[sites] + task.travel_s[sites + FIRST_SITE, 1]
    fits = (begin <= task.window_s[sites, 1]) & (home <= task.shift_s)
    fits &= task.prize[sites] > task.distance_m[node, sites + FIRST_SITE]
    if not fits.any():
        return None
    # a minute of the night costs as much as the road that could be driven in it, and a prize draws from afar
    cost = (begin - now) - task.prize[sites] // 100
    cost = np.where(fits, cost, np.iinfo(np.int64).max)
    return int(sites[int(np.argmin(cost))])


def _insert(task: Task, routes: list[list[int]], site: int) -> None:
    best: tuple[int, int, int] | None = None
    for team, route in enumerate(routes):
        before = length_m(task, route)
        for place in range(len(route) + 1):
            tried = [*route[:place], site, *route[place:]]
            more = length_m(task, tried) - before
            if more >= task.prize[site] or (best is not None and more >= best[0]):
                continue
            if schedule(task, tried) is not None:
                best = more, team, place
    if best is not None:
        routes[best[1]].insert(best[2], site)


def _two_opt(task: Task, route: list[int]) -> list[int]:
    """Turn pieces of a route round while that makes it shorter and the windows allow it."""
    best, metres = route, length_m(task, route)
    for _ in range(ROUNDS):
        improved = False
        for first in range(len(best) - 1):
            for last in range(first + 1, len(best)):
                tried = [*best[:first], *reversed(best[first : last + 1]), *best[last + 1 :]]
                shorter = length_m(task, tried)
                if shorter < metres and schedule(task, tried) is not None:
                    best, metres, improved = tried, shorter, True
        if not improved:
            break
    return best
