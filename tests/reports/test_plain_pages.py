from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from demo_details import CHECKS, REVIEW
from demo_visit import at
from pages import fonts_of, text_of, words_of

from patrol_app.domain.papers import ReviewItem
from patrol_app.reports import conformance_page, judgement_page, review_checklist

WHEN = at("2026-06-06T23:50:00")


def review(items: tuple[ReviewItem, ...]) -> str:
    return words_of(
        review_checklist.render(items, authority="演示大队", case_name="演示案", reviewer="演示员甲", made_at=WHEN)
    )


def test_the_score_leaves_out_what_does_not_apply_or_was_not_looked_at() -> None:
    assert review_checklist.sums(REVIEW) == (Decimal("6.5"), Decimal("7.0"))
    assert review_checklist.score(REVIEW) == Decimal("96.4")
    text = review(REVIEW)
    assert "=96.4" in text
    assert "未查1项" in text
    assert "不适用" in text


def test_nothing_to_score() -> None:
    unseen = tuple(replace(item, got=None) for item in REVIEW)
    assert review_checklist.score(unseen) is None
    assert "没有可计分的项目" in review(unseen)


def test_full_and_no_marks() -> None:
    item = ReviewItem(group="演示", item="演示", points=3, got=3)
    assert review_checklist.score((item,)) == Decimal("100.0")
    assert review_checklist.score((replace(item, got=0.0),)) == Decimal("50.0")


def test_the_judgement_s_lines_stand_in_order() -> None:
    lines = ["LAeq 61.2 dB", "  背景 51.0 dB", "", "结论：超标"]
    paper = judgement_page.render(lines, made_at=WHEN, subject="CASE-1", foot="规则包")
    text = words_of(paper)
    assert text.index("LAeq61.2dB") < text.index("背景51.0dB") < text.index("结论：超标")
    assert "CASE-1" in text
    assert "规则包" in text
    assert judgement_page.render(lines, made_at=WHEN, subject="CASE-1", foot="规则包") == paper
    assert {font["embedded"] for font in fonts_of(paper)} == {"yes"}


@pytest.mark.parametrize("count", [0, 1, 400])
def test_any_number_of_lines(count: int) -> None:
    pages = text_of(judgement_page.render([f"第{each}行" for each in range(count)], made_at=WHEN)).count("\f")
    assert pages >= 1


def test_conformance_rows_and_their_count() -> None:
    lines = text_of(conformance_page.render(CHECKS, made_at=WHEN, subject="夜巡"), "-layout").splitlines()
    assert any("共 3 项，合格 2 项，不合格 1 项" in line for line in lines)
    failed = next(line.split() for line in lines if "5.9" in line)
    assert failed[-4:] == ["−2.4", "dB", "±0.5", "不合格"]
    english = words_of(conformance_page.render(CHECKS, made_at=WHEN, language="en"))
    assert "3checks,2pass,1fail" in english
