"""Time as an argument: the machine's clock, and one that a scenario moves."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Protocol


class Clock(Protocol):
    """Two times side by side: one that never jumps and one that people read.

    ``runs_by_itself`` is false for a clock that someone else moves; then threads act only when they are brought up
    to its time.
    """

    @property
    def runs_by_itself(self) -> bool:
        """Whether time passes unasked."""
        ...

    def monotonic_ns(self) -> int:
        """Nanoseconds that only ever grow."""
        ...

    def utc_ns(self) -> int:
        """Nanoseconds since 1970, UTC."""
        ...

    def timeout_s(self, due_ns: int | None) -> float | None:
        """How long a thread may sleep until ``due_ns``; ``None``: until it is woken."""
        ...

    def moved(self) -> None:
        """A thread has done a piece of work: whoever waits for it may look again."""
        ...


_SINCE_BOOT: int | None = getattr(time, "CLOCK_BOOTTIME", None)
"""Linux alone stops its monotonic clock while it sleeps, and has another that goes on."""


def machine_ns() -> int:
    """The machine's monotonic time, what it slept included: a lid that was shut is a gap in a run, not a moment."""
    return time.monotonic_ns() if _SINCE_BOOT is None else time.clock_gettime_ns(_SINCE_BOOT)


class SystemClock:
    """The machine's own clock."""

    runs_by_itself = True

    def monotonic_ns(self) -> int:
        """The machine's monotonic time."""
        return machine_ns()

    def utc_ns(self) -> int:
        """The machine's wall clock."""
        return time.time_ns()

    def timeout_s(self, due_ns: int | None) -> float | None:
        """The time until ``due_ns``, at least 0."""
        return None if due_ns is None else max(0.0, (due_ns - machine_ns()) / 1e9)

    def moved(self) -> None:
        """Nobody waits for a clock that runs by itself."""


class ScenarioClock:
    """Stands still until ``advance``; threads that follow it sleep until they are woken.

    Links and simulators are moved by ``drivers.simulate.settle``, one after another, so that a night gives the
    same readings on every run. Others subscribe and are called inside ``advance``.
    """

    runs_by_itself = False

    def __init__(self, utc_ns: int, monotonic_ns: int = 0) -> None:
        self._monotonic_ns = monotonic_ns
        self._utc_ns = utc_ns
        self._subscribers: list[Callable[[], None]] = []
        self.changed = threading.Condition()

    def monotonic_ns(self) -> int:
        """Scenario nanoseconds since the scenario began, plus the start value."""
        return self._monotonic_ns

    def utc_ns(self) -> int:
        """The scenario's wall clock."""
        return self._utc_ns

    def timeout_s(self, due_ns: int | None) -> float | None:
        """No time passes by itself: 0 when ``due_ns`` is reached, else until woken."""
        return 0.0 if due_ns is not None and due_ns <= self._monotonic_ns else None

    def moved(self) -> None:
        """Wake the one who waits in ``settle``."""
        with self.changed:
            self.changed.notify_all()

    def subscribe(self, callback: Callable[[], None]) -> None:
        """Call ``callback`` after each step."""
        self._subscribers.append(callback)

    def advance(self, ns: int) -> None:
        """Move both times by ``ns`` (not negative) and call the subscribers."""
        with self.changed:
            self._monotonic_ns += max(ns, 0)
            self._utc_ns += max(ns, 0)
            self.changed.notify_all()
        for callback in self._subscribers:
            callback()
