"""The end of a visit at the site: verdict from the recording, signatures, pack, and its check on the spot."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from patrol_app.domain.errors import BadInput, CannotDo
from patrol_app.domain.people import Officer, PersonMet
from patrol_app.domain.record import VisitRecord
from patrol_app.domain.strokes import Strokes, is_signature
from patrol_app.domain.verdict import Finding, Verdict
from patrol_app.evidence.signer import Signer
from patrol_app.evidence.verify import verify_pack
from patrol_app.recordings.folder import RecordingFolder
from patrol_app.reports import preview
from patrol_app.services.checking.recompute import Recomputed, recompute
from patrol_app.services.closing import ClosedVisit, Draft, close_visit, draft
from patrol_app.services.desk.departure import said
from patrol_app.services.desk.shelf import Shelf
from patrol_app.services.papers import paper_kinds
from patrol_app.services.photographs import pictures_of
from patrol_app.services.recall import recall, recorded_files
from patrol_app.services.screen_facts import OutcomeFact, Said
from patrol_app.services.session.visit_log import VisitLog
from patrol_app.services.signing import DRAWN, PARTY, UNMET, standing, with_signatures
from patrol_app.services.visit import VisitFacts


@contextmanager
def set_aside(pack: Path) -> Iterator[None]:
    """Keep a pack under a name of its own while its visit is packed again; it comes back when that fails."""
    if not pack.is_file():
        yield
        return
    count = 1
    while (kept := pack.with_name(f"{pack.stem}.v{count}{pack.suffix}")).exists():
        count += 1
    pack.rename(kept)
    try:
        yield
    except BaseException:
        if not pack.exists():
            kept.rename(pack)
        raise


@dataclass(slots=True)
class Signed:
    """A signature on the pad."""

    at: datetime
    strokes: Strokes


@dataclass
class Closing:
    """One visit that is being closed; used by the desk's worker alone."""

    shelf: Shelf
    number: str
    practice: bool
    facts: VisitFacts = field(init=False)
    made: Draft = field(init=False)
    signed: dict[str, Signed] = field(default_factory=dict)
    closed: ClosedVisit | None = None
    intact: bool | None = None
    again: Recomputed | None = None
    pages: int = 0
    printed: bool = False

    def look(self, at: datetime) -> None:
        """Rebuild and judge the visit from its recording; an order that it had keeps its number."""
        self._recall()
        files = recorded_files(self.shelf.store, self.shelf.home, self.number)
        self.made = draft(self.facts, files, self.shelf.book, left_at=at)

    def _recall(self) -> None:
        """What people said and drew, as the log has it: also what was signed before the program ended badly."""
        store = self.shelf.store
        self.facts = with_signatures(store, recall(store, self.number))
        before = store.latest("visit.closed", self.number)
        if before is not None and self.facts.order_number is None:
            self.facts = replace(self.facts, order_number=before.body["record"].get("order_number"))
        self.signed = {
            who: Signed(datetime.fromisoformat(entry.at_utc), entry.body["strokes"])
            for who, entry in standing(store, self.number).items()
        }

    @property
    def record(self) -> VisitRecord:
        """The record as it would be closed now, or as it was."""
        return self.closed.record if self.closed is not None else self.made.record

    @property
    def party_state(self) -> str:
        """Whether the party has signed, refused, was absent, or is still asked."""
        person = self.facts.person_met
        if PARTY in self.signed:
            return "signed"
        if person is not None and person.signature in ("refused", "absent") and person.witness:
            return person.signature
        return "waiting"

    def wants(self) -> Said | None:
        """What is missing before the pack can be made."""
        if self.practice:
            return said("ui.practice_no_export")
        if any(officer.certificate_number not in self.signed for officer in self.facts.officers):
            return said("close.wants.officers")
        return said("close.wants.party") if self.party_state == "waiting" else None

    def sign(self, who: str, strokes: Strokes, size: tuple[int, int], key: Signer | None, at: datetime) -> None:
        """Keep a signature: its strokes as a fact, beside the key that will sign the pack.

        Raises:
            BadInput: what was drawn is no signature, nobody of this visit, or nobody knows yet who the party is.
            CannotDo: practice, or an officer's key is still locked.
        """
        if self.practice:
            raise CannotDo("desk.practice_no_signature")
        if not is_signature(strokes, size):
            raise BadInput("desk.no_strokes")
        if who == PARTY:
            self._want_party()
        officer = next((one for one in self.facts.officers if one.certificate_number == who), None)
        if officer is None and who != PARTY:
            raise BadInput("desk.nobody", who=who)
        if officer is not None and key is None:
            raise CannotDo("desk.key_locked", name=officer.name)
        body = {
            "who": who,
            "name": officer.name if officer else self.person.name,
            "width_px": size[0],
            "height_px": size[1],
            "strokes": strokes,
            "key_sha256": key.fingerprint if key else None,
        }
        self.shelf.store.append(DRAWN, self.number, body, actor=who, at=at)
        if who == PARTY:
            signed = replace(self.person, signature="signed", refusal_reason=None, witness=None)
            self._say_of_person(signed, at)
        self._recall()
        self.made = replace(self.made, record=replace(self.made.record, signatures=self.facts.signatures))

    @property
    def person(self) -> PersonMet:
        """The party as met; without a name nobody was met."""
        nobody = PersonMet(name=UNMET, post="—", employer="—", relation="—", signature="absent")
        return self.facts.person_met or nobody

    def _want_party(self) -> None:
        if self.person.name == UNMET:
            raise BadInput("desk.no_party")

    def refuse(self, state: str, reason: str, witness: str, at: datetime) -> None:
        """The party refuses or is absent; who saw it stands beside it.

        Raises:
            BadInput: no reason or no witness, or nobody knows yet who refuses.
        """
        if state not in ("refused", "absent") or not reason.strip() or not witness.strip():
            raise BadInput("desk.refusal")
        if state == "refused":
            self._want_party()
        changed = replace(self.person, signature=state, refusal_reason=reason.strip(), witness=witness.strip())
        self._say_of_person(changed, at)

    def _say_of_person(self, person: PersonMet, at: datetime) -> None:
        actor = self.facts.recorder.certificate_number
        self.shelf.store.append("visit.observed", self.number, {"person_met": person}, actor=actor, at=at)

    def pack(self, signers: Mapping[str, Signer], at: datetime) -> None:
        """Make the final record, papers and the signed pack, then check it as a stranger would.

        Raises:
            CannotDo: practice, something is missing, or a key is locked; nothing is left half-made.
        """
        missing = self.wants()
        if missing is not None:
            raise CannotDo(missing.key, **dict(missing.data))
        keys = []
        for officer in self.facts.officers:
            key = signers.get(officer.certificate_number)
            if key is None:
                raise CannotDo("desk.key_locked", name=officer.name)
            keys.append(key)
        home, store = self.shelf.home, self.shelf.store
        log = VisitLog.resume(
            store, self.number, actor=self.facts.recorder.certificate_number, now=lambda: at, signer=keys[0]
        )
        made = store.all_of_kind("pack.made")
        try:
            with set_aside(home.packs / f"{self.number}.zip"):
                self.closed = self._close(log, keys, made[-1].body["sha256"] if made else None, at)
        except BaseException:
            # it can be tried again: an order keeps the number that it was given
            self._recall()
            raise

    def _close(self, log: VisitLog, keys: list[Signer], previous_pack_sha256: str | None, at: datetime) -> ClosedVisit:
        home, store = self.shelf.home, self.shelf.store
        return close_visit(
            self.facts,
            recorded_files(store, home, self.number),
            folder=RecordingFolder.open(home.recordings / self.number),
            visit_log=log,
            book=self.shelf.book,
            signers=keys,
            packs=home.packs,
            papers=home.papers,
            left_at=at,
            own_rules=home.path / "rules",
            previous_pack_sha256=previous_pack_sha256,
        )

    def check(self, at: datetime) -> None:
        """Verify the pack and make every number of it again."""
        if self.closed is not None:
            self.intact = verify_pack(self.closed.pack.path, None, at).intact
            self.again = recompute(self.closed.pack.path)

    def page_pictures(self, language: str) -> tuple[bytes, ...]:
        """The papers of the visit as pictures, as they would print now."""
        files = recorded_files(self.shelf.store, self.shelf.home, self.number)
        found: list[bytes] = []
        for name, (kind, details) in paper_kinds(self.record).items():
            pictures = pictures_of(self.record, files) if details is not None else None
            found.extend(
                preview(
                    kind, self.record, self.made.series, practice=self.practice, details=details, pictures=pictures,
                    language=language,  # type: ignore[arg-type]  # one of the two languages
                )
            )  # fmt: skip
            if name == "record.pdf":
                self.pages = len(found)
        return tuple(found)

    def waiting_officer(self) -> Officer | None:
        """Whose turn it is to sign."""
        return next((one for one in self.facts.officers if one.certificate_number not in self.signed), None)


