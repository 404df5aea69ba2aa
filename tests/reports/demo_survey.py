"""A short survey as a record, for papers and files: one gap, one fast point, a loud place near a site in a zone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from functools import cache
from typing import Any

from demo_visit import AUTHORITY, VISIT

from patrol_app.domain.instruments import CalibrationCheck, InstrumentUnit, VerificationCertificate
from patrol_app.domain.places import ExamNotice, ExamVenue, Place, Site
from patrol_app.domain.record import ChainHead, RawFile
from patrol_app.domain.surveys import (
    SCHEMA,
    SurveyRecord,
    SurveySettings,
    SurveySurroundings,
    SurveyTotals,
    TrackPoint,
)
from patrol_app.planning.hot_spots import find_hot_spots
from patrol_app.planning.tracks import LaidTrack, lay_track

CHINA = timezone(timedelta(hours=8))
BEGAN = datetime(2026, 6, 6, 22, 10, tzinfo=CHINA)
SETTINGS = SurveySettings(dust_delay_s=2.0)
ABOUT = SurveySurroundings(
    sites=(
        Site(name="演示一号工地", place=Place(latitude_deg=32.6916, longitude_deg=109.0224)),
        Site(name="演示八号工地", place=Place(latitude_deg=32.7150, longitude_deg=109.0600)),
    ),
    venues=(ExamVenue(name="演示一中", place=Place(latitude_deg=32.6900, longitude_deg=109.0200)),),
    notices=(
        ExamNotice(
            number="演字〔2026〕1号",
            title="演示通告",
            issuer="演示区人民政府（演示）",
            legal_basis="—",
            radius_m=500.0,
            valid_from=BEGAN - timedelta(days=1),
            valid_to=BEGAN + timedelta(days=3),
        ),
    ),
)


def _point(t: int) -> TrackPoint:
    lost, fast = 60 <= t < 70, 30 <= t < 45
    near = max(0.0, 1.0 - abs(t - 100) / 18.0)
    flags: tuple[Any, ...] = ("no_fix", "speed_unknown") if lost else ("too_fast",) if fast else ()
    level = round(54.0 + 2.5 * (t % 4) + 22.0 * near + (12.0 if fast else 0.0), 1)
    return TrackPoint(
        t_s=float(t),
        at=BEGAN + timedelta(seconds=t),
        utc=None,
        latitude_deg=None if lost else round(32.6860 + 0.000045 * t, 7),
        longitude_deg=None if lost else round(109.0140 + 0.000070 * t + (0.00002 * (t - 80) if t > 80 else 0.0), 7),
        quality=0 if lost else 1,
        satellites=0 if lost else 11,
        hdop=None if lost else 0.9,
        speed_km_h=None if lost else 42.0 if fast else 26.0,
        laeq_1s_db=level,
        laeq_source="samples",
        lafmax_db=round(level + 1.4, 1),
        pm10_ug_m3=round(60.0 + 130.0 * near, 1),
        pm25_ug_m3=31.0,
        tsp_ug_m3=round(96.0 + 210.0 * near, 1),
        stretch=None,
        segment=None,
        silent=False,
        flags=flags,
    )


@cache
def demo_track() -> LaidTrack:
    """The track, laid."""
    points = [_point(t) for t in range(1, 151)]
    return lay_track(points, SETTINGS, 150.0, BEGAN + timedelta(seconds=150))


def _unit(role: Any, model: str, name: str, serial: str, sound_class: int | None, certificate: str) -> InstrumentUnit:
    return InstrumentUnit(
        role=role,
        model=model,
        name=name,
        serial_number=serial,
        sound_class=sound_class,
        certificate=VerificationCertificate(number=certificate, valid_to=date(2027, 3, 18)) if certificate else None,
        nominal_db=94.0 if role == "calibrator" else None,
    )


@cache
def demo_survey() -> SurveyRecord:
    """The record."""
    track = demo_track()
    usable = [point for point in track.points if point.usable]
    return SurveyRecord(
        schema=SCHEMA,
        kind="survey",
        nature="screening",
        number="DEMO-20260606-S001",
        simulated=True,
        software=VISIT.software,
        authority=AUTHORITY,
        officers=VISIT.officers,
        recorder=VISIT.recorder,
        started_at=BEGAN,
        left_at=BEGAN + timedelta(minutes=4),
        instruments=(
            _unit("sound", "bswa-308", "BSWA 308", "演示-S-001", 1, "演示检-J-11"),
            _unit("dust", "modbus-tsp:boling", "光散射粉尘仪", "演示-D-001", None, "演示检-J-13"),
            _unit("position", "nmea", "北斗/GPS 接收机", "演示-G-001", None, ""),
            _unit("calibrator", "calibrator-1khz", "94 dB 1 kHz 声校准器", "演示-C-001", 1, "演示检-J-12"),
        ),
        raw_files=(RawFile(role="sound", model="bswa-308", path="data/raw/x", received_bytes=9000, sent_bytes=900),),
        settings=SETTINGS,
        totals=SurveyTotals(
            run="N1",
            started_at=BEGAN,
            ended_at=BEGAN + timedelta(seconds=150),
            duration_s=150.0,
            interrupted=False,
            points=len(track.points),
            usable=len(usable),
            length_m=track.length_m,
            laeq_db=63.1,
            lafmax_db=81.4,
            gap_s=sum(gap.duration_s for gap in track.gaps),
            too_fast=15,
            damaged_frames=0,
            audio_samples=None,
        ),
        segments=track.segments,
        hot_spots=find_hot_spots(track, SETTINGS, ABOUT),
        gaps=track.gaps,
        exclusions=(),
        surroundings=ABOUT,
        calibration_before=_check(0, 93.8),
        calibration_after=_check(3, 93.9),
        clock_source="gnss",
        chain=ChainHead(sequence=14230, sha256="d83c3d3510dd" + "0" * 52),
    )


def _check(minutes: int, reading_db: float) -> CalibrationCheck:
    at = BEGAN + timedelta(minutes=minutes)
    return CalibrationCheck(at=at, reading_db=reading_db, nominal_db=94.0, calibrator_serial="演示-C-001")


def without_dust_meter(record: SurveyRecord) -> SurveyRecord:
    """The same without a dust meter on board."""
    return replace(record, instruments=tuple(unit for unit in record.instruments if unit.role != "dust"))
