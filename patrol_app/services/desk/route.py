"""The night's stops: those of the plan, or sites by zone and distance from the own place; what is known of each."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from drivers.readings import PositionFix
from patrol_app.domain.places import ExamNotice, Place, Site, ZoneFinding
from patrol_app.domain.plans import TeamRoute
from patrol_app.planning.zones import ZoneIndex
from patrol_app.services.desk.departure import said
from patrol_app.services.desk.map_plane import MapPlane
from patrol_app.services.desk.night_plan import Tonight
from patrol_app.services.desk.route_about import about_site, site_rows
from patrol_app.services.desk.shelf import Shelf
from patrol_app.services.desk.site_history import Outcome, SitePast, outcome_of, site_pasts, tonight_rows
from patrol_app.services.desk.zone_shapes import zone_shapes
from patrol_app.services.place_facts import GroundShape, RouteFacts, StopFact, ZoneShape
from patrol_app.services.session.live_books import LiveBooks
from patrol_app.services.session.view import HDOP_TO_M, LegalClock
from patrol_app.services.snapshot import LegalView

TRACK_STEP_M = 10.0
ABOUT_M = 2000.0
"""A site further than this from every zone is told as outside, without a distance."""
AT_HAND_M = 200.0
"""Where no plan says the order, a site this near is the next one, in a zone or not."""
SHOWN = 200
"""The nearest stops are listed; a map of thousands says nothing to someone in a car."""
WALKED_POINTS = 2000
ADDABLE = 40
"""Sites beside tonight's plan that are drawn and offered, the nearest of them."""


def fix_now(books: LiveBooks, now_ns: int) -> PositionFix | None:
    """The receiver's newest fix; none from a receiver that fell silent."""
    port = books.ports.get("position")
    return books.fix if port is not None and port.view(now_ns).state in ("live", "stale") else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Been:
    """What came of a stop tonight."""

    at: datetime
    outcome: Outcome
    level_db: float | None


