"""What a link says and hears, without the port: tee first, then decode, deliver, and ask the next question."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from drivers.clock import Clock
from drivers.instrument import OPENED, UNANSWERED, Direction, Instrument, Request
from drivers.readings import Damage, Decoded, Identity, Reading
from drivers.schedule import Schedule

EventKind = Literal["opened", "silent", "stale", "damaged", "lost", "reconnected", "identified"]
Tee = Callable[[Direction, bytes, int, int], None]
"""Takes direction, payload, monotonic_ns, utc_ns; called before anything is decoded."""

_PATIENCE_PERIODS = 3
_LEAST_PATIENCE_S = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class StampedReading:
    """A reading with the two times at which its last byte was read."""

    port: str
    model: str
    reading: Reading
    monotonic_ns: int
    utc_ns: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkEvent:
    """Something happened to the link; ``damage`` tells the bytes of a ``damaged`` one.

    ``silent``: no byte for three periods. ``stale``: bytes, but no reading for three periods. ``identified``: the
    instrument has said which one it is, once after each opening and again when it says something else.
    """

    port: str
    model: str
    kind: EventKind
    detail: str
    monotonic_ns: int
    utc_ns: int
    damage: Damage | None = None
    identity: Identity | None = None


Deliver = Callable[[StampedReading | LinkEvent], None]


Occasion = Literal["starts_run", "ends_run", "closing", "on_prompt"]


class Talk(Protocol):
    """What a link needs of its other half; see ``Conversation`` for each."""

    @property
    def sent_bytes(self) -> int:
        """Bytes handed to ``write`` since the beginning."""
        ...

    def opened(self, kind: Literal["opened", "reconnected"], *, asks: bool = True) -> None:
        """The port is open."""
        ...

    def received(self, data: bytes) -> None:
        """Bytes came in."""
        ...

    def sent(self, data: bytes) -> None:
        """Bytes are about to go out."""
        ...

    def mark(self, payload: bytes, monotonic_ns: int, utc_ns: int) -> None:
        """Write an event into the recording."""
        ...

    def replayed_event(self, payload: bytes) -> None:
        """An event of a recording that is played again."""
        ...

    def ask(self, marker: Occasion) -> None:
        """Put the requests of an occasion in front of the rounds."""
        ...

    def marked(self, marker: Occasion) -> Sequence[Request]:
        """The requests of an occasion."""
        ...

    def pump(self, write: Callable[[bytes], None]) -> None:
        """Send what is due."""
        ...

    def watch(self) -> None:
        """Tell silence and staleness."""
        ...

    def due_ns(self) -> int | None:
        """When to pump and watch again."""
        ...

    def finish(self, *, keep_damage: bool) -> None:
        """No more bytes come."""
        ...

    def event(self, kind: EventKind, detail: str, damage: Damage | None = None) -> None:
        """Tell an event."""
        ...


class Conversation:
    """One instrument's side of a link; used by one thread at a time."""

    def __init__(
        self, instrument: Instrument, model: str, port: str, *, clock: Clock, tee: Tee, deliver: Deliver
    ) -> None:
        self._model, self._port = model, port
        self._clock, self._tee, self._deliver = clock, tee, deliver
        self._requests = instrument.requests()
        self._schedule = Schedule(self._requests)
        self._decoder = instrument.decoder()
        self._patience_ns = round(max(_LEAST_PATIENCE_S, _PATIENCE_PERIODS * instrument.card.period_s) * 1e9)
        self._last_byte_ns = self._last_reading_ns = 0
        self._silent = self._stale = False
        self._introduced: Identity | None = None
        self.sent_bytes = 0

    @property
    def waiting(self) -> bool:
        """A question is open."""
        return self._decoder.waiting

    def opened(self, kind: Literal["opened", "reconnected"], *, asks: bool = True) -> None:
        """The port is open; with ``asks`` the rounds of questions begin."""
        now_ns = self._clock.monotonic_ns()
        self._last_byte_ns = self._last_reading_ns = now_ns
        self._silent = self._stale = False
        self._introduced = None
        self._control(OPENED)
        if asks:
            self._schedule.opened(now_ns)
        self.event(kind, "")

    def received(self, data: bytes) -> None:
        """Bytes came in."""
        now_ns, utc_ns = self._clock.monotonic_ns(), self._clock.utc_ns()
        self._tee(Direction.RECEIVED, data, now_ns, utc_ns)
        self._last_byte_ns = now_ns
        self._silent = False
        self._hand_on(self._decoder.feed(data), now_ns, utc_ns)

    def sent(self, data: bytes) -> None:
        """Bytes are about to go out: tee and context."""
        self.sent_bytes += len(data)
        self._tee(Direction.SENT, data, self._clock.monotonic_ns(), self._clock.utc_ns())
        self._decoder.feed(data, Direction.SENT)

    def mark(self, payload: bytes, monotonic_ns: int, utc_ns: int) -> None:
        """Write an event into the recording."""
        self._tee(Direction.EVENT, payload, monotonic_ns, utc_ns)

    def replayed_event(self, payload: bytes) -> None:
        """An event of a recording that is played again."""
        self._control(payload)

    def ask(self, marker: Occasion) -> None:
        """Put the requests of an occasion in front of the rounds."""
        self._schedule.add(self.marked(marker))

    def marked(self, marker: Occasion) -> Sequence[Request]:
        """The requests of an occasion."""
        return [each for each in self._requests if getattr(each, marker)]

    def answer_due_ns(self) -> int | None:
        """When the wait for the open question ends."""
        return self._schedule.deadline_ns

    def expire(self) -> None:
        """Give up a question whose time is over."""
        if self._schedule.expired(self._clock.monotonic_ns()) and self._decoder.waiting:
            self._control(UNANSWERED)

    def pump(self, write: Callable[[bytes], None]) -> None:
        """Send what is due, one open question at a time."""
        now_ns = self._clock.monotonic_ns()
        if self._decoder.take_prompt():
            self._schedule.add(self.marked("on_prompt"))
        self.expire()
        while request := self._schedule.next(now_ns, waiting=self._decoder.waiting):
            self.sent(request.payload)
            write(request.payload)

    def watch(self) -> None:
        """Tell silence and staleness, once each time."""
        now_ns = self._clock.monotonic_ns()
        patience = f"{self._patience_ns / 1e9:g} s"
        if not self._silent and now_ns - self._last_byte_ns >= self._patience_ns:
            self._silent = True
            self.event("silent", f"no byte for {patience}")
        elif not self._stale and not self._silent and now_ns - self._last_reading_ns >= self._patience_ns:
            self._stale = True
            self.event("stale", f"no reading for {patience}")

    def due_ns(self) -> int | None:
        """When to pump and watch again."""
        times = [self._schedule.due_ns(waiting=self._decoder.waiting)]
        if not self._silent:
            times.append(self._last_byte_ns + self._patience_ns)
            if not self._stale:
                times.append(self._last_reading_ns + self._patience_ns)
        return min((each for each in times if each is not None), default=None)

    def finish(self, *, keep_damage: bool) -> None:
        """No more bytes come: what the decoder held back is handed on."""
        items = self._decoder.finish()
        kept = [item for item in items if keep_damage or not isinstance(item, Damage)]
        self._hand_on(kept, self._clock.monotonic_ns(), self._clock.utc_ns())

    def event(
        self, kind: EventKind, detail: str, damage: Damage | None = None, *, identity: Identity | None = None
    ) -> None:
        """Tell an event; those that no byte tells (``silent``, ``stale``, ``lost``) are written down."""
        now_ns, utc_ns = self._clock.monotonic_ns(), self._clock.utc_ns()
        if kind in ("silent", "stale", "lost"):
            self._tee(Direction.EVENT, f"{kind}: {detail}".encode(), now_ns, utc_ns)
        self._deliver(
            LinkEvent(
                port=self._port,
                model=self._model,
                kind=kind,
                detail=detail,
                monotonic_ns=now_ns,
                utc_ns=utc_ns,
                damage=damage,
                identity=identity,
            )
        )

    def _control(self, payload: bytes) -> None:
        now_ns, utc_ns = self._clock.monotonic_ns(), self._clock.utc_ns()
        self._tee(Direction.EVENT, payload, now_ns, utc_ns)
        self._hand_on(self._decoder.feed(payload, Direction.EVENT), now_ns, utc_ns)

    def _hand_on(self, items: Sequence[Decoded], now_ns: int, utc_ns: int) -> None:
        identity = self._decoder.identity
        if identity is not None and identity != self._introduced:
            self._introduced = identity
            self.event("identified", identity.serial_number, identity=identity)
        for item in items:
            if isinstance(item, Damage):
                self.event("damaged", item.reason, item)
                continue
            self._last_reading_ns = now_ns
            self._stale = False
            self._deliver(
                StampedReading(port=self._port, model=self._model, reading=item, monotonic_ns=now_ns, utc_ns=utc_ns)
            )
