"""A bulletin as words and tables, before it becomes pages, sheets or a Word file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from patrol_app.assets import Language

Value = str | int | float | datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column: title, share of the page's width, and the form of its numbers (``reports.sheets.FORMS``)."""

    title: str
    share: float = 1.0
    form: str = "general"


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows under their columns."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bars:
    """Two numbers a place: how many were measured (outline) and how many exceed (solid)."""

    labels: tuple[str, ...]
    measured: tuple[int, ...]
    exceeding: tuple[int, ...]
    legend: tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A numbered part: sentences (``small`` where they are notes), then a chart, then a table."""

    title: str
    texts: tuple[str, ...] = ()
    small: bool = False
    bars: Bars | None = None
    table: Table | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A whole bulletin, ready for any of the three writers; ``made_at`` is the date inside the file."""

    authority: str
    title: str
    subtitle: str
    sections: tuple[Section, ...]
    foot: str
    watermark: str
    note: str
    made_at: datetime
    language: Language
    signatures: tuple[str, ...] = ()
    """Who signs by hand, before the last section."""
