"""An immutable picture of the running session; the window looks at the newest one and never waits.

All times are UTC unless they say otherwise. History arrays only grow at their end: ``count`` rows are valid and
never change again, so a reader needs no lock.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LinkState = Literal["live", "stale", "silent", "absent"]
RunState = Literal["idle", "calibrating", "measuring", "background", "closed"]
Attention = Literal["none", "near", "over"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkView:
    """One instrument as the state line shows it; ``age_s`` is the time since its last reading.

    ``period_s`` is how often it speaks: a value older than two periods is an old one.
    """

    role: str
    model: str
    state: LinkState
    age_s: float | None
    period_s: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedRow:
    """A quantity the law reads: measured against its limit (dB, or mg/m3 for dust).

    ``indicative`` is true while the averaging time the law wants is not reached, so that being under the limit
    says nothing yet.
    """

    quantity: Literal["LAeq,T", "LAFmax", "TSP"]
    measured: float | None
    without_exclusions: float | None
    limit: float | None
    minutes: float | None = None
    indicative: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class EventView:
    """A line of the event list; ``kind`` decides its symbol. Seconds from the history's start.

    ``over`` was above the limit for LAFmax that held; ``trigger`` was above the trigger level alone.
    """

    label: str
    kind: Literal["over", "trigger", "mark", "exclusion"]
    start_s: float
    end_s: float | None
    at: datetime
    lafmax_db: float | None
    reason: str | None = None
    acknowledged_by: str | None = None
    run: str | None = None
    has_audio: bool = False
    has_photo: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalView:
    """Which limit holds here and now, by which rule set, and when that changes next.

    ``period_from`` and ``period_to`` are local ``HH:MM`` of the period; ``ban_from`` is when a notice next begins.
    """

    period: Literal["day", "night"] | None
    laeq_limit_db: float | None
    lafmax_limit_db: float | None
    tsp_limit_mg_m3: float | None
    rule_set: str | None
    next_change_at: datetime | None
    next_period: Literal["day", "night"] | None
    ban_active: bool = False
    notice: str | None = None
    period_from: str | None = None
    period_to: str | None = None
    next_laeq_limit_db: float | None = None
    ban_from: datetime | None = None
    indoor: bool = False
    """The limits are those inside the sensitive building."""


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """Growing columns since the session began: ``t_s[:count]`` and so on. NaN where nothing was said."""

    count: int
    t_s: NDArray[np.float64]
    laf_db: NDArray[np.float32]
    laeq_db: NDArray[np.float32]
    dust_count: int
    dust_t_s: NDArray[np.float64]
    tsp_mg_m3: NDArray[np.float32]
    pm10_mg_m3: NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """Everything the live screen shows.

    ``attention`` covers every judged quantity, ``worst`` the judged noise since the measurement began.
    ``run_elapsed_s`` is that of the run that is measured, else of the newest main run, else 0.
    ``messages`` are sentences true now, each a key of ``resources/i18n`` with its data, the weightiest first.
    ``excluding_since_s`` and ``voice_since_s`` count seconds since the interval was opened.
    """

    at: datetime
    started_at: datetime
    simulated: bool
    practice: bool
    case_number: str
    site: str
    point: str
    venue: str | None
    venue_distance_m: float | None
    inside_zone: bool
    run: RunState
    run_elapsed_s: float
    run_target_s: float
    laf_db: float | None
    laf_age_s: float | None
    overload: bool
    underrange: bool
    calibrated: bool
    legal: LegalView
    judged: tuple[JudgedRow, ...]
    lafmax_db: float | None
    lafmin_db: float | None
    l10_db: float | None
    l50_db: float | None
    l90_db: float | None
    laeq_1s_db: float | None
    lcpeak_db: float | None
    audio_difference_db: float | None
    tsp_mg_m3: float | None
    pm10_mg_m3: float | None
    humidity_pct: float | None
    wind_m_s: float | None
    wind_max_m_s: float | None
    wind_direction_deg: float | None
    rain: bool | None
    satellites: int | None
    hdop: float | None
    position_valid: bool
    clock_source: Literal["gnss", "host"]
    links: tuple[LinkView, ...]
    recording_s: float | None
    interrupted: bool
    disk_free_bytes: int
    disk_hours: float | None
    battery_pct: int | None
    calibration_at: datetime | None
    calibration_db: float | None
    chain_length: int
    events: tuple[EventView, ...]
    event_count: int
    attention: Attention
    attention_since: datetime | None
    unacknowledged: bool
    worst: Attention
    excluding_since_s: float | None
    verdict: str | None
    history: History
    messages: tuple[tuple[str, tuple[tuple[str, object], ...]], ...] = field(default=())
    acknowledged_at: datetime | None = None
    acknowledged_by: str | None = None
    trigger_db: float | None = None
    overload_at: datetime | None = None
    position_accuracy_m: float | None = None
    humidity_suspect: bool = False
    voice_since_s: float | None = None
    readings_per_s: float | None = None
    weather_by_hand: bool = False
    """Wind or rain is what an officer entered, not what a station says."""
    audio_agrees: bool | None = None
    """Whether LAeq,T from audio is within 0.3 dB of the meter's; ``None`` without audio and in a run's first minute."""
    placed: bool = True
    """The measuring point has a place: from a receiver, picked by hand, or measured off from the site's."""
    on_mains: bool | None = None
    unrecorded: bool = False
    """The disk does not take the recording now."""
