from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from demo_details import COVER, ENTRIES, PARTY
from demo_visit import AUTHORITY, VISIT
from pages import text_of

from patrol_app.domain.errors import BadInput
from patrol_app.domain.papers import CaseCover
from patrol_app.reports.case_file import CaseEntry, render


def pages(entries: tuple[CaseEntry, ...] = ENTRIES, cover: CaseCover = COVER) -> list[str]:
    paper = render(cover, entries, authority=AUTHORITY.name, party=PARTY)
    assert b"<pdfaid:part>2</pdfaid:part>" in paper
    return ["".join(page.split()) for page in text_of(paper, "-layout").split("\f")[:-1]]


def test_cover_index_papers_and_end_sheet() -> None:
    made = pages()
    assert "行政执法案卷" in made[0]
    assert "共8件12页" in made[0]
    assert "卷内文件目录" in made[1]
    assert "卷内备考表" in made[-1]
    assert "本案卷共有文件材料12页" in made[-1]
    assert len(made) == 12 + 3


def test_the_index_gives_start_pages_and_the_last_paper_both() -> None:
    index = text_of(render(COVER, ENTRIES, authority=AUTHORITY.name, party=PARTY), "-layout").split("\f")[1]
    rows = {line.split()[1]: line.split() for line in index.splitlines() if line.strip()[:1].isdigit()}
    assert rows["责令改正违法行为决定书"][-2:] == ["1", "/"]
    assert rows["送达回证"][-2:] == ["3", "/"]
    assert rows["噪声原始记录表"][-2:] == ["11–12", "/"]


def test_pages_are_numbered_and_cover_index_and_end_are_not() -> None:
    made = pages()
    assert made[2].startswith("1演示区")
    assert made[3].startswith("2责令改正")
    assert made[13].startswith("12")
    assert not made[0][:1].isdigit()
    assert not made[-1][:1].isdigit()


def test_one_paper_is_enough_and_none_is_not() -> None:
    assert len(pages(ENTRIES[:1])) == 2 + 3
    with pytest.raises(BadInput):
        pages(())


def test_an_entry_without_record_or_scan_is_named() -> None:
    with pytest.raises(BadInput) as caught:
        pages((CaseEntry(name="演示文件", day=date(2026, 6, 6)),))
    assert caught.value.data["name"] == "演示文件"


def test_a_scan_that_is_no_picture_is_refused() -> None:
    with pytest.raises(BadInput):
        pages((CaseEntry(name="演示文件", day=date(2026, 6, 6), scans=(b"%PDF-1.4",)),))


def test_the_same_case_gives_the_same_bytes_and_another_does_not() -> None:
    first = render(COVER, ENTRIES[:2], authority=AUTHORITY.name, party=PARTY)
    assert render(COVER, ENTRIES[:2], authority=AUTHORITY.name, party=PARTY) == first
    other = replace(ENTRIES[0], record=replace(VISIT, order_number="陕G(演示)环责改〔2026〕2号"))
    assert render(COVER, (other, ENTRIES[1]), authority=AUTHORITY.name, party=PARTY) != first
