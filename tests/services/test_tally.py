from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.readings import ParticulateReading, SoundReading, WeatherReading
from patrol_app.services.tally import DustTally, SoundTally, WeatherTally, tenth

S = 1_000_000_000
START = 50 * S


def sound(tally: SoundTally, at_s: float, value_db: float, quantity: str = "LAF", **flags: Any) -> None:
    reading = SoundReading(offset=0, length=1, quantity=quantity, value_db=value_db, **flags)
    tally.take(reading, START + round(at_s * S))


def weather(tally: WeatherTally, at_s: float, **values: Any) -> None:
    tally.take(WeatherReading(offset=0, length=1, **values), START + round(at_s * S))


@pytest.mark.parametrize(
    ("value", "shown"), [(None, None), (55.25, 55.2), (55.35, 55.4), (55.449, 55.4), (-0.04, 0.0), (93.75, 93.8)]
)
def test_a_tenth_is_rounded_half_to_even(value: float | None, shown: float | None) -> None:
    assert tenth(value) == shown


def test_a_run_takes_what_was_said_after_its_start_and_up_to_its_end() -> None:
    tally = SoundTally()
    for at_s, value_db in ((0.0, 90.0), (0.5, 60.0), (10.0, 61.0), (10.000000001, 95.0)):
        sound(tally, at_s, value_db)
    numbers = tally.run(START, START + 10 * S)
    assert (numbers.readings, numbers.lafmax_db) == (2, 61.0)


@pytest.mark.parametrize(("pause_s", "gap_s"), [(2.9, 0.0), (3.0, 0.0), (3.001, 3.001), (7.5, 7.5)])
@pytest.mark.parametrize("uptime_ns", [0, 3 * 10**16])
def test_a_gap_is_a_pause_of_more_than_3_s(pause_s: float, gap_s: float, uptime_ns: int) -> None:
    tally = SoundTally()
    start = uptime_ns + START
    stamps = [start + S, start + 2 * S, start + 2 * S + round(pause_s * S)]
    for stamp in stamps:
        tally.take(SoundReading(offset=0, length=1, quantity="LAF", value_db=60.0), stamp)
    assert tally.run(start, stamps[-1] + S).gap_s == gap_s


def test_gaps_at_both_ends_count_and_add_up() -> None:
    tally = SoundTally()
    for at_s in (4.0, 5.0, 10.0):
        sound(tally, at_s, 60.0)
    assert tally.run(START, START + 15 * S).gap_s == pytest.approx(4.0 + 5.0 + 5.0)
    assert SoundTally().run(START, START + 15 * S).gap_s == 15.0


def test_any_quantity_closes_a_gap() -> None:
    tally = SoundTally()
    for at_s in range(1, 11):
        sound(tally, at_s, 60.0, "LAeq" if at_s % 2 else "LAF")
    assert tally.run(START, START + 10 * S).gap_s == 0.0


def test_the_meters_own_levels_are_taken_where_it_says_them() -> None:
    tally = SoundTally()
    for at_s in range(1, 11):
        sound(tally, at_s, 60.0)
    for quantity, value_db in (("LAeq", 61.2), ("LAFmax", 70.1), ("LAFmin", 41.0), ("L10", 64.0), ("L90", 50.0)):
        sound(tally, 9.5, value_db, quantity)
    numbers = tally.run(START, START + 10 * S)
    assert (numbers.laeq_db, numbers.laeq_source) == (61.2, "meter")
    assert (numbers.lafmax_db, numbers.lafmin_db, numbers.l10_db, numbers.l90_db) == (70.1, 41.0, 64.0, 50.0)
    assert numbers.l50_db == 60.0


def test_a_meter_that_integrates_nothing_is_averaged_by_energy() -> None:
    tally = SoundTally()
    for at_s in range(1, 11):
        sound(tally, at_s, 70.0 if at_s <= 1 else 50.0)
    numbers = tally.run(START, START + 10 * S)
    assert numbers.laeq_source == "samples"
    assert numbers.laeq_db == tenth(10 * math.log10((1e7 + 9 * 1e5) / 10))
    assert numbers.lafmax_db == 70.0
    # the first second belongs to the rise of the detector
    assert (numbers.lafmin_db, numbers.l10_db, numbers.l90_db, numbers.sd_db) == (50.0, 50.0, 50.0, 0.0)


def test_a_run_without_a_reading_has_no_numbers() -> None:
    numbers = SoundTally().run(START, START + 10 * S)
    assert numbers.readings == 0
    assert numbers.laeq_source is None
    assert {numbers.laeq_db, numbers.lafmax_db, numbers.lafmin_db, numbers.l50_db, numbers.laeq_without_db} == {None}


def test_without_exclusions_both_results_are_the_same() -> None:
    tally = SoundTally()
    for at_s in range(1, 11):
        sound(tally, at_s, 60.0)
        sound(tally, at_s, 60.3, "LAeq")
    numbers = tally.run(START, START + 10 * S)
    assert numbers.laeq_without_db == numbers.laeq_db == 60.3
    assert numbers.lafmax_without_db == numbers.lafmax_db


