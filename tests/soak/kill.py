"""kill -9 again and again on a recorder at full speed: ``python tests/soak/kill.py --runs 1000``.

Each lane has data folders of its own, so that lanes do not meet; as many lanes as processors unless told otherwise.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from lengths import count
from night import look

from patrol_app.store.home import Home

NIGHT = Path(__file__).parent / "night.py"
STARTING_S = 1.5
RECORDING_S = 1.2
ONE_IN_STARTING = 5
"""Every fifth kill comes at any moment of the start, the others after the first acknowledged step."""
PER_HOME = 20


@dataclass(slots=True, kw_only=True)
class KillResult:
    """``lost_steps`` counts steps that were acknowledged and not found again; it must be 0.

    ``recording`` are the kills that met a recorder which had acknowledged a step already.
    """

    runs: int = 0
    recording: int = 0
    steps: int = 0
    lost_steps: int = 0
    torn_bytes: int = 0


def kill_once(home: Home, run: int, seed: int, result: KillResult) -> None:
    """Start, kill at a random moment, repair, compare."""
    source = random.Random(f"{seed} {run}")
    visit = f"V{run:04d}"
    with subprocess.Popen([sys.executable, str(NIGHT), str(home.path), visit], stdout=subprocess.PIPE) as recorder:
        assert recorder.stdout is not None
        said = b""
        if run % ONE_IN_STARTING:
            said = recorder.stdout.readline()
            time.sleep(source.uniform(0.0, RECORDING_S))
        else:
            time.sleep(source.uniform(0.0, STARTING_S))
        recorder.kill()
        said += recorder.stdout.read()
    numbers = said.split(b"\n")[:-1]
    acknowledged = int(numbers[-1]) if numbers else 0
    found = look(home, visit)
    result.runs += 1
    result.recording += acknowledged > 0
    result.steps += acknowledged
    result.lost_steps += max(0, acknowledged - found.steps())
    result.torn_bytes += found.lost_bytes


def lane(folder: Path, numbers: Iterable[int], seed: int) -> KillResult:
    """The kills of one lane, one after the other; a new data folder after 20."""
    result = KillResult()
    for index, run in enumerate(numbers):
        kill_once(Home.open(folder / str(index // PER_HOME)), run, seed, result)
    return result


def campaign(folder: Path, runs: int, seed: int, lanes: int) -> KillResult:
    """``runs`` kills in so many lanes beside each other."""
    with ThreadPoolExecutor(lanes) as pool:
        jobs = [pool.submit(lane, folder / str(each), range(each, runs, lanes), seed) for each in range(lanes)]
        done = [job.result() for job in jobs]
    return KillResult(
        runs=sum(each.runs for each in done),
        recording=sum(each.recording for each in done),
        steps=sum(each.steps for each in done),
        lost_steps=sum(each.lost_steps for each in done),
        torn_bytes=sum(each.torn_bytes for each in done),
    )


def main() -> int:
    """Run the campaign and print what it found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=count(1000))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--lanes", type=int, default=os.cpu_count() or 1)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        result = campaign(Path(folder), arguments.runs, arguments.seed, arguments.lanes)
    print(result)
    return 1 if result.lost_steps or result.runs != arguments.runs else 0


if __name__ == "__main__":
    sys.exit(main())
