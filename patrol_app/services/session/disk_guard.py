"""A full disk while a session records: the reserve is given up, so that the session ends cleanly and can be closed."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from patrol_app.domain.errors import CannotDo
from patrol_app.recordings.reserve import DiskReserve

log = logging.getLogger("session")

FULL = ("recordings.disk_full", "store.disk_full")


class DiskGuard:
    """Used by the threads of links and session; ``on_full`` is called once, in the thread that met the full disk."""

    def __init__(self, reserve: DiskReserve | None, on_full: Callable[[CannotDo], None]) -> None:
        self._reserve = reserve
        self._on_full = on_full
        self._lock = threading.Lock()
        self.full = False

    def hold(self) -> bool:
        """Take the reserve's room; false when there is none to take."""
        return self._reserve is None or self._reserve.hold()

    def write(self, step: Callable[[], object]) -> None:
        """Do ``step``; if the disk is full, once more in the room that the reserve gave back.

        Raises:
            CannotDo: another fault of the disk.
        """
        try:
            step()
        except CannotDo as fault:
            if not self.met(fault):
                raise
            try:
                step()
            except CannotDo:
                # the session ends: what was acknowledged before is kept, this piece is not
                log.warning("a piece was lost on the full disk")

    def met(self, fault: Exception) -> bool:
        """Whether ``fault`` is a full disk; the first one gives up the reserve and ends the session."""
        if not isinstance(fault, CannotDo) or fault.key not in FULL:
            return False
        with self._lock:
            first, self.full = not self.full, True
        if first:
            if self._reserve is not None:
                self._reserve.release()
            self._on_full(fault)
        return True
