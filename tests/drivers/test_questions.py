"""Questions to a port whose instrument is not known: each is answered by its own, and by nobody else."""

from __future__ import annotations

import os
import pty
import threading
import tty
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from drivers import registry
from drivers.clock import SystemClock
from drivers.errors import DriverError, PortRefused
from drivers.instrument import Direction
from drivers.questions import answered, asked_models
from drivers.readings import Damage
from drivers.recognise import BAUDS, Heard, models_in, name_port, name_ports
from drivers.scenarios import pour
from drivers.simulate import Faults, Simulator

ASKED = asked_models()
NEVER = (
    "modbus-noise",
    "modbus-tsp",
    "modbus-station",
    "casella-microdust",
    "metone-bam1020",
    "metone-ebam",
    "pce-322a",
)
"""No check, another meaning in each profile, or a question that changes what the instrument does."""


@contextmanager
def plugged(model: str, *, faults: Faults | None = None) -> Iterator[Simulator]:
    simulator = Simulator(
        registry.instrument(model), lambda: pour(1.0), on="pty", clock=SystemClock(), faults=faults or Faults()
    )
    simulator.start()
    try:
        yield simulator
    finally:
        simulator.close()


def test_what_is_asked_and_what_never() -> None:
    assert {"bswa-308", "nti-xl2", "rion-nl43", "svantek-97x", "aihua-awa5636", "lufft-umb"} <= set(ASKED)
    assert not set(NEVER) & set(ASKED)
    for model in ASKED:
        for request in registry.instrument(model).requests():
            assert not (request.names_model and (request.starts_run or request.ends_run or request.closing))


def test_instruments_that_only_answer_are_named() -> None:
    found: dict[str, Heard] = {}

    def name(model: str) -> None:
        line = registry.card(model).line
        assert line is not None and line.baud is not None
        with plugged(model) as simulator:
            found[model] = name_port(simulator.port, clock=SystemClock(), seconds=0.3, bauds=(line.baud,))

    threads = [threading.Thread(target=name, args=(model,), daemon=True) for model in ASKED]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert {model: heard.models for model, heard in found.items()} == {model: (model,) for model in ASKED}
    assert all(heard.asked for heard in found.values())
    assert {model: heard.identity.serial_number for model, heard in found.items() if heard.identity} == {
        "nti-xl2": "A2A-00001-E0",
        "rion-nl43": "00110001",
        "svantek-97x": "1234",
        "convergence-nsrt": "DEMO0001",
        "sensirion-sps30": "DEMO00000000SPS1",
    }


@pytest.mark.parametrize("model", ASKED)
def test_no_other_answer_is_taken_for_its_own(model: str) -> None:
    for other in ASKED:
        naming = [request for request in registry.instrument(model).requests() if request.names_model]
        stranger = registry.instrument(other).simulated(lambda: pour(1.0))
        decoder = registry.instrument(model).decoder()
        received, items = 0, []
        for request in naming:
            decoder.feed(request.payload, Direction.SENT)
            data = stranger.receive(request.payload)
            received += len(data)
            items += decoder.feed(data)
        said = [item for item in items if not isinstance(item, Damage)]
        assert (other == model) == bool(said or decoder.identity), (model, other, received)


@pytest.mark.parametrize("model", ASKED)
def test_its_own_question_come_back_is_no_answer(model: str) -> None:
    decoder = registry.instrument(model).decoder()
    for request in registry.instrument(model).requests():
        if request.names_model:
            decoder.feed(request.payload, Direction.SENT)
            assert not [item for item in decoder.feed(request.payload) if not isinstance(item, Damage)]
    assert decoder.identity is None


def test_a_plug_that_sends_everything_back_is_nobody() -> None:
    master, slave = pty.openpty()
    tty.setraw(slave)
    stop = threading.Event()

    def echo() -> None:
        os.set_blocking(master, False)
        while not stop.wait(0.005):
            try:
                os.write(master, os.read(master, 4096))
            except OSError:
                continue

    thread = threading.Thread(target=echo, daemon=True)
    thread.start()
    try:
        assert answered(os.ttyname(slave), clock=SystemClock(), bauds=(19200,), quiet=True) is None
    finally:
        stop.set()
        thread.join()
        os.close(master)
        os.close(slave)


def test_a_stream_that_nobody_knows_is_not_asked() -> None:
    master, slave = pty.openpty()
    tty.setraw(slave)
    os.write(master, b"12.3\r\n" * 40)
    try:
        heard = name_port(os.ttyname(slave), clock=SystemClock(), seconds=0.2, bauds=(9600,))
        os.set_blocking(master, False)
        with pytest.raises(BlockingIOError):
            os.read(master, 10)
    finally:
        os.close(master)
        os.close(slave)
    assert (heard.models, heard.asked, heard.received_bytes) == ((), False, 240)


def test_several_ports_at_once_and_one_that_is_not_there() -> None:
    with plugged("nmea") as one, plugged("nova-sds011") as other:
        found = name_ports([one.port, other.port, "/dev/nothing-here"], clock=SystemClock(), seconds=2.6)
    heard = [each for each in found.values() if isinstance(each, Heard)]
    assert [each.models for each in heard] == [("nmea",), ("nova-sds011",)]
    assert heard[1].identity is not None
    fault = found["/dev/nothing-here"]
    assert isinstance(fault, DriverError)
    assert fault.key == "drivers.port_absent"


def test_a_search_is_given_up_at_once() -> None:
    with plugged("vaisala-wxt") as simulator:
        looks = iter([True, True, False])
        heard = name_port(simulator.port, clock=SystemClock(), seconds=60.0, going=lambda: next(looks, False))
        assert (heard.models, simulator.received_bytes) == ((), 0)


def test_a_port_unplugged_while_it_is_named_is_told() -> None:
    with plugged("bswa-308") as simulator:
        threading.Timer(0.3, simulator.die).start()
        with pytest.raises(PortRefused):
            name_port(simulator.port, clock=SystemClock(), seconds=2.0, bauds=BAUDS[:1])


def test_a_meter_still_pushing_from_an_earlier_question_is_heard() -> None:
    meter = registry.instrument("bswa-308").simulated(lambda: pour(1.0))
    meter.receive(next(each.payload for each in registry.instrument("bswa-308").requests() if each.label == "Leq"))
    assert models_in(b"".join(meter.tick() for _ in range(4))) == ("bswa-308",)
