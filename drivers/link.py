"""A link to one instrument: the only file that opens a port.

One plain thread a port reads with two time stamps, hands every byte to the recording first, then to the decoder,
asks what is due, and comes back by itself to the same device after a loss. Ports: a device path or ``COMn``,
``socket://host:port``, ``replay:FILE``.
"""

from __future__ import annotations

import os
import select
import socket
import threading
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from drivers.capture import read_capture
from drivers.clock import Clock, ScenarioClock, SystemClock
from drivers.conversation import Conversation, Deliver, LinkEvent, StampedReading, Talk, Tee
from drivers.errors import PortRefused
from drivers.instrument import Instrument, LineSettings
from drivers.ports import Gone, Port, PortFound, found_again, refusal
from drivers.replay import paced, play
from drivers.wake import Wake

__all__ = ["Clock", "Link", "LinkEvent", "PortFound", "ScenarioClock", "StampedReading", "SystemClock", "find_ports"]

_RETRY_NS = 3_000_000_000
_BLIND_WAIT_S = 0.05
_CHUNK = 4096
_FAR = 1 << 62


def find_ports() -> list[PortFound]:
    """The serial ports there are; nothing is opened."""
    from serial.tools.list_ports import comports  # noqa: TID251 - this is the one file that may

    return [
        PortFound(
            device=port.device,
            description=port.description or "",
            usb_id=(port.vid, port.pid) if port.vid is not None and port.pid is not None else None,
            serial_number=port.serial_number,
            socket=port.location,
        )
        for port in sorted(comports(), key=lambda each: each.device)
    ]


def check_port(port: str, line: LineSettings | None = None) -> None:
    """Open and close a port once.

    Raises:
        PortRefused: absent, busy or forbidden; the sentence under its key tells the cure.
    """
    open_port(port, line or LineSettings(baud=9600)).close()


class _SocketPort:
    def __init__(self, address: str) -> None:
        host, _, number = address.removeprefix("socket://").rpartition(":")
        if not number.isdigit() or not host:
            raise PortRefused("drivers.port_name", port=address)
        try:
            self._socket = socket.create_connection((host, int(number)), timeout=3.0)
        except OSError as fault:
            raise PortRefused("drivers.socket_refused", port=address, reason=fault.strerror or str(fault)) from fault
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def fileno(self) -> int | None:
        return self._socket.fileno()

    def read(self) -> bytes:
        try:
            data = self._socket.recv(_CHUNK)
        except OSError as fault:
            raise Gone(str(fault)) from fault
        if not data:
            raise Gone("the other side closed the connection")
        return data

    def write(self, data: bytes) -> None:
        try:
            self._socket.sendall(data)
        except OSError as fault:
            raise Gone(str(fault)) from fault

    def close(self) -> None:
        self._socket.close()


class _SerialPort:
    def __init__(self, port: str, line: LineSettings) -> None:
        import serial  # noqa: TID251 - this is the one file that may

        class Unflushed(serial.Serial):
            """Opens without throwing away what already came in: no byte may be lost unseen."""

            def _reset_input_buffer(self) -> None:
                return

        posix = os.name == "posix"
        try:
            # No XON/XOFF: a check byte may be 11 or 13, which the system would swallow.
            self._serial = Unflushed(
                port,
                line.baud or 9600,
                bytesize=line.data_bits,
                parity=line.parity,
                stopbits=line.stop_bits,
                timeout=0 if posix else _BLIND_WAIT_S,
                write_timeout=2.0,
                exclusive=True if posix else None,
            )
        except (serial.SerialException, OSError, ValueError) as fault:
            raise refusal(port, fault, [each.device for each in find_ports()]) from fault
        self._blind = not posix

    def fileno(self) -> int | None:
        return None if self._blind else self._serial.fileno()

    def read(self) -> bytes:
        try:
            return bytes(self._serial.read(_CHUNK if not self._blind else max(1, self._serial.in_waiting)))
        except OSError as fault:
            raise Gone(str(fault)) from fault

    def write(self, data: bytes) -> None:
        try:
            self._serial.write(data)
        except OSError as fault:
            raise Gone(str(fault)) from fault

    def close(self) -> None:
        self._serial.close()


def open_port(port: str, line: LineSettings) -> Port:
    """Open a port of any kind but a replay; raises ``PortRefused``."""
    return _SocketPort(port) if port.startswith("socket://") else _SerialPort(port, line)


