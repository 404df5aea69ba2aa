"""Where to stop and measure: hot segments of a survey joined, with the sites and exam zones about them.

A hot spot is a proposal. A level heard from a moving car is compared with a chosen level, never with a limit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from patrol_app.domain.places import ExamNotice, ExamVenue, Place, Site
from patrol_app.domain.surveys import (
    HotReason,
    HotSpot,
    NearSite,
    Segment,
    SurveySettings,
    SurveySurroundings,
    TrackPoint,
)
from patrol_app.planning.tracks import LaidTrack, dust_counts
from patrol_app.planning.zones import zone_findings

_REASONS: tuple[HotReason, ...] = ("laeq", "pm10", "tsp")


def find_hot_spots(track: LaidTrack, settings: SurveySettings, about: SurveySurroundings) -> tuple[HotSpot, ...]:
    """Hot spots in order of time; neighbouring hot segments of one stretch are one spot."""
    members: dict[int, list[TrackPoint]] = {}
    for point in track.points:
        if point.segment is not None:
            members.setdefault(point.segment, []).append(point)
    groups: list[list[tuple[Segment, tuple[HotReason, ...]]]] = []
    for segment in track.segments:
        because = _because(segment, members[segment.number], settings)
        if not because:
            continue
        last = groups[-1][-1][0] if groups else None
        if last is None or (last.number, last.stretch) != (segment.number - 1, segment.stretch):
            groups.append([])
        groups[-1].append((segment, because))
    bare = [_spot(index, group, members, settings) for index, group in enumerate(groups, start=1)]
    return _with_neighbours(bare, settings, about)


def _because(segment: Segment, points: Sequence[TrackPoint], settings: SurveySettings) -> tuple[HotReason, ...]:
    found: list[HotReason] = []
    heard = sum(1 for point in points if point.usable and point.laeq_1s_db is not None)
    if _above(segment.laeq_db, settings.hot_laeq_db) and heard >= settings.min_points:
        found.append("laeq")
    dusty = [point for point in points if dust_counts(point)]
    pm10, tsp = (sum(1 for point in dusty if value(point) is not None) for value in (_pm10, _tsp))
    if _above(segment.pm10_mean_ug_m3, settings.hot_pm10_ug_m3) and pm10 >= settings.min_points:
        found.append("pm10")
    if _above(segment.tsp_mean_ug_m3, settings.hot_tsp_ug_m3) and tsp >= settings.min_points:
        found.append("tsp")
    return tuple(found)


def _pm10(point: TrackPoint) -> float | None:
    return point.pm10_ug_m3


def _tsp(point: TrackPoint) -> float | None:
    return point.tsp_ug_m3


def _above(value: float | None, chosen: float) -> bool:
    return value is not None and value > chosen


def _spot(
    index: int,
    group: Sequence[tuple[Segment, tuple[HotReason, ...]]],
    members: dict[int, list[TrackPoint]],
    settings: SurveySettings,
) -> HotSpot:
    reasons = {one for _, because in group for one in because}
    loud = "laeq" in reasons

    def rank(segment: Segment) -> float:
        if loud:
            return segment.laeq_db or 0.0
        return max(
            (segment.pm10_mean_ug_m3 or 0.0) / settings.hot_pm10_ug_m3,
            (segment.tsp_mean_ug_m3 or 0.0) / settings.hot_tsp_ug_m3,
        )

    def weight(point: TrackPoint) -> float:
        if loud:
            return point.laeq_1s_db or 0.0
        return max(
            (point.pm10_ug_m3 or 0.0) / settings.hot_pm10_ug_m3, (point.tsp_ug_m3 or 0.0) / settings.hot_tsp_ug_m3
        )

    candidates = [segment for segment, because in group if not loud or "laeq" in because]
    worst = max(candidates, key=rank)
    counted = [point for point in members[worst.number] if (point.usable if loud else dust_counts(point))]
    where = max(counted, key=weight)
    place = where.place
    assert place is not None  # a segment's points have places
    return HotSpot(
        label=f"H{index}",
        segments=tuple(segment.number for segment, _ in group),
        worst=worst.number,
        place=place,
        at=where.at,
        because=tuple(one for one in _REASONS if one in reasons),
        laeq_db=worst.laeq_db,
        lafmax_db=worst.lafmax_db,
        pm10_mean_ug_m3=worst.pm10_mean_ug_m3,
        tsp_mean_ug_m3=worst.tsp_mean_ug_m3,
        sites=(),
        zones=(),
    )


def _with_neighbours(
    spots: Sequence[HotSpot], settings: SurveySettings, about: SurveySurroundings
) -> tuple[HotSpot, ...]:
    if not spots:
        return ()
    stands = [Site(name=spot.label, place=spot.place, kind="other") for spot in spots]
    goals = [ExamVenue(name=site.name, place=site.place, boundary=site.boundary) for site in about.sites]
    near = zone_findings(stands, goals, [_circle(settings.near_m, spots[0])], margin_m=0.001) if goals else []
    zones = zone_findings(stands, about.venues, about.notices)
    return tuple(
        replace(
            spot,
            sites=tuple(
                NearSite(site=one.venue, distance_m=round(one.distance_m, 1)) for one in near if one.site == spot.label
            ),
            zones=tuple(one for one in zones if one.site == spot.label),
        )
        for spot in spots
    )


def _circle(radius_m: float, spot: HotSpot) -> ExamNotice:
    """A radius in the form in which the zones' geodesic search takes one."""
    return ExamNotice(
        number="-", title="-", issuer="-", legal_basis="-", radius_m=radius_m, valid_from=spot.at, valid_to=spot.at
    )


def surroundings(
    points: Sequence[Place],
    sites: Sequence[Site],
    venues: Sequence[ExamVenue],
    notices: Sequence[ExamNotice],
    *,
    reach_m: float,
) -> SurveySurroundings:
    """Of the libraries, what lies within ``reach_m`` of the box about the track; a site keeps name, place, boundary."""
    if not points:
        return SurveySurroundings()
    margin = reach_m / 100_000.0
    south, north = min(p.latitude_deg for p in points) - margin, max(p.latitude_deg for p in points) + margin
    # a degree of longitude is shorter by the cosine of the latitude; three times is enough up to 70 degrees
    west, east = min(p.longitude_deg for p in points) - 3 * margin, max(p.longitude_deg for p in points) + 3 * margin

    def close(place: Place, boundary: Sequence[Sequence[Place]] | None) -> bool:
        corners = [place, *(corner for ring in boundary or () for corner in ring)]
        return (
            min(p.latitude_deg for p in corners) <= north
            and max(p.latitude_deg for p in corners) >= south
            and min(p.longitude_deg for p in corners) <= east
            and max(p.longitude_deg for p in corners) >= west
        )

    return SurveySurroundings(
        sites=tuple(
            Site(name=site.name, place=site.place, kind=site.kind, boundary=site.boundary)
            for site in sites
            if close(site.place, site.boundary)
        ),
        venues=tuple(venue for venue in venues if close(venue.place, venue.boundary)),
        notices=tuple(notices),
    )
