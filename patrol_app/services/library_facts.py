"""What the coordinator's library tab shows: the libraries, one of them in rows, imports, refused rows, look-alikes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from patrol_app.services.screen_facts import Said


@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryCount:
    """A library by its name, how many entries it has, and the newest import into it."""

    kind: str
    count: int
    file: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GuideLine:
    """A column of the guide; ``how`` in both languages."""

    heading: str
    identifier: str
    required: bool
    how_zh: str
    how_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportLine:
    """An import of the log."""

    id: str
    at: datetime
    kind: str
    file: str
    imported: int
    undone: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedLine:
    """A row that was not taken: where it stands and why."""

    sheet: str
    row: int
    column: str
    reason: Said


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportOutcome:
    """What came of a file; with ``waiting`` nothing was imported yet and the good rows may be kept."""

    kind: str
    file: str
    path: str
    rows: int
    imported: int
    waiting: bool
    refused: tuple[RefusedLine, ...]

    @property
    def good(self) -> int:
        """Get how many rows are good."""
        return self.rows - len(self.refused)


@dataclass(frozen=True, slots=True, kw_only=True)
class PairLine:
    """Two entries that look like one; ``why`` as ``office.why.*`` names it."""

    kind: str
    first: str
    second: str
    why: Literal["name", "place", "code", "person", "serial"]
    metres: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryFacts:
    """The libraries and the one that is looked at; at most ``LIMIT`` rows of it, under its first columns' headings."""

    libraries: tuple[LibraryCount, ...]
    kind: str
    columns: tuple[str, ...]
    """Identifiers of the columns that are shown."""
    rows: tuple[tuple[str, ...], ...]
    total: int
    guide: tuple[GuideLine, ...]
    imports: tuple[ImportLine, ...]
    outcome: ImportOutcome | None = None
    pairs: tuple[PairLine, ...] | None = None
    """Look-alikes, once they were searched for."""
