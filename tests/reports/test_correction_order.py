from __future__ import annotations

from dataclasses import replace

import pytest
from demo_visit import AUTHORITY, BAN, CONTRACTOR, EXCEEDS, NO_PERMIT, SERIES, SITE, VISIT, visit
from pages import words_of

from patrol_app.domain.errors import BadInput, CannotDo
from patrol_app.reports import render
from patrol_app.reports.correction_order import article_name
from patrol_app.reports.correction_order import render as render_order

MONITORING = replace(AUTHORITY, screening_only=False)


def order(**changes: object) -> str:
    return words_of(render("correction_order", visit(**changes), SERIES))


def test_the_eleven_contents() -> None:
    text = order()
    for shown in (
        "责令改正违法行为决定书",
        "陕G(演示)环责改〔2026〕1号",
        "当事人：演示建筑工程有限公司",
        "统一社会信用代码：DEMO00000000000001",
        "未能提供连续施工作业证明",
        "以上事实，有以下主要证据证明",
        "《中华人民共和国噪声污染防治法》第四十三条：“演示条文",
        "《中华人民共和国行政处罚法》第二十八条第一款",
        "立即停止夜间产生噪声的施工作业",
        "另行依法决定",
        "监督检查",
        "六十日内向演示区人民政府申请行政复议",
        "六个月内依法向演示区人民法院提起行政诉讼",
        "2026年6月6日",
        "送达回证",
    ):
        assert shown in text, shown


def test_an_article_without_text_is_marked_unverified() -> None:
    text = order()
    assert "第七十七条（未核实）" in text
    assert "第七十七条（条文未核实" in text


def test_screening_is_no_ground() -> None:
    text = order()
    assert "不作为本决定认定噪声超标的依据" in text
    assert "限值" not in text
    assert "第一千一百八十五条" not in text


def test_an_exceedance_shown_by_screening_alone_waits_for_the_report() -> None:
    with pytest.raises(CannotDo) as caught:
        order(verdicts=(EXCEEDS,))
    assert caught.value.key == "reports.order_needs_report"


def test_a_unit_whose_values_count_states_the_exceedance() -> None:
    text = order(authority=MONITORING, verdicts=(EXCEEDS,))
    assert "报告值60dB（A），限值55dB（A），超过5dB（A）" in text
    assert "第一千一百八十五条第一项" in text
    assert "连续施工作业证明" not in text


def test_the_officer_s_own_words_replace_the_form_set_s() -> None:
    own = words_of(render_order(VISIT, SERIES, details="立即停止混凝土输送泵作业。"))
    assert "立即停止混凝土输送泵作业" in own
    assert "立即停止夜间产生噪声的施工作业" not in own


def test_missing_fields_are_all_listed() -> None:
    site = replace(SITE, contractor=replace(CONTRACTOR, credit_code=None), address=None)
    with pytest.raises(BadInput) as caught:
        order(site=site, order_number=None)
    assert caught.value.data["fields"] == "决定书文号（收尾签名时由程序编定）、当事人统一社会信用代码、工地地址"


def test_no_breach_no_order() -> None:
    with pytest.raises(BadInput) as caught:
        order(verdicts=())
    assert "违法行为" in str(caught.value.data["fields"])


def test_a_breach_without_law_stops_the_order() -> None:
    with pytest.raises(BadInput) as caught:
        order(verdicts=(BAN,))
    assert caught.value.data["fields"] == "违反的条款"


def test_definitions_are_not_violated() -> None:
    definition = replace(
        NO_PERMIT.law[0], article="生态环境法典 第五百六十八条", text="本法所称建筑施工噪声，是指演示。"
    )
    verdict = replace(NO_PERMIT, law=(definition, *NO_PERMIT.law))
    text = order(verdicts=(verdict,))
    assert "第五百六十八条" not in text
    with pytest.raises(BadInput):
        order(verdicts=(replace(NO_PERMIT, law=(definition,)),))


def test_every_paragraph_of_an_article_is_quoted() -> None:
    long = replace(NO_PERMIT.law[0], text="演示第一款。\n演示第二款。")
    text = order(verdicts=(replace(NO_PERMIT, law=(long,)),))
    assert "第四十三条：“演示第一款。演示第二款。”" in text


def test_the_notice_is_evidence_only_of_a_breach_of_it() -> None:
    assert "证明通告规定的时段和范围" in order()
    assert "证明通告规定的时段和范围" not in order(verdicts=(NO_PERMIT,))


def test_names_of_articles() -> None:
    assert article_name("建筑施工噪声排放标准（GB 12523-2025） 7.2") == "《建筑施工噪声排放标准（GB 12523-2025）》7.2"
    assert article_name("生态环境法典 第一千一百八十五条") == "《生态环境法典》第一千一百八十五条"
    assert article_name(NO_PERMIT.law[0].article) == "《中华人民共和国噪声污染防治法》第四十三条"
