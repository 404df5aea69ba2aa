"""kill -9 at any moment of an export: ``SOAK_S=180 python tests/soak/export.py``.

A pack that has its final name must be whole; the log must stand; the next export must succeed and leave nothing but
its pack.
"""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "services"))

from export_once import PASSWORD
from lengths import runs
from short_visit import MODELS, ShortVisit

from patrol_app.acoustics.synthesis import Source
from patrol_app.evidence.certificates import Holder
from patrol_app.evidence.keys import new_key
from patrol_app.evidence.verify import verify_pack
from patrol_app.services.checking.recompute import recompute
from patrol_app.store.home import Home
from patrol_app.store.store import Store

ONCE = Path(__file__).parent / "export_once.py"


@dataclass(slots=True, kw_only=True)
class ExportResult:
    """``half`` are packs under a final name that are not whole, ``broken`` logs or second exports that failed."""

    runs: int = 0
    killed: int = 0
    parts_left: int = 0
    half: int = 0
    broken: int = 0


def measured(folder: Path) -> str:
    """A data folder with one visit that is measured and not packed; returns its number."""
    sources = [
        Source(texture="tone", level_db=94.0, start_s=0.0, end_s=15.0),
        Source(texture="ambient", level_db=55.0, start_s=16.0, end_s=200.0),
    ]
    with ShortVisit(folder, roles=tuple(MODELS), sources=sources) as visit:
        visit.walk(14.0)
        visit.do("calibrate", which="before")
        visit.walk(6.0)
        visit.do("begin_run", role="main")
        visit.walk(40.0)
        visit.do("end_run")
        for officer in visit.session.facts.officers[:2]:
            holder = Holder(name=officer.name, certificate_number=officer.certificate_number, organisation="DEMO")
            path = visit.home.keys / f"{officer.certificate_number}.p12"
            new_key(path, PASSWORD, holder, not_before=datetime(2026, 6, 1, tzinfo=UTC))
        number: str = visit.session.facts.number
        return number


def campaign(folder: Path, numbers: Iterator[int], seed: int) -> ExportResult:
    """Kill, look, export again, look."""
    source = random.Random(seed)
    number = measured(folder / "first")
    result = ExportResult()
    whole_s = _whole_export_s(folder, number)
    for run in numbers:
        home, to = folder / f"home-{run}", folder / f"packs-{run}"
        shutil.copytree(folder / "first", home)
        words = [sys.executable, str(ONCE), str(home), number, str(to)]
        with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as work:
            assert work.stdout is not None
            work.stdout.readline()
            began = time.monotonic()
            try:
                work.wait(timeout=source.uniform(0.0, whole_s))
            except subprocess.TimeoutExpired:
                work.kill()
                result.killed += 1
            else:
                whole_s = time.monotonic() - began
        result.runs += 1
        pack = to / f"{number}.zip"
        result.parts_left += sum(1 for _ in to.glob(".*.part"))
        result.half += pack.exists() and not _whole(pack)
        store = Store.open(Home.open(home).database)
        result.broken += not store.check().good
        store.close()
        if not pack.exists():
            again = subprocess.run(words, capture_output=True, check=False)
            left = [path.name for path in to.iterdir()]
            result.broken += again.returncode != 0 or left != [pack.name] or not _whole(pack)
        shutil.rmtree(home)
        shutil.rmtree(to)
    return result


def _whole_export_s(folder: Path, number: str) -> float:
    """How long an export takes here that nobody kills; each later one that ends by itself says it anew."""
    home, to = folder / "home-whole", folder / "packs-whole"
    shutil.copytree(folder / "first", home)
    with subprocess.Popen([sys.executable, str(ONCE), str(home), number, str(to)], stdout=subprocess.PIPE) as work:
        assert work.stdout is not None
        work.stdout.readline()
        began = time.monotonic()
        work.wait()
        return time.monotonic() - began


def _whole(pack: Path) -> bool:
    return verify_pack(pack, None, datetime.now(UTC)).intact and recompute(pack).exit_code == 0


def main() -> int:
    """Run the campaign and print what it found."""
    with tempfile.TemporaryDirectory() as folder:
        result = campaign(Path(folder), runs(100), 1)
    print(result)
    return 1 if result.half or result.broken else 0


if __name__ == "__main__":
    sys.exit(main())
