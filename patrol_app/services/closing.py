"""Closes a visit: rebuild, judge, write the record and the papers, sign the pack."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from patrol_app.domain.codec import to_plain
from patrol_app.domain.errors import CannotDo
from patrol_app.domain.record import SCHEMA, Attachment, AudioResult, ChainHead, Observation, VisitRecord
from patrol_app.domain.series import LevelSeries
from patrol_app.evidence.pack import PackResult, build_pack
from patrol_app.evidence.signed_pdf import sign_by_officers
from patrol_app.evidence.signer import Signer
from patrol_app.recordings.bwf import read_bwf
from patrol_app.recordings.clip import extract
from patrol_app.recordings.disk import try_out, write_whole
from patrol_app.recordings.folder import RecordingFolder
from patrol_app.rules.book import RuleBook
from patrol_app.services.identity import software
from patrol_app.services.judging import Judged, judge_visit
from patrol_app.services.measuring_points import check_points, runs_that_count, said_of_runs
from patrol_app.services.pack_files import json_bytes, payload, series_bytes
from patrol_app.services.papers import SIGNED_PAPERS, papers_of, wants_order
from patrol_app.services.photographs import attachments_in, pictures_of, stamps_of
from patrol_app.services.rebuild import Rebuilt, clip_span, rebuild
from patrol_app.services.session.visit_log import VisitLog
from patrol_app.services.visit import VisitFacts, VisitFiles

PAPERS_BYTES = 2_000_000
"""More than the papers and the log of a night take, without photos, which the recording's own size counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A visit as it would be closed now: the record without its chain head, and the level series."""

    record: VisitRecord
    rebuilt: Rebuilt
    series: Mapping[str, LevelSeries]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedVisit:
    """The finished record, its papers by name, and the pack."""

    record: VisitRecord
    papers: Mapping[str, Path]
    pack: PackResult


def draft(
    facts: VisitFacts,
    files: VisitFiles,
    book: RuleBook,
    *,
    left_at: datetime,
    heard: Mapping[str, AudioResult] | None = None,
) -> Draft:
    """Rebuild and judge a visit; nothing is written. ``heard`` as for ``rebuild``."""
    check_points(facts)
    judged = judge_visit(facts, rebuild(facts, files, heard=heard), book)
    return Draft(
        record=record_of(facts, files, judged, left_at),
        rebuilt=judged.rebuilt,
        series=judged.rebuilt.series,
    )


def record_of(facts: VisitFacts, files: VisitFiles, judged: Judged, left_at: datetime) -> VisitRecord:
    """The record of a visit from what people said, what instruments said and what the law says."""
    rebuilt = judged.rebuilt
    runs = runs_that_count(rebuilt.points).values()
    # a wall clock that was set back during the visit must not make it end before what was measured in it
    checks = [check for point in rebuilt.points for check in (point.calibration_before, point.calibration_after)]
    taken = [check.at for check in checks if check is not None]
    left_at = max([left_at, facts.arrived_at, *taken, *(run.ended_at for run in runs)])
    attached = attachments_in(facts, files, rebuilt, left_at)
    return VisitRecord(
        schema=SCHEMA,
        number=facts.number,
        simulated=facts.simulated,
        software=software(),
        authority=facts.authority,
        officers=facts.officers,
        recorder=facts.recorder,
        site=facts.site,
        arrived_at=facts.arrived_at,
        left_at=left_at,
        position=judged.leading.position,
        observation=_counted(facts, rebuilt, attached),
        instruments=facts.instruments,
        raw_files=rebuilt.raw_files,
        measurement=rebuilt.main,
        background=rebuilt.background,
        calibration_before=rebuilt.calibration_before,
        calibration_after=rebuilt.calibration_after,
        dust=rebuilt.dust,
        zone=facts.zone,
        notice=facts.notice,
        person_met=facts.person_met,
        others=facts.others,
        verdicts=judged.verdicts,
        attachments=attached,
        order_number=facts.order_number,
        trigger_db=facts.trigger_db,
        weather_entered=facts.weather_entered,
        clock_source=rebuilt.clock_source,
        other_points=judged.others,
        run_points=said_of_runs(facts, [run.label for run in rebuilt.runs]),
        sources=facts.sources,
        dust_measures=facts.dust_measures,
        signatures=facts.signatures,
    )


def _counted(facts: VisitFacts, rebuilt: Rebuilt, attached: tuple[Attachment, ...]) -> Observation:
    """What was seen, with the count of photos and sound recordings of the pack, where there are any."""
    photos = sum(1 for one in attached if one.kind == "photo")
    runs = runs_that_count(rebuilt.points).values()
    clips = sum(1 for run in runs for event in run.exceedances if event.audio_file)
    seen = facts.observation
    return replace(seen, photos=photos or seen.photos, audio_clips=clips or seen.audio_clips)


