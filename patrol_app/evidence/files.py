"""Files that are whole or absent: written under a temporary name beside the target, synced, then renamed."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from io import BufferedRandom
from pathlib import Path

from patrol_app.domain.errors import BadInput, CannotDo


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":
        return  # a folder cannot be opened for syncing there
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextlib.contextmanager
def new_file(target: Path, *, mode: int = 0o644, replace: bool = False) -> Iterator[BufferedRandom]:
    """A stream that becomes ``target`` when the block ends well, and nothing when it does not.

    Raises:
        BadInput: the target exists and ``replace`` is false.
        CannotDo: the folder or the disk does not take it.
    """
    if not replace and os.path.lexists(target):
        raise BadInput("evidence.file_exists", file=str(target))
    temporary = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        handle = os.open(temporary, os.O_RDWR | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), mode)
        with os.fdopen(handle, "w+b") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(target)
        _sync_folder(target.parent)
    except OSError as fault:
        raise CannotDo("evidence.disk", file=str(target), reason=fault.strerror or str(fault)) from fault
    finally:
        temporary.unlink(missing_ok=True)


def write_new(target: Path, content: bytes, *, mode: int = 0o644, replace: bool = False) -> None:
    """Write a small file whole or not at all; errors as ``new_file``."""
    with new_file(target, mode=mode, replace=replace) as stream:
        stream.write(content)
