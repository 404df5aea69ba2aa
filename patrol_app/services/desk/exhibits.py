"""What was taken in at the site, as the screen shows it: photos small, films and voice notes by their signs."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from patrol_app.domain.errors import BadInput
from patrol_app.domain.places import Place
from patrol_app.planning.zones import distance_m
from patrol_app.recordings.attachments import stored_name
from patrol_app.recordings.photos import PictureFacts, picture_facts
from patrol_app.recordings.thumbnails import thumbnail
from patrol_app.services.desk.at_site import VisitAtSite
from patrol_app.services.desk.departure import said
from patrol_app.services.place_facts import ExhibitFact
from patrol_app.services.screen_facts import Said
from patrol_app.services.visit import AttachmentFact

SMALL_PX = 480
KEPT = 64
"""Small pictures of a few visits; one is a few hundred kilobytes."""


def exhibit_facts(visit: VisitAtSite, attached: Sequence[AttachmentFact]) -> tuple[ExhibitFact, ...]:
    """One after another as they were taken in, each with its maker, its moment, its place and what it proves."""
    folder, site = visit.folder.attachments, visit.facts.site.place
    return tuple(_exhibit(one, folder / stored_name(one.sha256, one.original_name), site) for one in attached)


def _exhibit(one: AttachmentFact, path: Path, site: Place) -> ExhibitFact:
    if one.source == "microphone":
        return ExhibitFact(
            label=one.label, kind="voice", what=one.what, maker=one.maker, at=one.stated_at or one.imported_at,
            where=said("exhibit.at_visit"),
        )  # fmt: skip
    seen, small = _looked_at(path, one.sha256)
    return ExhibitFact(
        label=one.label,
        kind=seen.kind,
        what=one.what,
        maker=one.maker,
        at=seen.taken_at or one.stated_at or one.imported_at,
        where=_where(seen.place, site),
        small=small,
    )


def _where(place: Place | None, site: Place) -> Said:
    if place is None:
        return said("exhibit.no_place")
    return said("exhibit.from_site", metres=round(distance_m(place, site)))


@lru_cache(maxsize=KEPT)
def _looked_at(path: Path, sha256: str) -> tuple[PictureFacts, bytes | None]:
    """A file under its hash never changes: it is looked at once."""
    try:
        seen = picture_facts(path)
    except BadInput:
        return PictureFacts(kind="other"), None
    return seen, thumbnail(path, SMALL_PX) if seen.kind == "photo" else None
