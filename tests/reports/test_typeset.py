from __future__ import annotations

import re
import time
from dataclasses import replace

import pytest
from demo_visit import EXCEEDS, SERIES, SITE, VISIT, visit
from hypothesis import given, settings
from hypothesis import strategies as st
from pages import fonts_of, images_of, text_of, words_of

from patrol_app.assets import sentence
from patrol_app.domain.errors import BadInput
from patrol_app.reports import KINDS, LEDGERS, VISIT_KINDS, ledger, missing_fields, obstacle, preview, render, title


@pytest.mark.parametrize("kind", VISIT_KINDS)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_papers_are_pdf_a_with_embedded_fonts(kind: str, language: str) -> None:
    paper = render(kind, VISIT, SERIES, language=language)  # type: ignore[arg-type]
    assert paper.startswith(b"%PDF-")
    assert b"<pdfaid:part>2</pdfaid:part>" in paper
    assert b"<pdfaid:conformance>B</pdfaid:conformance>" in paper
    assert b"OutputIntent" in paper
    fonts = fonts_of(paper)
    assert {font["embedded"] for font in fonts} == {"yes"}
    assert all(re.search("NotoS(ans|erif)SC", font["name"]) for font in fonts)


def test_the_same_record_gives_the_same_bytes() -> None:
    first = [render(kind, VISIT, SERIES) for kind in VISIT_KINDS]
    time.sleep(1.1)  # a date of the machine's clock would differ by now
    assert [render(kind, VISIT, SERIES) for kind in VISIT_KINDS] == first


def test_the_date_inside_is_the_record_s() -> None:
    assert b"2026-06-06T" in render("inspection_record", VISIT, SERIES)


def test_a_missing_glyph_is_named() -> None:
    with pytest.raises(BadInput) as caught:
        render("inspection_record", visit(site=replace(SITE, name="演示𠮷工地")), SERIES)
    words = sentence(caught.value.key, "zh", **caught.value.data)
    assert caught.value.key == "reports.glyph"
    assert "𠮷" in words
    assert "U+20BB7" in words
    assert "演示𠮷工地" in words


def test_a_control_character_is_named() -> None:
    with pytest.raises(BadInput) as caught:
        render("inspection_record", visit(site=replace(SITE, name="演示\x07工地")), SERIES)
    assert caught.value.key == "reports.control"
    assert caught.value.data["code"] == "U+0007"


MARKUP = '#image("/etc/passwd") $x^2$ *b* _i_ <label> @ref `raw` \\ // = head [x] {y} ~ --'


def test_markup_in_a_name_is_printed_as_written() -> None:
    paper = render("inspection_record", visit(site=replace(SITE, name=MARKUP)), SERIES)
    assert MARKUP.replace(" ", "") in words_of(paper)


@settings(max_examples=25, deadline=None)
@given(st.text(alphabet="#$*_<>@`\\/=[]{}()\"'~-+;:,.|&%^!? ab演示", min_size=1, max_size=30))
def test_no_name_breaks_the_layout(name: str) -> None:
    render("inspection_record", visit(site=replace(SITE, name=name)), SERIES)


def test_every_page_says_its_number() -> None:
    text = words_of(render("noise_record", VISIT, SERIES))
    assert "第1页，共2页" in text
    assert "第2页，共2页" in text
    assert text.count("链头SHA-2569c41e07b52d8·条18873") == 2


def test_practice_is_marked_and_cannot_be_signed() -> None:
    text = words_of(render("inspection_record", VISIT, SERIES, practice=True))
    assert "练习记录：不是证据，不能签名" in text
    assert "签字" not in text
    assert "练习" not in words_of(render("inspection_record", VISIT, SERIES))


def test_simulated_readings_are_marked() -> None:
    assert "演示数据：读数来自模拟仪器" in words_of(render("noise_record", VISIT, SERIES))
    assert "演示数据" not in words_of(render("noise_record", visit(simulated=False), SERIES))


def test_an_unknown_kind_names_the_known_ones() -> None:
    with pytest.raises(BadInput) as caught:
        render("poem", VISIT, SERIES)
    assert "noise_record" in str(caught.value.data["kinds"])


@pytest.mark.parametrize("kind", sorted({**KINDS, **LEDGERS}))
def test_every_kind_has_a_title_in_both_languages(kind: str) -> None:
    assert title(kind) != title(kind, "en")


def test_missing_fields_can_be_asked_beforehand() -> None:
    assert missing_fields("correction_order", VISIT) == ()
    assert missing_fields("correction_order", visit(order_number=None)) == ("决定书文号（收尾签名时由程序编定）",)


def test_an_obstacle_is_told_before_a_number_is_given() -> None:
    assert obstacle("correction_order", VISIT) is None
    fault = obstacle("correction_order", visit(verdicts=(EXCEEDS,)))
    assert fault is not None
    assert fault.key == "reports.order_needs_report"


def test_a_preview_has_the_pages_of_the_paper() -> None:
    pages = preview("noise_record", VISIT, SERIES, dpi=48)
    assert len(pages) == 2
    assert all(page.startswith(b"\x89PNG") for page in pages)


def test_ledgers_go_by_name() -> None:
    assert ledger("night_ledger", [VISIT]).startswith(b"PK")
    with pytest.raises(BadInput):
        ledger("poem", [VISIT])


def test_a_long_serial_number_breaks_inside_its_cell() -> None:
    meter = replace(VISIT.instruments[0], serial_number="X" * 60)
    page = images_of(render("noise_record", visit(instruments=(meter,)), SERIES))[0]
    row = page[: page.shape[0] // 2]
    assert row[:, int(page.shape[1] * 0.915) :].min() > 200.0  # nothing is printed in the right margin


def test_text_can_be_copied_as_chinese() -> None:
    assert "现场检查（勘察）笔录" in text_of(render("inspection_record", VISIT, SERIES))
