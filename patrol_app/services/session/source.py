"""A running session as the window sees it: newest snapshot, and the window's commands in the session's words."""

from __future__ import annotations

from patrol_app.services.session.session import VisitSession
from patrol_app.services.snapshot import Snapshot

_SAME = ("mark", "exclude_begin", "exclude_end", "acknowledge")


class SessionSource:
    """Every call returns at once; a refusal comes back as a message in a later snapshot."""

    def __init__(self, session: VisitSession) -> None:
        self._session = session

    def latest(self) -> Snapshot | None:
        """The newest snapshot."""
        return self._session.latest()

    def command(self, name: str, **data: object) -> None:
        """Pass on what an officer asked; what this session does not do is left alone."""
        if name in _SAME:
            self._session.command(name, **data)
        elif name == "start":
            self._session.command("begin_run", role="main")
        elif name == "background":
            self._session.command("begin_run", role="background")
        elif name == "stop":
            self._session.command("end_run")
        elif name == "calibrate":
            self._session.command("calibrate", which=data.get("which", "before"))
