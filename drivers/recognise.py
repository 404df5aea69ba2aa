"""Naming what is plugged in: first by listening alone, then, where not a byte came, with harmless questions.

``listen_to`` never sends anything, so only instruments that stream can be heard; ``name_port`` goes on to the
questions of ``drivers/questions.py``. Instruments whose bytes have no check, and register profiles, which clash, are
never named.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from drivers import registry
from drivers.clock import Clock
from drivers.errors import DriverError, UnknownModel
from drivers.instrument import OPENED, Direction, LineSettings
from drivers.link import open_port
from drivers.questions import Going, always, answered, reading_from
from drivers.readings import Damage, Identity

BAUDS = (9600, 19200, 115200, 2400, 4800, 38400)
_NEVER = ("casella-microdust", "modbus-tsp", "modbus-station")
"""No check in their bytes, or a meaning that depends on a setting."""
_LEAST_READINGS = 2
_MOST_DAMAGE = 0.2
_ALSO_STREAM = ("vaisala-wxt", "honeywell-hpma115", "bswa-308")
"""Asked by us, but they send by themselves as well, or still do from an earlier question."""
_QUIET_SHARE = 1 / 3
"""An instrument that streams is heard as noise at a wrong speed; where not a byte came, less time will do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What a port sounded like; ``models`` is empty when nothing was recognised, best first otherwise.

    ``asked``: it was silent and questions were put to it. ``identity`` is what the first of the models said of itself.
    """

    baud: int
    received_bytes: int
    models: tuple[str, ...]
    asked: bool = False
    identity: Identity | None = None


def models_in(data: bytes) -> tuple[str, ...]:
    """The models whose decoders find readings in ``data`` and little damage, best first.

    Several when their bytes are the same.
    """
    shares: list[tuple[float, str]] = []
    for name in registry.names():
        if name in _NEVER:
            continue
        try:
            instrument = registry.instrument(name)
        except UnknownModel:
            continue
        if any(request.every_s is not None for request in instrument.requests()) and name not in _ALSO_STREAM:
            continue
        decoder = instrument.decoder()
        decoder.feed(OPENED, Direction.EVENT)
        items = decoder.feed(data)
        damaged = sum(item.length for item in items if isinstance(item, Damage))
        told = {(item.offset, item.length) for item in items if not isinstance(item, Damage)}
        share = sum(length for _, length in told) / max(len(data), 1)
        if len(told) >= _LEAST_READINGS and damaged <= _MOST_DAMAGE * len(data):
            shares.append((share, name))
    return tuple(name for _, name in sorted(shares, key=lambda each: -each[0]))


def listen_to(
    port: str, *, clock: Clock, seconds: float = 3.0, bauds: Sequence[int] = BAUDS, going: Going = always
) -> Heard:
    """Listen for ``seconds`` at one speed after another until something is recognised.

    Raises:
        PortRefused: the port cannot be opened, or was unplugged.
    """
    best = Heard(baud=bauds[0], received_bytes=0, models=())
    for baud in bauds[:1] if port.startswith("socket://") else bauds:
        if not going():
            break
        patient = baud == bauds[0] or best.received_bytes > 0
        data = _hear(port, baud, clock, seconds if patient else seconds * _QUIET_SHARE, going)
        models = models_in(data)
        if models or len(data) > best.received_bytes:
            best = Heard(baud=baud, received_bytes=len(data), models=models)
        if models:
            return replace(best, identity=_identity(models[0], data))
    return best


def name_port(
    port: str, *, clock: Clock, seconds: float = 3.0, bauds: Sequence[int] = BAUDS, going: Going = always
) -> Heard:
    """Listen as ``listen_to`` does; where that names nothing, ask.

    A port from which bytes came that nobody knows is only answered if they are an instrument's own question. ``going``
    gives the search up within a moment.

    Raises:
        PortRefused: the port cannot be opened, or was unplugged.
    """
    heard = listen_to(port, clock=clock, seconds=seconds, bauds=bauds, going=going)
    if heard.models:
        return heard
    found = answered(port, clock=clock, bauds=bauds, quiet=heard.received_bytes == 0, going=going)
    if found is None:
        return replace(heard, asked=heard.received_bytes == 0)
    return Heard(
        baud=found.baud,
        received_bytes=found.received_bytes,
        models=(found.model,),
        asked=True,
        identity=found.identity,
    )


def name_ports(ports: Sequence[str], *, clock: Clock, seconds: float = 3.0) -> Mapping[str, Heard | DriverError]:
    """``name_port`` on all ports at once; what a port refused stands in its place."""
    found: dict[str, Heard | DriverError] = {}

    def work(port: str) -> None:
        try:
            found[port] = name_port(port, clock=clock, seconds=seconds)
        except DriverError as fault:
            found[port] = fault

    threads = [threading.Thread(target=work, args=(port,), name=f"naming {port}", daemon=True) for port in ports]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {port: found[port] for port in ports}


def _identity(model: str, data: bytes) -> Identity | None:
    decoder = registry.instrument(model).decoder()
    decoder.feed(OPENED, Direction.EVENT)
    decoder.feed(data)
    return decoder.identity


def _hear(port: str, baud: int, clock: Clock, seconds: float, going: Going) -> bytes:
    opened = open_port(port, LineSettings(baud=baud))
    try:
        return b"".join(reading_from(opened, port, clock, seconds, going))
    finally:
        opened.close()
