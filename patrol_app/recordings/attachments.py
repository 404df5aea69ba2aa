"""Photos, videos and documents taken in as they were: kept under their SHA-256, each import written down."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from patrol_app.domain.codec import canonical_json
from patrol_app.domain.errors import BadInput, CannotDo, DamagedEvidence
from patrol_app.recordings.disk import DurableFile, cut_tail, disk_fault, rename

_IMPORTS = "imports.jsonl"
_SUFFIX = re.compile(r"\.[a-z0-9]{1,8}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A photo, video or document taken in as it was: kept under its hash, with what it was called before."""

    sha256: str
    path: Path
    size_bytes: int
    original_name: str
    origin: str
    imported_at: datetime
    imported_by: str


def attach(folder: Path, source: Path, *, imported_at: datetime, imported_by: str, origin: str) -> Attachment:
    """Take in a file: copied under its SHA-256, the original untouched, the import written down.

    Args:
        folder: where attachments lie (``RecordingFolder.attachments``).
        source: the file as it came.
        imported_at: when, with offset.
        imported_by: who.
        origin: where it comes from, in words (phone, drone, memory card of a camera).

    Raises:
        BadInput: ``source`` cannot be read.
        CannotDo: full disk or another fault; nothing is half-made.
    """
    part = folder / "incoming.part"
    part.unlink(missing_ok=True)
    digest = hashlib.sha256()
    file = DurableFile.create(part)
    try:
        for block in _blocks(source):
            digest.update(block)
            file.append(block)
        file.sync()
    except (BadInput, CannotDo):
        file.close()
        part.unlink(missing_ok=True)
        raise
    size = file.size
    file.close()
    target = folder / stored_name(digest.hexdigest(), source.name)
    rename(part, target)
    attachment = Attachment(
        sha256=digest.hexdigest(), path=target, size_bytes=size, original_name=source.name, origin=origin,
        imported_at=imported_at, imported_by=imported_by,
    )  # fmt: skip
    _note_import(folder / _IMPORTS, attachment)
    return attachment


def stored_name(sha256: str, original_name: str) -> str:
    """What a file taken in is called: its hash, with the ending it came with where that is a plain one."""
    suffix = Path(original_name).suffix.lower()
    return sha256 + (suffix if _SUFFIX.fullmatch(suffix) else "")


def attached(folder: Path) -> tuple[Attachment, ...]:
    """Everything taken in, in order.

    Raises:
        DamagedEvidence: the list of imports has a line that cannot be read.
    """
    path = folder / _IMPORTS
    if not path.exists():
        return ()
    found = []
    for number, line in enumerate(_read(path).splitlines(), start=1):
        try:
            plain = json.loads(line)
            plain["path"] = folder / plain.pop("file")
            plain["imported_at"] = datetime.fromisoformat(plain["imported_at"])
            found.append(Attachment(**plain))
        except (ValueError, KeyError, TypeError, AttributeError) as fault:
            raise DamagedEvidence("recordings.series_damaged", path=str(path), line=number) from fault
    return tuple(found)


def changed(attachment: Attachment) -> bool:
    """Whether the file is no longer what was taken in (another hash, or gone)."""
    if not attachment.path.is_file():
        return True
    digest = hashlib.sha256()
    for block in _blocks(attachment.path):
        digest.update(block)
    return digest.hexdigest() != attachment.sha256


def repair_imports(folder: Path) -> int:
    """Cut a torn last line of the list of imports; returns the bytes cut."""
    path = folder / _IMPORTS
    if not path.exists():
        return 0
    content = _read(path)
    end = content.rfind(b"\n") + 1
    if end < len(content):
        cut_tail(path, end)
    return len(content) - end


def _note_import(path: Path, attachment: Attachment) -> None:
    plain = {
        "file": attachment.path.name,
        "sha256": attachment.sha256,
        "size_bytes": attachment.size_bytes,
        "original_name": attachment.original_name,
        "origin": attachment.origin,
        "imported_at": attachment.imported_at,
        "imported_by": attachment.imported_by,
    }
    file = DurableFile.reopen(path) if path.exists() else DurableFile.create(path)
    try:
        file.append(canonical_json(plain) + b"\n")
        file.sync()
    finally:
        file.close()


def _blocks(source: Path) -> Iterator[bytes]:
    try:
        with source.open("rb") as stream:
            while block := stream.read(1 << 20):
                yield block
    except OSError as fault:
        raise BadInput("recordings.unreadable", path=str(source), reason=fault.strerror or str(fault)) from fault


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as fault:
        raise disk_fault(fault, path) from fault
