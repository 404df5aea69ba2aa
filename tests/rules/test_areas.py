from datetime import date, datetime
from decimal import Decimal

import pytest
from rule_cases import book

from patrol_app.rules.areas import (
    Peak,
    Room,
    ambient_limit_ug_m3,
    area_limit_db,
    boundary_method,
    corrected_level_db,
    octave_limits_db,
    old_railway_limit_db,
    peak_limit_db,
    quality_period,
    structure_limit_db,
)
from patrol_app.rules.editions import RuleSet
from patrol_app.rules.moment import Period
from patrol_app.rules.records import CHINA


def rules(identifier: str) -> RuleSet:
    found = book().by_id(identifier)
    assert found is not None
    return found


BOUNDARY = ("GB 12348-2008", "GB 22337-2008")


@pytest.mark.parametrize("identifier", [*BOUNDARY, "GB 3096-2008"])
@pytest.mark.parametrize(
    ("area", "day", "night"), [("0", 50, 40), ("1", 55, 45), ("2", 60, 50), ("3", 65, 55), ("4a", 70, 55)]
)
def test_limits_of_the_areas(identifier: str, area: str, day: int, night: int) -> None:
    assert area_limit_db(rules(identifier), area, "day") == day
    assert area_limit_db(rules(identifier), area, "night") == night


def test_main_railways_differ_only_in_the_quality_standard() -> None:
    assert area_limit_db(rules("GB 3096-2008"), "4b", "night") == 60
    assert area_limit_db(rules("GB 12348-2008"), "4b", "night") == 55


@pytest.mark.parametrize("identifier", BOUNDARY)
def test_indoor_substitute_is_ten_lower(identifier: str) -> None:
    assert area_limit_db(rules(identifier), "2", "night", indoor=True) == 40
    assert area_limit_db(rules("GB 3096-2008"), "2", "night", indoor=True) is None


def test_an_unknown_area_has_no_limit() -> None:
    for identifier in BOUNDARY:
        assert area_limit_db(rules(identifier), "5", "day") is None
        assert structure_limit_db(rules(identifier), "5", "A", "day") is None
        assert octave_limits_db(rules(identifier), "5", "A", "day") == {}
        assert peak_limit_db(rules(identifier), "5", "frequent_peaks") is None


@pytest.mark.parametrize(
    ("identifier", "kind", "limit"),
    [
        ("GB 12348-2008", "frequent_peaks", 60),
        ("GB 12348-2008", "occasional_peaks", 65),
        ("GB 22337-2008", "indoor_peaks", 60),
        ("GB 3096-2008", "sudden_peaks", 65),
        ("GB 3096-2008", "frequent_peaks", None),
    ],
)
def test_night_peaks_of_area_2(identifier: str, kind: Peak, limit: int | None) -> None:
    assert peak_limit_db(rules(identifier), "2", kind) == limit


@pytest.mark.parametrize("identifier", BOUNDARY)
@pytest.mark.parametrize(
    ("area", "room", "day", "night"),
    [
        ("0", "A", 40, 30),
        ("0", "B", 40, 30),
        ("1", "A", 40, 30),
        ("1", "B", 45, 35),
        ("2", "A", 45, 35),
        ("2", "B", 50, 40),
        ("3", "B", 50, 40),
        ("4b", "A", 45, 35),
    ],
)
def test_structure_borne_rooms(identifier: str, area: str, room: Room, day: int, night: int) -> None:
    assert structure_limit_db(rules(identifier), area, room, "day") == day
    assert structure_limit_db(rules(identifier), area, room, "night") == night


@pytest.mark.parametrize("identifier", BOUNDARY)
@pytest.mark.parametrize(
    ("area", "room", "period", "levels"),
    [
        ("0", "A", "day", (76, 59, 48, 39, 34)),
        ("0", "B", "night", (69, 51, 39, 30, 24)),
        ("1", "A", "day", (76, 59, 48, 39, 34)),
        ("1", "A", "night", (69, 51, 39, 30, 24)),
        ("1", "B", "day", (79, 63, 52, 44, 38)),
        ("1", "B", "night", (72, 55, 43, 35, 29)),
        ("2", "A", "day", (79, 63, 52, 44, 38)),
        ("3", "A", "night", (72, 55, 43, 35, 29)),
        ("4", "B", "day", (82, 67, 56, 49, 43)),
        ("2", "B", "night", (76, 59, 48, 39, 34)),
    ],
)
def test_octave_bands(identifier: str, area: str, room: Room, period: Period, levels: tuple[int, ...]) -> None:
    bands = octave_limits_db(rules(identifier), area, room, period)
    assert [str(hz) for hz in bands] == ["31.5", "63", "125", "250", "500"]
    assert tuple(bands.values()) == tuple(map(Decimal, levels))


