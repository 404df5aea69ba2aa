"""Closes a survey: rebuild, look around, write record, files and summary, sign the pack. Nothing is judged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from patrol_app.domain.codec import to_plain
from patrol_app.domain.errors import BadInput, CannotDo
from patrol_app.domain.record import ChainHead
from patrol_app.domain.surveys import SCHEMA, SurveyRecord, SurveySurroundings
from patrol_app.evidence.files import sweep
from patrol_app.evidence.pack import PackResult, build_pack
from patrol_app.evidence.signer import Signer
from patrol_app.planning.hot_spots import find_hot_spots, surroundings
from patrol_app.recordings.disk import write_whole
from patrol_app.recordings.folder import RecordingFolder
from patrol_app.services.identity import software
from patrol_app.services.office import library
from patrol_app.services.pack_files import json_bytes, recording_files
from patrol_app.services.recall import recorded_files
from patrol_app.services.session.visit_log import VisitLog
from patrol_app.services.survey.facts import CLOSED, SurveyFacts
from patrol_app.services.survey.files import survey_files, survey_papers
from patrol_app.services.survey.rebuild import RebuiltSurvey, rebuild_survey
from patrol_app.services.visit import VisitFiles
from patrol_app.store.home import Home
from patrol_app.store.reader import Reader

REACH_M = 1000.0
"""Beyond what a hot spot names, so that near misses of zones are known too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyDraft:
    """A survey as it would be closed now: the record without its chain head, and the track."""

    record: SurveyRecord
    rebuilt: RebuiltSurvey


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedSurvey:
    """The finished record, its pack, and where its files lie on this laptop by their name."""

    record: SurveyRecord
    pack: PackResult
    files: dict[str, Path]


def draft_survey(
    facts: SurveyFacts, files: VisitFiles, *, left_at: datetime, reader: Reader | None = None
) -> SurveyDraft:
    """Rebuild a survey; nothing is written. With ``reader`` the libraries of now are looked at for what is near."""
    rebuilt = rebuild_survey(facts, files)
    if reader is not None:
        about = _look_around(facts, rebuilt, reader)
        facts = replace(facts, surroundings=about)
        rebuilt = replace(rebuilt, hot_spots=find_hot_spots(rebuilt.track, facts.settings, about))
    return SurveyDraft(record=record_of_survey(facts, rebuilt, left_at), rebuilt=rebuilt)


def _look_around(facts: SurveyFacts, rebuilt: RebuiltSurvey, reader: Reader) -> SurveySurroundings:
    notices = [notice for notice in library.notices(reader) if notice.valid_to >= facts.started_at]
    widest_m = max((notice.radius_m for notice in notices), default=0.0)
    return surroundings(
        rebuilt.places(),
        library.sites(reader),
        library.venues(reader),
        notices,
        reach_m=REACH_M + max(facts.settings.near_m, widest_m),
    )


def record_of_survey(facts: SurveyFacts, rebuilt: RebuiltSurvey, left_at: datetime) -> SurveyRecord:
    """The record from what people said and what instruments said."""
    ended = [rebuilt.totals.ended_at] if rebuilt.totals is not None else []
    return SurveyRecord(
        schema=SCHEMA,
        kind="survey",
        nature="screening",
        number=facts.number,
        simulated=facts.simulated,
        software=software(),
        authority=facts.authority,
        officers=facts.officers,
        recorder=facts.recorder,
        started_at=facts.started_at,
        # a wall clock that was set back meanwhile must not make the survey end before its last point
        left_at=max([left_at, facts.started_at, *ended]),
        instruments=facts.instruments,
        raw_files=rebuilt.raw_files,
        settings=facts.settings,
        totals=rebuilt.totals,
        segments=rebuilt.track.segments,
        hot_spots=rebuilt.hot_spots,
        gaps=rebuilt.track.gaps,
        exclusions=rebuilt.exclusions,
        surroundings=facts.surroundings or SurveySurroundings(),
        calibration_before=rebuilt.calibration_before,
        calibration_after=rebuilt.calibration_after,
        clock_source=rebuilt.clock_source,
    )


def settle_survey(
    facts: SurveyFacts, files: VisitFiles, visit_log: VisitLog, *, left_at: datetime, reader: Reader
) -> SurveyDraft:
    """Rebuild a survey and note its end in the log; the pack can be made at any time after."""
    plan = draft_survey(facts, files, left_at=left_at, reader=reader)
    visit_log.add(CLOSED, {"record": to_plain(plan.record)}, at=plan.record.left_at, weighty=True)
    visit_log.flush()
    return plan


def close_survey(
    facts: SurveyFacts,
    *,
    home: Home,
    reader: Reader,
    visit_log: VisitLog,
    signers: Sequence[Signer],
    packs: Path,
    left_at: datetime,
    previous_pack_sha256: str | None = None,
    supervisor: Signer | None = None,
    sm3: bool = False,
) -> ClosedSurvey:
    """Make the record final, print its summary, write its files and sign its pack.

    Raises:
        BadInput: the pack is already there.
        CannotDo: fewer than two signers; nothing is left half-made.
    """
    if len(signers) < 2:
        raise CannotDo("survey.signers", count=len(signers))
    target = packs / f"{facts.number}.zip"
    if target.exists():
        raise BadInput("export.exists", path=target)
    packs.mkdir(parents=True, exist_ok=True)
    sweep(packs)
    files = recorded_files(reader, home, facts.number)
    folder = RecordingFolder.open(home.recordings / facts.number)
    visit_log.refuse_practice()
    plan = settle_survey(facts, files, visit_log, left_at=left_at, reader=reader)
    head = visit_log.head
    record = replace(plan.record, chain=ChainHead(sequence=head.sequence, sha256=head.sha256))
    points = plan.rebuilt.track.points
    papers, made = survey_papers(record, points), survey_files(record, points)
    write_whole(folder.record / "record.json", json_bytes(record))
    written = {}
    for name, content in {**papers, **made}.items():
        path = home.papers / f"{record.number}-{Path(name).name}"
        write_whole(folder.record / Path(name).name, content)
        write_whole(path, content)
        written[Path(name).name] = path
    keys = {signer.fingerprint for signer in (*signers, *([supervisor] if supervisor else []))}
    pack = build_pack(
        target,
        number=record.number,
        files=recording_files(record, papers, files, visit_log, keys) | dict(made),
        organisation=facts.authority.name,
        signers=signers,
        signed_at=record.left_at,
        log_head=record.chain or ChainHead(sequence=0, sha256="0" * 64),
        previous_pack_sha256=previous_pack_sha256,
        supervisor=supervisor,
        sm3=sm3,
    )
    body = {"number": record.number, "sha256": pack.sha256, "bytes": pack.size}
    visit_log.add("pack.made", body, at=record.left_at, weighty=True)
    return ClosedSurvey(record=record, pack=pack, files=written)
