"""Files cut at every byte of their last 4 kB: ``python tests/soak/truncate.py``; ``SOAK_N`` cuts every n-th byte less.

Frames, audio, series, the list of imports, the database, and the database's own log (WAL) as a power cut leaves it.
Each must open again, with a beginning of what was recorded and nothing else, or say that it is damaged; only the
database itself may do the latter.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from night import BLOCK, Night, payload

from patrol_app.domain.errors import PatrolError
from patrol_app.recordings import attachments, bwf_repair, frames, series
from patrol_app.recordings.bwf import read_bwf
from patrol_app.store.home import Home
from patrol_app.store.store import Store

TAIL = 4096
STEPS = 330


@dataclass(slots=True, kw_only=True)
class TruncateResult:
    """``wrong`` counts files that gave something that was never recorded, or broke; it must be 0."""

    cuts: int = 0
    damaged: int = 0
    wrong: int = 0


def _frames(path: Path) -> bool:
    frames.repair(path)
    said = [item.payload for item in frames.read_frames(path) if isinstance(item, frames.Frame)]
    return said == [payload(step) for step in range(len(said))]


def _audio(truth: bytes) -> Callable[[Path], bool]:
    def look(path: Path) -> bool:
        if bwf_repair.repair(path) is None:
            return True  # cut inside its header: the file goes
        heard = read_bwf(path).read()
        return np.asarray(heard).astype("<i2").tobytes() == truth[: len(heard) * 2]

    return look


def _series(path: Path) -> bool:
    series.repair(path)
    if not path.stat().st_size:
        return True
    rows = series.read_series(path).rows
    return all(row[0] == step / 10 for step, row in enumerate(rows))


def _imports(path: Path) -> bool:
    attachments.repair_imports(path.parent)
    return [each.original_name for each in attachments.attached(path.parent)] == [
        f"photo-{number}.jpg" for number in range(len(attachments.attached(path.parent)))
    ]


def _store(path: Path) -> bool:
    store = Store.open(path)
    try:
        if not store.check().good:
            return True  # it says so
        return [entry.body["n"] for entry in store.all_of_kind("step", "V1")] == list(
            range(len(store.all_of_kind("step", "V1")))
        )
    finally:
        store.close()


def _wal(path: Path) -> bool:
    """What the last transactions wrote and no checkpoint had moved: cut anywhere, the facts before it stand."""
    store = Store.open(path.with_name("patrol.db"))
    try:
        said = [entry.body["n"] for entry in store.all_of_kind("step", "V1")]
        return store.check().good and said == list(range(len(said))) and len(store.levels("V1")) == 10 * len(said)
    finally:
        store.close()


def campaign(folder: Path, step: int) -> dict[str, TruncateResult]:
    """Cut each kind of file at every ``step``-th byte of its last 4 kB."""
    home = Home.open(folder / "home")
    night = Night(home, "V1")
    while night.step < STEPS:
        night.go()
    open_store = folder / "open"
    open_store.mkdir()
    shutil.copyfile(home.database, open_store / "patrol.db")
    shutil.copyfile(home.database.with_name(f"{home.database.name}-wal"), open_store / "patrol.db-wal")
    night.frames.close()
    sound = night.audio.close()
    night.series.close()
    night.store.close()
    for number in range(30):
        photo = folder / f"photo-{number}.jpg"
        photo.write_bytes(b"%d" % number)
        at = datetime(2026, 6, 6, tzinfo=UTC)
        attachments.attach(night.folder.attachments, photo, imported_at=at, imported_by="DEMO", origin="phone")
    whole = sound[0].read().astype("<i2").tobytes()
    kinds: dict[str, tuple[Path, Callable[[Path], bool]]] = {
        "frames": (night.folder.raw / "sound.frames", _frames),
        "audio": (sound[0].path, _audio(whole)),
        "series": (night.folder.series / "M1.csv", _series),
        "imports": (night.folder.attachments / "imports.jsonl", _imports),
        "database": (home.database, _store),
        "database log": (open_store / "patrol.db-wal", _wal),
    }
    return {name: _cut(folder / name, path, look, step) for name, (path, look) in kinds.items()}


def _cut(folder: Path, path: Path, look: Callable[[Path], bool], step: int) -> TruncateResult:
    result = TruncateResult()
    content = path.read_bytes()
    for length in range(max(0, len(content) - TAIL), len(content), step):
        folder.mkdir()
        target = folder / path.name
        target.write_bytes(content[:length])
        for beside in (path.with_suffix(".json"), path.with_suffix(".db")):
            if beside != path and beside.exists():
                shutil.copyfile(beside, folder / beside.name)
        result.cuts += 1
        try:
            result.wrong += not look(target)
        except PatrolError:
            result.damaged += 1
        shutil.rmtree(folder)
    return result


def main() -> int:
    """Run the campaign and print what it found."""
    assert STEPS * BLOCK > 0
    with tempfile.TemporaryDirectory() as folder:
        found = campaign(Path(folder), int(os.environ.get("SOAK_N", "1")))
    for name, result in found.items():
        print(name, result)
    if any(result.damaged for name, result in found.items() if name != "database"):
        return 1
    return 1 if any(result.wrong for result in found.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
