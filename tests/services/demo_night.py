"""The demonstration night, played once for all tests that look at its packs; nobody changes its files.

``quick_night`` is its first visit with shorter runs, for tests that make packs again and do not look at their length.
"""

from __future__ import annotations

import os
import shutil
import sys
import zipfile
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from made_once import made_once, scratch

from patrol_app.acoustics.synthesis import Source
from patrol_app.services.closing import ClosedVisit
from patrol_app.services.demo.demo import TRUST, Demo
from patrol_app.services.demo.plan import NightPlan, load_night


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


def played(out: Path, plan: NightPlan) -> tuple[ClosedVisit, ...]:
    """The closed visits of a night."""
    before = sys.getswitchinterval()
    # as the command does: the night's threads hand over to each other thousands of times a second
    sys.setswitchinterval(0.0005)
    try:
        with Demo(out, lambda number, part: None, plan) as demo:
            return tuple(demo.play())
    finally:
        sys.setswitchinterval(before)


@cache
def demo_night() -> DemoNight:
    return made_once("night", lambda folder: DemoNight(folder / "out", played(folder / "out", load_night())))


@cache
def quick_night() -> DemoNight:
    return made_once("quick", lambda folder: DemoNight(folder / "out", played(folder / "out", _quick())))


def _quick() -> NightPlan:
    """The first visit with runs of 60 s and 30 s; its saw, hammer, truck and photos come sooner."""
    night = load_night()
    visit = night.visit[0]
    sources = (
        Source(texture="diesel", level_db=56.9, start_s=20, end_s=110),
        Source(texture="saw", level_db=63.5, start_s=40, end_s=45),
        Source(texture="hammer", level_db=68.0, start_s=30, end_s=34),
        Source(texture="hammer", level_db=68.0, start_s=52, end_s=58),
        Source(texture="truck", level_db=69.0, start_s=66, end_s=74, passing=True),
    )
    photos = tuple(replace(photo, at_s=at_s) for photo, at_s in zip(visit.photos, (54.0, 37.0), strict=True))
    exclude = tuple(replace(each, begin_s=69.0, back_s=4.0, end_s=75.0) for each in visit.exclude)
    quick = replace(
        visit, sources=sources, photos=photos, exclude=exclude, acknowledge_s=(56.0,), marks_s=(42.0,), run_s=60.0,
        background_s=30.0,
    )  # fmt: skip
    return replace(night, visit=(quick,))


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
