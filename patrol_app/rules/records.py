"""Local facts with a validity: provinces and cities, night hours, designated departments, sensitive areas."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from typing import Any

from patrol_app.domain.verdict import Confidence
from patrol_app.rules.schema import CONFIDENCES
from patrol_app.rules.tables import TomlFile

CHINA = timezone(timedelta(hours=8), "Asia/Shanghai")
"""Legal time of the whole country; there has been no summer time since 1992."""


def first_moment(day: date) -> datetime:
    """00:00 legal time of a day: the first moment of an edition that is in force from that day."""
    return datetime.combine(day, time(), CHINA)


def after_last_moment(day: date | None) -> datetime | None:
    """The first moment after a last day; ``None`` stays open."""
    return None if day is None else first_moment(day + timedelta(days=1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Validity:
    """From the first day to the last day, both included, in legal time."""

    valid_from: date
    valid_to: date | None
    start: datetime
    end: datetime | None

    @classmethod
    def of(cls, valid_from: date, valid_to: date | None) -> Validity:
        """The validity between two days, both included."""
        return cls(
            valid_from=valid_from,
            valid_to=valid_to,
            start=first_moment(valid_from),
            end=after_last_moment(valid_to),
        )

    def holds_at(self, when: datetime) -> bool:
        """True from the first moment of the first day until the last day has ended."""
        return self.start <= when and (self.end is None or when < self.end)

    def overlaps(self, other: Validity) -> bool:
        """True if some moment lies in both."""
        return (self.end is None or other.start < self.end) and (other.end is None or self.start < other.end)


@dataclass(frozen=True, slots=True, kw_only=True)
class NightHours:
    """The hours that are night at a place (GB 12523-2011 3.8; Noise Law art. 88; Code art. 572)."""

    place: str
    start: time
    end: time
    validity: Validity
    source: str
    confidence: Confidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Department:
    """The body that a local government has designated for a subject."""

    place: str
    subject: str
    name: str
    validity: Validity
    source: str
    confidence: Confidence


@dataclass(frozen=True, slots=True, kw_only=True)
class SensitiveArea:
    """An area where buildings that need quiet are concentrated, as the county government designated it."""

    place: str
    name: str
    validity: Validity
    source: str
    confidence: Confidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """A province or city with its English name; a city names its province."""

    name: str
    name_en: str
    province: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalRecords:
    """All local facts of one rule book."""

    regions: tuple[Region, ...] = ()
    night_hours: tuple[NightHours, ...] = ()
    departments: tuple[Department, ...] = ()
    sensitive_areas: tuple[SensitiveArea, ...] = ()

    def joined(self, other: LocalRecords) -> LocalRecords:
        """These records and another file's; the other's come first, so that a bureau's own win."""
        return LocalRecords(
            regions=other.regions + self.regions,
            night_hours=other.night_hours + self.night_hours,
            departments=other.departments + self.departments,
            sensitive_areas=other.sensitive_areas + self.sensitive_areas,
        )


_SUFFIXES = ("壮族自治区", "回族自治区", "维吾尔自治区", "自治区", "省", "市")


def _short(name: str) -> str:
    return next((name.removesuffix(suffix) for suffix in _SUFFIXES if name.endswith(suffix)), name)


def place_chain(place: str, regions: tuple[Region, ...]) -> tuple[str, ...]:
    """The names that hold at a place, nearest first: city, province, 全国. Empty for an unknown place.

    ``place`` may be written "陕西省安康市", "安康" or "Ankang, Shaanxi".
    """
    if place.strip() in ("全国", "中国", "China"):
        return ("全国",)
    found = sorted(
        ((at, region) for region in regions if (at := _position(region, place)) >= 0), key=lambda pair: pair[0]
    )
    provinces = [region for _, region in found if region.name == region.province]
    cities = [region for _, region in found if region.name != region.province]
    if provinces:
        cities = [city for city in cities if city.province == provinces[0].name]
    elif not cities:
        return ()
    return (*(city.name for city in cities[:1]), provinces[0].name if provinces else cities[0].province, "全国")


def _position(region: Region, place: str) -> int:
    at = place.find(_short(region.name))
    return at if at >= 0 else place.casefold().find(region.name_en.casefold())


def read_records(file: TomlFile) -> LocalRecords:
    """The records of one TOML file of kind ``records``.

    Raises:
        BadInput: a key is missing, unknown or of the wrong kind; names file, key and line.
    """
    file.only(file.table, "", {"kind", "region", "night_hours", "department", "sensitive_area"})
    return LocalRecords(
        regions=tuple(_region(file, table, at) for table, at in _tables(file, "region")),
        night_hours=tuple(_night_hours(file, table, at) for table, at in _tables(file, "night_hours")),
        departments=tuple(
            Department(
                subject=file.take(table, at, "subject", "text"),
                name=file.take(table, at, "name", "text"),
                **_dated(file, table, at, {"subject", "name"}),
            )
            for table, at in _tables(file, "department")
        ),
        sensitive_areas=tuple(
            SensitiveArea(name=file.take(table, at, "name", "text"), **_dated(file, table, at, {"name"}))
            for table, at in _tables(file, "sensitive_area")
        ),
    )


def _tables(file: TomlFile, key: str) -> Iterable[tuple[Mapping[str, Any], str]]:
    rows = file.take(file.table, "", key, "rows", optional=True) or ()
    return ((row, f"{key}[{index}]") for index, row in enumerate(rows))


def _region(file: TomlFile, table: Mapping[str, Any], at: str) -> Region:
    file.only(table, at, {"name", "name_en", "province"})
    name = file.take(table, at, "name", "text")
    return Region(
        name=name,
        name_en=file.take(table, at, "name_en", "text"),
        province=file.take(table, at, "province", "text", optional=True) or name,
    )


def _night_hours(file: TomlFile, table: Mapping[str, Any], at: str) -> NightHours:
    start = time.fromisoformat(file.take(table, at, "start", "clock"))
    end = time.fromisoformat(file.take(table, at, "end", "clock"))
    minutes = (end.hour * 60 + end.minute - start.hour * 60 - start.minute) % 1440
    if minutes != 480:
        raise file.fault(f"{at}.end", "night_length", hours=minutes / 60)
    return NightHours(start=start, end=end, **_dated(file, table, at, {"start", "end"}))


def _dated(file: TomlFile, table: Mapping[str, Any], at: str, own: set[str]) -> dict[str, Any]:
    file.only(table, at, own | {"place", "valid_from", "valid_to", "source", "confidence"})
    return {
        "place": file.take(table, at, "place", "text"),
        "validity": read_validity(file, table, at),
        "source": file.take(table, at, "source", "text"),
        "confidence": read_confidence(file, table, at),
    }


def read_validity(file: TomlFile, table: Mapping[str, Any], at: str) -> Validity:
    """``valid_from`` and the optional ``valid_to`` of a table, in the right order."""
    valid_from = file.take(table, at, "valid_from", "date")
    valid_to = file.take(table, at, "valid_to", "date", optional=True)
    if valid_to is not None and valid_to < valid_from:
        raise file.fault(f"{at}.valid_to" if at else "valid_to", "order", first=valid_from, last=valid_to)
    return Validity.of(valid_from, valid_to)


def read_confidence(file: TomlFile, table: Mapping[str, Any], at: str) -> Confidence:
    """The ``confidence`` of a table: how its source was read."""
    value = file.take(table, at, "confidence", "text")
    if value not in CONFIDENCES:
        raise file.fault(f"{at}.confidence", "choice", value=value, choices=", ".join(CONFIDENCES))
    known: Confidence = value
    return known
