"""The measuring points of a visit: which run was made at which, and where each of them lies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from patrol_app.domain.errors import BadInput
from patrol_app.domain.instruments import CalibrationCheck
from patrol_app.domain.places import Place
from patrol_app.domain.record import Measurement, NoiseSource, Position, RunPoint
from patrol_app.planning.offsets import place_at
from patrol_app.services.visit import VisitFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class AtPoint:
    """One measuring point with the newest runs made there, and the calibrations of the meter they were made with."""

    position: Position
    main: Measurement | None = None
    background: Measurement | None = None
    calibration_before: CalibrationCheck | None = None
    calibration_after: CalibrationCheck | None = None


def positions(facts: VisitFacts) -> tuple[Position, ...]:
    """Every point of the visit, the first one first."""
    return (facts.position, *facts.points)


def check_points(facts: VisitFacts) -> None:
    """Refuse points that cannot be told apart.

    Raises:
        BadInput: a point without a label, two with the same, or a run at a point that nobody named.
    """
    labels = [position.label.strip() for position in positions(facts)]
    if "" in labels:
        raise BadInput("points.no_label", number=facts.number)
    twice = [label for label, count in Counter(labels).items() if count > 1]
    if twice:
        raise BadInput("points.twice", label=twice[0])
    for one in facts.run_points:
        if one.point not in labels:
            raise BadInput("points.unknown", run=one.run, label=one.point, known="、".join(labels))


def placed(position: Position, site_place: Place, receiver: Place | None) -> Position:
    """The point with its place: the one picked, else the receiver's, else the offset from the site's own place."""
    if position.place_source == "picked":
        return position
    if receiver is not None:
        return replace(position, place=receiver, place_source="gnss")
    if position.offset_east_m is not None and position.offset_north_m is not None:
        place = place_at(site_place, position.offset_east_m, position.offset_north_m)
        return replace(position, place=place, place_source="offset")
    return position


def place_of_source(source: NoiseSource, site_place: Place) -> Place | None:
    """Where a source stood, if anybody said it."""
    if source.place is not None or source.offset_east_m is None or source.offset_north_m is None:
        return source.place
    return place_at(site_place, source.offset_east_m, source.offset_north_m)


def said_of_runs(facts: VisitFacts, labels: Iterable[str]) -> tuple[RunPoint, ...]:
    """The point of every run, where there are several points; nothing where there is one."""
    if not facts.points:
        return ()
    return tuple(RunPoint(run=label, point=facts.point_of(label)) for label in labels)


def runs_that_count(points: Sequence[AtPoint]) -> Mapping[str, Measurement]:
    """The measurements of all points by the labels of their runs."""
    found = [run for point in points for run in (point.main, point.background) if run is not None]
    return {run.label: run for run in found}