def test_what_is_excluded_stays_in_one_result_and_not_in_the_other() -> None:
    tally, energy = SoundTally(), 0.0
    for at_s in range(1, 101):
        level_db = 80.0 if 41 <= at_s <= 50 else 60.0
        energy += 10 ** (level_db / 10)
        sound(tally, at_s, level_db)
        sound(tally, at_s, round(10 * math.log10(energy / at_s), 1), "LAeq")
    numbers = tally.run(START, START + 100 * S, [(40.0, 50.5)])
    assert numbers.laeq_db == pytest.approx(70.4, abs=0.05)
    # LAeq is said to a tenth, so what is left after a much louder part is known less well
    assert numbers.laeq_without_db is not None and numbers.laeq_without_db < 63.0
    assert (numbers.lafmax_db, numbers.lafmax_without_db) == (80.0, 60.0)


@given(levels=st.lists(st.floats(30, 110), min_size=2, max_size=60))
def test_levels_of_a_run_keep_their_order(levels: list[float]) -> None:
    tally = SoundTally()
    for index, level_db in enumerate(levels):
        sound(tally, 1.5 + index, round(level_db, 1))
    n = tally.run(START, START + (len(levels) + 2) * S)
    shown = (n.lafmin_db, n.l90_db, n.l50_db, n.l10_db, n.lafmax_db)
    known = [value for value in shown if value is not None]
    assert len(known) == 5
    assert known == sorted(known)
    assert n.laeq_db is not None and n.lafmin_db is not None and n.lafmax_db is not None
    assert n.lafmin_db - 0.051 <= n.laeq_db <= n.lafmax_db + 0.051


@pytest.mark.parametrize(("at_s", "inside"), [(0.0, False), (0.1, True), (10.0, True), (10.1, False)])
def test_flags_count_inside_the_run_alone(at_s: float, inside: bool) -> None:
    tally = SoundTally()
    sound(tally, at_s, 60.0, overload=True, underrange=True)
    numbers = tally.run(START, START + 10 * S)
    assert (numbers.overload, numbers.underrange) == (inside, inside)


def test_calibration_reads_the_mean_and_the_spread_of_its_window() -> None:
    tally = SoundTally()
    for at_s, level_db in ((0.0, 50.0), (1.0, 93.7), (2.0, 93.8), (3.0, 93.8), (3.1, 60.0)):
        sound(tally, at_s, level_db)
    window = START, START + 3 * S
    assert tally.mean_db(*window) == 93.8
    assert tally.spread_db(*window) == pytest.approx(0.1)
    assert tally.mean_db(START + 20 * S, START + 30 * S) is None
    assert tally.spread_db(START + 20 * S, START + 30 * S) is None


@pytest.mark.parametrize(
    ("rows", "rain"),
    [
        ([{}], None),
        ([{"rain_mm_h": 0.0}], False),
        ([{"rain_mm_h": 0.0}, {"rain_mm_h": 0.1}, {"rain_mm_h": 0.0}], True),
        ([{"rain_mm": 5.0}, {"rain_mm": 5.0}], False),
        ([{"rain_mm": 5.0}, {"rain_mm": 5.01}], True),
        ([{"rain_mm": 5.0}, {}, {"rain_mm": 5.01}], True),
        ([{"rain_mm": 5.0}, {"rain_mm": 0.0}], False),
        ([{"rain_mm": 5.0}, {"rain_mm": 0.0}, {"rain_mm": 1.2}], True),
        ([{"rain_mm_h": 0.0, "hail_per_cm2_h": 0.2}], True),
    ],
)
def test_rain_is_a_rate_or_a_sum_that_grows(rows: list[dict[str, float]], rain: bool | None) -> None:
    tally = WeatherTally()
    for index, row in enumerate(rows, start=1):
        weather(tally, index, **row)
    assert tally.run(START, START + 10 * S).rain is rain


def test_rain_before_and_after_the_run_is_not_in_it() -> None:
    tally = WeatherTally()
    weather(tally, 0.0, rain_mm_h=9.0, wind_m_s=9.0)
    weather(tally, 5.0, rain_mm_h=0.0, wind_m_s=1.0)
    weather(tally, 10.1, rain_mm_h=9.0, wind_m_s=9.0)
    found = tally.run(START, START + 10 * S)
    assert (found.rain, found.wind_max_m_s) == (False, 1.0)


def test_the_gust_gates_where_the_meter_says_one_else_the_mean_wind() -> None:
    tally = WeatherTally()
    weather(tally, 1.0, wind_m_s=3.0, wind_max_m_s=5.1)
    weather(tally, 2.0, wind_m_s=4.0)
    found = tally.run(START, START + 10 * S)
    assert (found.wind_max_m_s, found.wind_mean_m_s) == (5.1, 3.5)
    assert WeatherTally().run(START, START + S).wind_max_m_s is None


def test_the_winds_direction_is_averaged_round_the_compass() -> None:
    tally = WeatherTally()
    weather(tally, 1.0, wind_direction_deg=350.0)
    weather(tally, 2.0, wind_direction_deg=20.0)
    assert tally.run(START, START + 10 * S).wind_direction_deg == 5.0


def test_north_is_never_360() -> None:
    tally = WeatherTally()
    weather(tally, 1.0, wind_direction_deg=359.9)
    assert tally.run(START, START + 10 * S).wind_direction_deg == 0.0


def test_dust_of_a_warming_sensor_does_not_count() -> None:
    tally = DustTally()
    for at_s, tsp, warming in ((1.0, 900.0, True), (2.0, 300.0, False), (3.0, 310.0, None), (11.0, 1.0, None)):
        reading = ParticulateReading(offset=0, length=1, tsp_ug_m3=tsp, warming_up=warming)
        tally.take(reading, START + round(at_s * S))
    assert [row.tsp_ug_m3 for row in tally.rows(START, START + 10 * S)] == [300.0, 310.0]
