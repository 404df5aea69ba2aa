"""Makes the database of the newest schema: ``python tests/databases/make_database.py``."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from patrol_app.store.rows import LevelRow
from patrol_app.store.store import Store
from patrol_app.store.upgrade import revisions

AT = datetime(2026, 6, 6, 15, 13, 29, tzinfo=UTC)


def main() -> None:
    """Write ``NNNN.db`` beside this file; refuses to replace one."""
    target = Path(__file__).parent / f"{revisions()[-1]}.db"
    with TemporaryDirectory() as folder, target.open("xb") as out:
        path = Path(folder) / "patrol.db"
        store = Store.open(path, device="np-demo")
        for number in range(10):
            stage = "structure" if number == 9 else "earthwork"
            store.append("site", "工地A", {"name": "工地A", "stage": stage}, actor="DEMO-1", at=AT)
        with store.transaction() as work:
            rows = [LevelRow(t_s=n / 10, laf_db=60.0 + n / 10, laeq_db=60.5) for n in range(10)]
            work.levels("M1", rows, actor="bswa-308 DEMO", at=AT, clock_source="gnss")
            work.append("note", "M1", {"text": "演示"}, actor="DEMO-1", at=AT)
        store.checkpoint(lambda _: b"signature", key_sha256="f" * 64, at=AT)
        store.close()
        out.write(path.read_bytes())


if __name__ == "__main__":
    main()
