"""The library tab's hands: lists looked at, imported, undone, searched for entries written twice."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from patrol_app.domain.errors import BadInput
from patrol_app.services.desk.coordinator_numbers import numbers
from patrol_app.services.desk.coordinator_rows import SHOWN_COLUMNS, cells_of
from patrol_app.services.desk.departure import said
from patrol_app.services.desk.worker import sentence_of
from patrol_app.services.library_facts import (
    GuideLine,
    ImportLine,
    ImportOutcome,
    LibraryCount,
    LibraryFacts,
    PairLine,
    RefusedLine,
)
from patrol_app.services.office import library
from patrol_app.services.office.library_rows import key_of
from patrol_app.services.office.library_template import guide, write_template
from patrol_app.services.office.library_undo import imports, undo_import

if TYPE_CHECKING:
    from patrol_app.services.desk.coordinator import CoordinatorHands, Data, Deed

LIMIT = 500
"""So many rows of a library are shown; the rest is counted."""
IMPORTS_SHOWN = 50


class LibraryHands:
    """The work behind the library tab."""

    def __init__(self, hands: CoordinatorHands) -> None:
        self.hands = hands
        self._kind = library.kinds()[0]
        self._outcome: ImportOutcome | None = None
        self._pairs: tuple[PairLine, ...] | None = None

    def deeds(self) -> Mapping[str, Deed]:
        """The commands of this tab."""
        return {
            "kind": self._choose,
            "import": self._import,
            "keep_good": self._keep_good,
            "set_aside": self._set_aside,
            "template": self._template,
            "undo": self._undo,
            "duplicates": self._duplicates,
        }

    def read(self) -> LibraryFacts:
        """The facts of now."""
        store, kind = self.hands.shelf.store, self._kind
        known = imports(store)
        newest = {one.kind: one for one in known if not one.undone}
        counts = []
        for name in library.kinds():
            last = newest.get(name)
            counts.append(
                LibraryCount(
                    kind=name,
                    count=sum(entry.body != library.REMOVED for entry in store.latest_of_kind(f"library.{name}")),
                    file=last.file if last else "",
                    at=datetime.fromisoformat(last.at_utc) if last else None,
                )
            )
        entries = list(library.everything(store, kind))
        if kind == "sites":
            # as the lists that were imported had them, which is how lists, map and plan number them
            place = numbers(store)
            entries.sort(key=lambda entry: place.get(key_of(entry), 0))
        english = {column.identifier: column.how for column in guide(kind, "en")}
        return LibraryFacts(
            libraries=tuple(counts),
            kind=kind,
            columns=SHOWN_COLUMNS[kind],
            rows=tuple(cells_of(kind, entry) for entry in entries[:LIMIT]),
            total=len(entries),
            guide=tuple(
                GuideLine(
                    heading=one.heading,
                    identifier=one.identifier,
                    required=one.required,
                    how_zh=one.how,
                    how_en=english[one.identifier],
                )
                for one in guide(kind, "zh")
            ),
            imports=tuple(
                ImportLine(
                    id=one.id,
                    at=datetime.fromisoformat(one.at_utc),
                    kind=one.kind,
                    file=one.file,
                    imported=one.imported,
                    undone=one.undone,
                )
                for one in reversed(known[-IMPORTS_SHOWN:])
            ),
            outcome=self._outcome,
            pairs=self._pairs,
        )

    def _choose(self, data: Data) -> None:
        kind = str(data["kind"])
        if kind not in library.kinds():
            raise BadInput("desk.command", name=kind)
        self._kind = kind
        self.hands.look("library")

    def _import(self, data: Data) -> None:
        answers = data["answers"]
        path = str(answers.get("path", "")).strip()
        if not path:
            raise BadInput("office.no_file")
        self._kind = str(data.get("kind") or self._kind)
        self._take(Path(path).expanduser(), self._kind, keep_good=False)

    def _keep_good(self, data: Data) -> None:
        waiting = self._outcome
        if waiting is None or not waiting.waiting:
            raise BadInput("office.nothing_waits")
        self._take(Path(waiting.path), waiting.kind, keep_good=True)

    def _take(self, path: Path, kind: str, *, keep_good: bool) -> None:
        hands = self.hands
        actor = hands.actor
        hands.desk.doing(said("desk.importing", file=path.name))
        try:
            done = library.import_file(
                path, kind, hands.shelf.store, keep_good=keep_good, actor=actor, at=hands.desk.at()
            )
        finally:
            hands.desk.doing(None)
        refused = tuple(
            RefusedLine(sheet=one.sheet, row=one.row, column=one.column, reason=sentence_of(one.fault))
            for one in done.refused
        )
        waiting = bool(refused) and done.id is None
        self._outcome = ImportOutcome(
            kind=kind, file=path.name, path=str(path), rows=done.rows, imported=done.imported, waiting=waiting,
            refused=refused,
        )  # fmt: skip
        self._pairs = None
        if waiting:
            hands.look("library")
            hands.desk.tell(said("office.import_waits", bad=len(refused), rows=done.rows))
        else:
            hands.changed()
            hands.desk.tell(said("office.imported", imported=done.imported, rows=done.rows, file=path.name))

    def _set_aside(self, data: Data) -> None:
        self._outcome, self._pairs = None, None
        self.hands.look("library")

    def _template(self, data: Data) -> None:
        path = str(data["answers"].get("template", "")).strip()
        if not path:
            raise BadInput("office.no_file")
        target = Path(path).expanduser()
        if not target.suffix:
            target = target.with_suffix(".xlsx")
        write_template(str(data.get("kind") or self._kind), target, data.get("language", "zh"))
        self.hands.desk.tell(said("office.template_written", path=str(target)))

    def _undo(self, data: Data) -> None:
        done = undo_import(self.hands.shelf.store, str(data["id"]), actor=self.hands.actor, at=self.hands.desk.at())
        self._outcome = None
        self.hands.changed()
        self.hands.desk.tell(said("office.undone", restored=done.restored, removed=done.removed, kept=done.kept))

    def _duplicates(self, data: Data) -> None:
        from patrol_app.services.office.duplicates import duplicates

        hands = self.hands
        hands.desk.doing(said("desk.comparing"))
        try:
            self._pairs = tuple(
                PairLine(kind=one.kind, first=one.first, second=one.second, why=one.why, metres=one.metres)
                for one in duplicates(hands.shelf.store)
            )
        finally:
            hands.desk.doing(None)
        hands.look("library")
        hands.desk.tell(said("office.pairs_found" if self._pairs else "office.no_pairs", count=len(self._pairs)))
