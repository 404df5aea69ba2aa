"""The supervisor's desk: closed visits, one looked at and made again, accepted or sent back as facts of the log."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from drivers.microphone import Speaker
from patrol_app.acoustics.runs import leq_between_db, leq_without_db
from patrol_app.domain.codec import from_plain
from patrol_app.domain.errors import BadInput, CannotDo
from patrol_app.domain.record import VisitRecord
from patrol_app.evidence.additions import countersign
from patrol_app.evidence.checks import VerifyReport
from patrol_app.evidence.signer import Signer
from patrol_app.evidence.verify import verify_pack
from patrol_app.services.checking.recompute import Recomputed, recompute
from patrol_app.services.closing import Draft, draft
from patrol_app.services.desk.decisions import (
    LOOK_BACK,
    Decided,
    decisions,
    named,
    newest_closed,
    standing,
)
from patrol_app.services.desk.shelf import Shelf
from patrol_app.services.recall import recall, recorded_files
from patrol_app.services.run_audio import open_files, pieces
from patrol_app.services.visit import ExclusionFact, VisitFacts, VisitFiles

MOST = 200
PEAKS = 1200
JUDGED_ANEW = "review.judged_anew"
"""What a visit comes to when the parts that a reviewer excluded are left out as well; its own record stays."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """A closed visit of the list, with the decision that holds; ``None`` while it waits for one."""

    record: VisitRecord
    closed_at: datetime
    decided: Decided | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """The visit that is looked at, rebuilt from its recording; the checks come a moment later."""

    filed: Filed
    facts: VisitFacts
    files: VisitFiles
    made: Draft
    peaks: NDArray[np.float32]
    added: tuple[ExclusionFact, ...]
    anew: Draft | None = None
    """Rebuilt and judged with the added exclusions as well; ``None`` where there are none."""
    report: VerifyReport | None = None
    again: Recomputed | None = None
    no_pack: bool = False


@dataclass
class Review:
    """Used by the desk's worker alone."""

    shelf: Shelf
    filed: tuple[Filed, ...] = ()
    selected: int = 0
    case: Case | None = None
    shown: Literal["waiting", "all"] = "waiting"
    playing_from: tuple[float, float] | None = None
    left_s: float | None = None
    """Where the playhead was left, in seconds of the run."""
    speaker: Speaker = field(default_factory=Speaker)

    def load(self, at: datetime) -> None:
        """The newest closed visits, those that wait before the others."""
        store = self.shelf.store
        decided = decisions(store, at - LOOK_BACK)
        found = []
        for entry in newest_closed(store, at - LOOK_BACK)[:MOST]:
            closed_at = datetime.fromisoformat(entry.at_utc)
            holds = standing(decided.get(entry.subject), closed_at)
            if self.shown == "all" or holds is None:
                record = from_plain(VisitRecord, entry.body["record"])
                found.append(Filed(record=record, closed_at=closed_at, decided=holds))
        self.filed = tuple(found)
        self.selected = min(self.selected, max(0, len(found) - 1))

    def open_case(self, row: int) -> None:
        """Rebuild one visit; what its pack says comes with ``check``."""
        self.speaker.stop()
        self.playing_from = self.left_s = None
        if not self.filed:
            self.case = None
            return
        self.selected = max(0, min(row, len(self.filed) - 1))
        filed = self.filed[self.selected]
        number = filed.record.number
        store, home = self.shelf.store, self.shelf.home
        facts, files = recall(store, number), recorded_files(store, home, number)
        made = draft(facts, files, self.shelf.book, left_at=filed.record.left_at)
        added = tuple(
            from_plain(ExclusionFact, entry.body) for entry in store.all_of_kind("review.exclusion_added", number)
        )
        case = Case(
            filed=filed, facts=facts, files=files, made=made, peaks=peaks_of(made, files), added=added,
            no_pack=not self.pack_path(number).is_file(),
        )  # fmt: skip
        self.case = replace(case, anew=self._judged(case)) if added else case

    def find(self, number: str) -> int | None:
        """The row of a visit, or nothing where the list does not hold it."""
        return next((row for row, one in enumerate(self.filed) if one.record.number == number), None)

    def _judged(self, case: Case) -> Draft:
        """The visit made again from its recording and judged with what the review excluded as well."""
        facts = replace(case.facts, exclusions=(*case.facts.exclusions, *case.added))
        record, heard = case.filed.record, case.made.rebuilt.heard
        return draft(facts, case.files, self.shelf.book, left_at=record.left_at, heard=heard)

    def pack_path(self, number: str) -> Path:
        """Where the pack of a visit lies."""
        return self.shelf.home.packs / f"{number}.zip"

    def check(self, at: datetime) -> None:
        """Verify the pack and make its numbers again."""
        case = self.case
        if case is None or case.no_pack:
            return
        pack = self.pack_path(case.filed.record.number)
        self.case = replace(case, report=verify_pack(pack, None, at), again=recompute(pack))

    def decide(
        self,
        decision: Literal["accepted", "sent_back"],
        remark: str,
        who: tuple[str, str],
        key: Signer | None,
        at: datetime,
    ) -> None:
        """Accept, or send back with a sentence; ``who`` is name and certificate number.

        With an unlocked key the reviewer's own signature is put into the pack that is accepted.

        Raises:
            BadInput: nobody is set as reviewer, or sent back without a sentence.
            CannotDo: accepted although the pack is missing or does not verify.
        """
        case = self.case
        if case is None:
            return
        number = case.filed.record.number
        name, certificate = who
        if not certificate:
            raise BadInput("desk.no_reviewer")
        if decision == "sent_back" and not remark.strip():
            raise BadInput("desk.no_remark")
        pack = self.pack_path(number)
        if decision == "accepted":
            if case.report is None or not case.report.intact:
                raise CannotDo("desk.pack_not_intact", number=number)
            if key is not None:
                countersign(pack, key, at=at)
        body = {
            "remark": remark.strip(),
            "by": certificate,
            "name": name,
            "key_sha256": key.fingerprint if key else None,
        }
        self.shelf.store.append(f"review.{decision}", number, body, actor=certificate, at=at)
        if key is not None:
            self.shelf.store.checkpoint(key.sign, key_sha256=key.fingerprint, at=at)

    def exclude(self, start_s: float, end_s: float, reason: str, who: tuple[str, str], at: datetime) -> None:
        """Mark a stretch beside what was excluded at the site, and judge the visit anew without it.

        The signed record stays as it is. What it comes to without the stretch is a fact of its own, and both are shown.

        Raises:
            BadInput: nobody is set as reviewer.
        """
        name, certificate = who
        if not certificate:
            raise BadInput("desk.no_reviewer")
        case = self.case
        if case is None or case.made.record.measurement is None:
            return
        main = case.made.record.measurement
        label = chr(ord("A") + min(25, len(main.exclusions) + len(case.added)))
        fact = ExclusionFact(run=main.label, label=label, start_s=round(max(0.0, start_s), 3),
                             end_s=round(min(main.duration_s, end_s), 3), reason=reason,
                             author=named(name, certificate), at=at)  # fmt: skip
        store, number = self.shelf.store, case.facts.number
        store.append("review.exclusion_added", number, fact, actor=certificate, at=at)
        case = replace(case, added=(*case.added, fact))
        anew = self._judged(case)
        again = anew.record.measurement
        body = {
            "by": certificate,
            "name": name,
            "excluded": [*(one.label for one in main.exclusions), *(one.label for one in case.added)],
            "laeq_db": again.laeq_db if again else None,
            "laeq_without_db": again.laeq_without_db if again else None,
            "lafmax_without_db": again.lafmax_without_db if again else None,
            "verdicts_as_closed": case.made.record.verdicts,
            "verdicts": anew.record.verdicts,
        }
        store.append(JUDGED_ANEW, number, body, actor=certificate, at=at)
        self.case = replace(case, anew=anew)

    def listen(self, at_s: float, now_s: float) -> None:
        """Play the run's audio from a moment on, or stop.

        Raises:
            CannotDo: nothing was recorded.
            PortRefused: this laptop has no output.
        """
        case = self.case
        if case is None:
            return
        if self.speaker.playing:
            self.speaker.stop()
            self.playing_from = None
            return
        run = next((one for one in reversed(case.made.rebuilt.runs) if one.role == "main"), None)
        opened = open_files(case.files.audio)
        if run is None or run.audio_span is None or not opened:
            raise CannotDo("desk.no_audio")
        rate = opened[0][1].sample_rate_hz
        first, last = run.audio_span
        begin = min(last, first + round(max(0.0, at_s) * rate))
        parts = [samples for _, samples in pieces(opened, begin, min(last, begin + 120 * rate))]
        if not parts:
            raise CannotDo("desk.no_audio")
        samples = np.concatenate(parts)
        full_scale = np.float32(1 << 15 if samples.dtype == np.int16 else 1 << 23)
        self.speaker.play(samples.astype(np.float32) / full_scale, rate)
        self.playing_from = at_s, now_s


