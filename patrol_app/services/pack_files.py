"""What goes into a pack, and the exact bytes of it that a check makes again."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from drivers.instrument import Direction
from patrol_app.assets import resource
from patrol_app.domain.codec import to_plain
from patrol_app.domain.errors import BadInput
from patrol_app.domain.instruments import CalibrationCheck, InstrumentUnit
from patrol_app.domain.record import RawFile, Software, VisitRecord
from patrol_app.domain.series import LevelSeries
from patrol_app.recordings.attachments import stored_name
from patrol_app.recordings.frames import Frame, read_frames
from patrol_app.recordings.series import LEVEL_COLUMNS, series_text
from patrol_app.services.visit import AttachedSource, AttachmentFact, AudioSource, RawSource, VisitFiles

if TYPE_CHECKING:
    from patrol_app.services.session.visit_log import VisitLog

RECORD = "data/record/record.json"
RULES = "data/record/rules/"
OWN_RULES = "data/record/rules/own/"
PHOTOS = "data/photos/"


def json_bytes(value: object) -> bytes:
    """Readable JSON for people and tools: sorted keys, two blanks, UTF-8, one line end at the end."""
    return (json.dumps(to_plain(value), ensure_ascii=False, sort_keys=True, indent=2, allow_nan=False) + "\n").encode()


def series_bytes(label: str, series: LevelSeries) -> dict[str, bytes]:
    """``LABEL.csv`` and ``LABEL.json`` of a run's series; the same numbers give the same bytes."""
    rows = list(zip(series.t_s, series.laf_db, series.laeq_db, strict=True))
    about = {
        "run": label,
        "clock": "seconds from the run's start; the start is in the record",
        "columns": [{"name": column.name, "unit": column.unit, "meaning": column.meaning} for column in LEVEL_COLUMNS],
    }
    return {f"{label}.csv": series_text(LEVEL_COLUMNS, rows).encode(), f"{label}.json": json_bytes(about)}


def track_bytes(source: RawSource) -> bytes:
    """What the satellite receiver said, as it said it."""
    pieces = (piece for piece in read_frames(source.path) if isinstance(piece, Frame))
    return b"".join(piece.payload for piece in pieces if int(piece.direction) == Direction.RECEIVED)


def rule_files(own: Path | None = None) -> Mapping[str, Path]:
    """The shipped rule sets and the bureau's own by the name they have in a pack."""
    shipped = {RULES + path.name: path for path in sorted(resource("rules").glob("*.toml"))}
    ours = sorted(own.glob("*.toml")) if own is not None and own.is_dir() else []
    return shipped | {OWN_RULES + path.name: path for path in ours}


def payload(
    record: VisitRecord,
    series: Mapping[str, LevelSeries],
    papers: Mapping[str, bytes],
    files: VisitFiles,
    clips: Mapping[str, Path],
    stamps: Mapping[str, bytes],
    visit_log: VisitLog,
    own_rules: Path | None,
    keys: Collection[str],
) -> dict[str, Path | bytes]:
    """Every file of the pack under ``data/``.

    Of the log's seals those by ``keys`` go in, the fingerprints of who signs the pack: a seal by a key that the pack
    does not carry could be checked by nobody.
    """
    found = recording_files(record, papers, files, visit_log, keys)
    found.update({source.pack_path: source.path for source in files.attached})
    found.update(clips)
    found.update(stamps)
    for label, one in series.items():
        found.update({f"data/series/{name}": content for name, content in series_bytes(label, one).items()})
    found.update(rule_files(own_rules))
    return found


class Recorded(Protocol):
    """What the records of visits and of surveys have in common."""

    @property
    def instruments(self) -> tuple[InstrumentUnit, ...]:
        """With what was measured."""
        ...

    @property
    def calibration_before(self) -> CalibrationCheck | None:
        """On the calibrator before the run."""
        ...

    @property
    def calibration_after(self) -> CalibrationCheck | None:
        """And after it."""
        ...

    @property
    def software(self) -> Software:
        """The program that made the record."""
        ...


