"""The tables as they are now. How a database came to them is told by ``migrations``; a test holds both equal.

fact        what happened: one row, one canonical JSON body, one link of the device's hash chain
level_row   ten levels a second of a run; each second's rows belong to a fact that carries their hash
checkpoint  signatures over the chain's head
device      which laptop this database was made on (one row, with the hash of its name)
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Double,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.dialects.sqlite import REAL
from sqlalchemy.types import TypeEngine

metadata = MetaData()

# SQLite's STRICT tables know INTEGER, REAL, TEXT and BLOB alone; the office's PostgreSQL gets its own widths.
_Count = BigInteger().with_variant(Integer(), "sqlite")
_Flag = SmallInteger().with_variant(Integer(), "sqlite")
_Level: TypeEngine[float] = Double().with_variant(REAL(), "sqlite")

fact = Table(
    "fact",
    metadata,
    Column("id", Text, nullable=False),
    Column("device", Text, nullable=False),
    Column("seq", _Count, nullable=False),
    Column("kind", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("at_utc", Text, nullable=False),
    Column("clock_source", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("corrects", Text),
    Column("body", Text, nullable=False),
    Column("prev", Text, nullable=False),
    Column("hash", Text, nullable=False),
    PrimaryKeyConstraint("id", name="fact_pk"),
    UniqueConstraint("device", "seq", name="fact_once"),
    Index("fact_by_kind", "kind", "subject", "id"),
)

level_row = Table(
    "level_row",
    metadata,
    Column("fact", Text, ForeignKey("fact.id", name="level_row_fact"), nullable=False),
    Column("row", _Count, nullable=False),
    Column("t_s", _Level, nullable=False),
    Column("laf_db", _Level),
    Column("laeq_db", _Level),
    Column("overload", _Flag),
    Column("underrange", _Flag),
    PrimaryKeyConstraint("fact", "row", name="level_row_pk"),
)

checkpoint = Table(
    "checkpoint",
    metadata,
    Column("device", Text, nullable=False),
    Column("seq", _Count, nullable=False),
    Column("head", Text, nullable=False),
    Column("at_utc", Text, nullable=False),
    Column("key_sha256", Text, nullable=False),
    Column("signature", LargeBinary, nullable=False),
    PrimaryKeyConstraint("device", "seq", "key_sha256", name="checkpoint_pk"),
    ForeignKeyConstraint(["device", "seq"], ["fact.device", "fact.seq"], name="checkpoint_fact"),
)

device = Table(
    "device",
    metadata,
    Column("id", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    PrimaryKeyConstraint("id", name="device_pk"),
)
