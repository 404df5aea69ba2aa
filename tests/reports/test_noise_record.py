from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from demo_visit import AUTHORITY, EXCEEDS, RUN, SERIES, VISIT, finding, visit
from pages import text_of, words_of

from patrol_app.domain.instruments import CalibrationCheck
from patrol_app.domain.verdict import Reason, Verdict
from patrol_app.reports import render
from patrol_app.reports.noise_head import deviation_words
from patrol_app.reports.words import Words


def table(**changes: object) -> str:
    return words_of(render("noise_record", visit(**changes), SERIES))


def test_every_obligatory_field_is_there() -> None:
    text = table()
    for shown in (
        "演示建筑工程有限公司",
        "演示区演示路100号",
        "阴19.2℃",
        "1.4m/s东南",
        "BSWA308",
        "演示-S-001",
        "DEMO-114",
        "演示-C-001",
        "测前93.8(23:10)",
        "测后93.9(23:47)",
        "0.1dB（应≤0.5）合格",
        "N1北围墙外",
        "06-0623:13:29至23:33:29",
        "混凝土输送泵1台",
        "76.9",
        "06-0623:36:00至23:46:00",
        "示意图，未按比例",
        "测量人员",
        "校核",
        "审核（批准）",
        "被测单位在场人签字",
    ):
        assert shown in text, shown


def test_the_verdict_table_shows_every_step() -> None:
    lines = text_of(render("noise_record", VISIT, SERIES), "-layout").splitlines()
    row = next(line.split() for line in lines if line.strip().startswith("LAeq 全程"))
    assert row[-8:] == ["61.2", "51.0", "10", "−1", "60.2", "60", "55", "5"]
    row = next(line.split() for line in lines if line.strip().startswith("LAFmax 全程"))
    assert row[-8:] == ["76.9", "—", "—", "—", "—", "77", "70", "7"]
    assert sum("去掉排除段" in line and "61.2" in line for line in lines) == 1


def test_exclusions_stand_beside_and_in_a_table() -> None:
    text = table()
    assert "06-0623:21:07至23:21:39" in text
    assert "过路车辆32s" in text
    assert "无排除段" in table(measurement=replace(RUN, exclusions=()))


def test_screening_says_that_it_is_no_monitoring_report() -> None:
    assert "本表为现场快速检测记录，不作为监测报告" in table()
    assert "不作为监测报告" not in table(authority=replace(AUTHORITY, screening_only=False))


@pytest.mark.parametrize(("agrees", "words"), [(True, "，一致（允许0.3dB）"), (False, "不一致，须查明原因")])
def test_the_audio_line(agrees: bool, words: str) -> None:
    assert RUN.audio is not None
    audio = replace(RUN.audio, laeq_db=61.24 if agrees else 61.8, difference_db=0.04 if agrees else 0.6, agrees=agrees)
    text = table(measurement=replace(RUN, audio=audio))
    assert words in text
    assert f"差{'0.0' if agrees else '0.6'}dB" in text


def test_no_audio_is_said() -> None:
    assert "未作录音核对" in table(measurement=replace(RUN, audio=None))


@pytest.mark.parametrize(("after", "words"), [(94.3, "合格"), (94.31, "不合格")])
def test_the_calibration_drift_on_both_sides_of_its_limit(after: float, words: str) -> None:
    before = VISIT.calibration_before
    assert before is not None
    changed = visit(
        calibration_after=CalibrationCheck(
            at=before.at, reading_db=after, nominal_db=94.0, calibrator_serial=before.calibrator_serial
        )
    )
    shown = deviation_words(changed, Words("zh"))
    assert shown is not None
    assert shown.endswith("）" + words)


def test_reasons_stand_in_the_verdict_when_it_cannot_be_judged() -> None:
    wind = Reason(code="wind", zh="风 5.4 m/s，超过 5 m/s，不能判定。", en="Wind 5.4 m/s is above 5 m/s.")
    text = table(verdicts=(Verdict(kind="construction_noise", outcome="cannot_be_judged", reasons=(wind,)),))
    assert "不能判定" in text
    assert "风5.4m/s，超过5m/s" in text
    assert "限值55" not in text


def test_a_value_within_the_limit_needs_no_background() -> None:
    within = replace(
        finding("LAeq", excluded=False),
        measured_db=Decimal("53.4"),
        background_db=None,
        difference_db=None,
        correction_db=None,
        corrected_db=Decimal("53.4"),
        rounded_db=53,
        excess_db=-2,
        exceeds=False,
    )
    verdict = replace(EXCEEDS, outcome="complies", findings=(within,))
    text = table(background=None, verdicts=(verdict,))
    assert "实测值未超过限值，无需修正" in text
    assert "达标" in text
    assert "实测值未超过限值" not in table(background=None)


def test_no_measurement_still_makes_a_paper() -> None:
    text = table(measurement=None, background=None, verdicts=())
    assert "本次未测量" in text
    assert "本次没有作出判定" in text


def test_a_missing_series_leaves_the_figure_out() -> None:
    text = words_of(render("noise_record", VISIT, {}))
    assert "图略" in text
    assert "细线LAF" not in text


def test_unverified_clauses_are_marked() -> None:
    unsure = replace(finding("LAeq", excluded=False), confidence="unverified")
    assert "（未核实）" in table(verdicts=(replace(EXCEEDS, findings=(unsure,)),))
