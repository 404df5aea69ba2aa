"""Adding a stop and picking a place on the map of the route: the questions, one after another, each by a digit."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING

from patrol_app.assets import sentence
from patrol_app.domain.places import Place
from patrol_app.services.desk.map_plane import MapPlane
from patrol_app.services.place_facts import RouteFacts, StopFact
from patrol_app.ui import language
from patrol_app.ui.screen import Choice

if TYPE_CHECKING:
    from patrol_app.ui.officer.route_screen import RouteScreen

NEAR_M = 400.0
"""A site of the library this near to the cross is offered by its name."""
SHOWN = 6
ARRIVED_M = 200.0
"""Further than this from a site's place nobody has arrived at it without saying so."""
LEAST_BLUR_M = 25.0
"""Two sites whose distances differ by less cannot be told apart by where one stands."""
NEAR_SHOWN = 4
SKIP_REASONS = ("stopped", "locked", "road", "other_team", "time", "later")


def say(key: str, **data: object) -> str:
    """A sentence in the window's language."""
    return sentence(key, language.current(), **data)


def degrees_of(facts: RouteFacts, east_m: float, north_m: float) -> tuple[float, float]:
    """Latitude and longitude on WGS-84 of a point of the map, as the desk will note it."""
    latitude, longitude = facts.origin
    place = MapPlane(Place(latitude_deg=latitude, longitude_deg=longitude)).place_at(east_m, north_m)
    return place.latitude_deg, place.longitude_deg


def place_words(facts: RouteFacts, east_m: float, north_m: float) -> str:
    """The coordinates with their datum, since a coordinate without one says nothing."""
    latitude, longitude = degrees_of(facts, east_m, north_m)
    return f"{latitude:.5f}  {longitude:.5f}  WGS-84"


def nearest(facts: RouteFacts, east_m: float, north_m: float) -> tuple[StopFact, float] | None:
    """The site beside tonight's route that is nearest to a point, if one is near."""
    away = [(math.hypot(stop.east_m - east_m, stop.north_m - north_m), stop) for stop in facts.addable]
    if not away:
        return None
    metres, stop = min(away, key=lambda pair: pair[0])
    return (stop, metres) if metres <= NEAR_M else None


def doubtful(facts: RouteFacts, stop: StopFact) -> tuple[StopFact, ...]:
    """The sites that the place may be when somebody arrives at ``stop``; none where the fix leaves no doubt.

    From near to far, the stop itself among them. Without a fix there is nothing to doubt by: who arrives says where.
    """
    away = stop.distance_m
    if facts.here_m is None or facts.here_since is not None or facts.here_picked or away is None:
        return ()
    blur = max(LEAST_BLUR_M, 2.0 * (facts.accuracy_m or 0.0))
    others = [one for one in (*facts.stops, *facts.addable) if one.name != stop.name and one.distance_m is not None]
    others.sort(key=lambda one: one.distance_m or 0.0)
    if away <= ARRIVED_M:
        others = [one for one in others if (one.distance_m or 0.0) < away + blur]
        if not others:
            return ()
    return tuple(sorted((stop, *others[:NEAR_SHOWN]), key=lambda one: one.distance_m or 0.0))


class RoutePicking:
    """The questions of one screen; answers go to the source as commands."""

    def __init__(self, screen: RouteScreen) -> None:
        self._screen = screen

    def _put(self, title: str, entries: list[tuple[str, Callable[[], None]]], foot: str, columns: int) -> None:
        choice = Choice(title, tuple(words for words, _ in entries), lambda index: entries[index][1](), foot, columns)
        self._screen.choice_wanted.emit(choice)

    def _form(self, form: str, command: str, **data: object) -> None:
        self._screen.form_wanted.emit(form, {"command": command, "answers": {}, **data})

    def ask_where(
        self, facts: RouteFacts, first: StopFact, stops: tuple[StopFact, ...], arrive: Callable[[StopFact], None]
    ) -> None:
        """Which of these sites it is, since the fix does not say that it is ``first``, the selected one."""
        entries: list[tuple[str, Callable[[], None]]] = []
        for stop in stops:
            key = "route.where.chosen" if stop.name == first.name else "route.where.near"
            words = say(key, site=stop.name, metres=round(stop.distance_m or 0.0))
            entries.append((words, lambda stop=stop: arrive(stop)))  # type: ignore[misc]
        entries.append((say("route.where.none"), lambda: self._screen.act(4)))
        accuracy = "—" if facts.accuracy_m is None else f"{facts.accuracy_m:.0f}"
        title = say("route.where.title", site=first.name, metres=round(first.distance_m or 0.0))
        self._put(title, entries, say("route.where.foot", accuracy=accuracy), 1)

    def ask_place(self, facts: RouteFacts, east_m: float, north_m: float) -> None:
        """What the place under the cross shall be."""
        command = self._screen.source.command
        at = {"east_m": east_m, "north_m": north_m}
        entries: list[tuple[str, Callable[[], None]]] = [
            (say("ui.pick.new"), lambda: self._form("place", "add_place", **at))
        ]
        near = nearest(facts, east_m, north_m)
        if near is not None:
            stop, metres = near
            words = say("ui.pick.near", site=stop.name, metres=round(metres))
            entries.append((words, lambda: command("add_stop", site=stop.name)))
        entries.append((say("ui.pick.here"), lambda: command("here", **at)))
        entries.append((say("ui.pick.typed"), lambda: self._form("place_typed", "add_place")))
        entries.append((say("ui.pick.here_typed"), lambda: self._form("here_typed", "here")))
        if facts.addable:
            entries.append((say("ui.pick.library"), lambda: self.ask_library(facts, 0)))
        foot = say("ui.pick.foot", place=place_words(facts, east_m, north_m))
        self._put(say("ui.pick.title"), entries, foot, 1)

    def ask_library(self, facts: RouteFacts, first: int) -> None:
        """The sites that are not on tonight's route, the nearest first, a few at a time."""
        command = self._screen.source.command
        shown = facts.addable[first : first + SHOWN]
        entries: list[tuple[str, Callable[[], None]]] = []
        for stop in shown:
            metres = "—" if stop.distance_m is None else round(stop.distance_m)
            words = f"{stop.name} · {metres} m"
            entries.append((words, lambda name=stop.name: command("add_stop", site=name)))  # type: ignore[misc]
        if len(facts.addable) > first + SHOWN:
            entries.append((say("ui.pick.more"), lambda: self.ask_library(facts, first + SHOWN)))
        self._put(say("ui.pick.library.title"), entries, say("ui.menu.foot"), 1)

    def ask_skip(self, stop: StopFact) -> None:
        """Why a stop is skipped; the Chinese words go into the log."""
        command = self._screen.source.command
        entries: list[tuple[str, Callable[[], None]]] = []
        for reason in SKIP_REASONS:
            key = f"ui.skip.{reason}"
            said = sentence(key, "zh")
            entries.append(
                (say(key), lambda said=said: command("skip", number=stop.number, site=stop.name, reason=said))  # type: ignore[misc]
            )
        entries.append((say("ui.skip.written"), lambda: self._form("skip", "skip", number=stop.number, site=stop.name)))
        self._put(say("ui.skip.title", site=stop.name), entries, say("ui.menu.foot"), 3)
