"""Surveys out of the log, and from finished records."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from patrol_app.domain.codec import from_plain
from patrol_app.domain.errors import BadInput
from patrol_app.domain.instruments import InstrumentUnit
from patrol_app.domain.surveys import SurveyRecord
from patrol_app.services.pack_files import RECORD
from patrol_app.services.recall import Log, known_surveys
from patrol_app.services.survey.facts import OPENED, SurveyFacts
from patrol_app.services.visit import ExclusionFact
from patrol_app.store.home import Home
from patrol_app.store.reader import Reader


def is_survey(reader: Reader, number: str) -> bool:
    """Whether the number is a survey's; a visit's and an unknown one are not."""
    return reader.latest(OPENED, number) is not None


def recall_survey(reader: Log, number: str) -> SurveyFacts:
    """What people said of a survey, as of its newest facts.

    Raises:
        BadInput: there is no such survey.
    """
    opened = reader.latest(OPENED, number)
    if opened is None:
        raise BadInput("survey.no_survey", number=number)
    facts = from_plain(SurveyFacts, opened.body)
    for entry in reader.all_of_kind("visit.instruments", number):
        units = tuple(from_plain(InstrumentUnit, unit) for unit in entry.body["instruments"])
        facts = replace(facts, instruments=units)
    exclusions = tuple(from_plain(ExclusionFact, entry.body) for entry in reader.all_of_kind("exclusion.added", number))
    return replace(facts, exclusions=exclusions)


def closed_survey(home: Home, number: str) -> SurveyRecord | None:
    """The record of a survey that was closed on this laptop."""
    path = home.recordings / number / "record" / "record.json"
    return read_survey(path) if path.is_file() else None


def read_survey(path: Path) -> SurveyRecord:
    """A survey's record from its file.

    Raises:
        BadInput: not JSON, or not a survey's record; the sentence names the field.
    """
    plain = json.loads(path.read_bytes())
    if not plain_is_survey(plain):
        raise BadInput("survey.not_a_survey", path=path)
    return from_plain(SurveyRecord, plain, "record")


def plain_is_survey(plain: object) -> bool:
    """Whether a record as plain JSON is a survey's."""
    return isinstance(plain, dict) and plain.get("kind") == "survey"


def survey_in(top: Path) -> bool:
    """Whether an unpacked pack holds a survey."""
    try:
        return plain_is_survey(json.loads((top / RECORD).read_bytes()))
    except (OSError, ValueError):
        return False


__all__ = [
    "closed_survey",
    "is_survey",
    "known_surveys",
    "plain_is_survey",
    "read_survey",
    "recall_survey",
    "survey_in",
]
