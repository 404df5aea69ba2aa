"""Where a value of the record stands on paper and in record.json.

Each paper is laid out twice: from the record, and from a record in which only that value is another. What differs is
what the value is printed in. So no list of places has to be kept beside the papers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from importlib import import_module
from typing import Any

from patrol_app.domain.codec import from_plain, to_plain
from patrol_app.domain.errors import PatrolError
from patrol_app.domain.record import VisitRecord
from patrol_app.reports import KINDS
from patrol_app.reports.blocks import Paper
from patrol_app.reports.words import Words
from patrol_app.services.pack_files import json_bytes

_STEP = re.compile(r"([^.\[\]]+)|\[(\d+)\]")


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperPlace:
    """One printed text that holds the value: the paper's title, and the row or sentence."""

    title: str
    text: str


def steps(path: str) -> list[str | int]:
    """``a.b[0].c`` as keys and indices."""
    return [name or int(index) for name, index in _STEP.findall(path)]


def with_value(plain: Any, path: str, value: object) -> Any:
    """A copy of plain JSON in which only the value at ``path`` is another."""

    def change(here: Any, rest: list[str | int]) -> Any:
        if not rest:
            return value
        step, *more = rest
        if isinstance(step, int):
            return [change(item, more) if index == step else item for index, item in enumerate(here)]
        return {key: change(item, more) if key == step else item for key, item in here.items()}

    return change(plain, steps(path))


def other(value: Any) -> Iterator[Any]:
    """Values of the same kind that are another, the likeliest to be taken first."""
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, int):
        yield value + 7
    elif isinstance(value, float):
        yield value + 17.3
    elif isinstance(value, str):
        yield from _other_text(value)


def _other_text(value: str) -> Iterator[str]:
    try:
        if "T" in value:
            yield (datetime.fromisoformat(value) + timedelta(days=3, hours=1, minutes=7, seconds=11)).isoformat()
        else:
            yield (date.fromisoformat(value) + timedelta(days=3)).isoformat()
    except ValueError:
        try:
            yield str(Decimal(value) + Decimal("17.3"))
        except InvalidOperation:
            yield value[::-1] if value != value[::-1] else f"{value}{value}"
            yield "complies" if value != "complies" else "exceeds"


def on_papers(
    record: VisitRecord, path: str, value: object, papers: Mapping[str, tuple[str, object]]
) -> dict[str, list[PaperPlace]]:
    """The printed places of a value by the paper's file name; ``papers`` is file name to kind and details."""
    found: dict[str, list[PaperPlace]] = {}
    plain = to_plain(record)
    for changed in other(value):
        try:
            another = from_plain(VisitRecord, with_value(plain, path, changed), "record")
        except PatrolError:
            continue
        for file, (kind, details) in papers.items():
            before, after = _laid_out(kind, record, details), _laid_out(kind, another, details)
            places = [PaperPlace(title=before[0], text=text) for text in _differing(before[1], after[1])]
            if places:
                found[file] = places
        break
    return found


def json_line(record_bytes: bytes, path: str, value: object) -> int | None:
    """The line of record.json (from 1) on which the value stands, if the file is as this program writes it."""
    import json

    plain = json.loads(record_bytes)
    if json_bytes(plain) != record_bytes:
        return None
    changed = json_bytes(with_value(plain, path, f"{value}\u0000")).splitlines()
    pairs = zip(record_bytes.splitlines(), changed, strict=False)
    return next((number for number, (old, new) in enumerate(pairs, start=1) if old != new), None)


def _laid_out(kind: str, record: VisitRecord, details: object) -> tuple[str, list[tuple[str, str]]]:
    module: Any = import_module(KINDS[kind])
    try:
        made = module.lay_out(record, {}, Words("zh"), details=details)
    except PatrolError:
        return "", []
    papers: list[Paper] = list(made) if isinstance(made, tuple) else [made]
    texts = [
        (f"{number}{where}", text) for number, paper in enumerate(papers) for where, text in _texts(paper.plain(), "")
    ]
    return papers[0].title, texts


def _texts(value: Any, where: str) -> Iterator[tuple[str, str]]:
    """Every printed text with its place; a table's row is one text."""
    if isinstance(value, str):
        yield where, value
    elif isinstance(value, Mapping):
        for key, item in value.items():
            if key == "rows" and value.get("kind") == "table":
                for index, row in enumerate(item):
                    yield f"{where}.rows[{index}]", " | ".join(filter(None, map(_cell, row)))
            elif key not in ("kind", "path", "shapes", "size"):
                yield from _texts(item, f"{where}.{key}")
    elif isinstance(value, list | tuple):
        for index, item in enumerate(value):
            yield from _texts(item, f"{where}[{index}]")


def _cell(cell: Any) -> str:
    if isinstance(cell, str):
        return cell
    if "ticks" in cell:
        return " ".join(f"[{'x' if on else ' '}]{words}" for on, words in cell["ticks"]) + str(cell.get("tail", ""))
    return str(cell.get("t", ""))


def _differing(before: list[tuple[str, str]], after: list[tuple[str, str]]) -> list[str]:
    """Texts of ``before`` that the other layout says nowhere, in their order, each once."""
    theirs = {text for _, text in after}
    if not theirs:
        return []
    return list(dict.fromkeys(text for _, text in before if text.strip() and text not in theirs))
