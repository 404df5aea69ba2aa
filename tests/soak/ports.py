"""Eight instruments at once at their fastest, in a running visit with the window drawing.

``SOAK_S=600 python tests/soak/ports.py`` (seconds, default 60); ``SOAK_WINDOW=0`` leaves the window out. Each simulator
writes to a real pseudo-terminal as fast as its meter may. Counted are bytes lost on the way into the recording, and the
time from the last byte of a piece to the snapshot that holds its reading.
"""

from __future__ import annotations

import contextlib
import os
import pty
import sys
import tempfile
import threading
import time
import tty
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

if "DISPLAY" not in os.environ:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from drivers import registry
from drivers.link import SystemClock
from drivers.scenarios import pour
from patrol_app.recordings.folder import RecordingFolder
from patrol_app.recordings.frames import Direction, Frame, read_frames
from patrol_app.rules.book import load_rule_book
from patrol_app.services.desk.shelf import open_practice
from patrol_app.services.desk.visit import visit_facts
from patrol_app.services.session.session import VisitSession
from patrol_app.services.session.source import SessionSource
from patrol_app.services.session.visit_log import VisitLog

FASTEST: tuple[tuple[str, str, float], ...] = (
    ("sound", "bswa-308", 0.1),
    ("sound-2", "cem-dt8852", 0.05),
    ("sound-3", "pce-322a", 0.1),
    ("sound-4", "extech-407764", 0.1),
    ("position", "nmea", 0.1),
    ("dust", "nova-sds011", 0.5),
    ("dust-2", "plantower-pms", 0.8),
    ("weather", "gill-windsonic", 0.25),
)
LIMIT_MS = float(os.environ.get("SOAK_LIMIT_MS", "80"))


@dataclass
class Port:
    """One instrument; ``waiting_ns`` are the times of pieces whose reading is in no snapshot yet."""

    role: str
    model: str
    every_s: float
    written: int = 0
    waiting_ns: deque[int] = field(default_factory=deque)
    latencies_ms: list[float] = field(default_factory=list)


class Watched(VisitSession):
    """A session that times each snapshot it publishes."""

    ports: tuple[Port, ...] = ()
    snapshots = 0

    def _tick(self, *, force: bool = False) -> None:
        before = self._snapshot
        super()._tick(force=force)
        if self._snapshot is before:
            return
        self.snapshots += 1
        now_ns = time.monotonic_ns()
        for port in self.ports:
            state = self._state.books.ports.get(port.role)
            read_ns = state.last_ns if state is not None else None
            while read_ns is not None and port.waiting_ns and port.waiting_ns[0] <= read_ns:
                port.latencies_ms.append((now_ns - port.waiting_ns.popleft()) / 1e6)


def _write(port: Port, master: int, stop: threading.Event) -> None:
    instrument = registry.instrument(port.model)
    meter = instrument.simulated(lambda: pour(5.0))
    if port.model == "bswa-308":
        meter.receive(b"".join(each.payload for each in instrument.requests() if not each.closing))
    os.set_blocking(master, False)
    while not stop.wait(port.every_s):
        with contextlib.suppress(BlockingIOError):
            os.read(master, 4096)  # questions are not answered here; this meter pushes
        data = meter.tick()
        if data:
            port.waiting_ns.append(time.monotonic_ns())
            port.written += os.write(master, data)


def load(seconds: float, folder: Path, show: Callable[[VisitSession, float], None]) -> tuple[Watched, int]:
    """Run all eight for so long and let the last bytes arrive; returns the session and the bytes that were lost."""
    clock, stop = SystemClock(), threading.Event()
    at = datetime.now(UTC)
    shelf = open_practice(folder, at)
    facts = visit_facts(shelf, shelf.sites[0], (), at, practice=True)
    recording = RecordingFolder.create(shelf.home.recordings, facts.number)
    log = VisitLog(shelf.store, facts.number, actor="soak", now=lambda: datetime.now(UTC), signer=None)
    session = Watched(facts, clock=clock, folder=recording, visit_log=log, book=load_rule_book())
    ports = tuple(Port(*each) for each in FASTEST)
    writers, handles = [], []
    for port in ports:
        master, slave = pty.openpty()
        tty.setraw(slave)
        handles += [master, slave]
        session.open_link(port.role, port.model, os.ttyname(slave))
        writers.append(threading.Thread(target=_write, args=(port, master, stop), daemon=True))
    session.command("begin_run", role="main").result(10)
    session.ports = ports
    for writer in writers:
        writer.start()
    show(session, seconds)
    stop.set()
    for writer in writers:
        writer.join()
    time.sleep(0.5)
    session.stop()
    for handle in handles:
        os.close(handle)
    lost = 0
    for port in ports:
        frames = read_frames(recording.raw / f"{port.role}-{port.model}.frames")
        kept = sum(
            len(piece.payload) for piece in frames if isinstance(piece, Frame) and piece.direction == Direction.RECEIVED
        )
        ranked = sorted(port.latencies_ms)
        p99 = ranked[len(ranked) * 99 // 100] if ranked else float("inf")
        lost += port.written - kept
        print(
            f"{port.role:<9} {port.model:<15} {port.written:>9} bytes written  {port.written - kept:>4} lost  "
            f"{len(ranked):>6} pieces seen  {len(port.waiting_ns):>2} not  p99 {p99:6.2f} ms",
            flush=True,
        )
    shelf.store.close()
    return session, lost


def with_window(session: VisitSession, seconds: float) -> None:
    """The window draws until the time is over."""
    from patrol_app.ui.doors import run_window

    deadline = time.monotonic() + seconds
    run_window(SessionSource(session), close_when_done=lambda: time.monotonic() >= deadline)


def without(session: VisitSession, seconds: float) -> None:
    """Nobody looks."""
    time.sleep(seconds)


def main() -> int:
    """1 when a byte was lost or the 99th percentile is not under 80 ms."""
    seconds = float(os.environ.get("SOAK_S", "60"))
    drawing = os.environ.get("SOAK_WINDOW", "1") != "0"
    with tempfile.TemporaryDirectory(prefix="soak-ports-") as folder:
        session, lost = load(seconds, Path(folder), with_window if drawing else without)
    ranked = sorted(latency for port in session.ports for latency in port.latencies_ms)
    p99 = ranked[len(ranked) * 99 // 100] if ranked else float("inf")
    worst = ranked[-1] if ranked else float("inf")
    unseen = sum(len(port.waiting_ns) for port in session.ports)
    print(
        f"{seconds:g} s, window {'drawing' if drawing else 'left out'}, {session.snapshots} snapshots: "
        f"lost {lost} bytes, last byte to snapshot p99 {p99:.1f} ms (limit {LIMIT_MS:g}), longest {worst:.1f} ms, "
        f"{unseen} pieces unseen"
    )
    return 0 if lost == 0 and p99 < LIMIT_MS and unseen <= len(session.ports) else 1


if __name__ == "__main__":
    sys.exit(main())
