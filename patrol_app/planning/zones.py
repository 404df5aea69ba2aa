"""Exam zones: which site lies how far from which venue, by the radius or the area of the notice.

The legal distance is the geodesic on WGS-84, between boundaries where they are known. Candidates, and the nearest
points of two boundaries, are found on an azimuthal equidistant map; what is told is the geodesic between those points.
An error of the map moves them along the sides and changes the distance only in second order, under a centimetre.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from patrol_app.domain.places import Boundary, ExamNotice, ExamVenue, Place, Site, ZoneFinding
from patrol_app.planning.boundaries import polygon_of

NEAR_MISS_M = 200.0
EARTH_M = 6_371_000.0
_ROUNDING_M = 2.0
"""What the map may lose beside its known stretch: the ellipsoid's flattening over a zone's radius."""
_SIDE_DEG = 0.005
"""Sides are cut to this length before they go onto the map: between two cuts map and RFC 7946 differ by 3 mm."""


@cache
def _earth() -> Any:
    from pyproj import Geod

    return Geod(ellps="WGS84")


def distance_m(one: Place, other: Place) -> float:
    """Geodesic distance on WGS-84, in metres: the legal test, never a map projection's."""
    _, _, metres = _earth().inv(one.longitude_deg, one.latitude_deg, other.longitude_deg, other.latitude_deg)
    return float(metres)


def steps_m(places: Sequence[Place]) -> list[float]:
    """Geodesic distances from each place to the next, one fewer than there are places."""
    if len(places) < 2:
        return []
    degrees = np.array([(place.longitude_deg, place.latitude_deg) for place in places])
    _, _, metres = _earth().inv(degrees[:-1, 0], degrees[:-1, 1], degrees[1:, 0], degrees[1:, 1])
    return [float(each) for each in np.atleast_1d(metres)]


@dataclass(frozen=True, slots=True)
class _Target:
    """What zones are drawn around: a venue, or the area of a notice."""

    name: str
    place: Place
    boundary: Boundary | None


