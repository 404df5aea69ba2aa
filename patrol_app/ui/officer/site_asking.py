"""Who took part, which measuring point, what is under the plan's cross: the questions at the site, by a digit each."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, get_args

from patrol_app.assets import sentence
from patrol_app.domain.people import ParticipantKind
from patrol_app.services.place_facts import PlacedFact, SiteFacts
from patrol_app.ui import language
from patrol_app.ui.screen import Choice

if TYPE_CHECKING:
    from patrol_app.ui.officer.site_screen import SiteScreen

MOST = 9
"""Digits of a choice."""
Entries = list[tuple[str, Callable[[], None]]]


def say(key: str, **data: object) -> str:
    """A sentence in the window's language."""
    return sentence(key, language.current(), **data)


def named(one: PlacedFact) -> str:
    """A point by its description, or that it has none yet."""
    return one.name or say("ui.points.unsaid")


def metres_words(east_m: float, north_m: float) -> str:
    """Where the cross is, from the site's own place."""
    return say("ui.plan.metres", east=f"{east_m:.0f}".replace("-", "−"), north=f"{north_m:.0f}".replace("-", "−"))


class SiteAsking:
    """The questions of one screen; answers go to the source as commands."""

    def __init__(self, screen: SiteScreen) -> None:
        self._screen = screen

    def _put(self, title: str, entries: Entries, foot: str, columns: int = 1) -> None:
        shown = entries[:MOST]
        choice = Choice(title, tuple(words for words, _ in shown), lambda index: shown[index][1](), foot, columns)
        self._screen.choice_wanted.emit(choice)

    def _form(self, form: str, command: str, answers: object, **data: object) -> None:
        self._screen.form_wanted.emit(form, {"command": command, "answers": answers, **data})

    # -- people ------------------------------------------------------------------------------------------------

    def ask_people(self, facts: SiteFacts) -> None:
        """The party, or someone who takes part."""
        entries: Entries = [
            (say("ui.others.party"), lambda: self._screen.form_wanted.emit("person", {})),
            (say("ui.others.add"), self._ask_kind),
        ]
        for index, one in enumerate(facts.others):
            answers = {"name": one.name, "employer": one.employer, "certificate_number": one.certificate_number}
            entries.append((f"{one.name} · {one.employer}", self._change_other(answers, index, one.kind)))
        self._put(say("ui.others.title"), entries, say("ui.others.foot"))

    def _change_other(self, answers: dict[str, str], index: int, kind: str) -> Callable[[], None]:
        return lambda: self._form("other", "other", answers, index=index, kind=kind)

    def _ask_kind(self) -> None:
        kinds = get_args(ParticipantKind)
        entries: Entries = [
            (say(f"ui.kind.{kind}"), lambda kind=kind: self._form("other", "other", {}, kind=kind))  # type: ignore[misc]
            for kind in kinds
        ]
        self._put(say("ui.others.kind"), entries, say("ui.menu.foot"), 3)

    # -- points ------------------------------------------------------------------------------------------------

    def ask_points(self, facts: SiteFacts) -> None:
        """A point, a new one, or the plan."""
        entries: Entries = [(f"{one.label} {named(one)}", self._about(one)) for one in facts.points[: MOST - 2]]
        entries.append((say("ui.points.add"), lambda: self._form("point", "point", {}, label=None)))
        entries.append((say("ui.points.plan"), self._screen.open_plan))
        self._put(say("ui.points.title"), entries, say("ui.menu.foot"))

    def _about(self, one: PlacedFact) -> Callable[[], None]:
        """Where the next run is measured anyway, nothing is left but to say more of the point."""
        command = self._screen.source.command

        def change() -> None:
            self._form("position", "point", one.answers, label=one.label)

        def ask() -> None:
            entries: Entries = [
                (
                    say("ui.points.next", label=one.label, name=named(one)),
                    lambda: command("next_point", label=one.label),
                ),
                (say("ui.points.edit", label=one.label, name=named(one)), change),
            ]
            self._put(say("ui.points.title"), entries, say("ui.menu.foot"))

        return change if one.chosen else ask

    # -- the plan ----------------------------------------------------------------------------------------------

    def ask_cross(self, facts: SiteFacts, east_m: float, north_m: float) -> None:
        """What stands under the cross."""
        command = self._screen.source.command
        at = {"east_m": east_m, "north_m": north_m}
        entries: Entries = []
        for one in facts.points[:5]:
            words = say("ui.plan.point", label=one.label, name=named(one))
            entries.append((words, lambda label=one.label: command("place_point", label=label, **at)))  # type: ignore[misc]
        entries.append((say("ui.plan.new_source"), lambda: self._form("source", "source", {}, **at)))
        entries.append((say("ui.plan.corner", count=len(facts.corners_m)), lambda: command("corner", **at)))
        if facts.corners_m:
            entries.append((say("ui.plan.corner_back"), lambda: command("corner_back")))
        for one in facts.sources[:3]:
            words = say("ui.plan.source", label=one.label, name=one.name)
            entries.append((words, lambda label=one.label: command("place_source", label=label, **at)))  # type: ignore[misc]
        if facts.outline_m:
            entries.append((say("ui.plan.anew"), lambda: command("outline_anew")))
        self._put(say("ui.plan.ask"), entries, say("ui.plan.foot", place=metres_words(east_m, north_m)))
