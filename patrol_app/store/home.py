"""The data folder: where it is, what lies where in it, and the lock that lets one program write it."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from patrol_app.domain.errors import CannotDo
from patrol_app.recordings.disk import disk_fault, write_whole

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl


CHOSEN = "folder.txt"
"""In the usual place: the path of the folder that is used instead of it."""


def data_folder(environment: Mapping[str, str] = os.environ, platform: str = sys.platform) -> Path:
    """``PATROL_HOME`` if set, else the folder that was chosen on this laptop, else the usual place."""
    if fixed := environment.get("PATROL_HOME"):
        return Path(fixed).expanduser().absolute()
    usual = usual_folder(environment, platform)
    return chosen_folder(usual) or usual


def chosen_folder(usual: Path) -> Path | None:
    """The folder that was chosen instead of the usual one; an odd file counts as no choice."""
    try:
        written = (usual / CHOSEN).read_text("utf-8").strip()
    except (OSError, ValueError):
        return None
    return Path(written) if written and Path(written).is_absolute() else None


def choose_folder(path: Path, environment: Mapping[str, str] = os.environ, platform: str = sys.platform) -> None:
    """Use another data folder from the next start on; the usual one is gone back to by choosing it.

    Raises:
        CannotDo: ``PATROL_HOME`` says which folder it is, or the disk does not take the choice.
    """
    if fixed := environment.get("PATROL_HOME"):
        raise CannotDo("store.folder_fixed", path=fixed)
    usual = usual_folder(environment, platform)
    try:
        if path.resolve() == usual.resolve():
            (usual / CHOSEN).unlink(missing_ok=True)
            return
        usual.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise disk_fault(fault, usual) from fault
    write_whole(usual / CHOSEN, f"{path}\n".encode())


def usual_folder(environment: Mapping[str, str] = os.environ, platform: str = sys.platform) -> Path:
    """The platform's place for a user's data."""
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
            CannotDo: it cannot be made or written, or it was chosen and is not there.
        """
        home = cls(path or data_folder())
        if home.path == chosen_folder(usual_folder()) and not home.path.is_dir():
            # An empty folder made where a disk is missing would look like a laptop on which nothing was ever recorded.
            raise CannotDo("store.folder_gone", path=home.path)
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
