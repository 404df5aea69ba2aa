"""The supervisor's desk: closed visits, one looked at and made again, accepted or sent back as facts of the log."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from patrol_app.acoustics.runs import leq_between_db, leq_without_db
from patrol_app.domain.codec import from_plain
from patrol_app.domain.errors import BadInput, CannotDo, PatrolError
from patrol_app.domain.record import VisitRecord
from patrol_app.evidence.additions import countersign
from patrol_app.evidence.checks import VerifyReport
from patrol_app.evidence.layout import SUPERVISOR
from patrol_app.evidence.signer import Signer
from patrol_app.evidence.trust import TrustList, load_trust
from patrol_app.evidence.verify import verify_pack
from patrol_app.services.checking.recompute import Recomputed, recompute
from patrol_app.services.checking.unpacking import unpacked
from patrol_app.services.closing import Draft, draft
from patrol_app.services.desk.acceptance import Verb, refusal
from patrol_app.services.desk.decisions import Decided, named
from patrol_app.services.desk.listening import Playback, loud_enough, peaks_of
from patrol_app.services.desk.shelf import Shelf
from patrol_app.services.desk.visit_index import closed_visits
from patrol_app.services.pack_files import files_in_pack
from patrol_app.services.recall import recall, recorded_files
from patrol_app.services.screen_facts import ReviewItem, Said
from patrol_app.services.supervisor_facts import ListFilter, VisitLine, taken
from patrol_app.services.visit import ExclusionFact, VisitFacts, VisitFiles

JUDGED_ANEW = "review.judged_anew"
"""What a visit comes to when the parts that a reviewer excluded are left out as well; its own record stays."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """The closed visit that is looked at, with the decision that holds; ``None`` while it waits for one."""

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
    trusted_by: bool = False
    """The office keeps a list of whose signatures count, and the pack was held against it."""
    fault: PatrolError | None = None
    """What kept the pack from being made again."""
    gain_db: float = 0.0
    """By how much the run's sound is made louder to be heard and seen."""
    stamp: tuple[int, ...] = ()
    """The pack's file as it was when it was checked."""


