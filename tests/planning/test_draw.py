"""The draw: the same everywhere, fair by weight, officers who need not stand aside, every change seen."""

from __future__ import annotations

import hashlib
import json
import math
import subprocess
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from patrol_app.domain.codec import canonical_json, to_plain
from patrol_app.domain.draws import DrawRule, DrawSheet, Excluded
from patrol_app.domain.errors import BadInput
from patrol_app.domain.people import Officer
from patrol_app.domain.places import Place, Site
from patrol_app.planning.draw import Chance, draw, prepare, repeated, weight

RULE = DrawRule(
    name="demo", general=10, key_source=40, complaint=5, complaints_most=25, credit={"A": -5, "D": 40},
    officers_a_site=2,
)  # fmt: skip
PLACE = Place(latitude_deg=32.69, longitude_deg=109.02)


def site(name: str, **facts: Any) -> Site:
    return Site(name=name, place=PLACE, **facts)


def officer(number: int, *recused: str) -> Officer:
    return Officer(name=f"演示员{number}", certificate_number=f"DEMO-{number:04d}", recused_sites=recused)


OFFICERS = [officer(number) for number in range(1, 7)]


def sheet(count: int = 8, officers: list[Officer] | None = None, excluded: tuple[Excluded, ...] = ()) -> DrawSheet:
    sites = [site(f"演示{number}", key_source=number % 4 == 0, complaints=number) for number in range(count)]
    return prepare(sites, officers or OFFICERS, excluded, RULE, authority="演示", held_on=date(2026, 6, 6))


def test_weights_by_key_complaints_and_credit() -> None:
    assert weight(site("a"), RULE) == 10
    assert weight(site("a", key_source=True), RULE) == 40
    assert weight(site("a", complaints=5), RULE) == 35
    assert weight(site("a", complaints=6), RULE) == 35
    assert weight(site("a", credit_grade="D"), RULE) == 50
    assert weight(site("a", credit_grade="A"), replace(RULE, general=3)) == 1


def test_a_draw_is_worked_out_by_hand() -> None:
    """Two sites of equal weight, an independent reading of the rule in five lines."""
    made = draw(prepare([site("甲"), site("乙")], OFFICERS, (), RULE, authority="", held_on=date(2026, 6, 6)),
                count=1, seed="20260606")  # fmt: skip
    block = hashlib.sha256(f"{made.list_sha256}|20260606|0".encode()).hexdigest()
    number = int(block, 16) % 20
    assert made.drawn[0].site == sorted(["甲", "乙"])[0 if number < 10 else 1]


def test_the_hash_is_that_of_the_published_lists(tmp_path: Any) -> None:
    made = sheet()
    fixed = {name: to_plain(getattr(made, name)) for name in ("sites", "officers", "excluded", "rule")}
    file = tmp_path / "lists.json"
    file.write_bytes(json.dumps(fixed, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode())
    told = subprocess.run(["sha256sum", str(file)], check=True, capture_output=True, text=True).stdout.split()[0]
    assert told == made.list_sha256
    assert canonical_json(fixed) == file.read_bytes()


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 8), st.text(st.characters(codec="utf-8", categories=["L", "N"]), min_size=4, max_size=20))
def test_a_draw_repeats_and_never_draws_twice(count: int, seed: str) -> None:
    made = draw(sheet(), count=count, seed=seed)
    assert repeated(made) == made
    assert len({one.site for one in made.drawn}) == count
    assert all(len(set(one.officers)) == 2 for one in made.drawn)


def test_the_order_of_the_libraries_changes_nothing() -> None:
    sites = [site(f"演示{number}") for number in range(8)]
    one = draw(prepare(sites, OFFICERS, (), RULE, authority="", held_on=date(2026, 6, 6)), count=3, seed="12345678")
    other = draw(
        prepare(sites[::-1], OFFICERS[::-1], (), RULE, authority="", held_on=date(2026, 6, 6)), count=3, seed="12345678"
    )
    assert one == other


def test_who_must_stand_aside_is_never_sent() -> None:
    officers = [officer(1, *(f"演示{number}" for number in range(8))), *OFFICERS[1:]]
    for seed in range(1000, 1060):
        made = draw(sheet(officers=officers), count=8, seed=str(seed))
        assert not any("DEMO-0001" in person for one in made.drawn for person in one.officers)


def test_a_site_with_one_officer_left_stops_the_draw() -> None:
    officers = [officer(1), officer(2, "演示0")]
    with pytest.raises(BadInput) as caught:
        draw(sheet(1, officers), count=1, seed="12345678")
    assert caught.value.key == "draw.officers"


def test_work_is_shared_among_officers() -> None:
    made = draw(sheet(), count=6, seed="12345678")
    load = Counter(person for one in made.drawn for person in one.officers)
    assert set(load.values()) == {2}


