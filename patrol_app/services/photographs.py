"""Attachments in the record: what their files say beside the visit, stamped copies, the photo sheet."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

from patrol_app.assets import sentence
from patrol_app.domain.errors import DamagedEvidence
from patrol_app.domain.papers import Photo, PhotoSet
from patrol_app.domain.places import Place
from patrol_app.domain.record import Attachment, VisitRecord
from patrol_app.planning.zones import distance_m
from patrol_app.recordings.photos import picture_facts
from patrol_app.recordings.stamp import stamped
from patrol_app.rules.moment import local
from patrol_app.services.measuring_points import runs_that_count
from patrol_app.services.rebuild import Rebuilt
from patrol_app.services.visit import AttachedSource, AttachmentFact, VisitFacts, VisitFiles

LEVEL_WITHIN_S = 1.0
"""A level stands for a photo that was taken less than this after it."""
CLOCK_OFF_S = 2.0
DISTANCE_OFF_M = 200.0


def attachments_in(facts: VisitFacts, files: VisitFiles, rebuilt: Rebuilt, left_at: datetime) -> tuple[Attachment, ...]:
    """What the record says of each attachment, from its bytes and from what people said of it.

    Raises:
        DamagedEvidence: a file is gone.
    """
    sources = {source.label: source for source in files.attached}
    place = rebuilt.place or facts.position.place
    return tuple(
        _attachment(fact, sources.get(fact.label), facts, rebuilt, place, left_at) for fact in facts.attachments
    )


def _attachment(
    fact: AttachmentFact,
    source: AttachedSource | None,
    facts: VisitFacts,
    rebuilt: Rebuilt,
    place: Place | None,
    left_at: datetime,
) -> Attachment:
    if source is None or not source.path.is_file():
        raise DamagedEvidence("photographs.gone", label=fact.label, name=fact.original_name)
    with source.path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    seen = picture_facts(source.path)
    taken_at = seen.taken_at or fact.stated_at
    taken_from: Literal["file", "stated"] | None = None
    if taken_at is not None:
        taken_from = "file" if seen.taken_at is not None else "stated"
    run, level_db = _level(rebuilt, taken_at)
    clock_s = None
    if seen.taken_at is not None and seen.satellite_at is not None:
        clock_s = round((seen.taken_at - seen.satellite_at).total_seconds(), 1)
    return Attachment(
        label=fact.label,
        kind=seen.kind,
        file=source.pack_path,
        sha256=digest,
        size_bytes=source.path.stat().st_size,
        original_name=fact.original_name,
        what=fact.what,
        maker=fact.maker,
        source=fact.source,
        imported_at=fact.imported_at,
        imported_by=fact.imported_by,
        taken_at=taken_at,
        taken_at_from=taken_from,
        zone_stated=seen.zone_stated,
        device=seen.device,
        place=seen.place,
        outside_visit_s=outside_s(taken_at, facts.arrived_at, left_at) if taken_at else None,
        camera_clock_s=clock_s,
        distance_m=round(distance_m(seen.place, place), 1) if seen.place and place else None,
        level_db=level_db,
        run=run,
        stamped_file=source.pack_path.rpartition(".")[0] + "-stamped.jpg" if seen.kind == "photo" else None,
    )


def outside_s(taken_at: datetime, arrived_at: datetime, left_at: datetime) -> float:
    """Seconds before the arrival (negative) or after the departure; 0 within the visit."""
    if taken_at < arrived_at:
        return (taken_at - arrived_at).total_seconds()
    return max(0.0, (taken_at - left_at).total_seconds())


def _level(rebuilt: Rebuilt, taken_at: datetime | None) -> tuple[str | None, float | None]:
    """The run that was on at that moment, and the newest LAF said up to it."""
    for run in runs_that_count(rebuilt.points).values():
        if taken_at is None or not run.started_at <= taken_at <= run.ended_at:
            continue
        at_s = (taken_at - run.started_at) / timedelta(seconds=1)
        series = rebuilt.series[run.label]
        before = [
            laf_db
            for t_s, laf_db in zip(series.t_s, series.laf_db, strict=True)
            if at_s - LEVEL_WITHIN_S < t_s <= at_s and laf_db is not None
        ]
        return run.label, before[-1] if before else None
    return None, None


def photo_set(record: VisitRecord) -> PhotoSet:
    """The photos of a record as the photo sheet wants them; empty when there are none."""
    return PhotoSet(
        photos=tuple(
            Photo(
                label=one.label,
                file=Path(one.file).name,
                sha256=one.sha256,
                proves=one.what,
                taken_at=one.taken_at,
                place=f"{record.site.name} {record.position.label}",
                taken_by=one.maker,
                original_kept=one.file,
                device=one.device,
                position=one.place,
                source=None if one.source == "microphone" else one.source,
                stated=one.taken_at_from == "stated",
                zone_stated=one.zone_stated,
                outside_visit_s=one.outside_visit_s,
                camera_clock_s=one.camera_clock_s,
                distance_m=one.distance_m,
                level_db=one.level_db,
            )
            for one in record.attachments
            if one.kind == "photo" and one.taken_at is not None
        )
    )


def pictures_of(record: VisitRecord, files: VisitFiles) -> dict[str, bytes]:
    """The photos' bytes by the file name that the photo sheet uses."""
    wanted = {photo.label: photo.file for photo in photo_set(record).photos}
    return {wanted[source.label]: source.path.read_bytes() for source in files.attached if source.label in wanted}


