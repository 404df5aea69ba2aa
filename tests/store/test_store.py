from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import text

from patrol_app.domain.chain import FIRST_PREV, seal, utc_text
from patrol_app.domain.chain_check import verify_log
from patrol_app.domain.errors import BadInput, CannotDo
from patrol_app.domain.ids import uuid7
from patrol_app.domain.record import ChainHead
from patrol_app.store.reader import LEVELS, Reader
from patrol_app.store.rows import LevelRow, entry_row
from patrol_app.store.store import Store

AT = datetime(2026, 6, 6, 15, 13, 29, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path):  # type: ignore[no-untyped-def]
    opened = Store.open(tmp_path / "patrol.db", device="np-test")
    yield opened
    opened.close()


def add(store: Store, subject: str, body: object, kind: str = "site") -> str:
    return store.append(kind, subject, body, actor="DEMO-1", at=AT).id


def test_a_fact_is_kept_chained_and_found_again(store: Store) -> None:
    @dataclass
    class Limit:
        value_db: Decimal
        name: str

    first = store.append("site", "工地A", {"stage": "earthwork", "lat": 32.69}, actor="DEMO-1", at=AT)
    second = store.append(
        "limit", "夜间", Limit(Decimal("55.0"), "夜间"), actor="DEMO-2", at=AT, clock_source="gnss", corrects=first.id
    )
    assert (first.sequence, first.prev, second.sequence, second.prev) == (1, FIRST_PREV, 2, first.hash)
    assert store.latest("site", "工地A") == first
    assert store.latest("limit", "夜间") == second
    assert second.body == {"value_db": "55.0", "name": "夜间"}
    assert (second.clock_source, second.corrects, second.device) == ("gnss", first.id, "np-test")
    assert store.entry(second.id) == second
    assert store.head() == ChainHead(sequence=2, sha256=second.hash)
    assert store.latest("site", "工地B") is None
    assert store.entry("none") is None


def test_the_newest_fact_holds_even_when_the_clock_was_set_back(store: Store) -> None:
    store.append("site", "A", {"n": 1}, actor="x", at=AT)
    store.append("site", "A", {"n": 2}, actor="x", at=AT - timedelta(hours=1))
    store.append("site", "B", {"n": 3}, actor="x", at=AT)
    latest = store.latest("site", "A")
    assert latest is not None
    assert latest.body == {"n": 2}
    assert [entry.body["n"] for entry in store.latest_of_kind("site")] == [2, 3]
    assert [entry.body["n"] for entry in store.all_of_kind("site")] == [1, 2, 3]
    assert [entry.body["n"] for entry in store.all_of_kind("site", "A")] == [1, 2]
    assert store.latest_of_kind("venue") == []


def test_facts_of_a_night_are_found_by_their_time(store: Store) -> None:
    for hour in range(5):
        store.append("visit", f"V{hour}", {}, actor="x", at=AT + timedelta(hours=hour))
    found = store.all_of_kind("visit", since=AT + timedelta(hours=1), until=AT + timedelta(hours=3))
    assert [entry.subject for entry in found] == ["V1", "V2"]
    with pytest.raises(BadInput, match="naive"):
        store.all_of_kind("visit", since=datetime(2026, 6, 6))


def test_everything_is_there_after_closing(tmp_path: Path) -> None:
    first = Store.open(tmp_path / "patrol.db")
    device = first.device
    assert device.startswith("np-")
    add(first, "A", {})
    head = first.head()
    first.close()
    first.close()
    again = Store.open(tmp_path / "patrol.db", device="other")
    assert (again.device, again.head()) == (device, head)
    assert again.append("site", "B", {}, actor="x", at=AT).prev == head.sha256
    again.close()
    with pytest.raises(CannotDo, match=r"store\.closed"):
        add(again, "C", {})


def test_a_block_is_written_whole_or_not_at_all(store: Store) -> None:
    add(store, "A", {})
    head = store.head()
    with pytest.raises(KeyError), store.transaction() as work:
        work.append("site", "B", {}, actor="x", at=AT)
        raise KeyError
    assert store.head() == head
    with store.transaction() as work:
        work.append("site", "B", {}, actor="x", at=AT)
        work.append("site", "C", {}, actor="x", at=AT)
        assert store.head() == head, "questions are answered without the block's own facts"
        assert work.head.sequence == 3
    assert store.head().sequence == 3
    with store.transaction():
        pass
    assert store.head().sequence == 3


def test_bad_bodies_and_times_write_nothing(store: Store) -> None:
    for body, at in (({"x": float("nan")}, AT), ([], AT), ({}, datetime(2026, 6, 6))):
        with pytest.raises(BadInput):
            store.append("site", "A", body, actor="x", at=at)
    assert store.head().sequence == 0


