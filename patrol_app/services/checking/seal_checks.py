"""The sound of a pack against the hashes that the log sealed when each run ended."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from patrol_app.domain.record import VisitRecord
from patrol_app.evidence.layout import EVENTS
from patrol_app.recordings.disk import sha256_of
from patrol_app.services.checking.compared import Check, Status


def seal_checks(record: VisitRecord, entries: Sequence[Mapping[str, Any]], top: Path) -> Iterator[Check]:
    """A line for each sound file that is not the sealed one and for each run without a seal; nothing if all is well.

    Args:
        record: the record of the pack.
        entries: what the log holds of the visit.
        top: the unpacked pack.
    """
    try:
        ended = [entry["body"] for entry in entries if entry["kind"] == "run.ended"]
        found = [*_audio(record, ended, top)]
    except (KeyError, TypeError, AttributeError):  # the log has not the form that this program writes
        found = [Check(name="recompute.log", status="FAIL", where=EVENTS)]
    yield from found


def _audio(record: VisitRecord, ended: Sequence[Mapping[str, Any]], top: Path) -> Iterator[Check]:
    sealed = {f"data/audio/{Path(seal['file']).name}" for body in ended for seal in body.get("audio") or []}
    yield from sealed_sound(ended, top)
    yield from _unsealed(record, {body["run"]: body.get("audio") for body in ended}, sealed)


def sealed_sound(ended: Sequence[Mapping[str, Any]], top: Path) -> Iterator[Check]:
    """A line for each sound file that is not, whole, the one that was sealed when a run ended."""
    for body in ended:
        for seal in body.get("audio") or []:
            name = f"data/audio/{Path(seal['file']).name}"
            path, size = top / name, seal["bytes"]
            if not path.is_file() or path.stat().st_size != size or sha256_of(path, size) != seal["sha256"]:
                yield Check(name="recompute.sealed_audio", status="FAIL", where=name, printed=seal["sha256"])


def _unsealed(record: VisitRecord, ended: Mapping[str, Any], sealed: Collection[str]) -> Iterator[Check]:
    """A run that broke off has no seal, which must be seen; one that ended has no other sound than the sealed."""
    for run in record.runs:
        if run.label not in ended:
            status: Status = "NOT CHECKED" if run.interrupted else "FAIL"
            yield Check(name="recompute.unsealed", status=status, where=run.label)
        elif run.audio is not None and ended[run.label] is None:
            yield Check(name="recompute.unsealed", status="NOT CHECKED", where=run.label)
        elif run.audio is not None:
            for name in sorted(set(run.audio.files) - set(sealed)):
                yield Check(name="recompute.unsealed_audio", status="FAIL", where=name)
