"""The papers of a visit as PDF files that lie ready for a printer."""

from __future__ import annotations

from pathlib import Path

from patrol_app.domain.errors import BadInput
from patrol_app.recordings.disk import write_whole
from patrol_app.rules.book import RuleBook
from patrol_app.services.closing import draft
from patrol_app.services.papers import PAPER_FILES, papers_of
from patrol_app.services.photographs import pictures_of
from patrol_app.services.recall import recall, recorded_files
from patrol_app.store.home import Home
from patrol_app.store.reader import Reader


def papers_ready(number: str, *, reader: Reader, home: Home, book: RuleBook, only: tuple[str, ...] = ()) -> list[Path]:
    """Every paper of the visit in the order in which it is signed, or those named in ``only``.

    A closed visit's are the very files of its pack. Before that they are set from the facts as they stand now, and
    their feet say that the log is not closed yet.

    Raises:
        BadInput: no such visit, or it has no paper of that name.
    """
    facts = recall(reader, number)
    folder = home.recordings / number / "record"
    found = {name: folder / name for name in PAPER_FILES if (folder / name).is_file()}
    if reader.latest("pack.made", number) is None or not found:
        files = recorded_files(reader, home, number)
        made = draft(facts, files, book, left_at=facts.left_at or facts.arrived_at)
        papers = papers_of(made.record, made.series, pictures_of(made.record, files))
        found = {name: home.papers / f"{number}-{name}" for name in papers}
        for name, content in papers.items():
            write_whole(found[name], content)
    for name in only:
        if name not in found:
            raise BadInput("printing.no_paper", number=number, name=name, known="、".join(found))
    return [path for name, path in found.items() if not only or name in only]
