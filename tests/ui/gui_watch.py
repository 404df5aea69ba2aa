"""What the window's own thread does that could make it wait: files, databases, sockets, programs, sleep; and how long.

Time is that of the thread's own processor time, which other work on the machine does not lengthen; waiting is seen by
the calls that wait, through Python's audit events, so that a fast disk hides nothing.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from patrol_app.assets import resource

WAITS = ("open", "sqlite3.connect", "socket.connect", "socket.getaddrinfo", "subprocess.Popen", "os.rename",
         "os.remove", "os.listdir", "shutil.copyfile")  # fmt: skip
LONGEST_S = 0.1


@dataclass
class GuiWatch:
    """Filled turn by turn."""

    waits: list[str] = field(default_factory=list)
    longest_s: float = 0.0


class _Now:
    watch: GuiWatch | None = None
    thread = 0
    hooked = False


def _of_the_program(path: object) -> bool:
    """Code and sentences that are read once, wherever they are first wanted."""
    text = os.fspath(path) if isinstance(path, str | bytes | os.PathLike) else ""
    if isinstance(text, bytes):
        text = os.fsdecode(text)
    code = text.endswith((".py", ".pyc", ".so", ".pyd", ".pyi", ".pth", ".zip")) or "site-packages" in text
    return code or text.startswith((str(resource()), sys.base_prefix, "/usr/share/zoneinfo"))


def _hear(event: str, arguments: tuple[object, ...]) -> None:
    watch = _Now.watch
    if watch is None or event not in WAITS or threading.get_ident() != _Now.thread:
        return
    if event in ("open", "os.listdir") and (isinstance(arguments[0], int) or _of_the_program(arguments[0])):
        return
    watch.waits.append(f"{event} {arguments[0]!r}")


@contextmanager
def turn(watch: GuiWatch) -> Iterator[None]:
    """A turn of the event loop, or a key, in the calling thread, which is the window's."""
    if not _Now.hooked:
        sys.addaudithook(_hear)
        _Now.hooked = True
    _Now.watch, _Now.thread = watch, threading.get_ident()
    began = time.thread_time()
    try:
        yield
    finally:
        _Now.watch = None
        watch.longest_s = max(watch.longest_s, time.thread_time() - began)
