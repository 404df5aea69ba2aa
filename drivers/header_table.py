"""Comma tables whose first line names the columns: what Met One's data lines are read by.

``Time,Conc(mg/m3),RH(%)`` gives the columns; a data line begins with a date and time. Positions are never assumed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from drivers.framing import Frame, LineDecoder, Noise, number
from drivers.readings import Damage, Decoded, ParticulateReading

_COLUMN = re.compile(r"\s*([A-Za-z][A-Za-z0-9.]*)\s*(?:\(([^)]*)\))?\s*")
_PM = re.compile(r"PM\d|TSP")
_DATED = re.compile(r"\s*\d+[-/](\d+|[A-Za-z]{3})[-/]\d+\s+\d+:\d+(:\d+)?\s*")
_FORMS = ("%Y-%m-%d %H:%M:%S", "%m/%d/%y %H:%M", "%d-%b-%Y %H:%M:%S", "%m/%d/%Y %H:%M:%S", "%m/%d/%y %H:%M:%S")


@dataclass(frozen=True, slots=True)
class Column:
    """A column's name and unit; ``None`` for no unit."""

    name: str
    unit: str | None


def header(text: str) -> tuple[Column, ...] | None:
    """The columns of a header line; ``None`` for another line."""
    cells = text.strip().rstrip(",").split(",")
    # A menu may echo its choice in front of the header.
    if len(cells) < 4 or cells[0].strip().lstrip("*>0123456789 ").lower() != "time":
        return None
    found = [_COLUMN.fullmatch(cell) for cell in cells]
    columns = [Column(each[1], each[2]) if each else Column("", None) for each in found]
    # ``PM1,PM2.5,...,TSP(ug/m3)``: one unit behind the last of the masses holds for all of them.
    for index in range(len(columns) - 2, -1, -1):
        follower = columns[index + 1]
        if columns[index].unit is None and _PM.match(columns[index].name) and _PM.match(follower.name):
            columns[index] = Column(columns[index].name, follower.unit)
    return tuple(columns)


def timestamp(text: str) -> str | None:
    """ISO 8601 without zone from the instrument's own clock, in the forms that Met One uses."""
    for form in _FORMS:
        try:
            return datetime.strptime(text.strip(), form).isoformat()
        except ValueError:
            continue
    return None


def mass_factor(unit: str | None) -> float | None:
    """What turns a concentration into micrograms per cubic metre; the micro sign may be any byte."""
    if unit is None or not unit.endswith("g/m3"):
        return None
    return 1000.0 if unit == "mg/m3" else 1.0


class TableDecoder(LineDecoder):
    """Reads rows by their header; a row that was read before (same time) is not read again.

    ``masses`` maps column names to fields; ``first`` is the header that holds until one comes.
    """

    masses: Mapping[str, str] = {}
    airs: Mapping[str, str] = {"AT": "temperature_c"}
    first: Sequence[Column] | None = None

    def __init__(self) -> None:
        super().__init__()
        self._columns = self.first
        self._last: str | None = None

    def line(self, text: str, offset: int, length: int) -> Frame | Noise:
        """A header, a row, or one of the texts around them."""
        if any(mark < " " and mark != "\x1b" for mark in text):
            return Noise(length, "control byte in a line", whole=True)
        columns = header(text)
        if columns is not None:
            self._columns = columns
            return Frame(length)
        cells = [cell.strip() for cell in text.strip().rstrip(",").split(",")]
        when = timestamp(cells[0])
        if when is None and len(cells) > 3 and _DATED.fullmatch(cells[0]):
            return Noise(length, f"{cells[0]} is no date and time", whole=True)
        if when is None or len(cells) < 2:
            return Frame(length)
        if self._columns is None:
            return Noise(length, "row without a header", whole=True)
        if len(cells) != len(self._columns):
            return Noise(length, f"{len(cells)} cells under {len(self._columns)} columns", whole=True)
        if when == self._last:
            return Frame(length)
        self._last = when
        return Frame(length, self._row(cells, when, offset, length))

    def refused(self, values: Mapping[str, str]) -> str | None:
        """Why the instrument itself takes a row back; ``None``: it does not."""
        return None

    def _row(self, cells: Sequence[str], when: str, offset: int, length: int) -> list[Decoded]:
        assert self._columns is not None
        found: dict[str, float | None] = {}
        for column, cell in zip(self._columns, cells, strict=True):
            factor = mass_factor(column.unit) if column.name in self.masses else 1.0
            field = self.masses.get(column.name) or self.airs.get(column.name)
            if field is None or cell == "":
                continue
            value = number(cell)
            if value is None or factor is None:
                reason = f"column {column.name}: {cell!r} in {column.unit} is no value"
                return [Damage(offset=offset, length=length, reason=reason)]
            found[field] = round(value * factor, 3)
        if not any(field in found for field in self.masses.values()):
            return []
        reason_back = self.refused(dict(zip((each.name for each in self._columns), cells, strict=True)))
        if reason_back is not None:
            return [Damage(offset=offset, length=length, reason=reason_back)]
        return [ParticulateReading(offset=offset, length=length, instrument_time=when, **found)]  # type: ignore[arg-type]
