"""Several measuring points and officers of other authorities on the papers."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import pytest
from demo_points import OTHERS, POINT_SERIES, POINTS, RUN_2, SECOND, THIRD
from demo_visit import RUN, SERIES, VISIT
from openpyxl import load_workbook
from pages import text_of, words_of

from patrol_app.domain.errors import BadInput
from patrol_app.domain.people import PersonMet
from patrol_app.domain.places import Place
from patrol_app.domain.record import DustMeasuresSeen, Position
from patrol_app.domain.verdict import Reason
from patrol_app.planning.zones import distance_m
from patrol_app.reports import exceedance_ledger, night_ledger, render
from patrol_app.reports.points_sketch import side_deg
from patrol_app.reports.sketch import shortened
from patrol_app.services.site_plans import plan_of


def test_the_noise_record_shows_every_point_with_its_result_and_its_judgement() -> None:
    paper = render("noise_record", POINTS, POINT_SERIES)
    text = words_of(paper)
    assert "以结果最差的测点N1判定" in text
    rows = {line.split()[0]: " ".join(line.split()) for line in text_of(paper, "-layout").splitlines()
            if line.split()[:1] in (["N1"], ["N2"], ["N3"]) and "围墙外" in line}  # fmt: skip
    assert "61.2 76.9 51.0 60 | 77 55 | 70 超标" in rows["N1"]
    assert "演示小学 25 m 23:50–00:10 54.3 66.0 / 54 | 66 55 | 70 达标" in rows["N2"]
    assert rows["N3"].endswith("未测")
    for shown in (
        "测点N2东围墙外",
        "测点N2测量",
        "DEMO-20260606-03/N2",
        "测点N3南围墙外",
        "本次未测量",
        "32.000045109.000646",
    ):
        assert shown in text, shown
    assert text.count("判定单位dB") == 2  # N3 has none, since nothing was measured there


def test_a_visit_with_one_point_has_no_table_of_points() -> None:
    assert "各测点结果" not in words_of(render("noise_record", VISIT, SERIES))


def test_the_inspection_record_tells_each_point_and_the_values_of_all() -> None:
    text = words_of(render("inspection_record", POINTS, POINT_SERIES))
    assert "在测点N1（北围墙外，场界外1m，高3m，围墙高2.5m，距居民住宅楼45m）" in text
    assert "在测点N2（东围墙外，场界外1m，高3m，距演示小学25m）" in text
    assert text.count("测前校准示值") == 1
    assert "N2东围墙外20min54.3dB66.0dB/" in text
    assert "N3" not in text


def test_calibrations_that_differ_are_told_apart() -> None:
    check = POINTS.calibration_before
    assert check is not None
    other = replace(SECOND, calibration_before=replace(check, reading_db=94.1))
    text = words_of(render("inspection_record", replace(POINTS, other_points=(other, THIRD)), {}))
    assert text.count("测前校准示值") == 2 and "测前校准示值94.1dB" in text


def test_officers_of_other_authorities_stand_with_unit_and_certificate_are_told_and_sign() -> None:
    text = words_of(render("inspection_record", POINTS, POINT_SERIES))
    assert "演示区住房和城乡建设局（执法证编号DEMO-H-0001）" in text
    assert (
        "一同检查的有演示区住房和城乡建设局的执法人员演示住建员辛（执法证编号DEMO-H-0001）、演示区城市管理执法局"
        in text
    )
    for other in OTHERS:
        assert f"其他参加人{other.name}签字" in text
    assert "一同检查的有演示街道办事处" not in text  # a grid officer has no certificate to show


def test_nobody_else_takes_part() -> None:
    text = words_of(render("inspection_record", replace(VISIT, others=()), SERIES))
    assert "一同检查" not in text and "其他参加人/" in text


@pytest.mark.parametrize("count", [1, 2, 3])
def test_the_plan_has_a_place_for_each_signature_on_its_one_page(count: int) -> None:
    record = replace(POINTS, others=OTHERS[:count])
    paper = render("site_plan", record, {}, details=plan_of(record))
    assert text_of(paper).count("\f") == 1
    assert all(f"其他参加人{other.name}签字" in words_of(paper) for other in OTHERS[:count])


def test_the_plan_is_drawn_from_the_boundary_and_names_what_has_no_place() -> None:
    plan = plan_of(POINTS)
    assert plan is not None
    assert [outline.name for outline in plan.outlines] == ["演示一号工地", "居民住宅楼", "演示小学"]
    assert [point.label for point in plan.points] == ["N1", "N2", "S1", "S2"]
    assert plan.notes == ("N3 南围墙外", "S3 塔式起重机")
    school = plan.outlines[2]
    assert school.schematic and SECOND.position.place is not None
    near = min(distance_m(SECOND.position.place, corner) for corner in school.corners)
    assert near == pytest.approx(25.7, abs=0.1)  # the corner of the near side, 25 m off and 6 m across
    assert all(corner.longitude_deg > SECOND.position.place.longitude_deg for corner in school.corners)
    told = {distance.distance_m: distance_m(distance.start, distance.end) for distance in plan.distances}
    assert told == {45.0: pytest.approx(45.0, abs=0.02), 25.0: pytest.approx(25.0, abs=0.02)}


def test_a_site_without_a_boundary_has_no_plan() -> None:
    assert plan_of(VISIT) is None


def test_a_point_far_from_the_boundary_has_its_distance_drawn() -> None:
    far = replace(POINTS, position=replace(POINTS.position, boundary_distance_m=5.0), other_points=())
    near = replace(POINTS, position=replace(POINTS.position, boundary_distance_m=4.9), other_points=())
    plans = [plan_of(record) for record in (far, near)]
    assert [plan and len(plan.distances) for plan in plans] == [2, 1]


@pytest.mark.parametrize(
    ("description", "place", "side"),
    [
        ("东北角", None, 45.0),
        ("北围墙外", None, 0.0),
        ("西门旁", None, 270.0),
        ("围墙外", None, None),
        ("北围墙外", Place(latitude_deg=31.999, longitude_deg=109.0), 180.0),  # the place says more than words
        ("南门", Place(latitude_deg=32.00001, longitude_deg=109.0), 180.0),  # a metre tells no direction
    ],
)
def test_the_side_of_a_point_comes_from_its_place_else_from_its_words(
    description: str, place: Place | None, side: float | None
) -> None:
    assert side_deg(VISIT, Position(label="N1", description=description, place=place)) == side


def test_names_are_cut_by_the_room_they_take() -> None:
    assert shortened("演示居民住宅楼", 7) == "演示居民住宅楼"
    assert shortened("演示居民住宅楼", 6) == "演示居民住…"
    assert shortened("abcdefghij", 5.5) == "abcdefghij"


@pytest.mark.parametrize("kind", ["noise_record", "dust_record"])
def test_that_it_is_a_screening_value_stands_on_every_page(kind: str) -> None:
    pages = text_of(render(kind, POINTS, POINT_SERIES)).split("\f")[:-1]
    assert all("不作为监测报告" in "".join(page.split()) for page in pages)
    plain = replace(POINTS, authority=replace(POINTS.authority, screening_only=False))
    first = text_of(render(kind, plain, POINT_SERIES)).split("\f")[0]
    assert "本表为现场快速检测记录" not in "".join(first.split())


def test_who_may_fine_does_not_stand_on_the_record_that_the_other_side_signs() -> None:
    verdict = VISIT.verdicts[0]
    more = (
        *verdict.reasons,
        Reason(code="department_unknown", zh="罚款由指定的部门决定。", en="Fines are for others."),
    )
    record = replace(VISIT, verdicts=(replace(verdict, reasons=more), *VISIT.verdicts[1:]))
    assert "罚款" not in words_of(render("noise_record", record, SERIES))


@pytest.mark.parametrize(
    ("person", "said", "not_said"),
    [
        (
            {"signature": "refused", "refusal_reason": "要请示领导"},
            "以“要请示领导”为由拒绝签字，执法人员当场注明",
            "全程录音录像（编号",
        ),
        ({"signature": "refused"}, "拒绝签字，未说明理由", "以“"),
        ({"signature": "refused", "filmed": "V-07"}, "全程录音录像（编号V-07）", "现场手填"),
        ({"signature": "cannot", "refusal_reason": "右手受伤"}, "因右手受伤不能签字", "拒绝签字"),
        ({"signature": "cannot"}, "不能签字，执法人员已宣读笔录", "因/"),
        ({"signature": "absent"}, "录音录像编号（现场手填，没有则划去）", "检查全程录像"),
        ({"signature": "refused", "witness": "演示见证人癸"}, "见证人：演示见证人癸", "因/"),
    ],
)
def test_only_what_is_known_of_a_missing_signature_is_said(person: dict[str, Any], said: str, not_said: str) -> None:
    met = replace(VISIT.person_met or PersonMet(name="", post="", employer="", relation=""), **person)
    text = words_of(render("inspection_record", replace(VISIT, person_met=met), SERIES))
    assert said in text and not_said not in text


def test_who_will_not_sign_leaves_no_line_and_no_date_to_fill_in() -> None:
    refused = replace(VISIT, person_met=replace(VISIT.person_met, signature="refused"))  # type: ignore[type-var]
    text = words_of(render("inspection_record", refused, SERIES))
    assert "拒绝签字，未写意见。" in text and "有无异议" not in text
    assert "本人亲笔写：权利义务是否听清" in text  # that was asked before anybody refused
    cells = [
        " ".join(line.split()) for line in text_of(render("inspection_record", refused, SERIES), "-layout").splitlines()
    ]
    assert sum(line.endswith("拒绝签字，见执法人员注明 日期 /") for line in cells) == 2
    absent = words_of(render("inspection_record", replace(VISIT, person_met=None), SERIES))
    assert absent.count("不在场，未确认。") == 3 and "本人亲笔写" not in absent


def test_a_reason_that_was_said_of_the_first_point_is_not_said_again() -> None:
    shared = VISIT.verdicts[0].reasons[0]
    second = replace(SECOND, verdict=replace(SECOND.verdict, reasons=(*SECOND.verdict.reasons, shared)))  # type: ignore[type-var, union-attr]
    text = words_of(render("noise_record", replace(POINTS, other_points=(second,)), POINT_SERIES))
    assert text.count("全程和去掉排除段都高于限值") == 1 and text.count("未超过限值") == 1


def test_events_and_measurements_of_every_point_are_in_the_ledgers() -> None:
    second = replace(SECOND, measurement=replace(RUN_2, exceedances=RUN.exceedances[:1]))
    record = replace(POINTS, other_points=(second, THIRD))
    sheet = load_workbook(io.BytesIO(exceedance_ledger.render([record])))["超标事件"]
    points = [row[4].value for row in sheet.iter_rows(min_row=3)]
    assert points == ["N1"] * len(RUN.exceedances) + ["N2"]
    book = load_workbook(io.BytesIO(night_ledger.render([record])))
    counts = {row[0].value: row[1].value for row in book["汇总"].iter_rows(min_row=2)}
    assert counts["监测（次）"] == 2


def test_measures_that_were_seen_fill_the_rows_of_the_dust_record() -> None:
    states = {"enclosure": "met", "covering": "not_met", "board": "met", "plan": "not_met", "wet_work": "unknown"}
    seen = DustMeasuresSeen(at=VISIT.arrived_at, states=states)
    text = text_of(render("dust_record", replace(VISIT, dust=None, dust_measures=seen), {}), "-layout")
    rows = {line.split()[0]: line.split() for line in text.splitlines() if "合格" in line and line.split()}
    assert rows["工地围挡"][-2:] == ["/", "/"] == rows["扬尘污染防治方案备案（回执）"][-2:]
    assert rows["湿法作业、洒水抑尘、喷淋雾炮"][-1] == "未见"  # to be filled in by hand
    assert "本次未测颗粒物" in text
    with pytest.raises(BadInput):
        render("dust_record", replace(VISIT, dust=None, dust_measures=None), {})