def test_a_block_inside_a_block_is_refused_and_the_outer_one_goes_on(store: Store) -> None:
    with store.transaction() as work:
        work.append("site", "A", {}, actor="x", at=AT)
        with pytest.raises(CannotDo, match="nested"):
            add(store, "B", {})
    assert store.head().sequence == 1
    assert add(store, "C", {})


def test_threads_take_turns_and_the_chain_stays_whole(store: Store) -> None:
    def work(mark: int) -> None:
        for number in range(25):
            with store.transaction() as block:
                block.append("note", f"{mark}", {"n": number}, actor="x", at=AT)
                block.append("note", f"{mark}", {"n": number + 0.5}, actor="x", at=AT)
            assert store.latest("note", f"{mark}") is not None

    threads = [threading.Thread(target=work, args=(mark,)) for mark in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert store.check().good
    assert store.head().sequence == 200
    assert [entry.body["n"] for entry in store.all_of_kind("note", "2")] == [n / 2 for n in range(50)]


def test_level_rows_hang_on_a_fact_that_holds_their_hash(store: Store) -> None:
    rows = [LevelRow(t_s=n / 10, laf_db=60 + n, laeq_db=None if n == 0 else 60.5, overload=n == 3) for n in range(10)]
    with store.transaction() as work:
        entry = work.levels("M1", rows, actor="meter", at=AT, clock_source="gnss")
        work.levels("M2", [], actor="meter", at=AT)
    assert (entry.kind, entry.subject, entry.body["rows"]) == (LEVELS, "M1", 10)
    assert store.levels("M1") == rows
    assert store.levels("M2") == store.levels("M3") == []
    assert store.check().good
    with pytest.raises(BadInput), store.transaction() as work:
        work.levels("M1", [LevelRow(t_s=0.0, laf_db=float("nan"), laeq_db=None)], actor="meter", at=AT)
    assert store.head().sequence == 2


def test_a_checkpoint_signs_the_head_and_is_kept_once(store: Store) -> None:
    signed: list[bytes] = []

    def sign(statement: bytes) -> bytes:
        signed.append(statement)
        return b"signature %d" % len(signed)

    with pytest.raises(CannotDo, match="nothing_to_seal"):
        store.checkpoint(sign, key_sha256="k", at=AT)
    add(store, "A", {})
    add(store, "B", {})
    made = store.checkpoint(sign, key_sha256="k", at=AT)
    assert (made.sequence, made.head, made.signature) == (2, store.head().sha256, b"signature 1")
    assert signed == [made.statement()]
    assert store.checkpoint(sign, key_sha256="k", at=AT + timedelta(minutes=1)) == made, "the same head, the same key"
    store.checkpoint(sign, key_sha256="other", at=AT)
    assert [(item.sequence, item.key_sha256) for item in store.checkpoints()] == [(2, "k"), (2, "other")]
    assert store.checkpoints(last=1) == []
    verdict = store.check(verify=lambda statement, signature, key: signature.startswith(b"signature")).chain
    assert (verdict.intact, verdict.sealed_to) == (True, 2)
    assert not store.check(verify=lambda *_: False).good
    assert not store.check(expected_head="0" * 64).good


def test_a_stretch_of_the_log_goes_out_as_lines_that_verify(store: Store) -> None:
    for number in range(10):
        add(store, f"{number}", {"n": number})
    store.checkpoint(lambda _: b"s", key_sha256="k", at=AT)
    entries = list(store.entries(4, 10))
    assert [entry.sequence for entry in entries] == [4, 5, 6, 7, 8, 9, 10]
    verdict = verify_log(
        store.event_lines(4, 10),
        store.checkpoint_lines(4, 10),
        expected_head=store.head().sha256,
        verify=lambda *_: True,
    )
    assert (verdict.entries, verdict.first_sequence) == (7, 4)
    assert verdict.intact
    assert verdict.sealed_to == 10
    assert len(list(store.entries())) == 10
    assert list(store.entries(device="other")) == []
    assert store.devices() == ["np-test"]


def test_long_logs_are_read_in_pages(store: Store) -> None:
    with store.transaction() as work:
        for number in range(4500):
            work.append("site", f"{number}", {}, actor="x", at=AT)
    assert [entry.sequence for entry in store.entries(10, 4321)] == list(range(10, 4322))


def test_evidence_rows_refuse_to_be_changed(store: Store, tmp_path: Path) -> None:
    with store.transaction() as work:
        work.levels("M1", [LevelRow(t_s=0.0, laf_db=60.0, laeq_db=None)], actor="x", at=AT)
    store.checkpoint(lambda _: b"s", key_sha256="k", at=AT)
    store.close()
    with closing(sqlite3.connect(tmp_path / "patrol.db")) as raw:
        for table in ("fact", "level_row", "checkpoint", "device"):
            column = raw.execute(f"SELECT name FROM pragma_table_info('{table}')").fetchone()[0]
            for statement in (f"DELETE FROM {table}", f"UPDATE {table} SET {column} = 'x'"):
                with pytest.raises(sqlite3.IntegrityError, match=f"{table} rows are never changed"):
                    raw.execute(statement)


def test_the_settings_are_the_durable_ones(store: Store) -> None:
    def setting(name: str) -> object:
        return store._writer.run(lambda connection: connection.exec_driver_sql(f"PRAGMA {name}").scalar())

    assert setting("journal_mode") == "wal"
    assert setting("synchronous") == 2
    assert setting("foreign_keys") == 1
    assert setting("recursive_triggers") == 1
    assert setting("busy_timeout") == 5000
    strict = store._writer.run(
        lambda connection: connection.exec_driver_sql("SELECT name FROM pragma_table_list WHERE strict").scalars().all()
    )
    assert {"fact", "level_row", "checkpoint", "device"} <= set(strict)


def test_a_row_in_two_places_of_the_chain_is_refused(store: Store) -> None:
    """Somebody else wrote with this device's next number: our block is refused, nothing is overwritten."""
    add(store, "A", {})
    columns = "kind, subject, at_utc, clock_source, actor, corrects, body, prev, hash"
    with closing(sqlite3.connect(store.path)) as raw, raw:
        raw.execute(f"INSERT INTO fact (id, device, seq, {columns}) SELECT 'foreign', device, 2, {columns} FROM fact")
    with pytest.raises(CannotDo, match=r"store\.conflict"), store.transaction() as work:
        work.append("site", "B", {}, actor="x", at=AT)
    assert not store.check().good


def test_after_a_refused_block_the_next_one_follows_what_is_in_the_file(store: Store) -> None:
    first = store.append("site", "A", {}, actor="x", at=AT)
    foreign = seal(
        id=uuid7(0, bytes(10), after=first.id), device=store.device, sequence=2, kind="site", subject="foreign",
        at_utc=utc_text(AT), clock_source="host", actor="x", body_json="{}", prev=first.hash,
    )  # fmt: skip
    with closing(sqlite3.connect(store.path)) as raw, raw:
        raw.execute(f"INSERT INTO fact VALUES ({','.join('?' * 12)})", tuple(entry_row(foreign).values()))
    with pytest.raises(CannotDo, match=r"store\.conflict"):
        add(store, "B", {})
    following = store.append("site", "B", {}, actor="x", at=AT)
    assert (following.sequence, following.prev) == (3, foreign.hash)
    assert store.check().good


def test_a_second_store_waits_outside_and_a_reader_may_look(store: Store) -> None:
    add(store, "A", {})
    with pytest.raises(CannotDo, match=r"store\.in_use"):
        Store.open(store.path)
    with Reader.open(store.path) as reader:
        assert reader.head() == store.head()
        assert reader.device == "np-test"
        add(store, "B", {})
        assert reader.head().sequence == 2
        with pytest.raises(CannotDo, match=r"store\.not_allowed"):
            reader._rows(text("DELETE FROM device"))


FULL = """
import resource, sys
from datetime import UTC, datetime
from pathlib import Path
from patrol_app.domain.errors import CannotDo
from patrol_app.store.store import Store
store = Store.open(Path(sys.argv[1]))
store.append("site", "A", {}, actor="x", at=datetime.now(UTC))
resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, -1))
kept = 1
try:
    while True:
        with store.transaction() as work:
            for number in range(20):
                work.append("site", str(number), {"x": "y" * 100}, actor="x", at=datetime.now(UTC))
        kept += 20
except CannotDo as fault:
    print(fault.key, kept, store.head().sequence)
resource.setrlimit(resource.RLIMIT_FSIZE, (-1, -1))
entry = store.append("site", "after", {}, actor="x", at=datetime.now(UTC))
print(entry.sequence, store.check().good)
store.close()
"""


def test_a_file_size_limit_rolls_back_the_block_and_room_lets_it_go_on(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", FULL, str(tmp_path / "patrol.db")], capture_output=True, text=True, check=True
    )
    key, kept, head, after, good = done.stdout.split()
    assert key in ("store.disk_full", "store.disk_error")
    assert int(kept) == int(head) > 100
    assert (int(after), good) == (int(kept) + 1, "True")


def test_ten_thousand_rows_are_one_block(store: Store) -> None:
    with store.transaction() as work:
        for number in range(10_000):
            work.append("site", f"工地{number}", {"name": f"工地{number}", "latitude_deg": 32.69}, actor="x", at=AT)
    assert len(store.latest_of_kind("site")) == 10_000
