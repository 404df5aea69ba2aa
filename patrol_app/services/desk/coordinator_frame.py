"""What head and status line of the coordinator's window say."""

from __future__ import annotations

from datetime import date, datetime

from patrol_app.planning.zones import zone_findings
from patrol_app.services.coordinator_facts import FrameFacts
from patrol_app.services.desk.shelf import Shelf
from patrol_app.services.office import library
from patrol_app.services.office.nights import KeptNight, kept_night
from patrol_app.services.office.plans import NIGHT_PLANNED


def frame_facts(shelf: Shelf, at: datetime, person: str, number: str) -> FrameFacts:
    """The frame of now."""
    sessions = library.sessions(shelf.store)
    coming = next((session for session in sessions if session.starts_at > at), None)
    exam = coming.exam if coming else sessions[-1].exam if sessions else ""
    holding = [notice for notice in shelf.notices if notice.valid_to >= at] or list(shelf.notices)
    inside = {one.site for one in zone_findings(shelf.sites, shelf.venues, holding) if one.inside}
    night = _newest_night(shelf)
    return FrameFacts(
        region=shelf.authority.region if shelf.has_unit else "",
        exam=exam,
        venues=len(shelf.venues),
        sources=len(shelf.sites),
        sources_inside=len(inside),
        notices=len(shelf.notices),
        next_at=coming.starts_at if coming else None,
        next_subject=coming.subject if coming else "",
        person=person,
        number=number,
        datums=tuple(sorted({one.place.datum for one in shelf.sites} | {one.place.datum for one in shelf.venues})),
        chain_length=shelf.store.head().sequence,
        rule_sets=len(shelf.book.sets),
        night=night.day if night else None,
        night_version=night.version if night else 0,
        night_issued=night is not None and night.issued == night.version,
    )


def _newest_night(shelf: Shelf) -> KeptNight | None:
    newest = max(shelf.store.latest_of_kind(NIGHT_PLANNED), key=lambda entry: entry.id, default=None)
    return kept_night(shelf.store, date.fromisoformat(newest.subject)) if newest else None
