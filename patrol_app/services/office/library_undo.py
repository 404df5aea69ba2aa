"""Imports of libraries as the log knows them, and their undoing by new facts: nothing is ever taken out of the log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from patrol_app.domain.chain import Entry
from patrol_app.domain.errors import BadInput
from patrol_app.services.office.library import REMOVED
from patrol_app.store.reader import Reader
from patrol_app.store.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownImport:
    """One import of the log."""

    id: str
    at_utc: str
    actor: str
    kind: str
    file: str
    imported: int
    undone: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone:
    """What an undoing did: entries put back to what they were, taken out, and left since a later fact holds."""

    id: str
    kind: str
    restored: int
    removed: int
    kept: int


def imports(reader: Reader) -> list[KnownImport]:
    """All imports, oldest first."""
    undone = {entry.subject for entry in reader.latest_of_kind("library.undone")}
    return [
        KnownImport(
            id=entry.id,
            at_utc=entry.at_utc,
            actor=entry.actor,
            kind=entry.subject,
            file=entry.body["file"],
            imported=entry.body["imported"],
            undone=entry.id in undone,
        )
        for entry in reader.all_of_kind("library.imported")
    ]


def undo_import(store: Store, id: str, *, actor: str, at: datetime) -> Undone:
    """Put every entry of an import back to what held before it; entries that changed since stay as they are.

    Raises:
        BadInput: there is no such import on this laptop, or it was undone before.
    """
    made = store.entry(id)
    if made is None or made.kind != "library.imported" or made.device != store.device:
        raise BadInput("library.no_import", id=id)
    if store.latest("library.undone", id) is not None:
        raise BadInput("library.undone_before", id=id)
    kind = f"library.{made.subject}"
    newest = {entry.subject: entry for entry in store.latest_of_kind(kind)}
    imported = _entries_of(store, made)
    void = {entry.id for entry in imported}
    for undone in store.latest_of_kind("library.undone"):
        other = store.entry(undone.subject)
        if other is not None and other.subject == made.subject:
            void |= {entry.id for entry in _entries_of(store, other)}
    earlier: dict[str, Entry] = {
        entry.subject: entry for entry in store.all_of_kind(kind) if entry.id < made.id and entry.id not in void
    }
    restored = removed = kept = 0
    with store.transaction() as work:
        for entry in imported:
            if newest[entry.subject].id != entry.id:
                kept += 1
                continue
            body = earlier[entry.subject].body if entry.subject in earlier else REMOVED
            work.append(kind, entry.subject, body, actor=actor, at=at, corrects=entry.id)
            restored += body != REMOVED
            removed += body == REMOVED
        counts = {"kind": made.subject, "restored": restored, "removed": removed, "kept": kept}
        work.append("library.undone", id, counts, actor=actor, at=at, corrects=id)
    return Undone(id=id, kind=made.subject, restored=restored, removed=removed, kept=kept)


def _entries_of(reader: Reader, made: Entry) -> list[Entry]:
    """The entries of an import: written right before its own fact, in one transaction."""
    first = made.sequence - made.body["imported"]
    return list(reader.entries(first, made.sequence - 1)) if first < made.sequence else []
