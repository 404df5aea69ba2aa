"""What the running session knows from its instruments: newest values, the run's book, the events so far."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime

from drivers.readings import ParticulateReading, PositionFix, Reading, SoundReading, WeatherReading
from patrol_app.acoustics.runs import Stretch, StretchFinder
from patrol_app.services.session.history import SessionHistory
from patrol_app.services.snapshot import EventView, LinkState, LinkView
from patrol_app.services.tally import SoundTally
from patrol_app.services.visit import agrees, utc_of

STALE_PERIODS = 2.0
LOOKED_BACK_ON = frozenset({"LAF", "LAeq"})
"""What a calibration and an exclusion read again while the visit runs; the rest is in the recording."""
RUN_QUANTITIES = ("LAeq", "LAFmax", "LAFmin", "L10", "L50", "L90", "LAeq,1s")
"""What counts from a run's start to its end."""
EVENTS = ("over", "trigger")
"""Kinds of events that the level itself makes."""


_Result = tuple[dict[str, tuple[float, int]], bool, int | None, float | None, bool | None]
"""What came of a main run while a background is measured: values, overload and since when, gust, rain."""


@dataclass(slots=True)
class PortState:
    """One port as the state line shows it."""

    role: str
    model: str
    period_s: float
    last_ns: int | None = None
    silent: bool = False
    present: bool = False

    def view(self, now_ns: int) -> LinkView:
        """How old the newest reading is, and what that means."""
        age_s = None if self.last_ns is None else (now_ns - self.last_ns) / 1e9
        state: LinkState = "absent"
        if self.present:
            state = "live"
            if self.silent or age_s is None:
                state = "silent"
            elif age_s > STALE_PERIODS * self.period_s:
                state = "stale"
        return LinkView(role=self.role, model=self.model, state=state, age_s=age_s, period_s=self.period_s)


