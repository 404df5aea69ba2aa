"""Routes of several teams through sites with time windows: the task as whole numbers, and the one door to its solvers.

Node 0 is where teams start, node 1 where they end, the sites follow. Everything is an integer of metres and seconds,
so that no rounding of a machine changes a plan; a solver is seeded and stops after a number of steps, never by a clock.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import pairwise
from typing import Literal

import numpy as np
from numpy.typing import NDArray

SolverName = Literal["pyvrp", "plain"]

FIRST_SITE = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What is to be routed; times in seconds from the start of the shift.

    Attributes:
        distance_m: metres from node to node, square.
        travel_s: seconds from node to node, square.
        service_s: minutes of a visit in seconds, a number a site.
        window_s: earliest and latest begin of a visit, a row a site; the visit may end after the window.
        prize: what a visit is worth, in metres of detour, a number a site; larger than any detour where it is required.
        teams: how many.
        shift_s: when every team must be back.
    """

    distance_m: NDArray[np.int64]
    travel_s: NDArray[np.int64]
    service_s: NDArray[np.int64]
    window_s: NDArray[np.int64]
    prize: NDArray[np.int64]
    teams: int
    shift_s: int

    @property
    def most_stops(self) -> int:
        """Get the largest number of stops of one team, so that the night's work is shared."""
        return -(-self.sites // self.teams) + 1 if self.teams > 1 else self.sites

    @property
    def sites(self) -> int:
        """Get the number of sites."""
        return len(self.service_s)


@dataclass(frozen=True, slots=True, kw_only=True)
class Routes:
    """Sites by their number, in order, a list a team; those that no team reaches; the solver that made it."""

    routes: tuple[tuple[int, ...], ...]
    left_out: tuple[int, ...]
    solver: str


def available(wanted: SolverName | None) -> SolverName:
    """The solver that will be used: the wanted one, else PyVRP where it is installed, else the plain one."""
    if wanted is not None:
        return wanted
    return "pyvrp" if find_spec("pyvrp") else "plain"


def find_routes(task: Task, *, seed: int, solver: SolverName | None = None) -> Routes:
    """Routes for all teams; the same task, seed and solver give the same routes.

    Raises:
        CannotDo: PyVRP was asked for and is not installed.
    """
    if task.sites == 0:
        return Routes(routes=((),) * task.teams, left_out=(), solver=available(solver))
    if available(solver) == "pyvrp":
        from patrol_app.planning.routes_pyvrp import pyvrp_routes

        return pyvrp_routes(task, seed=seed)
    from patrol_app.planning.routes_plain import plain_routes

    return plain_routes(task)


def schedule(task: Task, route: Sequence[int], *, node: int = 0, at_s: int = 0) -> list[tuple[int, int]] | None:
    """When each visit of a route begins and ends, as early as can be; ``None`` where the route cannot be kept.

    Args:
        task: the task.
        route: sites in order.
        node: where the team is.
        at_s: when it leaves there.
    """
    times: list[tuple[int, int]] = []
    for site in route:
        begin = max(at_s + int(task.travel_s[node, site + FIRST_SITE]), int(task.window_s[site, 0]))
        if begin > task.window_s[site, 1]:
            return None
        at_s = begin + int(task.service_s[site])
        node = site + FIRST_SITE
        times.append((begin, at_s))
    return times if at_s + int(task.travel_s[node, 1]) <= task.shift_s else None


def length_m(task: Task, route: Sequence[int], *, node: int = 0) -> int:
    """Metres of a route with the way home."""
    stops = [node, *(site + FIRST_SITE for site in route), 1]
    return sum(int(task.distance_m[one, other]) for one, other in pairwise(stops))


def travel_s(task: Task, route: Sequence[int], *, node: int = 0) -> int:
    """Seconds on the road of a route with the way home."""
    stops = [node, *(site + FIRST_SITE for site in route), 1]
    return sum(int(task.travel_s[one, other]) for one, other in pairwise(stops))
