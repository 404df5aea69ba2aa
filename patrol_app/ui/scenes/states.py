"""Every state an element of the live screen can be in, by name."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from patrol_app.services.snapshot import LinkView, Snapshot
from patrol_app.ui.scenes.nights import day, local, night
from patrol_app.ui.scenes.traces import history


def _links(sound: LinkView) -> tuple[LinkView, ...]:
    return (sound, LinkView(role="dust", model="demo", state="live", age_s=0.9))


def states() -> dict[str, Snapshot | None]:
    """Every state by name, on the day scene unless the state needs the night."""
    base, over = day(), night()
    quiet = replace(
        over,
        unacknowledged=False,
        acknowledged_at=local(23, 25, 2),
        acknowledged_by="演示员甲",
        events=tuple(replace(event, acknowledged_by="演示员甲") for event in over.events),
    )
    sound = LinkView(role="sound", model="demo", state="live", age_s=0.4)
    near = replace(
        over,
        judged=(replace(over.judged[0], measured=53.6, without_exclusions=None), *over.judged[1:]),
        unacknowledged=False,
        attention="near",
        worst="near",
    )
    near = replace(near, judged=(near.judged[0], replace(near.judged[1], measured=66.0), near.judged[2]))
    ended = replace(
        near,
        judged=(replace(near.judged[0], measured=51.4), *near.judged[1:]),
        attention="none",
        worst="over",
        events=tuple(
            replace(event, end_s=event.start_s + 41) if event.end_s is None else event for event in over.events
        ),
    )
    return {
        "idle": None,
        "stale": replace(base, laf_age_s=4.0, links=_links(replace(sound, state="stale", age_s=4.0))),
        "silent": replace(
            base,
            laf_db=None,
            laf_age_s=12.0,
            links=_links(replace(sound, state="silent", age_s=12.0)),
            interrupted=True,
            messages=(("ui.silent", ()),),
        ),
        "came-back": replace(base, messages=(("ui.came_back", (("seconds", 14.0),)),)),
        "overload": replace(
            base,
            laf_db=118.6,
            lafmax_db=118.6,
            judged=tuple(replace(row, measured=118.6) if row.quantity == "LAFmax" else row for row in base.judged),
            overload=True,
            overload_at=local(15, 19, 2),
        ),
        "under-range": replace(base, laf_db=29.1, underrange=True),
        "no-calibration": replace(base, calibrated=False, calibration_at=None, calibration_db=None),
        "not-recording": replace(
            base,
            recording_s=None,
            run="idle",
            run_elapsed_s=0,
            judged=tuple(replace(row, measured=None, without_exclusions=None) for row in base.judged),
            lafmax_db=None,
            lafmin_db=None,
            l10_db=None,
            l50_db=None,
            l90_db=None,
            laeq_1s_db=None,
            lcpeak_db=None,
            audio_difference_db=None,
            audio_agrees=None,
            events=(),
        ),
        "stopped-early": replace(base, run="idle", run_elapsed_s=758, excluding_since_s=None),
        "measured": replace(base, run="idle", run_elapsed_s=1200),
        "near": near,
        "acknowledged": quiet,
        "over-ended": ended,
        "excluding": replace(base, excluding_since_s=14.0),
        "voice-note": replace(base, voice_since_s=5.0),
        "background": replace(base, run="background", run_target_s=600, run_elapsed_s=333),
        "low-disk": replace(
            base,
            disk_free_bytes=2_000_000_000,
            disk_hours=2.33,
            messages=(("ui.disk_low", (("free_gb", 2.0), ("hours", 2), ("minutes", 20))),),
        ),
        "low-battery": replace(base, battery_pct=9, messages=(("ui.battery_low", (("percent", 9),)),)),
        "clock-jumped": replace(base, messages=(("ui.clock_jumped", (("seconds", 38.0),)),)),
        "lost-clock": replace(base, clock_source="host", messages=(("ui.clock_jumped_alone", (("seconds", 38.0),)),)),
        "no-fix": replace(base, position_valid=False, messages=(("ui.no_fix", ()),)),
        "no-rule": replace(
            base,
            legal=replace(base.legal, period=None, laeq_limit_db=None, tsp_limit_mg_m3=None, next_change_at=None),
            judged=tuple(replace(row, limit=None) for row in base.judged),
            messages=(("ui.no_rule", ()),),
        ),
        "crossed": replace(quiet, messages=(("ui.crossed", (("at", "22:00"),)),)),
        "audio-differs": replace(
            base,
            audio_difference_db=-0.8,
            audio_agrees=False,
            messages=(("ui.audio_differs", (("difference_db", -0.8),)),),
        ),
        "wind": replace(base, wind_m_s=5.4, wind_max_m_s=5.4, messages=(("ui.wind", (("wind_m_s", 5.4),)),)),
        "judged": replace(base, run="closed", run_elapsed_s=1200, verdict="complies"),
    }


def long_night(hours: float) -> Snapshot:
    """The night scene with a history of many hours, for tests of the work a repaint does."""
    length_s = int(hours * 3600)
    found = night()
    started = found.at - timedelta(seconds=length_s)
    return replace(found, started_at=started, events=(), history=history(length_s, 55.0))
