"""What people said of a visit and how its meter was calibrated: the record against what the log noted at the time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from patrol_app.domain.codec import canonical_json, to_plain
from patrol_app.domain.errors import BadInput
from patrol_app.domain.record import Observation, VisitRecord
from patrol_app.evidence.layout import EVENTS
from patrol_app.services.checking.compared import Check
from patrol_app.services.checking.record_figures import flat
from patrol_app.services.pack_files import Recorded
from patrol_app.services.recall import recall
from patrol_app.services.signing import DRAWN, drawn
from patrol_app.services.visit import VisitFacts, facts_of

FACTS = (
    "simulated",
    "authority",
    "site",
    "arrived_at",
    "observation",
    "position",
    "points",
    "instruments",
    "zone",
    "notice",
    "person_met",
    "others",
    "trigger_db",
    "sources",
    "dust_measures",
)
"""Of the officers the signatures speak; exclusions, attachments and weather have checks of their own."""
READINGS_AGREE_DB = 0.05
"""The log notes the reading as it was shown, the record the mean of the bytes."""


def said_checks(record: VisitRecord, entries: Sequence[Mapping[str, Any]]) -> Iterator[Check]:
    """A line for each fact or calibration that the log of the visit does not know; nothing if all is well."""
    try:
        noted = recall(PackLog(entries), record.number)
        said = _comparable(facts_of(record), noted.observation)
        found = [*same_facts(said, _comparable(noted, noted.observation), FACTS), *calibrations(record, entries)]
        found.extend(_drawn(record, entries))
    except (BadInput, KeyError, TypeError, AttributeError, ValueError):
        found = [Check(name="recompute.log", status="FAIL", where=EVENTS)]
    yield from found


def _drawn(record: VisitRecord, entries: Sequence[Mapping[str, Any]]) -> Iterator[Check]:
    """A signature on the papers was drawn stroke by stroke when the log says so."""
    noted = [
        drawn(entry["body"], datetime.fromisoformat(entry["at_utc"])) for entry in entries if entry["kind"] == DRAWN
    ]
    for one in record.signatures:
        if one not in noted:
            yield Check(name="recompute.log_fact", status="FAIL", where="signatures", printed=f"{one.who} {one.at}")


def _comparable(facts: VisitFacts, counted: Observation) -> VisitFacts:
    """The facts without what is found again each time: photos and clips in the pack, which point leads, a receiver's
    place."""
    points = [
        one if one.place_source == "picked" else replace(one, place=None, place_source="unknown")
        for one in (facts.position, *facts.points)
    ]
    first, *others = sorted(points, key=lambda one: canonical_json(to_plain(one)))
    seen = replace(facts.observation, photos=counted.photos, audio_clips=counted.audio_clips)
    return replace(facts, observation=seen, position=first, points=tuple(others))


@dataclass(frozen=True, slots=True)
class _Noted:
    body: dict[str, Any]


class PackLog:
    """The stretch of the log in a pack, asked as the store is."""

    def __init__(self, entries: Sequence[Mapping[str, Any]]) -> None:
        self._entries = entries

    def all_of_kind(self, kind: str, subject: str) -> list[_Noted]:
        """All facts of a kind about a subject, oldest first."""
        return [_Noted(each["body"]) for each in self._entries if (each["kind"], each["subject"]) == (kind, subject)]

    def latest(self, kind: str, subject: str) -> _Noted | None:
        """The newest of them."""
        found = self.all_of_kind(kind, subject)
        return found[-1] if found else None


def same_facts(said: object, noted: object, names: Sequence[str]) -> Iterator[Check]:
    """A line for each of these facts that the record says otherwise than the log."""
    for name in names:
        printed = dict(flat(to_plain(getattr(said, name)), name))
        logged = dict(flat(to_plain(getattr(noted, name)), name))
        for where in sorted(printed.keys() | logged.keys()):
            if printed.get(where) != logged.get(where):
                yield Check(
                    name="recompute.log_fact",
                    status="FAIL",
                    where=where,
                    printed=printed.get(where),
                    recomputed=logged.get(where),
                )


def calibrations(record: Recorded, entries: Sequence[Mapping[str, Any]]) -> Iterator[Check]:
    """A calibration that the record counts was noted when it was made, with the reading it had then."""
    taken = [entry["body"] for entry in entries if entry["kind"] == "calibration.taken"]
    for which, check in (("before", record.calibration_before), ("after", record.calibration_after)):
        readings = [float(body["check"]["reading_db"]) for body in taken if body["which"] == which]
        if check is not None and not any(abs(each - check.reading_db) <= READINGS_AGREE_DB for each in readings):
            yield Check(
                name="recompute.log_calibration",
                status="FAIL",
                where=f"calibration_{which}",
                printed=check.reading_db,
                recomputed="、".join(map(str, readings)) or None,
            )
