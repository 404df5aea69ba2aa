"""Links and simulators on real pseudo-terminals and sockets, moved by a scenario's clock."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from drivers import registry
from drivers.clock import ScenarioClock
from drivers.instrument import Direction
from drivers.link import Link, LinkEvent, StampedReading
from drivers.readings import Reading
from drivers.scenarios import pour
from drivers.simulate import Faults, Simulator, settle

START_UTC_NS = 1_780_000_000_000_000_000


@dataclass
class Line:
    """One link with its simulator, and everything that came out of it."""

    clock: ScenarioClock
    simulator: Simulator
    link: Link
    items: list[StampedReading | LinkEvent] = field(default_factory=list)
    wire: list[tuple[Direction, bytes, int, int]] = field(default_factory=list)

    def run(self, seconds: float, *, step_s: float = 0.5) -> None:
        for _ in range(round(seconds / step_s)):
            self.clock.advance(round(step_s * 1e9))
            settle(self.clock, [self.link], [self.simulator])

    def readings(self) -> list[Reading]:
        return [item.reading for item in self.items if isinstance(item, StampedReading)]

    def events(self) -> list[str]:
        return [item.kind for item in self.items if isinstance(item, LinkEvent)]

    def bytes_of(self, direction: Direction) -> bytes:
        return b"".join(payload for way, payload, _, _ in self.wire if way is direction)


def truth_of(clock: ScenarioClock) -> Callable[[], Mapping[str, float]]:
    return lambda: {**pour(clock.monotonic_ns() / 1e9), "utc_s": clock.utc_ns() / 1e9}


@contextmanager
def line(
    model: str, *, on: str = "socket://127.0.0.1:0", faults: Faults | None = None, clock: ScenarioClock | None = None
) -> Iterator[Line]:
    """An instrument under the ``pour`` scenario, open and at rest."""
    clock = clock or ScenarioClock(START_UTC_NS)
    instrument = registry.instrument(model)
    simulator = Simulator(instrument, truth_of(clock), on=on, clock=clock, faults=faults)
    simulator.start()
    items: list[StampedReading | LinkEvent] = []
    wire: list[tuple[Direction, bytes, int, int]] = []
    link = Link(
        instrument,
        simulator.port,
        clock=clock,
        tee=lambda direction, payload, monotonic_ns, utc_ns: wire.append((direction, payload, monotonic_ns, utc_ns)),
        deliver=items.append,
        model=model,
        baud=9600,
    )
    try:
        link.open()
        settle(clock, [link], [simulator])
        yield Line(clock, simulator, link, items, wire)
    finally:
        link.close()
        simulator.close()
