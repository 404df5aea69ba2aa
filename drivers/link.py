"""A link to one instrument: the only file that opens a port.

One plain thread a port reads with two time stamps, hands every byte to the recording first, then to the decoder,
asks what is due, and comes back by itself to the same device after a loss. Ports: a device path or ``COMn``,
``socket://host:port``, ``replay:FILE``.
"""

from __future__ import annotations

import errno
import os
import select
import socket
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from drivers.capture import read_capture
from drivers.clock import Clock, ScenarioClock, SystemClock
from drivers.conversation import Conversation, Deliver, LinkEvent, StampedReading, Talk, Tee
from drivers.errors import PortRefused
from drivers.instrument import Direction, Instrument, LineSettings

__all__ = ["Clock", "Link", "LinkEvent", "PortFound", "ScenarioClock", "StampedReading", "SystemClock", "find_ports"]

_RETRY_NS = 3_000_000_000
_BLIND_WAIT_S = 0.05
_CHUNK = 4096
_FAR = 1 << 62


@dataclass(frozen=True, slots=True, kw_only=True)
class PortFound:
    """A serial port of this machine and what is plugged into it, as the system knows it."""

    device: str
    description: str
    usb_id: tuple[int, int] | None
    serial_number: str | None


def find_ports() -> list[PortFound]:
    """The serial ports there are; nothing is opened."""
    from serial.tools.list_ports import comports  # noqa: TID251 - this is the one file that may

    return [
        PortFound(
            device=port.device,
            description=port.description or "",
            usb_id=(port.vid, port.pid) if port.vid is not None and port.pid is not None else None,
            serial_number=port.serial_number,
        )
        for port in sorted(comports(), key=lambda each: each.device)
    ]


def check_port(port: str, line: LineSettings | None = None) -> None:
    """Open and close a port once.

    Raises:
        PortRefused: absent, busy or forbidden; the sentence under its key tells the cure.
    """
    _open(port, line or LineSettings(baud=9600)).close()


class _Gone(Exception):
    """The device or the other side is no longer there."""


class _Port(Protocol):
    def fileno(self) -> int | None: ...
    def read(self) -> bytes: ...
    def write(self, data: bytes) -> None: ...
    def close(self) -> None: ...


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
            raise _Gone(str(fault)) from fault
        if not data:
            raise _Gone("the other side closed the connection")
        return data

    def write(self, data: bytes) -> None:
        try:
            self._socket.sendall(data)
        except OSError as fault:
            raise _Gone(str(fault)) from fault

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
            raise _refusal(port, fault) from fault
        self._blind = not posix

    def fileno(self) -> int | None:
        return None if self._blind else self._serial.fileno()

    def read(self) -> bytes:
        try:
            return bytes(self._serial.read(_CHUNK if not self._blind else max(1, self._serial.in_waiting)))
        except OSError as fault:
            raise _Gone(str(fault)) from fault

    def write(self, data: bytes) -> None:
        try:
            self._serial.write(data)
        except OSError as fault:
            raise _Gone(str(fault)) from fault

    def close(self) -> None:
        self._serial.close()


def _refusal(port: str, fault: Exception) -> PortRefused:
    number = getattr(fault, "errno", None)
    text = str(fault)
    if number in (errno.ENOENT, errno.ENODEV, errno.ENXIO) or "FileNotFoundError" in text:
        known = ", ".join(each.device for each in find_ports()) or "-"
        return PortRefused("drivers.port_absent", port=port, known=known)
    if number in (errno.EBUSY, errno.EAGAIN) or (os.name != "posix" and "PermissionError" in text):
        return PortRefused("drivers.port_busy", port=port, user=_user_of(port) or "-")
    if number in (errno.EACCES, errno.EPERM):
        return PortRefused("drivers.port_forbidden", port=port)
    return PortRefused("drivers.port_broken", port=port, reason=text)


def _user_of(port: str) -> str:
    """The programs that hold a port open, where the system lets us see it."""
    target = os.path.realpath(port)
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if any(os.path.realpath(handle) == target for handle in (process / "fd").iterdir()):
                found.append(f"{(process / 'comm').read_text().strip()} ({process.name})")
        except OSError:
            continue
    return ", ".join(found)


