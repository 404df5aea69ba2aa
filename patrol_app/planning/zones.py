"""Exam zones: which site lies how far from which venue, by the radius of the notice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from patrol_app.domain.places import ExamNotice, ExamVenue, Place, Site, ZoneFinding

NEAR_MISS_M = 200.0


def distance_m(one: Place, other: Place) -> float:
    """Geodesic distance on WGS-84, in metres: the legal test, never a map projection's."""
    from pyproj import Geod

    _, _, metres = Geod(ellps="WGS84").inv(one.longitude_deg, one.latitude_deg, other.longitude_deg, other.latitude_deg)
    return float(metres)


def zone_findings(
    sites: Iterable[Site], venues: Sequence[ExamVenue], notices: Sequence[ExamNotice], *, margin_m: float = NEAR_MISS_M
) -> list[ZoneFinding]:
    """Every site and venue nearer than a notice's radius plus ``margin_m``, nearest first for each site.

    A site exactly at the radius is inside ("500 m 以内" includes 500 m).
    """
    from pyproj import Geod

    site_list = list(sites)
    if not site_list or not venues or not notices:
        return []
    geod = Geod(ellps="WGS84")
    count = len(venues)
    found: list[ZoneFinding] = []
    for site in site_list:
        _, _, metres = geod.inv(
            [site.place.longitude_deg] * count,
            [site.place.latitude_deg] * count,
            [venue.place.longitude_deg for venue in venues],
            [venue.place.latitude_deg for venue in venues],
        )
        for near_m, venue in sorted(zip(metres, venues, strict=True), key=lambda pair: pair[0]):
            found.extend(
                ZoneFinding(
                    site=site.name,
                    venue=venue.name,
                    notice=notice.number,
                    distance_m=round(float(near_m), 2),
                    radius_m=notice.radius_m,
                    inside=float(near_m) <= notice.radius_m,
                    basis="point",
                )
                for notice in notices
                if near_m < notice.radius_m + margin_m
            )
    return found


def nearest_zone(site: Site, venues: Sequence[ExamVenue], notices: Sequence[ExamNotice]) -> ZoneFinding | None:
    """The finding of the nearest venue for one site, however far; ``None`` without a venue or a notice."""
    found = zone_findings([site], venues, notices, margin_m=float("inf"))
    return found[0] if found else None
