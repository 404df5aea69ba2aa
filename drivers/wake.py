"""A bell that wakes a thread out of ``select``; works on every system, unlike a pipe."""

from __future__ import annotations

import contextlib
import select
import socket


class Wake:
    """``ring`` from any thread; the sleeping one waits on ``fileno`` and then calls ``hush``."""

    def __init__(self) -> None:
        self._ear, self._bell = socket.socketpair()

    def fileno(self) -> int:
        """What to wait on."""
        return self._ear.fileno()

    def ring(self) -> None:
        """Wake the thread; nothing happens when it has already gone."""
        with contextlib.suppress(OSError):
            self._bell.send(b"!")

    def hush(self) -> None:
        """Forget the rings so far."""
        self._ear.recv(256)

    def wait(self, timeout_s: float | None) -> None:
        """Sleep until a ring or the time-out."""
        if select.select([self._ear], [], [], timeout_s)[0]:
            self.hush()

    def close(self) -> None:
        """No more rings."""
        self._ear.close()
        self._bell.close()
