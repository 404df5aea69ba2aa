"""Library entries that look like one thing written twice: told with the reason, never joined by the program."""

from __future__ import annotations

import math
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import combinations
from typing import Literal, TypeVar

from patrol_app.domain.places import ExamVenue, Place, Site
from patrol_app.planning.zones import distance_m
from patrol_app.services.office import library
from patrol_app.store.reader import Reader

T = TypeVar("T")
Why = Literal["name", "place", "code", "person", "serial"]
ALIKE = 0.6
"""Names this alike, between 0 and 1, are one name written twice when their places are close as well."""
CLOSE_M = 50.0
SAME_M = 1.0
"""Two lists that copied one point from another differ by less than a metre."""
_CELL_DEG = 0.001
_OTHER = str.maketrans("", "", " 　·.,，。()（）[]【】-—_号第")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two entries of one library, why they may be one, and how far apart their places are."""

    kind: str
    first: str
    second: str
    why: Why
    metres: float | None = None


def plain_name(name: str) -> str:
    """A name as it is compared: full and half width alike, without blanks and marks."""
    return unicodedata.normalize("NFKC", name).casefold().translate(_OTHER)


def duplicates(reader: Reader) -> list[Pair]:
    """All pairs, library by library.

    Sites and venues: the same name but for its writing; nearly one place; similar names nearer than 50 m; one
    contractor's code nearer than 50 m. Officers: one name under two certificates. Instruments: one number twice in a
    role, but for its writing.
    """
    found: list[Pair] = []
    found += _places("venues", library.venues(reader))
    found += _places("sites", library.sites(reader))
    found += _same("officers", library.officers(reader), lambda one: plain_name(one.name),
                   lambda one: f"{one.name} {one.certificate_number}", "person")  # fmt: skip
    found += _same("instruments", library.instruments(reader),
                   lambda one: f"{one.role} {plain_name(one.serial_number)}",
                   lambda one: f"{one.name} {one.serial_number}", "serial")  # fmt: skip
    return found


def _same(kind: str, entries: Iterable[T], key: Callable[[T], str], told: Callable[[T], str], why: Why) -> list[Pair]:
    groups: dict[str, list[str]] = defaultdict(list)
    for one in entries:
        groups[key(one)].append(told(one))
    return [
        Pair(kind=kind, first=first, second=second, why=why)
        for group in groups.values()
        for first, second in combinations(group, 2)
    ]


def _places(kind: str, entries: Sequence[Site | ExamVenue]) -> list[Pair]:
    found = []
    for first, second in sorted(_candidates(entries)):
        one, other = entries[first], entries[second]
        metres = distance_m(one.place, other.place)
        why = _why(one, other, metres)
        if why is not None:
            found.append(Pair(kind=kind, first=one.name, second=other.name, why=why, metres=metres))
    return found


def _candidates(entries: Sequence[Site | ExamVenue]) -> set[tuple[int, int]]:
    """Pairs of one plain name, and pairs in neighbouring cells of about 100 m: no library is compared with itself."""
    by_name: dict[str, list[int]] = defaultdict(list)
    cells: dict[tuple[int, int], list[int]] = defaultdict(list)
    for index, one in enumerate(entries):
        by_name[plain_name(one.name)].append(index)
        cells[_cell(one.place)].append(index)
    pairs = {pair for group in by_name.values() for pair in combinations(group, 2)}
    for (row, column), here in cells.items():
        pairs.update(combinations(here, 2))
        for step in ((0, 1), (1, -1), (1, 0), (1, 1)):
            for other in cells.get((row + step[0], column + step[1]), []):
                pairs.update((min(one, other), max(one, other)) for one in here)
    return pairs


def _cell(place: Place) -> tuple[int, int]:
    return math.floor(place.latitude_deg / _CELL_DEG), math.floor(place.longitude_deg / _CELL_DEG)


def _why(one: Site | ExamVenue, other: Site | ExamVenue, metres: float) -> Why | None:
    first, second = plain_name(one.name), plain_name(other.name)
    if first == second:
        return "name"
    if metres <= SAME_M:
        return "place"
    if metres > CLOSE_M:
        return None
    if isinstance(one, Site) and isinstance(other, Site) and one.contractor and other.contractor:
        code = one.contractor.credit_code
        if code and code == other.contractor.credit_code:
            return "code"
    return "name" if SequenceMatcher(None, first, second).ratio() >= ALIKE else None
