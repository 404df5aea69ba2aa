"""Rows of a table from CSV, Excel or GeoJSON, each with the place it came from."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from patrol_app.domain.errors import BadInput
from patrol_app.planning.boundaries import text_of_rings

GUIDE_SHEETS = ("说明", "Guide")
"""Names of the sheet that tells how a template is filled in; it holds no rows."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its sheet, its number as the user counts it, and its cells by heading."""

    sheet: str
    number: int
    cells: dict[str, str]


def read_rows(path: Path) -> list[Row]:
    """All rows of a file; empty rows are left out.

    Raises:
        BadInput: the file is missing or a folder, of another kind, empty, not text in UTF-8 or GB 18030, or names a
            column twice.
    """
    if path.is_dir():
        raise BadInput("file.folder", path=path)
    if not path.is_file():
        raise BadInput("file.missing", path=path)
    ending = path.suffix.lower()
    if ending == ".csv":
        return _csv_rows(path)
    if ending == ".xlsx":
        return _excel_rows(path)
    if ending in (".geojson", ".json"):
        return _geojson_rows(path)
    raise BadInput("table.kind", path=path)


def _text(path: Path) -> str:
    raw = path.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BadInput("table.encoding", path=path)


def _csv_rows(path: Path) -> list[Row]:
    lines = csv.reader(io.StringIO(_text(path), newline=""))
    try:
        grid = [list(line) for line in lines]
    except csv.Error as cause:
        # a cell longer than any name or boundary, mostly an opening quote without its end
        raise BadInput("table.csv", path=path, line=lines.line_num) from cause
    # remarks may stand above the headings; below them a name may well begin with a number sign
    above = 0
    while above < len(grid) and (not any(grid[above]) or grid[above][0].startswith("#")):
        above += 1
    return _from_grid(path, "", grid[above:], above)


def _excel_rows(path: Path) -> list[Row]:
    from openpyxl import load_workbook

    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except Exception as cause:
        # openpyxl raises zipfile, KeyError and its own errors alike for a file that is no workbook
        raise BadInput("table.excel", path=path, cause=type(cause).__name__) from cause
    try:
        rows: list[Row] = []
        for sheet in book.worksheets:
            if sheet.title in GUIDE_SHEETS:
                continue
            grid = [
                ["" if cell is None else _cell(cell) for cell in line] for line in sheet.iter_rows(values_only=True)
            ]
            if any(any(line) for line in grid):
                rows.extend(_from_grid(path, sheet.title, grid))
        return rows
    finally:
        book.close()


def _cell(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    isoformat = getattr(value, "isoformat", None)
    return str(isoformat() if isoformat else value)


def _from_grid(path: Path, sheet: str, grid: list[list[str]], above: int = 0) -> list[Row]:
    """Rows under their headings; ``above`` counts the rows of the file before the headings."""
    if not grid:
        raise BadInput("table.empty", path=path)
    heading = [cell.strip() for cell in grid[0]]
    twice = next((name for name, count in Counter(filter(None, heading)).items() if count > 1), None)
    if twice is not None:
        raise BadInput("table.column_twice", path=path, column=twice)
    rows = []
    for number, line in enumerate(grid[1:], start=above + 2):
        cells = {name: cell.strip() for name, cell in zip(heading, line, strict=False) if name}
        if any(cells.values()):
            rows.append(Row(sheet, number, cells))
    return rows


def _geojson_rows(path: Path) -> list[Row]:
    try:
        whole = json.loads(_text(path))
        features = whole["features"]
        rows = []
        for number, feature in enumerate(features, start=1):
            cells = {key: "" if value is None else str(value) for key, value in (feature["properties"] or {}).items()}
            geometry = feature.get("geometry") or {}
            if geometry.get("type") in ("Polygon", "MultiPolygon"):
                pieces = geometry["coordinates"]
                pieces = [pieces] if geometry["type"] == "Polygon" else pieces
                # holes are left out: a yard inside a site is not nearer to anyone than its outer boundary
                cells.setdefault("boundary", text_of_rings(piece[0] for piece in pieces))
            if geometry.get("type") == "Point":
                longitude, latitude = geometry["coordinates"][:2]
                cells.setdefault("longitude_deg", str(longitude))
                cells.setdefault("latitude_deg", str(latitude))
                # RFC 7946 says WGS-84, but exports of Chinese web maps are GCJ-02 in silence: the datum must be told
            rows.append(Row("", number, cells))
        return rows
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, RecursionError) as cause:
        raise BadInput("table.geojson", path=path, cause=str(cause)) from cause
