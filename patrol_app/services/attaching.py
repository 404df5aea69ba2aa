"""Taking in a photo, film or other file for a visit: hashed at import, the original untouched, noted in the log."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Literal, get_args

from patrol_app.domain.errors import BadInput
from patrol_app.recordings import attachments
from patrol_app.recordings.photos import picture_facts
from patrol_app.rules.book import load_rule_book
from patrol_app.services.closing import draft
from patrol_app.services.photographs import differences
from patrol_app.services.recall import recorded_files
from patrol_app.services.session.visit_log import VisitLog
from patrol_app.services.visit import AttachmentFact, VisitFacts
from patrol_app.store.home import Home
from patrol_app.store.store import Store

Source = Literal["phone", "drone", "camera", "microphone"]
SOURCES: tuple[str, ...] = get_args(Source)
_LETTER = {"photo": "P", "video": "V", "other": "F"}
_SPOKEN = "A"
"""A spoken note is counted for itself."""


def attach(
    path: Path,
    *,
    folder: Path,
    visit_log: VisitLog,
    already: Sequence[AttachmentFact],
    what: str,
    maker: str,
    source: Source,
    at: datetime,
    by: str,
    stated_at: datetime | None = None,
) -> AttachmentFact:
    """Copy a file into the recording under its hash, and note the import as a sealed fact of the visit's log.

    Args:
        path: the file as it came.
        folder: where attachments lie (``RecordingFolder.attachments``).
        visit_log: the visit's log.
        already: what was attached before; the label counts on from it.
        what: what it shows, in an officer's words.
        maker: who took it.
        source: what it was taken with.
        at: the moment of import.
        by: who imports it.
        stated_at: when it was taken, as the maker says; counts only where the file says nothing.

    Raises:
        BadInput: the file cannot be read, is there already, or a photo says no time and nobody stated one.
        CannotDo: the disk does not take it; nothing is half-made.
    """
    if not what.strip() or not maker.strip():
        raise BadInput("attach.words")
    if not path.is_file():
        raise BadInput("file.missing", path=path)
    seen = picture_facts(path)
    if seen.kind == "photo" and seen.taken_at is None and stated_at is None:
        raise BadInput("attach.no_time", path=path)
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    same = next((each for each in already if each.sha256 == digest), None)
    if same is not None:
        raise BadInput("attach.twice", path=path, label=same.label)
    kept = attachments.attach(folder, path, imported_at=at, imported_by=by, origin=source)
    letter = _SPOKEN if source == "microphone" else _LETTER[seen.kind]
    count = sum(1 for each in already if each.label.startswith(letter)) + 1
    fact = AttachmentFact(
        label=f"{letter}{count}",
        sha256=kept.sha256,
        size_bytes=kept.size_bytes,
        original_name=kept.original_name,
        what=what.strip(),
        maker=maker.strip(),
        source=source,
        imported_at=at,
        imported_by=by,
        stated_at=stated_at,
    )
    visit_log.add("attachment.added", fact, at=at, weighty=True)
    return fact


def told_differences(
    facts: VisitFacts, fact: AttachmentFact, *, store: Store, home: Home
) -> list[tuple[str, dict[str, object]]]:
    """Where the file's own time and place do not fit the visit as it stands now; the record will say the same."""
    files = recorded_files(store, home, facts.number)
    record = draft(facts, files, load_rule_book(), left_at=facts.left_at or fact.imported_at).record
    return differences(next(one for one in record.attachments if one.label == fact.label))