def recording_files(
    record: Recorded, papers: Mapping[str, bytes], files: VisitFiles, visit_log: VisitLog, keys: Collection[str]
) -> dict[str, Path | bytes]:
    """What every pack holds: record, papers, bytes of the instruments, sound, the receiver's track, the log."""
    found: dict[str, Path | bytes] = {RECORD: json_bytes(record)}
    found.update({f"data/record/{name}": content for name, content in papers.items()})
    found.update({source.pack_path: source.path for source in files.raw})
    found.update({source.pack_path: source.path for source in files.audio})
    found.update(instrument_files(record))
    position = files.of("position")
    if position is not None:
        found["data/gps/track.nmea"] = track_bytes(position)
    found["data/log/events.jsonl"] = _lines(entry.line() for entry in visit_log.entries())
    found["data/log/checkpoints.jsonl"] = _lines(
        checkpoint.line() for checkpoint in visit_log.checkpoints() if checkpoint.key_sha256 in keys
    )
    return found


def instrument_files(record: Recorded) -> dict[str, bytes]:
    """Excerpts of the record for who looks for instruments, calibration or software by themselves."""
    return {
        "data/instrument/instruments.json": json_bytes(record.instruments),
        "data/instrument/calibration.json": json_bytes(
            {"before": record.calibration_before, "after": record.calibration_after}
        ),
        "data/instrument/software.json": json_bytes(record.software),
    }


def known_files(record: VisitRecord, series: Iterable[str], papers: Iterable[str]) -> set[str]:
    """Every path under ``data/`` that the record speaks of; copies of certificates and rule sets aside."""
    known = {RECORD, "data/gps/track.nmea", "data/log/events.jsonl", "data/log/checkpoints.jsonl"}
    known |= instrument_files(record).keys()
    known |= {f"data/record/{name}" for name in papers}
    known |= {raw.path for raw in record.raw_files}
    known |= {f"data/series/{label}.{ending}" for label in series for ending in ("csv", "json")}
    known |= {path for one in record.attachments for path in (one.file, one.stamped_file) if path is not None}
    known |= {event.audio_file for run in record.runs for event in run.exceedances if event.audio_file is not None}
    return known


def _lines(lines: Iterable[bytes]) -> bytes:
    return b"".join(line + b"\n" for line in lines)


def attached_path(fact: AttachmentFact) -> str:
    """Where an attachment lies in a pack: under its label, with the ending it came with."""
    return PHOTOS + fact.label + Path(stored_name(fact.sha256, fact.original_name)).suffix


def files_in_folder(
    raw: Mapping[str, tuple[str, Path]],
    audio: Iterable[Path],
    attached: Iterable[AttachmentFact] = (),
    attachments: Path | None = None,
) -> VisitFiles:
    """The files of a recording folder; ``raw`` is role to model and path, ``attachments`` where attached files lie."""
    return VisitFiles(
        raw=tuple(
            RawSource(role=role, model=model, path=path, pack_path=f"data/raw/{path.name}")
            for role, (model, path) in sorted(raw.items())
        ),
        audio=tuple(AudioSource(path=path, pack_path=f"data/audio/{path.name}") for path in sorted(audio)),
        attached=tuple(
            AttachedSource(
                label=fact.label,
                path=attachments / stored_name(fact.sha256, fact.original_name),
                pack_path=attached_path(fact),
            )
            for fact in attached
            if attachments is not None
        ),
    )


def path_inside(top: Path, name: str) -> Path:
    """The file that a record names, which must lie in the pack: a pack may come from anyone.

    Raises:
        BadInput: the name leads outside, by itself or over a link.
    """
    path = top / name
    if not path.resolve().is_relative_to(top.resolve()):
        raise BadInput("recompute.outside", path=top, name=name)
    return path


def files_in_pack(record: VisitRecord, top: Path) -> VisitFiles:
    """The files of an unpacked pack, as its record names them.

    Raises:
        BadInput: a name leads outside the pack.
    """
    return replace(
        recorded_in_pack(record.raw_files, top),
        attached=tuple(
            AttachedSource(label=one.label, path=path_inside(top, one.file), pack_path=one.file)
            for one in record.attachments
        ),
    )


def recorded_in_pack(raw_files: Iterable[RawFile], top: Path) -> VisitFiles:
    """Bytes and sound of an unpacked pack.

    Raises:
        BadInput: a name leads outside the pack.
    """
    return VisitFiles(
        raw=tuple(
            RawSource(role=raw.role, model=raw.model, path=path_inside(top, raw.path), pack_path=raw.path)
            for raw in raw_files
        ),
        audio=tuple(
            AudioSource(path=path, pack_path=f"data/audio/{path.name}")
            for path in sorted((top / "data" / "audio").glob("*.wav"))
        ),
    )
