"""The disk while a session records: full, it ends the session; gone or failing, it is told until it takes bytes again.

A full disk gives up the reserve, so that the session ends cleanly and can be closed. Every other fault (a stick pulled
out, a folder taken away, a disk turned read-only) ends nothing: the links go on, every second tries again, and what
was not written is a gap in the recording that the log names. Nobody may believe that it is recorded meanwhile.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from patrol_app.domain.errors import CannotDo
from patrol_app.recordings.disk import disk_fault
from patrol_app.recordings.folder import RecordingFolder
from patrol_app.recordings.frames import FrameWriter
from patrol_app.recordings.reserve import DiskReserve
from patrol_app.rules.moment import local
from patrol_app.services.session.state import Message

log = logging.getLogger("session")

FULL = ("recordings.disk_full", "store.disk_full")


@dataclass(frozen=True, slots=True)
class Break:
    """A time in which the disk did not take what came in; ``until_ns`` is ``None`` while it lasts."""

    fault: CannotDo
    since_ns: int
    until_ns: int | None = None

    @property
    def reason(self) -> str:
        """What the system said."""
        cause = self.fault.__cause__
        return (cause.strerror if isinstance(cause, OSError) else None) or self.fault.key

    @property
    def seconds(self) -> float:
        """How long it lasted; 0 while it lasts."""
        return ((self.until_ns or self.since_ns) - self.since_ns) / 1e9


def not_recorded(now: Break, path: Path, since: datetime) -> Message:
    """The sentence while ``now`` lasts; ``since`` is its beginning, in UTC."""
    told = local(since).strftime("%H:%M:%S")
    return "session.not_recorded", (("path", str(path)), ("reason", now.reason), ("since", told))


def gap(over: Break, since: datetime) -> dict[str, object]:
    """What the log keeps of a break that is over."""
    return {"since": since, "seconds": round(over.seconds, 3), "fault": over.fault.key}


class DiskGuard:
    """Used by the threads of links and session; ``on_full`` is called once, in the thread that met the full disk."""

    def __init__(
        self, reserve: DiskReserve | None, on_full: Callable[[CannotDo], None], now_ns: Callable[[], int] = lambda: 0
    ) -> None:
        self._reserve = reserve
        self._on_full = on_full
        self._now_ns = now_ns
        self._lock = threading.Lock()
        self._failed = False
        self.full = False
        self.last_break: Break | None = None

    @property
    def broken(self) -> Break | None:
        """The fault that keeps the recording from the disk now."""
        found = self.last_break
        return found if found is not None and found.until_ns is None else None

    def hold(self) -> bool:
        """Take the reserve's room; false when there is none to take."""
        return self._reserve is None or self._reserve.hold()

    def write(self, step: Callable[[], object]) -> None:
        """Do ``step``; if the disk is full, once more in the room that the reserve gave back.

        A piece that the disk does not take is lost, and ``broken`` says so: a port is read on whatever the disk does.
        """
        try:
            step()
        except CannotDo as fault:
            if fault.key not in FULL:
                self.met(fault)
                return
            self.met(fault)
            try:
                step()
            except CannotDo:
                # the session ends: what was acknowledged before is kept, this piece is not
                log.warning("a piece was lost on the full disk")

    def met(self, fault: Exception) -> bool:
        """Whether ``fault`` is the disk's; the first full one gives up the reserve and ends the session."""
        if not isinstance(fault, CannotDo) or not (fault.key in FULL or fault.key.startswith("recordings.")):
            return False
        with self._lock:
            if fault.key not in FULL:
                self._failed = True
                if self.broken is None:
                    log.warning("the disk does not take the recording: %s", fault)
                    self.last_break = Break(fault, self._now_ns())
                return True
            first, self.full = not self.full, True
        if first:
            if self._reserve is not None:
                self._reserve.release()
            self._on_full(fault)
        return True

    def look(self, folder: RecordingFolder, writers: Iterable[FrameWriter]) -> Break | None:
        """Once a second: whether the recording still is where it was; returns the break that is over with this look.

        On some systems a folder that was taken away goes on taking bytes that nobody will ever see.
        """
        try:
            for path in (folder.path, *(writer.path for writer in writers)):
                path.stat()
        except OSError as gone:
            fault = disk_fault(gone, folder.path)
            fault.__cause__ = gone
            self.met(fault)
        with self._lock:
            failed, self._failed = self._failed, False
            before = self.broken
            if failed or before is None:
                return None
            self.last_break = Break(before.fault, before.since_ns, self._now_ns())
            return self.last_break
