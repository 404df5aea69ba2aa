"""Eight instruments at once at their fastest: ``SOAK_S=600 python tests/soak/ports.py`` (seconds, default 60).

Each simulator writes to a real pseudo-terminal as fast as its meter may; counted are bytes lost and the time from the
last byte written to the reading handed on.
"""

from __future__ import annotations

import os
import pty
import sys
import threading
import time
import tty
from dataclasses import dataclass, field

from drivers import registry
from drivers.conversation import LinkEvent, StampedReading
from drivers.instrument import Direction
from drivers.link import Link, SystemClock
from drivers.scenarios import pour

FASTEST: tuple[tuple[str, float], ...] = (
    ("cem-dt8852", 0.05),
    ("pce-322a", 0.1),
    ("bswa-308", 0.1),
    ("nmea", 0.1),
    ("extech-407764", 0.1),
    ("plantower-pms", 0.8),
    ("gill-windsonic", 0.25),
    ("nova-sds011", 0.5),
)


@dataclass
class Port:
    """One instrument; ``latencies_s`` from the last byte of a piece to the delivery of its reading."""

    model: str
    every_s: float
    written: int = 0
    received: int = 0
    readings: int = 0
    damaged: int = 0
    last_write: float = 0.0
    latencies_s: list[float] = field(default_factory=list)

    def tee(self, direction: Direction, payload: bytes, _monotonic_ns: int, _utc_ns: int) -> None:
        """Count what came in."""
        if direction is Direction.RECEIVED:
            self.received += len(payload)

    def deliver(self, item: StampedReading | LinkEvent) -> None:
        """Take the time of the first reading of a piece."""
        if isinstance(item, StampedReading):
            self.readings += 1
            if self.last_write:
                self.latencies_s.append(time.perf_counter() - self.last_write)
                self.last_write = 0.0
        elif item.kind == "damaged":
            self.damaged += 1


def _write(port: Port, master: int, stop: threading.Event) -> None:
    instrument = registry.instrument(port.model)
    meter = instrument.simulated(lambda: pour(5.0))
    if port.model == "bswa-308":
        meter.receive(b"".join(each.payload for each in instrument.requests() if not each.closing))
    while not stop.wait(port.every_s):
        data = meter.tick()
        port.written += len(data)
        port.last_write = time.perf_counter()
        os.write(master, data)


def load(seconds: float) -> list[Port]:
    """Run all eight for so long and let the last bytes arrive."""
    stop = threading.Event()
    ports, links, writers, handles = [], [], [], []
    for model, every_s in FASTEST:
        master, slave = pty.openpty()
        tty.setraw(slave)
        handles += [master, slave]
        port = Port(model, every_s)
        link = Link(
            registry.instrument(model), os.ttyname(slave), clock=SystemClock(), tee=port.tee, deliver=port.deliver
        )
        link.open()
        writer = threading.Thread(target=_write, args=(port, master, stop), daemon=True)
        writer.start()
        ports.append(port)
        links.append(link)
        writers.append(writer)
    time.sleep(seconds)
    stop.set()
    for writer in writers:
        writer.join()
    time.sleep(0.5)
    for link in links:
        link.close()
    for handle in handles:
        os.close(handle)
    return ports


def main() -> int:
    """Print a line a port; 1 when a byte was lost or the 99th percentile is not under 80 ms."""
    ports = load(float(os.environ.get("SOAK_S", "60")))
    worst = 0.0
    lost = 0
    for port in ports:
        ranked = sorted(port.latencies_s)
        p99 = ranked[min(len(ranked) - 1, len(ranked) * 99 // 100)] * 1000 if ranked else 0.0
        worst = max(worst, p99)
        lost += port.written - port.received
        print(
            f"{port.model:<16} {port.written:>9} bytes written  {port.written - port.received:>4} lost  "
            f"{port.readings:>7} readings  {port.damaged:>3} damaged  p99 {p99:6.2f} ms"
        )
    print(f"lost {lost} bytes, worst p99 {worst:.2f} ms (limit 80)")
    return 0 if lost == 0 and worst < 80 else 1


if __name__ == "__main__":
    sys.exit(main())
