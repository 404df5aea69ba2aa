from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rule_cases import book

from patrol_app.domain.errors import BadInput
from patrol_app.domain.places import ExamNotice
from patrol_app.rules.moment import Holding, ban_active, holding_at
from patrol_app.rules.records import CHINA

PLACE = "陕西省安康市"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text if text.endswith("Z") else text + "+08:00")


def notice(*windows: str, first: str = "2026-06-06T18:00:00", last: str = "2026-06-08T18:00:00") -> ExamNotice:
    return ExamNotice(
        number="演示〔2026〕1号",
        title="演示通告",
        issuer="演示机关",
        legal_basis="演示",
        radius_m=500.0,
        valid_from=at(first),
        valid_to=at(last),
        daily_windows=windows,
    )


def held(text: str, *notices: ExamNotice, **options: Any) -> Holding:
    return holding_at(book(), PLACE, at(text), notices, **options)


@pytest.mark.parametrize(
    ("when", "period", "laeq", "lafmax", "change", "kind"),
    [
        ("2026-06-06T21:48:00", "day", 70, None, "2026-06-06T22:00:00", "night_starts"),
        ("2026-06-06T21:59:59", "day", 70, None, "2026-06-06T22:00:00", "night_starts"),
        ("2026-06-06T22:00:00", "night", 55, 70, "2026-06-07T06:00:00", "day_starts"),
        ("2026-06-07T05:59:59", "night", 55, 70, "2026-06-07T06:00:00", "day_starts"),
        ("2026-06-07T06:00:00", "day", 70, None, "2026-06-07T22:00:00", "night_starts"),
        ("2028-02-28T23:00:00", "night", 55, 70, "2028-02-29T06:00:00", "day_starts"),
        ("2028-02-29T23:00:00", "night", 55, 70, "2028-03-01T06:00:00", "day_starts"),
    ],
)
def test_period_limits_and_the_next_change(
    when: str, period: str, laeq: int, lafmax: int | None, change: str, kind: str
) -> None:
    holding = held(when)
    assert holding.period == period
    assert holding.laeq_limit_db == laeq
    assert holding.lafmax_limit_db == lafmax
    assert (holding.next_change_at, holding.next_change) == (at(change), kind)
    assert holding.next_period == ("day" if period == "night" else "night")


def test_night_rule_starts_in_twelve_minutes() -> None:
    when = datetime.fromisoformat("2026-06-06T13:48:00+00:00")
    holding = holding_at(book(), PLACE, when)
    assert holding.next_change_at is not None
    assert holding.next_change_at - when == timedelta(minutes=12)


def test_an_edition_date_is_the_next_change() -> None:
    holding = held("2025-12-31T23:30:00")
    assert holding.noise_rule_set == "GB 12523-2011"
    assert (holding.next_change_at, holding.next_change) == (at("2026-01-01T00:00:00"), "edition")
    assert held("2026-01-01T00:00:00").noise_rule_set == "GB 12523-2025"


def test_indoor_limits() -> None:
    holding = held("2026-06-06T23:00:00", indoor=True)
    assert (holding.laeq_limit_db, holding.lafmax_limit_db) == (Decimal(45), Decimal(60))


@pytest.mark.parametrize(
    ("stage", "limit"),
    [("earthwork", "0.8"), ("demolition", "0.8"), ("foundation", "0.7"), ("structure", "0.7"), (None, None)],
)
def test_dust_limit_by_stage(stage: str | None, limit: str | None) -> None:
    holding = held("2026-06-06T23:00:00", stage=stage)
    assert holding.dust_rule_set == "DB61/1078-2017"
    assert holding.tsp_limit_mg_m3 == (Decimal(limit) if limit else None)


def test_elsewhere_the_national_dust_limit_holds() -> None:
    holding = holding_at(book(), "甘肃省兰州市", at("2026-06-06T23:00:00"))
    assert (holding.dust_rule_set, holding.tsp_limit_mg_m3) == ("GB 16297-1996", Decimal(1))


