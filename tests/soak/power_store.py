"""Simulated power cuts on the store: ``python tests/soak/power_store.py --runs 1200``.

The store's own schema, settings and transactions are taken from a real database and replayed by another Python that
has the package apsw, on a disk that drops unsynced writes; then the program opens what is left. apsw goes into a
virtual environment of its own under ``build/``, because the program has no use for it.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import venv
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from lengths import count
from sqlalchemy import Connection

from patrol_app.domain.errors import PatrolError
from patrol_app.store.rows import LevelRow
from patrol_app.store.store import Store

REPLAY = Path(__file__).parent / "power_store_replay.py"
TOOLS = Path(__file__).parents[2] / "build" / "soak-tools"
START = datetime(2026, 6, 6, 15, 13, 29, tzinfo=UTC)
STEPS = 60


@dataclass(slots=True, kw_only=True)
class StorePowerResult:
    """``damaged`` and ``lost`` must be 0: databases that do not open whole, acknowledged facts that are gone."""

    runs: int = 0
    damaged: int = 0
    lost: int = 0
    empty: int = 0
    """Cuts before the schema was safe: the program begins a new database."""


def plan(folder: Path) -> dict[str, object]:
    """A short night as the store writes it, statement by statement."""
    path = folder / "patrol.db"
    store = Store.open(path, device="np-power")
    for step in range(STEPS):
        with store.transaction() as work:
            rows = [LevelRow(t_s=step + n / 10, laf_db=60.0 + n, laeq_db=61.0) for n in range(10)]
            work.levels("M1", rows, actor="meter", at=START + timedelta(seconds=step))

    def settings(connection: Connection) -> list[str]:
        names = ("journal_mode", "synchronous", "foreign_keys", "recursive_triggers", "application_id")
        return [f"{name} = {connection.exec_driver_sql(f'PRAGMA {name}').scalar()}" for name in names]

    chosen = store._writer.run(settings)
    store.close()
    with closing(sqlite3.connect(path)) as raw:
        schema = [row[0] for row in raw.execute("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL")]
        for table in ("alembic_version", "device"):
            schema += [
                f"INSERT INTO {table} VALUES ({', '.join(map(repr, row))})"
                for row in raw.execute(f"SELECT * FROM {table}")
            ]
        transactions = [
            [
                (f"INSERT INTO fact VALUES ({', '.join('?' * len(fact))})", [fact]),
                (
                    "INSERT INTO level_row VALUES (?, ?, ?, ?, ?, ?, ?)",
                    list(raw.execute("SELECT * FROM level_row WHERE fact = ? ORDER BY row", (fact[0],))),
                ),
            ]
            for fact in raw.execute("SELECT * FROM fact ORDER BY seq").fetchall()
        ]
    # WAL comes first, as in the program, so that the schema itself goes through the log.
    return {"settings": chosen, "schema": schema, "transactions": transactions}


def apsw_python() -> Path:
    """The Python that has apsw; made at the first call."""
    python = TOOLS / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    if not python.exists():
        venv.create(TOOLS, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "-q", "apsw"], check=True)
    return python


def campaign(folder: Path, runs: int, seed: int, python: Path) -> StorePowerResult:
    """Cut ``runs`` times and open what is left with the program."""
    source = folder / "source"
    source.mkdir()
    plan_file = folder / "plan.json"
    plan_file.write_text(json.dumps(plan(source)), encoding="utf-8")
    result = StorePowerResult(runs=runs)
    for batch in range(0, runs, 100):
        out = folder / "out"
        out.mkdir()
        cuts = min(100, runs - batch)
        subprocess.run([python, REPLAY, plan_file, out, str(cuts), str(seed + batch)], check=True)
        for cut in out.iterdir():
            _judge(cut, result)
        shutil.rmtree(out)
    return result


def _judge(cut: Path, result: StorePowerResult) -> None:
    acknowledged = int((cut / "acknowledged").read_text(encoding="utf-8"))
    try:
        store = Store.open(cut / "patrol.db")
        good = store.check().good
        head = store.head().sequence
        levels = len(store.levels("M1"))
        store.close()
    except PatrolError as fault:
        print(cut, fault)
        result.damaged += 1
        return
    result.damaged += not good or levels != 10 * head
    result.lost += max(0, acknowledged - head)
    result.empty += head == 0


def main() -> int:
    """Run the campaign and print what it found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=count(1200))
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        result = campaign(Path(folder), arguments.runs, arguments.seed, apsw_python())
    print(result)
    return 1 if result.damaged or result.lost else 0


if __name__ == "__main__":
    sys.exit(main())
