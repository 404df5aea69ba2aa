"""``patrol listen``: live readings of one instrument."""

from __future__ import annotations

import argparse
import queue
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from drivers import registry
from drivers.capture import pack_frame
from drivers.instrument import Direction
from drivers.link import Link, LinkEvent, StampedReading, SystemClock
from drivers.recognise import BAUDS, listen_to
from patrol_app.cli.console import Console
from patrol_app.cli.parsing import Parser
from patrol_app.cli.reading_lines import show
from patrol_app.domain.errors import BadInput


def define(parser: Parser) -> None:
    """Model, port, how long, and where the bytes are kept."""
    parser.add_argument("model", metavar="MODEL")
    parser.add_argument("port", metavar="PORT")
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
    """Name what is plugged in; listens at each usual speed and sends nothing."""
    bauds = BAUDS if arguments.baud is None else (arguments.baud,)
    heard = listen_to(arguments.port, clock=SystemClock(), seconds=arguments.seconds or 3.0, bauds=bauds)
    if console.as_json:
        console.fact(
            {"port": arguments.port, "baud": heard.baud, "bytes": heard.received_bytes, "models": heard.models}
        )
    elif heard.models:
        console.say("drivers.heard", port=arguments.port, baud=heard.baud, models=", ".join(heard.models))
    else:
        console.say("drivers.not_recognised", port=arguments.port, bytes=heard.received_bytes)
    return 0 if heard.models else 1


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
