"""What the doctor and ``listen auto`` say of ports: what is plugged in, its certificate, and the cure for a refusal."""

from __future__ import annotations

import json
import os
import pty
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from short_visit import import_demo

from drivers import registry
from drivers.clock import SystemClock
from drivers.instrument import LineSettings
from drivers.link import open_port
from drivers.ports import PortFound
from drivers.readings import Identity
from drivers.recognise import Heard
from drivers.scenarios import pour
from drivers.simulate import Simulator
from patrol_app.assets import sentence
from patrol_app.cli import listen_command
from patrol_app.cli.app import main
from patrol_app.domain.instruments import InstrumentUnit, VerificationCertificate
from patrol_app.services import doctoring
from patrol_app.services.doctoring import Health
from patrol_app.store.home import Home
from patrol_app.store.store import Store

Caught = pytest.CaptureFixture[str]


@pytest.fixture
def receiver() -> Iterator[str]:
    simulator = Simulator(registry.instrument("nmea"), lambda: pour(1.0), on="pty", clock=SystemClock())
    simulator.start()
    yield simulator.port
    simulator.close()


@pytest.fixture
def busy() -> Iterator[str]:
    master, slave = pty.openpty()
    name = os.ttyname(slave)
    held = open_port(name, LineSettings(baud=9600))
    yield name
    held.close()
    os.close(master)
    os.close(slave)


def test_each_port_is_named_or_its_cure_told(
    capsys: Caught, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, receiver: str, busy: str
) -> None:
    monkeypatch.setenv("PATROL_HOME", str(tmp_path))
    words = ["--port", receiver, "--port", busy, "--port", "/dev/night-patrol-none", "--ports", "2.6", "--json"]
    assert main(["doctor", *words]) == 1
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    found, held, absent = (line for line in lines if line["check"] == "port")
    assert found["status"] == "PASS"
    assert receiver in found["sentence"] and "nmea" in found["sentence"] and "9600" in found["sentence"]
    assert held["status"] == absent["status"] == "FAIL"
    assert "关闭占用它的程序" in held["sentence"]
    assert f"({os.getpid()})" in held["sentence"]
    assert "/dev/night-patrol-none" in absent["sentence"]


def test_listen_auto_goes_over_all_ports(capsys: Caught, monkeypatch: pytest.MonkeyPatch, receiver: str) -> None:
    there = PortFound(device=receiver, description="", usb_id=None, serial_number=None)
    monkeypatch.setattr(listen_command, "find_ports", lambda: [there])
    assert main(["listen", "auto", "--seconds", "2.6", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["port"], told["models"], told["baud"], told["asked"]) == (receiver, ["nmea"], 9600, False)
    monkeypatch.setattr(listen_command, "find_ports", list)
    assert main(["listen", "auto"]) == 1
    assert "没有串口" in capsys.readouterr().err
    assert main(["listen", "bswa-308"]) == 2
    assert "请写出端口" in capsys.readouterr().err


@pytest.mark.parametrize("seconds", ["0", "-1", "601"])
def test_a_time_that_makes_no_sense_is_refused(capsys: Caught, seconds: str) -> None:
    assert main(["doctor", "--ports", seconds]) == 2
    assert "--ports" in capsys.readouterr().err


def _svan(valid_to: date | None) -> InstrumentUnit:
    certificate = VerificationCertificate(number="DEMO-J-1", valid_to=valid_to) if valid_to else None
    return InstrumentUnit(
        role="sound", model="svantek-97x", name="SVAN 971", serial_number="No 01234", certificate=certificate
    )


TODAY: Callable[[], date] = doctoring.today


@pytest.mark.parametrize(
    ("days", "number", "wanted"),
    [
        (0, "1234", ("PASS", "doctor.port_number")),
        (-1, "NO-01234", ("FAIL", "doctor.port_certificate_over")),
        (0, "no 01234", ("PASS", "doctor.port_certificate")),
        (None, "No 01234", ("PASS", "doctor.port_number")),
    ],
)
def test_the_certificate_of_the_meter_that_is_there(days: int | None, number: str, wanted: tuple[str, str]) -> None:
    unit = _svan(None if days is None else TODAY() + timedelta(days=days))
    heard = Heard(
        baud=115200, received_bytes=40, models=("svantek-97x",), asked=True, identity=Identity(serial_number=number)
    )
    check = doctoring.port_health("/dev/ttyX", "—", heard, [unit])
    assert (check.status, check.key) == wanted
    assert_sentence(check)


def assert_sentence(check: Health) -> None:
    for language in ("zh", "en"):
        text = sentence(check.key, language, **check.data)
        assert "{" not in text and "/dev/ttyX" in text


@pytest.mark.parametrize(("count", "key"), [(0, "doctor.port_silent"), (7, "doctor.port_unknown")])
def test_a_port_without_a_known_instrument_says_what_to_do(count: int, key: str) -> None:
    check = doctoring.port_health("/dev/ttyX", "—", Heard(baud=9600, received_bytes=count, models=()), [])
    assert (check.status, check.key) == ("NOT CHECKED", key)
    assert_sentence(check)


def test_the_register_is_that_of_the_library(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATROL_HOME", str(tmp_path))
    assert list(doctoring.registered_units()) == []
    store = Store.open(Home.open(tmp_path).database, device="TEST-LAPTOP")
    import_demo(store)
    store.close()
    assert "演示-S-001" in {unit.serial_number for unit in doctoring.registered_units()}
