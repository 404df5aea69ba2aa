"""Measurements built from a recording and from what people said: the one way, live and for a stranger's check."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Literal, cast

import numpy as np

from drivers.readings import PositionFix
from patrol_app.acoustics.runs import leq_between_db, stretches_above
from patrol_app.domain.errors import DamagedEvidence
from patrol_app.domain.instruments import CalibrationCheck, InstrumentUnit
from patrol_app.domain.places import Place
from patrol_app.domain.record import AudioResult, DustResult, Exceedance, Exclusion, Measurement, Position, RawFile
from patrol_app.domain.series import LevelSeries
from patrol_app.services.dust_result import dust_of
from patrol_app.services.entered_weather import with_entered
from patrol_app.services.measuring_points import AtPoint, placed, positions, runs_that_count
from patrol_app.services.replay import (
    SoundReplay,
    count_bytes,
    no_sound,
    replay_position,
    replay_sound,
    replay_weather,
)
from patrol_app.services.run_audio import levels_of, sound_character
from patrol_app.services.run_marks import Run, find_runs, same_meter, with_audio
from patrol_app.services.tally import AUDIO_AGREES_DB, WeatherTally, tenth
from patrol_app.services.visit import Mark, VisitFacts, VisitFiles, agrees, utc_of

PRE_TRIGGER_S = 10.0
POST_TRIGGER_S = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebuilt:
    """Everything that instruments said of a visit.

    ``main``, ``background`` and the calibrations are those of the point that leads: the first until it is decided.
    """

    main: Measurement | None
    background: Measurement | None
    calibration_before: CalibrationCheck | None
    calibration_after: CalibrationCheck | None
    dust: DustResult | None
    series: Mapping[str, LevelSeries]
    raw_files: tuple[RawFile, ...]
    runs: tuple[Run, ...]
    clock_source: Literal["gnss", "host"]
    place: Place | None
    points: tuple[AtPoint, ...] = ()

    @property
    def heard(self) -> Mapping[str, AudioResult]:
        """What the sound of each run came to."""
        runs = runs_that_count(self.points)
        return {label: run.audio for label, run in runs.items() if run.audio is not None}

    def led_by(self, point: AtPoint) -> Rebuilt:
        """The same with another point in the lead."""
        return replace(
            self,
            main=point.main,
            background=point.background,
            calibration_before=point.calibration_before,
            calibration_after=point.calibration_after,
        )


def series_of(facts: VisitFacts, files: VisitFiles) -> Mapping[str, LevelSeries]:
    """The level series of a visit by run. Its sound is not listened to, which is most of the work of ``rebuild``."""
    return rebuild(facts, files, heard={}).series


def rebuild(facts: VisitFacts, files: VisitFiles, *, heard: Mapping[str, AudioResult] | None = None) -> Rebuilt:
    """Decode, integrate and count everything of a visit again.

    Args:
        facts: what people said.
        files: what instruments and the microphone left.
        heard: what the same sound came to before, by run; where it is given, nothing is listened to.

    Raises:
        DamagedEvidence: the raw file of the visit's sound level meter is missing from the recording. A visit to which
            none was taken has none, and nothing measured.
    """
    source = files.of("sound")
    if source is None and facts.unit("sound") is not None:
        raise DamagedEvidence("rebuild.no_sound", number=facts.number)
    books = replay_sound(source.path, source.model) if source is not None else no_sound()
    weather_source = files.of("weather")
    weather = replay_weather(weather_source.path, weather_source.model) if weather_source else WeatherTally()
    runs = [with_audio(run, files) for run in find_runs(books)]
    receiver = files.of("position")
    fixes = replay_position(receiver.path, receiver.model) if receiver else []
    # a run measured again at its point replaces the one before it; all of them stay in the raw file and in the log
    newest = {(facts.point_of(run.label), run.role): run for run in runs}
    points = tuple(
        _at_point(facts, files, books, weather, fixes, newest, position, heard) for position in positions(facts)
    )
    counted = runs_that_count(points)
    return Rebuilt(
        main=points[0].main,
        background=points[0].background,
        calibration_before=points[0].calibration_before,
        calibration_after=points[0].calibration_after,
        dust=dust_of(files, *_dust_span(runs)),
        series={run.label: _series(books, run) for run in newest.values() if run.label in counted},
        raw_files=raw_files_of(files, books),
        runs=tuple(runs),
        clock_source=clock_source_of(fixes),
        place=_place(fixes),
        points=points,
    )


def _at_point(
    facts: VisitFacts,
    files: VisitFiles,
    books: SoundReplay,
    weather: WeatherTally,
    fixes: Sequence[tuple[int, PositionFix]],
    newest: Mapping[tuple[str, Literal["main", "background"]], Run],
    position: Position,
    heard: Mapping[str, AudioResult] | None,
) -> AtPoint:
    """One point with what was measured there; of several points each has the place of its own runs alone."""
    there = {role: run for (label, role), run in newest.items() if label == position.label}
    main = there.get("main")
    near = fixes
    if facts.points:
        near = [each for each in fixes if any(_during(run, each[0]) for run in there.values())]
    checks = {
        mark.data.get("which"): calibration_of(facts.unit("calibrator"), books, mark)
        for mark in same_meter(books, main)
    }
    measured = {role: _measure(facts, files, books, weather, run, heard) for role, run in there.items()}
    return AtPoint(
        position=placed(position, facts.site.place, _place(near)),
        main=measured.get("main"),
        background=measured.get("background"),
        calibration_before=checks.get("before"),
        calibration_after=checks.get("after"),
    )


def _dust_span(runs: Sequence[Run]) -> tuple[int, int] | tuple[None, None]:
    """Dust is told for the time of the last main run, so that both values are of the same minutes."""
    mains = [run for run in runs if run.role == "main"]
    return (mains[-1].start.monotonic_ns, mains[-1].end.monotonic_ns) if mains else (None, None)


def _during(run: Run, utc_ns: int) -> bool:
    return run.start.utc_ns <= utc_ns <= run.start.utc_ns + run.end.monotonic_ns - run.start.monotonic_ns


def calibration_of(calibrator: InstrumentUnit | None, books: SoundReplay, mark: Mark) -> CalibrationCheck | None:
    """What the meter showed on the calibrator, or what an officer read from its display."""
    typed = mark.data.get("reading_db")
    if typed is not None:
        # read from the meter's display by an officer, who vouches for it; no bytes stand behind it
        reading_db: float | None = float(typed)
    else:
        window_ns = int(float(mark.data["seconds"]) * 1e9)
        reading_db = books.tally.mean_db(mark.monotonic_ns - window_ns, mark.monotonic_ns)
    if reading_db is None:
        return None
    return CalibrationCheck(
        at=mark.at,
        reading_db=reading_db,
        nominal_db=(calibrator.nominal_db if calibrator else None) or 94.0,
        calibrator_serial=calibrator.serial_number if calibrator else "",
    )


def _measure(
    facts: VisitFacts,
    files: VisitFiles,
    books: SoundReplay,
    weather: WeatherTally,
    run: Run,
    heard: Mapping[str, AudioResult] | None,
) -> Measurement:
    start_ns, end_ns = run.start.monotonic_ns, run.end.monotonic_ns
    # by the clock that never jumps: where the wall clock was set meanwhile, the log says so
    ended_at = run.start.at + timedelta(microseconds=(end_ns - start_ns) // 1000)
    excluded = [fact for fact in facts.exclusions if fact.run == run.label]
    numbers = books.tally.run(start_ns, end_ns, [(fact.start_s, fact.end_s) for fact in excluded])
    leq_t_s, leq_db = books.tally.series("LAeq").within(start_ns, end_ns)
    exclusions = tuple(
        Exclusion(
            label=fact.label,
            start_s=fact.start_s,
            end_s=fact.end_s,
            reason=fact.reason,
            author=fact.author,
            at=fact.at,
            laeq_db=tenth(leq_between_db(leq_t_s, leq_db, fact.start_s, fact.end_s)),
        )
        for fact in excluded
    )
    return Measurement(
        label=run.label,
        role=run.role,
        started_at=run.start.at,
        ended_at=ended_at,
        duration_s=round((end_ns - start_ns) / 1e9, 3),
        interrupted=run.interrupted,
        laeq_db=numbers.laeq_db,
        laeq_source=cast(Literal["meter", "samples"] | None, numbers.laeq_source),
        lafmax_db=numbers.lafmax_db,
        lafmin_db=numbers.lafmin_db,
        l10_db=numbers.l10_db,
        l50_db=numbers.l50_db,
        l90_db=numbers.l90_db,
        sd_db=numbers.sd_db,
        laeq_without_db=numbers.laeq_without_db,
        lafmax_without_db=numbers.lafmax_without_db,
        overload=numbers.overload,
        underrange=numbers.underrange,
        gap_s=numbers.gap_s,
        readings=numbers.readings,
        damaged_frames=sum(1 for at_ns in books.damage_ns if start_ns < at_ns <= end_ns),
        weather=with_entered(weather.run(start_ns, end_ns), facts.weather_entered, run.start.at, ended_at),
        exclusions=exclusions,
        exceedances=_exceedances(facts, files, books, run),
        audio=_audio(files, run, numbers.laeq_db) if heard is None else heard.get(run.label),
        series_file=f"data/series/{run.label}.csv",
    )


def _exceedances(facts: VisitFacts, files: VisitFiles, books: SoundReplay, run: Run) -> tuple[Exceedance, ...]:
    if run.role != "main":
        return ()
    t_s, laf_db = books.tally.series("LAF").within(run.start.monotonic_ns, run.end.monotonic_ns)
    seen = {fact.label: fact for fact in facts.acknowledgements if fact.run == run.label}
    found = []
    for index, stretch in enumerate(stretches_above(t_s.tolist(), laf_db.tolist(), facts.trigger_db), start=1):
        label = f"E{index}"
        fact = seen.get(label)
        found.append(
            Exceedance(
                label=label,
                start_s=round(stretch.start_s, 3),
                end_s=round(stretch.end_s, 3),
                lafmax_db=stretch.lafmax_db,
                trigger_db=facts.trigger_db,
                acknowledged_by=fact.by if fact else None,
                acknowledged_at=fact.at if fact else None,
                audio_file=f"data/audio/{run.label}-{label}.wav" if run.audio_span and files.audio else None,
            )
        )
    return tuple(found)


def clip_span(run: Run, event: Exceedance, rate_hz: int) -> tuple[int, int]:
    """First sample and sample after the last of an event's clip: from 10 s before it, within the visit's audio."""
    first, last = run.audio_span or (0, 0)
    begin = max(0, first + round((event.start_s - PRE_TRIGGER_S) * rate_hz))
    return begin, min(last, first + round((event.end_s + POST_TRIGGER_S) * rate_hz))


def _audio(files: VisitFiles, run: Run, laeq_db: float | None) -> AudioResult | None:
    span = run.audio_span
    if span is None or not files.audio:
        return None
    heard = levels_of(files.audio, *span)
    if heard is None:
        return None
    difference_db = tenth(heard.laeq_db - laeq_db) if laeq_db is not None else None
    return AudioResult(
        reference_db=heard.reference_db,
        sample_rate_hz=heard.sample_rate_hz,
        samples=heard.samples,
        files=heard.files,
        laeq_db=round(heard.laeq_db, 2),
        lafmax_db=round(heard.lafmax_db, 2),
        lcpeak_db=round(heard.lcpeak_db, 2),
        l10_db=round(heard.l10_db, 2),
        l50_db=round(heard.l50_db, 2),
        l90_db=round(heard.l90_db, 2),
        overload=heard.overload,
        missing_samples=heard.missing_samples,
        difference_db=difference_db,
        agrees=laeq_db is not None and abs(heard.laeq_db - laeq_db) <= AUDIO_AGREES_DB,
        character=sound_character(heard.character),
    )


def _series(books: SoundReplay, run: Run) -> LevelSeries:
    start_ns, end_ns = run.start.monotonic_ns, run.end.monotonic_ns
    laf_t_s, laf_db = books.tally.series("LAF").within(start_ns, end_ns)
    leq_t_s, leq_db = books.tally.series("LAeq").within(start_ns, end_ns)
    # each LAF row carries the newest LAeq,T said up to it
    newest = np.searchsorted(leq_t_s, laf_t_s, side="right") - 1
    laeq: Sequence[float | None] = [float(leq_db[index]) if index >= 0 else None for index in newest]
    return LevelSeries(t_s=[round(t, 3) for t in laf_t_s.tolist()], laf_db=laf_db.tolist(), laeq_db=laeq)


def raw_files_of(files: VisitFiles, books: SoundReplay) -> tuple[RawFile, ...]:
    """Where each instrument's bytes are, and how many."""
    found = []
    for source in files.raw:
        totals = books.totals if source.role == "sound" else count_bytes(source.path)
        found.append(
            RawFile(
                role=source.role,
                model=source.model,
                path=source.pack_path,
                received_bytes=totals.received_bytes,
                sent_bytes=totals.sent_bytes,
            )
        )
    return tuple(found)


def clock_source_of(fixes: Sequence[tuple[int, PositionFix]]) -> Literal["gnss", "host"]:
    """Satellite time counts when a valid fix agreed with the laptop's clock within 2 s."""
    for utc_ns, fix in fixes:
        if fix.utc and agrees(fix.utc, utc_of(utc_ns)):
            return "gnss"
    return "host"


def _place(fixes: Sequence[tuple[int, PositionFix]]) -> Place | None:
    """The middle of all valid fixes of the visit, to a tenth of a metre."""
    rows = [
        (fix.latitude_deg, fix.longitude_deg)
        for _, fix in fixes
        if fix.latitude_deg is not None and fix.longitude_deg is not None
    ]
    if not rows:
        return None
    latitude_deg, longitude_deg = np.median(np.asarray(rows), axis=0)
    return Place(latitude_deg=round(float(latitude_deg), 6), longitude_deg=round(float(longitude_deg), 6))
