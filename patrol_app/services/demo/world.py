"""A site that is not there: its sound, dust, weather and place at every moment of a scenario.

One world feeds the simulated instruments and the simulated microphone, so the meter and the audio hear the same
sound; the meter has its own small deviation, as two instruments do.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from drivers.readings import AudioBlock
from patrol_app.acoustics.meter import RunningMeter
from patrol_app.acoustics.synthesis import P0_PA, SiteSound, Source
from patrol_app.domain.places import Place

FULL_SCALE_DB = 120.0
"""Level of an RMS of 1.0 in the simulated microphone's samples."""


class SiteWorld:
    """Moves in steps; ``now_s`` counts from the arrival."""

    def __init__(
        self,
        *,
        sources: Sequence[Source],
        seed: int,
        sample_rate_hz: int,
        start_utc_s: float,
        place: Place,
        wind_m_s: float,
        tsp_ug_m3: float,
        humidity_pct: float,
        meter_offset_db: float,
    ) -> None:
        self.sample_rate_hz = sample_rate_hz
        self.now_s = 0.0
        self._site = SiteSound(sources, sample_rate_hz=sample_rate_hz, seed=seed)
        self._start_utc_s = start_utc_s
        self._place = place
        self._wind_m_s, self._tsp_ug_m3, self._humidity_pct = wind_m_s, tsp_ug_m3, humidity_pct
        self._offset_db = meter_offset_db
        self._random = np.random.default_rng([seed, 7])
        self._sample = 0
        self._full_scale_pa = P0_PA * 10.0 ** (FULL_SCALE_DB / 20.0)
        self._fast = self._new_meter()
        self._laf_db = 45.0
        self._run: RunningMeter | None = None
        self._highest_db, self._lowest_db = -math.inf, math.inf
        self._statistics: dict[str, float] = {}
        self._shown: Mapping[str, float] = {}
        self._statistics_at_s = -10.0
        self._gust_m_s = wind_m_s
        self._dust_ug_m3 = tsp_ug_m3

    def _new_meter(self) -> RunningMeter:
        return RunningMeter(self.sample_rate_hz, reference_db=FULL_SCALE_DB, with_c=False)

    def advance(self, seconds: float) -> AudioBlock:
        """Let time pass; returns what the microphone picked up meanwhile."""
        count = round(seconds * self.sample_rate_hz)
        samples = (self._site.block(self._sample, count) / np.float32(self._full_scale_pa)).astype(np.float32)
        block = AudioBlock(first_sample=self._sample, sample_rate_hz=self.sample_rate_hz, samples=samples)
        self._sample += count
        self.now_s = self._sample / self.sample_rate_hz
        heard = self._run.feed(samples).laf_db if self._run is not None else None
        settled = self._run is not None and self._run.position > 3 * self.sample_rate_hz
        # the run's own detector rises for a moment; until then the one that has been listening all along is shown
        shown = heard if heard is not None and settled else self._fast.feed(samples).laf_db
        if len(shown):
            self._laf_db = float(shown[-1])
        if self._run is not None and heard is not None:
            if len(heard):
                self._highest_db = max(self._highest_db, float(heard.max()))
            if len(heard) and self._run.position > self.sample_rate_hz:
                self._lowest_db = min(self._lowest_db, float(heard.min()))
            if self._run.position / self.sample_rate_hz - self._statistics_at_s >= 5.0:
                self._take_statistics()
        self._gust_m_s = max(0.0, self._wind_m_s + 0.4 * math.sin(self.now_s / 17.0) + self._random.normal(0.0, 0.12))
        self._dust_ug_m3 = self._tsp_ug_m3 * (1.0 + 0.18 * math.sin(self.now_s / 61.0)) + self._random.normal(0.0, 12.0)
        self._shown = self._show()
        return block

    def begin_run(self) -> None:
        """The simulated meter integrates anew."""
        self._run = self._new_meter()
        self._statistics, self._statistics_at_s = {}, -10.0
        self._highest_db, self._lowest_db = -math.inf, math.inf

    def end_run(self) -> None:
        """The simulated meter's integration ends."""
        self._run = None
        self._fast = self._new_meter()

    def _take_statistics(self) -> None:
        assert self._run is not None
        levels = self._run.levels()
        self._statistics_at_s = self._run.position / self.sample_rate_hz
        for name, value in (("L10", levels.l10_db), ("L50", levels.l50_db), ("L90", levels.l90_db)):
            if value is not None:
                self._statistics[name] = value + self._offset_db

    def sound(self) -> Mapping[str, float]:
        """What the sound level meter would show now."""
        return self._shown

    def _show(self) -> dict[str, float]:
        shown = {"LAF": self._laf_db + self._offset_db, **self._statistics}
        run = self._run
        if run is not None and run.position:
            laeq_db = run.running_laeq_db
            if laeq_db is not None:
                shown["LAeq"] = laeq_db + self._offset_db
                shown["LAFmax"] = self._highest_db + self._offset_db
            if math.isfinite(self._lowest_db):
                shown["LAFmin"] = self._lowest_db + self._offset_db
        return shown

    def dust(self) -> Mapping[str, float]:
        """What the dust meter would show now, in micrograms per cubic metre."""
        tsp = max(5.0, self._dust_ug_m3)
        return {
            "tsp_ug_m3": round(tsp),
            "pm10_ug_m3": round(tsp * 0.42),
            "pm25_ug_m3": round(tsp * 0.16),
            "temperature_c": 19.2,
            "humidity_pct": self._humidity_pct,
        }

    def weather(self) -> Mapping[str, float]:
        """What the weather transmitter would show now."""
        return {
            "wind_m_s": round(self._gust_m_s * 0.8, 1),
            "wind_max_m_s": round(self._gust_m_s, 1),
            "wind_direction_deg": round(135 + 12 * math.sin(self.now_s / 40.0)),
            "rain_mm_h": 0.0,
            "rain_mm": 0.0,
            "temperature_c": 19.2,
            "humidity_pct": self._humidity_pct,
            "pressure_hpa": 978.4,
        }

    def position(self) -> Mapping[str, float]:
        """Where the receiver is, and satellite time."""
        return {
            "latitude_deg": self._place.latitude_deg,
            "longitude_deg": self._place.longitude_deg,
            "utc_s": self._start_utc_s + self.now_s,
            "quality": 1,
            "satellites": 12,
            "hdop": 0.8,
            "altitude_m": 245.0,
            "speed_m_s": 0.0,
            "course_deg": 0.0,
        }
