"""Made-up facts for the papers that need more than the visit record."""

from __future__ import annotations

import hashlib
import tempfile
from dataclasses import replace
from datetime import date
from pathlib import Path

from demo_visit import CONTRACTOR, OFFICERS, SERIES, VISIT, at
from PySide6.QtGui import QColor, QImage

from patrol_app.domain.papers import (
    CaseCover,
    DustMeasure,
    DustPoint,
    DustSheet,
    EvidenceRegistration,
    Exchange,
    Good,
    PersonQuestioned,
    Photo,
    PhotoSet,
    PlanDistance,
    PlanOutline,
    PlanPoint,
    QuestionSession,
    ReviewItem,
    ServedPaper,
    Service,
    SitePlan,
    StopOrder,
)
from patrol_app.domain.places import Place
from patrol_app.domain.record import VisitRecord
from patrol_app.domain.verdict import LawCitation
from patrol_app.reports.case_file import CaseEntry
from patrol_app.reports.conformance_page import ConformanceRow


def picture(width: int = 320, height: int = 240, shade: int = 90, form: str = "JPG") -> bytes:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor(shade, shade, shade + 40))
    for x in range(0, width, 8):
        for y in range(0, height, 2):
            image.setPixelColor(x, y, QColor(240, 220, 160))
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"picture.{form.lower()}"
        assert image.save(str(file))
        return file.read_bytes()


QUESTIONS = QuestionSession(
    started_at=at("2026-06-07T09:30:00"),
    ended_at=at("2026-06-07T10:20:00"),
    place="演示区生态环境保护综合执法大队询问室（演示）",
    person=PersonQuestioned(
        name="演示负责人丙",
        sex="男",
        age=40,
        id_number="DEMO00000000000003",
        employer="演示建筑工程有限公司",
        post="项目经理",
        phone="000-0000-0000",
        relation="施工单位工作人员",
    ),
    exchanges=(
        Exchange(question="当晚进行什么工序？", answer="主体结构混凝土浇筑，从二十二时三十分开始。"),
        Exchange(question="是否取得夜间连续施工作业证明？", answer="没有。"),
        Exchange(question="还有什么需要补充？"),
    ),
)

PICTURES = {"P1.jpg": picture(), "P2.png": picture(shade=40, form="PNG")}


def photo(label: str, file: str) -> Photo:
    return Photo(
        label=label,
        file=file,
        sha256=hashlib.sha256(PICTURES[file]).hexdigest(),
        proves="混凝土输送泵正在运行，证明夜间进行产生噪声的施工作业",
        taken_at=at("2026-06-06T23:12:00"),
        place="演示一号工地北侧",
        taken_by="演示员甲",
        original_kept="证据包 data/photos",
        device="演示相机",
        position=Place(latitude_deg=32.0005, longitude_deg=109.0001),
        source="drone" if label == "P2" else "phone",
        outside_visit_s=-90.0 if label == "P2" else 0.0,
        camera_clock_s=3.0,
        distance_m=12.4,
        level_db=62.5 if label == "P1" else None,
        zone_stated=label == "P1",
    )


PHOTOS = PhotoSet(photos=(photo("P1", "P1.jpg"), photo("P2", "P2.png")))


def place(north_m: float, east_m: float) -> Place:
    return Place(latitude_deg=32.0 + north_m / 111320.0, longitude_deg=109.0 + east_m / 94405.0)


PLAN = SitePlan(
    drawn_at=at("2026-06-06T23:40:00"),
    drawn_by="演示员乙",
    outlines=(
        PlanOutline(
            name="演示一号工地",
            kind="site",
            corners=(place(-50, -70), place(-50, 60), place(30, 75), place(35, -65)),
        ),
        PlanOutline(
            name="居民住宅楼",
            kind="sensitive",
            corners=(place(81, -40), place(81, 40), place(95, 40), place(95, -40)),
        ),
        PlanOutline(name="演示路", kind="road", corners=(place(-70, -95), place(110, -90))),
    ),
    points=(
        PlanPoint(label="N1", name="测点", place=place(35.5, 0), kind="point"),
        PlanPoint(label="S1", name="混凝土输送泵", place=place(25, 5)),
        PlanPoint(label="S2", name="振捣器", place=place(0, 30)),
        PlanPoint(label="", name="变压器（参照物）", place=place(-40, -55), kind="reference"),
    ),
    distances=(PlanDistance(start=place(33.5, -20), end=place(81, -20), distance_m=46.0),),
)

DUST = DustSheet(
    points=(
        DustPoint(
            label="1",
            where="南侧",
            upwind=True,
            started_at=at("2026-06-06T23:13:00"),
            duration_s=1200.0,
            mean_ug_m3=180.0,
            min_ug_m3=150.0,
            max_ug_m3=240.0,
            boundary_distance_m=5.0,
            height_m=2.5,
        ),
        DustPoint(
            label="2",
            where="北侧",
            upwind=False,
            started_at=at("2026-06-06T23:13:00"),
            duration_s=1200.0,
            mean_ug_m3=412.0,
            min_ug_m3=310.0,
            max_ug_m3=655.0,
            boundary_distance_m=1.0,
            height_m=3.0,
        ),
    ),
    measures=(
        DustMeasure(kind="fence", ok=True),
        DustMeasure(kind="cover", ok=False, amount="约300 m²", photos="P2"),
        DustMeasure(kind="wash", ok=None),
    ),
    k_value=1.2,
    k_source="比对演示",
    flow_before_l_min=2.0,
    flow_after_l_min=2.0,
    zero_check="合格",
    wind_steady=True,
)

