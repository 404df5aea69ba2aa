"""The zone tab's hands: a notice looked at or written anew, its zones, and the sources in them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from patrol_app.domain.errors import BadInput
from patrol_app.domain.places import ExamNotice, ExamVenue, Site, ZoneFinding
from patrol_app.planning.zones import zone_findings
from patrol_app.rules.moment import ban_active
from patrol_app.services.desk.coordinator_notice import answers_of, notice_from
from patrol_app.services.desk.coordinator_numbers import numbers
from patrol_app.services.desk.departure import said
from patrol_app.services.desk.map_plane import MapPlane
from patrol_app.services.desk.zone_shapes import zone_shapes
from patrol_app.services.office import library
from patrol_app.services.zone_facts import PermitState, SessionFact, SourceFact, Where, ZoneFacts

if TYPE_CHECKING:
    from patrol_app.services.desk.coordinator import CoordinatorHands, Data, Deed

SHOWN = 300
"""So many sources are drawn and listed, the nearest first; the rest is counted."""


class ZoneHands:
    """The work behind the zone tab."""

    def __init__(self, hands: CoordinatorHands) -> None:
        self.hands = hands
        self._number: str | None = None
        self._saved = 0

    def deeds(self) -> Mapping[str, Deed]:
        """The commands of this tab."""
        return {"notice": self._choose, "save_notice": self._save, "withdraw": self._withdraw}

    def _choose(self, data: Data) -> None:
        """Look at the next notice of the library."""
        numbers_known = [one.number for one in self.hands.shelf.notices]
        now = self.notice()
        if now is not None:
            self._number = numbers_known[(numbers_known.index(now.number) + int(data["step"])) % len(numbers_known)]
        self.hands.look("zones")

    def _save(self, data: Data) -> None:
        """Write the notice as it stands in the form: a new version of it, or a new notice under a new number."""
        hands = self.hands
        base = hands.shelf.notice_at(str(data["base"])) if data.get("base") else None
        notice = notice_from(data["answers"], base)
        if notice == base:
            raise BadInput("office.notice_same", number=notice.number)
        if (base is None or notice.number != base.number) and hands.shelf.notice_at(notice.number) is not None:
            raise BadInput("office.notice_there", number=notice.number)
        hands.shelf.store.append("library.notices", notice.number, notice, actor=hands.actor, at=hands.desk.at())
        self._number, self._saved = notice.number, self._saved + 1
        hands.changed()
        version = len(hands.shelf.store.all_of_kind("library.notices", notice.number))
        if base is not None and base.number != notice.number:
            hands.desk.tell(said("office.notice_beside", number=notice.number, before=base.number))
        else:
            hands.desk.tell(said("office.notice_saved", number=notice.number, version=version))

    def _withdraw(self, data: Data) -> None:
        """Take a notice out of the library by a new fact; what was judged by it stays as it was."""
        hands, number = self.hands, str(data["number"])
        if hands.shelf.notice_at(number) is None:
            raise BadInput("office.no_notice", number=number)
        store = hands.shelf.store
        store.append("library.notices", number, library.REMOVED, actor=hands.actor, at=hands.desk.at())
        self._number, self._saved = None, self._saved + 1
        hands.changed()
        hands.desk.tell(said("office.notice_withdrawn", number=number))

    def notice(self) -> ExamNotice | None:
        """The notice that is looked at: the chosen one, else one in force, else the newest."""
        shelf, at = self.hands.shelf, self.hands.desk.at()
        if self._number is not None and (chosen := shelf.notice_at(self._number)) is not None:
            return chosen
        coming = [one for one in shelf.notices if one.valid_to >= at]
        if coming:
            return min(coming, key=lambda one: one.valid_from)
        return max(shelf.notices, key=lambda one: one.valid_to, default=None)

    def read(self) -> ZoneFacts:
        """The facts of now."""
        shelf, at = self.hands.shelf, self.hands.desk.at()
        notice = self.notice()
        plane = MapPlane.over(shelf.sites, shelf.venues)
        sources, more = _sources(shelf.sites, shelf.venues, notice, plane, numbers(shelf.store), at)
        versions = len(shelf.store.all_of_kind("library.notices", notice.number)) if notice else 0
        return ZoneFacts(
            notice=notice,
            version=versions,
            active=notice is not None and ban_active(notice, at),
            notices=tuple(one.number for one in shelf.notices),
            answers=answers_of(notice),
            sessions=tuple(
                SessionFact(
                    exam=one.exam,
                    subject=one.subject,
                    starts_at=one.starts_at,
                    ends_at=one.ends_at,
                    listening_from=one.listening_from,
                    listening_to=one.listening_to,
                    venues=one.venues,
                    past=one.ends_at <= at,
                )
                for one in library.sessions(shelf.store)
            ),
            sources=sources,
            more=more,
            zones=tuple(zone_shapes(notice, shelf.venues, plane)),
            saved=self._saved,
        )


def _nearest(found: Iterable[ZoneFinding]) -> dict[str, ZoneFinding]:
    """One finding a site: the zone that it lies in, else the nearest."""
    nearest: dict[str, ZoneFinding] = {}
    for one in found:
        before = nearest.get(one.site)
        if before is None or (one.inside and not before.inside):
            nearest[one.site] = one
    return nearest


def _permit(site: Site, notice: ExamNotice | None, at: datetime) -> PermitState:
    if site.kind != "construction":
        return "not_needed"
    if site.permit is None:
        return "missing"
    start, end = (notice.valid_from, notice.valid_to) if notice else (at, at)
    return "held" if site.permit.valid_from <= end and site.permit.valid_to >= start else "not_held_then"


def _sources(
    sites: Sequence[Site],
    venues: Sequence[ExamVenue],
    notice: ExamNotice | None,
    plane: MapPlane,
    number_of: Mapping[str, int],
    at: datetime,
) -> tuple[tuple[SourceFact, ...], int]:
    nearest = _nearest(zone_findings(sites, venues, [notice] if notice else []))
    made = []
    for site in sites:
        finding = nearest.get(site.name)
        where: Where = "outside" if finding is None else "inside" if finding.inside else "near"
        east, north = plane.metres(site.place)
        made.append(
            SourceFact(
                number=number_of.get(site.name, 0),
                name=site.name,
                kind=site.kind,
                east_m=east,
                north_m=north,
                where=where,
                venue=finding.venue if finding else "",
                distance_m=finding.distance_m if finding else None,
                beyond_m=finding.distance_m - finding.radius_m if finding and where == "near" else None,
                permit=_permit(site, notice, at),
                basis=finding.basis if finding else "point",
            )
        )
    rank = {"inside": 0, "near": 1, "outside": 2}

    def near_to_far(one: SourceFact) -> tuple[int, float, int]:
        away_m = one.distance_m if one.distance_m is not None else math.hypot(one.east_m, one.north_m)
        return rank[one.where], away_m, one.number

    made.sort(key=near_to_far)
    return tuple(made[:SHOWN]), max(0, len(made) - SHOWN)
