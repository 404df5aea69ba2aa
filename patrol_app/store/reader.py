"""Questions to the database. Every entry is checked against its hash as it is read: damage is told, never shown."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Self

from sqlalchemy import Connection, Engine, LargeBinary, cast, func, select, text

from patrol_app.domain.chain import FIRST_PREV, Checkpoint, Entry, utc_text
from patrol_app.domain.chain_check import ChainVerdict, VerifySignature, verify_chain
from patrol_app.domain.errors import BadInput, CannotDo, DamagedEvidence
from patrol_app.domain.record import ChainHead
from patrol_app.store import schema
from patrol_app.store.connection import faults, reading_engine
from patrol_app.store.rows import (
    LevelRow,
    Part,
    as_checkpoint,
    as_level_row,
    bare_entry,
    checked_entry,
    checked_part,
    device_sha256,
    levels_sha256,
)
from patrol_app.store.upgrade import refuse_unless_current

LEVELS = "levels"
"""The kind of the facts that carry a second's level rows; their subject is the measurement."""

_PAGE = 2000
_PAGE_OF_BODIES = 500
_fact = schema.fact


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreCheck:
    """What a whole check found: pages and indexes, the chain, level rows that do not give their hash."""

    integrity: tuple[str, ...]
    chain: ChainVerdict
    damaged_levels: tuple[int, ...]
    """Sequences of the facts whose level rows were changed."""

    @property
    def good(self) -> bool:
        """Get whether nothing at all is wrong."""
        return not self.integrity and self.chain.intact and not self.damaged_levels


