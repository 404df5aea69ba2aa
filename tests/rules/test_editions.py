"""Every edition boundary to the second, in any time zone, and on leap days."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rule_cases import NOISE, book, judged

from patrol_app.rules.editions import RuleSet
from patrol_app.rules.records import CHINA, Validity

SETS = book().sets
ENDING = [each for each in SETS if each.validity.valid_to is not None]


@pytest.mark.parametrize("rule_set", SETS, ids=lambda each: each.id)
def test_an_edition_begins_at_its_first_second(rule_set: RuleSet) -> None:
    start = datetime.combine(rule_set.validity.valid_from, datetime.min.time(), CHINA)
    assert book().set_at(rule_set.kind, rule_set.place, start) is rule_set
    assert book().set_at(rule_set.kind, rule_set.place, start - timedelta(seconds=1)) is not rule_set


@pytest.mark.parametrize("rule_set", ENDING, ids=lambda each: each.id)
def test_an_edition_ends_after_its_last_second(rule_set: RuleSet) -> None:
    assert rule_set.validity.valid_to is not None
    last = datetime.combine(rule_set.validity.valid_to, datetime.max.time(), CHINA)
    assert book().set_at(rule_set.kind, rule_set.place, last) is rule_set
    assert book().set_at(rule_set.kind, rule_set.place, last + timedelta(microseconds=1)) is not rule_set


@pytest.mark.parametrize(
    ("old", "new", "switch"),
    [
        ("GB 12523-2011", "GB 12523-2025", date(2026, 1, 1)),
        ("GB 3095-2012", "GB 3095-2026 第一阶段", date(2026, 3, 1)),
        ("GB 3095-2026 第一阶段", "GB 3095-2026 第二阶段", date(2031, 1, 1)),
        ("噪声污染防治法（2021）", "生态环境法典", date(2026, 8, 15)),
        ("大气污染防治法（2018）", "生态环境法典", date(2026, 8, 15)),
        ("环境保护法（2014）", "生态环境法典", date(2026, 8, 15)),
    ],
)
def test_one_edition_follows_the_other_without_a_gap(old: str, new: str, switch: date) -> None:
    before, after = book().by_id(old), book().by_id(new)
    assert before is not None and after is not None
    assert before.validity.valid_to == switch - timedelta(days=1)
    assert after.validity.valid_from == switch
    assert before.validity.end == after.validity.start


@pytest.mark.parametrize(
    ("when", "rule_set"),
    [
        ("2025-12-31T23:39:59+08:00", "GB 12523-2011"),
        ("2025-12-31T15:39:59Z", "GB 12523-2011"),
        ("2025-12-31T15:59:59Z", "GB 12523-2011"),
        ("2025-12-31T16:00:00Z", "GB 12523-2025"),
        ("2026-01-01T00:00:00+08:00", "GB 12523-2025"),
        ("2026-01-01T00:00:00+00:00", "GB 12523-2025"),
        ("2025-12-31T10:59:59-05:00", "GB 12523-2011"),
        ("2025-12-31T11:00:00-05:00", "GB 12523-2025"),
        ("2026-01-01T01:29:59+09:30", "GB 12523-2011"),
        ("2026-01-01T01:30:00+09:30", "GB 12523-2025"),
    ],
)
def test_the_noise_edition_is_chosen_by_legal_time(when: str, rule_set: str) -> None:
    assert judged(NOISE, when=when).rule_set == rule_set


@pytest.mark.parametrize(
    ("when", "outcome"),
    [
        ("2025-12-31T23:40:00+08:00", "exceeds"),
        ("2025-12-31T23:40:01+08:00", "indicative"),
        ("2025-12-31T23:59:59+08:00", "indicative"),
        ("2026-01-01T00:00:00+08:00", "exceeds"),
    ],
)
def test_a_run_across_an_edition_date_is_indicative(when: str, outcome: str) -> None:
    assert judged(NOISE, when=when).outcome == outcome


@pytest.mark.parametrize(
    ("when", "article"),
    [
        ("2026-08-14T23:59:59+08:00", "中华人民共和国噪声污染防治法 第七十七条"),
        ("2026-08-14T15:59:59Z", "中华人民共和国噪声污染防治法 第七十七条"),
        ("2026-08-15T00:00:00+08:00", "生态环境法典 第一千一百八十五条"),
        ("2026-08-14T16:00:00Z", "生态环境法典 第一千一百八十五条"),
    ],
)
def test_the_penalty_article_changes_on_the_code_day(when: str, article: str) -> None:
    penalties = [each.article for each in judged(NOISE, when=when).law if each.role == "penalty"]
    assert penalties == [article]


@pytest.mark.parametrize("day", ["2028-02-28", "2028-02-29", "2024-02-29", "2032-02-29"])
def test_leap_days_are_days_like_others(day: str) -> None:
    assert judged(NOISE, when=f"{day}T23:14:00+08:00").outcome == "exceeds"
    assert judged(NOISE, when=f"{day}T23:50:00+08:00").outcome == "exceeds"


def test_a_validity_may_end_on_a_leap_day() -> None:
    validity = Validity.of(date(2028, 2, 29), date(2028, 2, 29))
    assert validity.holds_at(datetime(2028, 2, 29, 23, 59, 59, tzinfo=CHINA))
    assert not validity.holds_at(datetime(2028, 3, 1, tzinfo=CHINA))


ZONES = st.integers(min_value=-12 * 4, max_value=14 * 4).map(lambda quarter: timezone(timedelta(minutes=15 * quarter)))


@given(st.datetimes(datetime(2012, 7, 2), datetime(2040, 1, 1), timezones=st.just(UTC)), ZONES)
def test_the_written_offset_never_matters(when: datetime, zone: timezone) -> None:
    kinds = ("construction_noise", "code", "noise_law", "ambient_air")
    for kind in kinds:
        assert book().set_at(kind, "陕西省安康市", when) is book().set_at(kind, "陕西省安康市", when.astimezone(zone))


@given(
    st.dates(date(2000, 1, 1), date(2060, 1, 1)),
    st.none() | st.dates(date(2000, 1, 1), date(2060, 1, 1)),
    st.dates(date(2000, 1, 1), date(2060, 1, 1)),
    st.none() | st.dates(date(2000, 1, 1), date(2060, 1, 1)),
)
def test_overlap_means_some_common_day(first: date, last: date | None, other: date, other_last: date | None) -> None:
    if (last is not None and last < first) or (other_last is not None and other_last < other):
        return
    common = max(first, other) <= min(last or date.max, other_last or date.max)
    assert Validity.of(first, last).overlaps(Validity.of(other, other_last)) == common
