"""现场照片（图片）证据: one photo a sheet, with what it proves and the hash of its original."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from patrol_app.assets import Language
from patrol_app.domain.errors import BadInput, DamagedEvidence
from patrol_app.domain.papers import Photo, PhotoSet
from patrol_app.domain.record import VisitRecord
from patrol_app.domain.series import LevelSeries
from patrol_app.reports.blocks import Block, Cell, Paper, heading, label, line, table, text, value
from patrol_app.reports.frame import (
    BASIC,
    missing,
    need,
    paper,
    party_not_signing,
    render_one,
    signatures,
    stop_if_missing,
)
from patrol_app.reports.words import Words

NAME = "photo_sheet"
TITLE = "photo.title"
CHECKS = BASIC
DETAILS = PhotoSet

ENDINGS = {b"\xff\xd8\xff": ".jpg", b"\x89PNG\r\n\x1a\n": ".png"}
PHOTO_HEIGHT_MM = 84.0


def picture_name(photo: Photo) -> str:
    """The name of a photo inside the layout: ASCII, and the same for the same bytes."""
    ending = ".png" if photo.file.lower().endswith(".png") else ".jpg"
    return f"photo-{photo.sha256[:32]}{ending}"


def checked_pictures(photos: PhotoSet, pictures: Mapping[str, bytes], title: str) -> dict[str, bytes]:
    """The photos' bytes by their names in the layout, each compared with its hash first.

    Raises:
        BadInput: a photo is missing, or is no JPEG or PNG file, or its name says the other of the two.
        DamagedEvidence: the bytes are not those that were registered.
    """
    checked: dict[str, bytes] = {}
    for photo in photos.photos:
        content = pictures.get(photo.file, b"")
        ending = next((end for start, end in ENDINGS.items() if content.startswith(start)), None)
        if ending is None or not picture_name(photo).endswith(ending):
            raise BadInput("reports.picture", paper=title, file=photo.file)
        if hashlib.sha256(content).hexdigest() != photo.sha256:
            raise DamagedEvidence("reports.photo_hash", file=photo.file)
        checked[picture_name(photo)] = content
    return checked


def lay_out(
    record: VisitRecord,
    series: Mapping[str, LevelSeries],
    words: Words,
    *,
    practice: bool = False,
    details: object = None,
) -> tuple[Paper, ...]:
    """A paper a photo; ``details`` is the ``PhotoSet``, whose pictures go by ``picture_name``.

    Raises:
        BadInput: there is no photo, one does not say what it proves, or mandatory fields are missing.
    """
    del series
    title = words(TITLE)
    photos = need(details, PhotoSet, title).photos
    lacking = [*missing(record, CHECKS)]
    lacking += [] if photos else ["photos"]
    lacking += [] if all(photo.proves.strip() for photo in photos) else ["photo_proves"]
    stop_if_missing(lacking, title, words)
    number = words("common.number", number=record.number)
    return tuple(
        paper(
            record,
            words,
            title=title,
            blocks=_sheet(photo, count, len(photos), words),
            practice=practice,
            signatures=_signatures(record, words),
            running_right=number,
            left=number,
        )
        for count, photo in enumerate(photos, start=1)
    )


def render(
    record: VisitRecord,
    series: Mapping[str, LevelSeries],
    *,
    language: Language = "zh",
    practice: bool = False,
    details: object = None,
    pictures: Mapping[str, bytes] | None = None,
) -> bytes:
    """The sheets as PDF/A-2b; ``pictures`` are the photos' bytes by file name."""
    words = Words(language)
    photos = need(details, PhotoSet, words(TITLE))
    shown = checked_pictures(photos, pictures or {}, words(TITLE))
    made = lay_out(record, series, words, practice=practice, details=details)
    return render_one(record, made, words, pictures=shown)


def _sheet(photo: Photo, count: int, total: int, words: Words) -> list[Block]:
    where = f"{photo.position.latitude_deg:.6f} {photo.position.longitude_deg:.6f}" if photo.position else "/"
    level = f"{photo.level_db:.1f} dB" if photo.level_db is not None else None
    source = words(f"photo.source_{photo.source}") if photo.source else None
    small = words("photo.print", sha256=photo.sha256, device=photo.device or "/", position=where)
    taken = words("common.at_second", day=words.day(photo.taken_at), clock=words.clock_s(photo.taken_at))
    pairs = (("taken_at", taken), ("taken_by", photo.taken_by))
    rows: list[list[Cell]] = [
        [label(words("photo.proves")), value(photo.proves, span=3)],
        [cell for key, shown in pairs for cell in (label(words(f"photo.{key}")), value(shown))],
        [label(words("photo.place")), value(photo.place, span=3)],
        [
            cell
            for key, shown in (("source", source), ("level", level))
            for cell in (label(words(f"photo.{key}")), value(shown))
        ],
        [label(words("photo.original")), value(photo.original_kept, span=3)],
        [label(words("photo.compared")), value(words.joined(_compared(photo, words)), span=3)],
    ]
    return [
        heading(words("photo.heading", label=photo.label, count=count, total=total), photo.file),
        {"kind": "picture", "path": picture_name(photo), "height": PHOTO_HEIGHT_MM},
        table([30, -1, 30, -1], rows, breakable=False),
        text(small, size=7.5, sans=True, indent=False),
        line(words("photo.confirm"), words("photo.hint")),
    ]


def _compared(photo: Photo, words: Words) -> list[str]:
    """The camera's time and place beside those of the visit: what differs is told, nothing is corrected."""
    found = [words("photo.time_stated")] if photo.stated else []
    if not photo.stated and not photo.zone_stated:
        found.append(words("photo.zone_taken"))
    outside_s = photo.outside_visit_s
    if outside_s is not None:
        key = "inside" if outside_s == 0 else "before" if outside_s < 0 else "after"
        found.append(words(f"photo.{key}", seconds=f"{abs(outside_s):.0f}"))
    if photo.camera_clock_s is not None:
        found.append(words("photo.clock", seconds=f"{photo.camera_clock_s:+.0f}"))
    shown = (
        words("photo.no_place") if photo.distance_m is None else words("photo.apart", metres=f"{photo.distance_m:.0f}")
    )
    return [*found, shown]


def _signatures(record: VisitRecord, words: Words) -> dict[str, object]:
    cell, notes = party_not_signing(record, words)
    rows = [{"label": words("photo.sign_party"), "words": cell}]
    rows += [
        {"label": words("photo.sign_officer", number=officer.certificate_number)} for officer in record.officers[:2]
    ]
    return signatures(words, every_page=rows[0], last_page=rows, notes=notes, continued=False)