class Link:
    """One instrument on one port.

    ``tee`` takes every byte and event before it is decoded; ``deliver`` takes the readings and events; both are
    called in the link's thread. ``received_bytes`` and ``sent_bytes`` count bytes that are delivered and that went
    out since the port was last opened, ``connections`` how often it was; ``settled_ns`` is the instant up to which
    everything planned is done. ``talk`` takes the place of the plain conversation, for several instruments on one
    port (``drivers/bus.py``).
    """

    def __init__(
        self,
        instrument: Instrument,
        port: str,
        *,
        clock: Clock,
        tee: Tee,
        deliver: Deliver,
        baud: int | None = None,
        model: str | None = None,
        talk: Talk | None = None,
    ) -> None:
        self.port = port
        self.model = model or instrument.card.name
        self._clock = clock
        self._talk = talk or Conversation(instrument, self.model, port, clock=clock, tee=tee, deliver=deliver)
        line = instrument.card.line or LineSettings(baud=9600)
        self._line = LineSettings(
            baud=baud or line.baud, data_bits=line.data_bits, parity=line.parity, stop_bits=line.stop_bits
        )
        self._path = port
        self._adapter: PortFound | None = None
        self._beside: frozenset[str] = frozenset()
        self._open_port: Port | None = None
        self._bell = Wake()
        self._commands: deque[Callable[[], None]] = deque()
        self._posted = self._obeyed = self._done = 0
        self._stop = False
        self._due_ns: int | None = 0
        self._sent_before = 0
        self.received_bytes = 0
        self.connections = 0
        self.connected = False
        self.fault: Exception | None = None
        self._thread = threading.Thread(target=self._run, name=f"link {port}", daemon=True)

    @property
    def sent_bytes(self) -> int:
        """Bytes that went out since the port was last opened."""
        return self._talk.sent_bytes - self._sent_before

    @property
    def settled_ns(self) -> int:
        """Everything planned up to this monotonic instant is done; -1 while a command waits."""
        if self._posted != self._done:
            return -1
        due_ns = self._due_ns
        return _FAR if due_ns is None or not self._thread.is_alive() else due_ns - 1

    @property
    def alive(self) -> bool:
        """The thread runs; false after ``close``, at the end of a replay, or when a callback failed (``fault``)."""
        return self._thread.is_alive()

    def open(self) -> None:
        """Open the port and start.

        Raises:
            PortRefused: absent, busy, forbidden, or its speed is not known.
        """
        try:
            self._acquire()
        except BaseException:
            self.close()
            raise
        self._thread.start()

    def _acquire(self) -> None:
        if self.port.startswith("replay:"):
            self._recording = read_capture(Path(self.port.removeprefix("replay:")))
            return
        network = self.port.startswith("socket://")
        if self._line.baud is None and not network:
            raise PortRefused("drivers.baud_unknown", model=self.model)
        self._open_port = open_port(self._path, self._line)
        if not network:
            real, present = os.path.realpath(self.port), find_ports()
            self._adapter = next((each for each in present if each.device == real), None)
            self._beside = frozenset(each.device for each in present if each.device != real)

    def close(self) -> None:
        """Stop asking, close the port, and wait for the thread."""
        self._stop = True
        self.wake()
        if self._thread is threading.current_thread():
            return  # a callback closes its own link; the thread ends by itself
        if self._thread.is_alive():
            self._thread.join()
        elif self._open_port is not None:
            self._open_port.close()
        self._bell.close()

    def wake(self) -> None:
        """Look again at the clock."""
        self._bell.ring()

    def start_run(self) -> None:
        """Send what begins the meter's own integration."""
        self._command(lambda: self._talk.ask("starts_run"))

    def end_run(self) -> None:
        """Send what ends it."""
        self._command(lambda: self._talk.ask("ends_run"))

    def mark(self, payload: bytes) -> None:
        """Write an event of the user into the recording, with the times of this call."""
        now_ns, utc_ns = self._clock.monotonic_ns(), self._clock.utc_ns()
        self._command(lambda: self._talk.mark(payload, now_ns, utc_ns))

    def _command(self, action: Callable[[], None]) -> None:
        self._posted += 1
        self._commands.append(action)
        # Under a scenario's clock ``settle`` wakes the link, so that every run does it at the same instant.
        if self._clock.runs_by_itself:
            self.wake()

    def _run(self) -> None:
        try:
            if not self._clock.runs_by_itself:
                self._bell.wait(None)
            if self._open_port is None:
                self._replay()
            else:
                self._serve()
        except Exception as fault:
            # A callback failed (disk full, a fault in the session): the link may not go on as if all were well.
            self.fault = fault
            self._talk.event("lost", f"{type(fault).__name__}: {fault}")
        finally:
            self.connected = False
            self._close_port()
            self._clock.moved()

    def _serve(self) -> None:
        kind: Literal["opened", "reconnected"] = "opened"
        while not self._stop:
            try:
                self.received_bytes, self._sent_before = 0, self._talk.sent_bytes
                self.connections += 1
                self.connected = True
                self._talk.opened(kind)
                self._converse()
            except Gone as fault:
                self.connected = False
                self._close_port()
                self._talk.event("lost", str(fault))
            if not self._stop and self._come_back():
                kind = "reconnected"
        self._talk.finish(keep_damage=False)

    def _converse(self) -> None:
        port = self._open_port
        assert port is not None
        while True:
            self._obey()
            self._talk.pump(port.write)
            self._talk.watch()
            timeout_s = self._rest(self._talk.due_ns())
            if self._stop:
                for request in self._talk.marked("closing"):
                    self._talk.sent(request.payload)
                    port.write(request.payload)
                return
            self._listen(port, timeout_s)

    def _listen(self, port: Port, timeout_s: float | None) -> None:
        """Take bytes until there is a reason to look at the clock again: a wake, or the time that was due.

        Bytes are none: whoever moves the clock may do so as soon as they are counted, and wakes each thread in turn.
        """
        rung = False
        while not rung:
            found, rung = self._wait(port.fileno(), timeout_s)
            if not found:
                return
            self._obey()
            if data := port.read():
                self._talk.received(data)
                # What follows from the bytes is counted before the bytes are.
                self._talk.pump(port.write)
                self._talk.watch()
                timeout_s = self._rest(self._talk.due_ns())
                self.received_bytes += len(data)
                self._clock.moved()

    def _obey(self) -> None:
        while self._commands:
            self._commands.popleft()()
            self._obeyed += 1

    def _rest(self, due_ns: int | None) -> float | None:
        """Say that everything is done until ``due_ns``; returns how long to sleep, as it was before that was said."""
        timeout_s = self._clock.timeout_s(due_ns)
        # Only now is everything sent that the commands asked for.
        self._due_ns = due_ns
        self._done = self._obeyed
        self._clock.moved()
        return timeout_s

    def _wait(self, handle: int | None, timeout_s: float | None) -> tuple[bool, bool]:
        """Sleep until bytes, a wake or the time-out; whether the port may have bytes, and whether to look again."""
        if handle is None:
            self._bell.wait(0.0)
            return True, True
        ready, _, _ = select.select([handle, self._bell.fileno()], [], [], timeout_s)
        if rung := self._bell.fileno() in ready:
            self._bell.hush()
        return handle in ready, rung

    def _close_port(self) -> None:
        if self._open_port is not None:
            self._open_port.close()

    def _come_back(self) -> bool:
        """Try every three seconds until the same device is there; false when told to stop."""
        due_ns = self._clock.monotonic_ns() + _RETRY_NS
        while not self._stop:
            self._obey()
            self._bell.wait(self._rest(due_ns))
            if self._clock.monotonic_ns() < due_ns:
                continue
            try:
                self._open_port = open_port(self._same_device(), self._line)
            except PortRefused:
                due_ns = self._clock.monotonic_ns() + _RETRY_NS
                continue
            return True
        return False

    def _same_device(self) -> str:
        if self._adapter is None:
            return self._path
        return found_again(self._adapter, self._beside, find_ports()).device

    def _replay(self) -> None:
        """Play a recording at its own pace (a file without times: at once), then end."""
        self._talk.opened("opened", asks=False)
        for due_ns, chunk in paced(self._recording, self._clock.monotonic_ns()):
            while not self._stop and self._clock.monotonic_ns() < due_ns:
                self._obey()
                self._bell.wait(self._rest(due_ns))
            if self._stop:
                break
            self.received_bytes += play(self._talk, chunk)
        self._talk.finish(keep_damage=True)
        self._talk.event("lost", "the recording is at its end")
