"""The log of one visit: facts in their order, one transaction a second, checkpoints at weighty moments."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

from patrol_app.domain.chain import Checkpoint, Entry
from patrol_app.domain.codec import to_plain
from patrol_app.domain.errors import CannotDo, PatrolError
from patrol_app.domain.people import Authority
from patrol_app.domain.record import ChainHead
from patrol_app.evidence.signer import Signer
from patrol_app.rules.moment import local
from patrol_app.services.practice import refuse_practice
from patrol_app.store.rows import LevelRow
from patrol_app.store.store import Store
from patrol_app.store.work import Work

CHECKPOINT_EVERY = timedelta(minutes=1)
PATIENCE_S = 0.2
"""How long a running session waits for a database that another program holds: the level on the screen must not."""
ORDER_KIND = "order.numbered"


class VisitLog:
    """Used by one thread at a time: the session's while it runs, then whoever closes the visit."""

    def __init__(
        self, store: Store, number: str, *, actor: str, now: Callable[[], datetime], signer: Signer | None
    ) -> None:
        self._store = store
        self._number = number
        self._actor = actor
        self._now = now
        self._signer = signer
        self._first = store.head().sequence + 1
        self._pending: list[tuple[str, Any, datetime]] = []
        self._levels: list[tuple[str, LevelRow]] = []
        self._sealed_at = now()
        self._seal_due = False
        self.length = store.head().sequence

    @classmethod
    def resume(
        cls, store: Store, number: str, *, actor: str, now: Callable[[], datetime], signer: Signer | None
    ) -> VisitLog:
        """Go on with the log of a visit that was interrupted."""
        log = cls(store, number, actor=actor, now=now, signer=signer)
        opened = store.all_of_kind("visit.opened", number) or store.all_of_kind("survey.opened", number)
        if opened:
            log._first = opened[-1].sequence
        return log

    def refuse_practice(self) -> None:
        """Let only a real visit be packed.

        Raises:
            CannotDo: this is the log of a practice folder.
        """
        refuse_practice(self._store)

    @property
    def head(self) -> ChainHead:
        """The chain's head with everything written."""
        self.flush()
        return self._store.head()

    def add(self, kind: str, body: object, *, at: datetime | None = None, weighty: bool = False) -> None:
        """Note a fact; a weighty one is written and sealed at once, others within a second.

        Where another program holds the database, a weighty one too is written as soon as it lets go.
        """
        moment = at or self._now()
        self._pending.append((kind, to_plain(body), moment))
        self.length += 1
        if weighty:
            try:
                self.flush(PATIENCE_S)
            except CannotDo as fault:
                if fault.key != "store.busy":
                    raise
                self._seal_due = True
                return
            self.seal(moment)

    def level(self, run: str, t_s: float, laf_db: float | None, laeq_db: float | None, *, overload: bool) -> None:
        """Note the levels of a second of a run."""
        self._levels.append((run, LevelRow(t_s=round(t_s, 3), laf_db=laf_db, laeq_db=laeq_db, overload=overload)))

    def second(self, at: datetime) -> None:
        """A second has passed: write what is pending; seal once a minute."""
        self.flush(PATIENCE_S)
        # a clock that was put back would else be waited for
        if self._seal_due or at - self._sealed_at >= CHECKPOINT_EVERY or at < self._sealed_at:
            self.seal(at)

    def flush(self, patience_s: float | None = None) -> None:
        """Write everything pending in one transaction; ``patience_s`` is how long others are waited for."""
        if not self._pending and not self._levels:
            return
        pending, levels = self._pending, self._levels
        self._pending, self._levels = [], []
        try:
            with self._store.transaction(patience_s) as work:
                for kind, body, at in pending:
                    work.append(kind, self._number, body, actor=self._actor, at=at)
                self._write_levels(work, levels)
        except PatrolError:
            # nothing of the transaction is in the store; it is tried again with the next one
            self._pending, self._levels = [*pending, *self._pending], [*levels, *self._levels]
            raise
        self.length = self._store.head().sequence

    def _write_levels(self, work: Work, levels: list[tuple[str, LevelRow]]) -> None:
        for run in dict.fromkeys(run for run, _ in levels):
            rows = [row for name, row in levels if name == run]
            work.levels(f"{self._number}/{run}", rows, actor=self._actor, at=self._now())

    def seal(self, at: datetime) -> None:
        """Sign the head, when a key is unlocked."""
        self._sealed_at, self._seal_due = at, False
        if self._signer is not None and self._store.head().sequence:
            self._store.checkpoint(self._signer.sign, key_sha256=self._signer.fingerprint, at=at)

    def next_order_number(self, authority: Authority, at: datetime) -> str:
        """The number of the visit's order to correct: counter per authority and year, without gaps.

        A visit whose pack is made again keeps the number that it was given first.
        """
        year = local(at).year
        subject = f"{authority.short_name}/责改/{year}"
        self.flush()
        given = self._store.all_of_kind(ORDER_KIND, subject)
        for entry in given:
            if entry.body["visit"] == self._number:
                return str(entry.body["number"])
        count = len(given) + 1
        number = f"{authority.short_name}环责改〔{year}〕{count}号"
        self._store.append(ORDER_KIND, subject, {"number": number, "visit": self._number}, actor=self._actor, at=at)
        self.length = self._store.head().sequence
        return number

    def entries(self) -> Iterator[Entry]:
        """The visit's stretch of the chain, from its opening to the head."""
        self.flush()
        return self._store.entries(self._first)

    def checkpoints(self) -> list[Checkpoint]:
        """The seals over that stretch."""
        return self._store.checkpoints(self._first)
