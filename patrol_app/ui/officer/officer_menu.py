"""What an officer's settings hold beside everyone's: practice, weather by hand, the alarm's sound, the team."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from patrol_app.assets import sentence
from patrol_app.ui import language
from patrol_app.ui.bridge import ScreenSource

if TYPE_CHECKING:
    from patrol_app.ui.overlays import Overlays

Entry = tuple[str, Callable[[], None]]
KINDS = ("silent", "headphones", "loudspeaker")
SHOWN_OUTPUTS = 8
"""PortAudio lists the plumbing of a sound card too; the first are those that a person knows."""


def entries(overlays: Overlays, *, practising: bool) -> list[Entry]:
    """Labels and deeds of the menu."""
    tongue, source = language.current(), overlays.source
    source.command("outputs")  # done by the time that somebody has read the menu
    name = "leave_practice" if practising else "enter_practice"
    found: list[Entry] = [
        (sentence(f"ui.menu.{name}", tongue), lambda: source.command(name)),
        (sentence("desk.form.weather", tongue), lambda: overlays.ask_form("weather", {})),
        (sentence("ui.menu.alarm", tongue), lambda: ask_alarm(overlays)),
    ]
    if isinstance(source, ScreenSource) and source.closing() is not None:
        found.append((sentence("ui.menu.print", tongue), lambda: source.command("printers")))
    route = source.route() if isinstance(source, ScreenSource) else None
    if route is not None and route.teams > 1:
        found.append((sentence("ui.menu.team", tongue), lambda: ask_team(overlays)))
    return found


def ask_alarm(overlays: Overlays) -> None:
    """How an exceedance is told beside the screen, then on which output."""
    tongue, source = language.current(), overlays.source
    departure = source.departure() if isinstance(source, ScreenSource) else None
    outputs = departure.outputs[:SHOWN_OUTPUTS] if departure is not None else ()
    kinds = KINDS if outputs else KINDS[:1]
    foot = sentence("ui.alarm.foot" if outputs else "ui.alarm.none", tongue)

    def chosen(index: int) -> None:
        kind = kinds[index]
        if kind == "silent":
            source.command("alarm", kind=kind, output="")
            overlays.give_back()
            return
        title = sentence(f"ui.alarm.which.{kind}", tongue)

        def on(which: int) -> None:
            source.command("alarm", kind=kind, output=outputs[which])
            overlays.give_back()

        overlays.ask(title, foot, outputs, on, columns=1)

    words = tuple(sentence(f"ui.alarm.{kind}", tongue) for kind in kinds)
    overlays.ask(sentence("ui.alarm.title", tongue), foot, words, chosen)


def ask_team(overlays: Overlays) -> None:
    """Which team of tonight's plan this laptop goes with."""
    tongue, source = language.current(), overlays.source
    route = source.route() if isinstance(source, ScreenSource) else None
    if route is None:
        return
    words = tuple(sentence("ui.team", tongue, number=number) for number in range(1, min(route.teams, 9) + 1))

    def chosen(index: int) -> None:
        source.command("team", number=index + 1)
        overlays.give_back()

    overlays.ask(sentence("ui.menu.team", tongue), sentence("ui.menu.foot", tongue), words, chosen)
