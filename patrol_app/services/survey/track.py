"""The points of a drive from its raw bytes: one a second of the receiver, with what the meters said since the last."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from drivers.readings import ParticulateReading, PositionFix
from patrol_app.acoustics.decibels import energy_mean_db
from patrol_app.domain.surveys import PointFlag, SurveySettings, TrackPoint
from patrol_app.planning.tracks import tenth_db
from patrol_app.services.tally import DustTally, SoundTally
from patrol_app.services.visit import ExclusionFact

SILENT_S = 1.5
"""A receiver that sends every second and is this late has said nothing in a second."""
MS_TO_KM_H = 3.6
PLACE_DECIMALS = 7
"""A centimetre; NMEA's minutes with four or five decimals are not finer."""
UNTIMED_S = 0.9


@dataclass(frozen=True, slots=True)
class Epoch:
    """One fix, valid or not, with the monotonic stamp of the bytes that completed it."""

    fix: PositionFix
    monotonic_ns: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What stands beside the places: the books of the meters, and since when on both clocks."""

    start_ns: int
    end_ns: int
    started_at: datetime
    sound: SoundTally | None
    dust: DustTally | None


def seconds_of(epochs: Sequence[Epoch]) -> list[Epoch]:
    """The first epoch of each second that has a place, else its first: five fixes a second give one point a second.

    Seconds are the satellites' where the receiver says them, else 0.9 s must have passed.
    """
    kept: list[Epoch] = []
    for epoch in epochs:
        if kept:
            before, now = kept[-1].fix.utc, epoch.fix.utc
            passed_s = (epoch.monotonic_ns - kept[-1].monotonic_ns) / 1e9
            if (before is not None and now is not None and before[:19] == now[:19]) or (
                (before is None or now is None) and passed_s < UNTIMED_S
            ):
                if epoch.fix.valid and not kept[-1].fix.valid:
                    kept[-1] = epoch
                continue
        kept.append(epoch)
    return kept


def track_points(
    epochs: Sequence[Epoch], heard: Heard, settings: SurveySettings, exclusions: Sequence[ExclusionFact] = ()
) -> list[TrackPoint]:
    """The points of a run in order, none of them with a place that the receiver did not give."""
    points: list[TrackPoint] = []
    since_ns = heard.start_ns
    for at_ns, fix in _moments(epochs, heard):
        points.append(point_at(since_ns, at_ns, fix, heard, settings, exclusions))
        since_ns = at_ns
    return points


def _moments(epochs: Sequence[Epoch], heard: Heard) -> Iterator[tuple[int, PositionFix | None]]:
    """Every epoch of the run, and every second between two in which the receiver sent nothing."""
    before_ns, before = heard.start_ns, None
    for epoch in seconds_of([one for one in epochs if heard.start_ns < one.monotonic_ns <= heard.end_ns]):
        yield from silence(before_ns, before, epoch.monotonic_ns, epoch.fix)
        yield epoch.monotonic_ns, epoch.fix
        before_ns, before = epoch.monotonic_ns, epoch.fix
    yield from silence(before_ns, before, heard.end_ns, None)


def silence(
    before_ns: int, before: PositionFix | None, after_ns: int, after: PositionFix | None
) -> Iterator[tuple[int, None]]:
    """The seconds between two moments in which the receiver sent nothing.

    Where both fixes say their second, those between are counted by it: a sentence that only came late is no silence.
    """
    span_ns = after_ns - before_ns
    missing = _between(before, after)
    step_ns = 1_000_000_000
    if missing is None or missing * step_ns > span_ns + step_ns:
        missing = 0 if span_ns / 1e9 <= SILENT_S else int(span_ns / 1e9 + 0.5) - 1
    else:
        step_ns = span_ns // (missing + 1)
    for second in range(1, missing + 1):
        yield before_ns + second * step_ns, None


def _between(before: PositionFix | None, after: PositionFix | None) -> int | None:
    """How many seconds of the satellites lie between two fixes; ``None`` where one does not say or time ran back."""
    if before is None or after is None or before.utc is None or after.utc is None:
        return None
    apart_s = (datetime.fromisoformat(after.utc) - datetime.fromisoformat(before.utc)).total_seconds()
    return round(apart_s) - 1 if apart_s >= 0.5 else None


def point_at(
    since_ns: int,
    at_ns: int,
    fix: PositionFix | None,
    heard: Heard,
    settings: SurveySettings,
    exclusions: Sequence[ExclusionFact] = (),
) -> TrackPoint:
    """The point of a moment: the fix, if any, and what the meters said since the moment before."""
    t_s = round((at_ns - heard.start_ns) / 1e9, 3)
    speed = None if fix is None or fix.speed_m_s is None else round(fix.speed_m_s * MS_TO_KM_H, 1)
    place = _place(fix)
    flags: list[PointFlag] = []
    if place is None:
        flags.append("no_fix")
    elif fix is not None and fix.hdop is not None and fix.hdop > settings.hdop_limit:
        flags.append("weak_fix")
    if speed is None:
        flags.append("speed_unknown")
    elif speed > settings.speed_limit_km_h:
        flags.append("too_fast")
    level_db, source, highest_db = _levels(heard.sound, since_ns, at_ns)
    if heard.sound is not None:
        over, under = heard.sound.flagged(since_ns, at_ns)
        if level_db is None:
            flags.append("no_level")
        if over:
            flags.append("overload")
        if under:
            flags.append("underrange")
    if any(one.start_s <= t_s <= one.end_s for one in exclusions):
        flags.append("excluded")
    dust = dust_of(heard.dust, since_ns, at_ns, settings.dust_delay_s)
    return TrackPoint(
        t_s=t_s,
        at=heard.started_at + timedelta(microseconds=(at_ns - heard.start_ns) // 1000),
        utc=fix.utc if fix is not None else None,
        latitude_deg=place[0] if place else None,
        longitude_deg=place[1] if place else None,
        quality=fix.quality if fix is not None else None,
        satellites=fix.satellites if fix is not None else None,
        hdop=fix.hdop if fix is not None else None,
        speed_km_h=speed,
        laeq_1s_db=level_db,
        laeq_source=source,
        lafmax_db=highest_db,
        pm10_ug_m3=dust[0],
        pm25_ug_m3=dust[1],
        tsp_ug_m3=dust[2],
        stretch=None,
        segment=None,
        silent=fix is None,
        flags=tuple(flags),
    )


def _place(fix: PositionFix | None) -> tuple[float, float] | None:
    """The receiver's own latitude and longitude on WGS-84; a manual, simulated or reckoned place is none."""
    if fix is None or not fix.valid or fix.latitude_deg is None or fix.longitude_deg is None:
        return None
    return round(fix.latitude_deg, PLACE_DECIMALS), round(fix.longitude_deg, PLACE_DECIMALS)


