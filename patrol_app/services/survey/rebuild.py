"""A survey made again from its recording and from what people said: the one way, live and for a stranger's check."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Literal

from drivers.readings import PositionFix
from patrol_app.acoustics.decibels import energy_mean_db
from patrol_app.domain.errors import DamagedEvidence
from patrol_app.domain.instruments import CalibrationCheck
from patrol_app.domain.places import Place
from patrol_app.domain.record import Exclusion, RawFile
from patrol_app.domain.surveys import HotSpot, SurveySurroundings, SurveyTotals
from patrol_app.planning.hot_spots import find_hot_spots
from patrol_app.planning.tracks import LaidTrack, lay_track, placed, tenth_db
from patrol_app.services.rebuild import calibration_of, clock_source_of, raw_files_of
from patrol_app.services.replay import (
    DamageAt,
    SoundReplay,
    Stamped,
    count_bytes,
    replay,
    replay_dust,
    replay_sound,
)
from patrol_app.services.run_marks import Run, find_runs, same_meter, with_audio
from patrol_app.services.survey.facts import MARKED_IN, SurveyFacts
from patrol_app.services.survey.track import Epoch, Heard, track_points
from patrol_app.services.tally import SoundTally
from patrol_app.services.visit import Mark, RawSource, VisitFiles

EMPTY = LaidTrack(points=(), segments=(), gaps=(), length_m=0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class RebuiltSurvey:
    """Everything that instruments said of a survey; without a run only its files and calibrations."""

    totals: SurveyTotals | None
    track: LaidTrack
    hot_spots: tuple[HotSpot, ...]
    exclusions: tuple[Exclusion, ...]
    calibration_before: CalibrationCheck | None
    calibration_after: CalibrationCheck | None
    raw_files: tuple[RawFile, ...]
    clock_source: Literal["gnss", "host"]

    def places(self) -> list[Place]:
        """The usable places of the track."""
        return [place for point in self.track.points if (place := placed(point)) is not None]


NOTHING = RebuiltSurvey(
    totals=None,
    track=EMPTY,
    hot_spots=(),
    exclusions=(),
    calibration_before=None,
    calibration_after=None,
    raw_files=(),
    clock_source="host",
)
"""Of a survey whose instruments were not opened."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Receiver:
    epochs: tuple[Epoch, ...]
    valid: tuple[tuple[int, PositionFix], ...]
    damage_ns: tuple[int, ...]


def rebuild_survey(facts: SurveyFacts, files: VisitFiles) -> RebuiltSurvey:
    """Decode the bytes of a survey, lay its points along the road, and find the hot spots.

    Raises:
        DamagedEvidence: there was a drive, and the receiver's raw file is missing from the recording.
    """
    receiver_source = files.of("position")
    marked = next((source for role in MARKED_IN if (source := files.of(role)) is not None), None)
    if marked is None:
        return NOTHING
    books = replay_sound(marked.path, marked.model)
    if receiver_source is None:
        if any(mark.event == "run_started" for mark in books.marks):
            raise DamagedEvidence("survey.no_receiver", number=facts.number)
        # a port that did not open: nothing was driven
        return replace(NOTHING, raw_files=raw_files_of(files, books))
    receiver = _receiver(receiver_source)
    dust_source = files.of("dust")
    dust = replay_dust(dust_source.path, dust_source.model)[0] if dust_source is not None else None
    mains = [run for run in find_runs(books) if run.role == "main"]
    # begun again, a drive replaces the one before it; all bytes stay in the raw files and the log
    run = with_audio(_to_the_last_byte(mains[-1], books, files), files) if mains else None
    calibrator = next((unit for unit in facts.instruments if unit.role == "calibrator"), None)
    checks = {mark.data.get("which"): calibration_of(calibrator, books, mark) for mark in same_meter(books, run)}
    track, totals = EMPTY, None
    sound = books.tally if marked.role == "sound" else None
    if run is not None:
        heard = Heard(
            start_ns=run.start.monotonic_ns,
            end_ns=run.end.monotonic_ns,
            started_at=run.start.at,
            sound=sound,
            dust=dust,
        )
        excluded = [one for one in facts.exclusions if one.run == run.label]
        points = track_points(receiver.epochs, heard, facts.settings, excluded)
        end_s = round((heard.end_ns - heard.start_ns) / 1e9, 3)
        track = lay_track(points, facts.settings, end_s, heard.started_at + timedelta(seconds=end_s))
        damage_ns = [*receiver.damage_ns, *(books.damage_ns if sound is not None else ())]
        totals = _totals(run, track, end_s, damage_ns)
    return RebuiltSurvey(
        totals=totals,
        track=track,
        hot_spots=find_hot_spots(track, facts.settings, facts.surroundings or SurveySurroundings()),
        exclusions=_exclusions(facts, run, sound),
        calibration_before=checks.get("before"),
        calibration_after=checks.get("after"),
        raw_files=raw_files_of(files, books),
        clock_source=clock_source_of(receiver.valid),
    )


