"""What a link asks, and when: one question at a time."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

from drivers.instrument import Request


class Schedule:
    """Due requests in order; times are monotonic nanoseconds. ``deadline_ns`` ends the wait for an answer."""

    def __init__(self, requests: Sequence[Request]) -> None:
        self._requests = requests
        self._due: list[tuple[int, Request]] = []
        self._queue: deque[Request] = deque()
        self.deadline_ns: int | None = None
        self._quiet_until_ns = 0

    def opened(self, now_ns: int) -> None:
        """The port is open: ask what is asked once, and begin the rounds."""
        plain = [each for each in self._requests if not _has_occasion(each)]
        self._queue = deque(each for each in plain if each.every_s is None)
        self._due = [(now_ns, each) for each in plain if each.every_s is not None]
        self.deadline_ns = None

    def add(self, requests: Sequence[Request]) -> None:
        """Put requests in front of the rounds."""
        self._queue.extendleft(reversed(requests))

    def expired(self, now_ns: int) -> bool:
        """Whether the wait for an answer is over; ends the wait."""
        if self.deadline_ns is not None and now_ns >= self.deadline_ns:
            self.deadline_ns = None
            return True
        return False

    def next(self, now_ns: int, *, waiting: bool) -> Request | None:
        """The request to send now, or ``None``; ``waiting``: the last question is still open.

        A round that comes due again while it still waits in the queue is asked once, not twice.
        """
        for index, (due_ns, request) in enumerate(self._due):
            if due_ns <= now_ns and request.every_s is not None:
                if request not in self._queue:
                    self._queue.append(request)
                step_ns = round(request.every_s * 1e9)
                self._due[index] = (due_ns + step_ns * ((now_ns - due_ns) // step_ns + 1), request)
        if waiting and self.deadline_ns is not None:
            return None
        self.deadline_ns = None
        if not self._queue or now_ns < self._quiet_until_ns:
            return None
        request = self._queue.popleft()
        self.deadline_ns = now_ns + round(request.timeout_s * 1e9)
        self._quiet_until_ns = now_ns + round(request.pause_s * 1e9)
        return request

    def due_ns(self, *, waiting: bool) -> int | None:
        """When to look again; ``None``: nothing is planned."""
        times = [due_ns for due_ns, _ in self._due]
        if waiting and self.deadline_ns is not None:
            times.append(self.deadline_ns)
        elif self._queue:
            times.append(self._quiet_until_ns)
        return min(times, default=None)


def _has_occasion(request: Request) -> bool:
    return request.starts_run or request.ends_run or request.closing or request.on_prompt