def _levels(
    sound: SoundTally | None, since_ns: int, at_ns: int
) -> tuple[float | None, Literal["meter", "samples"] | None, float | None]:
    """LAeq,1s, who made it, and the highest LAF of a window."""
    if sound is None:
        return None, None, None
    samples = sound.series("LAF").between(since_ns, at_ns)
    highest_db = max(samples, default=None)
    said = sound.series("LAeq,1s").between(since_ns, at_ns)
    if said:
        return said[-1], "meter", highest_db
    level_db = tenth_db(energy_mean_db(samples))
    return level_db, None if level_db is None else "samples", highest_db


def dust_of(
    dust: DustTally | None, since_ns: int, at_ns: int, delay_s: float | None
) -> tuple[float | None, float | None, float | None]:
    """PM10, PM2.5 and TSP of the air of a window: what the meter says ``delay_s`` later."""
    if dust is None:
        return None, None, None
    later_ns = round((delay_s or 0.0) * 1e9)
    rows = dust.rows(since_ns + later_ns, at_ns + later_ns)
    return (
        _mean(rows, lambda row: row.pm10_ug_m3),
        _mean(rows, lambda row: row.pm25_ug_m3),
        _mean(rows, lambda row: row.tsp_ug_m3),
    )


def _mean(rows: Sequence[ParticulateReading], said: Callable[[ParticulateReading], float | None]) -> float | None:
    known = [value for value in map(said, rows) if value is not None]
    return round(sum(known) / len(known), 1) if known else None
