"""Instruments on the bench before leaving: found, named, listened to; the calibrator's tone watched on a real link."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np

from drivers.errors import DriverError
from drivers.link import Clock, Link, LinkEvent, StampedReading, find_ports
from drivers.recognise import name_port
from drivers.registry import instrument
from patrol_app.domain.errors import PatrolError
from patrol_app.domain.instruments import InstrumentUnit
from patrol_app.recordings.frames import Direction as FrameDirection
from patrol_app.recordings.frames import FrameWriter
from patrol_app.services.measuring import ROLE_OF_KIND
from patrol_app.services.screen_facts import CalibrationFact, Said
from patrol_app.services.session.live_books import LiveBooks, PortState
from patrol_app.services.snapshot import History
from patrol_app.services.visit import utc_of

log = logging.getLogger("desk")

ON_A_PORT = ("sound", "dust", "weather", "position")
TONE_S = 20.0
STEADY_DB = 0.1
ALLOWED_DB = 0.5
"""GB 12523 5.1.2: before and after differ by at most 0.5 dB; the same bounds hold for the check before leaving."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plugged:
    """An instrument and where it is: what a visit opens."""

    role: str
    model: str
    port: str
    baud: int | None = None


class Bench:
    """Opens each instrument, keeps its bytes, and holds its newest readings; one thread takes what the links bring."""

    def __init__(self, folder: Path, units: Sequence[InstrumentUnit], clock: Clock) -> None:
        self._folder, self._units, self._clock = folder, tuple(units), clock
        self.books = LiveBooks(epoch_ns=clock.monotonic_ns(), epoch_utc_ns=clock.utc_ns(), trigger_db=200.0)
        self.plugged: dict[str, Plugged] = {}
        self.refused: dict[str, Said] = {}
        self.unnamed: list[str] = []
        self.spare: dict[str, Plugged] = {}
        """By port: what is plugged in beside another of its kind. One of a kind is read, or two would be mixed."""
        self.clock_off_s: float | None = None
        self._links: list[Link] = []
        self._writers: list[FrameWriter] = []
        self._queue: queue.Queue[tuple[str, StampedReading | LinkEvent] | None] = queue.Queue()
        self._closed = False
        self._turn = threading.Lock()
        self.opened = threading.Event()
        """What is registered with a port has been tried."""
        self._thread = threading.Thread(target=self._work, name="bench", daemon=True)
        self._thread.start()

    def find(self, *, listen: bool = True) -> None:
        """Open what is registered with a port, then name what is at the others: listen, then ask what is harmless."""
        for unit in self._units:
            if unit.role in ON_A_PORT and unit.port and not self._closed:
                self._open(Plugged(role=unit.role, model=unit.model, port=unit.port))
        self.opened.set()
        taken = {each.port for each in self.plugged.values()} | {unit.port for unit in self._units if unit.port}
        for found in find_ports() if listen else ():
            if found.device in taken:
                continue
            if self._closed:
                return
            try:
                heard = name_port(found.device, clock=self._clock, going=lambda: not self._closed)
            except DriverError as fault:
                self.refused[found.device] = Said(fault.key, tuple(fault.data.items()))
                continue
            named = self._named(heard.models, found.usb_id)
            if named is None:
                # a built-in port with nothing on it says nothing and is no business of an officer
                if heard.received_bytes or found.usb_id is not None:
                    self.unnamed.append(found.device)
            else:
                self._open(Plugged(role=named[0], model=named[1], port=found.device, baud=heard.baud or None))

    def _named(self, models: Sequence[str], usb_id: tuple[int, int] | None) -> tuple[str, str] | None:
        registered = [unit for unit in self._units if unit.role in ON_A_PORT and not unit.port]
        for unit in registered:
            plain = unit.model.partition(":")[0]
            if unit.model in models or plain in models:
                return unit.role, unit.model
        if models:
            role = ROLE_OF_KIND.get(instrument(models[0]).card.kind)
            return None if role is None else (role, models[0])
        for unit in registered:
            if usb_id is not None and usb_id in instrument(unit.model).card.usb_ids:
                return unit.role, unit.model
        return None

    def _open(self, one: Plugged) -> None:
        with self._turn:
            if one.role in self.plugged:
                self.spare[one.port] = one
            elif not self._closed:
                self._open_now(one)

    def _open_now(self, one: Plugged) -> None:
        try:
            known = instrument(one.model)
            writer = FrameWriter.create(self._free_name(one))
            link = Link(
                known,
                one.port,
                model=one.model,
                clock=self._clock,
                tee=lambda way, data, now, utc: void(writer.append(FrameDirection(int(way)), now, utc, data)),
                deliver=lambda item: self._queue.put((one.role, item)),
                baud=one.baud,
            )
            self._writers.append(writer)
            self.books.ports[one.role] = PortState(one.role, one.model, known.card.period_s)
            link.open()
        except (DriverError, PatrolError) as fault:
            self.refused[one.role] = Said(fault.key, tuple(fault.data.items()))
            return
        self.refused.pop(one.role, None)
        self._links.append(link)
        self.plugged[one.role] = one

    def _free_name(self, one: Plugged) -> Path:
        stamp = utc_of(self._clock.utc_ns()).strftime("%Y%m%d-%H%M%S")
        self._folder.mkdir(parents=True, exist_ok=True)
        name = f"{stamp}-{one.role}-{one.model.replace(':', '-')}"
        number = 0
        while (path := self._folder / (f"{name}-{number}.frames" if number else f"{name}.frames")).exists():
            number += 1
        return path

    def _work(self) -> None:
        while (taken := self._queue.get()) is not None:
            role, item = taken
            if isinstance(item, LinkEvent):
                port = self.books.ports.get(role)
                if port is not None:
                    port.present = item.kind != "lost"
                    port.silent = item.kind in ("silent", "lost")
                continue
            self.books.take(role, item.reading, item.monotonic_ns, item.utc_ns)
            fix = self.books.fix
            if role == "position" and fix is not None and fix.valid and fix.utc:
                # a receiver tells the second that has just begun; what the line takes is part of the difference
                behind = utc_of(item.utc_ns) - datetime.fromisoformat(fix.utc)
                self.clock_off_s = behind / timedelta(seconds=1)

    def close(self) -> None:
        """Close ports and files; twice is once. A port that is being listened to is let go of a little later."""
        with self._turn:
            if self._closed:
                return
            self._closed = True
        for link in self._links:
            link.close()
        self._queue.put(None)
        self._thread.join()
        for writer in self._writers:
            writer.close()


