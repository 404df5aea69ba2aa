"""The random draw: whole numbers and SHA-256 alone, so that pen, paper and ``sha256sum`` give the same result.

The stream of chance: block ``n`` (0, 1, 2, ...) is SHA-256 of ``list_sha256|seed|n``. A number below ``total`` is the
block's value modulo ``total``; a block at or above the largest multiple of ``total`` is thrown away, so that no
number is favoured. A site is drawn by a number below the sum of the weights left, counted along the list in order of
names, and leaves the list. Then each drawn site gets its officers one by one: among those who may and have the fewest
sites so far, by a number below their count, in order of certificate numbers.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from patrol_app.domain.codec import canonical_json, to_plain
from patrol_app.domain.draws import SCHEMA, Drawn, DrawOfficer, DrawRule, DrawSheet, DrawSite, Excluded
from patrol_app.domain.errors import BadInput
from patrol_app.domain.people import Officer
from patrol_app.domain.places import Site

SEED_SHORTEST = 4
"""Characters of a seed, so that nobody draws with an empty or single-digit one by mistake."""


class Chance:
    """The stream of numbers that list and seed give."""

    def __init__(self, list_sha256: str, seed: str) -> None:
        self._head = f"{list_sha256}|{seed}|"
        self._block = 0

    def below(self, total: int) -> int:
        """The next number from 0 to ``total`` - 1, each as likely as any other."""
        fair = (1 << 256) - (1 << 256) % total
        while True:
            block = hashlib.sha256(f"{self._head}{self._block}".encode()).digest()
            self._block += 1
            number = int.from_bytes(block, "big")
            if number < fair:
                return number % total


def weight(site: Site | DrawSite, rule: DrawRule) -> int:
    """A site's weight: key or general, complaints up to their most, its credit grade; at least 1."""
    points = rule.key_source if site.key_source else rule.general
    points += min(site.complaints * rule.complaint, rule.complaints_most)
    points += rule.credit.get(site.credit_grade or "", 0)
    return max(1, points)


def rule_words(rule: DrawRule) -> str:
    """The rule on one line, as the sheet and the door print it."""
    credit = " ".join(f"{grade}{points:+d}" for grade, points in sorted(rule.credit.items()))
    return (
        f"{rule.name}: general {rule.general}, key {rule.key_source}, complaint +{rule.complaint} up to "
        f"+{rule.complaints_most}, credit {credit}; {rule.officers_a_site} officers a site; SHA-256 counter"
    )


def list_sha256(sheet: DrawSheet) -> str:
    """The hash of everything that was fixed before the seed was known."""
    fixed = {"sites": sheet.sites, "officers": sheet.officers, "excluded": sheet.excluded, "rule": sheet.rule}
    return hashlib.sha256(canonical_json(to_plain(fixed))).hexdigest()


def prepare(
    sites: Sequence[Site],
    officers: Sequence[Officer],
    excluded: Sequence[Excluded],
    rule: DrawRule,
    *,
    authority: str,
    held_on: date,
) -> DrawSheet:
    """The sheet before the draw: lists in their order, weights and their hash, to be published in advance."""
    out = {one.name for one in excluded}
    listed = [
        DrawSite(
            name=site.name,
            credit_code=site.contractor.credit_code if site.contractor else None,
            key_source=site.key_source,
            complaints=site.complaints,
            credit_grade=site.credit_grade,
            weight=weight(site, rule),
        )
        for site in sorted(sites, key=lambda each: each.name)
        if site.name not in out
    ]
    people = [
        DrawOfficer(
            name=officer.name,
            certificate_number=officer.certificate_number,
            recused_sites=tuple(sorted(officer.recused_sites)),
        )
        for officer in sorted(officers, key=lambda each: each.certificate_number)
    ]
    sheet = DrawSheet(
        schema=SCHEMA,
        authority=authority,
        held_on=held_on,
        sites=tuple(listed),
        officers=tuple(people),
        excluded=tuple(sorted(excluded, key=lambda one: one.name)),
        rule=rule,
        count=0,
        seed="",
        seed_source="",
        list_sha256="",
        drawn=(),
    )
    return replace(sheet, list_sha256=list_sha256(sheet))


def draw(sheet: DrawSheet, *, count: int, seed: str, seed_source: str = "") -> DrawSheet:
    """The sheet with its draw.

    Raises:
        BadInput: more sites are wanted than are listed, the seed is too short, or a site has too few officers who may
            check it.
    """
    seed = seed.strip()
    if not 1 <= count <= len(sheet.sites):
        raise BadInput("draw.count", count=count, listed=len(sheet.sites))
    if len(seed) < SEED_SHORTEST:
        raise BadInput("draw.seed", least=SEED_SHORTEST)
    chance = Chance(sheet.list_sha256, seed)
    left = list(sheet.sites)
    chosen: list[DrawSite] = []
    for _ in range(count):
        number = chance.below(sum(site.weight for site in left))
        for place, site in enumerate(left):
            number -= site.weight
            if number < 0:
                chosen.append(left.pop(place))
                break
    load: Counter[str] = Counter()
    drawn = tuple(
        Drawn(site=site.name, officers=_officers(sheet, site, load, chance), weight=site.weight) for site in chosen
    )
    return replace(sheet, count=count, seed=seed, seed_source=seed_source, drawn=drawn)


def _officers(sheet: DrawSheet, site: DrawSite, load: Counter[str], chance: Chance) -> tuple[str, ...]:
    may = [officer for officer in sheet.officers if site.name not in officer.recused_sites]
    if len(may) < sheet.rule.officers_a_site:
        raise BadInput("draw.officers", site=site.name, count=len(may), needed=sheet.rule.officers_a_site)
    chosen = []
    for _ in range(sheet.rule.officers_a_site):
        fewest = min(load[officer.certificate_number] for officer in may)
        free = [officer for officer in may if load[officer.certificate_number] == fewest]
        officer = free[chance.below(len(free))]
        may.remove(officer)
        load[officer.certificate_number] += 1
        chosen.append(f"{officer.name} {officer.certificate_number}")
    return tuple(chosen)


def repeated(sheet: DrawSheet) -> DrawSheet:
    """The draw made again from the sheet's own lists, rule and seed, with weights and hash counted anew."""
    again = replace(
        sheet,
        sites=tuple(replace(site, weight=weight(site, sheet.rule)) for site in sheet.sites),
        drawn=(),
    )
    again = replace(again, list_sha256=list_sha256(again))
    return draw(again, count=sheet.count, seed=sheet.seed, seed_source=sheet.seed_source)
