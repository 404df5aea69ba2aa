"""Instruments that are not there, on a real TCP socket or pseudo-terminal, and nights that run faster than time."""

from __future__ import annotations

import contextlib
import os
import select
import socket
import threading
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from drivers.clock import Clock, ScenarioClock
from drivers.errors import NotSettled, PortRefused
from drivers.instrument import Instrument, Truth
from drivers.wake import Wake

if TYPE_CHECKING:
    from drivers.link import Link

__all__ = ["Faults", "ScenarioClock", "Simulator", "settle"]

_SECOND_NS = 1_000_000_000
_FAR = 1 << 62


@dataclass(slots=True)
class Faults:
    """What goes wrong on the line; may be changed while the simulator runs.

    ``delay_s`` before each answer, ``echo`` of what was asked, every ``damage_every``-th piece with one byte
    changed, ``silent``: nothing is sent.
    """

    delay_s: float = 0.0
    echo: bool = False
    damage_every: int = 0
    silent: bool = False


class Simulator:
    """One instrument that is not there.

    ``on`` is ``socket://host:port`` (port 0: any free one), ``pty``, or ``pty:PATH`` for a pseudo-terminal under a
    fixed name. ``port`` tells where it can be opened. Counters as in ``Link``: bytes taken and answered, bytes sent,
    both since the last connection.
    """

    def __init__(
        self,
        instrument: Instrument,
        truth: Truth,
        *,
        on: str = "socket://127.0.0.1:0",
        clock: Clock,
        faults: Faults | None = None,
    ) -> None:
        self._meter = instrument.simulated(truth)
        self._clock = clock
        self.faults = faults or Faults()
        self._on = on
        self.port = on
        self._listener: socket.socket | None = None
        self._peer: socket.socket | None = None
        self._master = self._slave = -1
        self._bell = Wake()
        self._held: deque[tuple[int, bytes]] = deque()
        self._next_tick_ns = clock.monotonic_ns() + _SECOND_NS
        self._due_ns = self._next_tick_ns
        self._pieces = 0
        self._wanted_alive = True
        self._stop = False
        self.alive = False
        self.connections = 0
        self.received_bytes = 0
        self.sent_bytes = 0
        self._thread = threading.Thread(target=self._run, name=f"simulator {instrument.card.name}", daemon=True)

    @property
    def settled_ns(self) -> int:
        """Everything planned up to this instant is done."""
        return self._due_ns - 1 if self._thread.is_alive() and self._wanted_alive == self.alive else -1

    def start(self) -> None:
        """Open the socket or pseudo-terminal and begin.

        Raises:
            PortRefused: the address cannot be used.
        """
        try:
            self._appear()
        except BaseException:
            self.close()
            raise
        self._thread.start()

    def close(self) -> None:
        """Stop and wait."""
        self._stop = True
        self.wake()
        if self._thread.is_alive():
            self._thread.join()
        self._vanish()
        self._bell.close()

    def die(self) -> None:
        """As when the cable is pulled: the port is gone until ``come_back``."""
        self._wanted_alive = False
        self.wake()

    def come_back(self) -> None:
        """The cable is in again, on the same socket address or pseudo-terminal name."""
        self._wanted_alive = True
        self.wake()

    def wake(self) -> None:
        """Look again at the clock and the wishes."""
        self._bell.ring()

    def _appear(self) -> None:
        if self._on.startswith("socket://"):
            host, _, number = self.port.removeprefix("socket://").rpartition(":")
            try:
                self._listener = socket.create_server((host, int(number)), reuse_port=False)
            except (OSError, ValueError) as fault:
                raise PortRefused("drivers.socket_refused", port=self.port, reason=str(fault)) from fault
            self.port = f"socket://{host}:{self._listener.getsockname()[1]}"
        else:
            self._open_pty()
        self.alive = True

    def _open_pty(self) -> None:
        try:
            import pty
            import tty
        except ImportError as fault:
            raise PortRefused("drivers.no_pty", port=self._on) from fault
        # The own hold on the slave side keeps the master readable while nobody has it open.
        self._master, self._slave = pty.openpty()
        tty.setraw(self._slave)
        os.set_blocking(self._master, False)
        self.port = os.ttyname(self._slave)
        name = self._on.removeprefix("pty").removeprefix(":")
        if name:
            with contextlib.suppress(FileNotFoundError):
                Path(name).unlink()
            Path(name).symlink_to(self.port)
            self.port = name
        self._count_connection()

    def _count_connection(self) -> None:
        self.connections += 1
        self.received_bytes = self.sent_bytes = 0

    def _vanish(self) -> None:
        for each in (self._peer, self._listener):
            if each is not None:
                each.close()
        self._peer = self._listener = None
        for handle in (self._master, self._slave):
            if handle >= 0:
                os.close(handle)
        self._master = self._slave = -1
        self._held.clear()
        self.alive = False

    def _run(self) -> None:
        look = True
        while not self._stop:
            if self._wanted_alive != self.alive:
                if self.alive:
                    self._vanish()
                else:
                    self._appear()
            if look:
                self._keep_time()
            self._clock.moved()
            look = self._listen()

    def _keep_time(self) -> None:
        now_ns = self._clock.monotonic_ns()
        while self._next_tick_ns <= now_ns:
            unasked = self._meter.tick()
            self._next_tick_ns += _SECOND_NS
            if self.alive and unasked:
                self._send(unasked)
        while self._held and self._held[0][0] <= now_ns:
            self._transmit(self._held.popleft()[1])
        self._due_ns = min(self._next_tick_ns, self._held[0][0] if self._held else _FAR)

    def _listen(self) -> bool:
        """Wait for a wake, bytes or the time that is due; whether to look at the clock.

        A clock that runs by itself is always looked at. Another is moved by someone who wakes each thread in its turn.
        """
        channel = self._peer.fileno() if self._peer is not None else self._master
        door = self._listener.fileno() if self._listener is not None else -1
        waited = [each for each in (channel, door, self._bell.fileno()) if each >= 0]
        by_itself = self._clock.runs_by_itself
        ready, _, _ = select.select(waited, [], [], self._clock.timeout_s(self._due_ns) if by_itself else None)
        rung = waited[-1] in ready
        if rung:
            self._bell.hush()
        if self._listener is not None and door in ready:
            if self._peer is not None:
                self._peer.close()
            self._peer = self._listener.accept()[0]
            self._peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._peer.settimeout(2.0)
            self._count_connection()
        elif channel in ready:
            self._take(channel)
        return rung or by_itself

    def _take(self, channel: int) -> None:
        try:
            data = self._peer.recv(4096) if self._peer is not None else os.read(channel, 4096)
        except OSError:
            data = b""
        if not data:
            if self._peer is not None:
                self._peer.close()
                self._peer = None
            return
        if self.faults.echo:
            self._transmit(data)
        answer = self._meter.receive(data)
        if answer:
            self._send(answer)
        # What follows from the bytes is counted before the bytes are.
        self.received_bytes += len(data)

    def _send(self, data: bytes) -> None:
        if self.faults.silent:
            return
        self._pieces += 1
        if self.faults.damage_every and self._pieces % self.faults.damage_every == 0:
            middle = len(data) // 2
            data = data[:middle] + bytes((data[middle] ^ 0x15,)) + data[middle + 1 :]
        if self.faults.delay_s > 0:
            self._held.append((self._clock.monotonic_ns() + round(self.faults.delay_s * 1e9), data))
            self._due_ns = min(self._due_ns, self._held[0][0])
        else:
            self._transmit(data)

    def _transmit(self, data: bytes) -> None:
        try:
            if self._peer is not None:
                self._peer.sendall(data)
                self.sent_bytes += len(data)
            elif self._master >= 0:
                # What the line cannot take is lost, as on a UART.
                self.sent_bytes += os.write(self._master, data)
        except OSError:
            return