@dataclass
class Route:
    """Kept by the desk's worker: sites, zones, the night's plan, what was reached, what was chosen by hand."""

    shelf: Shelf
    tonight: Tonight
    team: int = 1
    picked: Place | None = None
    """The own place as an officer picked it on the map, until a receiver says it."""
    chosen: str | None = None
    been: dict[str, Been] = field(default_factory=dict)
    walked: list[Place] = field(default_factory=list)
    ground: tuple[GroundShape, ...] = ()
    """Roads and water of the unit's own map."""
    fixed_at: datetime | None = None
    """When a receiver last said where we are."""
    past: Mapping[str, SitePast] = field(default_factory=dict)
    _drawn_notice: ExamNotice | None = None
    _drawn_zones: list[ZoneShape] = field(default_factory=list)
    _legal: LegalClock | None = None

    def take(self, shelf: Shelf, tonight: Tonight) -> None:
        """Take the libraries and the night as they are now; the map's middle stays, so that nothing moves."""
        _ = self.plane
        self.shelf, self.tonight = shelf, tonight
        self._drawn_zones, self._legal = [], None
        self.__dict__.pop("findings", None)

    def look_back(self, at: datetime) -> None:
        """Read what earlier visits found; those of tonight are done also after the window was closed between."""
        self.past = site_pasts(self.shelf.store, at)
        for site, past in self.past.items():
            for visit in past.visits:
                if visit.night == self.tonight.day:
                    came = Been(at=visit.arrived_at, outcome=outcome_of(visit), level_db=visit.laeq_db)
                    self.been.setdefault(site, came)

    def legal(self, at: datetime) -> LegalView:
        """What the law says of noise at this hour, wherever in the unit's city."""
        authority = self.shelf.authority
        if self._legal is None:
            self._legal = LegalClock(self.shelf.book, authority.province + authority.city, ())
        return self._legal.at(at, stage=None, indoor=False)

    @property
    def planned(self) -> tuple[str, ...]:
        """The names of tonight's stops in their order; all sites where no plan was made and none was added."""
        stops = [stop.site for stop in self.tonight.stops(self.team)]
        return tuple(dict.fromkeys((*stops, *(name for name in self.tonight.added if name not in stops))))

    @cached_property
    def findings(self) -> Mapping[str, ZoneFinding]:
        """The nearest zone finding of each site; needs the geodesic library and is asked once."""
        found: dict[str, ZoneFinding] = {}
        index = ZoneIndex(self.shelf.sites, self.shelf.venues, self.shelf.notices)
        for one in index.findings(self.shelf.notices, margin_m=ABOUT_M):
            before = found.get(one.site)
            if before is None or (one.inside and not before.inside):
                found[one.site] = one
        return found

    @cached_property
    def plane(self) -> MapPlane:
        """The map about the middle of everything drawn."""
        return MapPlane.about([site.place for site in self.shelf.sites] + [venue.place for venue in self.shelf.venues])

    def metres(self, place: Place) -> tuple[float, float]:
        """East and north of the middle, for drawing alone."""
        return self.plane.metres(place)

    def place_at(self, east_m: float, north_m: float) -> Place:
        """The place (WGS-84) of a point of the map."""
        return self.plane.place_at(east_m, north_m)

    def between_m(self, one: Place, other: Place) -> float:
        """The distance on the map's plane, for choosing and drawing alone."""
        first, second = self.metres(one), self.metres(other)
        return math.hypot(first[0] - second[0], first[1] - second[1])

    def ordered(self, here: Place | None) -> list[tuple[Site, float | None]]:
        """The plan's stops in their order and then the nearest others; without a plan those inside zones come first."""
        if self.tonight.plan is None:
            return self._by_zone(here)
        by_name = {site.name: site for site in self.shelf.sites}
        found = [by_name[name] for name in self.planned if name in by_name]
        found += [by_name[name] for name in self.been if name in by_name and name not in self.planned]
        found += [by_name[name] for name in self.tonight.skipped if name in by_name and name not in self.planned]
        found = list({site.name: site for site in found}.values())
        names = {site.name for site in found}
        others = [pair for pair in self._by_zone(here) if pair[0].name not in names]
        away = {site.name: self.between_m(here, site.place) if here else None for site in found}
        return [*((site, away[site.name]) for site in found), *others[:ADDABLE]]

    def _by_zone(self, here: Place | None) -> list[tuple[Site, float | None]]:
        """Sites inside zones first, then the others, each from near to far; without a place in the library's order."""
        # for choosing and drawing, so the map's plane will do; the law is asked with the geodesic
        away = {site.name: self.between_m(here, site.place) if here else None for site in self.shelf.sites}

        def order(site: Site) -> tuple[bool, float]:
            finding = self.findings.get(site.name)
            return not (finding is not None and finding.inside), away[site.name] or 0.0

        return [(site, away[site.name]) for site in sorted(self.shelf.sites, key=order)[:SHOWN]]

    def site(self, number: object, here: Place | None, name: object = None) -> Site | None:
        """The site of this name, else of a stop's number, else the next; the name counts, since numbers change."""
        named = next((site for site in self.shelf.sites if site.name == name), None)
        if named is not None:
            return named
        ordered = self.ordered(here)
        if isinstance(number, int) and 1 <= number <= len(ordered):
            return ordered[number - 1][0]
        following = self._following(ordered)
        return None if following is None else ordered[following - 1][0]

    def _following(self, ordered: Sequence[tuple[Site, float | None]]) -> int | None:
        open_ones = [
            (number, away)
            for number, (site, away) in enumerate(ordered, 1)
            if site.name not in self.been and not self._outside(site.name)
        ]
        for number, _ in open_ones:
            if ordered[number - 1][0].name == self.chosen:
                return number
        if not open_ones:
            return None
        if self.tonight.plan is not None:
            return open_ones[0][0]
        at_hand = [one for one in open_ones if one[1] is not None and one[1] <= AT_HAND_M]
        if at_hand:
            return min(at_hand, key=lambda one: one[1] or 0.0)[0]
        inside = [one for one in open_ones if self._inside(ordered[one[0] - 1][0])]
        return min(inside or open_ones, key=lambda one: one[1] if one[1] is not None else one[0])[0]

    def _outside(self, name: str) -> bool:
        """Skipped, or not a stop of tonight's plan."""
        return name in self.tonight.skipped or (self.tonight.plan is not None and name not in self.planned)

    def _inside(self, site: Site) -> bool:
        finding = self.findings.get(site.name)
        return finding is not None and finding.inside

    def walk(self, fix: PositionFix | None) -> Place | None:
        """The own place, kept as a line behind us."""
        if fix is None or not fix.valid or fix.latitude_deg is None or fix.longitude_deg is None:
            return self.picked or (self.walked[-1] if self.walked else None)
        self.picked = None
        here = Place(latitude_deg=fix.latitude_deg, longitude_deg=fix.longitude_deg)
        if not self.walked or self.between_m(self.walked[-1], here) >= TRACK_STEP_M:
            self.walked.append(here)
            # a long night keeps its shape with every second point
            if len(self.walked) > WALKED_POINTS:
                self.walked[:] = self.walked[::2]
        return here

    def facts(self, fix: PositionFix | None, at: datetime) -> RouteFacts:
        """What the screen shows now."""
        here = self.walk(fix)
        fixed = fix is not None and fix.valid
        if fixed:
            self.fixed_at = at
        ordered = self.ordered(here)
        following = self._following(ordered)
        everything = tuple(self._stop(number, site, away, at) for number, (site, away) in enumerate(ordered, 1))
        stops = tuple(stop for stop in everything if not self._beside(stop.name))
        plan, team = self.tonight.plan, self.tonight.route(self.team)
        title = said("desk.route.title", sites=len(stops))
        if plan is not None:
            title = said("desk.route.planned", plan=plan.number, version=plan.version, team=self.team, sites=len(stops))
        addable = [stop for stop in everything if self._beside(stop.name)]
        return RouteFacts(
            title=title,
            stops=stops,
            plan=plan.number if plan is not None else None,
            team=self.team,
            teams=self.tonight.teams,
            addable=tuple(sorted(addable, key=lambda stop: stop.distance_m or 0.0)),
            here_picked=self.picked is not None,
            origin=(self.plane.middle.latitude_deg, self.plane.middle.longitude_deg),
            next_number=following,
            selected=None,
            zones=tuple(self._zones(at)),
            ground=self.ground,
            walked_m=tuple(self.metres(place) for place in self.walked),
            here_m=self.metres(here) if here else None,
            accuracy_m=fix.hdop * HDOP_TO_M if fixed and fix is not None and fix.hdop is not None else None,
            heading_deg=fix.course_deg if fixed and fix is not None else None,
            here_since=None if fixed else self.fixed_at,
            legal=self.legal(at),
            length_m=float(team.distance_m) if team is not None else 0.0,
            duration_s=_duration_s(team),
        )

    def _beside(self, name: str) -> bool:
        """Neither a stop of tonight nor skipped from it: it may be added."""
        return name not in self.been and name not in self.tonight.skipped and self._outside(name)

    def _stop(self, number: int, site: Site, away: float | None, at: datetime) -> StopFact:
        finding = self.findings.get(site.name)
        been = self.been.get(site.name)
        east, north = self.metres(site.place)
        state = "open"
        if been is not None:
            state = "seen" if been.outcome == "open" else been.outcome
        elif self._outside(site.name):
            state = "outside_plan"
        planned = next((stop for stop in self.tonight.stops(self.team) if stop.site == site.name), None)
        due = planned.arrive if planned is not None else None
        return StopFact(
            number=number,
            name=site.name,
            kind=site.kind,
            arrive_at=been.at if been else due,
            east_m=east,
            north_m=north,
            state=state,  # type: ignore[arg-type]  # one of the five
            level_db=been.level_db if been else None,
            distance_m=away,
            inside_zone=finding is not None and finding.inside,
            facts=tuple(tonight_rows(been.at, been.outcome, been.level_db) if been is not None else ())
            + tuple(
                site_rows(
                    site,
                    finding,
                    self.shelf,
                    at,
                    past=self.past.get(site.name),
                    night=self.tonight.day,
                    skipped=self.tonight.skipped,
                )
            ),
            about=about_site(site, self.legal(at)),
        )

    def _zones(self, at: datetime) -> list[ZoneShape]:
        """The zones of the notice in force or coming, by boundary where the library has one; venues alone without."""
        coming = [notice for notice in self.shelf.notices if notice.valid_to >= at]
        notice = min(coming, key=lambda one: one.valid_from, default=None)
        if notice != self._drawn_notice or not self._drawn_zones:
            self._drawn_notice = notice
            self._drawn_zones = zone_shapes(notice, self.shelf.venues, self.plane)
        return self._drawn_zones


def _duration_s(team: TeamRoute | None) -> float:
    """From the first arrival to the last departure."""
    if team is None or not team.stops:
        return 0.0
    return (max(stop.leave for stop in team.stops) - min(stop.arrive for stop in team.stops)).total_seconds()