@pytest.mark.parametrize("identifier", BOUNDARY)
@pytest.mark.parametrize(("level", "grade"), [("34.9", 1), ("35", 2), ("60", 2)])
def test_a_quiet_level_needs_a_class_1_meter(identifier: str, level: str, grade: int) -> None:
    assert boundary_method(rules(identifier), level_db=Decimal(level)).worst_class == grade


@pytest.mark.parametrize("identifier", BOUNDARY)
def test_windows_are_open_for_airborne_and_closed_for_structure_borne_sound(identifier: str) -> None:
    level = Decimal(50)
    outdoor = boundary_method(rules(identifier), level_db=level)
    assert (outdoor.windows_open, outdoor.from_reflecting_m) == (None, Decimal(1))
    indoor = boundary_method(rules(identifier), level_db=level, point="indoor")
    assert (indoor.windows_open, indoor.from_reflecting_m, indoor.height_m) == (True, Decimal("0.5"), Decimal("1.2"))
    structure = boundary_method(rules(identifier), level_db=level, point="structure_borne")
    assert (structure.windows_open, structure.from_reflecting_m) == (False, Decimal(1))
    assert structure.background_same_duration


@pytest.mark.parametrize("identifier", BOUNDARY)
@pytest.mark.parametrize(
    ("background", "corrected"),
    [
        ("40", "60"),
        ("49.49", "60"),
        ("49.5", "59"),
        ("54.5", "59"),
        ("55.5", "58"),
        ("56.5", "58"),
        ("56.51", "57"),
        ("57", "57"),
        ("57.5", None),
    ],
)
def test_background_table(identifier: str, background: str, corrected: str | None) -> None:
    level = corrected_level_db(rules(identifier), Decimal(60), Decimal(background))
    assert level == (Decimal(corrected) if corrected else None)


def test_old_railways() -> None:
    quality = rules("GB 3096-2008")
    assert old_railway_limit_db(quality, date(2010, 12, 31), "day") == 70
    assert old_railway_limit_db(quality, date(2010, 12, 31), "night") == 55
    assert old_railway_limit_db(quality, date(2011, 1, 1), "night") is None


def test_the_quality_standards_own_hours() -> None:
    quality = rules("GB 3096-2008")
    assert quality_period(quality, datetime(2026, 6, 6, 21, 59, 59, tzinfo=CHINA)) == "day"
    assert quality_period(quality, datetime(2026, 6, 6, 22, tzinfo=CHINA)) == "night"
    assert quality_period(quality, datetime(2026, 6, 7, 6, tzinfo=CHINA)) == "day"


@pytest.mark.parametrize(
    ("when", "pm10", "pm25", "tsp"),
    [
        (datetime(2026, 2, 28, 23, 59, 59, tzinfo=CHINA), 150, 75, 300),
        (datetime(2026, 3, 1, tzinfo=CHINA), 120, 60, 300),
        (datetime(2030, 12, 31, 23, 59, 59, tzinfo=CHINA), 120, 60, 300),
        (datetime(2031, 1, 1, tzinfo=CHINA), 100, 50, 300),
        (datetime(2015, 12, 31, tzinfo=CHINA), None, None, None),
    ],
)
def test_ambient_limits_by_phase(when: datetime, pm10: int | None, pm25: int | None, tsp: int | None) -> None:
    found = [ambient_limit_ug_m3(book(), name, "24 h", 2, "安康", when) for name in ("PM10", "PM2.5", "TSP")]
    assert found == [each if each is None else Decimal(each) for each in (pm10, pm25, tsp)]


def test_annual_and_first_grade_ambient_limits() -> None:
    when = datetime(2031, 1, 1, tzinfo=CHINA)
    assert ambient_limit_ug_m3(book(), "PM10", "year", 2, "安康", when) == 50
    assert ambient_limit_ug_m3(book(), "PM10", "year", 1, "安康", when) == 20
    assert ambient_limit_ug_m3(book(), "TSP", "year", 1, "安康", when) == 80
    assert ambient_limit_ug_m3(book(), "SO2", "year", 1, "安康", when) is None
