"""The settings of this laptop: what is set up, importing people and instruments, a new signing key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from patrol_app.assets import sentence
from patrol_app.ui import language
from patrol_app.ui.bridge import OfficeSource
from patrol_app.ui.said import words

if TYPE_CHECKING:
    from patrol_app.ui.overlays import Overlays

LAPTOP = "laptop"


def ask(overlays: Overlays) -> None:
    """What is to be done."""
    tongue, source = language.current(), overlays.source

    def chosen(index: int) -> None:
        overlays.give_back()
        if index == 0:
            source.command("laptop.look")
        elif index == 3:
            overlays.ask_form("key", {"command": "laptop.key", "answers": {}})
        else:
            kind = ("officers", "instruments")[index - 1]
            head = sentence(f"ui.laptop.import.{kind}", tongue)
            overlays.ask_form("import_list", {"command": "laptop.import", "kind": kind, "head": head, "answers": {}})

    keys = ("ui.laptop.show", "ui.laptop.import.officers", "ui.laptop.import.instruments", "ui.laptop.key")
    options = tuple(sentence(key, tongue) for key in keys)
    overlays.ask(sentence("ui.menu.laptop", tongue), sentence("ui.menu.foot", tongue), options, chosen, columns=2)


class Told:
    """Shows what was asked for once it has come."""

    def __init__(self, overlays: Overlays) -> None:
        self._overlays = overlays
        self._seen: object | None = None

    def refresh(self) -> None:
        """Show rows that are new."""
        source = self._overlays.source
        found = source.office(LAPTOP) if isinstance(source, OfficeSource) else None
        if found is self._seen:
            return
        self._seen = found
        if isinstance(found, tuple):
            lines = tuple((words(one.label), words(one.value)) for one in found)
            title = sentence("ui.menu.laptop", language.current())
            self._overlays.tell(title, lines)
