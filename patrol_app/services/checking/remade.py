"""What the checks of every kind of pack share: values and files made again, compared with what the pack holds."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Protocol

from patrol_app.domain.codec import to_plain
from patrol_app.domain.record import Software
from patrol_app.evidence.layout import TRUST
from patrol_app.services.checking.compared import Check, Status
from patrol_app.services.checking.record_figures import flat
from patrol_app.services.identity import software
from patrol_app.services.pack_files import RULES, Recorded, instrument_files, track_bytes
from patrol_app.services.visit import VisitFiles


class Made(Protocol):
    """A record that says which program made it."""

    @property
    def software(self) -> Software:
        """The program."""
        ...


def numbers(record: object, again: object) -> tuple[int, list[Check]]:
    """How many values the record holds, and a line a value that was made differently; one line when none was."""
    printed = dict(flat(to_plain(record)))
    made = dict(flat(to_plain(again)))
    differing = [where for where in sorted(printed.keys() | made.keys()) if printed.get(where) != made.get(where)]
    if not differing:
        return len(printed), [Check(name="recompute.numbers", status="PASS", where=str(len(printed)))]
    return len(printed), [
        Check(
            name="recompute.number",
            status="FAIL",
            where=where,
            printed=printed.get(where),
            recomputed=made.get(where),
        )
        for where in differing
    ]


def same_bytes(name: str, path: Path, top: Path, made: bytes) -> Check:
    """A file that follows from the raw bytes alone."""
    same = path.is_file() and path.read_bytes() == made
    return Check(name=name, status="PASS" if same else "FAIL", where=path.relative_to(top).as_posix())


def set_again(name: str, record: Made, top: Path, file: str, content: bytes) -> Check:
    """A page or picture that the program makes from the record, compared byte by byte."""
    path = top / file
    if path.is_file() and path.read_bytes() == content:
        status: Status = "PASS"
    else:
        # another version of the program may set a page differently without any number being different
        status = "FAIL" if record.software == software() else "NOT CHECKED"
    return Check(name=name, status=status, where=file)


def track(files: VisitFiles, top: Path) -> Iterator[Check]:
    """The receiver's text against its raw bytes."""
    source = files.of("position")
    if source is not None:
        yield same_bytes("recompute.track", top / "data" / "gps" / "track.nmea", top, track_bytes(source))


def excerpts(record: Recorded, top: Path) -> Iterator[Check]:
    """The excerpts of the record beside it; told only where one differs."""
    checks = [same_bytes("recompute.excerpt", top / name, top, made) for name, made in instrument_files(record).items()]
    return (check for check in checks if check.status == "FAIL")


def strangers(known: Collection[str], top: Path) -> Iterator[Check]:
    """Files that nothing in the record speaks of: a paper or photo that was slipped in beside the real ones."""
    for path in sorted((top / "data").rglob("*")):
        name = path.relative_to(top).as_posix()
        if path.is_file() and name not in known and not name.startswith((RULES, TRUST)):
            yield Check(name="recompute.stranger", status="FAIL", where=name)
