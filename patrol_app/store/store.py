"""The store: facts are appended to this device's chain, whole transactions at a time, by one program."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Self

from sqlalchemy import Connection, insert, select

from patrol_app.domain.chain import Checkpoint, Entry, checkpoint_statement, utc_text
from patrol_app.domain.errors import CannotDo, DamagedEvidence
from patrol_app.recordings.disk import sync_folder
from patrol_app.store import schema
from patrol_app.store.connection import reading_engine
from patrol_app.store.home import FolderLock
from patrol_app.store.reader import Reader, device_of, head_of
from patrol_app.store.rows import as_checkpoint, checkpoint_row, device_sha256
from patrol_app.store.upgrade import MIGRATIONS, bring_up
from patrol_app.store.work import Random, Work
from patrol_app.store.writer import Writer, checkpoint_log, integrity

CHECK_AT_OPEN_BYTES = 256 * 1024 * 1024
"""Up to this size (under a second) every start checks the whole file; above, ``check`` is for an idle moment."""


class Store(Reader):
    """Everything a reader answers, and the only way to write. One program has one ``Store`` of a folder."""

    def __init__(
        self, path: Path, device: str, *, writer: Writer, lock: FolderLock, random: Random, last: Entry | None
    ) -> None:
        super().__init__(path, reading_engine(path), device)
        self._writer = writer
        self._folder_lock = lock
        self._random = random
        self._last = last
        self._head_unsure = False
        self._turn = threading.Lock()
        self._holder: int | None = None

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        device: str | None = None,
        check: bool = True,
        random: Random = os.urandom,
        scripts: Path = MIGRATIONS,
    ) -> Self:
        """Open the database at ``path`` for writing; makes or migrates it (after a backup) where needed.

        Args:
            path: the file; its folder is locked against other programs until ``close``.
            device: the name of this laptop in the chain, taken when the database is made; else a random one.
            check: look for damage in the whole file, if it is not larger than ``CHECK_AT_OPEN_BYTES``.
            random: where identifiers take their random bytes.
            scripts: the migrations.

        Raises:
            CannotDo: another program writes here, the database is newer or not ours, or the disk refuses.
            DamagedEvidence: the file or the last entry is damaged.
        """
        lock = FolderLock(path.parent)
        try:
            writer = Writer(path)
        except BaseException:
            lock.release()
            raise
        try:
            size = path.stat().st_size
            name = writer.run(lambda connection: _prepare(connection, path, device, random, scripts))
            if check and size <= CHECK_AT_OPEN_BYTES and (found := writer.run(integrity)):
                raise DamagedEvidence("store.damaged", path=str(path), reason=found[0])
            last = writer.run(lambda connection: _head(connection, name, path))
        except BaseException:
            writer.close()
            lock.release()
            raise
        return cls(path, name, writer=writer, lock=lock, random=random, last=last)

    @contextmanager
    def transaction(self, patience_s: float | None = None) -> Iterator[Work]:
        """A block whose facts are written together at its end, or not at all if it raises.

        Blocks of several threads come one after the other; a block may ask the store questions and gets answers
        without its own facts. When the block ends without error, everything in it survives a power cut. Once a
        second is the intended pace; a block takes about 0.3 ms on a solid-state disk. One block does not hold another.

        Args:
            patience_s: how long others are waited for; left out, as long as anybody can wait.

        Raises:
            CannotDo: disk full, closed, in use, or a block inside a block; nothing of the block is written.
        """
        if self._holder == threading.get_ident():
            raise CannotDo("store.nested", path=str(self.path))
        if not self._turn.acquire(timeout=-1 if patience_s is None else patience_s):
            raise CannotDo("store.busy", path=str(self.path))
        try:
            self._holder = threading.get_ident()
            if self._head_unsure:
                self._last = self._writer.run(lambda connection: _head(connection, self.device, self.path), patience_s)
                self._head_unsure = False
            work = Work(self.device, self._last, self._random)
            yield work
            if work.appended:
                self._commit(work, patience_s)
        finally:
            self._holder = None
            self._turn.release()

    def append(
        self,
        kind: str,
        subject: str,
        body: object,
        *,
        actor: str,
        at: datetime,
        clock_source: str = "host",
        corrects: str | None = None,
    ) -> Entry:
        """One fact in a transaction of its own; see ``Work.append``."""
        with self.transaction() as work:
            return work.append(kind, subject, body, actor=actor, at=at, clock_source=clock_source, corrects=corrects)

    def checkpoint(self, sign: Callable[[bytes], bytes], *, key_sha256: str, at: datetime) -> Checkpoint:
        """Sign the chain's head as it is now and keep the signature; the same head by the same key is kept once.

        Args:
            sign: makes a signature over the given bytes with the unlocked key.
            key_sha256: that key's fingerprint.
            at: when, with offset.

        Raises:
            CannotDo: the log has no entry yet, or the disk refuses.
        """
        head = self.head()
        if head.sequence == 0:
            raise CannotDo("store.nothing_to_seal", path=str(self.path))
        at_utc = utc_text(at)
        statement = checkpoint_statement(
            device=self.device, sequence=head.sequence, head=head.sha256, at_utc=at_utc, key_sha256=key_sha256
        )
        made = Checkpoint(
            device=self.device, sequence=head.sequence, head=head.sha256, at_utc=at_utc, key_sha256=key_sha256,
            signature=sign(statement),
        )  # fmt: skip
        return self._writer.run(lambda connection: _keep(connection, made))

    def close(self) -> None:
        """Close readers first, then the writer, then let go of the folder; twice is once."""
        super().close()
        self._writer.close()
        self._folder_lock.release()

    def _commit(self, work: Work, patience_s: float | None) -> None:
        # A commit that fails may or may not have reached the disk: the next block asks the file.
        self._head_unsure = True
        self._writer.run(work.write, patience_s)
        self._head_unsure = False
        self._last = work.appended[-1]


def _prepare(connection: Connection, path: Path, name: str | None, random: Random, scripts: Path) -> str:
    new = bring_up(connection, path, scripts)
    with connection.begin():
        found = device_of(connection, path)
        if found is None:
            found = name or f"np-{random(4).hex()}"
            connection.execute(insert(schema.device).values(id=found, sha256=device_sha256(found)))
    if new:
        # Without it a power cut before the first automatic checkpoint leaves an empty database file.
        checkpoint_log(connection)
        sync_folder(path.parent)
    return found


def _head(connection: Connection, device: str, path: Path) -> Entry | None:
    with connection.begin():
        return head_of(connection, device, path)


def _keep(connection: Connection, made: Checkpoint) -> Checkpoint:
    table = schema.checkpoint
    same = (table.c.device == made.device, table.c.seq == made.sequence, table.c.key_sha256 == made.key_sha256)
    with connection.begin():
        kept = connection.execute(select(*table.c).where(*same)).first()
        if kept is not None:
            return as_checkpoint(kept)
        connection.execute(insert(table).values(checkpoint_row(made)))
    return made
