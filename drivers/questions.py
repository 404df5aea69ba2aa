"""Harmless questions to a port whose instrument is not known: those that a driver marks ``names_model``.

Each question goes out at the instrument's own line settings and its answer is decoded by its own driver, so that an
answer counts only if it is whole. Never asked: what has no check in its answer, what changes a state (menus, streams,
measurements), and Modbus registers, whose meaning depends on a profile.
"""

from __future__ import annotations

import select
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from drivers import registry
from drivers.clock import Clock
from drivers.errors import PortRefused, UnknownModel
from drivers.instrument import OPENED, UNANSWERED, Direction, Instrument, LineSettings, Request
from drivers.link import open_port
from drivers.ports import Gone, Port
from drivers.readings import Damage, Decoded, Identity

_MOST_DAMAGE = 0.2
_TIMES = 2
"""A question is put twice, half its time each: what others were asked before may stand in the instrument's buffer and
spoil the first."""
_PROMPT_WAIT_S = 1.5
"""An instrument that asks by itself does so about twice a second."""


Going = Callable[[], bool]
"""Whether to go on; asked a few times a second, so that a search can be given up."""
_SLICE_S = 0.2


def always() -> bool:
    """Nobody gives up."""
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """The model whose question was answered, at what speed, and what it said of itself."""

    model: str
    baud: int
    received_bytes: int
    identity: Identity | None


def answered(port: str, *, clock: Clock, bauds: Sequence[int], quiet: bool, going: Going = always) -> Answered | None:
    """Ask until one answers; where the port is not ``quiet`` only an instrument's own question is answered.

    Raises:
        PortRefused: the port cannot be opened, or was unplugged.
    """
    for line, models in _by_line(bauds, quiet=quiet).items():
        if not going():
            return None
        opened = open_port(port, line)
        try:
            for model, instrument in models:
                asking = _Asking(opened, port, instrument, clock, going)
                if going() and asking.named():
                    return Answered(
                        model=model,
                        baud=line.baud or bauds[0],
                        received_bytes=asking.received_bytes,
                        identity=asking.identity,
                    )
        finally:
            opened.close()
    return None


def asked_models() -> tuple[str, ...]:
    """The models that have a question of this kind."""
    return tuple(model for models in _by_line(None, quiet=True).values() for model, _ in models)


def _by_line(bauds: Sequence[int] | None, *, quiet: bool) -> dict[LineSettings, list[tuple[str, Instrument]]]:
    """Models with a question for the case at hand, by their line settings in the order of ``bauds``."""
    found: dict[LineSettings, list[tuple[str, Instrument]]] = {}
    for model in registry.names():
        try:
            instrument = registry.instrument(model)
        except UnknownModel:
            continue  # broken, or in need of a profile
        line = instrument.card.line
        naming = [request for request in instrument.requests() if request.names_model]
        if line is None or line.baud is None or not any(request.on_prompt is not quiet for request in naming):
            continue
        if bauds is None or line.baud in bauds:
            found.setdefault(line, []).append((model, instrument))
    order = list(bauds or [])
    return dict(sorted(found.items(), key=lambda each: order.index(each[0].baud) if each[0].baud in order else 0))


class _Asking:
    """One instrument's questions on an open port."""

    def __init__(self, opened: Port, port: str, instrument: Instrument, clock: Clock, going: Going) -> None:
        self._opened, self._port, self._clock, self._going = opened, port, clock, going
        naming = [request for request in instrument.requests() if request.names_model]
        self._questions = [request for request in naming if not request.on_prompt]
        self._prompted = [request for request in naming if request.on_prompt]
        self._decoder = instrument.decoder()
        self._decoder.feed(OPENED, Direction.EVENT)
        self._items: list[Decoded] = []
        self.received_bytes = 0

    @property
    def identity(self) -> Identity | None:
        """What the instrument said of itself."""
        return self._decoder.identity

    def named(self) -> bool:
        """Ask; whether whole answers came and hardly anything else."""
        if self._prompted:
            self._hear(_PROMPT_WAIT_S, answers=self._prompted)
        for request in self._questions:
            if not self._asked(request):
                break
            if request is not self._questions[-1]:
                self._hear(request.pause_s)
        return self._whole()

    def _asked(self, request: Request) -> bool:
        """Put one question; whether it was answered."""
        for _ in range(_TIMES):
            self._items, self.received_bytes = [], 0
            self._send(request)
            self._hear(request.timeout_s / _TIMES, until_answered=True)
            if not self._decoder.waiting and self.received_bytes:
                return True
            self._decoder.feed(UNANSWERED, Direction.EVENT)
        return False

    def _whole(self) -> bool:
        damaged = sum(item.length for item in self._items if isinstance(item, Damage))
        found = self.identity is not None or any(not isinstance(item, Damage) for item in self._items)
        return found and damaged <= _MOST_DAMAGE * self.received_bytes

    def _send(self, request: Request) -> None:
        self._decoder.feed(request.payload, Direction.SENT)
        try:
            self._opened.write(request.payload)
        except Gone as fault:
            raise PortRefused("drivers.port_broken", port=self._port, reason=str(fault)) from fault

    def _hear(self, seconds: float, *, until_answered: bool = False, answers: Sequence[Request] = ()) -> None:
        for data in reading_from(self._opened, self._port, self._clock, seconds, self._going):
            self.received_bytes += len(data)
            self._items += self._decoder.feed(data)
            if answers and self._decoder.take_prompt():
                for request in answers:
                    self._send(request)
            if until_answered and not self._decoder.waiting:
                return


def reading_from(opened: Port, port: str, clock: Clock, seconds: float, going: Going = always) -> Iterator[bytes]:
    """The pieces of bytes that come within ``seconds``.

    Raises:
        PortRefused: the device went away meanwhile.
    """
    deadline_ns = clock.monotonic_ns() + round(seconds * 1e9)
    try:
        while going() and (left_s := (deadline_ns - clock.monotonic_ns()) / 1e9) > 0:
            handle = opened.fileno()
            if handle is None or select.select([handle], [], [], min(left_s, _SLICE_S))[0]:
                data = opened.read()
                if data:
                    yield data
    except Gone as fault:
        raise PortRefused("drivers.port_broken", port=port, reason=str(fault)) from fault
