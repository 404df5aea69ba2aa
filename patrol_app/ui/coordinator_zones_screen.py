"""The zone tab: the notice, the map with its zones, the sources by distance."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtWidgets import QWidget

from patrol_app.services.snapshot import Snapshot
from patrol_app.services.zone_facts import ZoneFacts
from patrol_app.ui import coordinator_zones_words as said
from patrol_app.ui.bridge import LiveSource
from patrol_app.ui.coordinator_screen import CoordinatorScreen
from patrol_app.ui.widgets.key_row import Key
from patrol_app.ui.widgets.source_list import SourceList


class ZonesScreen(CoordinatorScreen):
    """List and map share the selection."""

    tab: ClassVar[str] = "zones"

    def __init__(self, source: LiveSource, parent: QWidget | None = None) -> None:
        super().__init__(source, parent)
        self.sources = SourceList(self)
        self.sources.chosen.connect(self.select)
        self.selected: int | None = None
        self._facts: ZoneFacts | None = None

    def dress(self) -> None:
        """Hand the look to the widgets."""
        self.sources.set_look(self.look)

    def lay_out(self) -> None:
        """Place the widgets."""
        self.sources.setGeometry(self.width() - 378, 12, 370, self.height() - 24)

    def select(self, number: int) -> None:
        """Select a source, in the list and on the map."""
        self.selected = number
        self.show_facts(self._facts)

    def show_facts(self, facts: object | None) -> None:
        """Show notice, zones and sources."""
        self._facts = facts if isinstance(facts, ZoneFacts) else None
        self.sources.show_view(said.sources_view(self._facts, self.selected))

    def keys(self, snapshot: Snapshot | None) -> dict[int, Key]:
        """What the keys do."""
        return {}

    def act(self, number: int) -> None:
        """A key was pressed."""
