"""The invented evening before leaving: four of five instruments answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np

from patrol_app.domain.people import Officer
from patrol_app.services.screen_facts import (
    CalibrationFact,
    CheckFact,
    CheckState,
    DepartureFacts,
    InstrumentFact,
    Said,
)
from patrol_app.services.snapshot import LinkView, Snapshot
from patrol_app.ui.scenes.nights import day, local

OFFICERS = (
    Officer(name="演示员甲", certificate_number="DEMO-0001"),
    Officer(name="演示员乙", certificate_number="DEMO-0002"),
)


def _check(key: str, more: str = "", state: CheckState = "ok", **data: object) -> CheckFact:
    pairs = tuple(data.items())
    return CheckFact(state=state, title=Said(key, pairs), detail=Said(f"{key}.{more or 'more'}", pairs))


def tone(steady_s: float = 10.0, reading_db: float = 93.8) -> CalibrationFact:
    """A calibrator that was put on a little before and has become steady."""
    t_s = np.arange(-20, 0, 0.1)
    rise = 1 - np.exp(-np.clip(t_s + 18.6, 0, None) / 0.9)
    level = np.where(t_s < -18.6, 60.0, 92.6 + (reading_db - 92.6) * rise)
    noise = np.random.default_rng(3).normal(0, 0.012, t_s.size)
    return CalibrationFact(
        reading_db=reading_db,
        nominal_db=94.0,
        allowed_db=0.5,
        steady_s=steady_s,
        spread_db=0.03,
        frequency_hz=1000.2,
        last_at=local(2, 14),
        last_db=93.9,
        calibrator_serial="演示-C-001",
        calibrator_valid_to=date(2027, 3, 18),
        recorded=False,
        t_s=t_s,
        level_db=(level + noise).astype(np.float32),
    )


def evening() -> Snapshot:
    """The session before leaving: nothing recorded, nothing calibrated, no case."""
    base = day()
    return replace(
        base,
        at=local(19, 52, 40),
        case_number="",
        run="calibrating",
        recording_s=None,
        calibrated=False,
        calibration_at=None,
        calibration_db=None,
        chain_length=8806,
        disk_free_bytes=61_000_000_000,
        battery_pct=97,
        satellites=11,
        links=(
            LinkView(role="sound", model="demo", state="live", age_s=0.3),
            LinkView(role="dust", model="demo", state="live", age_s=0.8),
        ),
        events=(),
    )


def departure() -> DepartureFacts:
    """Tonight: the weather station is silent, two rows wait to be sent."""
    instruments = (
        InstrumentFact(
            role="sound", about="BSWA 308 · 1 级", serial_number="演示-S-001", port="USB 1 · 序号一致",
            valid_to=date(2027, 3, 18), days_left=285, state="live", value="48.2 dB(A)", age_s=0.3,
            detail=Said("check.meter.battery", (("percent", 82),)),
        ),
        InstrumentFact(
            role="calibrator", about="94.0 dB · 1 kHz · 1 级", serial_number="演示-C-001", port="手持，不联机",
            valid_to=date(2027, 3, 18), days_left=285, state="live", value="93.8 dB", age_s=None,
            detail=Said("check.meter.beside"),
        ),
        InstrumentFact(
            role="dust", about="TSP PM10 PM2.5", serial_number="演示-D-003", port="USB 2 · Modbus",
            valid_to=date(2026, 12, 2), days_left=179, state="live", value="0.21 mg/m³", age_s=0.8,
            detail=Said("check.meter.warm"),
        ),
        InstrumentFact(
            role="position", about="北斗 + GPS", serial_number="演示-G-002", port="USB 3 · NMEA",
            valid_to=None, state="live", value="11 ±2 m", age_s=0.2, detail=Said("check.meter.clock"),
        ),
        InstrumentFact(
            role="weather", about="风 雨 温 湿", serial_number="演示-W-001", port="USB 4",
            valid_to=date(2027, 1, 10), days_left=218, state="silent", value="", age_s=12.0,
            advice=Said("check.weather.silent"),
        ),
    )  # fmt: skip
    laptop = (
        _check("check.disk", free_gb=61, hours=74),
        _check("check.battery", percent=97, hours=5),
        _check("check.clock", seconds=0.04),
        _check("check.audio", rate_khz=48),
        _check("check.key", name="甲", date=date(2027, 5, 31)),
        _check("check.key", name="乙", date=date(2027, 5, 31)),
        _check("check.rules", edition="2026.06"),
        _check("check.notice", number="演字〔2026〕1 号"),
        _check("check.map", district="演示区", edition="2026-05"),
        _check("check.chain", count="8\u00a0806"),
        _check("check.sync", "waiting", "warn", at="06-05 18:20", count=2),
        _check("check.font"),
    )
    return DepartureFacts(
        kind="full_coverage",
        team="二队",
        officers=OFFICERS,
        sites=14,
        leave_at=local(20, 0),
        instruments=instruments,
        laptop=laptop,
        calibration=tone(),
    )
