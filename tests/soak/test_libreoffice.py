"""The office campaign, short; and that it would find what it looks for."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import office
import pytest
from office_files import exported
from openpyxl import load_workbook

needs_office = pytest.mark.skipif(office.office_program() is None, reason=office.ABSENT)


@needs_office
@pytest.mark.parametrize("only", ["daily_warning-zh", "exceedance_ledger-en", "template_sites-zh"])
def test_files_come_back_from_libreoffice_as_they_were(tmp_path: Path, only: str) -> None:
    result = office.campaign(tmp_path, only, lists=False)
    assert result.lost == []
    assert result.files >= 1
    assert result.cells > 20


@needs_office
def test_lists_filled_in_and_opened_there_are_imported_alike(tmp_path: Path) -> None:
    result = office.OfficeResult()
    office.libraries(tmp_path, result)
    assert result.lost == []
    assert result.imports == 16


def test_a_changed_cell_is_found(tmp_path: Path) -> None:
    path = next(iter(exported(tmp_path)))
    book = load_workbook(path)
    sheet = book.worksheets[0]
    sheet["F3"], sheet["G4"] = 123, None
    other = tmp_path / "other.xlsx"
    book.save(other)
    result = office.OfficeResult()
    office.compare_cells("x", path, other, result)
    assert sorted(line.split("!")[1][:2] for line in result.lost) == ["F3", "G4"]


@pytest.mark.parametrize(
    ("before", "after", "wanted"),
    [
        ("00123", 123, False), ("00123", "00123", True), (1.1, 1.1000000001, False), (3, 3.0, True), ("3", 3, False),
        (datetime(2026, 6, 6, 1), datetime(2026, 6, 6, 1, 0, 1), False), (None, "", False), (True, "TRUE", False),
    ],
)  # fmt: skip
def test_what_counts_as_the_same(before: object, after: object, wanted: bool) -> None:
    assert office.same(before, after) is wanted


@pytest.mark.parametrize(
    ("before", "shown", "wanted"),
    [
        ("1E5", "1E5", True), ("1E5", "100000", False), (0.5, "0.5", True), (0.5, "0,5", False), ("x", None, False),
        (datetime(2026, 6, 6, 1), "2026-06-06 01:00:00", True), (datetime(2026, 6, 6, 1), "06/06/26", False),
    ],
)  # fmt: skip
def test_what_counts_as_the_same_in_csv(before: object, shown: str | None, wanted: bool) -> None:
    assert office.same_as_text(before, shown) is wanted
