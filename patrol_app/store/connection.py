"""How the database is opened, with which settings, and how its faults become ours."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, NullPool, QueuePool, create_engine, event
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from patrol_app.domain.errors import CannotDo, DamagedEvidence, PatrolError

APPLICATION_ID = 0x4E505452
"""``NPTR`` in the file's header: a database of this program."""

_BUSY_MS = 5000
_KEYS = {
    sqlite3.SQLITE_FULL: "store.disk_full",
    sqlite3.SQLITE_IOERR: "store.disk_error",
    sqlite3.SQLITE_BUSY: "store.busy",
    sqlite3.SQLITE_LOCKED: "store.busy",
    sqlite3.SQLITE_READONLY: "store.not_allowed",
    sqlite3.SQLITE_PERM: "store.not_allowed",
    sqlite3.SQLITE_CANTOPEN: "store.cannot_open",
    sqlite3.SQLITE_CONSTRAINT: "store.conflict",
}


def store_fault(fault: SQLAlchemyError | sqlite3.Error, path: Path) -> PatrolError:
    """The sentence for a database's refusal; a database that cannot be read as one is damaged evidence."""
    cause = fault.orig if isinstance(fault, DBAPIError) else fault
    code = getattr(cause, "sqlite_errorcode", None)
    key = _KEYS.get(code & 0xFF) if isinstance(code, int) else None
    if key is None:
        return DamagedEvidence("store.damaged", path=str(path), reason=str(cause))
    return CannotDo(key, path=str(path), reason=str(cause))


@contextmanager
def faults(path: Path) -> Iterator[None]:
    """Turn the database library's exceptions into ours."""
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error) as fault:
        raise store_fault(fault, path) from fault
    except UnicodeDecodeError as fault:
        # SQLite quotes a damaged schema in its message, and Python cannot decode that.
        raise DamagedEvidence("store.damaged", path=str(path), reason="text that is no UTF-8") from fault


def writing_engine(path: Path) -> Engine:
    """The engine of the one writing connection: WAL, every commit synced, transactions that begin as writers."""

    def connect() -> sqlite3.Connection:
        # check_same_thread stays on: SQLite itself then refuses a second thread.
        connection = sqlite3.connect(path, timeout=_BUSY_MS / 1000, isolation_level=None)
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA foreign_keys = ON")
            # Without it REPLACE would delete rows past the triggers that forbid it.
            connection.execute("PRAGMA recursive_triggers = ON")
            connection.execute(f"PRAGMA busy_timeout = {_BUSY_MS}")
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    return _engine(connect, NullPool, "BEGIN IMMEDIATE")


def wait_at_most(connection: Connection, patience_s: float = _BUSY_MS / 1000) -> None:
    """How long a connection waits for another program's lock."""
    connection.connection.cursor().execute(f"PRAGMA busy_timeout = {round(patience_s * 1000)}")


def reading_engine(path: Path) -> Engine:
    """An engine whose connections cannot write nor checkpoint; each thread that asks gets one of its own."""

    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode=ro",
            uri=True,
            timeout=_BUSY_MS / 1000,
            isolation_level=None,
            check_same_thread=False,
        )
        try:
            connection.execute("PRAGMA wal_autocheckpoint = 0")
            connection.execute("PRAGMA mmap_size = 0")
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    return _engine(connect, QueuePool, "BEGIN")


def _engine(connect: Any, pool: type[NullPool | QueuePool], begin: str) -> Engine:
    engine = create_engine("sqlite://", creator=connect, poolclass=pool)

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        # The driver's own transaction control commits before DDL; ours does not, so a migration is one transaction.
        connection.exec_driver_sql(begin)

    return engine
