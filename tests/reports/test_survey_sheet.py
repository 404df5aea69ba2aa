from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest
from demo_survey import demo_survey, demo_track, without_dust_meter
from pages import GOLDEN, block_difference, fonts_of, golden, images_of, words_of

from patrol_app.domain.surveys import SurveyRecord
from patrol_app.reports import survey_sheet
from patrol_app.reports.survey_map import STROKES

TOLERANCE = 15.0
PAPER = survey_sheet.render(demo_survey(), demo_track().points)


def test_pages_look_as_approved() -> None:
    pages = images_of(PAPER)
    assert 1 <= len(pages) <= 2
    assert len(pages) == len(list(GOLDEN.glob("survey_sheet-?.png")))
    for number, page in enumerate(pages, start=1):
        assert block_difference(page, golden(f"survey_sheet-{number}")) < TOLERANCE


def test_it_says_that_it_is_screening_before_anything_else_and_on_every_page() -> None:
    words = words_of(PAPER)
    assert words.index("只作筛查：不与任何限值比较，不作判定，不作处罚依据") < words.index("执法人员")
    assert words.count("筛查") >= 2
    for forbidden in ("超标", "达标", "不达标", "违法"):
        assert forbidden not in words


@pytest.mark.parametrize(
    "words",
    [
        "超速点",
        "假定值",
        "没有换算成GCJ-02",
        "响应延迟2s",
        "不是限值",
        "演示一号工地",
        "演示一中区内",
        "演示检-J-11，有效至2027-03-18",
        "示值93.8dB",
        "1段，共10s",
    ],
)
def test_it_tells_what_a_reader_needs(words: str) -> None:
    assert words in words_of(PAPER)


def test_a_delay_that_nobody_stated_is_told_so() -> None:
    unknown = replace(demo_survey(), settings=replace(demo_survey().settings, dust_delay_s=None))
    assert "响应延迟没有写明" in words_of(survey_sheet.render(unknown, demo_track().points))
    assert "没有带粉尘仪" in words_of(survey_sheet.render(without_dust_meter(demo_survey()), demo_track().points))


def test_english_reads_as_english() -> None:
    words = words_of(survey_sheet.render(demo_survey(), demo_track().points, language="en"))
    assert "screeningonly" in words
    assert "compliance" not in words


def test_many_hot_spots_stay_within_two_pages_and_the_rest_is_counted() -> None:
    (spot,) = demo_survey().hot_spots
    many = replace(demo_survey(), hot_spots=tuple(replace(spot, label=f"H{n}") for n in range(1, 41)))
    paper = survey_sheet.render(many, demo_track().points)
    assert len(images_of(paper)) == 2
    assert "另有28处" in words_of(paper)


def empty() -> SurveyRecord:
    return replace(demo_survey(), totals=None, segments=(), hot_spots=(), gaps=())


def test_a_survey_without_a_drive_has_a_page_without_a_map() -> None:
    assert "没有开始记录行驶" in words_of(survey_sheet.render(empty(), ()))


def test_classes_are_told_apart_without_colour() -> None:
    """Wider and darker by steps that a black and white print shows."""
    luminance = [float(np.dot(stroke["colour"], (0.2126, 0.7152, 0.0722))) for stroke in STROKES]
    widths = [stroke["width"] for stroke in STROKES]
    assert all(one - other >= 15.0 for one, other in itertools.pairwise(luminance))
    assert all(other / one >= 1.3 for one, other in itertools.pairwise(widths))


def test_the_same_survey_gives_the_same_bytes_with_shipped_fonts_alone() -> None:
    assert survey_sheet.render(demo_survey(), demo_track().points) == PAPER
    assert all(font["embedded"] == "yes" for font in fonts_of(PAPER))
