"""How many judgements a minute: ``python tests/benchmarks/bench_judge.py``; prints one JSON line a kind of case."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "rules"))

from rule_cases import BAN, DUST, MEASURES, NIGHT_2026, NOISE, PERMIT, book

from patrol_app.rules.case_reading import case_from_plain
from patrol_app.rules.judge import judge

WANTED_A_MINUTE = 100_000
CASES = {
    "construction_noise": NOISE,
    "construction_noise with exclusions": {**NOISE, "laeq_without_db": 62.0, "excluded_s": 60},
    "construction_dust": DUST,
    "noise_ban": BAN,
    "night_permit": PERMIT,
    "dust_measures": {"kind": "dust_measures", "when": NIGHT_2026, "measures": MEASURES},
}


def main(judgements: int = 3000) -> None:
    """Judge each case many times and print the rate, reading of the case included."""
    rules = book()
    for name, plain in CASES.items():
        judge(case_from_plain(plain), rules)
        started = time.perf_counter()
        for _ in range(judgements):
            judge(case_from_plain(plain), rules)
        rate = judgements / (time.perf_counter() - started) * 60
        print(json.dumps({"bench": "judge", "case": name, "a_minute": round(rate), "wanted_a_minute": WANTED_A_MINUTE}))


if __name__ == "__main__":
    main()
