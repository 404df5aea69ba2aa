"""Facts, level rows, checkpoints, the device; all of them refuse to be changed."""

from __future__ import annotations

import sqlite3

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.sqlite import REAL

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_COUNT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_FLAG = sa.SmallInteger().with_variant(sa.Integer(), "sqlite")
_LEVEL: sa.types.TypeEngine[float] = sa.Double().with_variant(REAL(), "sqlite")
# Some office systems still carry a SQLite that has no STRICT.
_STRICT = sqlite3.sqlite_version_info >= (3, 37)


def upgrade() -> None:
    """Make the tables and the triggers."""
    op.create_table(
        "fact",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("device", sa.Text, nullable=False),
        sa.Column("seq", _COUNT, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("at_utc", sa.Text, nullable=False),
        sa.Column("clock_source", sa.Text, nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("corrects", sa.Text),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("prev", sa.Text, nullable=False),
        sa.Column("hash", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="fact_pk"),
        sa.UniqueConstraint("device", "seq", name="fact_once"),
        sqlite_strict=_STRICT,
    )
    op.create_index("fact_by_kind", "fact", ["kind", "subject", "id"])
    op.create_table(
        "level_row",
        sa.Column("fact", sa.Text, nullable=False),
        sa.Column("row", _COUNT, nullable=False),
        sa.Column("t_s", _LEVEL, nullable=False),
        sa.Column("laf_db", _LEVEL),
        sa.Column("laeq_db", _LEVEL),
        sa.Column("overload", _FLAG),
        sa.Column("underrange", _FLAG),
        sa.PrimaryKeyConstraint("fact", "row", name="level_row_pk"),
        sa.ForeignKeyConstraint(["fact"], ["fact.id"], name="level_row_fact"),
        sqlite_strict=_STRICT,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "checkpoint",
        sa.Column("device", sa.Text, nullable=False),
        sa.Column("seq", _COUNT, nullable=False),
        sa.Column("head", sa.Text, nullable=False),
        sa.Column("at_utc", sa.Text, nullable=False),
        sa.Column("key_sha256", sa.Text, nullable=False),
        sa.Column("signature", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("device", "seq", "key_sha256", name="checkpoint_pk"),
        sa.ForeignKeyConstraint(["device", "seq"], ["fact.device", "fact.seq"], name="checkpoint_fact"),
        sqlite_strict=_STRICT,
    )
    op.create_table(
        "device",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="device_pk"),
        sqlite_strict=_STRICT,
    )
    if op.get_bind().dialect.name == "sqlite":
        for table in ("fact", "level_row", "checkpoint", "device"):
            for act in ("UPDATE", "DELETE"):
                op.execute(
                    f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{table} rows are never changed'); END"
                )
