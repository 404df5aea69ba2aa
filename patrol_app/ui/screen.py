"""What the window wants of a screen: words for the keys, an answer to them, and a look at each snapshot."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from patrol_app.services.snapshot import Snapshot
from patrol_app.ui.bridge import LiveSource
from patrol_app.ui.look import Look
from patrol_app.ui.widgets.key_row import Key


class Screen(QWidget):
    """One step of a role's work. It reads snapshots, sends commands, and never waits."""

    def __init__(self, source: LiveSource, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.source = source
        self.look = Look()

    def set_look(self, look: Look) -> None:
        """Change tone or text scale."""
        self.look = look

    def refresh(self, snapshot: Snapshot | None, beat: int) -> None:
        """Show what is due at this beat (one of twenty a second); beat 0 shows everything."""
        raise NotImplementedError

    def keys(self, snapshot: Snapshot | None) -> dict[int, Key]:
        """What keys 1 to 10 do now, except 1, 6 and 8, which the window owns."""
        raise NotImplementedError

    def act(self, number: int) -> None:
        """A key was pressed (or held long enough)."""
        raise NotImplementedError