@pytest.mark.parametrize("count", [0, 9, -1])
def test_more_than_there_are_cannot_be_drawn(count: int) -> None:
    with pytest.raises(BadInput):
        draw(sheet(), count=count, seed="12345678")


@pytest.mark.parametrize(("seed", "good"), [("123", False), ("  12  ", False), ("1234", True)])
def test_a_short_seed_is_refused(seed: str, good: bool) -> None:
    if good:
        assert draw(sheet(), count=1, seed=seed).seed == seed
    else:
        with pytest.raises(BadInput):
            draw(sheet(), count=1, seed=seed)


CHANGES: dict[str, Callable[[DrawSheet], DrawSheet]] = {
    "another site drawn": lambda made: replace(made, drawn=made.drawn[::-1]),
    "another officer": lambda made: replace(
        made, drawn=(replace(made.drawn[0], officers=made.drawn[1].officers), *made.drawn[1:])
    ),
    "another seed": lambda made: replace(made, seed="87654321"),
    "a heavier weight": lambda made: replace(
        made, sites=(replace(made.sites[0], weight=made.sites[0].weight + 1), *made.sites[1:])
    ),
    "a site taken off the list": lambda made: replace(made, sites=made.sites[1:]),
    "an officer taken off the list": lambda made: replace(made, officers=made.officers[:-1]),
    "a recusal taken away": lambda made: replace(
        made, officers=(replace(made.officers[0], recused_sites=("演示3",)), *made.officers[1:])
    ),
    "an exclusion added": lambda made: replace(made, excluded=(Excluded(name="x", reason="two_checks"),)),
    "another rule": lambda made: replace(made, rule=replace(made.rule, complaint=6)),
    "another hash": lambda made: replace(made, list_sha256="0" * 64),
}


@pytest.mark.parametrize("change", CHANGES)
def test_every_change_of_a_sheet_is_seen(change: str) -> None:
    made = draw(sheet(), count=3, seed="12345678")
    changed = CHANGES[change](made)
    assert changed != made
    with suppress(BadInput):  # the changed lists may give no draw at all
        assert repeated(changed) != changed


def chi_square(seen: Counter[Any], expected: dict[Any, float]) -> float:
    return sum((seen[key] - wanted) ** 2 / wanted for key, wanted in expected.items())


def test_a_hundred_thousand_draws_are_fair_by_weight() -> None:
    """Chi-square of the first site drawn; 7 degrees of freedom exceed 24.32 once in a thousand runs."""
    made = sheet()
    total = sum(each.weight for each in made.sites)
    seen: Counter[str] = Counter()
    for seed in range(100_000):
        number = Chance(made.list_sha256, f"seed-{seed}").below(total)
        for each in made.sites:
            number -= each.weight
            if number < 0:
                seen[each.name] += 1
                break
    expected = {each.name: 100_000 * each.weight / total for each in made.sites}
    assert chi_square(seen, expected) < 24.32
    # the same test sees a draw that ignores the weights
    assert chi_square(seen, dict.fromkeys(expected, 100_000 / 8)) > 24.32


def test_whole_draws_are_fair_in_every_place() -> None:
    """Equal weights: each of the 12 ordered pairs of four sites is as likely; officers likewise."""
    sites = [site(f"演示{number}") for number in range(4)]
    start = prepare(sites, OFFICERS[:4], (), RULE, authority="", held_on=date(2026, 6, 6))
    pairs: Counter[tuple[str, str]] = Counter()
    crews: Counter[frozenset[str]] = Counter()
    for seed in range(4800):
        made = draw(start, count=2, seed=f"seed-{seed}")
        pairs[made.drawn[0].site, made.drawn[1].site] += 1
        crews[frozenset(made.drawn[0].officers)] += 1
    assert len(pairs) == 12
    assert chi_square(pairs, dict.fromkeys(pairs, 400.0)) < 31.26  # 11 degrees of freedom, one in a thousand
    assert len(crews) == 6
    assert chi_square(crews, dict.fromkeys(crews, 800.0)) < 20.52  # 5 degrees of freedom, one in a thousand


def test_numbers_below_a_total_are_uniform_and_the_stream_is_fixed() -> None:
    chance = Chance("0" * 64, "12345678")
    numbers = [chance.below(6) for _ in range(6000)]
    assert chi_square(Counter(numbers), dict.fromkeys(range(6), 1000.0)) < 20.52
    first = int(hashlib.sha256(("0" * 64 + "|12345678|0").encode()).hexdigest(), 16) % 6
    assert numbers[0] == first
    assert math.isclose(sum(numbers) / 6000, 2.5, abs_tol=0.1)
