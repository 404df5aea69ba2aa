"""Limits of sound areas, indoor rooms, octave bands and ambient air: looked up, not judged.

The area's class comes from the map of the city; what is not in a table is ``None``, never a guess.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Literal

from patrol_app.rules.background import correction_db
from patrol_app.rules.editions import RuleBook, RuleSet
from patrol_app.rules.moment import Period, period_at
from patrol_app.rules.rounding import rounded_db

AreaStandard = Literal["boundary_noise", "social_noise", "ambient_noise"]
Room = Literal["A", "B"]
Peak = Literal["frequent_peaks", "occasional_peaks", "indoor_peaks", "sudden_peaks"]
BANDS_HZ = {
    "hz_31_5_db": Decimal("31.5"),
    "hz_63_db": Decimal(63),
    "hz_125_db": Decimal(125),
    "hz_250_db": Decimal(250),
    "hz_500_db": Decimal(500),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundaryMethod:
    """What GB 12348 and GB 22337 ask of a measurement, as far as the numbers go."""

    worst_class: int
    drift_max_db: Decimal
    time_weighting: str
    interval_max_s: Decimal
    wind_max_m_s: Decimal
    rain_allowed: bool
    from_reflecting_m: Decimal
    windows_open: bool | None
    height_m: Decimal | None
    steady_s: Decimal
    background_same_duration: bool


def boundary_method(
    rules: RuleSet, *, level_db: Decimal, point: Literal["outdoor", "indoor", "structure_borne"] = "outdoor"
) -> BoundaryMethod:
    """The demands of a boundary standard for a level and a kind of point; windows and height only indoors."""
    instrument = rules.clause("instrument")
    fine = level_db < instrument.number_of("class_1_below_db")
    place, key = {
        "outdoor": ("reflecting", "at_least_m"),
        "indoor": ("indoor_airborne", "from_surfaces_m"),
        "structure_borne": ("indoor_structure", "from_window_m"),
    }[point]
    at = rules.clause(place)
    weighting, weather = rules.clause("weighting"), rules.clause("weather")
    return BoundaryMethod(
        worst_class=1 if fine else int(instrument.number_of("worst_class")),
        drift_max_db=rules.clause("calibration").number_of("drift_max_db"),
        time_weighting=weighting.values["time"],
        interval_max_s=weighting.number_of("interval_max_s"),
        wind_max_m_s=weather.number_of("wind_max_m_s"),
        rain_allowed=weather.flag("rain_allowed"),
        from_reflecting_m=at.number_of(key),
        windows_open=at.flag("windows_open") if point != "outdoor" else None,
        height_m=at.number_of("height_m") if point == "indoor" else None,
        steady_s=rules.clause("duration").number_of("steady_s"),
        background_same_duration=rules.clause("background").flag("same_duration"),
    )


def corrected_level_db(rules: RuleSet, measured_db: Decimal, background_db: Decimal) -> Decimal | None:
    """The measured level with the set's background table applied; ``None`` under 3 dB difference."""
    step = correction_db(rounded_db(measured_db - background_db), rules.clause("correction"))
    return None if step is None else measured_db + step


def area_limit_db(rules: RuleSet, area: str, period: Period, *, indoor: bool = False) -> Decimal | None:
    """Leq limit in dB of a sound area ("0" to "4", "4a", "4b") by GB 12348, GB 22337 or GB 3096.

    ``indoor`` is the substitute where the boundary is under 1 m from a sensitive building.
    """
    rows = rules.clause("limits").values["areas"]
    row = next((each for each in rows if each["area"] in _classes(area)), None)
    if row is None:
        return None
    limit: Decimal = row[f"{period}_db"]
    if not indoor:
        return limit
    near = rules.clauses.get("near_building")
    return limit - near.number_of("minus_db") if near is not None else None


def old_railway_limit_db(rules: RuleSet, eia_approved_on: date, period: Period) -> Decimal | None:
    """Background limit in dB beside a railway through a town, without trains, approved before the date in GB 3096."""
    clause = rules.clause("old_railways")
    if eia_approved_on >= clause.values["eia_approved_before"]:
        return None
    return clause.number_of(f"{period}_db")


def quality_period(rules: RuleSet, when: datetime) -> Period:
    """Day or night by the hours printed in GB 3096, where no local hours are recorded."""
    day, night = (time.fromisoformat(rules.clause("periods").values[key]) for key in ("day_from", "night_from"))
    return period_at(night, day, when)


def peak_limit_db(rules: RuleSet, area: str, kind: Peak) -> Decimal | None:
    """LAFmax limit in dB at night: the night limit and what the peak may be above it."""
    limit = area_limit_db(rules, area, "night")
    clause = rules.clauses.get(kind)
    return limit + clause.number_of("over_db") if limit is not None and clause is not None else None


def structure_limit_db(rules: RuleSet, area: str, room: Room, period: Period) -> Decimal | None:
    """Indoor Leq limit in dB of structure-borne sound: room A for sleep, B for class and office."""
    for row in rules.clause("structure_borne").values["rooms"]:
        if row["area"] in _classes(area) and row["room"] == room:
            limit: Decimal = row[f"{period}_db"]
            return limit
    return None


def octave_limits_db(rules: RuleSet, area: str, room: Room, period: Period) -> dict[Decimal, Decimal]:
    """Indoor octave-band limits in dB by centre frequency in Hz (31.5 to 500); empty for an unknown area."""
    for row in rules.clause("octaves").values["bands"]:
        if row["area"] in _classes(area) and row["room"] == room and row["period"] == period:
            return {hz: row[name] for name, hz in BANDS_HZ.items()}
    return {}


def ambient_limit_ug_m3(
    book: RuleBook, pollutant: str, mean: Literal["24 h", "year"], grade: Literal[1, 2], place: str, when: datetime
) -> Decimal | None:
    """Ambient limit in micrograms per cubic metre by the edition and phase in force: information on a site."""
    rules = book.set_at("ambient_air", place, when)
    if rules is None:
        return None
    for row in rules.clause("limits").values["concentrations"]:
        if row["pollutant"] == pollutant and row["mean"] == mean:
            limit: Decimal = row[f"grade_{grade}_ug_m3"]
            return limit
    return None


def _classes(area: str) -> tuple[str, ...]:
    """4a and 4b of the quality standard are class 4 of the emission standards."""
    return (area, "4") if area in ("4a", "4b") else (area,)
