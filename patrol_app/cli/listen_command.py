"""``patrol listen``: live readings of one instrument."""

from __future__ import annotations

import argparse
import queue
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from drivers import registry
from drivers.capture import pack_frame
from drivers.errors import DriverError
from drivers.instrument import Direction
from drivers.link import Link, LinkEvent, StampedReading, SystemClock, find_ports
from drivers.recognise import BAUDS, Heard, name_port, name_ports
from patrol_app.cli.console import Console
from patrol_app.cli.parsing import Parser
from patrol_app.cli.reading_lines import show
from patrol_app.domain.errors import BadInput


def define(parser: Parser) -> None:
    """Model, port, how long, and where the bytes are kept."""
    parser.add_argument("model", metavar="MODEL")
    parser.add_argument("port", metavar="PORT", nargs="?")
    parser.add_argument("--seconds", type=float, metavar="N")
    parser.add_argument("--raw", type=Path, metavar="FILE")
    parser.add_argument("--baud", type=int, metavar="N")


class _Recorder:
    """Keeps bytes as they pass: both ways with their times in ``.frames``, else what was received."""

    def __init__(self, file: BinaryIO | None, framed: bool) -> None:
        self._file, self._framed = file, framed
        self._sequence = 0

    def __call__(self, direction: Direction, payload: bytes, monotonic_ns: int, utc_ns: int) -> None:
        if self._file is None:
            return
        if self._framed:
            self._file.write(pack_frame(self._sequence, direction, payload, monotonic_ns, utc_ns))
            self._sequence += 1
        elif direction is Direction.RECEIVED:
            self._file.write(payload)


@contextmanager
def _recorder(path: Path | None) -> Iterator[_Recorder]:
    if path is None:
        yield _Recorder(None, framed=False)
        return
    try:
        file = path.open("wb", buffering=0)
    except OSError as fault:
        raise BadInput("drivers.raw_refused", file=str(path), reason=fault.strerror or str(fault)) from fault
    with file:
        yield _Recorder(file, framed=path.suffix.lower() == ".frames")


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Print readings until the time is over; exit code 1 when none came."""
    if arguments.model == "auto":
        return _recognise(arguments, console)
    instrument = registry.instrument(arguments.model)
    if arguments.port is None:
        raise BadInput("drivers.port_needed", known=", ".join(each.device for each in find_ports()) or "-")
    items: queue.Queue[StampedReading | LinkEvent] = queue.Queue()
    with _recorder(arguments.raw) as recorder:
        link = Link(
            instrument,
            arguments.port,
            clock=SystemClock(),
            tee=recorder,
            deliver=items.put,
            baud=arguments.baud,
            model=arguments.model,
        )
        deadline = None if arguments.seconds is None else time.monotonic() + arguments.seconds
        readings = 0
        try:
            link.open()
            while deadline is None or time.monotonic() < deadline:
                readings += _next(items, console, deadline)
                if not link.alive and items.empty():
                    break
        finally:
            link.close()
    while not items.empty():
        readings += _next(items, console, None)
    if link.fault is not None:
        raise BadInput("drivers.raw_refused", file=str(arguments.raw), reason=str(link.fault)) from link.fault
    if not readings:
        console.warn("drivers.no_reading", port=arguments.port, model=arguments.model)
    return 0 if readings else 1


def _recognise(arguments: argparse.Namespace, console: Console) -> int:
    """Name what is plugged in, at every port where none is given: listen at each usual speed, then ask."""
    clock, seconds = SystemClock(), arguments.seconds or 3.0
    if arguments.port is not None:
        bauds = BAUDS if arguments.baud is None else (arguments.baud,)
        found: Mapping[str, Heard | DriverError] = {
            arguments.port: name_port(arguments.port, clock=clock, seconds=seconds, bauds=bauds)
        }
    else:
        found = name_ports([each.device for each in find_ports()], clock=clock, seconds=seconds)
        if not found:
            console.warn("doctor.no_ports")
    named = False
    for port, heard in found.items():
        if isinstance(heard, DriverError):
            console.warn(heard.key, **heard.data)
            continue
        named = named or bool(heard.models)
        _tell(console, port, heard)
    return 0 if named else 1


def _tell(console: Console, port: str, heard: Heard) -> None:
    number = heard.identity.serial_number if heard.identity else None
    if console.as_json:
        console.fact(
            {
                "port": port,
                "baud": heard.baud,
                "bytes": heard.received_bytes,
                "models": heard.models,
                "asked": heard.asked,
                "serial_number": number,
            }
        )
    elif not heard.models:
        console.say("drivers.not_recognised", port=port, bytes=heard.received_bytes)
    elif number is None:
        console.say("drivers.heard", port=port, baud=heard.baud, models=", ".join(heard.models))
    else:
        console.say("drivers.heard_number", port=port, baud=heard.baud, models=", ".join(heard.models), number=number)


def _next(items: queue.Queue[StampedReading | LinkEvent], console: Console, deadline: float | None) -> int:
    wait_s = 0.2 if deadline is None else min(0.2, max(0.0, deadline - time.monotonic()))
    try:
        item = items.get(timeout=wait_s)
    except queue.Empty:
        return 0
    if isinstance(item, StampedReading):
        show(console, item.reading)
        return 1
    if item.damage is not None:
        show(console, item.damage)
    else:
        console.warn(f"drivers.event.{item.kind}", port=item.port, model=item.model, detail=item.detail)
    return 0
