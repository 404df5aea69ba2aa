"""kill -9 again and again on a recorder at full speed: ``python tests/soak/kill.py --runs 1000``."""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from lengths import count
from night import look

from patrol_app.store.home import Home

NIGHT = Path(__file__).parent / "night.py"


@dataclass(frozen=True, slots=True, kw_only=True)
class KillResult:
    """``lost_steps`` counts steps that were acknowledged and not found again; it must be 0."""

    runs: int
    steps: int
    lost_steps: int
    torn_bytes: int


def campaign(folder: Path, runs: int, seed: int) -> KillResult:
    """Start, kill at a random moment (also while starting), repair, compare; a new data folder after 20 runs."""
    source = random.Random(seed)
    steps = lost = torn = 0
    for run in range(runs):
        home = Home.open(folder / str(run // 20))
        visit = f"V{run:04d}"
        with subprocess.Popen([sys.executable, str(NIGHT), str(home.path), visit], stdout=subprocess.PIPE) as recorder:
            time.sleep(source.uniform(0.2, 1.4))
            recorder.kill()
            assert recorder.stdout is not None
            said = recorder.stdout.read().split(b"\n")[:-1]
        acknowledged = int(said[-1]) if said else 0
        found = look(home, visit)
        steps += acknowledged
        lost += max(0, acknowledged - found.steps())
        torn += found.lost_bytes
    return KillResult(runs=runs, steps=steps, lost_steps=lost, torn_bytes=torn)


def main() -> int:
    """Run the campaign and print what it found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=count(1000))
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        result = campaign(Path(folder), arguments.runs, arguments.seed)
    print(result)
    return 1 if result.lost_steps else 0


if __name__ == "__main__":
    sys.exit(main())
