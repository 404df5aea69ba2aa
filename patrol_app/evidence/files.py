"""Files that are whole or absent: written under a temporary name beside the target, synced, then renamed."""

from __future__ import annotations

import contextlib
import glob
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


def sweep(folder: Path, name: str = "*") -> list[Path]:
    """Remove what a killed program left in a folder (``.NAME.PID.part``); files of programs that run are left alone.

    Returns what was removed. A file that cannot be removed stays: it carries no final name and does no harm.
    """
    removed = []
    for path in folder.glob(f".{glob.escape(name) if name != '*' else name}.*.part"):
        process = path.name.split(".")[-2]
        if process.isdigit() and not _runs(int(process)):
            with contextlib.suppress(OSError):
                path.unlink()
                removed.append(path)
    return removed


def _runs(process: int) -> bool:
    if process == os.getpid():
        return True
    if os.name == "nt":
        return False  # a file that a running program holds open cannot be removed there anyway
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True


@contextlib.contextmanager
def new_file(target: Path, *, mode: int = 0o644, replace: bool = False) -> Iterator[BufferedRandom]:
    """A stream that becomes ``target`` when the block ends well, and nothing when it does not.

    Raises:
        BadInput: the target exists and ``replace`` is false.
        CannotDo: the folder or the disk does not take it.
    """
    if not replace and os.path.lexists(target):
        raise BadInput("evidence.file_exists", file=str(target))
    sweep(target.parent, target.name)
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
        # a folder that is gone or read-only has already said so
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)


def write_new(target: Path, content: bytes, *, mode: int = 0o644, replace: bool = False) -> None:
    """Write a small file whole or not at all; errors as ``new_file``."""
    with new_file(target, mode=mode, replace=replace) as stream:
        stream.write(content)