def void(_value: object) -> None:
    """A callback's answer that nobody wants."""


def tone_fact(
    history: History,
    now_s: float,
    *,
    calibrator: InstrumentUnit | None,
    recorded: bool,
    last_at: datetime | None = None,
    last_db: float | None = None,
) -> CalibrationFact:
    """The last 20 s of levels as the calibration panel shows them; ``now_s`` on the history's own clock."""
    nominal_db = (calibrator.nominal_db if calibrator else None) or 94.0
    count = history.count
    t_s = history.t_s[:count]
    first = int(np.searchsorted(t_s, now_s - TONE_S))
    t_s, level_db = t_s[first:] - now_s, history.laf_db[first:count]
    reading_db = spread_db = None
    steady_s = 0.0
    # what does not sound like a calibrator is no tone, however steady
    if len(t_s) and t_s[-1] > -3.0 and abs(float(level_db[-1]) - nominal_db) < 10.0:
        off = np.abs(level_db - level_db[-1]) > STEADY_DB / 2 + 1e-4
        begin = int(np.flatnonzero(off)[-1]) + 1 if off.any() else 0
        steady_s = float(-t_s[begin])
        spread_db = float(np.ptp(level_db[begin:]))
        reading_db = round(float(np.mean(level_db[begin:])), 1)
    return CalibrationFact(
        reading_db=reading_db,
        nominal_db=nominal_db,
        allowed_db=ALLOWED_DB,
        steady_s=steady_s,
        spread_db=spread_db,
        frequency_hz=None,
        last_at=last_at,
        last_db=last_db,
        calibrator_serial=calibrator.serial_number if calibrator else "—",
        calibrator_valid_to=calibrator.certificate.valid_to if calibrator and calibrator.certificate else None,
        recorded=recorded,
        t_s=np.ascontiguousarray(t_s),
        level_db=np.ascontiguousarray(level_db),
    )
