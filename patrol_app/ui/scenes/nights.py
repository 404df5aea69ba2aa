"""Four places of one invented night: over, near, complying, and practice."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import numpy as np

from patrol_app.services.snapshot import EventView, JudgedRow, LegalView, LinkView, Snapshot
from patrol_app.ui.figures import LOCAL
from patrol_app.ui.scenes.traces import history


def local(hour: int, minute: int, second: int = 0, day: int = 6) -> datetime:
    """A moment of the invented night, 6 June 2026."""
    return datetime(2026, 6, day, hour, minute, second, tzinfo=LOCAL)


def _event(
    kind: str, at: datetime, started: datetime, seconds: float | None, level: float, **more: object
) -> EventView:
    start_s = (at - started).total_seconds()
    end_s = None if seconds is None else start_s + seconds
    return EventView(label="", kind=kind, start_s=start_s, end_s=end_s, at=at, lafmax_db=level, **more)  # type: ignore[arg-type]


def night() -> Snapshot:
    """Over the night limit and nobody has acknowledged it yet."""
    at, started = local(23, 26, 7), local(23, 13, 29)

    def since(hour: int, minute: int, second: int) -> float:
        return (local(hour, minute, second) - started).total_seconds()

    rises = (
        (since(23, 17, 12), since(23, 17, 36), 6),
        (since(23, 19, 36), since(23, 20, 32), 6),
        (since(23, 21, 7), since(23, 21, 39), 5),
        (since(23, 22, 27), since(23, 23, 19), 6),
        (since(23, 24, 47), since(23, 26, 8), 7),
    )
    peaks = (
        (since(23, 17, 20), 73.0),
        (since(23, 19, 58), 76.9),
        (since(23, 20, 12), 73.0),
        (since(23, 22, 44), 75.6),
        (since(23, 22, 58), 72.0),
        (since(23, 25, 15), 74.9),
        (since(23, 25, 48), 74.0),
    )
    events = (
        _event("over", local(23, 17, 12), started, 24, 73.0, has_audio=True),
        _event("over", local(23, 19, 36), started, 56, 76.9, has_audio=True, has_photo=True),
        _event("mark", local(23, 19, 40), started, None, 70.1),
        _event("exclusion", local(23, 21, 7), started, 32, 64.8, reason="过路车辆", has_audio=True),
        _event("over", local(23, 22, 27), started, 52, 75.6, has_audio=True, has_photo=True),
        _event("mark", local(23, 23, 55), started, None, 61.0),
        _event("over", local(23, 24, 47), started, None, 74.9, has_audio=True),
    )
    return Snapshot(
        at=at,
        started_at=started,
        simulated=True,
        practice=False,
        case_number="DEMO-20260606-03",
        site="演示一号工地",
        point="北围墙外 1 m",
        venue="演示一中",
        venue_distance_m=212.0,
        inside_zone=True,
        run="measuring",
        run_elapsed_s=758,
        run_target_s=1200,
        laf_db=62.3,
        laf_age_s=0.4,
        overload=False,
        underrange=False,
        calibrated=True,
        legal=LegalView(
            period="night",
            laeq_limit_db=55,
            lafmax_limit_db=70,
            tsp_limit_mg_m3=0.80,
            rule_set="GB 12523-2025",
            next_change_at=local(6, 0, day=7),
            next_period="day",
            ban_active=True,
            notice="DEMO",
            period_from="22:00",
            period_to="06:00",
            next_laeq_limit_db=70,
        ),
        judged=(
            JudgedRow(quantity="LAeq,T", measured=61.2, without_exclusions=61.2, limit=55),
            JudgedRow(quantity="LAFmax", measured=76.9, without_exclusions=None, limit=70),
            JudgedRow(quantity="TSP", measured=0.62, without_exclusions=None, limit=0.80, minutes=12, indicative=True),
        ),
        lafmax_db=76.9,
        lafmin_db=49.2,
        l10_db=63.4,
        l50_db=55.6,
        l90_db=53.1,
        laeq_1s_db=62.0,
        lcpeak_db=96.2,
        audio_difference_db=0.1,
        audio_agrees=True,
        tsp_mg_m3=0.62,
        pm10_mg_m3=0.28,
        humidity_pct=78,
        wind_m_s=1.4,
        wind_max_m_s=2.2,
        wind_direction_deg=135,
        rain=False,
        satellites=9,
        hdop=0.9,
        position_valid=True,
        clock_source="gnss",
        links=(
            LinkView(role="sound", model="demo", state="live", age_s=0.4),
            LinkView(role="dust", model="demo", state="live", age_s=0.9),
        ),
        recording_s=758,
        interrupted=False,
        disk_free_bytes=41_000_000_000,
        disk_hours=47.0,
        battery_pct=76,
        calibration_at=local(23, 10),
        calibration_db=93.8,
        chain_length=18204,
        events=events,
        event_count=4,
        attention="over",
        attention_since=local(23, 24, 47),
        unacknowledged=True,
        worst="over",
        excluding_since_s=None,
        verdict=None,
        history=history(758, 54.4, rises, peaks),
        trigger_db=70,
        position_accuracy_m=3,
        humidity_suspect=True,
    )


def dusk() -> Snapshot:
    """Dust over and acknowledged, noise near the day limit."""
    at, started = local(21, 47, 52), local(21, 31, 47)

    def since(hour: int, minute: int, second: int) -> float:
        return (local(hour, minute, second) - started).total_seconds()

    rises = ((since(21, 42, 4), since(21, 42, 53), 5), (since(21, 45, 44), since(21, 46, 35), 5.5))
    peaks = ((since(21, 42, 15), 79.3), (since(21, 46, 0), 80.3), (since(21, 46, 22), 77.0))
    events = (
        _event("mark", local(21, 39, 50), started, None, 68.4, has_audio=True),
        _event("trigger", local(21, 42, 4), started, 49, 79.3, has_audio=True),
        _event("trigger", local(21, 45, 44), started, 51, 80.3, has_audio=True, has_photo=True),
        _event("mark", local(21, 46, 17), started, None, 75.3, has_audio=True),
    )
    return replace(
        night(),
        at=at,
        started_at=started,
        case_number="DEMO-20260606-01",
        site="演示二号工地",
        point="东大门外 1 m",
        venue="演示二中",
        venue_distance_m=388.0,
        run_elapsed_s=965,
        laf_db=66.1,
        laf_age_s=0.3,
        legal=LegalView(
            period="day",
            laeq_limit_db=70,
            lafmax_limit_db=None,
            tsp_limit_mg_m3=0.80,
            rule_set="GB 12523-2025",
            next_change_at=local(22, 0),
            next_period="night",
            notice="DEMO",
            period_from="06:00",
            period_to="22:00",
            next_laeq_limit_db=55,
            ban_from=local(22, 0),
        ),
        judged=(
            JudgedRow(quantity="LAeq,T", measured=67.6, without_exclusions=None, limit=70),
            JudgedRow(quantity="LAFmax", measured=80.3, without_exclusions=None, limit=None),
            JudgedRow(quantity="TSP", measured=0.84, without_exclusions=None, limit=0.80, minutes=60),
        ),
        lafmax_db=80.3,
        lafmin_db=60.4,
        l10_db=70.5,
        l50_db=65.6,
        l90_db=63.2,
        laeq_1s_db=65.8,
        lcpeak_db=98.8,
        tsp_mg_m3=0.84,
        humidity_pct=61,
        humidity_suspect=False,
        wind_m_s=2.1,
        wind_direction_deg=90,
        satellites=11,
        position_accuracy_m=2,
        links=(
            LinkView(role="sound", model="demo", state="live", age_s=0.3),
            LinkView(role="dust", model="demo", state="live", age_s=0.7),
        ),
        recording_s=965,
        disk_free_bytes=43_000_000_000,
        battery_pct=84,
        calibration_at=local(21, 12),
        chain_length=12077,
        events=events,
        event_count=2,
        attention="over",
        attention_since=local(21, 45, 44),
        unacknowledged=False,
        acknowledged_at=local(21, 46, 20),
        acknowledged_by="演示员甲",
        worst="near",
        history=history(965, 65.5, rises, peaks, tsp=0.86),
    )


def day() -> Snapshot:
    """By day, under every limit."""
    at, started = local(15, 20, 31), local(15, 9, 11)

    def since(hour: int, minute: int, second: int) -> float:
        return (local(hour, minute, second) - started).total_seconds()

    events = (
        _event("mark", local(15, 12, 41), started, None, 67.2, has_audio=True),
        _event("exclusion", local(15, 17, 51), started, 30, 66.3, reason="鸣笛", has_audio=True),
    )
    return replace(
        night(),
        at=at,
        started_at=started,
        case_number="DEMO-20260606-00",
        site="演示三号工地",
        point="南围墙外 1 m",
        venue="演示一中",
        venue_distance_m=1246.0,
        inside_zone=False,
        run_elapsed_s=680,
        laf_db=60.9,
        laf_age_s=0.5,
        legal=LegalView(
            period="day",
            laeq_limit_db=70,
            lafmax_limit_db=None,
            tsp_limit_mg_m3=0.80,
            rule_set="GB 12523-2025",
            next_change_at=local(22, 0),
            next_period="night",
            period_from="06:00",
            period_to="22:00",
            notice="DEMO",
            next_laeq_limit_db=55,
        ),
        judged=(
            JudgedRow(quantity="LAeq,T", measured=62.3, without_exclusions=62.3, limit=70),
            JudgedRow(quantity="LAFmax", measured=68.7, without_exclusions=None, limit=None),
            JudgedRow(quantity="TSP", measured=0.31, without_exclusions=None, limit=0.80, minutes=11, indicative=True),
        ),
        lafmax_db=68.7,
        lafmin_db=56.8,
        l10_db=64.8,
        l50_db=61.5,
        l90_db=59.0,
        laeq_1s_db=60.6,
        lcpeak_db=88.9,
        tsp_mg_m3=0.31,
        humidity_pct=44,
        humidity_suspect=False,
        wind_m_s=2.8,
        wind_direction_deg=270,
        satellites=12,
        position_accuracy_m=2,
        links=(
            LinkView(role="sound", model="demo", state="live", age_s=0.5),
            LinkView(role="dust", model="demo", state="live", age_s=0.6),
        ),
        recording_s=680,
        disk_free_bytes=44_000_000_000,
        battery_pct=91,
        calibration_at=local(15, 2),
        chain_length=9318,
        events=events,
        event_count=0,
        attention="none",
        attention_since=None,
        unacknowledged=False,
        worst="none",
        history=history(680, 61.6, ((since(15, 12, 20), since(15, 12, 50), 4),), ((since(15, 12, 27), 68.7),), tsp=0.3),
    )


def practice() -> Snapshot:
    """Practice on simulated instruments: unmistakable."""
    found = dusk()
    rows = tuple(replace(row, measured=0.42) if row.quantity == "TSP" else row for row in found.judged)
    return replace(
        found,
        practice=True,
        site="模拟工地 A",
        case_number="练习-0007",
        judged=rows,
        tsp_mg_m3=0.42,
        attention="near",
        acknowledged_at=None,
        acknowledged_by=None,
        history=replace(
            found.history,
            tsp_mg_m3=found.history.tsp_mg_m3 * np.float32(0.5),
            pm10_mg_m3=found.history.pm10_mg_m3 * np.float32(0.5),
        ),
    )
