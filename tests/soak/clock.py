"""A wall clock that jumps while a visit is measured: ``SOAK_N=50 python tests/soak/clock.py``.

Jumps of seconds to days, back and forth, at any moment. What hangs on durations must not change, the chain must
stand, and the pack made from it must verify and recompute.
"""

from __future__ import annotations

import random
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "services"))

from lengths import runs
from short_visit import ShortVisit

from patrol_app.evidence.verify import verify_pack
from patrol_app.services.checking.recompute import recompute

JUMPS_S = (-86_400, -3600, -61, -2, -0.5, 0.5, 2, 61, 3600, 86_400)
RUN_S = 12


@dataclass(slots=True, kw_only=True)
class ClockResult:
    """``moved`` are runs whose duration or level changed with the clock, ``broken`` chains or packs that failed."""

    runs: int = 0
    jumps: int = 0
    moved: int = 0
    broken: int = 0


def campaign(folder: Path, numbers: Iterator[int], seed: int) -> ClockResult:
    """One short visit a run, with one to four jumps in it."""
    source = random.Random(seed)
    result = ClockResult()
    for run in numbers:
        jumps = sorted(source.uniform(0.5, RUN_S + 4) for _ in range(source.randint(1, 4)))
        with ShortVisit(folder / str(run), number=f"T-{run:04d}") as visit:
            visit.walk(2)
            visit.do("begin_run", role="main")
            walked = 0.0
            while walked < RUN_S:
                visit.walk(0.5)
                walked += 0.5
                while jumps and jumps[0] <= walked:
                    jumps.pop(0)
                    # the scenario's wall clock alone; its monotonic time goes on
                    visit.clock._utc_ns += round(source.choice(JUMPS_S) * 1e9)
                    result.jumps += 1
            visit.do("end_run")
            visit.walk(1)
            built = visit.rebuilt()
            assert built.main is not None
            result.moved += built.main.duration_s != RUN_S or built.main.laeq_db != 55.0 or built.main.gap_s > 0
            result.broken += not visit.store.check().good
            pack = visit.close(folder / "packs").pack.path
        good = verify_pack(pack, None, datetime.now(UTC)).intact and recompute(pack).exit_code == 0
        result.broken += not good
        result.runs += 1
    return result


def main() -> int:
    """Run the campaign and print what it found."""
    with tempfile.TemporaryDirectory() as folder:
        result = campaign(Path(folder), runs(100), 1)
    print(result)
    return 1 if result.moved or result.broken else 0


if __name__ == "__main__":
    sys.exit(main())
