"""The last step to the disk: whole writes or none, syncs that say when bytes are safe, faults as sentences."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Self

from patrol_app.domain.errors import CannotDo

_FULL = {errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)}
_FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS}

_BINARY = getattr(os, "O_BINARY", 0)
_sync: Callable[[int], None] = getattr(os, "fdatasync", os.fsync)


def disk_fault(fault: OSError, path: Path) -> CannotDo:
    """The sentence for an operating system's refusal at ``path``."""
    if fault.errno in _FULL:
        return CannotDo("recordings.disk_full", path=str(path))
    if fault.errno in _FORBIDDEN:
        return CannotDo("recordings.not_allowed", path=str(path))
    if fault.errno in (errno.ENOENT, errno.ENOTDIR):
        return CannotDo("recordings.missing", path=str(path))
    if fault.errno == errno.EEXIST:
        return CannotDo("recordings.exists", path=str(path))
    return CannotDo("recordings.disk_error", path=str(path), reason=fault.strerror or str(fault))


def sha256_of(path: Path, size: int) -> str:
    """SHA-256 of the first ``size`` bytes of a file that may go on growing; of all of it when it is shorter.

    Raises:
        CannotDo: the file cannot be read.
    """
    digest = hashlib.sha256()
    left = size
    try:
        with path.open("rb") as stream:
            while left and (block := stream.read(min(left, 1 << 20))):
                digest.update(block)
                left -= len(block)
    except OSError as fault:
        raise disk_fault(fault, path) from fault
    return digest.hexdigest()


def sync_folder(path: Path) -> None:
    """Make the names in a folder safe; Windows does this by itself."""
    if sys.platform == "win32":
        return
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except OSError as fault:
        raise disk_fault(fault, path) from fault


class DurableFile:
    """A file that only grows: an append is whole or has not happened, and ``sync`` says when it is safe.

    Unbuffered, so that after kill -9 everything appended is there. A short write (a full disk gives one before it
    gives an error) is cut off again before the fault is raised, so that a retry after making room is exact.
    """

    def __init__(self, path: Path, *, create: bool) -> None:
        self.path = path
        flags = os.O_RDWR | _BINARY | (os.O_CREAT | os.O_EXCL if create else 0)
        try:
            self._descriptor = os.open(path, flags, 0o644)
        except OSError as fault:
            raise disk_fault(fault, path) from fault
        self._closed = False
        if create:
            sync_folder(path.parent)
        self.size = os.fstat(self._descriptor).st_size

    @classmethod
    def create(cls, path: Path) -> Self:
        """A new file; refuses one that exists."""
        return cls(path, create=True)

    @classmethod
    def reopen(cls, path: Path) -> Self:
        """An existing file, to go on at its end."""
        return cls(path, create=False)

    def append(self, data: bytes) -> int:
        """Write ``data`` at the end; returns the offset where it begins.

        Raises:
            CannotDo: disk full or another fault; the file is as long as before.
        """
        start = self.size
        try:
            os.lseek(self._descriptor, start, os.SEEK_SET)
            written = self._write(data)
            while written < len(data):
                # The second write makes the system name the reason that the short one only hinted at.
                more = self._write(data[written:])
                if more == 0:
                    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
                written += more
        except OSError as fault:
            self.truncate(start)
            raise disk_fault(fault, self.path) from fault
        self.size = start + len(data)
        return start

    def patch(self, offset: int, data: bytes) -> None:
        """Overwrite bytes that exist, such as a length in a header."""
        try:
            os.lseek(self._descriptor, offset, os.SEEK_SET)
            if self._write(data) != len(data):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        except OSError as fault:
            raise disk_fault(fault, self.path) from fault

    def truncate(self, length: int) -> None:
        """Cut the file to ``length`` bytes; only ``repair`` and a failed append do that."""
        try:
            os.ftruncate(self._descriptor, length)
        except OSError as fault:
            raise disk_fault(fault, self.path) from fault
        self.size = length

    def sync(self) -> None:
        """Return when everything written so far survives a power cut."""
        try:
            _sync(self._descriptor)
        except OSError as fault:
            raise disk_fault(fault, self.path) from fault

    def close(self) -> None:
        """Close; twice is once."""
        if not self._closed:
            self._closed = True
            os.close(self._descriptor)

    def _write(self, data: bytes) -> int:
        return os.write(self._descriptor, data)


def write_whole(path: Path, data: bytes) -> None:
    """Give ``path`` this content at once or not at all: temporary name, sync, rename, sync of the folder."""
    part = path.with_name(path.name + ".part")
    with suppress(OSError):
        # where this is refused the file cannot be made either, and that is told
        part.unlink(missing_ok=True)
    file = DurableFile.create(part)
    try:
        file.append(data)
        file.sync()
    except CannotDo:
        file.close()
        part.unlink(missing_ok=True)
        raise
    file.close()
    try:
        rename(part, path)
    except CannotDo:
        part.unlink(missing_ok=True)
        raise


def try_out(folder: Path, size: int) -> None:
    """Make sure that a folder takes a file and that so many bytes are free, before anything hangs on it.

    Raises:
        CannotDo: it is not there, read-only or forbidden, or the disk has not so much room.
    """
    probe = folder / f".probe.{os.getpid()}"
    try:
        write_whole(probe, b"night patrol")
    except CannotDo as fault:
        raise CannotDo(fault.key, **{**fault.data, "path": str(folder)}) from fault
    with suppress(OSError):
        probe.unlink()
    free = shutil.disk_usage(folder).free
    if free < size:
        raise CannotDo("recordings.no_room", path=str(folder), needed=f"{size / 1e6:.1f}", free=f"{free / 1e6:.1f}")


def rename(part: Path, path: Path) -> None:
    """Move a finished file to its final name and make the name safe."""
    try:
        part.replace(path)
    except OSError as fault:
        raise disk_fault(fault, path) from fault
    sync_folder(path.parent)


def cut_tail(path: Path, length: int) -> None:
    """Shorten a file to ``length`` bytes and make that safe."""
    file = DurableFile.reopen(path)
    try:
        file.truncate(length)
        file.sync()
    finally:
        file.close()
