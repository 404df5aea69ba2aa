"""A pack as a list of files that can be read in blocks, from a ZIP or from a folder; nothing is ever unpacked."""

from __future__ import annotations

import contextlib
import os
import stat
from abc import ABC, abstractmethod
from collections.abc import Iterator
from pathlib import Path

from patrol_app.domain.errors import BadInput
from patrol_app.evidence import layout
from patrol_app.evidence.checks import Check, Unreadable, altered
from patrol_app.evidence.zipform import BLOCK


class Source(ABC):
    """The files of one pack.

    Attributes:
        top: the name of the pack's one folder.
        sizes: size in bytes by path below it.
        faults: what was wrong with the container itself; each fails the pack.
    """

    top: str
    sizes: dict[str, int]
    faults: list[Check]

    @abstractmethod
    def blocks(self, path: str) -> Iterator[bytes]:
        """The content of a file, at most a mebibyte at a time; faults found on the way are noted in ``faults``."""

    @abstractmethod
    def close(self) -> None:
        """Let go of what was opened."""

    def read(self, path: str, limit: int) -> bytes:
        """A small file whole.

        Raises:
            Unreadable: it is larger than ``limit`` bytes.
        """
        if self.sizes[path] > limit:
            raise Unreadable("too_big", path=path, expected=limit, found=self.sizes[path])
        return b"".join(self.blocks(path))

    def lines(self, path: str, longest: int) -> Iterator[bytes]:
        """The lines of a text file without their ends, one in memory at a time.

        Raises:
            Unreadable: a line is longer than ``longest`` bytes.
        """
        rest = b""
        for block in self.blocks(path):
            whole = (rest + block).split(b"\n")
            rest = whole.pop()
            yield from whole
            if len(rest) > longest:
                raise Unreadable("too_big", path=path, expected=longest, found=len(rest))
        if rest:
            yield rest

    def note_names(self) -> None:
        """Note the names that have no place in a pack, and those that differ in letter case alone."""
        folded: dict[str, str] = {}
        for path in self.sizes:
            if layout.name_fault(path) is not None:
                self.faults.append(altered("name", path=path))
            if (twin := folded.setdefault(path.casefold(), path)) != path:
                self.faults.append(altered("case", path=path, other=twin))


class FolderSource(Source):
    """An unpacked pack; links and devices are noted and never followed."""

    def __init__(self, folder: Path) -> None:
        self.top = folder.resolve().name
        self.sizes = {}
        self.faults = []
        self._folder = folder
        try:
            self._walk(folder, "")
        except OSError as fault:
            raise Unreadable("unreadable", path=str(folder), cause=fault.strerror or str(fault)) from fault
        self.note_names()

    def _walk(self, folder: Path, prefix: str) -> None:
        with os.scandir(folder) as found:
            entries = sorted(found, key=lambda each: each.name)
        if not entries and prefix:
            self.faults.append(altered("empty_folder", path=prefix))
        for entry in entries:
            path = prefix + entry.name
            mode = entry.stat(follow_symlinks=False).st_mode
            if stat.S_ISDIR(mode):
                self._walk(Path(entry.path), f"{path}/")
            elif stat.S_ISREG(mode):
                self.sizes[path] = entry.stat(follow_symlinks=False).st_size
            else:
                self.faults.append(altered("link", path=path))

    def blocks(self, path: str) -> Iterator[bytes]:
        """The content of a file; a file that cannot be read makes the pack unreadable."""
        try:
            handle = os.open(
                self._folder / path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
            )
            with os.fdopen(handle, "rb") as stream:
                while block := stream.read(BLOCK):
                    yield block
        except OSError as fault:
            raise Unreadable("unreadable", path=path, cause=fault.strerror or str(fault)) from fault

    def close(self) -> None:
        """Nothing is held open."""


@contextlib.contextmanager
def open_source(pack: Path) -> Iterator[Source]:
    """The files of a pack, ZIP or folder.

    Raises:
        BadInput: there is no such file.
        Unreadable: it cannot be read as a pack.
    """
    from patrol_app.evidence.zipsource import ZipSource

    if not pack.exists():
        raise BadInput("evidence.pack_missing", file=str(pack))
    source: Source = FolderSource(pack) if pack.is_dir() else ZipSource(pack)
    try:
        yield source
    finally:
        source.close()