class Reader:
    """Read-only access; may be used from any thread, and while another program writes."""

    def __init__(self, path: Path, engine: Engine, device: str) -> None:
        self.path = path
        self.device = device
        """The laptop this database was made on."""
        self._reading = engine

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open an existing database for questions alone.

        Raises:
            CannotDo: it is not there, not ours, or of another version (the writing program migrates it first).
        """
        if not path.is_file():
            raise CannotDo("store.missing", path=str(path))
        engine = reading_engine(path)
        try:
            with faults(path), engine.connect() as connection:
                refuse_unless_current(connection, path)
                device = device_of(connection, path)
        except Exception:
            engine.dispose()
            raise
        if device is None:
            engine.dispose()
            raise CannotDo("store.older", path=str(path), found="-", known="-")
        return cls(path, engine, device)

    def close(self) -> None:
        """Close the connections."""
        self._reading.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def latest(self, kind: str, subject: str) -> Entry | None:
        """The newest entry about ``subject``: what holds now. ``None`` if nothing was ever said."""
        query = select(*_fact.c).where(_fact.c.kind == kind, _fact.c.subject == subject)
        rows = self._rows(query.order_by(_fact.c.id.desc()).limit(1))
        return checked_entry(rows[0], self.path) if rows else None

    def latest_of_kind(self, kind: str) -> list[Entry]:
        """The newest entry of every subject of a kind, sorted by subject: the current library or list."""
        newest = (
            select(func.max(_fact.c.id).label("id")).where(_fact.c.kind == kind).group_by(_fact.c.subject).subquery()
        )
        query = select(*_fact.c).join(newest, _fact.c.id == newest.c.id).order_by(_fact.c.subject)
        return [checked_entry(row, self.path) for row in self._rows(query)]

    def first_of_kind(self, kind: str) -> Entry | None:
        """The oldest entry of a kind; ``None`` if there is none."""
        rows = self._rows(select(*_fact.c).where(_fact.c.kind == kind).order_by(_fact.c.id).limit(1))
        return checked_entry(rows[0], self.path) if rows else None

    def parts_of_kind(self, kind: str, paths: Sequence[str], *, since: datetime | None = None) -> Iterator[Part]:
        """Some values out of the newest entry of every subject, without turning whole bodies into objects.

        A year's fifty thousand visits are read in seconds; every entry is checked against its hash all the same, over
        the bytes that stand in the table.

        Args:
            kind: the kind.
            paths: where the values stand in the body, such as ``$.record.site.name``; at least two.
            since: only entries dated at or after this time.

        Yields:
            The subject, in no certain order, the entry's hash and the values in the order of ``paths``; what is not
            there is ``None``.

        Raises:
            DamagedEvidence: an entry does not give its hash.
        """
        newest = select(func.max(_fact.c.id).label("id")).where(_fact.c.kind == kind)
        if since is not None:
            newest = newest.where(_fact.c.at_utc >= utc_text(since))
        chosen = newest.group_by(_fact.c.subject).subquery()
        values = func.json_extract(_fact.c.body, *paths)
        columns = [cast(each, LargeBinary) if each is _fact.c.body else each for each in _fact.c]
        query = select(*columns, values).join(chosen, _fact.c.id == chosen.c.id)  # sorting would copy every body
        # the database works on the next page, outside the interpreter's lock, while this one is checked
        with faults(self.path), self._reading.connect() as connection, ThreadPoolExecutor(1) as ahead:
            result = connection.execute(query)
            page = ahead.submit(result.fetchmany, _PAGE_OF_BODIES)
            while rows := page.result():
                page = ahead.submit(result.fetchmany, _PAGE_OF_BODIES)
                for row in rows:
                    yield checked_part(row, self.path)

    def all_of_kind(
        self,
        kind: str,
        subject: str | None = None,
        *,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> list[Entry]:
        """Everything ever said of a kind, oldest first, corrected entries included.

        Args:
            kind: the kind.
            subject: only about this subject.
            since: only what is dated at or after this time.
            until: only what is dated before this time.
        """
        query = select(*_fact.c).where(_fact.c.kind == kind)
        if subject is not None:
            query = query.where(_fact.c.subject == subject)
        if since is not None:
            query = query.where(_fact.c.at_utc >= utc_text(since))
        if until is not None:
            query = query.where(_fact.c.at_utc < utc_text(until))
        return [checked_entry(row, self.path) for row in self._rows(query.order_by(_fact.c.id))]

    def entry(self, id: str) -> Entry | None:
        """The entry with this id."""
        rows = self._rows(select(*_fact.c).where(_fact.c.id == id))
        return checked_entry(rows[0], self.path) if rows else None

    def head(self, device: str | None = None) -> ChainHead:
        """The last link of a device's chain (this one's, if none is named); sequence 0 and zeros before the first."""
        query = select(_fact.c.seq, _fact.c.hash).where(_fact.c.device == (device or self.device))
        rows = self._rows(query.order_by(_fact.c.seq.desc()).limit(1))
        return ChainHead(sequence=rows[0][0], sha256=rows[0][1]) if rows else ChainHead(sequence=0, sha256=FIRST_PREV)

    def entries(self, first: int = 1, last: int | None = None, device: str | None = None) -> Iterator[Entry]:
        """A stretch of a device's log in order, read in pages so that memory is bounded.

        Raises:
            DamagedEvidence: an entry does not give its hash.
        """
        for page in self._log_pages(first, last, device):
            for row in page:
                yield checked_entry(row, self.path)

    def checkpoints(self, first: int = 1, last: int | None = None, device: str | None = None) -> list[Checkpoint]:
        """The checkpoints over a stretch of a device's log, in order."""
        table = schema.checkpoint
        query = select(*table.c).where(table.c.device == (device or self.device), table.c.seq >= first)
        if last is not None:
            query = query.where(table.c.seq <= last)
        return [as_checkpoint(row) for row in self._rows(query.order_by(table.c.seq, table.c.at_utc))]

    def event_lines(self, first: int = 1, last: int | None = None, device: str | None = None) -> Iterator[bytes]:
        """A stretch of the log as the lines of ``events.jsonl``, line ends included."""
        for entry in self.entries(first, last, device):
            yield entry.line() + b"\n"

    def checkpoint_lines(self, first: int = 1, last: int | None = None, device: str | None = None) -> Iterator[bytes]:
        """The checkpoints over a stretch as the lines of ``checkpoints.jsonl``, line ends included."""
        for checkpoint in self.checkpoints(first, last, device):
            yield checkpoint.line() + b"\n"

    def levels(self, measurement: str) -> list[LevelRow]:
        """All level rows of a measurement, in order of writing.

        Raises:
            DamagedEvidence: the rows of one second do not give the hash that the chain holds.
        """
        found: list[LevelRow] = []
        for entry, rows in self._with_levels(self.all_of_kind(LEVELS, measurement)):
            if rows is None:
                raise DamagedEvidence("store.levels_damaged", path=str(self.path), sequence=entry.sequence)
            found.extend(rows)
        return found

    def devices(self) -> list[str]:
        """Every device whose entries are here."""
        return [row[0] for row in self._rows(select(_fact.c.device).distinct().order_by(_fact.c.device))]

    def check(
        self,
        *,
        device: str | None = None,
        verify: VerifySignature | None = None,
        expected_head: str | None = None,
    ) -> StoreCheck:
        """Check everything: the file's pages and indexes, a device's whole chain, its checkpoints, its level rows.

        A night of 28,800 entries with 288,000 level rows takes about three seconds.
        """
        integrity = tuple(row[0] for row in self._rows(text("PRAGMA integrity_check")) if row[0] != "ok")
        damaged: list[int] = []

        def walk() -> Iterator[Entry]:
            for page in self._log_pages(1, None, device):
                entries = [bare_entry(row) for row in page]
                levels = [entry for entry in entries if entry.kind == LEVELS]
                damaged.extend(entry.sequence for entry, rows in self._with_levels(levels) if rows is None)
                yield from entries

        try:
            chain = verify_chain(walk(), self.checkpoints(device=device), verify=verify, expected_head=expected_head)
        except (TypeError, AttributeError, UnicodeError) as fault:
            # A flipped byte can turn a text column into bytes or nothing.
            raise DamagedEvidence("store.damaged", path=str(self.path), reason=str(fault)) from fault
        return StoreCheck(integrity=integrity, chain=chain, damaged_levels=tuple(damaged))

    def _with_levels(self, entries: Sequence[Entry]) -> Iterator[tuple[Entry, list[LevelRow] | None]]:
        """Each entry with its level rows, ``None`` if they do not give the hash in its body."""
        table = schema.level_row
        columns = (table.c.fact, table.c.t_s, table.c.laf_db, table.c.laeq_db, table.c.overload, table.c.underrange)
        for start in range(0, len(entries), _PAGE):
            page = entries[start : start + _PAGE]
            # Ids ascend along the chain, so one stretch of the table holds the page's rows.
            query = select(*columns).where(table.c.fact.between(page[0].id, page[-1].id))
            rows: dict[str, list[Any]] = defaultdict(list)
            for row in self._rows(query.order_by(table.c.fact, table.c.row)):
                rows[row[0]].append(row[1:])
            for entry in page:
                yield entry, _true_levels(entry, rows[entry.id])

    def _log_pages(self, first: int, last: int | None, device: str | None) -> Iterator[list[Any]]:
        query = select(*_fact.c).where(_fact.c.device == (device or self.device)).order_by(_fact.c.seq).limit(_PAGE)
        if last is not None:
            query = query.where(_fact.c.seq <= last)
        while rows := self._rows(query.where(_fact.c.seq >= first)):
            yield rows
            first = rows[-1][2] + 1

    def _rows(self, query: Any) -> list[Any]:
        with faults(self.path), self._reading.connect() as connection:
            return list(connection.execute(query))


def _true_levels(entry: Entry, rows: Sequence[Any]) -> list[LevelRow] | None:
    try:
        levels = [as_level_row(row) for row in rows]
        body = entry.body
        return levels if (body["rows"], body["sha256"]) == (len(levels), levels_sha256(levels)) else None
    except (BadInput, ValueError, TypeError, KeyError):
        return None


def head_of(connection: Connection, device: str, path: Path) -> Entry | None:
    """The last entry of a device, checked; asked by the writing connection before it goes on."""
    query = select(*_fact.c).where(_fact.c.device == device).order_by(_fact.c.seq.desc()).limit(1)
    row = connection.execute(query).first()
    return checked_entry(row, path) if row is not None else None


def device_of(connection: Connection, path: Path) -> str | None:
    """The laptop's name, ``None`` before it was given.

    Raises:
        DamagedEvidence: it does not give its hash; going on would begin a second chain.
    """
    row = connection.execute(select(schema.device.c.id, schema.device.c.sha256)).first()
    if row is None:
        return None
    name, digest = row
    if not isinstance(name, str) or device_sha256(name) != digest:
        raise DamagedEvidence("store.damaged", path=str(path), reason="device")
    return name
