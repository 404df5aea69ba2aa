"""What head and status line of the coordinator's window say."""

from __future__ import annotations

from datetime import datetime

from patrol_app.domain.chain import Entry
from patrol_app.planning.zones import zone_findings
from patrol_app.services.coordinator_facts import FrameFacts
from patrol_app.services.desk.shelf import Shelf
from patrol_app.services.office import library

ISSUED = "plan.issued"
"""The kind of the fact that a version of a plan was issued; its subject is the plan's number."""


def frame_facts(shelf: Shelf, at: datetime, person: str, number: str) -> FrameFacts:
    """The frame of now."""
    sessions = library.sessions(shelf.store)
    coming = next((session for session in sessions if session.starts_at > at), None)
    exam = coming.exam if coming else sessions[-1].exam if sessions else ""
    holding = [notice for notice in shelf.notices if notice.valid_to >= at] or list(shelf.notices)
    inside = {one.site for one in zone_findings(shelf.sites, shelf.venues, holding) if one.inside}
    plan = _newest_plan(shelf)
    version = len(shelf.store.all_of_kind("plan.made", plan.subject)) if plan else 0
    issued = shelf.store.latest(ISSUED, plan.subject) if plan else None
    return FrameFacts(
        region=shelf.authority.region,
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
        plan_number=plan.subject if plan else "",
        plan_version=version,
        plan_issued=issued is not None and issued.body["version"] == version,
    )


def _newest_plan(shelf: Shelf) -> Entry | None:
    return max(shelf.store.latest_of_kind("plan.made"), key=lambda entry: entry.id, default=None)
