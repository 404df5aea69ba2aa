"""The visit record: every fact that papers print and that ``recompute`` makes again from bytes.

It is ``data/record/record.json`` in a pack. Papers are rendered from this record and the level series alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from patrol_app.domain.instruments import CalibrationCheck, InstrumentUnit
from patrol_app.domain.people import Authority, Officer, Participant, PersonMet
from patrol_app.domain.places import ExamNotice, Place, Site, ZoneFinding
from patrol_app.domain.verdict import Verdict

SCHEMA = "night-patrol/visit-record/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Software:
    """Which program made the record: version and the SHA-256 over its own source files."""

    name: str
    version: str
    source_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """Where the microphone stood.

    Where no receiver says the place and nobody picked it, ``offset_east_m`` and ``offset_north_m`` give it from the
    site's reference point. ``sensitive_distance_m`` is from this point to the building it stands for.
    """

    label: str
    description: str
    place: Place | None = None
    place_source: Literal["gnss", "picked", "offset", "unknown"] = "unknown"
    boundary_distance_m: float | None = None
    height_m: float | None = None
    wall_height_m: float | None = None
    reflecting_distance_m: float | None = None
    indoor: bool = False
    windscreen: bool | None = None
    offset_east_m: float | None = None
    offset_north_m: float | None = None
    sensitive_building: str | None = None
    sensitive_distance_m: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EnteredWeather:
    """Wind and rain that an officer entered by hand (人工录入): who read it, and from which instrument.

    ``rain`` is any rain, snow or thunder as seen. No bytes stand behind it; the officer vouches for it.
    """

    at: datetime
    wind_m_s: float | None
    rain: bool | None
    by: str
    instrument: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DustMeasuresSeen:
    """The measures against dust as officers saw them: ``met`` or ``not_met`` by the measure's name, at one moment."""

    at: datetime
    states: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunPoint:
    """Which run was measured at which point, both by their labels."""

    run: str
    point: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoiseSource:
    """A source of noise on the site and where it stood: a place, or metres east and north of the reference point."""

    label: str
    name: str
    place: Place | None = None
    offset_east_m: float | None = None
    offset_north_m: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Weather:
    """Weather over a run: the gate is the largest wind and any rain, snow or thunder.

    ``wind_entered`` and ``rain_entered`` say that the value is what an officer entered, not what a station said.
    """

    wind_max_m_s: float | None
    wind_mean_m_s: float | None
    wind_direction_deg: float | None
    rain: bool | None
    temperature_c: float | None = None
    humidity_pct: float | None = None
    pressure_hpa: float | None = None
    sky: str | None = None
    wind_entered: bool = False
    rain_entered: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Exclusion:
    """A marked interval; nothing is deleted, both results are kept. Times in seconds from the run's start."""

    label: str
    start_s: float
    end_s: float
    reason: str
    author: str
    at: datetime
    laeq_db: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Exceedance:
    """A stretch above the trigger level, with its audio from 10 s before; seconds from the run's start."""

    label: str
    start_s: float
    end_s: float
    lafmax_db: float
    trigger_db: float
    acknowledged_by: str | None = None
    acknowledged_at: datetime | None = None
    audio_file: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SoundCharacter:
    """Whether the run's sound had audible tones or impulses: information only, no verdict reads it.

    ``tones_by`` and ``impulses_by`` name the method and how well it was checked. Tones: mean audibility over
    ``spectra`` of 3 s, of which ``tonal_spectra`` have an audible tone; ``tone_hz`` is the most audible one. Impulses:
    how many are prominent, and of the most prominent one the prominence and seconds from the run's start. The
    adjustments are what the methods would add; nothing is added here.
    """

    tones_by: str
    line_spacing_hz: float
    spectra: int
    tonal_spectra: int
    tonal_audibility_db: float | None
    tonal_adjustment_db: int
    tone_hz: float | None
    impulses_by: str
    impulses: int
    impulse_prominence: float | None
    impulse_at_s: float | None
    impulse_onset_db_s: float | None
    impulse_difference_db: float | None
    impulse_adjustment_db: float


