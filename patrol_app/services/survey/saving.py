"""Files of a survey for whoever wants them outside of a pack: GeoJSON, tables, the summary. Written whole or not."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from patrol_app.assets import Language
from patrol_app.domain.codec import from_plain
from patrol_app.domain.errors import BadInput
from patrol_app.domain.surveys import SurveyRecord, TrackPoint
from patrol_app.recordings.disk import write_whole
from patrol_app.reports import survey_geojson, survey_sheet, survey_tables
from patrol_app.services.checking.unpacking import unpacked
from patrol_app.services.pack_files import RECORD, recorded_in_pack
from patrol_app.services.recall import recorded_files
from patrol_app.services.survey.closing import draft_survey
from patrol_app.services.survey.facts import CLOSED, facts_of_survey
from patrol_app.services.survey.rebuild import rebuild_survey
from patrol_app.services.survey.recall import closed_survey, read_survey, recall_survey, survey_in
from patrol_app.store.home import Home
from patrol_app.store.reader import Reader

Drive = tuple[SurveyRecord, tuple[TrackPoint, ...]]


def survey_here(number: str, home: Home, reader: Reader) -> Drive:
    """A survey of this laptop: as it was closed, or as it would be closed now.

    Raises:
        BadInput: there is no such survey.
    """
    facts = recall_survey(reader, number)
    files = recorded_files(reader, home, number)
    ended = reader.latest(CLOSED, number)
    record = closed_survey(home, number)
    if record is None and ended is not None:
        record = from_plain(SurveyRecord, ended.body["record"], "record")
    if record is not None:
        return record, rebuild_survey(facts_of_survey(record), files).track.points
    plan = draft_survey(facts, files, left_at=facts.started_at, reader=reader)
    return plan.record, plan.rebuilt.track.points


def survey_of_pack(pack: Path) -> Drive:
    """A survey out of a pack, its points made again from the pack's bytes.

    Raises:
        BadInput: no pack, or not that of a survey.
    """
    with unpacked(pack) as top:
        if not survey_in(top):
            raise BadInput("survey.not_a_survey", path=pack)
        record = read_survey(top / RECORD)
        files = recorded_in_pack(record.raw_files, top)
        return record, rebuild_survey(facts_of_survey(record), files).track.points


def save_survey(drive: Drive, wanted: Mapping[str, Path], language: Language) -> list[Path]:
    """Write what is wanted: ``geojson``, ``csv``, ``segments`` or ``pdf`` to a path.

    Raises:
        BadInput: a folder is not there.
        CannotDo: the disk does not take a file; nothing half-made is left.
    """
    record, points = drive
    for path in wanted.values():
        if not path.absolute().parent.is_dir():
            raise BadInput("report.write", path=path, cause=str(path.parent))
    written = []
    for kind, path in wanted.items():
        if kind == "geojson":
            content = survey_geojson.render(record, points)
        elif kind == "csv":
            content = survey_tables.points_csv(points)
        elif kind == "segments":
            content = survey_tables.segments_csv(record.segments)
        else:
            content = survey_sheet.render(record, points, language=language)
        write_whole(path, content)
        written.append(path)
    return written
