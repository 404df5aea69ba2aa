"""The record against the log: what was noted and sealed during the visit must be what the record says."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from patrol_app.domain.codec import from_plain, to_plain
from patrol_app.domain.errors import BadInput
from patrol_app.domain.record import RawFile, VisitRecord
from patrol_app.evidence.layout import EVENTS
from patrol_app.services.checking.compared import Check
from patrol_app.services.checking.record_figures import flat
from patrol_app.services.checking.said_checks import said_checks
from patrol_app.services.checking.seal_checks import seal_checks
from patrol_app.services.entered_weather import KIND as WEATHER_ENTERED


def log_checks(record: VisitRecord, top: Path) -> Iterator[Check]:
    """Lines on the record as it was closed, exclusions, attachments and the raw bytes sealed at each run's end."""
    entries = entries_of(record.number, top / EVENTS)
    if entries is None:
        yield Check(name="recompute.log", status="FAIL", where=EVENTS)
        return
    try:
        faults = [
            *closed_as(record, entries, "visit.closed"),
            *_excluded(record, entries),
            *seal_checks(record, entries, top),
            *said_checks(record, entries),
            *_attached(record, entries),
            *_weather(record, entries),
            *sealed(record.raw_files, entries, top),
        ]
    except (KeyError, TypeError, AttributeError, ValueError):  # lines that this program would not write
        faults = [Check(name="recompute.log", status="FAIL", where=EVENTS)]
    if not any(fault.status == "FAIL" for fault in faults):
        yield Check(name="recompute.log", status="PASS", where=EVENTS)
    yield from faults


def entries_of(number: str, path: Path) -> list[dict[str, Any]] | None:
    """The lines of the log about one recording; ``None`` for a file that is no log."""
    try:
        lines = [json.loads(line) for line in path.read_bytes().splitlines()]
        return [line for line in lines if line["subject"] == number]
    except (OSError, ValueError, KeyError, TypeError):
        return None


def bodies(entries: list[dict[str, Any]], kind: str) -> list[dict[str, Any]]:
    """What the entries of one kind say."""
    return [entry["body"] for entry in entries if entry["kind"] == kind]


def closed_as(record: object, entries: list[dict[str, Any]], kind: str) -> Iterator[Check]:
    """The record as the log noted it when it was closed."""
    closed = bodies(entries, kind)
    if not closed:
        yield Check(name="recompute.log_open", status="FAIL", where=EVENTS)
        return
    printed = {where: value for where, value in flat(to_plain(record)) if not where.startswith("chain")}
    noted = {where: value for where, value in flat(_as_now(closed[-1].get("record"))) if not where.startswith("chain")}
    for where in sorted(printed.keys() | noted.keys()):
        if printed.get(where) != noted.get(where):
            yield Check(
                name="recompute.log_record",
                status="FAIL",
                where=where,
                printed=printed.get(where),
                recomputed=noted.get(where),
            )


def _as_now(plain: object) -> object:
    """A record that an older version noted, with the fields that it did not know as they stand by themselves."""
    try:
        return to_plain(from_plain(VisitRecord, plain, "record"))
    except BadInput:
        return plain


def _excluded(record: VisitRecord, entries: list[dict[str, Any]]) -> Iterator[Check]:
    """An exclusion never disappears, and none is made up afterwards."""
    runs = record.runs
    said = {(run.label, one.label, one.start_s, one.end_s, one.reason) for run in runs for one in run.exclusions}
    labels = {run.label for run in runs}
    noted = {
        (body["run"], body["label"], body["start_s"], body["end_s"], body["reason"])
        for body in bodies(entries, "exclusion.added")
        if body["run"] in labels
    }
    for one in sorted(said ^ noted):
        yield Check(
            name="recompute.log_exclusion",
            status="FAIL",
            where=f"{one[0]} {one[1]}",
            printed=one in said,
            recomputed=one in noted,
        )


def _attached(record: VisitRecord, entries: list[dict[str, Any]]) -> Iterator[Check]:
    """Every file that was taken in is in the record with the hash it had then, and no other is."""
    said = {one.label: one.sha256 for one in record.attachments}
    noted = {body["label"]: body["sha256"] for body in bodies(entries, "attachment.added")}
    for label in sorted(said.keys() | noted.keys()):
        same = said.get(label) == noted.get(label)
        yield from (
            []
            if same
            else [
                Check(
                    name="recompute.attachment",
                    status="FAIL",
                    where=label,
                    printed=said.get(label),
                    recomputed=noted.get(label),
                )
            ]
        )


def _weather(record: VisitRecord, entries: list[dict[str, Any]]) -> Iterator[Check]:
    """What officers entered of the weather is in the record as it was entered, and nothing else is."""
    said = [dict(flat(to_plain(one))) for one in record.weather_entered]
    noted = [dict(flat(body)) for body in bodies(entries, WEATHER_ENTERED)]
    for index in range(max(len(said), len(noted))):
        one, other = (side[index] if index < len(side) else None for side in (said, noted))
        if one != other:
            yield Check(
                name="recompute.log_weather",
                status="FAIL",
                where=f"weather_entered[{index}]",
                printed=one,
                recomputed=other,
            )


def sealed(raw_files: Iterable[RawFile], entries: list[dict[str, Any]], top: Path) -> Iterator[Check]:
    """The raw bytes that were in each file when a run ended still are, byte by byte."""
    paths = {Path(raw.path).name: raw.path for raw in raw_files}
    for body in bodies(entries, "run.ended"):
        for seal in body.get("raw", []):
            name = paths.get(seal["file"])
            if name is None or not _begins_so(top / name, seal["bytes"], seal["sha256"]):
                yield Check(name="recompute.sealed", status="FAIL", where=name or seal["file"], printed=seal["bytes"])


def _begins_so(path: Path, size: int, sha256: str) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as stream:
        content = stream.read(size)
    return len(content) == size and hashlib.sha256(content).hexdigest() == sha256
