"""Routes by PyVRP, seeded and stopped by iterations: the only file that imports it."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from typing import Any

from patrol_app.domain.errors import CannotDo
from patrol_app.planning.routes import FIRST_SITE, Routes, Task, schedule

ITERATIONS_MIN, ITERATIONS_MAX = 200, 1000
_ITERATION_SITES = 60_000
"""Iterations times sites: a plan of 40 sites takes about a second, one of 400 a few."""


def pyvrp_routes(task: Task, *, seed: int) -> Routes:
    """The best routes found; a site is left out where its prize is less than its way, or no team can reach it.

    Raises:
        CannotDo: PyVRP is not installed.
    """
    try:
        from pyvrp import Model
        from pyvrp.stop import MaxIterations

        found = version("pyvrp")
    except (ImportError, PackageNotFoundError) as cause:
        raise CannotDo("planning.no_pyvrp") from cause
    model: Any = Model()
    nodes = [model.add_location(0, 0) for _ in range(task.sites + FIRST_SITE)]
    start, end = model.add_depot(nodes[0]), model.add_depot(nodes[1])
    for site in range(task.sites):
        model.add_client(
            nodes[site + FIRST_SITE],
            service_duration=int(task.service_s[site]),
            tw_early=int(task.window_s[site, 0]),
            tw_late=int(task.window_s[site, 1]),
            prize=int(task.prize[site]),
            required=False,
            delivery=1,
        )
    model.add_vehicle_type(
        task.teams,
        capacity=task.most_stops,
        start_depot=start,
        end_depot=end,
        tw_early=0,
        tw_late=task.shift_s,
        unit_distance_cost=1,
    )
    for one in range(len(nodes)):
        for other in range(len(nodes)):
            if one != other:
                metres, seconds = int(task.distance_m[one, other]), int(task.travel_s[one, other])
                model.add_edge(nodes[one], nodes[other], distance=metres, duration=seconds)
    steps = max(ITERATIONS_MIN, min(ITERATIONS_MAX, _ITERATION_SITES // task.sites))
    solved = model.solve(stop=MaxIterations(steps), seed=seed, display=False)
    return _checked(task, solved.best, f"pyvrp {found}")


def _checked(task: Task, best: Any, solver: str) -> Routes:
    """The routes as they can be kept: a stop that breaks a window or the shift is taken out, never told as kept."""
    routes: list[tuple[int, ...]] = []
    for found in best.routes():
        route = [step.idx for step in found if step.is_client()]
        while schedule(task, route) is None:
            route.pop(min(range(len(route)), key=lambda place: int(task.prize[route[place]])))
        routes.append(tuple(route))
    routes.sort(key=lambda route: route or (task.sites,))
    routes += [()] * (task.teams - len(routes))
    placed = {site for route in routes for site in route}
    left = tuple(site for site in range(task.sites) if site not in placed)
    return Routes(routes=tuple(routes), left_out=left, solver=solver)
