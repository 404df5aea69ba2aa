"""Tonight on the road: the coordinator's plan for this team, and what was added or skipped since, each as a fact."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from patrol_app.domain.plans import Stop, TeamRoute
from patrol_app.rules.moment import local
from patrol_app.services.office.nights import KeptNight, kept_night
from patrol_app.services.office.plans import KeptPlan, change_plan, keep_plan, kept_plan
from patrol_app.store.reader import Reader
from patrol_app.store.store import Store

KIND = "route.changed"
NIGHT_BEGINS_AT = timedelta(hours=12)
"""Before noon it is still the night of the day before."""


def night_of(at: datetime) -> date:
    """The day whose night it is."""
    return (local(at) - NIGHT_BEGINS_AT).date()


@dataclass(frozen=True, slots=True, kw_only=True)
class Tonight:
    """What holds of the night; ``added`` and ``skipped`` (site to reason) are the officers' own changes."""

    day: date
    plan: KeptPlan | None
    """The plan of this team; the teams of a coordinator's night may have several."""
    added: tuple[str, ...]
    skipped: dict[str, str]
    night: KeptNight | None = None

    @property
    def teams(self) -> int:
        """How many teams the night has; one where there is no plan."""
        if self.night is not None:
            return len(self.night.teams)
        return len(self.plan.plan.teams) if self.plan is not None else 1

    def route(self, team: int) -> TeamRoute | None:
        """The plan's route of a team, from 1; the last team's for a number that there is not."""
        if self.night is not None:
            return self.night.route(min(max(team, 1), self.teams) - 1)
        if self.plan is None or not self.plan.plan.teams:
            return None
        return self.plan.plan.teams[min(max(team, 1), self.teams) - 1]

    def stops(self, team: int) -> Sequence[Stop]:
        """The team's stops in their order, each site once: a loop that comes back shows where it comes first."""
        route = self.route(team)
        return list({stop.site: stop for stop in reversed(route.stops)}.values())[::-1] if route is not None else []


def tonight(reader: Reader, at: datetime, team: int = 1) -> Tonight:
    """The newest plan of this night for a team, from 1, and every change made since the evening began."""
    day = night_of(at)
    night = kept_night(reader, day)
    plan = _newest(reader, day)
    if night is not None:
        plan = night.plans[night.teams[min(max(team, 1), len(night.teams)) - 1].plan]
    added: dict[str, None] = {}
    skipped: dict[str, str] = {}
    for entry in reader.all_of_kind(KIND, day.isoformat()):
        site, what = str(entry.body["site"]), entry.body["change"]
        if what == "skipped":
            skipped[site] = str(entry.body.get("reason", ""))
        else:
            skipped.pop(site, None)
            added[site] = None
    return Tonight(day=day, plan=plan, added=tuple(added), skipped=skipped, night=night)


def _newest(reader: Reader, day: date) -> KeptPlan | None:
    """The plan of a night that was made by itself, the last one."""
    prefix = f"P-{day:%Y%m%d}-"
    numbers = [entry.subject for entry in reader.latest_of_kind("plan.made") if entry.subject.startswith(prefix)]
    return kept_plan(reader, max(numbers, key=lambda number: (len(number), number))) if numbers else None


def change(store: Store, now: Tonight, body: dict[str, Any], *, actor: str, at: datetime) -> bool | None:
    """Write a change of the night as a fact, and the plan's next version, replanned from the road.

    Args:
        store: the log.
        now: the night before the change.
        body: ``change`` (``added``, ``skipped`` or ``restored``), ``site``, and what the officer said of it.
        actor: who changes it.
        at: now.

    Returns:
        Whether the plan could place the site; ``None`` where there is no plan, or the site was skipped.

    Raises:
        BadInput: a site that is not in the library.
    """
    site, skips = str(body["site"]), body["change"] == "skipped"
    plan = None
    if now.plan is not None:
        planned = {stop.site for team in now.plan.plan.teams for stop in team.stops}
        if skips and site in planned:
            plan = change_plan(store, now.plan.number, at=at, skipped=(site,))
        elif not skips and site not in planned:
            plan = change_plan(store, now.plan.number, at=at, added=(site,))
    said = {**body, "plan": now.plan.number if now.plan is not None else None}
    store.append(KIND, now.day.isoformat(), said, actor=actor, at=at)
    if plan is None or now.plan is None:
        return None
    keep_plan(store, plan, actor=actor, at=at, number=now.plan.number)
    return None if skips else any(stop.site == site for team in plan.teams for stop in team.stops)
