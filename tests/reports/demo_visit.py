"""A made-up visit for the papers: all names and numbers are invented, the curves are computed, not measured."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from patrol_app.domain.instruments import CalibrationCheck, InstrumentUnit, VerificationCertificate
from patrol_app.domain.people import Authority, Officer, Participant, PersonMet
from patrol_app.domain.places import ExamNotice, Organisation, Place, Site, ZoneFinding
from patrol_app.domain.record import (
    SCHEMA,
    AudioResult,
    ChainHead,
    DustResult,
    Exceedance,
    Exclusion,
    Measurement,
    Observation,
    Position,
    RawFile,
    Software,
    SoundCharacter,
    VisitRecord,
    Weather,
)
from patrol_app.domain.series import LevelSeries
from patrol_app.domain.verdict import Finding, LawCitation, Reason, Verdict
from patrol_app.reports.words import CHINA


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


OFFICERS = (
    Officer(name="演示员甲", certificate_number="DEMO-0001"),
    Officer(name="演示员乙", certificate_number="DEMO-0002"),
)

AUTHORITY = Authority(
    name="演示区生态环境保护综合执法大队（演示）",
    short_name="演示区",
    region="陕G(演示)",
    review_body="演示区人民政府",
    court="演示区人民法院",
)

CONTRACTOR = Organisation(
    name="演示建筑工程有限公司",
    credit_code="DEMO00000000000001",
    legal_representative="演示法人己",
    legal_representative_id="DEMO00000000000006",
    phone="000-0000-0000",
    address="演示区演示路1号",
)

SITE = Site(
    name="演示一号工地",
    place=Place(latitude_deg=32.0, longitude_deg=109.0),
    address="演示区演示路100号",
    project="演示一号工地",
    stage="structure",
    sound_area="2",
    contractor=CONTRACTOR,
    sensitive_building="居民住宅楼",
    sensitive_distance_m=46.0,
    sensitive_area="演示区声环境功能区划分方案",
)

WEATHER = Weather(
    wind_max_m_s=1.4,
    wind_mean_m_s=0.9,
    wind_direction_deg=135.0,
    rain=False,
    temperature_c=19.2,
    humidity_pct=78.0,
    pressure_hpa=964.0,
    sky="阴",
)

EXCLUSION = Exclusion(
    label="A",
    start_s=458.0,
    end_s=490.0,
    reason="过路车辆",
    author="演示员甲",
    at=at("2026-06-06T23:21:39"),
    laeq_db=61.7,
)

RUN = Measurement(
    label="N1",
    role="main",
    started_at=at("2026-06-06T23:13:29"),
    ended_at=at("2026-06-06T23:33:29"),
    duration_s=1200.0,
    interrupted=False,
    laeq_db=61.2,
    lafmax_db=76.9,
    lafmin_db=49.2,
    l10_db=63.9,
    l50_db=56.5,
    l90_db=53.4,
    sd_db=4.4,
    laeq_without_db=61.2,
    lafmax_without_db=76.9,
    overload=False,
    underrange=False,
    gap_s=0.0,
    readings=12000,
    damaged_frames=0,
    weather=WEATHER,
    exclusions=(EXCLUSION,),
    exceedances=(
        Exceedance(label="A1", start_s=230.0, end_s=250.0, lafmax_db=73.0, trigger_db=65.0, audio_file="a1.wav"),
        Exceedance(label="A2", start_s=370.0, end_s=425.0, lafmax_db=76.9, trigger_db=65.0, audio_file="a2.wav"),
        Exceedance(label="A3", start_s=680.0, end_s=760.0, lafmax_db=72.0, trigger_db=65.0),
        Exceedance(label="A4", start_s=900.0, end_s=960.0, lafmax_db=75.0, trigger_db=65.0),
    ),
    audio=AudioResult(
        reference_db=120.0,
        sample_rate_hz=48000,
        samples=57600000,
        files=("n1-01.wav", "n1-02.wav"),
        laeq_db=61.24,
        lafmax_db=76.95,
        lcpeak_db=94.1,
        l10_db=63.9,
        l50_db=56.5,
        l90_db=53.4,
        overload=False,
        missing_samples=0,
        difference_db=0.04,
        agrees=True,
        character=SoundCharacter(
            tones_by="演示",
            line_spacing_hz=2.93,
            spectra=400,
            tonal_spectra=212,
            tonal_audibility_db=4.6,
            tonal_adjustment_db=3,
            tone_hz=1245.1,
            impulses_by="演示",
            impulses=37,
            impulse_prominence=8.2,
            impulse_at_s=612.4,
            impulse_onset_db_s=164.0,
            impulse_difference_db=14.2,
            impulse_adjustment_db=5.8,
        ),
    ),
    series_file="data/series/n1.csv",
)

BACKGROUND = Measurement(
    label="B1",
    role="background",
    started_at=at("2026-06-06T23:36:00"),
    ended_at=at("2026-06-06T23:46:00"),
    duration_s=600.0,
    interrupted=False,
    laeq_db=51.0,
    lafmax_db=56.1,
    lafmin_db=46.9,
    l10_db=52.5,
    l50_db=50.7,
    l90_db=48.9,
    sd_db=1.4,
    laeq_without_db=51.0,
    lafmax_without_db=56.1,
    overload=False,
    underrange=False,
    gap_s=0.0,
    readings=6000,
    damaged_frames=0,
    weather=WEATHER,
    series_file="data/series/b1.csv",
)


def finding(quantity: str, *, excluded: bool) -> Finding:
    if quantity == "LAeq":
        return Finding(
            rule="construction.night.laeq",
            clause="GB 12523-2025 表1",
            rule_set="GB 12523-2025",
            confidence="secondary",
            quantity="LAeq",
            measured_db=Decimal("61.2"),
            background_db=Decimal("51.0"),
            difference_db=10,
            correction_db=Decimal("-1"),
            corrected_db=Decimal("60.2"),
            rounded_db=60,
            limit_db=Decimal("55"),
            excess_db=5,
            exceeds=True,
            excluded_parts=excluded,
        )
    return Finding(
        rule="construction.night.lafmax",
        clause="GB 12523-2025 4.2",
        rule_set="GB 12523-2025",
        confidence="secondary",
        quantity="LAFmax",
        measured_db=Decimal("76.9"),
        rounded_db=77,
        limit_db=Decimal("70"),
        excess_db=7,
        exceeds=True,
        excluded_parts=excluded,
    )


NOISE_LAW = (
    LawCitation(
        article="生态环境法典 第五百六十九条",
        text="演示条文：建筑施工噪声应当符合排放标准。",
        valid_from=date(2026, 8, 15),
        valid_to=None,
        confidence="primary",
    ),
    LawCitation(
        article="生态环境法典 第一千一百八十五条第一项",
        text="演示条文：超过噪声排放标准的，责令改正，处一万元以上十万元以下罚款；拒不改正的，可以责令暂停施工。",
        valid_from=date(2026, 8, 15),
        valid_to=None,
        confidence="primary",
        role="penalty",
    ),
)

PERMIT_LAW = (
    LawCitation(
        article="中华人民共和国噪声污染防治法 第四十三条",
        text="演示条文：夜间在噪声敏感建筑物集中区域进行产生噪声的施工作业，应当有连续施工作业证明。",
        valid_from=date(2022, 6, 5),
        valid_to=date(2026, 8, 14),
        confidence="primary",
    ),
    LawCitation(
        article="中华人民共和国噪声污染防治法 第七十七条",
        text=None,
        valid_from=date(2022, 6, 5),
        valid_to=date(2026, 8, 14),
        confidence="unverified",
        role="penalty",
    ),
)

EXCEEDS = Verdict(
    kind="construction_noise",
    outcome="exceeds",
    findings=(
        finding("LAeq", excluded=False),
        finding("LAeq", excluded=True),
        finding("LAFmax", excluded=False),
        finding("LAFmax", excluded=True),
    ),
    reasons=(Reason(code="both_exceed", zh="全程和去掉排除段都高于限值。", en="Both results are above the limit."),),
    law=NOISE_LAW,
    rule_set="GB 12523-2025",
    rule_set_sha256="0" * 64,
)

NO_PERMIT = Verdict(
    kind="night_permit",
    outcome="breach",
    reasons=(Reason(code="no_permit", zh="未出示连续施工作业证明。", en="No permit was shown."),),
    law=PERMIT_LAW,
)

BAN = Verdict(
    kind="noise_ban",
    outcome="breach",
    reasons=(Reason(code="inside", zh="工地在通告范围内，时间在禁止时段内。", en="Inside the area and the hours."),),
)

NOTICE = ExamNotice(
    number="演字〔2026〕1号",
    title="关于2026年高考期间禁止噪声施工的通告",
    issuer="演示区人民政府",
    legal_basis="演示依据",
    radius_m=500.0,
    valid_from=at("2026-06-06T18:00:00"),
    valid_to=at("2026-06-09T18:00:00"),
    daily_windows=("20:00-06:00",),
    forbidden=("产生噪声的施工作业",),
)

PERSON = PersonMet(
    name="演示负责人丙",
    post="项目经理",
    employer="演示建筑工程有限公司",
    relation="施工单位工作人员",
    phone="000-0000-0000",
    id_number="DEMO00000000000003",
    values_told=True,
)

VISIT = VisitRecord(
    schema=SCHEMA,
    number="DEMO-20260606-03",
    simulated=True,
    software=Software(name="night-patrol", version="0.1.0", source_sha256="1" * 64),
    authority=AUTHORITY,
    officers=OFFICERS,
    recorder=OFFICERS[1],
    site=SITE,
    arrived_at=at("2026-06-06T23:08:00"),
    left_at=at("2026-06-06T23:50:00"),
    position=Position(
        label="N1",
        description="北围墙外",
        place=Place(latitude_deg=32.0006, longitude_deg=109.0),
        place_source="gnss",
        boundary_distance_m=1.0,
        height_m=3.0,
        wall_height_m=2.5,
        reflecting_distance_m=45.0,
        windscreen=True,
    ),
    observation=Observation(
        activity="主体结构混凝土浇筑",
        process="主体结构混凝土浇筑",
        machines=("混凝土输送泵1台", "插入式振捣器3台", "塔式起重机1台"),
        permit_shown=False,
        permit_posted=False,
        exempt_work=False,
        statement="混凝土浇筑不能中断",
        photos=5,
        audio_clips=2,
        notes=("泵的东、西两侧有隔声屏，北侧没有。",),
    ),
    instruments=(
        InstrumentUnit(
            role="sound",
            model="bswa-308",
            name="BSWA 308",
            serial_number="演示-S-001",
            sound_class=1,
            certificate=VerificationCertificate(number="演示-J-11", valid_to=date(2027, 3, 18)),
            measuring_range="30–130 dB",
        ),
        InstrumentUnit(
            role="calibrator",
            model="calibrator-1khz",
            name="DEMO-114",
            serial_number="演示-C-001",
            sound_class=1,
            certificate=VerificationCertificate(number="演示-J-12", valid_to=date(2027, 3, 18)),
            nominal_db=94.0,
        ),
    ),
    raw_files=(
        RawFile(role="sound", model="bswa-308", path="data/raw/a.frames", received_bytes=481200, sent_bytes=120),
        RawFile(role="weather", model="vaisala-wxt", path="data/raw/b.frames", received_bytes=96110, sent_bytes=0),
        RawFile(role="position", model="nmea", path="data/raw/c.frames", received_bytes=311002, sent_bytes=0),
    ),
    measurement=RUN,
    background=BACKGROUND,
    calibration_before=CalibrationCheck(
        at=at("2026-06-06T23:10:00"), reading_db=93.8, nominal_db=94.0, calibrator_serial="演示-C-001"
    ),
    calibration_after=CalibrationCheck(
        at=at("2026-06-06T23:47:00"), reading_db=93.9, nominal_db=94.0, calibrator_serial="演示-C-001"
    ),
    dust=DustResult(
        started_at=at("2026-06-06T23:13:00"),
        duration_s=1200.0,
        readings=1200,
        tsp_mean_ug_m3=412.0,
        tsp_min_ug_m3=310.0,
        tsp_max_ug_m3=655.0,
        pm10_mean_ug_m3=188.0,
        pm25_mean_ug_m3=61.0,
        humidity_pct=78.0,
    ),
    zone=ZoneFinding(
        site="演示一号工地",
        venue="演示一中考点",
        notice="演字〔2026〕1号",
        distance_m=212.0,
        radius_m=500.0,
        inside=True,
        basis="boundary",
    ),
    notice=NOTICE,
    person_met=PERSON,
    others=(Participant(name="演示网格员庚", employer="演示街道办事处"),),
    verdicts=(EXCEEDS, NO_PERMIT, BAN),
    order_number="陕G(演示)环责改〔2026〕1号",
    clock_source="gnss",
    chain=ChainHead(sequence=18873, sha256="9c41e07b52d8" + "0" * 52),
)


def visit(**changes: Any) -> VisitRecord:
    return replace(VISIT, **changes)


def series(
    length_s: float = 1200.0, base_db: float = 56.56, swing_db: float = 2.2, gap: tuple[float, float] | None = None
) -> LevelSeries:
    """A rough trace with bursts, made by arithmetic alone: the same on every machine."""
    times: list[float] = []
    levels: list[float] = []
    running: list[float | None] = []
    energy, slow, seed = 0.0, 0.0, 12345
    bursts = ((240.0, 6.0, 16.0), (395.0, 14.0, 17.3), (720.0, 30.0, 10.5), (930.0, 16.0, 14.5), (1080.0, 5.0, 15.0))
    for step in range(int(length_s * 10)):
        seed = (seed * 1103515245 + 12345) % 2**31
        slow = 0.93 * slow + (seed / 2**31 - 0.5) * swing_db
        t_s = step / 10.0
        if gap is not None and gap[0] <= t_s < gap[1]:
            continue
        burst = sum(height * math.exp(-(((t_s - centre) / width) ** 2)) for centre, width, height in bursts)
        level = round(base_db + slow + burst * (swing_db / 2.2) ** 2.2, 1)
        energy += 10.0 ** (level / 10.0)
        times.append(t_s)
        levels.append(level)
        running.append(round(10.0 * math.log10(energy / len(levels)), 2))
    return LevelSeries(t_s=times, laf_db=levels, laeq_db=running)


SERIES = {"N1": series(), "B1": series(600.0, 50.6, 1.1)}
