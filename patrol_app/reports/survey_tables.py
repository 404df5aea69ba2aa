"""A survey's points and segments as CSV: names carry their units, unknown is empty, every row says it is screening."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from patrol_app.domain.surveys import Segment, TrackPoint

POINT_COLUMNS = (
    "t_s",
    "at",
    "utc",
    "latitude_deg",
    "longitude_deg",
    "quality",
    "satellites",
    "hdop",
    "speed_km_h",
    "laeq_1s_db",
    "laeq_source",
    "lafmax_db",
    "pm10_ug_m3",
    "pm25_ug_m3",
    "tsp_ug_m3",
    "stretch",
    "segment",
    "usable",
    "flags",
    "nature",
)
SEGMENT_COLUMNS = (
    "number",
    "stretch",
    "started_at",
    "ended_at",
    "start_latitude_deg",
    "start_longitude_deg",
    "end_latitude_deg",
    "end_longitude_deg",
    "length_m",
    "points",
    "usable",
    "usable_pct",
    "laeq_db",
    "lafmax_db",
    "pm10_mean_ug_m3",
    "pm25_mean_ug_m3",
    "tsp_mean_ug_m3",
    "speed_mean_km_h",
    "nature",
)
_DECIMALS = {"t_s": 3, "latitude_deg": 7, "longitude_deg": 7, "hdop": 2}
_PLACES = {
    "start_latitude_deg": ("start", "latitude_deg"),
    "start_longitude_deg": ("start", "longitude_deg"),
    "end_latitude_deg": ("end", "latitude_deg"),
    "end_longitude_deg": ("end", "longitude_deg"),
}


def points_csv(points: Sequence[TrackPoint]) -> bytes:
    """Every point, those without a place too."""
    return _table(POINT_COLUMNS, [[_point(point, name) for name in POINT_COLUMNS] for point in points])


def segments_csv(segments: Sequence[Segment]) -> bytes:
    """Every segment."""
    return _table(SEGMENT_COLUMNS, [[_segment(segment, name) for name in SEGMENT_COLUMNS] for segment in segments])


def _table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return out.getvalue().encode()


def _point(point: TrackPoint, name: str) -> str:
    if name == "nature":
        return "screening"
    if name == "flags":
        return " ".join(point.flags)
    return _text(getattr(point, name), _DECIMALS.get(name, 1))


def _segment(segment: Segment, name: str) -> str:
    if name == "nature":
        return "screening"
    if name in _PLACES:
        end, side = _PLACES[name]
        return _text(getattr(getattr(segment, end), side), 7)
    return _text(getattr(segment, name), 1)


def _text(value: object, decimals: int) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:.{decimals}f}"
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
