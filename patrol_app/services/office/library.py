"""Libraries of venues, sites, notices, officers and the like: imported whole or refused whole, kept as facts."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar, cast

from patrol_app.domain.codec import from_plain
from patrol_app.domain.errors import BadInput, PatrolError
from patrol_app.domain.guidance import HelpVisit, LawTalk
from patrol_app.domain.instruments import InstrumentUnit
from patrol_app.domain.people import Officer
from patrol_app.domain.places import ExamNotice, ExamSession, ExamVenue, Site
from patrol_app.services.office.columns import HEADINGS, Cells
from patrol_app.services.office.library_rows import BUILDERS, RECORDS, Entity, key_of
from patrol_app.services.office.table_files import read_rows
from patrol_app.store.reader import Reader
from patrol_app.store.store import Store

T = TypeVar("T")
REMOVED: dict[str, object] = {"removed": True}
"""The body of the fact that takes an entry out of a library when its import is undone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A row that was not taken: where it is, and the fault whose key and data make the sentence."""

    sheet: str
    row: int
    column: str
    fault: PatrolError


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What an import did. Nothing is imported when a row is bad and good rows were not to be kept alone."""

    rows: int
    imported: int
    refused: tuple[Refusal, ...]
    id: str | None = None
    """The fact of this import, by which it can be undone; ``None`` when nothing was imported."""


def kinds() -> tuple[str, ...]:
    """The libraries there are."""
    return tuple(HEADINGS)


def import_file(path: Path, kind: str, store: Store, *, keep_good: bool, actor: str, at: datetime) -> Imported:
    """Read a table into a library; every row becomes a fact, the import itself another.

    Raises:
        BadInput: the file cannot be read as a table.
    """
    rows = read_rows(path)
    if not rows:
        raise BadInput("table.empty", path=path)
    good: list[Entity] = []
    refused: list[Refusal] = []
    seen: dict[str, int] = {}
    for row in rows:
        try:
            entity = BUILDERS[kind](Cells(kind, row))
            key = key_of(entity)
            if key in seen:
                raise BadInput("table.twice", column="name", value=key, row=seen[key])
            seen[key] = row.number
            good.append(entity)
        except BadInput as fault:
            column = str(fault.data.get("column", ""))
            refused.append(Refusal(sheet=row.sheet, row=row.number, column=column, fault=fault))
    if refused and not keep_good:
        return Imported(rows=len(rows), imported=0, refused=tuple(refused))
    with store.transaction() as work:
        for entity in good:
            work.append(f"library.{kind}", key_of(entity), entity, actor=actor, at=at)
        entry = work.append(
            "library.imported",
            kind,
            {
                "file": path.name,
                "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
                "rows": len(rows),
                "imported": len(good),
            },
            actor=actor,
            at=at,
        )
    return Imported(rows=len(rows), imported=len(good), refused=tuple(refused), id=entry.id)


def _all(reader: Reader, kind: str, record: type[T]) -> list[T]:
    bodies = (entry.body for entry in reader.latest_of_kind(f"library.{kind}"))
    return [from_plain(record, body) for body in bodies if body != REMOVED]


def sites(reader: Reader) -> list[Site]:
    """All sites, the newest fact of each."""
    return _all(reader, "sites", Site)


def venues(reader: Reader) -> list[ExamVenue]:
    """All exam venues."""
    return _all(reader, "venues", ExamVenue)


def notices(reader: Reader) -> list[ExamNotice]:
    """All exam notices."""
    return _all(reader, "notices", ExamNotice)


def sessions(reader: Reader) -> list[ExamSession]:
    """All exam sessions, in order of time."""
    return sorted(_all(reader, "sessions", ExamSession), key=lambda session: (session.starts_at, session.subject))


def help_visits(reader: Reader) -> list[HelpVisit]:
    """Help given to firms, in order of time."""
    return sorted(_all(reader, "help_visits", HelpVisit), key=lambda each: (each.held_on, each.number))


def law_talks(reader: Reader) -> list[LawTalk]:
    """Talks about the law, in order of time."""
    return sorted(_all(reader, "law_talks", LawTalk), key=lambda each: (each.held_on, each.number))


def officers(reader: Reader) -> list[Officer]:
    """All officers."""
    return _all(reader, "officers", Officer)


def instruments(reader: Reader) -> list[InstrumentUnit]:
    """The register of instruments."""
    return _all(reader, "instruments", InstrumentUnit)


def everything(reader: Reader, kind: str) -> Sequence[Entity]:
    """All entities of a library by its name."""
    return cast(Sequence[Entity], _all(reader, kind, RECORDS[kind]))


def site_named(reader: Reader, name: str) -> Site:
    """The site of this name.

    Raises:
        BadInput: there is none; the sentence names near ones.
    """
    found = reader.latest("library.sites", name)
    if found is None or found.body == REMOVED:
        from difflib import get_close_matches

        known = [entry.subject for entry in reader.latest_of_kind("library.sites") if entry.body != REMOVED]
        near = get_close_matches(name, known, n=3, cutoff=0.3) or known[:3]
        raise BadInput("library.no_site", name=name, near="、".join(near) or "—")
    return from_plain(Site, found.body)
