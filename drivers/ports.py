"""What a port is, what is known of a serial one from outside, and why it could not be opened, with the cure."""

from __future__ import annotations

import errno
import os
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from drivers.errors import PortRefused


class Gone(Exception):
    """The device or the other side is no longer there."""


class Port(Protocol):
    """An open port; ``fileno`` is ``None`` where nothing can be waited on and ``read`` itself waits a little."""

    def fileno(self) -> int | None:
        """What ``select`` waits on."""
        ...

    def read(self) -> bytes:
        """The bytes that have come; raises ``Gone``."""
        ...

    def write(self, data: bytes) -> None:
        """Send bytes; raises ``Gone``."""
        ...

    def close(self) -> None:
        """Give the port back."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class PortFound:
    """A serial port of this machine and what is plugged into it, as the system knows it."""

    device: str
    description: str
    usb_id: tuple[int, int] | None
    serial_number: str | None
    socket: str | None = None
    """Where on the machine's USB it is plugged in."""


def found_again(was: PortFound, others: Collection[str], present: Sequence[PortFound]) -> PortFound:
    """The port at which an adapter is found again that was pulled out, whatever the system calls it now.

    By its number; without one by its kind and the socket that it was in, or by its kind alone where it is the only one
    of that kind that is new. ``others`` are the ports that were there beside it.

    Raises:
        PortRefused: it is not there, or which one it is cannot be told.
    """
    alike = [each for each in present if (each.usb_id, each.serial_number) == (was.usb_id, was.serial_number)]
    if was.serial_number is None and was.usb_id is None:
        alike = [each for each in alike if each.device == was.device]
    elif was.serial_number is None:
        there = [each for each in alike if was.socket is not None and each.socket == was.socket]
        alike = there or [each for each in alike if each.device not in others]
    if len(alike) != 1:
        raise PortRefused(
            "drivers.port_absent", port=was.device, known=", ".join(each.device for each in present) or "-"
        )
    return alike[0]


def refusal(port: str, fault: Exception, present: Sequence[str]) -> PortRefused:
    """The refusal for a fault of the system; ``present`` are the ports there are."""
    number = getattr(fault, "errno", None)
    text = str(fault)
    if number in (errno.ENOENT, errno.ENODEV, errno.ENXIO) or "FileNotFoundError" in text:
        return PortRefused("drivers.port_absent", port=port, known=", ".join(present) or "-")
    if number in (errno.EBUSY, errno.EAGAIN) or (os.name != "posix" and "PermissionError" in text):
        return PortRefused("drivers.port_busy", port=port, user=user_of(port) or "-")
    if number in (errno.EACCES, errno.EPERM):
        return PortRefused("drivers.port_forbidden", port=port)
    return PortRefused("drivers.port_broken", port=port, reason=text)


def user_of(port: str) -> str:
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
