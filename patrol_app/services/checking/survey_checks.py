"""A survey's pack made again from its bytes: track, segments, hot spots, files, summary, and the log beside them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from drivers.errors import DriverError
from patrol_app.domain.errors import BadInput, DamagedEvidence, PatrolError
from patrol_app.domain.surveys import SurveyRecord
from patrol_app.evidence.layout import EVENTS
from patrol_app.services.checking.compared import Check
from patrol_app.services.checking.log_checks import bodies, closed_as, entries_of, sealed
from patrol_app.services.checking.remade import excerpts, numbers, same_bytes, set_again, strangers, track
from patrol_app.services.checking.said_checks import PackLog, calibrations, same_facts
from patrol_app.services.checking.seal_checks import sealed_sound
from patrol_app.services.pack_files import RECORD, instrument_files, recorded_in_pack
from patrol_app.services.survey.closing import record_of_survey
from patrol_app.services.survey.facts import CLOSED, facts_of_survey
from patrol_app.services.survey.files import survey_files, survey_papers
from patrol_app.services.survey.rebuild import rebuild_survey
from patrol_app.services.survey.recall import read_survey, recall_survey
from patrol_app.services.visit import VisitFiles

FACTS = ("simulated", "authority", "started_at", "instruments", "settings")
"""Of the officers the signatures speak; exclusions have a check of their own, surroundings are of the closing."""


def survey_checks(top: Path) -> tuple[str, int, list[Check]]:
    """The survey's number, how many values of its record were made again, and a line a check.

    Raises:
        BadInput: the record cannot be read.
    """
    record = read_survey(top / RECORD)
    facts, files = facts_of_survey(record), recorded_in_pack(record.raw_files, top)
    try:
        rebuilt = rebuild_survey(facts, files)
    except (BadInput, DamagedEvidence, DriverError) as fault:
        failed = Check(name="recompute.rebuild", status="FAIL", where=fault.key, printed=str(fault.data))
        return record.number, 0, [failed]
    again = replace(record_of_survey(facts, rebuilt, record.left_at), chain=record.chain, software=record.software)
    compared, checks = numbers(record, again)
    checks.insert(0, Check(name="recompute.screening", status="PASS", where=RECORD))
    points = rebuilt.track.points
    for name, content in survey_files(again, points).items():
        checks.append(same_bytes("recompute.survey_file", top / name, top, content))
    checks.extend(track(files, top))
    papers: list[str] = []
    try:
        for name, content in survey_papers(again, points).items():
            papers.append(f"data/record/{name}")
            checks.append(set_again("recompute.paper", record, top, papers[-1], content))
    except PatrolError as fault:
        checks.append(Check(name="recompute.paper_not_made", status="FAIL", where=fault.key, printed=str(fault.data)))
    checks.extend(_log(record, top))
    checks.extend(excerpts(record, top))
    checks.extend(strangers(_known(record, files, papers) | survey_files(again, points).keys(), top))
    return record.number, compared, checks


def _log(record: SurveyRecord, top: Path) -> Iterator[Check]:
    entries = entries_of(record.number, top / EVENTS)
    if entries is None:
        yield Check(name="recompute.log", status="FAIL", where=EVENTS)
        return
    try:
        faults = [
            *closed_as(record, entries, CLOSED),
            *same_facts(facts_of_survey(record), recall_survey(PackLog(entries), record.number), FACTS),
            *calibrations(record, entries),
            *_excluded(record, entries),
            *_run_sealed(record, bodies(entries, "run.ended"), top),
            *sealed(record.raw_files, entries, top),
        ]
    except (BadInput, KeyError, TypeError, AttributeError, ValueError):  # no log that this program writes
        faults = [Check(name="recompute.log", status="FAIL", where=EVENTS)]
    if not any(fault.status == "FAIL" for fault in faults):
        yield Check(name="recompute.log", status="PASS", where=EVENTS)
    yield from faults


def _run_sealed(record: SurveyRecord, ended: list[dict[str, Any]], top: Path) -> Iterator[Check]:
    """The sound as it was sealed; a drive that broke off has no seal, which must be seen."""
    yield from sealed_sound(ended, top)
    drive = record.totals
    if drive is not None and all(body["run"] != drive.run for body in ended):
        yield Check(name="recompute.unsealed", status="NOT CHECKED" if drive.interrupted else "FAIL", where=drive.run)


def _excluded(record: SurveyRecord, entries: list[dict[str, Any]]) -> Iterator[Check]:
    """An exclusion never disappears, and none is made up afterwards."""
    run = record.totals.run if record.totals is not None else None
    said = {(one.label, one.start_s, one.end_s, one.reason) for one in record.exclusions}
    noted = {
        (body["label"], body["start_s"], body["end_s"], body["reason"])
        for body in bodies(entries, "exclusion.added")
        if body["run"] == run
    }
    for one in sorted(said ^ noted):
        yield Check(
            name="recompute.log_exclusion",
            status="FAIL",
            where=one[0],
            printed=one in said,
            recomputed=one in noted,
        )


def _known(record: SurveyRecord, files: VisitFiles, papers: list[str]) -> set[str]:
    known = {RECORD, "data/gps/track.nmea", EVENTS, "data/log/checkpoints.jsonl", *papers}
    known |= instrument_files(record).keys()
    known |= {raw.path for raw in record.raw_files}
    return known | {source.pack_path for source in files.audio}