def stamps_of(record: VisitRecord, files: VisitFiles) -> dict[str, bytes]:
    """The stamped copies by their names in a pack; the same record and photos give the same bytes."""
    import pylopdf_fonts_zh_cn

    font = Path(pylopdf_fonts_zh_cn.sans_path())
    sources = {source.label: source.path for source in files.attached}
    return {
        one.stamped_file: stamped(sources[one.label], _lines(record, one), font)
        for one in record.attachments
        if one.stamped_file is not None
    }


def _lines(record: VisitRecord, one: Attachment) -> list[str]:
    taken = f"{local(one.taken_at):%Y-%m-%d %H:%M:%S}" if one.taken_at else "—"
    level = f"LAF {one.level_db:.1f} dB" if one.level_db is not None else sentence("photographs.no_level", "zh")
    place = f"{one.place.latitude_deg:.6f} {one.place.longitude_deg:.6f}" if one.place else "—"
    data: Mapping[str, object] = {
        "number": record.number,
        "label": one.label,
        "site": record.site.name,
        "point": f"{record.position.label} {record.position.description}",
        "taken": taken,
        "level": level,
        "place": place,
        "maker": one.maker,
        "sha256": one.sha256,
    }
    return [sentence(f"photographs.stamp_{line}", "zh", **data) for line in ("head", "facts", "origin")]


def differences(one: Attachment) -> list[tuple[str, dict[str, object]]]:
    """Where the file's own facts do not fit the visit: keys of sentences with their data; nothing is corrected."""
    found: list[tuple[str, dict[str, object]]] = []
    if one.taken_at is None:
        found.append(("photographs.no_time", {"label": one.label}))
    elif one.taken_at_from == "file" and one.kind == "photo" and not one.zone_stated:
        found.append(("photographs.no_zone", {"label": one.label}))
    if one.outside_visit_s:
        key = "photographs.before" if one.outside_visit_s < 0 else "photographs.after"
        found.append((key, {"label": one.label, "seconds": f"{abs(one.outside_visit_s):.0f}"}))
    if one.camera_clock_s is not None and abs(one.camera_clock_s) > CLOCK_OFF_S:
        found.append(("photographs.clock", {"label": one.label, "seconds": f"{one.camera_clock_s:+.0f}"}))
    if one.distance_m is None:
        found.append(("photographs.no_place", {"label": one.label}))
    elif one.distance_m > DISTANCE_OFF_M:
        found.append(("photographs.far", {"label": one.label, "metres": f"{one.distance_m:.0f}"}))
    return found
