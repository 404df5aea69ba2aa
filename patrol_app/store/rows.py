"""Rows to records and back, each checked against its own hash when it is read."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from patrol_app.domain.chain import Checkpoint, Entry, hash_of_columns
from patrol_app.domain.errors import BadInput, DamagedEvidence


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelRow:
    """The levels of one instant of a run; ``t_s`` counts from the run's start, unknown is ``None``."""

    t_s: float
    laf_db: float | None
    laeq_db: float | None
    overload: bool | None = None
    underrange: bool | None = None


def entry_row(entry: Entry) -> dict[str, object]:
    """The columns of table ``fact``."""
    return {
        "id": entry.id,
        "device": entry.device,
        "seq": entry.sequence,
        "kind": entry.kind,
        "subject": entry.subject,
        "at_utc": entry.at_utc,
        "clock_source": entry.clock_source,
        "actor": entry.actor,
        "corrects": entry.corrects,
        "body": entry.body_json,
        "prev": entry.prev,
        "hash": entry.hash,
    }


def bare_entry(row: Sequence[Any]) -> Entry:
    """The entry as it stands in the table, in the order of its columns, not checked."""
    return Entry(
        id=row[0], device=row[1], sequence=row[2], kind=row[3], subject=row[4], at_utc=row[5], clock_source=row[6],
        actor=row[7], corrects=row[8], body_json=row[9], prev=row[10], hash=row[11],
    )  # fmt: skip


def checked_entry(row: Sequence[Any], path: Path) -> Entry:
    """The entry of a row of ``fact``.

    Raises:
        DamagedEvidence: its content does not give its hash.
    """
    entry = bare_entry(row)
    try:
        good = entry.rehash() == entry.hash
    except (TypeError, AttributeError, UnicodeError):
        good = False
    if not good:
        raise DamagedEvidence("store.entry_damaged", path=str(path), sequence=entry.sequence)
    return entry


class Part(NamedTuple):
    """Some values of an entry whose hash was made again."""

    subject: str
    sha256: str
    """The entry's hash."""
    values: list[Any]


def checked_part(row: Sequence[Any], path: Path) -> Part:
    """The values of a row of ``fact`` whose body is bytes, with a JSON list after its columns.

    Raises:
        DamagedEvidence: its content does not give its hash.
    """
    *columns, stored, values = row
    try:
        good = hash_of_columns(*columns) == stored
    except (TypeError, AttributeError, UnicodeError):
        good = False
    if not good:
        raise DamagedEvidence("store.entry_damaged", path=str(path), sequence=columns[2])
    return Part(columns[4], stored, json.loads(values))


def checkpoint_row(checkpoint: Checkpoint) -> dict[str, object]:
    """The columns of table ``checkpoint``."""
    return {
        "device": checkpoint.device,
        "seq": checkpoint.sequence,
        "head": checkpoint.head,
        "at_utc": checkpoint.at_utc,
        "key_sha256": checkpoint.key_sha256,
        "signature": checkpoint.signature,
    }


def as_checkpoint(row: Sequence[Any]) -> Checkpoint:
    """The checkpoint of a row."""
    return Checkpoint(device=row[0], sequence=row[1], head=row[2], at_utc=row[3], key_sha256=row[4], signature=row[5])


def level_rows(fact_id: str, rows: Iterable[LevelRow]) -> list[dict[str, object]]:
    """The columns of table ``level_row``."""
    return [
        {
            "fact": fact_id,
            "row": index,
            "t_s": _number(row.t_s),
            "laf_db": _number(row.laf_db),
            "laeq_db": _number(row.laeq_db),
            "overload": None if row.overload is None else int(row.overload),
            "underrange": None if row.underrange is None else int(row.underrange),
        }
        for index, row in enumerate(rows)
    ]


def as_level_row(row: Sequence[Any]) -> LevelRow:
    """The levels of a row (t_s, laf_db, laeq_db, overload, underrange)."""
    return LevelRow(
        t_s=row[0],
        laf_db=row[1],
        laeq_db=row[2],
        overload=None if row[3] is None else bool(row[3]),
        underrange=None if row[4] is None else bool(row[4]),
    )


def levels_sha256(rows: Sequence[LevelRow]) -> str:
    """The hash of a second's level rows, kept in the fact they belong to.

    Raises:
        BadInput: a level is NaN or infinite (unknown is ``None``).
    """
    plain = [
        [_number(row.t_s), _number(row.laf_db), _number(row.laeq_db), row.overload, row.underrange] for row in rows
    ]
    try:
        # Canonical JSON already: no keys to sort, nothing but numbers.
        text = json.dumps(plain, separators=(",", ":"), allow_nan=False)
        return hashlib.sha256(text.encode()).hexdigest()
    except (TypeError, ValueError) as fault:
        raise BadInput("chain.body", reason=str(fault)) from fault


def levels_body(rows: Sequence[LevelRow]) -> Mapping[str, object]:
    """The body of the fact that carries a second's level rows."""
    return {
        "rows": len(rows),
        "from_t_s": _number(rows[0].t_s) if rows else None,
        "to_t_s": _number(rows[-1].t_s) if rows else None,
        "sha256": levels_sha256(rows),
    }


def device_sha256(name: str) -> str:
    """The hash that stands beside the laptop's name."""
    return hashlib.sha256(name.encode("utf-8", "surrogateescape")).hexdigest()


def _number(value: float | None) -> float | None:
    # The database gives floats back, so 60 must hash as 60.0.
    return None if value is None else float(value)
