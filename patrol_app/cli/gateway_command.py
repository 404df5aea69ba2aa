"""``patrol gateway``: receives HJ 212 packets from online monitors."""

from __future__ import annotations

import argparse
import asyncio
import tomllib
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from drivers.capture import pack_frame
from drivers.clock import SystemClock
from drivers.gateway import Gateway, Received
from drivers.instrument import Direction
from drivers.readings import Damage, as_plain
from patrol_app.cli.console import Console
from patrol_app.domain.errors import BadInput
from patrol_app.store.home import Home

Units = Mapping[str, Mapping[str, str]]


def define(parser: argparse.ArgumentParser) -> None:
    """Where to listen, where the bytes go, what units the stations use."""
    parser.add_argument("--listen", metavar="HOST:PORT", default="127.0.0.1:0")
    parser.add_argument("--raw", type=Path, metavar="DIR")
    parser.add_argument("--stations", type=Path, metavar="FILE")
    parser.add_argument("--seconds", type=float, metavar="N")


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Print a line a message until the time is over."""
    host, colon, port = arguments.listen.rpartition(":")
    if not colon or not port.isdigit() or int(port) > 65535:
        raise BadInput("gateway.address", address=arguments.listen)
    units = _units(arguments.stations)
    folder = arguments.raw or Home.open().path / "gateway"
    with _Files(folder) as files:
        asyncio.run(_listen(host or "0.0.0.0", int(port), arguments.seconds, console, files, units))
    return 0


def _units(path: Path | None) -> Units:
    """The unit of each factor, by station: ``[MN]`` tables of ``code = "unit"`` (``*`` for every station)."""
    if path is None:
        return {}
    try:
        plain = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as fault:
        raise BadInput("gateway.stations", file=str(path), reason=str(fault)) from fault
    for station, table in plain.items():
        if not isinstance(table, dict) or not all(isinstance(unit, str) for unit in table.values()):
            raise BadInput("gateway.stations", file=str(path), reason=station)
    return plain


class _Files:
    """Raw packets, both ways, in one file a day (UTC)."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._day = ""
        self._file: BinaryIO | None = None
        self._sequence = 0

    def __enter__(self) -> _Files:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as fault:
            raise BadInput("drivers.raw_refused", file=str(self._folder), reason=fault.strerror) from fault
        return self

    def __exit__(self, *_: object) -> None:
        if self._file is not None:
            self._file.close()

    def keep(self, direction: Direction, payload: bytes, monotonic_ns: int, utc_ns: int) -> None:
        """Write one packet; the system has it before it is understood."""
        day = f"{datetime.fromtimestamp(utc_ns / 1e9, UTC):%Y%m%d}"
        if day != self._day or self._file is None:
            if self._file is not None:
                self._file.close()
            self._file = (self._folder / f"hj212-{day}.frames").open("ab", buffering=0)
            self._day = day
        self._file.write(pack_frame(self._sequence, direction, payload, monotonic_ns, utc_ns))
        self._sequence += 1


async def _listen(host: str, port: int, seconds: float | None, console: Console, files: _Files, units: Units) -> None:
    gateway = Gateway(clock=SystemClock(), keep=files.keep, deliver=lambda received: _show(console, received, units))
    address = await gateway.open(host, port)
    console.warn("gateway.listening", host=address[0], port=address[1])
    loop = asyncio.get_running_loop()
    deadline = None if seconds is None else loop.time() + seconds
    try:
        while deadline is None or loop.time() < deadline:
            await asyncio.sleep(1.0 if deadline is None else max(0.0, min(1.0, deadline - loop.time())))
            gateway.tick()
    finally:
        await gateway.close()


def _show(console: Console, received: Received, units: Units) -> None:
    item = received.item
    if console.as_json:
        plain = as_plain(item)
        plain["peer"] = received.peer
        if not isinstance(item, Damage):
            known = {**units.get("*", {}), **units.get(item.mn or "", {})}
            plain["repeated"] = received.repeated
            plain["missing_parts"] = received.missing
            # Without a setting a value has no unit and may be judged by nobody.
            plain["units"] = {code: known.get(code) for code in item.values}
        console.fact(plain)
        return
    if isinstance(item, Damage):
        console.say("gateway.damage", peer=received.peer, length=item.length, reason=item.reason)
        return
    known = {**units.get("*", {}), **units.get(item.mn or "", {})}
    unset = console.sentence("gateway.unit_not_set")
    values = "  ".join(
        f"{code}={held.get('Rtd', held.get('Avg', held.get('Data', '-')))} {known.get(code, unset)}"
        for code, held in item.values.items()
    )
    notes = console.sentence("gateway.repeated") if received.repeated else ""
    console.line(f"{item.mn}  CN={item.cn}  {item.data_time or ''}  {values}{notes}")
