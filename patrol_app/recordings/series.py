"""Level series as CSV whose text depends on the numbers alone, with a JSON file beside it that explains the columns.

``NAME.csv`` has a header line of column names that carry their unit, ``\\n`` line ends, a point as decimal mark and a
fixed number of decimals a column; unknown is empty. ``recompute`` makes the same numbers again and with them the same
bytes. The writer appends whole lines, so a fault leaves at most one torn line, which ``repair`` cuts.
"""

from __future__ import annotations

import json
import math
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self

from patrol_app.domain.errors import BadInput, CannotDo, DamagedEvidence
from patrol_app.domain.series import LevelSeries
from patrol_app.recordings.disk import DurableFile, cut_tail, disk_fault, write_whole

Row = Sequence[float | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: ``name`` ends in the unit's suffix, ``decimals`` are always written, ``meaning`` is for people."""

    name: str
    unit: str
    decimals: int
    meaning: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesTable:
    """A series as read back: rows of numbers, ``None`` where nothing was known."""

    columns: tuple[Column, ...]
    clock: str
    rows: tuple[tuple[float | None, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesRepair:
    """Bytes of a torn last line that ``repair`` cut, and whole rows that remain."""

    path: Path
    rows: int
    cut_bytes: int


LEVEL_COLUMNS = (
    Column(name="t_s", unit="s", decimals=3, meaning="time from the run's start"),
    Column(name="laf_db", unit="dB", decimals=2, meaning="A-weighted level, time weighting Fast"),
    Column(name="laeq_db", unit="dB", decimals=2, meaning="equivalent A-weighted level from the run's start"),
)
"""The columns of ``patrol_app.domain.series.LevelSeries``."""


def number_text(value: float | None, decimals: int) -> str:
    """``value`` with exactly ``decimals`` decimals; unknown, NaN and infinity are empty; zero has no sign."""
    if value is None or not math.isfinite(value):
        return ""
    text = f"{value:.{decimals}f}"
    return text.removeprefix("-") if float(text) == 0 else text


def row_text(columns: Sequence[Column], row: Row) -> str:
    """One line of the CSV, line end included.

    Raises:
        BadInput: another number of values than columns.
    """
    if len(row) != len(columns):
        raise BadInput("recordings.series_row", wanted=len(columns), found=len(row))
    return ",".join(number_text(value, column.decimals) for column, value in zip(columns, row, strict=True)) + "\n"


def series_text(columns: Sequence[Column], rows: Iterable[Row]) -> str:
    """The whole CSV."""
    return _header(columns) + "".join(row_text(columns, row) for row in rows)


def description_text(columns: Sequence[Column], clock: str) -> str:
    """The JSON beside the CSV; ``clock`` says in words what the times are counted from and by which clock."""
    plain = {"format": "night-patrol/series/1", "clock": clock, "columns": [asdict(column) for column in columns]}
    return json.dumps(plain, ensure_ascii=False, indent=1) + "\n"


def level_rows(series: LevelSeries) -> list[Row]:
    """The rows of a level series for ``LEVEL_COLUMNS``."""
    return list(zip(series.t_s, series.laf_db, series.laeq_db, strict=True))


def write_series(path: Path, columns: Sequence[Column], rows: Iterable[Row], clock: str) -> None:
    """Write CSV and JSON, each whole or not at all, over older ones if there are any."""
    write_whole(path.with_suffix(".json"), description_text(columns, clock).encode())
    write_whole(path, series_text(columns, rows).encode())


class SeriesWriter:
    """Appends rows while the run goes on; every row is in the file when ``append`` returns."""

    def __init__(
        self,
        path: Path,
        columns: Sequence[Column],
        clock_text: str,
        *,
        sync_interval_s: float = 1.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        write_whole(path.with_suffix(".json"), description_text(columns, clock_text).encode())
        self.columns = tuple(columns)
        self._file = DurableFile.create(path)
        self._interval_s = sync_interval_s
        self._clock = clock
        try:
            self._file.append(_header(columns).encode())
            self.sync()
        except CannotDo:
            self._file.close()
            raise

    @property
    def path(self) -> Path:
        """Get the CSV's path."""
        return self._file.path

    def append(self, *rows: Row) -> None:
        """Write rows; all of them or, on a fault, none."""
        self._file.append("".join(row_text(self.columns, row) for row in rows).encode())
        if self._clock() - self._synced_at >= self._interval_s:
            self.sync()

    def sync(self) -> None:
        """Make all rows so far safe from a power cut."""
        self._file.sync()
        self._synced_at = self._clock()

    def close(self) -> None:
        """Sync and close."""
        try:
            self.sync()
        finally:
            self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def read_series(path: Path) -> SeriesTable:
    """Read a CSV and the JSON beside it.

    Raises:
        BadInput: a file is missing or cannot be read.
        DamagedEvidence: header, line or number are not as the JSON says; ``line`` names the place.
    """
    columns, clock = _read_description(path.with_suffix(".json"))
    lines = _read(path).split(b"\n")
    if lines.pop() != b"":
        raise DamagedEvidence("recordings.series_damaged", path=str(path), line=len(lines) + 1)
    if not lines or lines[0] + b"\n" != _header(columns).encode():
        raise DamagedEvidence("recordings.series_damaged", path=str(path), line=1)
    rows = []
    for number, line in enumerate(lines[1:], start=2):
        row = _row(columns, line)
        if row is None:
            raise DamagedEvidence("recordings.series_damaged", path=str(path), line=number)
        rows.append(row)
    return SeriesTable(columns=columns, clock=clock, rows=tuple(rows))


def read_levels(path: Path) -> LevelSeries:
    """A level series as papers draw it.

    Raises:
        BadInput, DamagedEvidence: as ``read_series``; also when ``t_s`` or ``laf_db`` is unknown somewhere.
    """
    table = read_series(path)
    names = [column.name for column in table.columns]
    if any(name not in names for name in ("t_s", "laf_db", "laeq_db")):
        raise BadInput("recordings.series_no_levels", path=str(path))
    t_at, laf_at, laeq_at = names.index("t_s"), names.index("laf_db"), names.index("laeq_db")
    t_s, laf_db = [], []
    for number, row in enumerate(table.rows, start=2):
        t, laf = row[t_at], row[laf_at]
        if t is None or laf is None:
            raise DamagedEvidence("recordings.series_damaged", path=str(path), line=number)
        t_s.append(t)
        laf_db.append(laf)
    return LevelSeries(t_s=t_s, laf_db=laf_db, laeq_db=[row[laeq_at] for row in table.rows])


def repair(path: Path) -> SeriesRepair:
    """Cut a torn last line."""
    content = _read(path)
    end = content.rfind(b"\n") + 1
    # A power cut may leave zeros where the last lines were to stand.
    zeros = content.find(b"\0")
    if 0 <= zeros < end:
        end = content.rfind(b"\n", 0, zeros) + 1
    if end < len(content):
        cut_tail(path, end)
    return SeriesRepair(path=path, rows=max(0, content.count(b"\n", 0, end) - 1), cut_bytes=len(content) - end)


def _header(columns: Sequence[Column]) -> str:
    return ",".join(column.name for column in columns) + "\n"


def _row(columns: Sequence[Column], line: bytes) -> tuple[float | None, ...] | None:
    try:
        words = line.decode("ascii").split(",")
        values = tuple(float(word) if word else None for word in words)
        # Only the one text that these numbers give is accepted: "1e2", " 5" and "nan" were not written by us.
        return values if row_text(columns, values).encode() == line + b"\n" else None
    except (ValueError, BadInput):
        return None


def _read_description(path: Path) -> tuple[tuple[Column, ...], str]:
    try:
        plain = json.loads(_read(path))
        if plain["format"] != "night-patrol/series/1":
            raise KeyError
        return tuple(Column(**column) for column in plain["columns"]), str(plain["clock"])
    except (ValueError, KeyError, TypeError) as fault:
        raise DamagedEvidence("recordings.series_damaged", path=str(path), line=1) from fault


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError as fault:
        raise BadInput("recordings.unreadable", path=str(path), reason="not there") from fault
    except OSError as fault:
        raise disk_fault(fault, path) from fault