@dataclass(frozen=True, slots=True, kw_only=True)
class AudioResult:
    """Levels the program computed itself from the run's audio."""

    reference_db: float
    sample_rate_hz: int
    samples: int
    files: tuple[str, ...]
    laeq_db: float
    lafmax_db: float
    lcpeak_db: float
    l10_db: float
    l50_db: float
    l90_db: float
    overload: bool
    missing_samples: int
    difference_db: float | None
    agrees: bool
    character: SoundCharacter | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """One run of instruments at one position.

    ``laeq_db`` and ``lafmax_db`` are the meter's own values over the whole run; ``*_without_db`` leave out the
    exclusions. ``None`` where the meter did not say. ``laeq_source`` is ``samples`` for a meter that integrates
    nothing: then LAeq is the energy mean of its LAF samples. ``readings`` counts those samples.
    """

    label: str
    role: Literal["main", "background"]
    started_at: datetime
    ended_at: datetime
    duration_s: float
    interrupted: bool
    laeq_db: float | None
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
    damaged_frames: int
    weather: Weather
    exclusions: tuple[Exclusion, ...] = ()
    exceedances: tuple[Exceedance, ...] = ()
    audio: AudioResult | None = None
    series_file: str | None = None
    laeq_source: Literal["meter", "samples"] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PointResult:
    """One of several measuring points with its own result; ``measurement`` is None where it was not measured."""

    position: Position
    measurement: Measurement | None = None
    background: Measurement | None = None
    calibration_before: CalibrationCheck | None = None
    calibration_after: CalibrationCheck | None = None
    verdict: Verdict | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DustResult:
    """Means of the dust meter over the visit, in micrograms per cubic metre; light scattering is indicative."""

    started_at: datetime
    duration_s: float
    readings: int
    tsp_mean_ug_m3: float | None
    tsp_min_ug_m3: float | None
    tsp_max_ug_m3: float | None
    pm10_mean_ug_m3: float | None
    pm25_mean_ug_m3: float | None
    humidity_pct: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """What the officers saw and asked: facts, no judgement."""

    activity: str
    process: str
    machines: tuple[str, ...] = ()
    working: bool = True
    permit_shown: bool | None = None
    permit_posted: bool | None = None
    exempt_work: bool | None = None
    statement: str | None = None
    photos: int = 0
    audio_clips: int = 0
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A photo, film or other file taken in as it was; the original lies unchanged at ``file``.

    ``taken_at`` and ``place`` are what the file itself says (``taken_at_from`` is ``stated`` where an officer said it).
    Nothing is corrected; how far the file is off stands beside it: ``outside_visit_s`` is negative before the arrival,
    positive after the departure, 0 within; ``camera_clock_s`` is the camera's clock less the satellite time in the
    same file; ``distance_m`` is from the microphone's place. ``level_db`` is LAF at ``taken_at`` while a run was on.
    """

    label: str
    kind: Literal["photo", "video", "other"]
    file: str
    sha256: str
    size_bytes: int
    original_name: str
    what: str
    maker: str
    source: Literal["phone", "drone", "camera", "microphone"]
    imported_at: datetime
    imported_by: str
    taken_at: datetime | None = None
    taken_at_from: Literal["file", "stated"] | None = None
    zone_stated: bool = False
    device: str | None = None
    place: Place | None = None
    outside_visit_s: float | None = None
    camera_clock_s: float | None = None
    distance_m: float | None = None
    level_db: float | None = None
    run: str | None = None
    stamped_file: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainHead:
    """The head of the device's log when the record was closed; printed on papers."""

    sequence: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RawFile:
    """Where the bytes of one instrument are, inside the pack."""

    role: str
    model: str
    path: str
    received_bytes: int
    sent_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnSignature:
    """A signature drawn on the pad, as it stands on the papers.

    ``who`` is the officer's certificate number, or ``party``. ``ink`` is the stroke as path data in the pad's pixels:
    ``M`` and ``L`` with absolute coordinates to a tenth, one ``M`` a stroke.
    """

    who: str
    name: str
    at: datetime
    ink: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitRecord:
    """One stop at one site, whole.

    Of several measuring points the one with the worst verdict decides: ``position``, ``measurement``, ``background``,
    the calibration and the verdict on noise in ``verdicts`` are its; ``other_points`` holds the rest in the order of
    their labels, and ``run_points`` then names the point of every run of the visit.
    """

    schema: str
    number: str
    simulated: bool
    software: Software
    authority: Authority
    officers: tuple[Officer, ...]
    recorder: Officer
    site: Site
    arrived_at: datetime
    left_at: datetime
    position: Position
    observation: Observation
    instruments: tuple[InstrumentUnit, ...]
    raw_files: tuple[RawFile, ...]
    measurement: Measurement | None
    background: Measurement | None = None
    calibration_before: CalibrationCheck | None = None
    calibration_after: CalibrationCheck | None = None
    dust: DustResult | None = None
    zone: ZoneFinding | None = None
    notice: ExamNotice | None = None
    person_met: PersonMet | None = None
    others: tuple[Participant, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    order_number: str | None = None
    trigger_db: float = 70.0
    weather_entered: tuple[EnteredWeather, ...] = ()
    clock_source: Literal["gnss", "host"] = "host"
    chain: ChainHead | None = None
    other_points: tuple[PointResult, ...] = ()
    run_points: tuple[RunPoint, ...] = ()
    sources: tuple[NoiseSource, ...] = ()
    dust_measures: DustMeasuresSeen | None = None
    signatures: tuple[DrawnSignature, ...] = ()

    def drawn_by(self, who: str) -> DrawnSignature | None:
        """Get the signature that somebody drew for this record, if any."""
        return next((one for one in self.signatures if one.who == who), None)

    @property
    def points(self) -> tuple[PointResult, ...]:
        """Get every measuring point in the order of their labels, the deciding one among them."""
        verdict = next((each for each in self.verdicts if each.kind == "construction_noise"), None)
        deciding = PointResult(
            position=self.position,
            measurement=self.measurement,
            background=self.background,
            calibration_before=self.calibration_before,
            calibration_after=self.calibration_after,
            verdict=verdict,
        )
        return tuple(sorted((deciding, *self.other_points), key=lambda point: label_order(point.position.label)))

    @property
    def runs(self) -> tuple[Measurement, ...]:
        """Get the runs that count: of every point the newest measurement and background, those that decide first."""
        found = [self.measurement, self.background]
        for point in self.other_points:
            found += [point.measurement, point.background]
        return tuple(run for run in found if run is not None)


def label_order(label: str) -> tuple[str, int, str]:
    """Sorts N2 before N10: the letters, the number, the whole."""
    letters = label.rstrip("0123456789")
    digits = label[len(letters) :]
    return letters, int(digits) if digits else 0, label
