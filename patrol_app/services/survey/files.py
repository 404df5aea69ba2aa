"""The files of a survey beside its record: points, segments, GeoJSON, summary; the exact bytes that a check makes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from patrol_app.domain.surveys import SurveyRecord, TrackPoint
from patrol_app.reports import survey_geojson, survey_sheet, survey_tables

FOLDER = "data/survey/"
GEOJSON, POINTS, SEGMENTS = "track.geojson", "points.csv", "segments.csv"


def survey_files(record: SurveyRecord, points: Sequence[TrackPoint]) -> Mapping[str, bytes]:
    """Path in the pack to content. The chain's head is no part of them: it is known only when they are sealed."""
    return {
        FOLDER + GEOJSON: survey_geojson.render(record, points),
        FOLDER + POINTS: survey_tables.points_csv(points),
        FOLDER + SEGMENTS: survey_tables.segments_csv(record.segments),
    }


def survey_papers(record: SurveyRecord, points: Sequence[TrackPoint]) -> Mapping[str, bytes]:
    """Name beside the record to content."""
    return {survey_sheet.NAME: survey_sheet.render(record, points)}