def without_parts(case: Case) -> list[tuple[float | None, float | None]]:
    """For each exclusion, of the site then of the review: LAeq of the part, and of the run without all up to it."""
    main = case.made.record.measurement
    if main is None:
        return []
    series = case.made.series.get(main.label)
    if series is None:
        return []
    said = [(t, value) for t, value in zip(series.t_s, series.laeq_db, strict=True) if value is not None]
    t_s, leq_db = np.asarray([t for t, _ in said]), np.asarray([value for _, value in said])
    spans: list[tuple[float, float]] = []
    found: list[tuple[float | None, float | None]] = []
    marked = [(one.start_s, one.end_s) for one in main.exclusions] + [(one.start_s, one.end_s) for one in case.added]
    for start_s, end_s in marked:
        spans.append((start_s, end_s))
        part = leq_between_db(t_s, leq_db, start_s, end_s) if len(t_s) else None
        rest = leq_without_db(t_s, leq_db, main.duration_s, spans) if len(t_s) else None
        found.append((part, rest))
    return found


def peaks_of(made: Draft, files: VisitFiles) -> NDArray[np.float32]:
    """The loudest sample of each of 1,200 parts of the main run's audio, 0 to 1; empty without audio."""
    run = next((one for one in reversed(made.rebuilt.runs) if one.role == "main"), None)
    opened = open_files(files.audio)
    if run is None or run.audio_span is None or not opened:
        return np.empty(0, np.float32)
    first, last = run.audio_span
    found = np.zeros(PEAKS, np.float32)
    position = 0
    for _, samples in pieces(opened, first, last):
        scale = 32768.0 if samples.dtype == np.int16 else float(1 << 23)
        slots = (np.arange(position, position + len(samples), 480) * PEAKS) // max(1, last - first)
        loud = np.maximum.reduceat(np.abs(samples.astype(np.float32)), np.arange(0, len(samples), 480)) / scale
        np.maximum.at(found, np.minimum(slots, PEAKS - 1), loud)
        position += len(samples)
    return found.clip(0.0, 1.0)
