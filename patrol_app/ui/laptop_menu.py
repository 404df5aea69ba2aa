"""The settings of this laptop: what is set up, importing people and instruments, a new signing key."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from patrol_app.assets import sentence
from patrol_app.ui import language
from patrol_app.ui.bridge import OfficeSource
from patrol_app.ui.said import words

if TYPE_CHECKING:
    from patrol_app.ui.overlays import Overlays

LAPTOP = "laptop"
INPUTS = "sound inputs"


def ask(overlays: Overlays) -> None:
    """What is to be done."""
    tongue, source = language.current(), overlays.source

    def listed(kind: str) -> None:
        head = sentence(f"ui.laptop.import.{kind}", tongue)
        overlays.ask_form("import_list", {"command": "laptop.import", "kind": kind, "head": head, "answers": {}})

    entries: tuple[tuple[str, Callable[[], None]], ...] = (
        ("ui.laptop.show", lambda: source.command("laptop.look")),
        ("ui.laptop.import.officers", lambda: listed("officers")),
        ("ui.laptop.import.instruments", lambda: listed("instruments")),
        ("ui.laptop.key", lambda: overlays.ask_form("key", {"command": "laptop.key", "answers": {}})),
        ("ui.laptop.input", lambda: source.command("laptop.inputs")),
        ("ui.laptop.folder", lambda: overlays.ask_form("data_folder", {"command": "laptop.folder", "answers": {}})),
    )

    def chosen(index: int) -> None:
        overlays.give_back()
        entries[index][1]()

    options = tuple(sentence(key, tongue) for key, _ in entries)
    overlays.ask(sentence("ui.menu.laptop", tongue), sentence("ui.menu.foot", tongue), options, chosen, columns=2)


def ask_input(overlays: Overlays, names: tuple[str, ...]) -> None:
    """Which sound input is recorded."""
    tongue, source = language.current(), overlays.source
    inputs = ("", *names)

    def chosen(index: int) -> None:
        overlays.give_back()
        source.command("laptop.input", input=inputs[index])

    options = (sentence("laptop.input.system", tongue), *names)
    foot = sentence("ui.laptop.input.foot" if names else "ui.laptop.input.none", tongue)
    overlays.ask(sentence("ui.laptop.input", tongue), foot, options, chosen, columns=1)


class Told:
    """Shows what was asked for once it has come."""

    def __init__(self, overlays: Overlays) -> None:
        self._overlays = overlays
        self._seen: object | None = None
        self._inputs: object | None = None

    def refresh(self) -> None:
        """Show rows that are new."""
        source = self._overlays.source
        if not isinstance(source, OfficeSource):
            return
        inputs = source.office(INPUTS)
        if inputs is not self._inputs:
            self._inputs = inputs
            if isinstance(inputs, tuple):
                ask_input(self._overlays, tuple(str(name) for name in inputs))
        found = source.office(LAPTOP)
        if found is self._seen:
            return
        self._seen = found
        if isinstance(found, tuple):
            lines = tuple((words(one.label), words(one.value)) for one in found)
            title = sentence("ui.menu.laptop", language.current())
            self._overlays.tell(title, lines)
