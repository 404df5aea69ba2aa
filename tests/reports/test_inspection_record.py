from __future__ import annotations

from dataclasses import replace

import pytest
from demo_visit import BAN, EXCEEDS, NO_PERMIT, OFFICERS, PERSON, SERIES, VISIT, at, visit
from pages import text_of, words_of

from patrol_app.domain.errors import BadInput
from patrol_app.domain.record import Observation, Position, VisitRecord
from patrol_app.domain.verdict import Reason, Verdict
from patrol_app.reports import render

CLEAN = (
    Verdict(kind="construction_noise", outcome="complies"),
    Verdict(kind="night_permit", outcome="no_breach"),
)


def record(**changes: object) -> str:
    return words_of(render("inspection_record", visit(**changes), SERIES))


def test_it_states_facts_and_no_judgement() -> None:
    text = record()
    for judged in ("超标", "限值", "违反", "处罚法", "第五百", "▲", "55dB", "70dB", "达标"):
        assert judged not in text
    assert "现场快速检测" in text
    assert "61.2dB" in text
    assert "GB12523-2025" in text


def test_the_order_of_the_fields() -> None:
    text = "".join(text_of(render("inspection_record", VISIT, SERIES), "-raw").split())
    labels = [
        "时间",
        "地点",
        "被检查（勘察）人名称或姓名",
        "统一社会信用代码或身份证件号码",
        "法定代表人",
        "现场负责人",
        "检查（勘察）人演示员甲",
        "记录人",
        "其他参加人",
        "告知事项",
        "现场检查（勘察）情况",
        "以下空白",
        "被检查人确认意见",
    ]
    places = [text.index(label) for label in labels]
    assert places == sorted(places)


def test_the_three_confirmations_are_left_to_the_other_side() -> None:
    text = record()
    assert text.count("被检查人确认") == 3
    assert text.count("本人亲笔写") == 3
    assert "看清了" not in text
    assert "属实，无异议" not in text


def test_the_other_side_signs_every_page_and_the_officers_the_last() -> None:
    pages = text_of(render("inspection_record", VISIT, SERIES), "-layout").split("\f")[:-1]
    assert len(pages) == 2
    assert all("被检查人或现场负责人签字" in page for page in pages)
    assert "检查（勘察）人签字" not in pages[0]
    assert pages[1].count("检查（勘察）人签字") == 2
    assert "记录人签字" in pages[1]
    assert "（转第" in pages[0]
    assert "（转第" not in pages[1]


def test_both_dates_stand_across_midnight() -> None:
    text = record(left_at=at("2026-06-07T00:20:00"))
    assert "2026年6月6日23时08分至2026年6月7日00时20分" in text


@pytest.mark.parametrize(
    ("verdicts", "cause"),
    [
        ((EXCEEDS, NO_PERMIT, BAN), "涉嫌未依法取得连续施工作业证明夜间施工"),
        ((BAN,), "涉嫌在禁止作业的时段和区域进行产生噪声的施工作业"),
        ((EXCEEDS,), None),
    ],
)
def test_the_cause_is_what_could_be_known_on_arrival(verdicts: tuple[Verdict, ...], cause: str | None) -> None:
    text = record(verdicts=verdicts)
    if cause is None:
        assert "涉嫌" not in text
    else:
        assert cause in text


def test_nothing_found_is_said_only_when_all_was_judged_clean() -> None:
    sentence = "检查时未发现违反噪声、扬尘管理规定的情形"
    assert sentence in record(verdicts=CLEAN)
    open_question = Verdict(
        kind="construction_dust", outcome="cannot_be_judged", reasons=(Reason(code="x", zh="演示", en="demo"),)
    )
    assert sentence not in record(verdicts=(*CLEAN, open_question))
    assert sentence not in record(verdicts=())
    assert sentence not in record()


def test_a_refusal_is_noted_with_reason_and_witness() -> None:
    person = replace(PERSON, signature="refused", refusal_reason="要请示公司", witness="演示网格员庚")
    text = record(person_met=person)
    assert "阅看笔录后以“要请示公司”为由拒绝签字" in text
    assert "见证人：演示网格员庚" in text
    assert "拒绝签字，见执法人员注明" in text
    assert "拒绝签字" not in record()


def test_nobody_there() -> None:
    text = record(person_met=None)
    assert "检查时现场无该单位管理人员在场" in text
    assert "已当场告知" not in text


@pytest.mark.parametrize(("told", "said"), [(True, True), (False, False), (None, False)])
def test_values_were_told_only_where_somebody_says_so(told: bool | None, said: bool) -> None:
    assert ("测得值已当场告知" in record(person_met=replace(PERSON, values_told=told))) is said


def test_no_measurement() -> None:
    text = record(measurement=None, background=None, verdicts=())
    assert "本次检查未进行噪声测量" in text
    assert "LAeq" not in text


def test_little_noted_still_gives_whole_sentences() -> None:
    bare = Observation(activity="", process="")
    text = record(observation=bare, position=Position(label="N1", description=""), person_met=None)
    assert "正在进行施工作业。" in text
    assert "在测点N1用声级计" in text
    assert "（）" not in text
    assert "该工地未施工。" in record(observation=replace(bare, working=False))


def test_an_unknown_party_is_left_to_be_written_by_hand() -> None:
    site = replace(VISIT.site, contractor=None, developer=None)
    assert record(site=site).count("现场手填：") == 2


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"officers": OFFICERS[:1]}, "两名执法人员"),
        ({"officers": (OFFICERS[0], OFFICERS[0])}, "两名执法人员"),
        ({"left_at": at("2026-06-06T22:00:00")}, "到达和离开时间"),
        ({"number": " "}, "记录编号"),
    ],
)
def test_missing_fields_stop_the_record(changes: dict[str, object], named: str) -> None:
    changed: VisitRecord = visit(**changes)
    with pytest.raises(BadInput) as caught:
        render("inspection_record", changed, SERIES)
    assert caught.value.key == "reports.missing"
    assert named in str(caught.value.data["fields"])


@pytest.mark.parametrize(
    ("activity", "said"),
    [
        ("未施工，仅值班", "该工地未施工，仅值班。"),
        ("未施工", "该工地未施工。"),
        ("大门关闭", "该工地未施工，大门关闭。"),
        ("", "该工地未施工。"),
    ],
)
def test_an_idle_site_is_said_to_be_idle_once(activity: str, said: str) -> None:
    seen = replace(VISIT.observation, working=False, activity=activity, exempt_work=False)
    text = words_of(render("inspection_record", replace(VISIT, observation=seen), SERIES))
    assert said in text and "抢修" not in text
