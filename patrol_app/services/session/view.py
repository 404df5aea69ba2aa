"""Builds the snapshot of a running session; decides nothing that the record relies on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Literal

from patrol_app.domain.instruments import CalibrationCheck
from patrol_app.domain.places import ExamNotice
from patrol_app.domain.record import Weather
from patrol_app.rules.book import RuleBook
from patrol_app.rules.moment import Holding, holding_at, local
from patrol_app.services.entered_weather import with_entered
from patrol_app.services.session.live_books import LiveBooks
from patrol_app.services.snapshot import Attention, JudgedRow, LegalView, LinkView, RunState, Snapshot
from patrol_app.services.tally import AUDIO_AGREES_DB
from patrol_app.services.visit import VisitFacts

NEAR_DB = 3.0
QUIET = timedelta(seconds=10)
"""How long a quantity must have been at or under its limit before going over it is news; events merge within it too."""
SETTLED_NS = 60_000_000_000
"""What is integrated for less is not held against what the meter integrates: its newest value may be a second old."""
EVENTS_SHOWN = 500
"""The newest events of a visit; an exclusion that is no longer among them would look as if it had been taken back."""
HUMIDITY_SUSPECT_PCT = 75.0
"""Unheated light-scattering meters read high above about 75 % RH: shown, never silently corrected."""
HDOP_TO_M = 2.5
"""A single-frequency receiver's range error; HDOP times this is shown as the accuracy of the fix."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Present:
    """What the session itself knows at the moment of a snapshot."""

    now_ns: int
    at: datetime
    run: RunState
    run_target_s: float
    started_at: datetime
    calibration: CalibrationCheck | None
    recording_s: float | None
    interrupted: bool
    disk_free_bytes: int
    disk_hours: float | None
    battery_pct: int | None
    on_mains: bool | None
    chain_length: int
    without_db: float | None
    audio_difference_db: float | None
    laeq_1s_db: float | None
    lcpeak_db: float | None
    excluding_since_s: float | None
    verdict: str | None
    gnss_time: bool
    unrecorded: bool
    heard: tuple[LinkView, ...] = ()
    """The microphone, where its sound is recorded."""
    messages: tuple[tuple[str, tuple[tuple[str, object], ...]], ...] = ()


def rounded_over(measured: float | None, limit: float | None) -> bool:
    """Whether the value, rounded once to an integer half to even, is above the limit."""
    if measured is None or limit is None:
        return False
    return Decimal(repr(measured)).quantize(Decimal(1), ROUND_HALF_EVEN) > Decimal(repr(limit))


def is_over(row: JudgedRow) -> bool:
    """Whether a judged quantity is over its limit: noise as it is rounded, and without its excluded parts as well."""
    if row.quantity == "TSP":
        return row.measured is not None and row.limit is not None and row.measured > row.limit
    without = row.measured if row.without_exclusions is None else row.without_exclusions
    return rounded_over(row.measured, row.limit) and rounded_over(without, row.limit)


class LegalClock:
    """What the law says here and now; asked again when it changes, or when the officers say something else."""

    def __init__(self, book: RuleBook, place: str, notices: Sequence[ExamNotice]) -> None:
        self._book, self._place, self._notices = book, place, tuple(notices)
        self._said: tuple[str | None, bool] = None, False
        self._from: datetime | None = None
        self._until: datetime | None = None
        self._view: LegalView | None = None

    def at(self, when: datetime, *, stage: str | None, indoor: bool) -> LegalView:
        """The limits of this minute, their rule set and the next change.

        Args:
            when: the moment; a clock that was put back is followed.
            stage: the site's stage of construction, where it is known.
            indoor: the microphone stands in a room of the sensitive building.
        """
        early = self._from is None or when < self._from
        late = self._until is not None and when >= self._until
        if self._view is None or early or late or self._said != (stage, indoor):
            self._said, self._from = (stage, indoor), when
            held = self._holding(when)
            self._until, self._view = held.next_change_at, self._look(held, when)
        return self._view

    def _holding(self, when: datetime) -> Holding:
        stage, indoor = self._said
        return holding_at(self._book, self._place, when, self._notices, stage=stage, indoor=indoor)

    def _look(self, held: Holding, when: datetime) -> LegalView:
        hours = self._book.night_hours(self._place, when)
        edges: tuple[str | None, str | None] = (None, None)
        if hours is not None:
            night = hours.start.strftime("%H:%M"), hours.end.strftime("%H:%M")
            edges = night if held.period == "night" else (night[1], night[0])
        after = None if held.next_change_at is None else self._holding(held.next_change_at)
        return LegalView(
            period=held.period,
            laeq_limit_db=_float(held.laeq_limit_db),
            lafmax_limit_db=_float(held.lafmax_limit_db),
            tsp_limit_mg_m3=_float(held.tsp_limit_mg_m3),
            rule_set=held.noise_rule_set,
            next_change_at=held.next_change_at,
            next_period=held.next_period,
            ban_active=held.ban_active,
            notice=held.notice,
            period_from=edges[0],
            period_to=edges[1],
            next_laeq_limit_db=_float(after.laeq_limit_db) if after else None,
            ban_from=held.next_change_at if held.next_change == "ban_starts" else None,
            indoor=self._said[1],
        )


