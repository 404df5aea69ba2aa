"""The one writing connection, alone in its thread: work is handed over and waited for."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, text

from patrol_app.domain.errors import CannotDo
from patrol_app.store.connection import faults, wait_at_most, writing_engine

T = TypeVar("T")
_Job = tuple[Callable[[Connection], Any], Future[Any]]


class Writer:
    """Runs functions with the writing connection, one after the other, in a thread of its own.

    Exactly one connection ever writes or checkpoints: SQLite 3.7.0 to 3.51.2 can, rarely, damage a WAL database when
    two do so at once.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._closed = False
        opened: Future[None] = Future()
        # A daemon: what is committed is safe, and a program that forgets to close must still end.
        self._thread = threading.Thread(target=self._serve, args=(opened,), name="store-writer", daemon=True)
        self._thread.start()
        try:
            opened.result()
        except BaseException:
            self._thread.join()
            raise

    def run(self, function: Callable[[Connection], T], patience_s: float | None = None) -> T:
        """Let ``function`` run with the connection; returns or raises what it does, database faults as ours.

        ``patience_s`` is how long another program's lock is waited for; left out, as long as anybody can wait.
        """
        if self._closed:
            raise CannotDo("store.closed", path=str(self.path))
        done: Future[T] = Future()
        self._jobs.put((function if patience_s is None else _within(patience_s, function), done))
        return done.result()

    def close(self) -> None:
        """Move the write-ahead log into the database and close; twice is once."""
        if not self._closed:
            self._closed = True
            self._jobs.put(None)
            self._thread.join()

    def _serve(self, opened: Future[None]) -> None:
        try:
            with faults(self.path):
                engine = writing_engine(self.path)
                connection = engine.connect()
        except BaseException as fault:
            opened.set_exception(fault)
            return
        opened.set_result(None)
        while (job := self._jobs.get()) is not None:
            function, done = job
            try:
                with faults(self.path):
                    done.set_result(function(connection))
            except BaseException as fault:
                if connection.in_transaction():
                    connection.rollback()
                done.set_exception(fault)
        try:
            connection.rollback()
            checkpoint_log(connection)
        finally:
            connection.close()
            engine.dispose()


def _within(patience_s: float, function: Callable[[Connection], T]) -> Callable[[Connection], T]:
    def patient(connection: Connection) -> T:
        wait_at_most(connection, patience_s)
        try:
            return function(connection)
        finally:
            wait_at_most(connection)

    return patient


def checkpoint_log(connection: Connection) -> None:
    """Move the write-ahead log into the database file (not a signed checkpoint)."""
    connection.connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")


def integrity(connection: Connection) -> tuple[str, ...]:
    """What SQLite finds wrong with pages and indexes; empty when nothing."""
    with connection.begin():
        found = connection.execute(text("PRAGMA integrity_check")).scalars().all()
    return tuple(line for line in found if line != "ok")
