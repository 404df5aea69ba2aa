"""Several measuring points on the noise record: the table of all of them, and each one's own part behind it.

Each point is shown by the very blocks of a visit with one point, from a view of the record in which it stands alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from patrol_app.domain.record import PointResult, VisitRecord
from patrol_app.domain.verdict import Finding, Verdict
from patrol_app.reports.blocks import STRUCK, Block, Cell, heading, label, table, value
from patrol_app.reports.words import CHINA, Words, metres, tenth, whole


def view_of(record: VisitRecord, point: PointResult) -> VisitRecord:
    """The record as if this point were the only one."""
    others = tuple(each for each in record.verdicts if each.kind != "construction_noise")
    return replace(
        record,
        position=point.position,
        measurement=point.measurement,
        background=point.background,
        calibration_before=point.calibration_before,
        calibration_after=point.calibration_after,
        verdicts=(point.verdict, *others) if point.verdict is not None else others,
        other_points=(),
    )


def other_views(record: VisitRecord) -> Iterator[VisitRecord]:
    """A view of each point beside the deciding one, in the order of their labels."""
    for point in record.other_points:
        yield view_of(record, point)


def points_table(record: VisitRecord, words: Words) -> Iterator[Block]:
    """Every point with its result and judgement; nothing where there is one."""
    if not record.other_points:
        return
    names = ("point", "near", "run", "laeq", "lafmax", "quiet", "reported", "limit", "verdict")
    header: list[Cell] = [label(words(f"points.{name}"), center=True) for name in names]
    rows = [_row(point, record, words) for point in record.points]
    yield heading(words("points.all"), words("points.worst", point=record.position.label))
    yield table([-1.5, -2.1, 22, 14, 15, 13, 18, 18, 18], rows, header=header, size=8.2, pad=1.1)


def _row(point: PointResult, record: VisitRecord, words: Words) -> list[Cell]:
    spot, run, quiet = point.position, point.measurement, point.background
    decides = spot.label == record.position.label
    near = " ".join(part for part in (spot.sensitive_building, metres(spot.sensitive_distance_m)) if part)
    when = STRUCK if run is None else f"{run.started_at.astimezone(CHINA):%H:%M}–{run.ended_at.astimezone(CHINA):%H:%M}"
    level, peak = _found(point.verdict, "LAeq"), _found(point.verdict, "LAFmax")
    outcome = words(f"common.{point.verdict.outcome}") if point.verdict else words("points.not_measured")
    levels = (run.laeq_db if run else None, run.lafmax_db if run else None, quiet.laeq_db if quiet else None)
    cells: list[Cell] = [label(f"{spot.label} {spot.description}".strip()), value(near)]
    cells += [{"t": each, "center": True} for each in (when, *(tenth(each) or STRUCK for each in levels))]
    cells += [
        {"t": _both(*(found.rounded_db if found else None for found in (level, peak))), "center": True},
        {"t": _both(*(found.limit_db if found else None for found in (level, peak))), "center": True},
        {"t": outcome, "center": True, "strong": decides},
    ]
    return cells


def _found(verdict: Verdict | None, quantity: str) -> Finding | None:
    findings = verdict.findings if verdict else ()
    return next((each for each in findings if each.quantity == quantity and not each.excluded_parts), None)


def _both(level: int | Decimal | None, peak: int | Decimal | None) -> str:
    """LAeq and LAFmax in one cell."""
    return f"{whole(level) or '—'} | {whole(peak) or '—'}" if level is not None or peak is not None else STRUCK


def point_facts(view: VisitRecord, words: Words) -> Block:
    """Where this point was, beyond what its row says: height, distances, place."""
    spot = view.position
    place = None if spot.place is None else f"{spot.place.latitude_deg:.6f} {spot.place.longitude_deg:.6f}"

    def pair(name: str, shown: object) -> list[Cell]:
        return [label(words(f"noise.{name}")), value(shown)]

    rows = [
        [*pair("boundary", metres(spot.boundary_distance_m)), *pair("height", metres(spot.height_m))],
        [*pair("reflecting", metres(spot.reflecting_distance_m)), *pair("point_at", place)],
    ]
    return table([24, -1, 24, -1.4], rows, size=8.5, pad=1.1)
