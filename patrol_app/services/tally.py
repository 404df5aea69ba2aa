"""What instruments said, gathered: the same books are kept live and when a pack is recomputed.

A reading counts for a run when its stamp lies in ``(start_ns, end_ns]`` on the monotonic clock.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, Decimal
from itertools import pairwise

import numpy as np

from drivers.readings import ParticulateReading, SoundReading, WeatherReading
from patrol_app.acoustics.runs import Array, Interval, leq_without_db, max_without_db
from patrol_app.domain.record import Weather

AUDIO_AGREES_DB = 0.3
"""The program's own LAeq from audio and the meter's must lie within this of each other."""
GAP_S = 3.0
"""Three periods of a once-a-second stream without a reading are a gap."""
RISE_S = 1.0
"""The detector rises during the first second of a run; statistics and minimum leave it out."""


def tenth(value: float | None) -> float | None:
    """A level to 0.1 dB, half to even, as the meter shows it."""
    if value is None:
        return None
    return float(Decimal(repr(value)).quantize(Decimal("0.1"), ROUND_HALF_EVEN))


@dataclass(slots=True)
class Series:
    """Stamped values of one quantity, packed: a night has millions."""

    ns: array[int] = field(default_factory=lambda: array("q"))
    values: array[float] = field(default_factory=lambda: array("d"))

    def add(self, at_ns: int, value: float) -> None:
        """Append one value."""
        self.ns.append(at_ns)
        self.values.append(value)

    def within(self, start_ns: int, end_ns: int) -> tuple[Array, Array]:
        """Seconds from ``start_ns`` and values of the stamps in ``(start_ns, end_ns]``."""
        # copies: an array that is looked at through numpy could not grow meanwhile
        stamps = np.array(self.ns, dtype=np.int64)
        chosen = (stamps > start_ns) & (stamps <= end_ns)
        return (stamps[chosen] - start_ns) / 1e9, np.array(self.values, dtype=np.float64)[chosen]

    def between(self, start_ns: int, end_ns: int) -> list[float]:
        """The values of the stamps in ``(start_ns, end_ns]``, found without going through all."""
        return self.values[bisect_right(self.ns, start_ns) : bisect_right(self.ns, end_ns)].tolist()

    def last(self, start_ns: int, end_ns: int) -> float | None:
        """The newest value of a run."""
        _, values = self.within(start_ns, end_ns)
        return float(values[-1]) if len(values) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunLevels:
    """The numbers of one run, to 0.1 dB."""

    laeq_db: float | None
    laeq_source: str | None
    lafmax_db: float | None
    lafmin_db: float | None
    l10_db: float | None
    l50_db: float | None
    l90_db: float | None
    sd_db: float | None
    laeq_without_db: float | None
    lafmax_without_db: float | None
    overload: bool
    underrange: bool
    gap_s: float
    readings: int


class SoundTally:
    """The sound level meter's readings; ``only`` names the quantities that are kept, by default all.

    Gaps and statistics want all of them: who keeps a part asks for its series alone.
    """

    def __init__(self, only: frozenset[str] | None = None) -> None:
        self._only = only
        self._series: dict[str, Series] = {}
        self._flags: list[tuple[int, bool, bool]] = []
        self._stamps = array("q")

    def take(self, reading: SoundReading, at_ns: int) -> None:
        """Count one reading."""
        if self._only is not None and reading.quantity not in self._only:
            return
        self._series.setdefault(reading.quantity, Series()).add(at_ns, reading.value_db)
        self._stamps.append(at_ns)
        if reading.overload or reading.underrange:
            self._flags.append((at_ns, bool(reading.overload), bool(reading.underrange)))

    def series(self, quantity: str) -> Series:
        """Everything said of one quantity; empty when nothing was."""
        return self._series.get(quantity, Series())

    def flagged(self, start_ns: int, end_ns: int) -> tuple[bool, bool]:
        """Whether a reading of ``(start_ns, end_ns]`` was over the meter's range, and whether one was under it."""
        first, last = (bisect_right(self._flags, edge, key=lambda flag: flag[0]) for edge in (start_ns, end_ns))
        flags = self._flags[first:last]
        return any(flag[1] for flag in flags), any(flag[2] for flag in flags)

    def last_stamp(self, before_ns: int) -> int | None:
        """The stamp of the newest reading up to ``before_ns``."""
        return max((stamp for stamp in self._stamps if stamp <= before_ns), default=None)

    def mean_db(self, start_ns: int, end_ns: int) -> float | None:
        """Arithmetic mean of LAF over a window, to 0.1 dB: what a calibration check reads."""
        _, levels_db = self.series("LAF").within(start_ns, end_ns)
        return tenth(float(np.mean(levels_db))) if len(levels_db) else None

    def spread_db(self, start_ns: int, end_ns: int) -> float | None:
        """Largest minus smallest LAF over a window."""
        _, levels_db = self.series("LAF").within(start_ns, end_ns)
        return float(np.ptp(levels_db)) if len(levels_db) else None

    def _gap_s(self, start_ns: int, end_ns: int) -> float:
        stamps = [stamp for stamp in self._stamps if start_ns < stamp <= end_ns]
        steps_ns = [after - before for before, after in pairwise([start_ns, *stamps, end_ns])]
        edges: Array = np.asarray(steps_ns, dtype=np.float64) / 1e9
        return float(edges[edges > GAP_S].sum())

    def _percentile_db(self, percent: int, start_ns: int, end_ns: int, settled_db: Array) -> float | None:
        said = self.series(f"L{percent}").last(start_ns, end_ns)
        if said is not None:
            return said
        return tenth(float(np.percentile(settled_db, 100 - percent))) if len(settled_db) else None

    def run(self, start_ns: int, end_ns: int, excluded: Sequence[Interval] = ()) -> RunLevels:
        """The numbers of one run; ``excluded`` in seconds from its start."""
        duration_s = (end_ns - start_ns) / 1e9
        laf_t_s, laf_db = self.series("LAF").within(start_ns, end_ns)
        leq_t_s, leq_db = self.series("LAeq").within(start_ns, end_ns)
        max_t_s, max_db = self.series("LAFmax").within(start_ns, end_ns)
        settled_db = laf_db[laf_t_s > RISE_S]
        source: str | None = "meter" if len(leq_t_s) else None
        if source is None and len(laf_db):
            # the running energy mean of LAF stands in for a meter that does not integrate
            source, leq_t_s = "samples", laf_t_s
            leq_db = 10.0 * np.log10(np.cumsum(10.0 ** (laf_db / 10.0)) / np.arange(1, len(laf_db) + 1))
        lafmax_db = float(max_db[-1]) if len(max_db) else (float(laf_db.max()) if len(laf_db) else None)
        laeq_db = tenth(float(leq_db[-1])) if len(leq_db) else None
        without_db, max_rest_db = laeq_db, lafmax_db
        if excluded:
            without_db = tenth(leq_without_db(leq_t_s, leq_db, duration_s, excluded))
            max_rest_db = tenth(max_without_db(max_t_s, max_db, laf_t_s, laf_db, duration_s, excluded))
        lafmin_db = self.series("LAFmin").last(start_ns, end_ns)
        if lafmin_db is None and len(settled_db):
            lafmin_db = float(settled_db.min())
        flags = [flag for flag in self._flags if start_ns < flag[0] <= end_ns]
        return RunLevels(
            laeq_db=laeq_db,
            laeq_source=source,
            lafmax_db=lafmax_db,
            lafmin_db=lafmin_db,
            l10_db=self._percentile_db(10, start_ns, end_ns, settled_db),
            l50_db=self._percentile_db(50, start_ns, end_ns, settled_db),
            l90_db=self._percentile_db(90, start_ns, end_ns, settled_db),
            sd_db=tenth(float(np.std(settled_db))) if len(settled_db) else None,
            laeq_without_db=without_db,
            lafmax_without_db=max_rest_db,
            overload=any(flag[1] for flag in flags),
            underrange=any(flag[2] for flag in flags),
            gap_s=round(self._gap_s(start_ns, end_ns), 3),
            readings=len(laf_db),
        )


