from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from patrol_app.domain.errors import CannotDo, DamagedEvidence, PatrolError
from patrol_app.store.reader import Reader
from patrol_app.store.rows import LevelRow
from patrol_app.store.store import Store

AT = datetime(2026, 6, 6, 15, 13, 29, tzinfo=UTC)


def build(path: Path) -> None:
    store = Store.open(path, device="np-test")
    for number in range(60):
        with store.transaction() as work:
            work.append("visit", f"V{number % 7}", {"laeq_db": 50 + number / 10, "n": number}, actor="x", at=AT)
            work.levels("M1", [LevelRow(t_s=number + n / 10, laf_db=60.0 + n, laeq_db=61.5) for n in range(10)],
                        actor="meter", at=AT)  # fmt: skip
    store.checkpoint(lambda _: b"signature", key_sha256="k", at=AT)
    store.close()


def tamper(path: Path, *statements: str) -> None:
    """What an attacker with a database tool does: drops the triggers and edits."""
    with closing(sqlite3.connect(path)) as raw, raw:
        for table in ("fact", "level_row", "checkpoint"):
            for act in ("update", "delete"):
                raw.execute(f"DROP TRIGGER {table}_no_{act}")
        for statement in statements:
            raw.execute(statement)


def test_an_edited_fact_is_told_and_never_shown(tmp_path: Path) -> None:
    path = tmp_path / "patrol.db"
    build(path)
    tamper(path, """UPDATE fact SET body = '{"laeq_db":49.0,"n":59}' WHERE kind = 'visit' AND seq = 119""")
    with Reader.open(path) as reader:
        with pytest.raises(DamagedEvidence, match="entry_damaged") as caught:
            reader.latest("visit", "V3")
        assert caught.value.data["sequence"] == 119
        with pytest.raises(DamagedEvidence):
            reader.latest_of_kind("visit")
        with pytest.raises(DamagedEvidence):
            list(reader.entries())
        assert reader.latest("visit", "V1") is not None
        check = reader.check()
        assert check.chain.broken_at == 119
        assert check.integrity == ()
        assert not check.good


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE level_row SET laf_db = 55.0 WHERE row = 3 AND t_s BETWEEN 10 AND 10.5",
        "UPDATE level_row SET laeq_db = NULL WHERE row = 3 AND t_s BETWEEN 10 AND 10.5",
        "DELETE FROM level_row WHERE row = 9 AND t_s BETWEEN 10 AND 11",
        "INSERT INTO level_row (fact, row, t_s) SELECT fact, 10, 1.0 FROM level_row WHERE row = 9 AND t_s = 10.9",
    ],
)
def test_changed_level_rows_do_not_give_their_hash(tmp_path: Path, statement: str) -> None:
    path = tmp_path / "patrol.db"
    build(path)
    tamper(path, statement)
    with Reader.open(path) as reader:
        with pytest.raises(DamagedEvidence, match="levels_damaged") as caught:
            reader.levels("M1")
        assert caught.value.data["sequence"] == 22
        check = reader.check()
        assert check.damaged_levels == (22,)
        assert check.chain.intact
        assert not check.good


def test_a_removed_fact_breaks_the_chain(tmp_path: Path) -> None:
    path = tmp_path / "patrol.db"
    build(path)
    tamper(path, "DELETE FROM fact WHERE seq = 41")
    with Reader.open(path) as reader:
        assert reader.check().chain.broken_at == 42


def test_a_cut_tail_is_seen_by_its_checkpoint(tmp_path: Path) -> None:
    path = tmp_path / "patrol.db"
    build(path)
    tamper(path, "PRAGMA foreign_keys = OFF", "DELETE FROM fact WHERE seq > 100")
    with Reader.open(path) as reader:
        assert reader.check().chain.faults[0].fault == "checkpoint_beyond"


def facts_of(path: Path) -> dict[str, object]:
    with Reader.open(path) as reader:
        return {
            "latest": [(entry.subject, entry.body_json) for entry in reader.latest_of_kind("visit")],
            "one": [reader.latest("visit", f"V{n}") for n in range(7)],
            "all": reader.all_of_kind("visit"),
            "levels": reader.levels("M1"),
            "head": reader.head(),
        }


def test_random_flips_give_damage_or_the_true_numbers(tmp_path: Path) -> None:
    """Every start checks the whole file; what passes must answer every question as before."""
    path = tmp_path / "patrol.db"
    build(path)
    good = path.read_bytes()
    truth = facts_of(path)
    source = random.Random(4)
    told = 0
    for _ in range(150):
        bad = bytearray(good)
        for _ in range(source.choice([1, 1, 4])):
            bad[source.randrange(len(bad))] ^= 1 << source.randrange(8)
        path.write_bytes(bytes(bad))
        for leftover in ("patrol.db-wal", "patrol.db-shm"):
            (tmp_path / leftover).unlink(missing_ok=True)
        try:
            Store.open(path).close()
            found = facts_of(path)
        except PatrolError:
            told += 1
            continue
        assert found == truth
    assert told > 20


def test_another_device_name_is_damage_and_begins_no_second_chain(tmp_path: Path) -> None:
    path = tmp_path / "patrol.db"
    build(path)
    with closing(sqlite3.connect(path)) as raw, raw:
        raw.execute("DROP TRIGGER device_no_update")
        raw.execute("UPDATE device SET id = 'np-uest'")
    for opener in (Reader.open, Store.open):
        with pytest.raises(DamagedEvidence, match=r"store\.damaged"):
            opener(path)


def test_what_is_no_database_of_ours_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CannotDo, match=r"store\.missing"):
        Reader.open(tmp_path / "none.db")
    (tmp_path / "text.db").write_bytes(b"this is no database, and long enough to be read as one" * 20)
    with pytest.raises(DamagedEvidence, match=r"store\.damaged"):
        Reader.open(tmp_path / "text.db")
    with closing(sqlite3.connect(tmp_path / "other.db")) as raw, raw:
        raw.execute("CREATE TABLE fact (id TEXT)")
    for opener in (Reader.open, Store.open):
        with pytest.raises(CannotDo, match=r"store\.foreign"):
            opener(tmp_path / "other.db")
    (tmp_path / "empty.db").write_bytes(b"")
    with pytest.raises(CannotDo, match=r"store\.older"):
        Reader.open(tmp_path / "empty.db")
