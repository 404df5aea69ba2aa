"""What the survey screen shows: the track in pieces, the newest point, hot spots, how the survey stands. Frozen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from drivers.readings import PositionFix
from patrol_app.domain.places import Place
from patrol_app.domain.surveys import (
    HotSpot,
    Shown,
    SurveySettings,
    TrackPoint,
    class_of,
    shown_quantity,
    value_of,
)
from patrol_app.planning.tracks import legs
from patrol_app.services.place_facts import RouteFacts
from patrol_app.services.screen_facts import Said
from patrol_app.services.snapshot import Snapshot
from patrol_app.services.survey.live import TrackView

Stage = Literal["ready", "open", "driving", "parked", "closing", "packed"]
"""Ports on the bench; ports of the survey open; driving; driven and still open; being closed; pack made."""
Metres = tuple[float, float]
UNUSABLE = -1
"""The class of a piece that does not count."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackPiece:
    """Neighbouring legs of one class, -1 for what does not count; metres east and north of the map's middle."""

    kind: int
    points_m: tuple[Metres, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SpotFact:
    """A hot spot in the list and on the map; ``added`` is the stop that it became."""

    label: str
    east_m: float
    north_m: float
    at: datetime
    because: tuple[str, ...]
    laeq_db: float | None
    pm10_ug_m3: float | None
    tsp_ug_m3: float | None
    site: str | None
    site_m: float | None
    venue: str | None
    inside: bool
    added: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyFacts:
    """The survey of this moment. ``ground`` is the route's map without its line; nothing here is a judgement."""

    stage: Stage
    number: str | None
    ground: RouteFacts | None
    settings: SurveySettings
    shown: Shown
    pieces: tuple[TrackPiece, ...] = ()
    gap_ends_m: tuple[Metres, ...] = ()
    spots: tuple[SpotFact, ...] = ()
    newest: TrackPoint | None = None
    here_m: Metres | None = None
    elapsed_s: float = 0.0
    length_m: float = 0.0
    points: int = 0
    usable: int = 0
    gaps: int = 0
    excluding: bool = False
    snapshot: Snapshot | None = None
    wants: Said | None = None
    """What is missing before the drive can begin, or before the pack can be made."""
    locked: tuple[tuple[str, str], ...] = ()
    """Officers whose key wants its password: certificate number and name."""
    pack: str | None = None
    pack_good: bool | None = None
    geojson: str | None = None
    practice: bool = False
    """A car and instruments that are not there; nothing of it becomes a file or a pack."""


def ground_of(route: RouteFacts | None) -> RouteFacts | None:
    """The map under the track: stops and zones, without where the route's own officer is."""
    return None if route is None else replace(route, walked_m=(), here_m=None, heading_deg=None)


def fix_of(newest: TrackPoint | None) -> PositionFix | None:
    """The newest point as the route takes a receiver's fix."""
    if newest is None or newest.place is None:
        return None
    return PositionFix(
        offset=0,
        length=0,
        latitude_deg=newest.latitude_deg,
        longitude_deg=newest.longitude_deg,
        hdop=newest.hdop,
        valid=True,
    )


def pieces_of(points: Sequence[TrackPoint], metres: Callable[[Place], Metres]) -> tuple[TrackPiece, ...]:
    """The track as lines of one class each; a leg has the class of the point that it leads to."""
    shown = shown_quantity(tuple(points))
    found: list[tuple[int, list[Metres]]] = []
    last: TrackPoint | None = None
    for one, other in legs(points):
        if one.place is None or other.place is None:
            continue
        value = value_of(other, shown)
        kind = UNUSABLE if value is None or not other.usable else class_of(value, shown)
        if not found or found[-1][0] != kind or last is not one:
            found.append((kind, [metres(one.place)]))
        end = metres(other.place)
        if end != found[-1][1][-1]:
            found[-1][1].append(end)
        last = other
    return tuple(TrackPiece(kind=kind, points_m=tuple(line)) for kind, line in found if len(line) > 1)


def spot_facts(
    spots: Sequence[HotSpot], metres: Callable[[Place], Metres], added: Callable[[HotSpot], str | None]
) -> tuple[SpotFact, ...]:
    """Hot spots, each with the nearest site and zone."""
    found = []
    for spot in spots:
        east, north = metres(spot.place)
        site = spot.sites[0] if spot.sites else None
        zone = next((one for one in spot.zones if one.inside), spot.zones[0] if spot.zones else None)
        found.append(
            SpotFact(
                label=spot.label,
                east_m=east,
                north_m=north,
                at=spot.at,
                because=spot.because,
                laeq_db=spot.laeq_db,
                pm10_ug_m3=spot.pm10_mean_ug_m3,
                tsp_ug_m3=spot.tsp_mean_ug_m3,
                site=site.site if site is not None else None,
                site_m=site.distance_m if site is not None else None,
                venue=zone.venue if zone is not None else None,
                inside=zone is not None and zone.inside,
                added=added(spot),
            )
        )
    return tuple(found)


def gap_ends(view: TrackView, metres: Callable[[Place], Metres]) -> tuple[Metres, ...]:
    """Both ends of every gap; nothing lies between them."""
    ends = [place for gap in view.gaps for place in (gap.before, gap.after) if place is not None]
    return tuple(metres(place) for place in ends)
