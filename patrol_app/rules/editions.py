"""The rule book: every dated rule set with its clauses, and which one holds at a place and a moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from patrol_app.domain.verdict import Confidence
from patrol_app.rules.records import LocalRecords, NightHours, Validity, place_chain


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Clause:
    """One clause or article: its number as printed, what it sets, and how well its source was read.

    ``number`` is empty where the number was not seen; ``text`` only where the words were read. A bureau confirms a
    clause with its name and the date; the confidence is then ``confirmed``.
    """

    name: str
    rule_set: str
    number: str
    title: str
    title_en: str
    confidence: Confidence
    source: str
    values: Mapping[str, Any]
    text: str | None = None
    assumed_from: str | None = None
    confirmed_by: str | None = None
    confirmed_on: date | None = None

    def number_of(self, name: str) -> Decimal:
        """A numeric value; the schema has checked that it is there and is a number."""
        value: Decimal = self.values[name]
        return value

    def flag(self, name: str) -> bool:
        """A yes-or-no value; the schema has checked that it is there."""
        value: bool = self.values[name]
        return value

    @property
    def label(self) -> str:
        """The clause as cited: its number and title, or the title with a word that the number was not seen."""
        if self.number:
            return f"{self.number} {self.title}"
        return f"{self.title}〔条号未核实〕"

    @property
    def label_en(self) -> str:
        """The clause as cited in English."""
        if self.number:
            return f"{self.number.replace('表', 'Table ')} {self.title_en}"
        return f"{self.title_en} [number not verified]"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RuleSet:
    """One edition of a standard or law: where and when it holds, and its clauses by name.

    ``sha256`` is of the file's bytes, so that ``sha256sum`` shows the same; where a bureau has confirmed clauses
    it is of the file's bytes followed by the bytes of the confirmations file.
    """

    id: str
    kind: str
    title: str
    title_en: str
    issuer: str
    place: str
    validity: Validity
    source: str
    clauses: Mapping[str, Clause]
    sha256: str
    file: str

    def clause(self, name: str) -> Clause:
        """A clause that the schema requires of this kind."""
        return self.clauses[name]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RuleBook:
    """All rule sets and local records; choosing is by kind, place and moment alone."""

    sets: tuple[RuleSet, ...]
    records: LocalRecords
    by_kind: Mapping[str, tuple[RuleSet, ...]] = field(default_factory=dict)

    def set_at(self, kind: str, place: str, when: datetime) -> RuleSet | None:
        """The set of a kind that holds at a place and moment: the city's before the province's before the nation's."""
        for name in self.chain(place):
            for each in self.by_kind.get(kind, ()):
                if each.place == name and each.validity.holds_at(when):
                    return each
        return None

    def next_edition_at(self, kind: str, place: str, when: datetime) -> datetime | None:
        """The next moment after ``when`` at which another set of this kind begins or ends at the place."""
        chain = self.chain(place)
        edges = (
            edge
            for each in self.by_kind.get(kind, ())
            if each.place in chain
            for edge in (each.validity.start, each.validity.end)
            if edge is not None and edge > when
        )
        return min(edges, default=None)

    def clause_named(self, rule_set: str, label: str) -> Clause | None:
        """The clause of a set that is cited as ``label``."""
        found = self.by_id(rule_set)
        return next((each for each in found.clauses.values() if each.label == label), None) if found else None

    def by_id(self, identifier: str) -> RuleSet | None:
        """The set with this id, whenever it holds."""
        return next((each for each in self.sets if each.id == identifier), None)

    def chain(self, place: str) -> tuple[str, ...]:
        """City, province and 全国 of a place; empty if the place is not known."""
        return _chain(self, place)

    def night_hours(self, place: str, when: datetime) -> NightHours | None:
        """The night hours recorded for the city, else the province, else the nation."""
        for name in self.chain(place):
            for each in self.records.night_hours:
                if each.place == name and each.validity.holds_at(when):
                    return each
        return None

    def department(self, subject: str, place: str, when: datetime) -> str | None:
        """The body designated for a subject at a place; ``None`` if no record says so."""
        for name in self.chain(place):
            for each in self.records.departments:
                if each.place == name and each.subject == subject and each.validity.holds_at(when):
                    return each.name
        return None


@lru_cache(maxsize=1024)
def _chain(book: RuleBook, place: str) -> tuple[str, ...]:
    return place_chain(place, book.records.regions)
