"""The demonstration night, played once for all tests that look at its packs; nobody changes its files."""

from __future__ import annotations

import atexit
import os
import shutil
import sys
import tempfile
import zipfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from patrol_app.services.closing import ClosedVisit
from patrol_app.services.demo.demo import TRUST, Demo


@dataclass(frozen=True, slots=True)
class DemoNight:
    """What the night left: its folder and its closed visits in their order."""

    out: Path
    visits: tuple[ClosedVisit, ...]

    @property
    def home(self) -> Path:
        """The data folder of the night."""
        return self.out / "data"

    @property
    def trust(self) -> Path:
        """The office's trust list, which is in no pack."""
        return self.out / TRUST


def scratch(prefix: str) -> Path:
    """A folder that is removed when the tests end."""
    folder = Path(tempfile.mkdtemp(prefix=prefix))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


@cache
def demo_night() -> DemoNight:
    out = scratch("demo-night-") / "out"
    before = sys.getswitchinterval()
    # as the command does: the night's threads hand over to each other thousands of times a second
    sys.setswitchinterval(0.0005)
    try:
        with Demo(out, lambda number, part: None) as demo:
            visits = tuple(demo.play())
    finally:
        sys.setswitchinterval(before)
    return DemoNight(out, visits)


@cache
def _unpacked(pack: Path) -> Path:
    folder = scratch("unpacked-")
    with zipfile.ZipFile(pack) as archive:
        archive.extractall(folder)
    return next(folder.iterdir())


def copy_of(pack: Path, to: Path) -> Path:
    """The unpacked pack under ``to``, hard-linked: a file that a test changes is replaced, never written into."""
    top = _unpacked(pack)
    return Path(shutil.copytree(top, to / top.name, copy_function=os.link))


def replace_file(path: Path, content: bytes) -> None:
    """Put a changed file in the place of a hard link."""
    path.unlink()
    path.write_bytes(content)


def zipped(top: Path, target: Path) -> Path:
    """A plain ZIP of a folder, as a stranger's tool would make it."""
    with zipfile.ZipFile(target, "w") as archive:
        for path in sorted(top.rglob("*")):
            if path.is_file():
                archive.write(path, f"{top.name}/{path.relative_to(top).as_posix()}")
    return target
