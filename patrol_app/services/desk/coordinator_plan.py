"""The plan tab's hands: teams set up, a night planned, changed, issued, written out, and compared with the visits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from patrol_app.domain.errors import BadInput, CannotDo
from patrol_app.services.desk.coordinator_draw import hold_draw
from patrol_app.services.desk.coordinator_numbers import numbers
from patrol_app.services.desk.coordinator_plan_facts import plan_facts
from patrol_app.services.desk.departure import said
from patrol_app.services.office import plan_papers
from patrol_app.services.office.nights import (
    MOST_TEAMS,
    NOON,
    KeptNight,
    NightAsk,
    TeamAsk,
    ask_of,
    change_night,
    issue_night,
    keep_night,
    kept_night,
    make_night,
    usual_night,
    usual_teams,
)
from patrol_app.services.plan_facts import PlanFacts

if TYPE_CHECKING:
    from patrol_app.services.desk.coordinator import CoordinatorHands, Data, Deed


class PlanHands:
    """The work behind the plan tab; ``_ask`` is what the coordinator set up and has not planned yet."""

    def __init__(self, hands: CoordinatorHands) -> None:
        self.hands = hands
        self._day: date | None = None
        self._ask: NightAsk | None = None

    def deeds(self) -> Mapping[str, Deed]:
        """The commands of this tab."""
        return {
            "day": self._other_day,
            "team": self._team,
            "add_team": self._add_team,
            "shift": self._shift,
            "drop_team": self._drop_team,
            "plan": self._plan,
            "skip": lambda data: self._change(skipped=(str(data["site"]),)),
            "add": self._add,
            "issue": self._issue,
            "export": self._export,
            "show_sheet": self._show_sheet,
            "draw": lambda data: hold_draw(self.hands, data),
        }

    # -- the night that is looked at -------------------------------------------------------------------------------

    @property
    def day(self) -> date:
        """The night's first day: the one that was chosen, else the usual one of now."""
        return self._day or usual_night(self.hands.shelf.store, self.hands.desk.at())

    def night(self) -> KeptNight | None:
        """The newest version of the night."""
        return kept_night(self.hands.shelf.store, self.day)

    def ask(self) -> NightAsk:
        """The teams as they are set up now."""
        if self._ask is not None:
            return self._ask
        night = self.night()
        if night is not None:
            return ask_of(night)
        return NightAsk(day=self.day, teams=usual_teams(len(self.hands.shelf.officers)))

    def read(self) -> PlanFacts:
        """The facts of now."""
        changed = self._ask is not None
        return plan_facts(self.hands.shelf, self.ask(), self.night(), self.hands.desk.at(), changed=changed)

    def _shown(self) -> None:
        self.hands.publish_frame()
        self.hands.look("plan")

    def _other_day(self, data: Data) -> None:
        self._day = self.day + timedelta(days=int(data["step"]))
        self._ask = None
        self._shown()

    # -- teams -----------------------------------------------------------------------------------------------------

    def _set_up(self, teams: tuple[TeamAsk, ...], shift: tuple[time, time] | None = None) -> None:
        asked = replace(self.ask(), teams=teams, shift=shift or self.ask().shift)
        night = self.night()
        self._ask = None if night is not None and ask_of(night) == asked else asked
        self._shown()

    def _shift(self, data: Data) -> None:
        """When the teams begin and end, as ``20:00-06:00``."""
        text = str(data["text"]).replace("–", "-").replace("至", "-").replace("：", ":")
        try:
            begins, ends = (time.fromisoformat(part.strip()) for part in text.split("-"))
        except ValueError as fault:
            raise BadInput("plan.shift", value=str(data["text"])) from fault
        if begins < NOON:
            raise BadInput("night.shift", value=text)
        self._set_up(self.ask().teams, (begins, ends))

    def _team(self, data: Data) -> None:
        teams = list(self.ask().teams)
        number = int(data["team"])
        changes: dict[str, Any] = {
            name: data[name] for name in ("kind", "people", "on_foot") if data.get(name) is not None
        }
        teams[number] = replace(teams[number], **changes)
        self._set_up(tuple(teams))

    def _add_team(self, data: Data) -> None:
        teams = self.ask().teams
        if len(teams) >= MOST_TEAMS:
            raise BadInput("night.teams", count=len(teams) + 1, most=MOST_TEAMS)
        self._set_up((*teams, TeamAsk(kind="full_coverage")))

    def _drop_team(self, data: Data) -> None:
        teams = self.ask().teams
        if len(teams) < 2:
            raise BadInput("night.teams", count=0, most=MOST_TEAMS)
        number = int(data.get("team", len(teams) - 1))
        self._set_up((*teams[:number], *teams[number + 1 :]))

    # -- planning --------------------------------------------------------------------------------------------------

    def _plan(self, data: Data) -> None:
        """Plan, or plan anew: the rest of the night once it has begun and the teams are the same, else all of it."""
        hands, at = self.hands, self.hands.desk.at()
        actor, night, asked = hands.actor, self.night(), self.ask()
        hands.desk.doing(said("desk.planning"))
        try:
            store = hands.shelf.store
            begun = (
                night is not None
                and self._ask is None
                and at > next(iter(night.plans.values())).plan.settings.starts_at
            )
            made = change_night(store, night, at=at) if begun and night is not None else make_night(store, asked)
            kept = keep_night(store, asked, made, actor=actor, at=at)
        finally:
            hands.desk.doing(None)
        self._ask = None
        self._shown()
        hands.desk.tell(said("night.planned", version=kept.version, teams=len(kept.teams)))

    def _kept(self) -> KeptNight:
        night = self.night()
        if night is None:
            raise BadInput("night.none", day=self.day.isoformat())
        if self._ask is not None:
            raise BadInput("night.teams_changed")
        return night

    def _change(self, *, skipped: tuple[str, ...] = (), added: tuple[str, ...] = ()) -> None:
        hands, at = self.hands, self.hands.desk.at()
        actor, night = hands.actor, self._kept()
        first = min(each.plan.settings.starts_at for each in night.plans.values())
        made = change_night(hands.shelf.store, night, at=max(at, first), skipped=skipped, added=added)
        placed = {stop.site for plan in made for route in plan.teams for stop in route.stops}
        if added and added[0] not in placed:
            raise CannotDo("night.no_room", site=added[0])
        kept = keep_night(hands.shelf.store, ask_of(night), made, actor=actor, at=at)
        self._shown()
        key = "night.skipped" if skipped else "night.added"
        hands.desk.tell(said(key, site=(*skipped, *added)[0], version=kept.version))

    def _add(self, data: Data) -> None:
        """A site by its name, or by what was typed: its number or its name."""
        typed = str(data.get("site") or data["answers"].get("site", "")).strip()
        if not typed:
            raise BadInput("night.no_site")
        named = {str(number): name for name, number in numbers(self.hands.shelf.store).items()}
        self._change(added=(named.get(typed, typed),))

    def _issue(self, data: Data) -> None:
        hands = self.hands
        actor, night = hands.actor, self._kept()
        issue_night(hands.shelf.store, night, actor=actor, at=hands.desk.at())
        self._shown()
        hands.desk.tell(said("night.issued", day=self.day.isoformat(), version=night.version))

    # -- papers ----------------------------------------------------------------------------------------------------

    def _export(self, data: Data) -> None:
        """A route sheet and a GPX file for each plan of the night, into a folder."""
        hands, night = self.hands, self._kept()
        store, home, language = hands.shelf.store, hands.shelf.home, data.get("language", "zh")
        folder = Path(str(data["answers"].get("folder", "")).strip() or str(home.papers)).expanduser()
        hands.desk.doing(said("desk.setting_pages"))
        try:
            for kept in night.kept:
                stem = f"{kept.number}-v{night.version}"
                plan_papers.write_route_sheet(store, home, kept.plan, folder / f"{stem}.pdf", kept.number, language)
                plan_papers.write_gpx(kept.plan, folder / f"{stem}.gpx", language)
        finally:
            hands.desk.doing(None)
        hands.desk.tell(said("night.written", count=2 * len(night.kept), path=str(folder)))

    def _show_sheet(self, data: Data) -> None:
        hands, night = self.hands, self._kept()
        hands.desk.doing(said("desk.setting_pages"))
        try:
            pages: tuple[bytes, ...] = ()
            for kept in night.kept:
                store, home = hands.shelf.store, hands.shelf.home
                pages += plan_papers.route_sheet_pages(store, home, kept.plan, kept.number, data.get("language", "zh"))
            hands.desk.published.pages = pages
        finally:
            hands.desk.doing(None)
