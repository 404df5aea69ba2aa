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
        review_checklist.render(items, authority="演示大队", case_name="演示案", number="DEMO-01", made_at=WHEN)
    )


def test_what_is_open_is_for_a_person_and_has_no_score() -> None:
    assert review_checklist.open_items(REVIEW) == 1
    assert review_checklist.score(REVIEW) is None
    text = review(REVIEW)
    assert "由人填写1项" in text and "得分=" not in text and "不适用" in text
    assert "observation.process" in text.replace("\u200b", "")


def test_the_score_leaves_out_what_does_not_apply() -> None:
    done = tuple(replace(item, met=True) if item.met is None else item for item in REVIEW)
    assert review_checklist.score(done) == Decimal("91.7")  # 50 + 50 x 7.5 / 9
    assert "得分91.7" in review(done)


def test_full_and_no_marks_and_a_fatal_fault() -> None:
    item = ReviewItem(group="演示", item="演示", points=3, met=True)
    veto = ReviewItem(group="演示", item="没有两名执法人员", points=None, met=False)
    assert review_checklist.score((item,)) == Decimal("100.0")
    assert review_checklist.score((replace(item, met=False),)) == Decimal("50.0")
    assert review_checklist.score((item, veto)) == Decimal("0.0")
    assert review_checklist.score((veto,)) is None
    assert "全卷0分）：没有两名执法人员" in review((item, veto))
    assert review_checklist.fatal((replace(veto, applies=False), replace(veto, met=None))) == ()


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