class ZoneIndex:
    """Sites and venues prepared once, so that every question about zones is answered in milliseconds.

    Args:
        sites: in the order in which findings are wanted.
        venues: the venues that radii are drawn around.
        areas: notices with an area of their own.
    """

    def __init__(self, sites: Iterable[Site], venues: Sequence[ExamVenue], areas: Sequence[ExamNotice] = ()) -> None:
        self.sites = tuple(sites)
        self._venues = [_Target(venue.name, venue.place, venue.boundary) for venue in venues]
        self._areas = {
            notice.number: _Target(notice.area_name or notice.title, notice.area[0][0], notice.area)
            for notice in areas
            if notice.area
        }
        self._targets = [*self._venues, *self._areas.values()]
        self._ready = bool(self.sites and self._targets)
        if self._ready:
            self._prepare()

    def _prepare(self) -> None:
        from pyproj import CRS, Transformer
        from shapely import STRtree

        places = [site.place for site in self.sites] + [target.place for target in self._targets]
        self._degrees = np.array([(place.longitude_deg, place.latitude_deg) for place in places])
        middle = self._degrees.mean(axis=0)
        here = CRS.from_proj4(f"+proj=aeqd +lon_0={middle[0]:.6f} +lat_0={middle[1]:.6f} +ellps=WGS84 +units=m")
        self._onto_map = Transformer.from_crs(CRS.from_epsg(4326), here, always_xy=True)
        boundaries = [site.boundary for site in self.sites] + [target.boundary for target in self._targets]
        self._bounded = np.array([boundary is not None for boundary in boundaries])
        shapes = self._drawn(boundaries)
        # across the map's rays lengths grow by (r/R)/sin(r/R); along them they are true
        far = min(float(np.hypot(*self._map_m.T).max()) / EARTH_M, 3.0)
        self._stretch = far / math.sin(far) if far > 1e-9 else 1.0
        self._shapes = shapes
        self._tree = STRtree(shapes[len(self.sites) :])

    def _drawn(self, boundaries: Sequence[Boundary | None]) -> NDArray[Any]:
        import shapely

        x, y = self._onto_map.transform(self._degrees[:, 0], self._degrees[:, 1])
        self._map_m = np.column_stack((x, y))
        shapes: NDArray[Any] = np.asarray(shapely.points(self._map_m))
        for index in np.flatnonzero(self._bounded).tolist():
            boundary = boundaries[index]
            assert boundary is not None  # ``_bounded`` says so
            polygon = shapely.segmentize(polygon_of(boundary), _SIDE_DEG)
            corners = shapely.get_coordinates(polygon)
            flat = np.column_stack(self._onto_map.transform(corners[:, 0], corners[:, 1]))
            shapes[index] = shapely.set_coordinates(polygon, flat)
        return shapes

    def findings(self, notices: Sequence[ExamNotice], *, margin_m: float = NEAR_MISS_M) -> list[ZoneFinding]:
        """Every site and venue nearer than a notice's radius plus ``margin_m``, nearest first for each site.

        A site exactly at the radius is inside ("500 m 以内" includes 500 m).
        """
        if not self._ready or not notices:
            return []
        reach_m = max(notice.radius_m for notice in notices) + margin_m
        pairs = self._near(reach_m)
        metres = self._exact(pairs)
        order = np.lexsort((pairs[1], metres, pairs[0]))
        radii = [notice for notice in notices if not notice.area or notice.radius_m > 0.0]
        areas = dict(enumerate(self._areas, start=len(self._venues)))
        by_number = {notice.number: notice for notice in notices if notice.area}
        found: list[ZoneFinding] = []
        for site, target, near_m in zip(
            pairs[0][order].tolist(), pairs[1][order].tolist(), metres[order].tolist(), strict=True
        ):
            if target >= len(self._venues):
                notice = by_number.get(areas[target])
                if notice is not None and near_m < margin_m:
                    found.append(self._finding(site, target, notice, near_m, 0.0))
                continue
            found.extend(
                self._finding(site, target, notice, near_m, notice.radius_m)
                for notice in radii
                if near_m < notice.radius_m + margin_m
            )
        return found

    def _near(self, reach_m: float) -> NDArray[np.intp]:
        """Pairs of site and target that may be near enough, as two rows of indices."""
        if math.isinf(reach_m):
            sites, targets = np.arange(len(self.sites)), np.arange(len(self._targets))
            return np.array([np.repeat(sites, len(targets)), np.tile(targets, len(sites))])
        wide_m = reach_m * self._stretch + _ROUNDING_M
        found: NDArray[np.intp] = self._tree.query(
            self._shapes[: len(self.sites)], predicate="dwithin", distance=wide_m
        )
        return found

    def _exact(self, pairs: NDArray[np.intp]) -> NDArray[np.float64]:
        """The legal distance of every pair, in metres."""
        from pyproj import Geod

        ends = pairs[0], pairs[1] + len(self.sites)
        first, second = self._degrees[ends[0]], self._degrees[ends[1]]
        _, _, inverse = Geod(ellps="WGS84").inv(first[:, 0], first[:, 1], second[:, 0], second[:, 1])
        metres = np.atleast_1d(np.asarray(inverse, dtype=np.float64))
        walled = self._bounded[ends[0]] | self._bounded[ends[1]]
        if walled.any():
            metres[walled] = self._between_sides(ends[0][walled], ends[1][walled])
        return metres

    def _between_sides(self, first: NDArray[np.intp], second: NDArray[np.intp]) -> NDArray[np.float64]:
        """Geodesic distances between the nearest points of the shapes; 0 where they touch or overlap."""
        import shapely
        from pyproj import Geod

        lines = shapely.get_coordinates(shapely.shortest_line(self._shapes[first], self._shapes[second]))
        longitude, latitude = self._onto_map.transform(lines[:, 0], lines[:, 1], direction="INVERSE")
        _, _, metres = Geod(ellps="WGS84").inv(longitude[::2], latitude[::2], longitude[1::2], latitude[1::2])
        return np.where(np.all(lines[::2] == lines[1::2], axis=1), 0.0, metres)

    def _finding(self, site: int, target: int, notice: ExamNotice, near_m: float, radius_m: float) -> ZoneFinding:
        bounded = self._bounded[site] or self._bounded[target + len(self.sites)]
        basis: Literal["point", "boundary"] = "boundary" if bounded else "point"
        return ZoneFinding(
            site=self.sites[site].name,
            venue=self._targets[target].name,
            notice=notice.number,
            distance_m=round(near_m, 2),
            radius_m=radius_m,
            inside=near_m <= radius_m,
            basis=basis,
        )


def zone_findings(
    sites: Iterable[Site], venues: Sequence[ExamVenue], notices: Sequence[ExamNotice], *, margin_m: float = NEAR_MISS_M
) -> list[ZoneFinding]:
    """``ZoneIndex.findings`` for a question asked once."""
    if not notices:
        return []
    return ZoneIndex(sites, venues, notices).findings(notices, margin_m=margin_m)


def nearest_zone(site: Site, venues: Sequence[ExamVenue], notices: Sequence[ExamNotice]) -> ZoneFinding | None:
    """The zone that the site lies in, else the finding of the nearest venue, however far.

    ``None`` without a venue or a notice.
    """
    found = zone_findings([site], venues, notices, margin_m=math.inf)
    return next((one for one in found if one.inside), found[0] if found else None)
