"""The demonstration night as the window sees it: the running visit's newest snapshot."""

from __future__ import annotations

from patrol_app.services.demo.night import NightPlayer
from patrol_app.services.snapshot import Snapshot

PICTURE_RUN_S = 795.0
"""The picture of the night is taken here: an exceedance runs and nobody has seen it yet."""


class NightSource:
    """Follows the player; after the night it shows again the moment kept for the picture.

    The officers' deeds are part of the night, so commands of the window are not passed on: the night gives the same
    result whoever looks on.
    """

    def __init__(self, player: NightPlayer) -> None:
        self._player = player
        self._kept: Snapshot | None = None
        self._newest: Snapshot | None = None

    def latest(self) -> Snapshot | None:
        """The newest snapshot of the visit that runs."""
        if self._player.over:
            return self._kept or self._newest
        session = self._player.session
        shown = session.latest() if session is not None else None
        if shown is not None:
            self._newest = shown
            waited = shown.run == "measuring" and shown.run_elapsed_s >= PICTURE_RUN_S
            if waited and shown.unacknowledged and self._kept is None:
                self._kept = shown
        return shown

    def command(self, name: str, **data: object) -> None:
        """The night goes its own way."""
