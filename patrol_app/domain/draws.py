"""A random draw of sites and officers (双随机) as facts: the lists, the rule, the seed and what they gave."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

SCHEMA = "night-patrol/random-draw/1"
ExcludedReason = Literal["positive_list", "two_checks"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawRule:
    """How weights are counted; whole numbers, so that every machine counts the same.

    ``credit`` gives the points of a grade; a weight is never under 1.
    """

    name: str
    general: int
    key_source: int
    complaint: int
    complaints_most: int
    credit: dict[str, int]
    officers_a_site: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawSite:
    """A site on the published list with its weight."""

    name: str
    credit_code: str | None
    key_source: bool
    complaints: int
    credit_grade: str | None
    weight: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawOfficer:
    """An officer on the published list; at ``recused_sites`` he may not check."""

    name: str
    certificate_number: str
    recused_sites: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Excluded:
    """A site that is on the list of sites but not in the draw, and why."""

    name: str
    reason: ExcludedReason


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """One drawn site with its officers, by name and certificate number."""

    site: str
    officers: tuple[str, ...]
    weight: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawSheet:
    """A draw on one sheet: with it anyone makes the draw again.

    ``list_sha256`` is the SHA-256 of the canonical JSON of sites, officers, excluded and rule; ``seed`` the texts that
    were named in advance or typed in, joined by ``|``; ``seed_source`` says where they came from.
    """

    schema: str
    authority: str
    held_on: date
    sites: tuple[DrawSite, ...]
    officers: tuple[DrawOfficer, ...]
    excluded: tuple[Excluded, ...]
    rule: DrawRule
    count: int
    seed: str
    seed_source: str
    list_sha256: str
    drawn: tuple[Drawn, ...]
