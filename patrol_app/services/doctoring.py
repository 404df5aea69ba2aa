"""What works on this laptop, one check a line; nothing is changed, and silent ports are asked harmless questions."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import platform
import sqlite3
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Literal

from drivers import microphone
from drivers.errors import DriverError
from drivers.link import SystemClock, find_ports
from drivers.recognise import Heard, name_ports
from patrol_app.domain.errors import PatrolError
from patrol_app.domain.instruments import InstrumentUnit
from patrol_app.rules.book import load_rule_book
from patrol_app.rules.moment import local
from patrol_app.services import register
from patrol_app.services.office import library
from patrol_app.services.recall import known_surveys, known_visits
from patrol_app.services.surroundings import battery_pct, free_bytes, hours_left
from patrol_app.store.home import data_folder
from patrol_app.store.reader import Reader

Status = Literal["PASS", "FAIL", "NOT CHECKED"]
ENOUGH_HOURS = 2.0
LISTEN_S = 3.0
"""An instrument that streams does so within a second or two; one that is silent for so long is asked."""
QT_FLOOR, QT_CEILING = (6, 7), (6, 10)
"""PySide6 6.10 and later need glibc 2.34; 6.12.0 on Python 3.11 aborts within minutes (PYSIDE-3474)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """One thing looked at; ``key`` is that of the sentence, ``data`` what stands in it."""

    name: str
    status: Status
    key: str
    data: Mapping[str, object] = field(default_factory=dict)


def examine(*, ports: Sequence[str] = (), listen_s: float = LISTEN_S) -> Iterator[Health]:
    """Every check in turn; one that breaks is a FAIL and the others go on.

    With ``ports`` those are looked at in place of the ones found; ``listen_s`` is how long to listen at each speed.
    """
    checks: tuple[tuple[str, Callable[[], Iterator[Health]]], ...] = (
        ("program", _program),
        ("folder", _folder),
        ("disk", _disk),
        ("database", _database),
        ("clock", _clock),
        ("rules", _rules),
        ("keys", _keys),
        ("audio", _audio),
        ("font", _font),
        ("battery", _battery),
        ("ports", lambda: _ports(ports, listen_s)),
    )
    for name, look in checks:
        try:
            yield from look()
        except (PatrolError, DriverError) as fault:
            yield Health(name=name, status="FAIL", key=fault.key, data=fault.data)


def _program() -> Iterator[Health]:
    python = platform.python_version()
    good = sys.version_info >= (3, 11)
    yield Health(name="python", status="PASS" if good else "FAIL", key="doctor.python", data={"version": python})
    try:
        qt = importlib.metadata.version("PySide6-Essentials")
    except importlib.metadata.PackageNotFoundError:
        yield Health(name="qt", status="FAIL", key="doctor.no_qt")
        return
    found = tuple(int(part) for part in qt.split(".")[:2])
    inside = QT_FLOOR <= found < QT_CEILING
    yield Health(name="qt", status="PASS" if inside else "FAIL", key="doctor.qt", data={"version": qt})


def _folder() -> Iterator[Health]:
    path = data_folder()
    nearest = next(each for each in (path, *path.parents) if each.exists())
    good = os.access(nearest, os.W_OK)
    yield Health(name="folder", status="PASS" if good else "FAIL", key="doctor.folder", data={"path": path})


def _disk() -> Iterator[Health]:
    path = data_folder()
    nearest = next(each for each in (path, *path.parents) if each.exists())
    free = free_bytes(nearest)
    hours = hours_left(free, audio=True)
    status: Status = "PASS" if hours >= ENOUGH_HOURS else "FAIL"
    yield Health(
        name="disk", status=status, key="doctor.disk", data={"gb": f"{free / 1e9:.0f}", "hours": f"{hours:.0f}"}
    )


def _database() -> Iterator[Health]:
    yield Health(name="sqlite", status="PASS", key="doctor.sqlite", data={"version": sqlite3.sqlite_version})
    path = _database_path()
    if not path.exists():
        yield Health(name="database", status="NOT CHECKED", key="doctor.no_database", data={"path": path})
        return
    with Reader.open(path) as reader:
        found = reader.check()
        data = {"path": path, "entries": found.chain.entries}
        yield Health(name="database", status="PASS" if found.good else "FAIL", key="doctor.database", data=data)
        left = [visit.number for visit in [*known_visits(reader), *known_surveys(reader)] if visit.state != "closed"]
        if left:
            yield Health(name="visits", status="FAIL", key="doctor.visits", data={"numbers": "、".join(left)})


