"""The data folder: where it is, what lies where in it, and the lock that lets one program write it."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from patrol_app.domain.errors import CannotDo
from patrol_app.recordings.disk import disk_fault

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl


def data_folder(environment: Mapping[str, str] = os.environ, platform: str = sys.platform) -> Path:
    """``PATROL_HOME`` if set, else the platform's place for a user's data."""
    if chosen := environment.get("PATROL_HOME"):
        return Path(chosen).expanduser().absolute()
    if platform == "win32":
        base = environment.get("LOCALAPPDATA")
        return (Path(base) if base else Path.home() / "AppData" / "Local") / "NightPatrol"
    if platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "night-patrol"
    base = environment.get("XDG_DATA_HOME")
    return (Path(base) if base else Path.home() / ".local" / "share") / "night-patrol"


@dataclass(frozen=True, slots=True)
class Home:
    """The places in a data folder; ``open`` makes the folders."""

    path: Path

    @classmethod
    def open(cls, path: Path | None = None) -> Self:
        """The data folder at ``path``, or at its usual place.

        Raises:
            CannotDo: it cannot be made or written.
        """
        home = cls(path or data_folder())
        try:
            for folder in (home.path, home.recordings, home.packs, home.papers, home.keys, home.trust):
                folder.mkdir(parents=True, exist_ok=True)
        except OSError as fault:
            raise disk_fault(fault, home.path) from fault
        return home

    @property
    def database(self) -> Path:
        """Get the database file."""
        return self.path / "patrol.db"

    @property
    def recordings(self) -> Path:
        """Get the folder of recordings, one a visit."""
        return self.path / "recordings"

    @property
    def packs(self) -> Path:
        """Get the folder of exported evidence packs."""
        return self.path / "packs"

    @property
    def papers(self) -> Path:
        """Get the folder of papers and bulletins."""
        return self.path / "papers"

    @property
    def keys(self) -> Path:
        """Get the folder of password-protected key files."""
        return self.path / "keys"

    @property
    def trust(self) -> Path:
        """Get the folder of the trust list."""
        return self.path / "trust"

    @property
    def reserve(self) -> Path:
        """Get the file that holds room for the closing records."""
        return self.path / "reserve.bin"


class FolderLock:
    """Held by the one program that writes a folder; the system lets go of it when the program dies."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "patrol.lock"
        try:
            self._descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o644)
        except OSError as fault:
            raise disk_fault(fault, self.path) from fault
        try:
            if sys.platform == "win32":
                msvcrt.locking(self._descriptor, msvcrt.LK_NBLCK, 1)
            else:
                fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as fault:
            os.close(self._descriptor)
            raise CannotDo("store.in_use", path=str(folder)) from fault

    def release(self) -> None:
        """Let another program write; twice is once."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1
