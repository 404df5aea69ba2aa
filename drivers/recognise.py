"""Naming what is plugged in by listening alone: nothing is ever sent.

Only instruments that stream can be heard. Those whose bytes have no check, and register profiles, which clash, are
never named.
"""

from __future__ import annotations

import select
from collections.abc import Sequence
from dataclasses import dataclass

from drivers import registry
from drivers.clock import Clock
from drivers.errors import UnknownModel
from drivers.instrument import OPENED, Direction, LineSettings
from drivers.link import open_port
from drivers.readings import Damage

BAUDS = (9600, 19200, 115200, 2400, 4800, 38400)
_NEVER = ("casella-microdust", "modbus-tsp", "modbus-station")
"""No check in their bytes, or a meaning that depends on a setting."""
_LEAST_READINGS = 2
_MOST_DAMAGE = 0.2
_ALSO_STREAM = ("vaisala-wxt", "honeywell-hpma115")
"""Asked by us, but they send by themselves as well."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What a port sounded like; ``models`` is empty when nothing was recognised, best first otherwise."""

    baud: int
    received_bytes: int
    models: tuple[str, ...]


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


def listen_to(port: str, *, clock: Clock, seconds: float = 3.0, bauds: Sequence[int] = BAUDS) -> Heard:
    """Listen at one speed after another until something is recognised.

    Raises:
        PortRefused: the port cannot be opened.
    """
    best = Heard(baud=bauds[0], received_bytes=0, models=())
    for baud in bauds[:1] if port.startswith("socket://") else bauds:
        data = _hear(port, baud, clock, seconds)
        models = models_in(data)
        if models or len(data) > best.received_bytes:
            best = Heard(baud=baud, received_bytes=len(data), models=models)
        if models:
            break
    return best


def _hear(port: str, baud: int, clock: Clock, seconds: float) -> bytes:
    opened = open_port(port, LineSettings(baud=baud))
    data = b""
    deadline_ns = clock.monotonic_ns() + round(seconds * 1e9)
    try:
        while clock.monotonic_ns() < deadline_ns:
            handle = opened.fileno()
            if handle is None or select.select([handle], [], [], clock.timeout_s(deadline_ns))[0]:
                data += opened.read()
    finally:
        opened.close()
    return data
