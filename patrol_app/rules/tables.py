"""A TOML file of rules with the line of every key, so that a fault can be pointed at."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any

from patrol_app.domain.errors import BadInput, CannotDo

_HEADER = re.compile(r"^\s*\[\[?([^\[\]]+)\]\]?\s*(#.*)?$")
_KEY = re.compile(r"^\s*(\"[^\"]+\"|[\w.-]+)\s*=")
_SYNTAX_LINE = re.compile(r"line (\d+)")
WANTED = {
    "text": "a text in quotes / 引号中的文字",
    "number": "a number / 数",
    "flag": "true or false",
    "date": "a date such as 2026-01-01 / 日期",
    "moment": "a time with offset such as 2026-06-06T23:00:00+08:00 / 带时区的时间",
    "clock": "a time of day such as 22:00 / 时刻",
    "texts": "a list of texts / 文字列表",
    "rows": "a list of tables / 表的列表",
    "table": "a table / 表",
}


@dataclass(frozen=True, slots=True)
class TomlFile:
    """One parsed file: its top table, its bytes' SHA-256, and where each key stands."""

    path: Path
    sha256: str
    table: Mapping[str, Any]
    lines: Mapping[str, int]

    def fault(self, where: str, problem: str, **data: object) -> BadInput:
        """The error for the key ``where``: names file, key and line; ``problem`` picks the sentence."""
        return BadInput(f"rules.file.{problem}", file=self.path.name, name=where, line=self.line_of(where), **data)

    def line_of(self, where: str) -> int:
        """The line of a dotted key, else of the nearest table that holds it."""
        while where:
            if where in self.lines:
                return self.lines[where]
            where = where[: where.rindex("[")] if where.endswith("]") else where.rpartition(".")[0]
        return 1

    def take(self, table: Mapping[str, Any], at: str, key: str, kind: str, *, optional: bool = False) -> Any:
        """The value of ``key`` in ``table`` (which stands at ``at``), checked to be of ``kind``.

        Numbers come back as Decimal, lists as tuples.

        Raises:
            BadInput: the key is missing or its value is of another kind.
        """
        where = f"{at}.{key}" if at else key
        if key not in table:
            if optional:
                return None
            raise self.fault(where, "missing")
        value = _as_kind(table[key], kind)
        if value is None:
            raise self.fault(where, "kind", value=table[key], wanted=WANTED[kind])
        return value

    def only(self, table: Mapping[str, Any], at: str, known: set[str]) -> None:
        """Refuse a key that nobody reads: a misspelt limit must not pass in silence."""
        for key in table:
            if key not in known:
                raise self.fault(f"{at}.{key}" if at else key, "unknown", known=", ".join(sorted(known)))


def _as_kind(value: Any, kind: str) -> Any:
    if kind == "number":
        return Decimal(value) if isinstance(value, int | Decimal) and not isinstance(value, bool) else None
    if kind == "flag":
        return value if isinstance(value, bool) else None
    if kind == "date":
        return value if isinstance(value, date) and not isinstance(value, datetime) else None
    if kind == "moment":
        return value if isinstance(value, datetime) and value.tzinfo is not None else None
    if kind == "clock":
        return value if isinstance(value, str) and re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", value) else None
    if kind == "texts":
        good = isinstance(value, list) and all(isinstance(item, str) for item in value)
        return tuple(value) if good else None
    if kind == "rows":
        good = isinstance(value, list) and all(isinstance(item, dict) for item in value)
        return tuple(value) if good else None
    if kind == "table":
        return value if isinstance(value, dict) else None
    return value if isinstance(value, str) and value.strip() else None


def _line_map(text: str) -> dict[str, int]:
    lines: dict[str, int] = {}
    counts: dict[str, int] = {}
    at = last = ""
    row = 0
    for number, line in enumerate(text.splitlines(), start=1):
        if last and line.lstrip().startswith("{"):
            lines.setdefault(f"{last}[{row}]", number)
            row += 1
            continue
        header = _HEADER.match(line)
        if header:
            at = header.group(1).strip().replace('"', "")
            if line.lstrip().startswith("[["):
                counts[at] = counts.get(at, -1) + 1
                at = f"{at}[{counts[at]}]"
            lines.setdefault(at, number)
            continue
        key = _KEY.match(line)
        if key:
            name = key.group(1).strip('"')
            last, row = f"{at}.{name}" if at else name, 0
            lines.setdefault(last, number)
    return lines


def read_toml(path: Path) -> TomlFile:
    """Read and parse one file.

    Raises:
        BadInput: it is not UTF-8 or not TOML; the sentence names file and line.
        CannotDo: it cannot be read at all.
    """
    try:
        raw = path.read_bytes()
    except OSError as fault:
        raise CannotDo("rules.file.unreadable", file=str(path), cause=fault.strerror or str(fault)) from fault
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as fault:
        line = raw[: fault.start].count(b"\n") + 1
        raise BadInput("rules.file.utf8", file=path.name, line=line) from fault
    try:
        table = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as fault:
        found = _SYNTAX_LINE.search(str(fault))
        line = int(found.group(1)) if found else text.count("\n") + 1
        source = text.splitlines()
        key = source[line - 1].split("=")[0].strip() if 0 < line <= len(source) else ""
        raise BadInput("rules.file.syntax", file=path.name, line=line, name=key, cause=str(fault)) from fault
    return TomlFile(path=path, sha256=sha256(raw).hexdigest(), table=table, lines=_line_map(text))