def test_a_ban_starts_and_ends_to_the_second() -> None:
    ban = notice()
    assert not held("2026-06-06T17:59:59", ban).ban_active
    assert held("2026-06-06T17:59:59", ban).next_change == "ban_starts"
    assert held("2026-06-06T18:00:00", ban).ban_active
    assert held("2026-06-08T17:59:59", ban).ban_active
    assert held("2026-06-08T17:59:59", ban).next_change == "ban_ends"
    assert not held("2026-06-08T18:00:00", ban).ban_active


def test_daily_windows_cross_midnight_and_are_cut_by_the_validity() -> None:
    ban = notice("22:00-06:00")
    assert not held("2026-06-06T21:59:59", ban).ban_active
    assert held("2026-06-06T22:00:00", ban).ban_active
    assert held("2026-06-07T05:59:59", ban).ban_active
    assert not held("2026-06-07T06:00:00", ban).ban_active
    assert held("2026-06-08T05:00:00", ban).ban_active
    assert not held("2026-06-08T23:00:00", ban).ban_active
    late = notice("22:00-06:00", first="2026-06-06T23:30:00")
    assert not held("2026-06-06T23:29:59", late).ban_active
    assert held("2026-06-06T23:29:59", late).next_change_at == at("2026-06-06T23:30:00")


def test_windows_that_touch_are_one() -> None:
    ban = notice("12:00-14:00", "13:00-16:00", last="2026-06-20T18:00:00")
    assert held("2026-06-07T13:00:00", ban).next_change_at == at("2026-06-07T16:00:00")


@pytest.mark.parametrize("windows", [("00:00-24:00",), ("22:00-06:00", "06:00-22:00"), ("12:00-12:00",)])
def test_windows_round_the_clock_end_with_the_notice(windows: tuple[str, ...]) -> None:
    ban = notice(*windows, last="2026-07-20T18:00:00")
    for when in ("2026-06-06T18:00:00", "2026-06-30T23:59:59", "2026-07-20T17:59:59"):
        assert held(when, ban).ban_active
    assert held("2026-07-20T17:00:00", ban).next_change == "ban_ends"
    assert held("2026-07-20T17:00:00", ban).next_change_at == at("2026-07-20T18:00:00")
    assert not held("2026-07-20T18:00:00", ban).ban_active


def test_a_notice_far_ahead_is_named() -> None:
    holding = held("2026-05-01T12:00:00", notice("22:00-06:00"))
    assert holding.notice == "演示〔2026〕1号"
    assert not holding.ban_active


def test_unknown_place_holds_nothing() -> None:
    holding = holding_at(book(), "无此地", at("2026-06-06T23:00:00"))
    assert holding.period is None
    assert holding.laeq_limit_db is None
    assert holding.next_change_at is None


def test_a_time_without_offset_is_refused() -> None:
    with pytest.raises(BadInput) as caught:
        holding_at(book(), PLACE, datetime(2026, 6, 6, 23, 0))
    assert caught.value.key == "rules.case.offset"


@pytest.mark.parametrize("window", ["22-06", "25:00-06:00", "22:00", "", "22:60-06:00", "22:00-24:30"])
def test_a_misspelt_window_is_refused(window: str) -> None:
    with pytest.raises(BadInput) as caught:
        held("2026-06-07T23:00:00", notice(window))
    assert caught.value.key == "rules.notice.window"


@given(st.datetimes(datetime(2024, 1, 1), datetime(2032, 1, 1)), st.sampled_from(["", "22:00-06:00", "12:00-14:00"]))
def test_nothing_changes_before_the_next_change(when: datetime, window: str) -> None:
    """One second before the told change all is as now; at the change something is different."""
    ban = notice(*([window] if window else []), first="2026-05-20T00:00:00", last="2026-06-20T00:00:00")
    here = when.replace(tzinfo=CHINA)
    now = holding_at(book(), PLACE, here, [ban])
    assert now.next_change_at is not None and now.next_change_at > here

    def face(holding: Holding) -> tuple[object, ...]:
        return holding.period, holding.noise_rule_set, holding.dust_rule_set, holding.ban_active

    before = holding_at(book(), PLACE, now.next_change_at - timedelta(microseconds=1), [ban])
    after = holding_at(book(), PLACE, now.next_change_at, [ban])
    assert face(before) == face(now)
    assert face(after) != face(now)
    assert now.ban_active == ban_active(ban, here)
