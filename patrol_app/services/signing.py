"""Signatures drawn on the pad: kept in the log with all their strokes, and which of them still hold."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from patrol_app.domain.chain import Entry
from patrol_app.domain.record import DrawnSignature
from patrol_app.domain.strokes import ink_of
from patrol_app.services.entered_weather import KIND as WEATHER_ENTERED
from patrol_app.services.visit import VisitFacts
from patrol_app.store.reader import Reader

DRAWN = "signature.drawn"
PACKED = "pack.made"
PARTY = "party"
CHANGES = ("visit.instruments", "attachment.added", "exclusion.added", WEATHER_ENTERED)
"""Facts that change what is signed, beside what people say of the visit."""
_ANSWER = ("signature", "refusal_reason", "witness", "filmed")
"""Of the person met: how they answered when asked to sign. It is noted after the officers signed and changes nothing
of what was seen."""
UNMET = "—"
"""The name of the other side where nobody was met."""


def drawn(body: dict[str, Any], at: datetime) -> DrawnSignature:
    """A signature as the log noted it."""
    size = int(body["width_px"]), int(body["height_px"])
    return DrawnSignature(who=body["who"], name=body["name"], at=at, ink=ink_of(body["strokes"], size))


def standing(reader: Reader, number: str) -> dict[str, Entry]:
    """The signatures that hold, by who drew them: the newest of each, if nothing of the record changed after it.

    Officers sign each pack anew; the other side's signature holds for a second closing of an unchanged record.
    """
    changed = _last_change(reader, number)
    packed = reader.latest(PACKED, number)
    found: dict[str, Entry] = {}
    for entry in reader.all_of_kind(DRAWN, number):
        who = str(entry.body["who"])
        after = changed if who == PARTY or packed is None else max(changed, packed.sequence)
        if entry.sequence > after:
            found[who] = entry
    return found


def _last_change(reader: Reader, number: str) -> int:
    """The place in the log of the newest fact that changed what is signed."""
    last = 0
    for kind in CHANGES:
        last = max([last, *(entry.sequence for entry in reader.all_of_kind(kind, number))])
    person: object = None
    for entry in reader.all_of_kind("visit.observed", number):
        met = entry.body.get("person_met")
        who = {name: value for name, value in met.items() if name not in _ANSWER} if isinstance(met, dict) else None
        if who is not None and who["name"] == UNMET:
            who = None
        if set(entry.body) != {"person_met"} or who != person:
            last = max(last, entry.sequence)
        if "person_met" in entry.body:
            person = who
    return last


def with_signatures(reader: Reader, facts: VisitFacts) -> VisitFacts:
    """The facts of a visit with the signatures that hold, the officers' in their order and then the other side's."""
    found = standing(reader, facts.number)
    order = [*(officer.certificate_number for officer in facts.officers), PARTY]
    entries = [found[who] for who in order if who in found]
    made = tuple(drawn(entry.body, datetime.fromisoformat(entry.at_utc)) for entry in entries)
    return replace(facts, signatures=made)
