"""A year of 50,000 visits reported: ``python tests/benchmarks/bench_bulletins.py``; one JSON line.

Beside it stands what plain Python does for the same numbers: one SQL query, ``json.loads`` of every body, every entry
hashed again with ``hashlib`` as a stranger would, and the counting alone.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "reports"))

from demo_visit import VISIT

from patrol_app.domain.codec import to_plain
from patrol_app.services.office.bulletins import bulletin
from patrol_app.services.office.columns import LOCAL
from patrol_app.store.home import Home
from patrol_app.store.reader import Reader
from patrol_app.store.store import Store

VISITS = 50_000
YEAR = (date(2026, 1, 1), date(2026, 12, 31))
FIRST = datetime(2026, 1, 1, 13, 0, tzinfo=LOCAL)
OUTCOMES = ("exceeds", "complies", "indicative", "cannot_be_judged", "complies", "exceeds", "complies")
WANTED_S = 5.0
ROUNDS = 3


def records(visits: int) -> Iterator[tuple[datetime, str, dict[str, Any]]]:
    """The demonstration visit once every ten minutes of a year, at 400 sites, with all outcomes."""
    plain = to_plain(replace(VISIT, chain=None))
    noise = plain["verdicts"][0]
    step = timedelta(days=364) / visits
    for number in range(visits):
        arrived = FIRST + step * number
        outcome = OUTCOMES[number % len(OUTCOMES)]
        run = {**plain["measurement"], "started_at": (arrived + timedelta(minutes=20)).isoformat()}
        yield (
            arrived,
            f"B-{number:06d}",
            {
                **plain,
                "number": f"B-{number:06d}",
                "arrived_at": arrived.isoformat(),
                "left_at": (arrived + timedelta(minutes=50)).isoformat(),
                "site": {**plain["site"], "name": f"演示{number % 400}号工地"},
                "measurement": run,
                "order_number": plain["order_number"] if number % 4 == 0 else None,
                "verdicts": [{**noise, "outcome": outcome}, *plain["verdicts"][1 if number % 3 == 0 else 9 :]],
            },
        )


def fill(path: Path, visits: int) -> None:
    """A database with so many closed visits."""
    with Store.open(path, device="BENCH", check=False) as store:
        made = records(visits)
        done = False
        while not done:
            with store.transaction() as work:
                for _ in range(1000):
                    one = next(made, None)
                    if one is None:
                        done = True
                        break
                    at, number, record = one
                    work.append("visit.closed", number, {"record": record}, actor="bench", at=at)


def plain_reading(path: Path) -> tuple[int, int]:
    """Visits and exceedances of the year, every entry's hash made again, by nothing of the program's."""
    seen: dict[str, str | None] = {}
    first, last = (datetime.combine(day, datetime.min.time(), LOCAL) + timedelta(hours=12) for day in YEAR)
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as connection:
        rows = connection.execute(
            "select id, device, seq, kind, subject, at_utc, clock_source, actor, corrects, body, prev, hash from fact"
            " where kind = 'visit.closed' order by id"
        )
        for id_, device, seq, kind, subject, at_utc, clock, actor, corrects, body, prev, digest in rows:
            # the stored body is canonical already: only what stands around it is written out
            head = {"actor": actor, "at_utc": at_utc}
            tail = {"clock_source": clock, "corrects": corrects, "device": device, "id": id_, "kind": kind, "seq": seq,
                    "subject": subject}  # fmt: skip
            around = [json.dumps(part, ensure_ascii=False, separators=(",", ":")) for part in (head, tail)]
            text = f'{prev}{around[0][:-1]},"body":{body},{around[1][1:]}'
            if hashlib.sha256(text.encode()).hexdigest() != digest:
                raise SystemExit(f"entry {seq} does not give its hash")
            plain = json.loads(body)
            record = plain["record"]
            if first <= datetime.fromisoformat(record["arrived_at"]) < last + timedelta(days=1):
                noise = [each for each in record["verdicts"] if each["kind"] == "construction_noise"]
                seen[subject] = noise[0]["outcome"] if noise and record["measurement"] else None
    return len(seen), sum(outcome == "exceeds" for outcome in seen.values())


def main() -> None:
    """Fill, report, read plainly, print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--visits", type=int, default=VISITS)
    parser.add_argument("--home", type=Path, help="keep the database here and use it again")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Home.open(asked.home or Path(folder))
        if not home.database.exists():
            fill(home.database, asked.visits)
        best = (float("inf"), float("inf"))
        for _ in range(ROUNDS):
            begun, used = time.perf_counter(), time.process_time()
            with Reader.open(home.database) as reader:
                found = bulletin(reader, home, "monthly_bulletin", *YEAR)
            best = min(best, (time.perf_counter() - begun, time.process_time() - used))
        begun, used = time.perf_counter(), time.process_time()
        visits, exceeding = plain_reading(home.database)
        plainly = time.perf_counter() - begun, time.process_time() - used
    count = {each.key: each.value for each in found.counts}
    if (count["visits"], count["exceeds"]) != (visits, exceeding):
        raise SystemExit(f"{count['visits']} and {count['exceeds']} are not {visits} and {exceeding}")
    line = {
        "bench": "bulletins",
        "visits": visits,
        "seconds": round(best[0], 2),
        "processor_seconds": round(best[1], 2),
        "wanted_seconds": WANTED_S,
        "plain_seconds": round(plainly[0], 2),
        "plain_processor_seconds": round(plainly[1], 2),
        "processor_ratio_to_plain": round(best[1] / plainly[1], 2),
    }
    print(json.dumps(line), flush=True)


if __name__ == "__main__":
    main()
