"""Signatures that were drawn on the pad stand on the papers, and only where they belong."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from demo_details import DUST, PLAN
from demo_visit import OFFICERS, SERIES, VISIT, visit
from pages import words_of
from PIL import Image

from patrol_app.domain.record import DrawnSignature, VisitRecord
from patrol_app.domain.strokes import LEAST_PX, ink_of, is_signature
from patrol_app.reports import render
from patrol_app.reports.ink import ink_svg

STROKES = (((0.1, 0.2), (0.3, 0.8), (0.5, 0.2), (0.9, 0.7)),)
INK = ink_of(STROKES, (404, 130))
DETAILS = {"dust_record": DUST, "site_plan": PLAN}


def signed(*who: str) -> VisitRecord:
    assert VISIT.person_met is not None
    signatures = tuple(
        DrawnSignature(who=one, name="演示", at=datetime(2026, 6, 8, 16, 20, tzinfo=UTC), ink=INK) for one in who
    )
    return visit(signatures=signatures, person_met=replace(VISIT.person_met, signature="signed"))


def made(kind: str, record: VisitRecord, **options: object) -> bytes:
    return render(kind, record, SERIES, details=DETAILS.get(kind), **options)  # type: ignore[arg-type]


def black_in_cells(paper: bytes, folder: Path) -> int:
    """How many dark points the last page has in the right part of its signature cells."""
    (folder / "paper.pdf").write_bytes(paper)
    subprocess.run(["pdftoppm", "-r", "50", "-gray", "-png", "paper.pdf", "page"], cwd=folder, check=True)
    page = Image.open(sorted(folder.glob("page-*.png"))[-1])
    return sum(page.crop((0, int(page.height * 0.6), page.width, page.height)).histogram()[:90])


@pytest.mark.parametrize("kind", ["inspection_record", "noise_record", "dust_record", "site_plan"])
def test_the_ink_of_officers_and_party_is_on_the_paper_with_its_day(kind: str, tmp_path: Path) -> None:
    everyone = (*(one.certificate_number for one in OFFICERS), "party")
    counts = []
    for number, who in enumerate(((), ("party",), everyone)):
        folder = tmp_path / str(number)
        folder.mkdir()
        paper = made(kind, signed(*who))
        counts.append(black_in_cells(paper, folder))
        assert words_of(paper).count("2026年6月9日") >= len(who)
    assert counts[0] < counts[1] < counts[2]


def test_no_ink_is_on_a_practice_paper_nor_in_the_cell_of_who_refuses() -> None:
    practised = made("inspection_record", signed("party"), practice=True)
    assert "签字" not in words_of(practised).split("以下空白")[-1]
    assert VISIT.person_met is not None
    refused = visit(person_met=replace(VISIT.person_met, signature="refused", refusal_reason="不同意"))
    assert "拒绝签字，见执法人员注明" in words_of(made("inspection_record", refused))


def test_what_is_no_path_draws_nothing() -> None:
    assert ink_svg("") == ""
    assert ink_svg('M1 1"/><script/>') == ""
    assert 'd="M1.0 2.0L30.5 40.0"' in ink_svg("M1.0 2.0L30.5 40.0")


@pytest.mark.parametrize(("span_px", "enough"), [(LEAST_PX, True), (LEAST_PX - 1, False)])
def test_a_signature_spans_more_than_a_touch(span_px: int, enough: bool) -> None:
    assert is_signature((((0.0, 0.0), (span_px / 400, 0.0)),), (400, 100)) is enough
    assert is_signature((((0.0, 0.0), (0.0, span_px / 100)),), (400, 100)) is enough
    assert not is_signature((((0.5, 0.5),),), (400, 100))
