"""The evidence pack of a visit that is on this laptop."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from patrol_app.domain.errors import BadInput
from patrol_app.domain.people import Officer
from patrol_app.evidence.files import sweep
from patrol_app.evidence.signer import Signer
from patrol_app.recordings.folder import RecordingFolder
from patrol_app.rules.book import RuleBook
from patrol_app.services.closing import ClosedVisit, close_visit
from patrol_app.services.office import library
from patrol_app.services.practice import refuse_practice
from patrol_app.services.recall import recall, recorded_files
from patrol_app.services.session.visit_log import VisitLog
from patrol_app.services.signing import with_signatures
from patrol_app.services.survey.closing import ClosedSurvey, close_survey
from patrol_app.services.survey.facts import SurveyFacts
from patrol_app.services.survey.recall import recall_survey
from patrol_app.services.visit import VisitFacts
from patrol_app.store.home import Home
from patrol_app.store.reader import Reader
from patrol_app.store.store import Store


def officers_for(reader: Reader, facts: VisitFacts | SurveyFacts, numbers: Sequence[str]) -> tuple[Officer, ...]:
    """The two officers who sign: those of the visit, or those named.

    Raises:
        BadInput: fewer than two, or a number that is not in the library.
    """
    if numbers:
        known = {officer.certificate_number: officer for officer in library.officers(reader)}
        missing = [number for number in numbers if number not in known]
        if missing:
            raise BadInput("export.no_officer", number=missing[0], known="、".join(known) or "—")
        chosen = tuple(known[number] for number in numbers)
    else:
        chosen = facts.officers
    if len(chosen) < 2:
        raise BadInput("export.officers", number=facts.number)
    return chosen[:2]


def export(
    number: str,
    *,
    home: Home,
    store: Store,
    book: RuleBook,
    officers: tuple[Officer, ...],
    signers: Sequence[Signer],
    to: Path,
    supervisor: Signer | None = None,
    sm3: bool = False,
) -> ClosedVisit:
    """Close the visit with a final record, papers and a pack signed by both officers, in the folder ``to``.

    With ``supervisor`` a third signature stands beside theirs; ``sm3`` adds a second manifest (GB/T 32905). What an
    export that was killed left in ``to`` is removed first.

    Raises:
        BadInput: no such visit, or the pack is already there.
        CannotDo: the folder is one of practice.
    """
    refuse_practice(store)
    facts = with_signatures(store, recall(store, number))
    target = to / f"{number}.zip"
    if target.exists():
        raise BadInput("export.exists", path=target)
    to.mkdir(parents=True, exist_ok=True)
    sweep(to)
    facts = replace(facts, officers=officers, recorder=officers[-1])
    visit_log = VisitLog.resume(
        store, number, actor=officers[0].certificate_number, now=lambda: datetime.now(UTC), signer=signers[0]
    )
    made = store.all_of_kind("pack.made")
    return close_visit(
        facts,
        recorded_files(store, home, number),
        folder=RecordingFolder.open(home.recordings / number),
        visit_log=visit_log,
        book=book,
        signers=signers,
        packs=to,
        papers=home.papers,
        left_at=datetime.now(UTC),
        own_rules=home.path / "rules",
        supervisor=supervisor,
        sm3=sm3,
        previous_pack_sha256=made[-1].body["sha256"] if made else None,
    )


def export_survey(
    number: str,
    *,
    home: Home,
    store: Store,
    officers: tuple[Officer, ...],
    signers: Sequence[Signer],
    to: Path,
    supervisor: Signer | None = None,
    sm3: bool = False,
) -> ClosedSurvey:
    """Close a drive-by survey with a final record, its files and a pack signed by both officers, in the folder ``to``.

    Raises:
        BadInput: no such survey, or the pack is already there.
        CannotDo: the folder is one of practice.
    """
    refuse_practice(store)
    facts = replace(recall_survey(store, number), officers=officers, recorder=officers[-1])
    visit_log = VisitLog.resume(
        store, number, actor=officers[0].certificate_number, now=lambda: datetime.now(UTC), signer=signers[0]
    )
    made = store.all_of_kind("pack.made")
    return close_survey(
        facts,
        home=home,
        reader=store,
        visit_log=visit_log,
        signers=signers,
        packs=to,
        left_at=datetime.now(UTC),
        previous_pack_sha256=made[-1].body["sha256"] if made else None,
        supervisor=supervisor,
        sm3=sm3,
    )
