"""A pack of 2 GB: how long and in how much memory it is verified and made again: ``python tests/soak/bigpack.py``.

One run of several hours is measured over real protocol bytes, with a site sounding all the time, closed and signed;
``SOAK_HOURS`` (default 6) says how long, 345.6 MB an hour. Then ``patrol verify``, ``patrol recompute`` and ``patrol
trace`` each run alone, and their largest resident memory is read (Linux); over 400 MB fails. Needs 7 GB of disk.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "services"))

from short_visit import STEP_S, ShortVisit

from patrol_app.acoustics.synthesis import Source

MOST_MB = 400
DOORS = (("verify", "--no-recompute"), ("recompute",), ("verify",), ("trace", "laeq"))
ARRIVED = datetime(2026, 6, 6, 14, 10, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class DoorResult:
    """What one command took; ``exit_code`` 0 or 10 (nobody's identity is settled here) is right."""

    door: str
    exit_code: int
    seconds: float
    peak_mb: float


def make(folder: Path, hours: float) -> Path:
    """Measure and close; returns the pack."""
    long_s = hours * 3600
    sources = [
        Source(texture="tone", level_db=94.0, start_s=0.0, end_s=15.0),
        Source(texture="ambient", level_db=54.0, start_s=16.0, end_s=long_s + 200),
        *(
            Source(texture="hammer", level_db=68.0, start_s=float(start), end_s=start + 20.0)
            for start in range(120, int(long_s), 900)
        ),
    ]
    with ShortVisit(folder / "data", roles=("sound", "weather"), arrived=ARRIVED, sources=sources) as visit:
        visit.walk(14.0)
        visit.do("calibrate", which="before")
        visit.walk(4.0)
        visit.do("begin_run", role="main")
        for _ in range(round(hours * 60)):
            visit.walk(60.0 // STEP_S * STEP_S)
        visit.do("end_run")
        visit.walk(1.0)
        return visit.close(folder / "packs").pack.path


ALONE = """
import pathlib, runpy, sys
peak, sys.argv = sys.argv[1], ["patrol", *sys.argv[2:]]
try:
    runpy.run_module("patrol_app", run_name="__main__")
finally:
    pathlib.Path(peak).write_text(pathlib.Path("/proc/self/status").read_text())
"""


def measure(pack: Path, words: tuple[str, ...], notes: Path) -> DoorResult:
    """Run one command alone; it leaves the kernel's word on its memory in ``notes`` when it ends."""
    command = [sys.executable, "-c", ALONE, str(notes), words[0], str(pack), *words[1:]]
    began = time.monotonic()
    done = subprocess.run(command, stdout=subprocess.DEVNULL, check=False)
    (peak,) = [line.split()[1] for line in notes.read_text().splitlines() if line.startswith("VmHWM")]
    return DoorResult(
        door=" ".join(words),
        exit_code=done.returncode,
        seconds=round(time.monotonic() - began, 1),
        peak_mb=round(int(peak) / 1024, 1),
    )


def main() -> int:
    """Make one pack and print what each command took."""
    hours = float(os.environ.get("SOAK_HOURS", "6"))
    kept = os.environ.get("SOAK_KEEP")
    with tempfile.TemporaryDirectory() as name:
        began = time.monotonic()
        pack = make(Path(kept or name), hours)
        size_mb = pack.stat().st_size / 1e6
        print(f"pack of {size_mb:.0f} MB, {hours} h of sound, made in {time.monotonic() - began:.0f} s", flush=True)
        found = [measure(pack, words, Path(name) / "status") for words in DOORS]
    for result in found:
        print(result)
    return 1 if any(each.exit_code not in (0, 10) or each.peak_mb > MOST_MB for each in found) else 0


if __name__ == "__main__":
    sys.exit(main())
