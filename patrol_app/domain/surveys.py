"""A drive-by survey (走航): noise and dust along a car's track. It is screening and is never judged against a limit.

Points are seconds of the drive, segments are lengths of the road, hot spots are proposals where to stop and measure.
All places are WGS-84 as the receiver gave them; nothing is converted and nothing is interpolated.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from patrol_app.domain.instruments import CalibrationCheck, InstrumentUnit
from patrol_app.domain.people import Authority, Officer
from patrol_app.domain.places import ExamNotice, ExamVenue, Place, Site, ZoneFinding
from patrol_app.domain.record import ChainHead, Exclusion, RawFile, Software

SCHEMA = "night-patrol/survey-record/1"

PointFlag = Literal["no_fix", "weak_fix", "too_fast", "speed_unknown", "no_level", "overload", "underrange", "excluded"]
GapReason = Literal["no_fix", "silent", "jump"]
HotReason = Literal["laeq", "pm10", "tsp"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveySettings:
    """What was chosen before the drive; no law gives any of these numbers.

    Above ``speed_limit_km_h`` wind and tyres are heard more than the street: 30 km/h is an assumption. A fix whose
    HDOP is above ``hdop_limit`` is not used. ``dust_delay_s`` is how long after the air the dust meter's reading
    comes, by its maker or a trial: readings are laid that far back along the track; ``None``: unknown, not laid back.
    A segment is hot above ``hot_laeq_db``, ``hot_pm10_ug_m3`` or ``hot_tsp_ug_m3`` with ``min_points`` usable points;
    the levels are chosen for finding places and are not limits. Sites within ``near_m`` of a hot spot are named.
    """

    segment_m: float = 50.0
    speed_limit_km_h: float = 30.0
    hdop_limit: float = 5.0
    hot_laeq_db: float = 65.0
    hot_pm10_ug_m3: float = 150.0
    hot_tsp_ug_m3: float = 300.0
    min_points: int = 3
    near_m: float = 300.0
    dust_delay_s: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackPoint:
    """One second of the drive, or one in which the receiver said nothing.

    ``t_s`` counts from the run's start on the clock that never jumps; the levels are of the time since the point
    before. ``laeq_1s_db`` is the meter's own (``laeq_source`` is ``meter``) or the energy mean of its LAF samples
    (``samples``). ``stretch`` counts the parts between gaps, ``None`` without a usable place. ``silent``: the
    receiver sent nothing at all. Any flag makes the point unusable; it is kept and shown.
    """

    t_s: float
    at: datetime
    utc: str | None
    latitude_deg: float | None
    longitude_deg: float | None
    quality: int | None
    satellites: int | None
    hdop: float | None
    speed_km_h: float | None
    laeq_1s_db: float | None
    laeq_source: Literal["meter", "samples"] | None
    lafmax_db: float | None
    pm10_ug_m3: float | None
    pm25_ug_m3: float | None
    tsp_ug_m3: float | None
    stretch: int | None
    segment: int | None
    silent: bool
    flags: tuple[PointFlag, ...]

    @property
    def place(self) -> Place | None:
        """Where it was, if the receiver had a fix."""
        if self.latitude_deg is None or self.longitude_deg is None:
            return None
        return Place(latitude_deg=self.latitude_deg, longitude_deg=self.longitude_deg)

    @property
    def usable(self) -> bool:
        """Whether the point counts for its segment."""
        return not self.flags


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A length of the driven road. Means are over usable points alone: energy mean of LAeq,1s, plain means of dust."""

    number: int
    stretch: int
    started_at: datetime
    ended_at: datetime
    start: Place
    end: Place
    length_m: float
    points: int
    usable: int
    usable_pct: float
    laeq_db: float | None
    lafmax_db: float | None
    pm10_mean_ug_m3: float | None
    pm25_mean_ug_m3: float | None
    tsp_mean_ug_m3: float | None
    speed_mean_km_h: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A time without a usable place: a tunnel, a lost fix, a silent receiver; or a jump of the receiver, which takes
    no time. Nothing is drawn across it.
    """

    started_at: datetime
    duration_s: float
    reason: GapReason
    before: Place | None
    after: Place | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NearSite:
    """A site near a hot spot: the geodesic distance, from its boundary where one is known."""

    site: str
    distance_m: float


@dataclass(frozen=True, slots=True, kw_only=True)
class HotSpot:
    """Neighbouring hot segments, told by the worst of them: where to stop and measure, no finding against anyone."""

    label: str
    segments: tuple[int, ...]
    worst: int
    place: Place
    at: datetime
    because: tuple[HotReason, ...]
    laeq_db: float | None
    lafmax_db: float | None
    pm10_mean_ug_m3: float | None
    tsp_mean_ug_m3: float | None
    sites: tuple[NearSite, ...]
    zones: tuple[ZoneFinding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveySurroundings:
    """Sites, venues and notices about the track as the libraries had them; sites by name, place and boundary alone."""

    sites: tuple[Site, ...] = ()
    venues: tuple[ExamVenue, ...] = ()
    notices: tuple[ExamNotice, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyTotals:
    """The drive in numbers; the length is along usable places, gaps left out. ``run`` is the run's label."""

    run: str
    started_at: datetime
    ended_at: datetime
    duration_s: float
    interrupted: bool
    points: int
    usable: int
    length_m: float
    laeq_db: float | None
    lafmax_db: float | None
    gap_s: float
    too_fast: int
    damaged_frames: int
    audio_samples: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyRecord:
    """``data/record/record.json`` of a survey's pack. The points are in ``data/survey/points.csv``."""

    schema: str
    kind: Literal["survey"]
    nature: Literal["screening"]
    number: str
    simulated: bool
    software: Software
    authority: Authority
    officers: tuple[Officer, ...]
    recorder: Officer
    started_at: datetime
    left_at: datetime
    instruments: tuple[InstrumentUnit, ...]
    raw_files: tuple[RawFile, ...]
    settings: SurveySettings
    totals: SurveyTotals | None
    segments: tuple[Segment, ...]
    hot_spots: tuple[HotSpot, ...]
    gaps: tuple[Gap, ...]
    exclusions: tuple[Exclusion, ...]
    surroundings: SurveySurroundings
    datum: Literal["WGS-84"] = "WGS-84"
    calibration_before: CalibrationCheck | None = None
    calibration_after: CalibrationCheck | None = None
    clock_source: Literal["gnss", "host"] = "host"
    chain: ChainHead | None = None


Shown = Literal["laeq", "pm10", "tsp"]
CLASS_EDGES: dict[Shown, tuple[float, float, float, float]] = {
    "laeq": (55.0, 60.0, 65.0, 70.0),
    "pm10": (50.0, 100.0, 150.0, 250.0),
    "tsp": (100.0, 200.0, 300.0, 500.0),
}
"""Edges of the five classes in which a track is drawn, in dB or micrograms per cubic metre: for the eye, no limits."""


def class_of(value: float, shown: Shown) -> int:
    """The class 0 to 4 of a value; an edge belongs to the class above it."""
    return sum(1 for edge in CLASS_EDGES[shown] if value >= edge)


def shown_quantity(points: tuple[TrackPoint, ...]) -> Shown:
    """What the track is drawn by: the level where a sound level meter was on board, else PM10, else TSP."""
    if any(point.laeq_1s_db is not None for point in points):
        return "laeq"
    return "pm10" if any(point.pm10_ug_m3 is not None for point in points) else "tsp"


def value_of(point: TrackPoint, shown: Shown) -> float | None:
    """The value that a point is drawn by."""
    values = {"laeq": point.laeq_1s_db, "pm10": point.pm10_ug_m3, "tsp": point.tsp_ug_m3}
    return values[shown]
