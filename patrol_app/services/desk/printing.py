"""Papers of the visit that is being closed, on a printer: which there are, and what was printed as a fact."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from patrol_app.domain.errors import BadInput, CannotDo
from patrol_app.recordings.disk import write_whole
from patrol_app.reports import render, title
from patrol_app.services import printing
from patrol_app.services.desk.closing import Closing
from patrol_app.services.papers import paper_kinds
from patrol_app.services.photographs import pictures_of
from patrol_app.services.recall import recorded_files
from patrol_app.services.screen_facts import PrinterFact, PrintingFacts, PrintPaper, Said

KIND = "papers.printed"


def printing_facts(closing: Closing) -> PrintingFacts:
    """Printers of this laptop and papers of the visit.

    Raises:
        CannotDo: no print system, no printer, or it does not answer.
    """
    known = printing.printers()
    if not known:
        raise CannotDo("desk.no_printer")
    papers = tuple(
        PrintPaper(name=name, title=Said("desk.reason", (("zh", title(kind, "zh")), ("en", title(kind, "en")))))
        for name, (kind, _) in paper_kinds(closing.record).items()
    )
    return PrintingFacts(
        printers=tuple(PrinterFact(name=one.name, state=one.state, default=one.default) for one in known),
        papers=papers,
    )


def paper_files(closing: Closing, names: Sequence[str]) -> list[Path]:
    """The papers as files: those of the pack once there is one, before it as they stand on the screen now.

    Raises:
        BadInput: none was chosen, or there is no such paper.
    """
    kinds = paper_kinds(closing.record)
    unknown = [name for name in names if name not in kinds]
    if not names or unknown:
        raise BadInput("desk.no_paper", name="、".join(unknown) or "—")
    if closing.closed is not None:
        return [closing.closed.papers[name] for name in kinds if name in names]
    home, store = closing.shelf.home, closing.shelf.store
    pictures = pictures_of(closing.record, recorded_files(store, home, closing.number))
    found = []
    for name, (kind, details) in kinds.items():
        if name not in names:
            continue
        content = render(
            kind, closing.record, closing.made.series, practice=closing.practice, details=details,
            pictures=pictures if details is not None else None,
        )  # fmt: skip
        path = home.papers / f"{closing.number}-{name}"
        write_whole(path, content)
        found.append(path)
    return found


def print_visit(closing: Closing, names: Sequence[str], printer: str, copies: int, at: datetime) -> printing.PrintJob:
    """Hand papers to a printer, and note which bytes they were.

    Raises:
        BadInput: no such paper or printer, or a wrong count.
        CannotDo: the printer is stopped, or the print system refuses.
    """
    files = paper_files(closing, names)
    job = printing.print_papers(files, printer, copies)
    body = {
        "printer": job.printer,
        "job": job.job,
        "copies": job.copies,
        "papers": [{"name": path.name, "sha256": hashlib.sha256(path.read_bytes()).hexdigest()} for path in files],
        "of_pack": closing.closed is not None,
    }
    actor = closing.facts.recorder.certificate_number
    closing.shelf.store.append(KIND, closing.number, body, actor=actor, at=at)
    closing.printed = True
    return job
