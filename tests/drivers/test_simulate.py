"""Nights that run faster than time: order, rest, and a night that does not come to rest."""

from __future__ import annotations

import threading

import pytest
from lines import START_UTC_NS, truth_of

from drivers import registry
from drivers.clock import ScenarioClock, SystemClock
from drivers.errors import NotSettled, PortRefused
from drivers.instrument import Direction, Request
from drivers.link import Link, LinkEvent, StampedReading
from drivers.scenarios import SCENARIOS, truth
from drivers.schedule import Schedule
from drivers.simulate import Simulator, settle

MODELS = ("bswa-308", "modbus-tsp:boling", "vaisala-wxt", "nmea")
SECOND_NS = 1_000_000_000


def _night(steps: int) -> tuple[list[object], list[tuple[str, Direction, bytes, int]]]:
    clock = ScenarioClock(START_UTC_NS)
    items: list[object] = []
    wire: list[tuple[str, Direction, bytes, int]] = []
    simulators, links = [], []
    for model in MODELS:
        instrument = registry.instrument(model)
        simulator = Simulator(instrument, truth_of(clock), on="pty", clock=clock)
        simulator.start()
        simulators.append(simulator)

        def deliver(item: StampedReading | LinkEvent) -> None:
            kind = item.kind if isinstance(item, LinkEvent) else repr(item.reading)
            items.append((item.model, kind, item.monotonic_ns))

        def tee(way: Direction, payload: bytes, at_ns: int, _utc_ns: int, model: str = model) -> None:
            wire.append((model, way, payload, at_ns))

        link = Link(instrument, simulator.port, clock=clock, tee=tee, deliver=deliver, model=model)
        link.open()
        links.append(link)
    try:
        settle(clock, links, simulators)
        links[0].start_run()
        for step in range(steps):
            if step == 20:
                links[3].mark(b"gate opened")
            clock.advance(SECOND_NS // 2)
            settle(clock, links, simulators)
    finally:
        for link in links:
            link.close()
        for simulator in simulators:
            simulator.close()
    return items, wire


def test_four_instruments_give_the_same_night_in_the_same_order() -> None:
    first, second = _night(60), _night(60)
    assert first[0] == second[0]
    assert first[1] == second[1]
    assert len({model for model, *_ in first[1]}) == 4


def test_settled_means_that_every_callback_has_returned() -> None:
    clock = ScenarioClock(START_UTC_NS)
    instrument = registry.instrument("extech-407764")
    gate = threading.Event()
    simulator = Simulator(instrument, truth_of(clock), clock=clock)
    simulator.start()
    delivered: list[StampedReading | LinkEvent] = []

    def slow(item: StampedReading | LinkEvent) -> None:
        gate.wait(20)
        delivered.append(item)

    link = Link(instrument, simulator.port, clock=clock, tee=lambda *_: None, deliver=slow)
    link.open()
    try:
        with pytest.raises(NotSettled) as fault:
            settle(clock, [link], [simulator], timeout_s=0.1)
        assert fault.value.data["port"] == link.port
        gate.set()
        clock.advance(SECOND_NS)
        settle(clock, [link], [simulator])
        assert [item for item in delivered if isinstance(item, StampedReading)]
    finally:
        gate.set()
        link.close()
        simulator.close()


def test_a_clock_tells_its_subscribers() -> None:
    clock = ScenarioClock(5, monotonic_ns=7)
    seen: list[int] = []
    clock.subscribe(lambda: seen.append(clock.monotonic_ns()))
    clock.advance(3)
    clock.advance(-9)
    assert (seen, clock.utc_ns()) == ([10, 10], 8)


def test_the_machines_clock_only_grows() -> None:
    clock = SystemClock()
    first = clock.monotonic_ns()
    assert clock.monotonic_ns() >= first
    assert clock.timeout_s(None) is None
    assert clock.timeout_s(first) == 0.0


@pytest.mark.parametrize("name", list(SCENARIOS))
def test_scenarios_say_the_same_each_time(name: str) -> None:
    clock = ScenarioClock(START_UTC_NS)
    now = truth(name, clock)
    clock.advance(90 * SECOND_NS)
    assert dict(now()) == dict(now())
    assert now()["utc_s"] == START_UTC_NS / 1e9 + 90


def test_an_address_that_cannot_be() -> None:
    with pytest.raises(PortRefused):
        Simulator(registry.instrument("nmea"), dict, on="socket://203.0.113.1:1", clock=ScenarioClock(0)).start()


def _request(label: str, **more: float | bool) -> Request:
    return Request(label=label, payload=label.encode(), **more)  # type: ignore[arg-type]


def test_one_question_at_a_time_and_the_next_after_answer_or_time_out() -> None:
    schedule = Schedule([_request("a", every_s=1.0), _request("b", every_s=1.0)])
    schedule.opened(0)
    first = schedule.next(0, waiting=False)
    assert first is not None and first.label == "a"
    assert schedule.next(0, waiting=True) is None
    second = schedule.next(10, waiting=False)
    assert second is not None and second.label == "b"
    assert schedule.next(SECOND_NS // 2, waiting=True) is None
    assert not schedule.expired(SECOND_NS + 9)
    assert schedule.expired(SECOND_NS + 10)


def test_a_round_that_is_late_is_asked_once() -> None:
    schedule = Schedule([_request("a", every_s=1.0)])
    schedule.opened(0)
    asked = 0
    while schedule.next(10 * SECOND_NS, waiting=False):
        asked += 1
    assert asked == 1
    assert schedule.due_ns(waiting=False) == 11 * SECOND_NS


def test_a_pause_is_kept_from_both_sides() -> None:
    schedule = Schedule([_request("a", pause_s=1.0), _request("b")])
    schedule.opened(0)
    assert schedule.next(0, waiting=False)
    assert schedule.next(SECOND_NS - 1, waiting=False) is None
    assert schedule.next(SECOND_NS, waiting=False)


def test_requests_of_an_occasion_are_not_asked_by_the_clock() -> None:
    schedule = Schedule(
        [
            _request("s", starts_run=True),
            _request("e", ends_run=True),
            _request("c", closing=True),
            _request("p", on_prompt=True),
        ]
    )
    schedule.opened(0)
    assert schedule.next(0, waiting=False) is None
    schedule.add([_request("s", starts_run=True)])
    assert schedule.next(0, waiting=False) is not None
