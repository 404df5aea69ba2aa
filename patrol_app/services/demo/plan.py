"""The demonstration night as data: which sites, what sounds when, what the officers do and say."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from patrol_app.acoustics.synthesis import Source
from patrol_app.assets import resource
from patrol_app.domain.codec import from_plain
from patrol_app.domain.people import PersonMet
from patrol_app.domain.record import Observation, Position

CALIBRATE_S = 14.0
RUN_FROM_S = 20.0
PAUSE_S = 40.0
"""Between the run and the background the source is stopped and its last echo waited out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SoundPlan:
    """What all visits share."""

    sample_rate_hz: int
    seed: int
    meter_offset_db: float
    calibrator_db: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ExcludePlan:
    """An officer excludes a stretch: pressed at ``begin_s``, reaching ``back_s`` back, ended at ``end_s``."""

    begin_s: float
    back_s: float
    end_s: float
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoPlan:
    """A photo is taken at ``at_s`` by a camera whose clock is ``clock_s`` ahead; drawn, as all of it is."""

    at_s: float
    clock_s: float
    what: str
    maker: str
    source: Literal["phone", "drone", "camera"]
    north_m: float


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitPlan:
    """One visit of the night."""

    number: str
    site: str
    arrived_at: datetime
    wind_m_s: float
    tsp_ug_m3: float
    humidity_pct: float
    point: Position
    activity: str
    process: str
    machines: tuple[str, ...]
    working: bool
    exempt_work: bool
    statement: str
    person: PersonMet
    background: bool
    ambient_db: float
    sources: tuple[Source, ...]
    acknowledge_s: tuple[float, ...]
    marks_s: tuple[float, ...]
    exclude: tuple[ExcludePlan, ...]
    photos: tuple[PhotoPlan, ...] = ()
    permit_shown: bool | None = None
    permit_posted: bool | None = None
    run_s: float = 1200.0
    background_s: float = 600.0

    @property
    def background_from_s(self) -> float:
        """When the background run begins."""
        return RUN_FROM_S + self.run_s + PAUSE_S

    @property
    def after_s(self) -> float:
        """When the calibrator is put on again."""
        measured_s = self.background_from_s + self.background_s if self.background else RUN_FROM_S + self.run_s
        return measured_s + 20.0

    @property
    def end_s(self) -> float:
        """When the visit is over."""
        return self.after_s + CALIBRATE_S + 6.0

    def observation(self) -> Observation:
        """What the officers saw and asked."""
        return Observation(
            activity=self.activity,
            process=self.process,
            machines=self.machines,
            working=self.working,
            permit_shown=self.permit_shown,
            permit_posted=self.permit_posted,
            exempt_work=self.exempt_work,
            statement=self.statement,
        )

    def sounds(self, calibrator_db: float) -> list[Source]:
        """Everything that sounds: the site, its surroundings, and the calibrator before and after."""
        quiet_s = (CALIBRATE_S + 2.0, self.after_s)
        tone = [
            Source(texture="tone", level_db=calibrator_db, start_s=start_s, end_s=start_s + CALIBRATE_S + 1.0)
            for start_s in (0.0, self.after_s)
        ]
        # the coupler shuts the site out while the calibrator sits on the microphone
        ambient = Source(texture="ambient", level_db=self.ambient_db, start_s=quiet_s[0], end_s=quiet_s[1])
        return [ambient, *self.sources, *tone]


@dataclass(frozen=True, slots=True, kw_only=True)
class NightPlan:
    """The whole night."""

    sound: SoundPlan
    visit: tuple[VisitPlan, ...]


def load_night(path: Path | None = None) -> NightPlan:
    """Read a night; the shipped one by default."""
    plain = tomllib.loads((path or resource("demo", "night.toml")).read_text(encoding="utf-8"))
    return from_plain(NightPlan, plain, "night")