def _float(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


class Watch:
    """Now, worst since the start, and whether an officer has seen it."""

    def __init__(self) -> None:
        self.attention: Attention = "none"
        self.worst: Attention = "none"
        self.since: datetime | None = None
        self.unacknowledged = False
        self.acknowledged_at: datetime | None = None
        self.acknowledged_by: str | None = None
        self._over: set[str] = set()
        self._last_over: dict[str, datetime] = {}

    def look(self, rows: Sequence[JudgedRow], at: datetime) -> None:
        """Take the judged rows of a moment.

        A quantity that goes over its limit must be seen, each by itself. One that wavers about its limit is told
        once: again only after it was at or under it for ``QUIET``.
        """
        over: set[str] = {row.quantity for row in rows if is_over(row)}
        rose = over - self._over
        news = [name for name in rose if name not in self._last_over or at - self._last_over[name] > QUIET]
        self._over = over
        self._last_over.update(dict.fromkeys(over, at))
        if news:
            self.since, self.unacknowledged = at, True
        noise = [row for row in rows if row.quantity != "TSP"]
        now: Attention = "none"
        if any(row.quantity in over for row in noise):
            now = "over"
        elif any(
            row.measured is not None and row.limit is not None and row.measured > row.limit - NEAR_DB for row in noise
        ):
            now = "near"
        self.attention = "over" if over else now
        order = ("none", "near", "over")
        self.worst = max(self.worst, now, key=order.index)

    def event(self) -> None:
        """A new exceedance has begun: it must be seen."""
        self.unacknowledged = True

    def acknowledge(self, by: str, at: datetime) -> None:
        """An officer has seen it."""
        self.unacknowledged, self.acknowledged_at, self.acknowledged_by = False, at, by

    def reset(self) -> None:
        """A new measurement begins."""
        self.__init__()  # type: ignore[misc]  # the same start as a new watch


def judged_rows(books: LiveBooks, legal: LegalView, present: Present) -> tuple[JudgedRow, ...]:
    """LAeq,T, LAFmax and TSP against their limits."""
    minutes = None
    elapsed_s = 0.0
    if books.run_start_ns is not None:
        elapsed_s = (present.now_ns - books.run_start_ns) / 1e9
        minutes = elapsed_s / 60.0
    tsp = sum(books.tsp_values) / len(books.tsp_values) / 1000.0 if books.tsp_values else None
    short = present.run_target_s > elapsed_s
    return (
        JudgedRow(
            quantity="LAeq,T",
            measured=books.value("LAeq"),
            without_exclusions=present.without_db,
            limit=legal.laeq_limit_db,
            minutes=minutes,
            indicative=short,
        ),
        JudgedRow(
            quantity="LAFmax",
            measured=books.value("LAFmax"),
            without_exclusions=None,
            limit=legal.lafmax_limit_db,
            indicative=short,
        ),
        JudgedRow(
            quantity="TSP",
            measured=tsp,
            without_exclusions=None,
            limit=legal.tsp_limit_mg_m3,
            minutes=minutes,
            indicative=elapsed_s < 3600.0,
        ),
    )


def build(facts: VisitFacts, books: LiveBooks, legal: LegalView, watch: Watch, present: Present) -> Snapshot:
    """The picture of this moment."""
    rows = judged_rows(books, legal, present)
    if present.run == "measuring":
        watch.look(rows, present.at)
    newest = books.newest.get("LAF")
    dust = books.dust if books.answers("dust", present.now_ns) else None
    wind = books.wind if books.answers("weather", present.now_ns) else None
    fix = books.fix if books.answers("position", present.now_ns) else None
    humidity = (dust.humidity_pct if dust else None) or (wind.humidity_pct if wind else None)
    clock: Literal["gnss", "host"] = "gnss" if present.gnss_time else "host"
    weather = _weather(facts, books, present)
    return Snapshot(
        at=present.at,
        started_at=present.started_at,
        simulated=facts.simulated,
        practice=False,
        case_number=facts.number,
        site=facts.site.name,
        point=facts.position.description,
        venue=facts.zone.venue if facts.zone else None,
        venue_distance_m=facts.zone.distance_m if facts.zone else None,
        inside_zone=facts.zone.inside if facts.zone else False,
        run=present.run,
        run_elapsed_s=_elapsed_s(books, present),
        run_target_s=present.run_target_s,
        laf_db=newest[0] if newest else None,
        laf_age_s=(present.now_ns - newest[1]) / 1e9 if newest else None,
        overload=books.overload,
        underrange=books.underrange,
        calibrated=present.calibration is not None,
        legal=legal,
        judged=rows,
        lafmax_db=books.value("LAFmax"),
        lafmin_db=books.value("LAFmin"),
        l10_db=books.value("L10"),
        l50_db=books.value("L50"),
        l90_db=books.value("L90"),
        laeq_1s_db=present.laeq_1s_db,
        lcpeak_db=present.lcpeak_db,
        audio_difference_db=present.audio_difference_db,
        audio_agrees=_audio_agrees(books, present),
        tsp_mg_m3=dust.tsp_ug_m3 / 1000.0 if dust and dust.tsp_ug_m3 is not None else None,
        pm10_mg_m3=dust.pm10_ug_m3 / 1000.0 if dust and dust.pm10_ug_m3 is not None else None,
        humidity_pct=humidity,
        wind_m_s=weather.wind_mean_m_s,
        wind_max_m_s=weather.wind_max_m_s,
        wind_direction_deg=wind.wind_direction_deg if wind else None,
        rain=weather.rain,
        satellites=fix.satellites if fix else None,
        hdop=fix.hdop if fix else None,
        position_valid=bool(fix and fix.valid),
        placed=bool(fix and fix.valid) or facts.position.place is not None or facts.position.offset_east_m is not None,
        clock_source=clock,
        links=(*(port.view(present.now_ns) for port in books.ports.values()), *present.heard),
        recording_s=present.recording_s,
        interrupted=present.interrupted,
        disk_free_bytes=present.disk_free_bytes,
        disk_hours=present.disk_hours,
        battery_pct=present.battery_pct,
        on_mains=present.on_mains,
        calibration_at=present.calibration.at if present.calibration else None,
        calibration_db=present.calibration.reading_db if present.calibration else None,
        chain_length=present.chain_length,
        events=tuple(books.events[-EVENTS_SHOWN:]),
        event_count=books.event_count,
        attention=watch.attention,
        attention_since=watch.since,
        unacknowledged=watch.unacknowledged,
        worst=watch.worst,
        excluding_since_s=present.excluding_since_s,
        verdict=present.verdict,
        history=books.history.view(),
        messages=present.messages,
        acknowledged_at=watch.acknowledged_at,
        acknowledged_by=watch.acknowledged_by,
        trigger_db=books.trigger_db,
        overload_at=books.at(books.overload_ns) if books.overload_ns is not None else None,
        position_accuracy_m=fix.hdop * HDOP_TO_M if fix and fix.hdop is not None else None,
        humidity_suspect=humidity is not None and humidity > HUMIDITY_SUSPECT_PCT,
        readings_per_s=books.readings_per_s(),
        unrecorded=present.unrecorded,
        weather_by_hand=weather.wind_entered or weather.rain_entered,
    )


def _elapsed_s(books: LiveBooks, present: Present) -> float:
    if books.run_start_ns is None:
        return books.last_run_s or 0.0
    return (present.now_ns - books.run_start_ns) / 1e9


def _audio_agrees(books: LiveBooks, present: Present) -> bool | None:
    difference_db, start_ns = present.audio_difference_db, books.run_start_ns
    if difference_db is None or start_ns is None or present.now_ns - start_ns < SETTLED_NS:
        return None
    return abs(difference_db) <= AUDIO_AGREES_DB


def _weather(facts: VisitFacts, books: LiveBooks, present: Present) -> Weather:
    """Wind and rain of this moment, with what officers entered where no station says it."""
    wind = books.wind if books.answers("weather", present.now_ns) else None
    running = books.run_start_ns
    said = Weather(
        wind_max_m_s=books.gust_m_s if running is not None else (wind.wind_max_m_s if wind else None),
        wind_mean_m_s=wind.wind_m_s if wind else None,
        wind_direction_deg=wind.wind_direction_deg if wind else None,
        rain=books.rain,
    )
    start = books.at(running) if running is not None else present.at
    whole = with_entered(said, facts.weather_entered, start, present.at)
    return replace(whole, wind_mean_m_s=whole.wind_max_m_s) if whole.wind_entered else whole


def local_text(at: datetime) -> str:
    """A time as papers and screens show it: Beijing time, to the second."""
    return local(at).strftime("%Y-%m-%d %H:%M:%S")