def leading(record: VisitRecord) -> Verdict | None:
    """The verdict that the screens speak of: noise if it was measured, else the first breach, else the first."""
    noise = next((one for one in record.verdicts if one.kind == "construction_noise"), None)
    breach = next((one for one in record.verdicts if one.outcome == "breach"), None)
    return noise or breach or (record.verdicts[0] if record.verdicts else None)


def finding_of(verdict: Verdict | None, quantity: str, *, excluded: bool = False) -> Finding | None:
    """The finding of a quantity, of the whole run or without its excluded parts."""
    if verdict is None:
        return None
    return next((one for one in verdict.findings if one.quantity == quantity and one.excluded_parts == excluded), None)


def plain(value: Decimal | float | int | None, digits: int = 1) -> str:
    """A number as it is written, with a true minus."""
    return "—" if value is None else f"{value:.{digits}f}".replace("-", "−")


def outcome_fact(record: VisitRecord, *, short: bool = False) -> OutcomeFact:
    """The verdict in plain words with its reasons."""
    verdict = leading(record)
    if verdict is None:
        return OutcomeFact(outcome="cannot_be_judged", title=said("close.title.cannot_be_judged"),
                           detail=said("desk.no_case"))  # fmt: skip
    reasons = tuple(
        Said("desk.reason", (("zh", each.zh), ("en", each.en)))
        for one in (verdict, *(other for other in record.verdicts if other is not verdict))
        for each in one.reasons
    )
    reason = reasons[0] if verdict.reasons else said("close.text", text="")
    if verdict.outcome == "breach":
        title = said(f"desk.breach.{verdict.kind}")
        return OutcomeFact(outcome="exceeds", title=title, detail=reason, reasons=reasons)
    if verdict.outcome in ("indicative", "cannot_be_judged"):
        title = said(f"close.title.{verdict.outcome}")
        return OutcomeFact(outcome=verdict.outcome, title=title, detail=reason, reasons=reasons)
    laeq = finding_of(verdict, "LAeq")
    data = {
        "measured": laeq.rounded_db if laeq else "—",
        "limit": plain(laeq.limit_db, 0) if laeq else "—",
        "excess": laeq.excess_db if laeq and laeq.excess_db is not None else "—",
        "quantity": "LAeq",
    }
    loud = finding_of(verdict, "LAFmax")
    if loud is not None and loud.exceeds and not (laeq is not None and laeq.exceeds):
        data |= {"measured": loud.rounded_db, "limit": plain(loud.limit_db, 0), "excess": loud.excess_db}
        data["quantity"] = "LAFmax"
    outcome = "exceeds" if verdict.outcome == "exceeds" else "complies"
    key = f"desk.title.{'short.' if short else ''}{outcome}"
    title = Said(key, tuple(data.items()))
    return OutcomeFact(outcome=outcome, title=title, detail=reason, reasons=reasons)  # type: ignore[arg-type]
