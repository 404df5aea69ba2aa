"""Visits out of the log: what people said of them, where their recording lies, how they stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, Protocol

from patrol_app.domain.codec import from_plain
from patrol_app.domain.errors import BadInput
from patrol_app.domain.instruments import InstrumentUnit
from patrol_app.domain.people import Participant, PersonMet
from patrol_app.domain.places import Site
from patrol_app.domain.record import (
    DustMeasuresSeen,
    EnteredWeather,
    NoiseSource,
    Observation,
    Position,
    RunPoint,
    VisitRecord,
)
from patrol_app.recordings.folder import repair_folder
from patrol_app.services.entered_weather import KIND as WEATHER_ENTERED
from patrol_app.services.pack_files import files_in_folder
from patrol_app.services.practice import refuse_practice_number
from patrol_app.services.visit import Acknowledgement, AttachmentFact, ExclusionFact, VisitFacts, VisitFiles, utc_of
from patrol_app.store.home import Home
from patrol_app.store.reader import Reader
from patrol_app.store.store import Store

State = Literal["open", "interrupted", "closed"]
RECORDING_ENDED = "visit.recording_ended"
"""The instruments were let go and every file is whole; the visit itself may be closed later."""
CHANGEABLE: dict[str, Any] = {
    "observation": Observation,
    "position": Position,
    "site": Site,
    "person_met": PersonMet | None,
    "others": tuple[Participant, ...],
    "points": tuple[Position, ...],
    "run_points": tuple[RunPoint, ...],
    "sources": tuple[NoiseSource, ...],
    "dust_measures": DustMeasuresSeen | None,
}
"""What may be said anew during a visit, by its name in ``VisitFacts``; a list is said whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownVisit:
    """One visit of the log, or one survey, which has no site."""

    number: str
    site: str
    arrived_at: datetime
    state: State
    kind: Literal["visit", "survey"] = "visit"


def known_visits(reader: Reader) -> list[KnownVisit]:
    """All visits, oldest first."""
    state = _states(reader, "visit.closed")
    found = [
        KnownVisit(
            number=number, site=values[0], arrived_at=datetime.fromisoformat(values[1]), state=state.get(number, "open")
        )
        for number, _, values in reader.parts_of_kind("visit.opened", ("$.site.name", "$.arrived_at"))
    ]
    return sorted(found, key=lambda visit: (visit.arrived_at, visit.number))


def _states(reader: Reader, closing: str) -> dict[str, State]:
    """How each subject stands that is open no more; of years of records no body is turned into objects for it."""
    found: dict[str, State] = {}
    for kind, state in (("visit.interrupted", "interrupted"), (closing, "closed")):
        for subject, _, _ in reader.parts_of_kind(kind, ("$.schema", "$.number")):
            found[subject] = state  # type: ignore[assignment]  # one of the three words
    return found


def known_surveys(reader: Reader) -> list[KnownVisit]:
    """All drive-by surveys, oldest first; they are no visits, and nothing that counts visits counts them."""
    state = _states(reader, "survey.closed")
    found = [
        KnownVisit(
            number=entry.subject,
            site="",
            arrived_at=datetime.fromisoformat(entry.body["started_at"]),
            state=state.get(entry.subject, "open"),
            kind="survey",
        )
        for entry in reader.latest_of_kind("survey.opened")
    ]
    return sorted(found, key=lambda survey: (survey.arrived_at, survey.number))


class Noted(Protocol):
    """A fact of a log, wherever the log lies."""

    @property
    def body(self) -> dict[str, Any]:
        """Get the fact itself as plain JSON values."""


class Log(Protocol):
    """What ``recall`` asks of a log: the store's, or the stretch of one that lies in a pack."""

    def latest(self, kind: str, subject: str) -> Noted | None:
        """The newest fact of a kind about a subject."""

    def all_of_kind(self, kind: str, subject: str) -> Sequence[Noted]:
        """All facts of a kind about a subject, oldest first."""


def recall(reader: Log, number: str) -> VisitFacts:
    """What people said of a visit, as of its newest facts.

    Raises:
        BadInput: there is no such visit.
        CannotDo: it is the number of a practice visit, which no other folder than that of practice knows.
    """
    opened = reader.latest("visit.opened", number)
    if opened is None:
        refuse_practice_number(number)
        raise BadInput("recall.no_visit", number=number)
    facts = from_plain(VisitFacts, opened.body)
    for entry in reader.all_of_kind("visit.observed", number):
        changes: dict[str, Any] = {
            name: from_plain(CHANGEABLE[name], value, name) for name, value in entry.body.items() if name in CHANGEABLE
        }
        facts = replace(facts, **changes)
    for entry in reader.all_of_kind("visit.instruments", number):
        units = tuple(from_plain(InstrumentUnit, unit) for unit in entry.body["instruments"])
        facts = replace(facts, instruments=units)
    exclusions = [from_plain(ExclusionFact, entry.body) for entry in reader.all_of_kind("exclusion.added", number)]
    seen = [from_plain(Acknowledgement, entry.body) for entry in reader.all_of_kind("exceedance.acknowledged", number)]
    weather = [from_plain(EnteredWeather, entry.body) for entry in reader.all_of_kind(WEATHER_ENTERED, number)]
    return replace(
        facts,
        weather_entered=tuple(weather),
        exclusions=tuple(exclusions),
        acknowledgements=tuple(seen),
        attachments=attachments_of(reader, number),
    )


def attachments_of(reader: Log, number: str) -> tuple[AttachmentFact, ...]:
    """What was attached to a visit, in order."""
    return tuple(from_plain(AttachmentFact, entry.body) for entry in reader.all_of_kind("attachment.added", number))


def recorded_files(reader: Reader, home: Home, number: str) -> VisitFiles:
    """The recording of a visit on this laptop."""
    folder = home.recordings / number
    raw: dict[str, tuple[str, Path]] = {}
    for entry in reader.all_of_kind("instrument.used", number):
        role, model = entry.body["role"], entry.body["model"]
        path = folder / "raw" / f"{role}-{model.replace(':', '-')}.frames"
        if path.is_file():
            raw[role] = (model, path)
    return files_in_folder(
        raw, (folder / "audio").glob("*.wav"), attachments_of(reader, number), folder / "attachments"
    )


def closed_record(home: Home, number: str) -> VisitRecord:
    """The record of a closed visit.

    Raises:
        BadInput: the visit has not been closed on this laptop.
    """
    import json

    path = home.recordings / number / "record" / "record.json"
    if not path.is_file():
        raise BadInput("recall.no_visit", number=number)
    return from_plain(VisitRecord, json.loads(path.read_bytes()), "record")


def recover(home: Home, store: Store, at: datetime) -> Iterator[KnownVisit]:
    """Set right what a kill or a power cut left: repair each open recording, a survey's too, and say so in the log.

    A recording that was ended properly, with its visit left to be closed another time, was not interrupted.
    """
    ended = {subject for subject, _, _ in store.parts_of_kind(RECORDING_ENDED, ("$.number", "$.simulated"))}
    for visit in [*known_visits(store), *known_surveys(store)]:
        folder = home.recordings / visit.number
        if visit.state != "open" or visit.number in ended or not folder.is_dir():
            continue
        done = repair_folder(folder)
        until_ns = done.recorded_until_ns
        body = {
            "cut_bytes": done.cut_bytes,
            "removed": [path.name for path in done.removed],
            "recorded_until": None if until_ns is None else utc_of(until_ns),
        }
        store.append("visit.interrupted", visit.number, body, actor="program", at=at)
        yield replace(visit, state="interrupted")
