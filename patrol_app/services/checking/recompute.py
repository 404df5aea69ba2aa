"""Every number of a pack made again from its bytes, and compared with what the record and the papers say."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from drivers.errors import DriverError
from patrol_app.domain.codec import from_plain
from patrol_app.domain.errors import BadInput, DamagedEvidence, PatrolError
from patrol_app.domain.record import SCHEMA, VisitRecord
from patrol_app.domain.surveys import SCHEMA as SURVEY_SCHEMA
from patrol_app.recordings.bwf import BwfFile, read_bwf
from patrol_app.rules.book import load_rule_book
from patrol_app.services.checking.compared import Check
from patrol_app.services.checking.log_checks import log_checks
from patrol_app.services.checking.paper_checks import paper_checks
from patrol_app.services.checking.remade import excerpts, numbers, same_bytes, set_again, strangers, track
from patrol_app.services.checking.rule_checks import rule_checks
from patrol_app.services.checking.survey_checks import survey_checks
from patrol_app.services.checking.unpacking import unpacked
from patrol_app.services.closing import record_of
from patrol_app.services.judging import judge_visit
from patrol_app.services.pack_files import (
    OWN_RULES,
    RECORD,
    RULES,
    files_in_pack,
    known_files,
    path_inside,
    series_bytes,
)
from patrol_app.services.papers import paper_kinds, papers_of
from patrol_app.services.photographs import pictures_of, stamps_of
from patrol_app.services.rebuild import Rebuilt, clip_span, rebuild
from patrol_app.services.run_audio import open_files, pieces
from patrol_app.services.survey.recall import plain_is_survey, survey_in
from patrol_app.services.visit import AudioSource, VisitFiles, facts_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Recomputed:
    """All checks of a pack; ``compared`` counts the values of the record that were made again.

    ``record`` is the record that lies in the pack, ``None`` where it has none that could be read, or is a survey's.
    """

    number: str
    compared: int
    checks: tuple[Check, ...]
    record: VisitRecord | None = None

    @property
    def exit_code(self) -> int:
        """0 when everything agrees, 20 on any difference."""
        return 20 if any(check.status == "FAIL" for check in self.checks) else 0


def read_record(top: Path) -> VisitRecord:
    """The record of an unpacked pack.

    Raises:
        BadInput: missing, not JSON, or not a visit record; the sentence names the field.
    """
    path = top / RECORD
    if not path.is_file():
        raise BadInput("recompute.no_record", path=top.name)
    try:
        plain = json.loads(path.read_bytes())
    except ValueError as fault:
        raise BadInput("recompute.record", path=path, cause=str(fault)) from fault
    if plain_is_survey(plain):
        raise BadInput("survey.cannot_trace")
    return from_plain(VisitRecord, plain, "record")


def recompute(pack: Path) -> Recomputed:
    """Decode, integrate, judge and print a pack again, from its own bytes and its own rule sets.

    Raises:
        BadInput: no pack, or its record is of a kind that this version does not know. What calls itself a record of
            this version and cannot be read, or names a file that cannot be, is a failed line and not an error: else a
            broken file would be a way around the checks.
    """
    with unpacked(pack) as top:
        try:
            return _recomputed(top)
        except (BadInput, DamagedEvidence, DriverError) as fault:
            if _schema(top) not in (SCHEMA, SURVEY_SCHEMA):
                raise
            failed = Check(name="recompute.rebuild", status="FAIL", where=fault.key, printed=str(fault.data))
            return Recomputed(number=top.name, compared=0, checks=(failed,))


def _schema(top: Path) -> object:
    try:
        return json.loads((top / RECORD).read_bytes())["schema"]
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _recomputed(top: Path) -> Recomputed:
    if survey_in(top):
        number, compared, found = survey_checks(top)
        return Recomputed(number=number, compared=compared, checks=tuple(found))
    record = read_record(top)
    facts, files = facts_of(record), files_in_pack(record, top)
    rebuilt = rebuild(facts, files)
    own = top / OWN_RULES
    book = load_rule_book(top / RULES, own=own if own.is_dir() else None)
    again = record_of(facts, files, judge_visit(facts, rebuilt, book), record.left_at)
    again = replace(again, chain=record.chain, software=record.software)
    compared, checks = numbers(record, again)
    checks.extend(_series(rebuilt, top))
    checks.extend(_clips(record, rebuilt, files, top))
    checks.extend(track(files, top))
    checks.extend(_papers(record, rebuilt, files, top))
    checks.extend(_stamps(record, files, top))
    checks.extend(log_checks(record, top))
    checks.extend(excerpts(record, top))
    checks.extend(strangers(_known(record, rebuilt, files), top))
    checks.extend(rule_checks(record, top, lambda: judge_visit(facts, rebuilt, load_rule_book()).verdicts))
    return Recomputed(number=record.number, compared=compared, checks=tuple(checks), record=record)


def _series(rebuilt: Rebuilt, top: Path) -> Iterator[Check]:
    for label, series in rebuilt.series.items():
        for name, content in series_bytes(label, series).items():
            yield same_bytes("recompute.series", top / "data" / "series" / name, top, content)


def _clips(record: VisitRecord, rebuilt: Rebuilt, files: VisitFiles, top: Path) -> Iterator[Check]:
    opened = open_files(files.audio)
    for measured in record.runs:
        run = next((run for run in reversed(rebuilt.runs) if run.label == measured.label), None)
        for event in measured.exceedances:
            if event.audio_file is None or run is None or measured.audio is None:
                continue
            span = clip_span(run, event, measured.audio.sample_rate_hz)
            same = _is_part(path_inside(top, event.audio_file), opened, span)
            yield Check(name="recompute.clip", status="PASS" if same else "FAIL", where=event.audio_file)


def _is_part(path: Path, opened: Sequence[tuple[AudioSource, BwfFile, int]], span: tuple[int, int]) -> bool:
    """Whether a clip holds samples of the visit's audio at the place it says, inside the event's span."""
    if not path.is_file():
        return False
    clip = read_bwf(path)
    if clip.facts is None:
        return False
    first, last = clip.facts.first_sample, clip.facts.first_sample + clip.samples
    if first < span[0] or last > span[1] or not clip.samples:
        return False
    at = 0
    for _, samples in pieces(opened, first, last):
        if not np.array_equal(clip.read(at, len(samples)), samples):
            return False
        at += len(samples)
    return at == clip.samples


def _papers(record: VisitRecord, rebuilt: Rebuilt, files: VisitFiles, top: Path) -> Iterator[Check]:
    try:
        made = papers_of(record, rebuilt.series, pictures_of(record, files))
    except PatrolError as fault:
        yield Check(name="recompute.paper_not_made", status="FAIL", where=fault.key, printed=str(fault.data))
        return
    yield from paper_checks(record, made, top)


def _stamps(record: VisitRecord, files: VisitFiles, top: Path) -> Iterator[Check]:
    for file, content in stamps_of(record, files).items():
        yield set_again("recompute.stamp", record, top, file, content)


def _known(record: VisitRecord, rebuilt: Rebuilt, files: VisitFiles) -> set[str]:
    audio = {source.pack_path for source, _, _ in open_files(files.audio)}
    return audio | known_files(record, rebuilt.series, paper_kinds(record))
