"""From a figure on paper to its bytes: paper, record, series, readings, raw frames and audio, link by link."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from patrol_app.domain.codec import to_plain
from patrol_app.domain.record import VisitRecord
from patrol_app.evidence.layout import EVENTS
from patrol_app.services.checking.paper_places import json_line, on_papers, steps
from patrol_app.services.checking.recompute import read_record
from patrol_app.services.checking.record_figures import figure_path, flat
from patrol_app.services.checking.trace_link import TraceLink
from patrol_app.services.checking.trace_runs import trace_runs
from patrol_app.services.checking.unpacking import unpacked
from patrol_app.services.entered_weather import KIND as WEATHER_ENTERED
from patrol_app.services.pack_files import RECORD, RULES, files_in_pack
from patrol_app.services.papers import paper_kinds
from patrol_app.services.visit import VisitFiles


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """The chain of one figure."""

    number: str
    figure: str
    value: object
    links: tuple[TraceLink, ...]


def trace(pack: Path, name: str) -> Trace:
    """Walk from a figure of the record down to its bytes.

    Args:
        pack: a pack, or an unpacked one.
        name: a short name such as ``laeq``, or a dotted path of record.json.

    Raises:
        BadInput: no such pack or figure; the sentence names figures that are near.
    """
    with unpacked(pack) as top:
        record = read_record(top)
        values = dict(flat(to_plain(record)))
        path = figure_path(name, values)
        links = (*_printed(record, top, path, values[path]), *_made_of(record, top, path))
        return Trace(number=record.number, figure=path, value=values[path], links=links)


def _printed(record: VisitRecord, top: Path, path: str, value: object) -> Iterator[TraceLink]:
    kinds = paper_kinds(record)
    for file, places in on_papers(record, path, value, kinds).items():
        name = f"data/record/{file}"
        if (top / name).is_file():
            digest = _whole(top / name)["sha256"]
            for place in places:
                yield TraceLink(
                    step="paper", file=name, data={"title": place.title, "text": place.text, "sha256": digest}
                )
    line = json_line((top / RECORD).read_bytes(), path, value)
    yield TraceLink(step="record", file=RECORD, data={"path": path, "value": value, "line": line})


def _made_of(record: VisitRecord, top: Path, path: str) -> Iterator[TraceLink]:
    """What the value was made of, by the part of the record it stands in."""
    files = files_in_pack(record, top)
    found = list(trace_runs(record, files, path))
    part = steps(path)
    judged = part[0] == "verdicts" or (part[0] == "other_points" and part[2] == "verdict")
    if judged:
        yield from _judged(record, files, top, path)
    elif part[0] == "attachments":
        yield from _attached(record, top, part)
    elif part[0] == "raw_files":
        raw = record.raw_files[int(part[1])]
        yield TraceLink(step="file", file=raw.path, data=_whole(top / raw.path))
    elif not found:
        found = list(_said(record, top, part))
    yield from found
    if not found and not judged and part[0] not in ("attachments", "raw_files"):
        yield TraceLink(step="nothing", file=None)


def _whole(path: Path) -> dict[str, object]:
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
        return {"offset": 0, "length": stream.tell(), "sha256": digest}


def _attached(record: VisitRecord, top: Path, part: list[str | int]) -> Iterator[TraceLink]:
    one = record.attachments[int(part[1])]
    yield TraceLink(step="file", file=one.file, data=_whole(top / one.file))
    yield from _entries(top, "attachment.added", label=one.label)


def _judged(record: VisitRecord, files: VisitFiles, top: Path, path: str) -> Iterator[TraceLink]:
    """The clause that was applied, and the bytes of the measured value that was put to it."""
    part = steps(path)
    point = "" if part[0] == "verdicts" else f"other_points[{part[1]}]."
    verdict = record.other_points[int(part[1])].verdict if point else record.verdicts[int(part[1])]
    if verdict is None:
        return
    rest = part[3:] if point else part[2:]
    finding = verdict.findings[0] if verdict.findings else None
    if len(rest) > 1 and rest[0] == "findings":
        finding = verdict.findings[int(rest[1])]
    for rules in sorted((top / RULES).rglob("*.toml")):
        content = rules.read_bytes()
        if tomllib.loads(content.decode()).get("id") == (finding.rule_set if finding else verdict.rule_set):
            title = finding.rule if finding else verdict.rule_set or ""
            at = content.find(title.encode())
            line = content[: max(at, 0)].count(b"\n") + 1
            data = {"rule_set": verdict.rule_set, "clause": finding.clause if finding else "", "line": line}
            yield TraceLink(step="rule", file=rules.relative_to(top).as_posix(), data=data)
    if finding is None:
        return
    without = "_without" if finding.excluded_parts else ""
    inputs = {
        "LAeq": f"{point}measurement.laeq{without}_db",
        "LAFmax": f"{point}measurement.lafmax{without}_db",
    }
    inputs["TSP"] = "dust.tsp_mean_ug_m3"
    source = inputs.get(finding.quantity.split(",")[0])
    if source is not None:
        yield TraceLink(step="record", file=RECORD, data=_value_of(record, top, source))
        yield from trace_runs(record, files, source)
    if finding.background_db is not None and part[-1] != "measured_db":
        yield TraceLink(step="record", file=RECORD, data=_value_of(record, top, f"{point}background.laeq_db"))
        yield from trace_runs(record, files, f"{point}background.laeq_db")


def _value_of(record: VisitRecord, top: Path, path: str) -> dict[str, object]:
    value = dict(flat(to_plain(record)))[path]
    return {"path": path, "value": value, "line": json_line((top / RECORD).read_bytes(), path, value)}


def _said(record: VisitRecord, top: Path, part: list[str | int]) -> Iterator[TraceLink]:
    """The log's entries in which people said it: the newest that carries this part of the record."""
    if part[0] == "order_number":
        yield from _entries(top, "order.numbered", number=record.order_number)
        return
    if part[0] == "chain":
        yield from _entries(top, None, seq=record.chain.sequence if record.chain else None)
        return
    if part[0] in ("left_at", "software", "schema"):
        yield from _entries(top, "visit.closed")
        return
    if part[0] == "weather_entered" or part[-1] in ("wind_max_m_s", "rain", "wind_entered", "rain_entered"):
        yield from _entries(top, WEATHER_ENTERED)
        return
    observed = [link for link in _entries(top, "visit.observed") if str(part[0]) in str(link.data["keys"])]
    yield from observed[-1:] or _entries(top, "visit.opened")


def _entries(top: Path, kind: str | None, **wanted: object) -> Iterator[TraceLink]:
    """The entries of the log of a kind whose body, or own keys, say all of ``wanted``; bytes are the whole line."""
    offset = 0
    for number, line in enumerate((top / EVENTS).read_bytes().splitlines(keepends=True), start=1):
        entry: dict[str, Any] = json.loads(line)
        body = entry["body"]
        said = all(body.get(key, entry.get(key)) == value for key, value in wanted.items())
        if said and kind in (None, entry["kind"]):
            data = {
                "kind": entry["kind"],
                "sequence": entry["seq"],
                "line": number,
                "offset": offset,
                "length": len(line),
                "keys": " ".join(sorted(body)),
                "actor": entry["actor"],
                "at": entry["at_utc"],
            }
            yield TraceLink(step="log", file=EVENTS, data=data)
        offset += len(line)