def settle(
    clock: ScenarioClock, links: Sequence[Link], simulators: Sequence[Simulator], timeout_s: float = 10.0
) -> None:
    """Bring every simulator and link up to the clock's present instant, one after another in the given order.

    Returns when each has done what was planned, every byte has arrived on both ways, and every ``deliver`` has
    returned. A link and a simulator belong together by their port.

    Raises:
        NotSettled: this did not come about within ``timeout_s`` real seconds.
    """
    deadline = time.monotonic() + timeout_s
    by_port = {simulator.port: simulator for simulator in simulators}
    link_of = {link.port: link for link in links}
    for simulator in simulators:
        _bring(clock, link_of.get(simulator.port), simulator, simulator, deadline)
    for link in links:
        _bring(clock, link, by_port.get(link.port), link, deadline)


def _bring(
    clock: ScenarioClock, link: Link | None, simulator: Simulator | None, moved: Link | Simulator, deadline: float
) -> None:
    now_ns = clock.monotonic_ns()
    if moved.settled_ns < now_ns:
        moved.wake()

    def quiet() -> bool:
        return moved.settled_ns >= now_ns and (link is None or simulator is None or _still(link, simulator))

    if quiet():
        return
    with clock.changed:
        while not quiet():
            left = deadline - time.monotonic()
            if left <= 0 or not clock.changed.wait(left):
                raise NotSettled("drivers.not_settled", port=moved.port)


def _still(link: Link, simulator: Simulator) -> bool:
    """No byte is under way between the two.

    The counts of bytes taken are read first: each side counts what it sends before it counts what made it send,
    so equal counts afterwards mean that at the moment between nothing was moving.
    """
    if not link.connected:
        return True
    taken = (link.received_bytes, simulator.received_bytes)
    sent = (simulator.sent_bytes, link.sent_bytes)
    return simulator.alive and link.connections == simulator.connections and taken == sent