STOP = StopOrder(
    number="陕G(演示)环责停〔2026〕1号",
    kind="pause",
    made_on=date(2026, 6, 9),
    earlier_order="陕G(演示)环责改〔2026〕1号",
    earlier_served_on=date(2026, 6, 6),
    recheck_record="DEMO-20260608-01",
    rechecked_at=at("2026-06-08T23:20:00"),
    recheck_found="混凝土输送泵仍在运行，未能提供连续施工作业证明",
    scope="演示一号工地夜间产生噪声的施工作业",
    period="自收到本决定书之日起至复查符合要求之日止",
)

POWER = LawCitation(
    article="中华人民共和国噪声污染防治法 第七十七条",
    text="演示条文：……责令改正，处罚款；拒不改正的，可以责令暂停施工。",
    valid_from=date(2022, 6, 5),
    valid_to=date(2026, 8, 14),
    confidence="primary",
    role="penalty",
)


def with_power() -> VisitRecord:
    verdicts = tuple(
        replace(each, law=(*each.law[:1], POWER)) if each.kind == "night_permit" else each for each in VISIT.verdicts
    )
    return replace(VISIT, verdicts=verdicts)


SERVICE = Service(
    papers=(ServedPaper(name="责令改正违法行为决定书", number="陕G(演示)环责改〔2026〕1号"),),
    place="演示区演示路100号演示一号工地项目部",
    method="direct",
    made_at=at("2026-06-06T23:55:00"),
)

REGISTRATION = EvidenceRegistration(
    number="陕G(演示)环登存〔2026〕1号",
    made_at=at("2026-06-06T23:55:00"),
    cause="未依法取得连续施工作业证明夜间施工",
    reason="may_vanish",
    in_place=True,
    place="演示一号工地项目部资料室",
    from_day=date(2026, 6, 6),
    to_day=date(2026, 6, 15),
    goods=(
        Good(name="混凝土送货单", count="12张"),
        Good(name="施工日志", count="1册", remark="6月份"),
        Good(name="噪声监测设备数据记录仪", count="1台", model="DEMO-L1", maker="演示仪器厂"),
    ),
)

COVER = CaseCover(
    case_name="演示建筑工程有限公司涉嫌未依法取得连续施工作业证明夜间施工案",
    decision="责令改正违法行为决定书 陕G(演示)环责改〔2026〕1号",
    result="责令改正，已改正",
    handlers=OFFICERS,
    retention="10年",
    made_at=at("2026-06-20T10:00:00"),
    filed_on=date(2026, 6, 8),
    closed_on=date(2026, 6, 19),
    situation="录音2段、录像1段，存证据包 DEMO-20260606-03。",
    compiled_by="演示员乙",
)

ENTRIES = (
    CaseEntry(name="责令改正违法行为决定书", day=date(2026, 6, 6), kind="correction_order", record=VISIT),
    CaseEntry(name="送达回证", day=date(2026, 6, 6), kind="service_receipt", record=VISIT, details=SERVICE),
    CaseEntry(name="现场检查（勘察）笔录", day=date(2026, 6, 6), kind="inspection_record", record=VISIT),
    CaseEntry(name="现场勘察平面图", day=date(2026, 6, 6), kind="site_plan", record=VISIT, details=PLAN),
    CaseEntry(name="调查询问笔录", day=date(2026, 6, 7), kind="question_record", record=VISIT, details=QUESTIONS),
    CaseEntry(
        name="现场照片（图片）证据",
        day=date(2026, 6, 6),
        kind="photo_sheet",
        record=VISIT,
        details=PHOTOS,
        pictures=PICTURES,
    ),
    CaseEntry(name="营业执照复印件", day=date(2026, 6, 7), remark="扫描", scans=(picture(210, 297, 200),)),
    CaseEntry(name="噪声原始记录表", day=date(2026, 6, 6), kind="noise_record", record=VISIT, series=SERIES),
)

PARTY = CONTRACTOR

REVIEW = (
    ReviewItem(group="主体", item="执法人员不少于两人", points=None, met=True, place="officers"),
    ReviewItem(group="现场检查笔录", item="项目概况", points=1.5, met=True, place="site"),
    ReviewItem(group="现场检查笔录", item="行政许可情况", points=1.5, met=False, place="observation.permit_shown"),
    ReviewItem(group="现场检查笔录", item="违法行为情况", points=4, met=True, place="observation.process"),
    ReviewItem(group="监测报告", item="CMA标志和编号", points=1, applies=False),
    ReviewItem(group="责令改正", item="改正内容、期限和后果", points=2),
)

CHECKS = (
    ConformanceRow(clause="IEC 61672-1 5.5", description="A计权 1 kHz", value="0.00 dB", limit="±0.7 dB", passes=True),
    ConformanceRow(
        clause="IEC 61672-1 5.8", description="F时间计权衰减", value="34.7 dB/s", limit="31.0–38.5 dB/s", passes=True
    ),
    ConformanceRow(clause="IEC 61672-1 5.9", description="猝发音 200 ms", value="−2.4 dB", limit="±0.5", passes=False),
)