def close_visit(
    facts: VisitFacts,
    files: VisitFiles,
    *,
    folder: RecordingFolder,
    visit_log: VisitLog,
    book: RuleBook,
    signers: Sequence[Signer],
    packs: Path,
    papers: Path,
    left_at: datetime,
    previous_pack_sha256: str | None = None,
    own_rules: Path | None = None,
    supervisor: Signer | None = None,
    sm3: bool = False,
) -> ClosedVisit:
    """Make the record final, print its papers and sign its pack.

    Raises:
        CannotDo: practice material, too few signers, or a disk that does not take the pack; nothing is left half-made.
    """
    visit_log.refuse_practice()
    if len(signers) < 2:
        raise CannotDo("closing.signers", count=len(signers))
    if len({signer.fingerprint for signer in signers}) < len(signers):
        raise CannotDo("closing.one_key", name=signers[0].holder.name)
    # a disk that will not take the pack is told before the log says that the visit is closed
    try_out(papers, PAPERS_BYTES)
    try_out(packs, PAPERS_BYTES + sum(path.stat().st_size for path in folder.path.rglob("*") if path.is_file()))
    plan = draft(facts, files, book, left_at=left_at)
    record, left_at = plan.record, plan.record.left_at
    if record.order_number is None and wants_order(record):
        record = replace(record, order_number=visit_log.next_order_number(facts.authority, left_at))
    for verdict in record.verdicts:
        visit_log.add("verdict.given", verdict, at=left_at)
    visit_log.add("visit.closed", {"record": to_plain(replace(record, chain=None))}, at=left_at, weighty=True)
    record = replace(record, chain=ChainHead(sequence=visit_log.head.sequence, sha256=visit_log.head.sha256))

    for label, series in plan.series.items():
        for name, content in series_bytes(label, series).items():
            write_whole(folder.series / name, content)
    clips = _clips(record, plan.rebuilt, files, folder)
    stamps = _stamps(record, files)
    rendered = papers_of(record, plan.series, pictures_of(record, files))
    write_whole(folder.record / "record.json", json_bytes(record))
    printed = {}
    for name in SIGNED_PAPERS:
        if name in rendered:
            rendered[name] = sign_by_officers(rendered[name], signers, at=left_at)
    for name, content in rendered.items():
        write_whole(folder.record / name, content)
        printed[name] = papers / f"{record.number}-{name}"
        write_whole(printed[name], content)
    keys = {signer.fingerprint for signer in (*signers, *([supervisor] if supervisor else []))}
    pack = build_pack(
        packs / f"{record.number}.zip",
        number=record.number,
        files=payload(record, plan.series, rendered, files, clips, stamps, visit_log, own_rules, keys),
        organisation=facts.authority.name,
        signers=signers,
        signed_at=left_at,
        log_head=record.chain or ChainHead(sequence=0, sha256="0" * 64),
        previous_pack_sha256=previous_pack_sha256,
        supervisor=supervisor,
        sm3=sm3,
    )
    visit_log.add(
        "pack.made", {"number": record.number, "sha256": pack.sha256, "bytes": pack.size}, at=left_at, weighty=True
    )
    return ClosedVisit(record=record, papers=printed, pack=pack)


def _stamps(record: VisitRecord, files: VisitFiles) -> dict[str, bytes]:
    """The stamped copies, each also beside its original in the recording."""
    stamps = stamps_of(record, files)
    paths = {source.label: source.path for source in files.attached}
    for one in record.attachments:
        if one.stamped_file is not None:
            original = paths[one.label]
            write_whole(original.with_name(f"{original.stem}-stamped.jpg"), stamps[one.stamped_file])
    return stamps


def _clips(record: VisitRecord, rebuilt: Rebuilt, files: VisitFiles, folder: RecordingFolder) -> dict[str, Path]:
    """Each exceedance with 10 s before it, as a file of its own."""
    opened = [read_bwf(source.path) for source in files.audio]
    clips = {}
    for measured in record.runs if opened else ():
        run = next(run for run in reversed(rebuilt.runs) if run.label == measured.label)
        for event in measured.exceedances:
            if event.audio_file is None or measured.audio is None:
                continue
            first, last = clip_span(run, event, measured.audio.sample_rate_hz)
            target = folder.audio / "clips" / Path(event.audio_file).name
            target.parent.mkdir(exist_ok=True)
            target.unlink(missing_ok=True)
            extract(opened, first, last - first, target)
            clips[event.audio_file] = target
    return clips