@dataclass(slots=True)
class LiveBooks:
    """Books of one visit while it runs; one thread writes them.

    ``epoch_ns`` is the monotonic start of the history; ``run_start_ns`` of the present run, ``None`` outside one.
    """

    epoch_ns: int
    epoch_utc_ns: int
    trigger_db: float
    history: SessionHistory = field(default_factory=SessionHistory)
    ports: dict[str, PortState] = field(default_factory=dict)
    sound: SoundTally = field(default_factory=lambda: SoundTally(LOOKED_BACK_ON))
    newest: dict[str, tuple[float, int]] = field(default_factory=dict)
    records_sound: bool = False
    """A microphone is recorded, so that events have audio."""
    overload: bool = False
    overload_ns: int | None = None
    underrange: bool = False
    dust: ParticulateReading | None = None
    tsp_values: list[float] = field(default_factory=list)
    wind: WeatherReading | None = None
    gust_m_s: float | None = None
    rain: bool | None = None
    fix: PositionFix | None = None
    satellite_time: bool = False
    run_start_ns: int | None = None
    run_label: str | None = None
    last_run_s: float | None = None
    """How long the newest main run was, once it has ended."""
    finder: StretchFinder | None = None
    events: list[EventView] = field(default_factory=list)
    event_count: int = 0
    _main: _Result | None = None
    over_db: float | None = None
    """The limit for LAFmax that holds; an event above it is an exceedance, under it a trigger."""

    def t_s(self, at_ns: int) -> float:
        """Seconds since the history began."""
        return (at_ns - self.epoch_ns) / 1e9

    def at(self, at_ns: int) -> datetime:
        """The UTC time of a monotonic stamp."""
        return utc_of(self.epoch_utc_ns + at_ns - self.epoch_ns)

    def take(self, role: str, reading: Reading, at_ns: int, utc_ns: int | None = None) -> EventView | None:
        """Enter one reading; returns an event that begins with it, or goes over the limit with it.

        ``utc_ns`` is what the laptop's clock said, which may have jumped since the visit began.
        """
        port = self.ports.get(role)
        if port is not None:
            port.last_ns, port.silent, port.present = at_ns, False, True
        if isinstance(reading, SoundReading):
            return self._take_sound(reading, at_ns)
        if isinstance(reading, ParticulateReading):
            self._take_dust(reading, at_ns)
        elif isinstance(reading, WeatherReading):
            self._take_weather(reading)
        elif isinstance(reading, PositionFix):
            self.fix = reading
            at = self.at(at_ns) if utc_ns is None else utc_of(utc_ns)
            self.satellite_time = reading.valid and reading.utc is not None and agrees(reading.utc, at)
        return None

    def _take_sound(self, reading: SoundReading, at_ns: int) -> EventView | None:
        self.sound.take(reading, at_ns)
        in_run = self.run_start_ns is not None
        # what the meter integrates outside of a run (a calibrator's tone, say) is no result of the visit
        if in_run or reading.quantity not in RUN_QUANTITIES:
            self.newest[reading.quantity] = reading.value_db, at_ns
        if reading.overload and in_run:
            self.overload, self.overload_ns = True, self.overload_ns or at_ns
        self.underrange = bool(reading.underrange)
        if reading.quantity != "LAF":
            return None
        running = self.newest.get("LAeq") if in_run else None
        self.history.levels.append(self.t_s(at_ns), laf_db=reading.value_db, laeq_db=running[0] if running else None)
        if self.finder is None or self.run_start_ns is None:
            return None
        return self._event(self.finder, self.run_start_ns, reading.value_db, at_ns)

    def _event(self, finder: StretchFinder, start_ns: int, laf_db: float, at_ns: int) -> EventView | None:
        began = finder.feed((at_ns - start_ns) / 1e9, laf_db)
        if began:
            # after a gap one stretch ends and the next begins with the same sample
            self._end_events(finder, start_ns)
            self.event_count += 1
            event = EventView(
                label=f"E{self.event_count}",
                kind="over" if self._over(laf_db) else "trigger",
                start_s=self.t_s(at_ns),
                end_s=None,
                at=self.at(at_ns),
                lafmax_db=laf_db,
                run=self.run_label,
                has_audio=self.records_sound,
            )
            self.events.append(event)
            return event
        open_stretch: Stretch | None = finder.open
        for index in range(len(self.events) - 1, -1, -1):
            event = self.events[index]
            if event.kind not in EVENTS or event.end_s is not None:
                continue
            if open_stretch is None:
                self._end_events(finder, start_ns)
            elif open_stretch.lafmax_db != event.lafmax_db:
                worse = event.kind == "trigger" and self._over(laf_db)
                kind = "over" if worse else event.kind
                self.events[index] = replace(event, lafmax_db=open_stretch.lafmax_db, kind=kind)
                return self.events[index] if worse else None
            break
        return None

    def _end_events(self, finder: StretchFinder, start_ns: int) -> None:
        """The event that is open was the finder's last stretch."""
        for index, event in enumerate(self.events):
            if event.kind in EVENTS and event.end_s is None:
                last = finder.done[-1]
                ended_s = last.end_s + self.t_s(start_ns)
                self.events[index] = replace(event, end_s=ended_s, lafmax_db=last.lafmax_db)

    def _over(self, laf_db: float) -> bool:
        # rounded once to an integer, half to even, as LAFmax is when it is judged
        return self.over_db is not None and round(laf_db) > self.over_db

    def _take_dust(self, reading: ParticulateReading, at_ns: int) -> None:
        # a Modbus meter answers one quantity at a time: what it did not say now is what it said last
        said = {
            name: value
            for name in ("tsp_ug_m3", "pm10_ug_m3", "pm25_ug_m3", "humidity_pct", "temperature_c")
            if (value := getattr(reading, name)) is not None
        }
        self.dust = reading if self.dust is None else replace(self.dust, **said)
        if reading.tsp_ug_m3 is None and "pm10_ug_m3" not in said:
            return
        counts = self.finder is not None and not reading.warming_up
        if reading.tsp_ug_m3 is not None and counts:
            self.tsp_values.append(reading.tsp_ug_m3)
        if reading.tsp_ug_m3 is not None or self.dust.tsp_ug_m3 is None:
            pm10 = self.dust.pm10_ug_m3
            tsp = reading.tsp_ug_m3
            self.history.dust.append(
                self.t_s(at_ns),
                tsp_mg_m3=None if tsp is None else tsp / 1000.0,
                pm10_mg_m3=None if pm10 is None else pm10 / 1000.0,
            )

    def _take_weather(self, reading: WeatherReading) -> None:
        before, self.wind = self.wind, reading
        gust = reading.wind_max_m_s if reading.wind_max_m_s is not None else reading.wind_m_s
        if gust is not None:
            self.gust_m_s = max(gust, self.gust_m_s or 0.0)
        falling = (reading.rain_mm_h or 0.0) > 0.0 or (reading.hail_per_cm2_h or 0.0) > 0.0
        if before is not None and before.rain_mm is not None and reading.rain_mm is not None:
            falling = falling or reading.rain_mm > before.rain_mm
        if reading.rain_mm_h is not None or reading.rain_mm is not None:
            self.rain = bool(self.rain) or falling

    def broken_off(self, now_ns: int) -> bool:
        """A sound level meter that has spoken says nothing any more: what is recorded has a gap here."""
        port = self.ports.get("sound")
        return port is not None and port.last_ns is not None and port.view(now_ns).state in ("silent", "absent")

    def readings_per_s(self) -> float | None:
        """How often LAF comes, from the last ten readings."""
        count = self.history.levels.count
        if count < 10:
            return None
        t_s = self.history.levels.t_s
        span_s = float(t_s[count - 1] - t_s[count - 10])
        return 9.0 / span_s if span_s > 0.0 else None

    def begin_run(self, start_ns: int, label: str, *, events: bool) -> None:
        """A run begins: its own book, its own events."""
        if not events:
            run = {name: said for name, said in self.newest.items() if name in RUN_QUANTITIES}
            self._main = run, self.overload, self.overload_ns, self.gust_m_s, self.rain
        self.run_start_ns, self.run_label = start_ns, label
        self.finder = StretchFinder(self.trigger_db) if events else None
        self.overload, self.overload_ns = False, None
        self.gust_m_s, self.rain = None, None
        if events:
            self.tsp_values = []
            self.event_count = 0
            self.last_run_s = None
        self.newest = self._outside_run()

    def _outside_run(self) -> dict[str, tuple[float, int]]:
        return {name: said for name, said in self.newest.items() if name not in RUN_QUANTITIES}

    def end_run(self, end_ns: int) -> None:
        """The run ends: an open exceedance ends with it."""
        if self.finder is not None:
            self.last_run_s = (end_ns - (self.run_start_ns or end_ns)) / 1e9
            self.finder.close()
            self._end_events(self.finder, self.run_start_ns or end_ns)
        elif self._main is not None:
            # a background run corrects the main run, and does not take its place
            newest, self.overload, self.overload_ns, self.gust_m_s, self.rain = self._main
            self.newest = {**self._outside_run(), **newest}
        self._main = None
        self.run_start_ns, self.run_label, self.finder = None, None, None

    def answers(self, role: str, now_ns: int) -> bool:
        """Whether what an instrument said last is what holds now: not after two of its periods, nor once it is gone."""
        port = self.ports.get(role)
        return port is None or port.view(now_ns).state == "live"

    def value(self, quantity: str) -> float | None:
        """The newest value of a quantity, or ``None``."""
        found = self.newest.get(quantity)
        return found[0] if found else None
