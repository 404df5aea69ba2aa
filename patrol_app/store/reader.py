"""Questions to the database. Every entry is checked against its hash as it is read: damage is told, never shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from sqlalchemy import Connection, Engine, func, select, text

from patrol_app.domain.chain import FIRST_PREV, Checkpoint, Entry
from patrol_app.domain.chain_check import ChainVerdict, VerifySignature, verify_chain
from patrol_app.domain.errors import CannotDo, DamagedEvidence
from patrol_app.domain.record import ChainHead
from patrol_app.store import schema
from patrol_app.store.connection import faults, reading_engine
from patrol_app.store.rows import (
    LevelRow,
    as_checkpoint,
    as_level_row,
    bare_entry,
    checked_entry,
    device_sha256,
    levels_sha256,
)
from patrol_app.store.upgrade import refuse_unless_current

LEVELS = "levels"
"""The kind of the facts that carry a second's level rows; their subject is the measurement."""

_PAGE = 2000
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

    def all_of_kind(self, kind: str, subject: str | None = None) -> list[Entry]:
        """Everything ever said of a kind (about one subject), oldest first, corrected entries included."""
        query = select(*_fact.c).where(_fact.c.kind == kind)
        if subject is not None:
            query = query.where(_fact.c.subject == subject)
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
        for row in self._log_rows(first, last, device):
            yield checked_entry(row, self.path)

    def checkpoints(self, first: int = 1, last: int | None = None, device: str | None = None) -> list[Checkpoint]:
        """The checkpoints over a stretch of a device's log, in order."""
        table = schema.checkpoint
        query = select(*table.c).where(table.c.device == (device or self.device), table.c.seq >= first)
        if last is not None:
            query = query.where(table.c.seq <= last)
        return [as_checkpoint(row) for row in self._rows(query.order_by(table.c.seq, table.c.at_utc))]

    def levels(self, measurement: str) -> list[LevelRow]:
        """All level rows of a measurement, in order of writing.

        Raises:
            DamagedEvidence: the rows of one second do not give the hash that the chain holds.
        """
        found: list[LevelRow] = []
        for entry in self.all_of_kind(LEVELS, measurement):
            rows = self._level_rows(entry)
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

        A night of 28,800 entries takes about a second.
        """
        integrity = tuple(row[0] for row in self._rows(text("PRAGMA integrity_check")) if row[0] != "ok")
        damaged: list[int] = []

        def walk() -> Iterator[Entry]:
            for row in self._log_rows(1, None, device):
                entry = bare_entry(row)
                if entry.kind == LEVELS and self._level_rows(entry) is None:
                    damaged.append(entry.sequence)
                yield entry

        try:
            chain = verify_chain(walk(), self.checkpoints(device=device), verify=verify, expected_head=expected_head)
        except (TypeError, AttributeError, UnicodeError) as fault:
            # A flipped byte can turn a text column into bytes or nothing.
            raise DamagedEvidence("store.damaged", path=str(self.path), reason=str(fault)) from fault
        return StoreCheck(integrity=integrity, chain=chain, damaged_levels=tuple(damaged))

    def _level_rows(self, entry: Entry) -> list[LevelRow] | None:
        table = schema.level_row
        columns = (table.c.t_s, table.c.laf_db, table.c.laeq_db, table.c.overload, table.c.underrange)
        query = select(*columns).where(table.c.fact == entry.id).order_by(table.c.row)
        try:
            rows = [as_level_row(row) for row in self._rows(query)]
            body = entry.body
            return rows if (body["rows"], body["sha256"]) == (len(rows), levels_sha256(rows)) else None
        except (ValueError, TypeError, KeyError):
            return None

    def _log_rows(self, first: int, last: int | None, device: str | None) -> Iterator[Any]:
        query = select(*_fact.c).where(_fact.c.device == (device or self.device)).order_by(_fact.c.seq).limit(_PAGE)
        if last is not None:
            query = query.where(_fact.c.seq <= last)
        while rows := self._rows(query.where(_fact.c.seq >= first)):
            yield from rows
            first = rows[-1][2] + 1

    def _rows(self, query: Any) -> list[Any]:
        with faults(self.path), self._reading.connect() as connection:
            return list(connection.execute(query))


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
