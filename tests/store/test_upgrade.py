from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from patrol_app.domain.errors import CannotDo, DamagedEvidence
from patrol_app.store.reader import Reader
from patrol_app.store.schema import metadata
from patrol_app.store.store import Store
from patrol_app.store.upgrade import MIGRATIONS, back_up, revisions

AT = datetime(2026, 6, 6, 15, 13, 29, tzinfo=UTC)
DATABASES = Path(__file__).parents[1] / "databases"

NEXT = """
import sqlalchemy as sa
from alembic import op
revision = "{revision}"
down_revision = "{before}"
branch_labels = depends_on = None
def upgrade():
    op.create_table("extra", sa.Column("id", sa.Integer, primary_key=True))
    {more}
"""


def next_version(tmp_path: Path, more: str = "") -> Path:
    """The program's migrations and one more, as a later release would have it."""
    scripts = tmp_path / "later 100%"
    shutil.copytree(MIGRATIONS, scripts)
    before = revisions()[-1]
    revision = f"{int(before) + 1:04d}"
    (scripts / "versions" / f"{revision}_extra.py").write_text(
        NEXT.format(revision=revision, before=before, more=more or "pass")
    )
    return scripts


def filled(path: Path) -> None:
    store = Store.open(path, device="np-test")
    store.append("site", "A", {"n": 1}, actor="x", at=AT)
    store.close()


def test_the_migrations_give_the_schema_that_the_code_says(tmp_path: Path) -> None:
    store = Store.open(tmp_path / "patrol.db")

    def compare(connection):  # type: ignore[no-untyped-def]
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return compare_metadata(context, metadata)

    assert store._writer.run(compare) == []
    store.close()


def test_file_names_and_revisions_agree() -> None:
    from alembic.script import ScriptDirectory

    script = ScriptDirectory(str(MIGRATIONS))
    assert tuple(reversed([each.revision for each in script.walk_revisions()])) == revisions()


def test_an_older_database_is_backed_up_and_migrated(tmp_path: Path) -> None:
    path = tmp_path / "patrol.db"
    filled(path)
    scripts = next_version(tmp_path)
    newest = revisions(scripts)[-1]
    store = Store.open(path, scripts=scripts)
    assert store.latest("site", "A") is not None
    assert store.append("site", "B", {}, actor="x", at=AT).sequence == 2
    store.close()
    backup = tmp_path / f"patrol-before-{newest}.db"
    with Reader.open(backup) as reader:
        assert (reader.head().sequence, reader.device) == (1, "np-test")
    with pytest.raises(CannotDo, match=r"store\.newer") as caught:
        Store.open(path)
    assert caught.value.data["found"] == newest
    with pytest.raises(CannotDo, match=r"store\.newer"):
        Reader.open(path)
    Store.open(path, scripts=scripts).close()


def test_a_migration_that_fails_leaves_the_old_database_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "patrol.db"
    filled(path)
    scripts = next_version(tmp_path, 'op.execute("INSERT INTO nowhere VALUES (1)")')
    with pytest.raises(DamagedEvidence):
        Store.open(path, scripts=scripts)
    store = Store.open(path)
    assert store.head().sequence == 1
    tables = store._writer.run(lambda each: each.exec_driver_sql("SELECT name FROM sqlite_master").scalars().all())
    assert "extra" not in tables
    store.close()


def test_a_backup_of_a_database_in_use_is_whole(tmp_path: Path) -> None:
    store = Store.open(tmp_path / "patrol.db")
    store.append("site", "A", {}, actor="x", at=AT)
    back_up(store.path, tmp_path / "copy.db")
    store.append("site", "B", {}, actor="x", at=AT)
    with Reader.open(tmp_path / "copy.db") as reader:
        assert reader.head().sequence == 1
    store.close()
    assert not list(tmp_path.glob("*.part*"))


def test_a_start_that_was_killed_before_the_device_was_named_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "patrol.db"
    filled(path)
    with closing(sqlite3.connect(path)) as raw, raw:
        raw.execute("DROP TRIGGER device_no_delete")
        raw.execute("DELETE FROM device")
    store = Store.open(path, device="np-test")
    assert store.head().sequence == 1
    store.close()


@pytest.mark.parametrize("name", sorted(path.name for path in DATABASES.glob("*.db")))
def test_every_released_schema_opens(tmp_path: Path, name: str) -> None:
    path = tmp_path / "patrol.db"
    shutil.copyfile(DATABASES / name, path)
    store = Store.open(path)
    assert store.check().good
    assert store.head().sequence == 12
    site = store.latest("site", "工地A")
    assert site is not None
    assert site.body == {"name": "工地A", "stage": "structure"}
    assert [row.laf_db for row in store.levels("M1")] == [60.0 + n / 10 for n in range(10)]
    assert [item.sequence for item in store.checkpoints()] == [12]
    store.close()


def test_there_is_a_database_of_every_released_schema() -> None:
    assert sorted(path.stem for path in DATABASES.glob("*.db")) == list(revisions())
