"""Visits that were begun in the window and have no pack: interrupted, left for later, or signed and never packed."""

from __future__ import annotations

from patrol_app.services.recall import KnownVisit, known_visits
from patrol_app.services.signing import DRAWN, PACKED
from patrol_app.store.home import Home
from patrol_app.store.reader import Reader


def unfinished(home: Home, reader: Reader) -> list[KnownVisit]:
    """Oldest first. A visit that was closed without signatures (``patrol close``) is packed by ``patrol export``."""
    signed = {subject for subject, _, _ in reader.parts_of_kind(DRAWN, ("$.who", "$.name"))}
    packed = {subject for subject, _, _ in reader.parts_of_kind(PACKED, ("$.number", "$.sha256"))}
    return [
        visit
        for visit in known_visits(reader)
        if (home.recordings / visit.number).is_dir()
        and (visit.state != "closed" or (visit.number in signed and _signed_after_pack(reader, visit.number, packed)))
    ]


def _signed_after_pack(reader: Reader, number: str, packed: set[str]) -> bool:
    if number not in packed:
        return True
    pack, drawn = reader.latest(PACKED, number), reader.latest(DRAWN, number)
    return pack is not None and drawn is not None and drawn.sequence > pack.sequence