def _open(port: str, line: LineSettings) -> _Port:
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
        self._serial_number: str | None = None
        self._open_port: _Port | None = None
        self._wake_in, self._wake_out = socket.socketpair()
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
        if not self.port.startswith("replay:"):
            if self._line.baud is None and not self.port.startswith("socket://"):
                raise PortRefused("drivers.baud_unknown", model=self.model)
            self._open_port = _open(self._path, self._line)
            real = os.path.realpath(self.port)
            if not self.port.startswith("socket://"):
                self._serial_number = next((each.serial_number for each in find_ports() if each.device == real), None)
        else:
            self._recording = read_capture(Path(self.port.removeprefix("replay:")))
        self._thread.start()

    def close(self) -> None:
        """Stop asking, close the port, and wait for the thread."""
        self._stop = True
        self.wake()
        if self._thread.is_alive():
            self._thread.join()
        elif self._open_port is not None:
            self._open_port.close()
        self._wake_in.close()
        self._wake_out.close()

    def wake(self) -> None:
        """Look again at the clock."""
        try:
            self._wake_out.send(b"!")
        except OSError:
            return  # already closed

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
            except _Gone as fault:
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
            self._rest(self._talk.due_ns())
            if self._stop:
                for request in self._talk.marked("closing"):
                    self._talk.sent(request.payload)
                    port.write(request.payload)
                return
            if self._wait(port.fileno()):
                self._obey()
                data = port.read()
                if data:
                    self._talk.received(data)
                    # What follows from the bytes is counted before the bytes are.
                    self._talk.pump(port.write)
                    self.received_bytes += len(data)

    def _obey(self) -> None:
        while self._commands:
            self._commands.popleft()()
            self._obeyed += 1

    def _rest(self, due_ns: int | None) -> None:
        # Only now is everything sent that the commands asked for.
        self._due_ns = due_ns
        self._done = self._obeyed
        self._clock.moved()

    def _wait(self, handle: int | None) -> bool:
        """Sleep until bytes, a wake or the next due time; true when the port may have bytes."""
        if handle is None:
            self._drain_wakes(0.0)
            return True
        waited = [handle, self._wake_in.fileno()]
        ready, _, _ = select.select(waited, [], [], self._clock.timeout_s(self._due_ns))
        if waited[1] in ready:
            self._wake_in.recv(256)
        return handle in ready

    def _drain_wakes(self, timeout_s: float | None) -> None:
        if select.select([self._wake_in], [], [], timeout_s)[0]:
            self._wake_in.recv(256)

    def _close_port(self) -> None:
        if self._open_port is not None:
            self._open_port.close()

    def _come_back(self) -> bool:
        """Try every three seconds until the same device is there; false when told to stop."""
        due_ns = self._clock.monotonic_ns() + _RETRY_NS
        while not self._stop:
            self._obey()
            self._rest(due_ns)
            self._drain_wakes(self._clock.timeout_s(due_ns))
            if self._clock.monotonic_ns() < due_ns:
                continue
            try:
                self._open_port = _open(self._same_device(), self._line)
            except PortRefused:
                due_ns = self._clock.monotonic_ns() + _RETRY_NS
                continue
            return True
        return False

    def _same_device(self) -> str:
        if self._serial_number is not None:
            for each in find_ports():
                if each.serial_number == self._serial_number:
                    return each.device
            raise PortRefused("drivers.port_absent", port=self.port, known="-")
        return self._path

    def _replay(self) -> None:
        """Play a recording at its own pace (a file without times: at once), then end."""
        self._talk.opened("opened", asks=False)
        began_ns = self._clock.monotonic_ns()
        first_ns = next((each.monotonic_ns for each in self._recording if each.monotonic_ns is not None), 0)
        for chunk in self._recording:
            due_ns = began_ns + (chunk.monotonic_ns if chunk.monotonic_ns is not None else first_ns) - first_ns
            while not self._stop and self._clock.monotonic_ns() < due_ns:
                self._obey()
                self._rest(due_ns)
                self._drain_wakes(self._clock.timeout_s(due_ns))
            if self._stop:
                break
            if chunk.damage is not None:
                self._talk.event("damaged", chunk.damage)
            elif chunk.direction is Direction.RECEIVED:
                self._talk.received(chunk.payload)
                self.received_bytes += len(chunk.payload)
            elif chunk.direction is Direction.SENT:
                self._talk.sent(chunk.payload)
            else:
                self._talk.replayed_event(chunk.payload)
        self._talk.finish(keep_damage=True)
        self._talk.event("lost", "the recording is at its end")
