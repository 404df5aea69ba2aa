"""Several Modbus instruments on one RS-485 adapter: one thread owns the port, one question is open at a time.

Each member keeps its own conversation, recording and silence; bytes that come belong to the member that was asked.
Thirty milliseconds lie between an answer and the next question. Never open one adapter twice.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Literal

from drivers.clock import Clock
from drivers.conversation import Conversation, Deliver, EventKind, Occasion, Tee
from drivers.instrument import Instrument, Request
from drivers.link import Link
from drivers.readings import Damage

_PAUSE_NS = 30_000_000


class _BusTalk:
    """Takes the place of one conversation in a link and shares the line among several."""

    def __init__(self, members: Sequence[Conversation], clock: Clock) -> None:
        self._members = members
        self._clock = clock
        self._asked = members[0]
        self._turn = 0
        self._quiet_until_ns = 0
        self._was_waiting = False

    @property
    def sent_bytes(self) -> int:
        return sum(member.sent_bytes for member in self._members)

    def opened(self, kind: Literal["opened", "reconnected"], *, asks: bool = True) -> None:
        for member in self._members:
            member.opened(kind, asks=asks)

    def received(self, data: bytes) -> None:
        self._asked.received(data)

    def sent(self, data: bytes) -> None:
        self._asked.sent(data)

    def mark(self, payload: bytes, monotonic_ns: int, utc_ns: int) -> None:
        for member in self._members:
            member.mark(payload, monotonic_ns, utc_ns)

    def replayed_event(self, payload: bytes) -> None:
        self._asked.replayed_event(payload)

    def ask(self, marker: Occasion) -> None:
        for member in self._members:
            member.ask(marker)

    def marked(self, marker: Occasion) -> Sequence[Request]:
        return [request for member in self._members for request in member.marked(marker)]

    def pump(self, write: Callable[[bytes], None]) -> None:
        now_ns = self._clock.monotonic_ns()
        if self._asked.waiting:
            self._asked.expire()
            if self._asked.waiting:
                self._was_waiting = True
                return
        if self._was_waiting:
            self._was_waiting = False
            self._quiet_until_ns = now_ns + _PAUSE_NS
        if now_ns < self._quiet_until_ns:
            return
        for _ in self._members:
            member = self._members[self._turn % len(self._members)]
            self._turn += 1
            self._asked = member
            member.pump(write)
            if member.waiting:
                self._was_waiting = True
                return

    def watch(self) -> None:
        for member in self._members:
            member.watch()

    def due_ns(self) -> int | None:
        if self._asked.waiting:
            return self._asked.answer_due_ns()
        due_ns = min((each for each in (member.due_ns() for member in self._members) if each is not None), default=None)
        return None if due_ns is None else max(due_ns, self._quiet_until_ns)

    def finish(self, *, keep_damage: bool) -> None:
        for member in self._members:
            member.finish(keep_damage=keep_damage)

    def event(self, kind: EventKind, detail: str, damage: Damage | None = None) -> None:
        for member in self._members:
            member.event(kind, detail, damage)


def bus_link(
    members: Mapping[str, Instrument],
    port: str,
    *,
    clock: Clock,
    tees: Mapping[str, Tee],
    deliver: Deliver,
    baud: int | None = None,
) -> Link:
    """A link that serves several Modbus instruments, each with its own unit number.

    Args:
        members: model name (with profile and unit, ``modbus-tsp:boling@2``) to instrument; all at one line speed.
        port: as for ``Link``.
        clock: as for ``Link``.
        tees: by model name, where each member's bytes are kept.
        deliver: takes all members' readings and events; ``model`` tells whose they are.
        baud: the line speed; else that of the first member.
    """
    talks = [
        Conversation(instrument, model, port, clock=clock, tee=tees[model], deliver=deliver)
        for model, instrument in members.items()
    ]
    first_model, first = next(iter(members.items()))
    return Link(
        first,
        port,
        clock=clock,
        tee=tees[first_model],
        deliver=deliver,
        baud=baud,
        model=" + ".join(members),
        talk=_BusTalk(talks, clock),
    )