def _database_path() -> Path:
    from patrol_app.store.home import Home

    return Home(data_folder()).database


def _clock() -> Iterator[Health]:
    now = datetime.now(UTC)
    path = _database_path()
    data: dict[str, object] = {"now": now.astimezone().strftime("%Y-%m-%d %H:%M:%S %z")}
    if path.exists():
        with Reader.open(path) as reader:
            head = reader.head()
            last = next(iter(reader.entries(head.sequence)), None) if head.sequence else None
            if last is not None and datetime.fromisoformat(last.at_utc) > now + timedelta(minutes=5):
                yield Health(name="clock", status="FAIL", key="doctor.clock_behind", data={**data, "last": last.at_utc})
                return
    sane = now.year >= 2026
    yield Health(name="clock", status="PASS" if sane else "FAIL", key="doctor.clock", data=data)


def _rules() -> Iterator[Health]:
    own = data_folder() / "rules"
    book = load_rule_book(own=own if own.is_dir() else None)
    yield Health(name="rules", status="PASS", key="doctor.rules", data={"count": len(book.sets)})


def _keys() -> Iterator[Health]:
    folder = data_folder() / "keys"
    files = sorted(folder.glob("*.p12")) if folder.is_dir() else []
    if not files:
        yield Health(name="keys", status="NOT CHECKED", key="doctor.no_keys", data={"path": folder})
        return
    numbers = "、".join(path.stem for path in files)
    status: Status = "PASS" if len(files) >= 2 else "FAIL"
    yield Health(name="keys", status=status, key="doctor.keys", data={"count": len(files), "numbers": numbers})


def _ports(wanted: Sequence[str], listen_s: float) -> Iterator[Health]:
    described = {port.device: port.description for port in find_ports()}
    ports = tuple(wanted) or tuple(described)
    if not ports:
        yield Health(name="ports", status="NOT CHECKED", key="doctor.no_ports")
        return
    units = registered_units()
    for port, heard in name_ports(ports, clock=SystemClock(), seconds=listen_s).items():
        if isinstance(heard, DriverError):
            yield Health(name="port", status="FAIL", key=heard.key, data=heard.data)
        else:
            yield port_health(port, described.get(port) or "—", heard, units)


def port_health(port: str, description: str, heard: Heard, units: Sequence[InstrumentUnit]) -> Health:
    """What a port carries, and until when the certificate of that very instrument holds."""
    data: dict[str, object] = {"port": port, "description": description, "baud": heard.baud}
    if not heard.models:
        key = "doctor.port_unknown" if heard.received_bytes else "doctor.port_silent"
        return Health(name="port", status="NOT CHECKED", key=key, data={**data, "bytes": heard.received_bytes})
    data |= {"models": "、".join(heard.models)}
    if heard.identity is None:
        return Health(name="port", status="PASS", key="doctor.port", data=data)
    data |= {"number": heard.identity.serial_number}
    unit = next((found for model in heard.models if (found := register.found_in(units, model, heard.identity))), None)
    last = register.last_valid_day(unit)
    if last is None:
        return Health(name="port", status="PASS", key="doctor.port_number", data=data)
    over = last < today()
    key = "doctor.port_certificate_over" if over else "doctor.port_certificate"
    return Health(name="port", status="FAIL" if over else "PASS", key=key, data={**data, "day": last})


def today() -> date:
    """The day in Beijing time, in which certificates are dated."""
    return local(datetime.now(UTC)).date()


def registered_units() -> Sequence[InstrumentUnit]:
    """The register of instruments; empty where there is no database yet."""
    path = _database_path()
    if not path.exists():
        return ()
    with Reader.open(path) as reader:
        return library.instruments(reader)


def _audio() -> Iterator[Health]:
    found = microphone.devices()
    if not found:
        yield Health(name="audio", status="NOT CHECKED", key="doctor.no_audio")
    for device in found:
        yield Health(name="audio", status="PASS", key="doctor.audio", data={"device": device.name})


def _font() -> Iterator[Health]:
    good = importlib.util.find_spec("pylopdf_fonts_zh_cn") is not None
    yield Health(name="font", status="PASS" if good else "FAIL", key="doctor.font" if good else "doctor.no_font")


def _battery() -> Iterator[Health]:
    charge = battery_pct()
    if charge is None:
        yield Health(name="battery", status="NOT CHECKED", key="doctor.no_battery")
    else:
        status: Status = "PASS" if charge >= 50 else "FAIL"
        yield Health(name="battery", status=status, key="doctor.battery", data={"charge": charge})