@dataclass
class Review:
    """Used by the desk's worker alone."""

    shelf: Shelf
    every: tuple[VisitLine, ...] = ()
    """All closed visits, the newest first."""
    filed: tuple[VisitLine, ...] = ()
    """Those of them that are asked for."""
    items: tuple[ReviewItem, ...] | None = None
    """The same as the list takes them, once it was shown: ten thousand are not made again for each thing published."""
    selected: int = 0
    case: Case | None = None
    shown: str = "waiting"
    """How they stand: ``all`` or a ``Standing``."""
    asked: ListFilter = field(default_factory=ListFilter)
    playback: Playback = field(default_factory=Playback)
    unopened: Said | None = None
    """Why the selected visit could not be opened."""
    _out: ExitStack = field(default_factory=ExitStack)
    """The pack that the case was unpacked from, where its recording is not on this laptop."""

    def load(self, at: datetime) -> None:
        """Read all closed visits again."""
        self.every = closed_visits(self.shelf, at)
        self.sift()

    def sift(self) -> None:
        """Take those that are asked for; the selected one stays selected where it still is among them."""
        before = self.filed[self.selected].number if self.filed else ""
        self.filed = tuple(one for one in taken(self.every, self.asked) if self.shown in ("all", one.standing))
        self.items = None
        row = self.find(before)
        self.selected = min(self.selected, max(0, len(self.filed) - 1)) if row is None else row

    def open_case(self, row: int) -> None:
        """Rebuild one visit; what its pack says comes with ``check``.

        Raises:
            PatrolError: it cannot be rebuilt; the list still has it selected.
        """
        self.close()
        self.case = self.unopened = None
        if not self.filed:
            return
        self.selected = max(0, min(row, len(self.filed) - 1))
        try:
            self.case = self._case(self._filed(self.filed[self.selected]))
        except PatrolError as fault:
            self.unopened = Said(fault.key, tuple(fault.data.items()))
            raise

    def _case(self, filed: Filed) -> Case:
        number = filed.record.number
        store = self.shelf.store
        facts, files = recall(store, number), self._files(filed.record)
        made = draft(facts, files, self.shelf.book, left_at=filed.record.left_at)
        added = tuple(
            from_plain(ExclusionFact, entry.body) for entry in store.all_of_kind("review.exclusion_added", number)
        )
        peaks, gain_db = loud_enough(peaks_of(made, files))
        case = Case(
            filed=filed, facts=facts, files=files, made=made, peaks=peaks, gain_db=gain_db, added=added,
            no_pack=not self.pack_path(number).is_file(),
        )  # fmt: skip
        return replace(case, anew=self._judged(case)) if added else case

    def _files(self, record: VisitRecord) -> VisitFiles:
        """The recording on this laptop; an office that has only the pack takes it out of that."""
        files = recorded_files(self.shelf.store, self.shelf.home, record.number)
        pack = self.pack_path(record.number)
        if files.raw or not record.raw_files or not pack.is_file():
            return files
        try:
            return files_in_pack(record, self._out.enter_context(unpacked(pack)))
        except PatrolError:
            # what is wrong with the pack is told by its check
            return files

    def close(self) -> None:
        """Be silent, and take away what was unpacked."""
        self.playback.forget()
        self._out.close()

    def find(self, number: str) -> int | None:
        """The row of a visit, or nothing where the list does not hold it."""
        return next((row for row, one in enumerate(self.filed) if one.number == number), None)

    def _filed(self, line: VisitLine) -> Filed:
        entry = self.shelf.store.latest("visit.closed", line.number)
        if entry is None:
            raise BadInput("recall.no_visit", number=line.number)
        decided = None
        if line.standing != "waiting" and line.decided_at is not None:
            decided = Decided(number=line.number, decision=line.standing, who=line.decided_by, at=line.decided_at,
                              remark=line.remark)  # fmt: skip
        record = from_plain(VisitRecord, entry.body["record"])
        return Filed(record=record, closed_at=datetime.fromisoformat(entry.at_utc), decided=decided)

    def _judged(self, case: Case) -> Draft:
        """The visit made again from its recording and judged with what the review excluded as well."""
        facts = replace(case.facts, exclusions=(*case.facts.exclusions, *case.added))
        record, heard = case.filed.record, case.made.rebuilt.heard
        return draft(facts, case.files, self.shelf.book, left_at=record.left_at, heard=heard)

    def pack_path(self, number: str) -> Path:
        """Where the pack of a visit lies."""
        return self.shelf.home.packs / f"{number}.zip"

    def check(self, at: datetime) -> None:
        """Verify the pack and make its numbers again; what cannot be read at all is a fault of the case."""
        case = self.case
        if case is None or case.no_pack:
            return
        pack = self.pack_path(case.filed.record.number)
        case = replace(case, stamp=stamp_of(pack))
        try:
            trust = self._trust()
            case = replace(case, report=verify_pack(pack, trust, at), trusted_by=trust is not None)
            case = replace(case, again=recompute(pack))
        except PatrolError as fault:
            case = replace(case, fault=fault)
        self.case = case

    def _trust(self) -> TrustList | None:
        """Whose signatures count, where the office keeps such a list; never taken from a pack."""
        folder = self.shelf.home.trust
        return load_trust(folder) if any(folder.glob("*.pem")) or any(folder.glob("*.json")) else None

    def stale(self, number: str) -> bool:
        """Whether somebody wrote to the pack of a visit since it was checked."""
        case = self.case_of(number)
        return stamp_of(self.pack_path(number)) != case.stamp

    def done(self, number: str, decision: Verb) -> bool:
        """Whether that was decided a moment ago and the next visit lies on the desk: a key that was pressed twice."""
        if self.case is not None and self.case.filed.record.number == number:
            return False
        return any(one.number == number and one.standing == decision for one in self.every)

    def case_of(self, number: str) -> Case:
        """The visit that is looked at, if it is the one that is meant.

        Raises:
            CannotDo: another one is on the desk: what was decided of the one before must not fall on it.
        """
        if self.case is None or self.case.filed.record.number != number:
            raise CannotDo("desk.other_case", number=number)
        return self.case

    def decide(
        self, number: str, decision: Verb, remark: str, who: tuple[str, str], key: Signer | None, at: datetime
    ) -> None:
        """Accept, or send back with a sentence; ``who`` is name and certificate number.

        With an unlocked key the reviewer's own signature is put into the pack that is accepted; one that it carries
        already, from the order, stands for it.

        Raises:
            BadInput: nobody is set as reviewer, or sent back without a sentence.
            CannotDo: own visit, decided before, another case, or a pack that is missing or fails.
        """
        case = self.case_of(number)
        refused = refusal(case, decision, who, remark)
        if refused is not None:
            raise refused
        name, certificate = who
        pack = self.pack_path(number)
        if decision == "accepted":
            signed = {one.fingerprint for one in case.report.signers if one.role == SUPERVISOR} if case.report else ()
            if key is not None and key.fingerprint not in signed:
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

    def exclude(
        self, number: str, start_s: float, end_s: float, reason: str, who: tuple[str, str], at: datetime
    ) -> None:
        """Mark a stretch beside what was excluded at the site, and judge the visit anew without it.

        The signed record stays as it is. What it comes to without the stretch is a fact of its own, and both are shown.

        Raises:
            BadInput: nobody is set as reviewer.
            CannotDo: own visit, accepted before, or another case.
        """
        case = self.case_of(number)
        refused = refusal(case, "excluded", who)
        if refused is not None:
            raise refused
        name, certificate = who
        if case.made.record.measurement is None:
            return
        main = case.made.record.measurement
        label = letters(len(main.exclusions) + len(case.added))
        fact = ExclusionFact(run=main.label, label=label, start_s=round(max(0.0, start_s), 3),
                             end_s=round(min(main.duration_s, end_s), 3), reason=reason,
                             author=named(name, certificate), at=at)  # fmt: skip
        store = self.shelf.store
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


def stamp_of(pack: Path) -> tuple[int, ...]:
    """Size, time and place of a file: another one means that somebody wrote since."""
    try:
        found = pack.stat()
    except OSError:
        return ()
    return found.st_size, found.st_mtime_ns, found.st_ino


def letters(place: int) -> str:
    """A, B … Z, AA, AB …"""
    over, rest = divmod(place, 26)
    return (letters(over - 1) if over else "") + chr(ord("A") + rest)


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
