"""The desk's one worker for everything slow: database, files, papers, keys. The window asks and never waits."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable

from drivers.errors import DriverError
from patrol_app.domain.errors import PatrolError
from patrol_app.services.screen_facts import Said

log = logging.getLogger("desk")


def sentence_of(fault: Exception) -> Said:
    """The sentence under which a fault is told; one that is no refusal of ours is told by its type."""
    if isinstance(fault, PatrolError | DriverError):
        return Said(fault.key, tuple(fault.data.items()))
    return Said("desk.fault", (("fault", f"{type(fault).__name__}: {fault}"),))


class Worker:
    """A thread that does one piece of work after another; a fault is told and ends nothing."""

    def __init__(self, name: str, tell: Callable[[Said], None]) -> None:
        self._queue: queue.Queue[Callable[[], None] | None] = queue.Queue()
        self._tell = tell
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def do(self, work: Callable[[], None]) -> None:
        """Put a piece of work at the end of the line; returns at once."""
        self._queue.put(work)

    @property
    def waiting(self) -> int:
        """How many pieces wait."""
        return self._queue.qsize()

    def close(self) -> None:
        """Do what is in the line, then end."""
        self._queue.put(None)
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        while (work := self._queue.get()) is not None:
            try:
                work()
            except (PatrolError, DriverError) as fault:
                self._tell(sentence_of(fault))
            except Exception as fault:  # the window and the recording go on, whatever one piece of work met
                log.exception("a piece of the desk's work failed")
                self._tell(sentence_of(fault))
