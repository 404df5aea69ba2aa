"""One transaction being put together: its facts are chained in memory and written at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import Connection, insert

from patrol_app.domain.chain import FIRST_PREV, Entry, body_text, seal, utc_text
from patrol_app.domain.ids import uuid7
from patrol_app.domain.record import ChainHead
from patrol_app.store import schema
from patrol_app.store.reader import LEVELS
from patrol_app.store.rows import LevelRow, entry_row, level_rows, levels_body

Random = Callable[[int], bytes]


class Work:
    """One transaction being put together; nothing is written before its block ends."""

    def __init__(self, device: str, last: Entry | None, random: Random) -> None:
        self._device = device
        self._last = last
        self._random = random
        self._levels: list[dict[str, object]] = []
        self.appended: list[Entry] = []

    @property
    def head(self) -> ChainHead:
        """Get the head of the chain as it will be."""
        if self._last is None:
            return ChainHead(sequence=0, sha256=FIRST_PREV)
        return ChainHead(sequence=self._last.sequence, sha256=self._last.hash)

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
        """Add a fact to the chain.

        Args:
            kind: which kind of fact (``site``, ``visit``, ``exceedance`` ...).
            subject: what it is about; the newest fact of a kind and subject is what holds.
            body: a record or mapping; decimals are kept as text.
            actor: who said or did it: an officer's certificate number, an instrument, the program.
            at: when, with offset.
            clock_source: ``gnss`` or ``host``.
            corrects: the id of the fact that this one corrects.

        Raises:
            BadInput: a body that JSON cannot hold, or a time without offset.
        """
        entry = seal(
            id=uuid7(int(at.timestamp() * 1000), self._random(10), self._last.id if self._last else None),
            device=self._device,
            sequence=self.head.sequence + 1,
            kind=kind,
            subject=subject,
            at_utc=utc_text(at),
            clock_source=clock_source,
            actor=actor,
            corrects=corrects,
            body_json=body_text(body),
            prev=self.head.sha256,
        )
        self._last = entry
        self.appended.append(entry)
        return entry

    def levels(
        self, measurement: str, rows: Sequence[LevelRow], *, actor: str, at: datetime, clock_source: str = "host"
    ) -> Entry:
        """Add level rows of a run and the fact that holds their hash, so that no row can be changed unseen."""
        entry = self.append(LEVELS, measurement, levels_body(rows), actor=actor, at=at, clock_source=clock_source)
        self._levels.extend(level_rows(entry.id, rows))
        return entry

    def write(self, connection: Connection) -> None:
        """Insert everything in one transaction; returns when it survives a power cut."""
        with connection.begin():
            connection.execute(insert(schema.fact), [entry_row(entry) for entry in self.appended])
            if self._levels:
                connection.execute(insert(schema.level_row), self._levels)
