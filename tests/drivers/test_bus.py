"""Several Modbus instruments on one adapter."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from lines import START_UTC_NS, truth_of

from drivers import registry
from drivers.bus import bus_link
from drivers.clock import ScenarioClock
from drivers.errors import UnknownModel
from drivers.instrument import Direction, Truth
from drivers.link import Link, LinkEvent, StampedReading
from drivers.modbus import question
from drivers.simulate import Faults, Simulator, settle

MEMBERS = ("modbus-noise@1", "modbus-tsp:boling@2", "modbus-station:500-a@3")


class _Units:
    """All units hear everything; each answers what is asked of it."""

    def __init__(self, truth: Truth, models: tuple[str, ...]) -> None:
        self._units = [registry.instrument(model).simulated(truth) for model in models]

    def receive(self, data: bytes) -> bytes:
        return b"".join(unit.receive(data) for unit in self._units)

    def tick(self) -> bytes:
        return b""


class _Adapter:
    card = registry.instrument("modbus-noise").card

    def __init__(self, models: tuple[str, ...]) -> None:
        self._models = models

    def simulated(self, truth: Truth) -> _Units:
        return _Units(truth, self._models)


class _Bus:
    def __init__(self, present: tuple[str, ...], faults: Faults | None) -> None:
        self.clock = ScenarioClock(START_UTC_NS)
        self.items: list[StampedReading | LinkEvent] = []
        self.wires: dict[str, list[tuple[Direction, bytes]]] = {model: [] for model in MEMBERS}
        adapter = _Adapter(present)
        self.simulator = Simulator(adapter, truth_of(self.clock), on="pty", clock=self.clock, faults=faults)  # type: ignore[arg-type]
        self.simulator.start()
        self.link: Link = bus_link(
            {model: registry.instrument(model) for model in MEMBERS},
            self.simulator.port,
            clock=self.clock,
            tees={model: self._tee(model) for model in MEMBERS},
            deliver=self.items.append,
            baud=9600,
        )

    def _tee(self, model: str):  # type: ignore[no-untyped-def]
        return lambda way, payload, _m, _u: self.wires[model].append((way, payload))

    def run(self, seconds: float) -> None:
        for _ in range(round(seconds * 20)):
            self.clock.advance(50_000_000)
            settle(self.clock, [self.link], [self.simulator])

    def count(self, model: str) -> int:
        return sum(isinstance(item, StampedReading) and item.model == model for item in self.items)


@contextmanager
def _bus(present: tuple[str, ...] = MEMBERS, faults: Faults | None = None) -> Iterator[_Bus]:
    bus = _Bus(present, faults)
    bus.link.open()
    try:
        settle(bus.clock, [bus.link], [bus.simulator])
        yield bus
    finally:
        bus.link.close()
        bus.simulator.close()


@pytest.mark.parametrize("echo", [False, True])
def test_every_member_is_read_under_its_own_name(echo: bool) -> None:
    with _bus(faults=Faults(echo=echo)) as bus:
        bus.run(10)
        assert bus.count("modbus-noise@1") >= 9
        assert bus.count("modbus-tsp:boling@2") >= 27
        assert bus.count("modbus-station:500-a@3") >= 9
        assert not [item for item in bus.items if isinstance(item, LinkEvent) and item.kind == "damaged"]


def test_each_recording_holds_its_own_member_alone() -> None:
    with _bus() as bus:
        bus.run(3)
        for model, wire in bus.wires.items():
            asked = [question(payload) for way, payload in wire if way is Direction.SENT]
            assert {each.unit for each in asked if each} == {int(model[-1])}


def test_an_absent_unit_costs_the_others_time_and_nothing_else() -> None:
    with _bus(present=("modbus-noise@1", "modbus-station:500-a@3")) as bus:
        bus.run(20)
        assert bus.count("modbus-tsp:boling@2") == 0
        assert bus.count("modbus-noise@1") >= 3
        assert bus.count("modbus-station:500-a@3") >= 3
        silent = {item.model for item in bus.items if isinstance(item, LinkEvent) and item.kind == "silent"}
        assert "modbus-tsp:boling@2" in silent


@pytest.mark.parametrize("model", ["bswa-308@2", "modbus-noise@0", "modbus-noise@248", "modbus-noise@x"])
def test_only_modbus_models_have_a_unit(model: str) -> None:
    with pytest.raises(UnknownModel) as fault:
        registry.instrument(model)
    assert fault.value.key == "drivers.no_unit"
