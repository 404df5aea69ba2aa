"""Single bits turned over at random: ``SOAK_S=120 python tests/soak/flips.py``.

In the database, in a raw file and in a pack. Each must give ``damaged`` or the same as before; never another number.
"""

from __future__ import annotations

import random
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "services"))

from lengths import runs
from night import Night, payload
from short_visit import short_pack

from patrol_app.domain.errors import PatrolError
from patrol_app.evidence.verify import verify_pack
from patrol_app.recordings import frames
from patrol_app.store.home import Home
from patrol_app.store.store import Store

STEPS = 200


@dataclass(slots=True, kw_only=True)
class FlipResult:
    """``wrong`` counts flips that gave another content without a word; it must be 0."""

    runs: int = 0
    noticed: int = 0
    unchanged: int = 0
    wrong: int = 0


def flip(path: Path, source: random.Random) -> None:
    """Turn over one bit."""
    with path.open("r+b") as file:
        at = source.randrange(path.stat().st_size)
        file.seek(at)
        byte = file.read(1)[0]
        file.seek(at)
        file.write(bytes((byte ^ (1 << source.randrange(8)),)))


def _database(path: Path) -> bool | None:
    try:
        store = Store.open(path)
        try:
            if not store.check(verify=lambda statement, signature, _: statement[:8] == signature).good:
                return None
            facts = [entry.body["n"] for entry in store.all_of_kind("step", "V1")]
            rows = store.levels("V1")
            return facts == list(range(STEPS)) and len(rows) == 10 * STEPS and {row.laf_db for row in rows} == {60.0}
        finally:
            store.close()
    except PatrolError:
        return None


def _raw(path: Path) -> bool | None:
    items = list(frames.read_frames(path))
    if any(not isinstance(item, frames.Frame) for item in items):
        return None
    said = [item.payload for item in items if isinstance(item, frames.Frame)]
    if len(said) < STEPS:
        return None  # the last frame: its sequence is missing at the end, and repair cuts it as torn
    return said == [payload(step) for step in range(STEPS)]


def _pack(path: Path) -> bool | None:
    return None if not verify_pack(path, None, datetime.now(UTC)).intact else False


def campaign(folder: Path, numbers: Iterator[int], seed: int) -> dict[str, FlipResult]:
    """A flip in each kind of file a run."""
    source = random.Random(seed)
    home = Home.open(folder / "home")
    night = Night(home, "V1")
    while night.step < STEPS:
        night.go()
    night.frames.close()
    night.audio.close()
    night.series.close()
    night.store.close()
    kinds = {
        "database": (home.database, _database),
        "raw": (night.folder.raw / "sound.frames", _raw),
        "pack": (short_pack().pack.path, _pack),
    }
    results = {name: FlipResult() for name in kinds}
    for _ in numbers:
        for name, (path, look) in kinds.items():
            target = folder / f"flip-{name}" / path.name
            target.parent.mkdir()
            shutil.copyfile(path, target)
            flip(target, source)
            same = look(target)
            results[name].runs += 1
            results[name].noticed += same is None
            results[name].unchanged += same is True
            results[name].wrong += same is False
            shutil.rmtree(target.parent)
    return results


def main() -> int:
    """Run the campaign and print what it found."""
    with tempfile.TemporaryDirectory() as folder:
        found = campaign(Path(folder), runs(1000), 1)
    for name, result in found.items():
        print(name, result)
    return 1 if any(result.wrong for result in found.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