class WeatherTally:
    """Wind, rain and air; the gate of a run is the largest wind and any rain in it."""

    def __init__(self) -> None:
        self._rows: list[tuple[int, WeatherReading]] = []

    def take(self, reading: WeatherReading, at_ns: int) -> None:
        """Count one reading."""
        self._rows.append((at_ns, reading))

    def run(self, start_ns: int, end_ns: int) -> Weather:
        """Weather of one run; ``None`` where nothing was said."""
        rows = [row for at_ns, row in self._rows if start_ns < at_ns <= end_ns]
        rain_mm = [row.rain_mm for row in rows if row.rain_mm is not None]
        rain_rate = [row.rain_mm_h for row in rows if row.rain_mm_h is not None]
        known = bool(rain_mm or rain_rate)
        hail = any((row.hail_per_cm2_h or 0.0) > 0.0 for row in rows)
        # step by step: the transmitter's sum may begin again at nothing within the run
        grown = any(after > before for before, after in pairwise(rain_mm))
        wet = hail or grown or any(rate > 0.0 for rate in rain_rate)
        gusts = [row.wind_max_m_s if row.wind_max_m_s is not None else row.wind_m_s for row in rows]
        return Weather(
            wind_max_m_s=max((gust for gust in gusts if gust is not None), default=None),
            wind_mean_m_s=_mean([row.wind_m_s for row in rows], 1),
            wind_direction_deg=_direction([row.wind_direction_deg for row in rows]),
            rain=wet if known else None,
            temperature_c=_mean([row.temperature_c for row in rows], 1),
            humidity_pct=_mean([row.humidity_pct for row in rows], 0),
            pressure_hpa=_mean([row.pressure_hpa for row in rows], 1),
        )


class DustTally:
    """The dust meter's readings; a warming-up sample does not count."""

    def __init__(self) -> None:
        self._rows: list[tuple[int, ParticulateReading]] = []

    def take(self, reading: ParticulateReading, at_ns: int) -> None:
        """Count one reading."""
        if not reading.warming_up:
            self._rows.append((at_ns, reading))

    def rows(self, start_ns: int, end_ns: int) -> list[ParticulateReading]:
        """The readings of a window."""
        first, last = (bisect_right(self._rows, edge, key=lambda row: row[0]) for edge in (start_ns, end_ns))
        return [row for _, row in self._rows[first:last]]


def _mean(values: Sequence[float | None], digits: int) -> float | None:
    said = [value for value in values if value is not None]
    return round(float(np.mean(said)), digits) if said else None


def _direction(values: Sequence[float | None]) -> float | None:
    said = np.radians([value for value in values if value is not None])
    if not len(said):
        return None
    return round(float(np.degrees(np.arctan2(np.mean(np.sin(said)), np.mean(np.cos(said))))), 0) % 360.0
