"""A drive-by survey's points laid along the road: stretches between gaps, segments of a fixed length.

Places are the receiver's own, WGS-84; lengths are geodesics between them. Where there is no usable place there is a
gap, and nothing is drawn or counted across it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from itertools import groupby, pairwise

from patrol_app.acoustics.decibels import energy_mean_db
from patrol_app.domain.places import Place
from patrol_app.domain.surveys import Gap, PointFlag, Segment, SurveySettings, TrackPoint
from patrol_app.planning.zones import distance_m, steps_m

STEP_M = 5.0
"""A car that stands still wanders on the receiver by metres: only a move of this much is way that was driven."""
JUMP_KM_H = 200.0
"""Two places that would need more speed than this are no drive; the track is broken between them."""
SOUND_ONLY: frozenset[PointFlag] = frozenset({"no_level", "overload", "underrange"})
"""Flags that speak of the sound level meter alone; dust of such a point counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LaidTrack:
    """Points with their stretch and segment, the segments, and the gaps, in order of time."""

    points: tuple[TrackPoint, ...]
    segments: tuple[Segment, ...]
    gaps: tuple[Gap, ...]
    length_m: float


def placed(point: TrackPoint) -> Place | None:
    """The place of a point that may be used: a fix, and no worse than was asked for."""
    return None if "weak_fix" in point.flags else point.place


def lay_track(points: Sequence[TrackPoint], settings: SurveySettings, end_s: float, ended_at: datetime) -> LaidTrack:
    """Lay points along the road; ``end_s`` and ``ended_at`` are the end of the run.

    The same points and settings give the same segments, whoever computes them.
    """
    laid = list(points)
    segments: list[Segment] = []
    total_m = 0.0
    jumps = _jumps(points)
    for number, stretch in enumerate(_stretches(points, jumps), start=1):
        along_m = _along([points[index] for index in stretch])
        total_m += along_m[-1]
        cells = [int(metres // settings.segment_m) for metres in along_m]
        for cell, members in groupby(zip(cells, stretch, strict=True), key=lambda pair: pair[0]):
            own = [index for _, index in members]
            for index in own:
                laid[index] = replace(points[index], stretch=number, segment=len(segments) + 1)
            length_m = min(settings.segment_m, max(along_m[-1] - cell * settings.segment_m, 0.0))
            segments.append(_segment([laid[index] for index in own], number, len(segments) + 1, length_m))
    return LaidTrack(
        points=tuple(laid),
        segments=tuple(segments),
        gaps=tuple(_gaps(points, jumps, end_s, ended_at)),
        length_m=round(total_m, 1),
    )


def _jumps(points: Sequence[TrackPoint]) -> set[int]:
    """Indices of points that cannot have been reached from the point before, where both have a usable place."""
    placed_at = [(index, place) for index, point in enumerate(points) if (place := placed(point)) is not None]
    steps = steps_m([place for _, place in placed_at])
    found = set()
    for (before, _), (index, _), step_m in zip(placed_at, placed_at[1:], steps, strict=False):
        passed_s = max(points[index].t_s - points[before].t_s, 1.0)
        if index == before + 1 and step_m > JUMP_KM_H / 3.6 * passed_s:
            found.add(index)
    return found


def _stretches(points: Sequence[TrackPoint], jumps: set[int]) -> list[list[int]]:
    """Indices of points that follow each other without a gap or a jump."""
    found: list[list[int]] = []
    broken = True
    for index, point in enumerate(points):
        if placed(point) is None:
            broken = True
            continue
        if broken or index in jumps:
            found.append([])
        found[-1].append(index)
        broken = False
    return found


def _along(stretch: Sequence[TrackPoint]) -> list[float]:
    """Metres driven up to each point, from anchor to anchor."""
    places = [place for point in stretch if (place := placed(point)) is not None]
    steps = steps_m(places)
    metres, driven_m, anchor = [0.0], 0.0, 0
    for index in range(1, len(places)):
        moved_m = steps[index - 1] if anchor == index - 1 else distance_m(places[anchor], places[index])
        if moved_m >= STEP_M:
            driven_m, anchor = driven_m + moved_m, index
        metres.append(round(driven_m, 3))
    return metres


def _segment(points: Sequence[TrackPoint], stretch: int, number: int, length_m: float) -> Segment:
    usable = [point for point in points if point.usable]
    levels = [point.laeq_1s_db for point in usable if point.laeq_1s_db is not None]
    highest = [point.lafmax_db for point in usable if point.lafmax_db is not None]
    first, last = points[0], points[-1]
    start, end = first.place, last.place
    assert start is not None and end is not None  # only placed points are in a stretch
    return Segment(
        number=number,
        stretch=stretch,
        started_at=first.at,
        ended_at=last.at,
        start=start,
        end=end,
        length_m=round(length_m, 1),
        points=len(points),
        usable=len(usable),
        usable_pct=round(100.0 * len(usable) / len(points), 1),
        laeq_db=tenth_db(energy_mean_db(levels)),
        lafmax_db=max(highest, default=None),
        pm10_mean_ug_m3=_dust(points, lambda point: point.pm10_ug_m3),
        pm25_mean_ug_m3=_dust(points, lambda point: point.pm25_ug_m3),
        tsp_mean_ug_m3=_dust(points, lambda point: point.tsp_ug_m3),
        speed_mean_km_h=_mean(point.speed_km_h for point in points),
    )


def tenth_db(value: float | None) -> float | None:
    """A level to 0.1 dB, half to even, as meters show it."""
    return None if value is None else float(Decimal(repr(value)).quantize(Decimal("0.1"), ROUND_HALF_EVEN))


def dust_counts(point: TrackPoint) -> bool:
    """Whether the dust of a point counts: its place and speed may be used, whatever the sound level meter said."""
    return set(point.flags) <= SOUND_ONLY


def _dust(points: Sequence[TrackPoint], said: Callable[[TrackPoint], float | None]) -> float | None:
    return _mean(said(point) for point in points if dust_counts(point))


def _mean(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return round(sum(known) / len(known), 1) if known else None


def _gaps(points: Sequence[TrackPoint], jumps: set[int], end_s: float, ended_at: datetime) -> list[Gap]:
    found: list[Gap] = []
    before: Place | None = None
    lost: list[TrackPoint] = []
    for index, point in enumerate(points):
        place = placed(point)
        if place is None:
            lost.append(point)
            continue
        if lost:
            found.append(_gap(lost, point.t_s, before, place))
            lost = []
        elif index in jumps:
            found.append(
                Gap(started_at=points[index - 1].at, duration_s=0.0, reason="jump", before=before, after=place)
            )
        before = place
    if lost:
        found.append(_gap(lost, end_s, before, None))
    elif not points:
        started_at = ended_at - timedelta(seconds=end_s)
        found.append(Gap(started_at=started_at, duration_s=end_s, reason="silent", before=None, after=None))
    return found


def _gap(lost: Sequence[TrackPoint], end_s: float, before: Place | None, after: Place | None) -> Gap:
    return Gap(
        started_at=lost[0].at,
        duration_s=round(end_s - lost[0].t_s, 3),
        reason="silent" if all(point.silent for point in lost) else "no_fix",
        before=before,
        after=after,
    )


def legs(points: Sequence[TrackPoint]) -> list[tuple[TrackPoint, TrackPoint]]:
    """Neighbouring points of one stretch, for drawing: the line to a point is told by that point."""
    return [(one, other) for one, other in pairwise(points) if one.stretch is not None and one.stretch == other.stretch]