def _receiver(source: RawSource) -> _Receiver:
    epochs, valid, damage = [], [], []
    for item in replay(source.path, source.model):
        if isinstance(item, DamageAt):
            damage.append(item.monotonic_ns)
        elif isinstance(item, Stamped) and isinstance(item.reading, PositionFix):
            epochs.append(Epoch(item.reading, item.monotonic_ns))
            if item.reading.valid:
                valid.append((item.utc_ns, item.reading))
    return _Receiver(epochs=tuple(epochs), valid=tuple(valid), damage_ns=tuple(damage))


def _to_the_last_byte(run: Run, books: SoundReplay, files: VisitFiles) -> Run:
    """An interrupted drive ends with the last byte of any instrument, not of the meter alone."""
    if not run.interrupted or any(mark.monotonic_ns > run.end.monotonic_ns for mark in books.marks):
        return run
    last_ns = max((totals.last_ns or 0 for totals in (count_bytes(source.path) for source in files.raw)), default=0)
    if last_ns <= run.end.monotonic_ns:
        return run
    end = Mark("run_ended", last_ns, run.start.utc_ns + last_ns - run.start.monotonic_ns, run.end.data)
    return replace(run, end=end)


def _totals(run: Run, track: LaidTrack, end_s: float, damage_ns: Sequence[int]) -> SurveyTotals:
    usable = [point for point in track.points if point.usable]
    levels = [point.laeq_1s_db for point in usable if point.laeq_1s_db is not None]
    span = run.audio_span
    return SurveyTotals(
        run=run.label,
        started_at=run.start.at,
        ended_at=run.start.at + timedelta(seconds=end_s),
        duration_s=end_s,
        interrupted=run.interrupted,
        points=len(track.points),
        usable=len(usable),
        length_m=track.length_m,
        laeq_db=tenth_db(energy_mean_db(levels)),
        lafmax_db=max((point.lafmax_db for point in usable if point.lafmax_db is not None), default=None),
        gap_s=round(sum(gap.duration_s for gap in track.gaps), 3),
        too_fast=sum(1 for point in track.points if "too_fast" in point.flags),
        damaged_frames=sum(1 for at_ns in damage_ns if run.start.monotonic_ns < at_ns <= run.end.monotonic_ns),
        audio_samples=span[1] - span[0] if span is not None else None,
    )


def _exclusions(facts: SurveyFacts, run: Run | None, sound: SoundTally | None) -> tuple[Exclusion, ...]:
    """The parts that officers marked, each with its own level."""
    return tuple(
        Exclusion(
            label=one.label,
            start_s=one.start_s,
            end_s=one.end_s,
            reason=one.reason,
            author=one.author,
            at=one.at,
            laeq_db=None if sound is None else _part_db(sound, run, one.start_s, one.end_s),
        )
        for one in facts.exclusions
        if run is not None and one.run == run.label
    )


def _part_db(sound: SoundTally, run: Run, start_s: float, end_s: float) -> float | None:
    start_ns = run.start.monotonic_ns
    levels: Sequence[float] = sound.series("LAF").between(
        start_ns + round(start_s * 1e9), start_ns + round(end_s * 1e9)
    )
    return tenth_db(energy_mean_db(levels))
