"""The facts of a case as frozen records, one for each kind that can be judged.

Unknown is ``None``, never a guess. A key left out means: the unit's city (Ankang, Shaanxi), a sensitive building is
near, A and F weighting, wind screen fitted, windows open if indoors, the dust site inside the rule's area.
Levels and concentrations are decimals, so that 55.5 is 55.5.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from patrol_app.domain.places import ConstructionStage, NightWorkPermit

Weighting = Literal["A", "B", "C", "Z", "unknown"]
TimeWeighting = Literal["F", "S", "I", "unknown"]
CaptureMode = Literal["hand_held", "fixed_box"]
MeasureState = Literal["met", "not_met", "not_applicable"]
DEFAULT_PLACE = "陕西省安康市"
SIX_MEASURES = ("enclosure", "covering", "wheel_washing", "hardened_roads", "wet_work", "closed_transport")
"""The six 100 % (六个百分百): 围挡、覆盖、冲洗、硬化、湿法作业、密闭运输."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeFacts:
    """What a notice says, as far as a case knows it; the radius is the notice's own."""

    number: str
    title: str = ""
    issuer: str = ""
    legal_basis: str = ""
    radius_m: Decimal | None = None
    valid_from: datetime | None = None
    valid_to: datetime | None = None
    daily_windows: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()
    exemptions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneFacts:
    """Which notice and venue the site was compared with."""

    notice: str | None = None
    venue: str | None = None
    distance_m: Decimal | None = None
    radius_m: Decimal | None = None
    inside: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoiseCase:
    """One run of a sound level meter at a construction site's boundary, or indoors in its place.

    ``when`` is the start of the run, ``duration_s`` the whole run with its exclusions. ``*_without_db`` are the
    levels without the ``excluded_s`` marked seconds. ``gap_s`` is the longest stretch without readings.
    ``weather_by_hand`` says who read wind or rain and from what, where no weather station said them.
    """

    when: datetime
    duration_s: Decimal
    laeq_db: Decimal | None
    kind: Literal["construction_noise"] = "construction_noise"
    place: str = DEFAULT_PLACE
    lafmax_db: Decimal | None = None
    background_laeq_db: Decimal | None = None
    background_steady: bool | None = None
    background_duration_s: Decimal | None = None
    laeq_without_db: Decimal | None = None
    lafmax_without_db: Decimal | None = None
    excluded_s: Decimal = Decimal(0)
    gap_s: Decimal = Decimal(0)
    indoor: bool = False
    windows_open: bool = True
    outdoor_possible: bool = True
    sensitive_building_near: bool = True
    sensitive_area: str | bool | None = None
    emergency_work: bool = False
    calibration_before_db: Decimal | None = None
    calibration_after_db: Decimal | None = None
    wind_m_s: Decimal | None = None
    rain: bool | None = None
    weather_by_hand: str | None = None
    overload: bool | None = None
    underrange: bool = False
    instrument_class: int | None = None
    certificates_valid: bool | None = None
    weighting: Weighting = "A"
    time_weighting: TimeWeighting = "F"
    wind_screen: bool = True
    night_permit: NightWorkPermit | None = None
    zone: ZoneFacts | None = None
    capture_mode: CaptureMode = "hand_held"
    decided_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DustCase:
    """One mean of a dust meter at a construction site's boundary, the highest point of the site in that hour.

    ``day_means_mg_m3`` are, for rules that allow a number of exceedances a day, the day's means that count: all
    15 min means (Shanghai), or the other hours' PM10 above the county's (Hebei).
    """

    when: datetime
    averaging_s: Decimal
    kind: Literal["construction_dust"] = "construction_dust"
    place: str = DEFAULT_PLACE
    stage: ConstructionStage | None = None
    tsp_mg_m3: Decimal | None = None
    pm10_mg_m3: Decimal | None = None
    reference_pm10_mg_m3: Decimal | None = None
    day_means_mg_m3: tuple[Decimal, ...] = ()
    humidity_pct: Decimal | None = None
    rain: bool | None = None
    wind_m_s: Decimal | None = None
    certificates_valid: bool | None = None
    optical: bool = True
    area_in_scope: bool = True
    built_up: bool = True
    decided_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoiseBanCase:
    """Work seen at a site while a notice forbids it: zone, time, activity, permit, exemption."""

    when: datetime
    notice: NoticeFacts | None
    kind: Literal["noise_ban"] = "noise_ban"
    place: str = DEFAULT_PLACE
    zone: ZoneFacts | None = None
    distance_m: Decimal | None = None
    inside: bool | None = None
    working: bool | None = None
    activity: str | None = None
    activity_forbidden: bool | None = None
    exempt_work: bool | None = None
    exemption: str | None = None
    sensitive_area: str | bool | None = None
    night_permit: NightWorkPermit | None = None
    permit_shown: bool | None = None
    decided_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NightPermitCase:
    """Noisy work at night in an area of sensitive buildings: is there a proof, and was it announced?

    ``sensitive_area`` is the name of the designated area, or true or false; ``permit_shown`` false means asked and
    none shown.
    """

    when: datetime
    kind: Literal["night_permit"] = "night_permit"
    place: str = DEFAULT_PLACE
    working: bool | None = None
    activity: str | None = None
    sensitive_area: str | bool | None = None
    emergency_work: bool | None = None
    night_permit: NightWorkPermit | None = None
    permit_shown: bool | None = None
    permit_posted: bool | None = None
    decided_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DustMeasuresCase:
    """The six measures against dust, as seen; a measure not looked at is absent."""

    when: datetime
    kind: Literal["dust_measures"] = "dust_measures"
    place: str = DEFAULT_PLACE
    measures: dict[str, MeasureState] = field(default_factory=dict)
    board_posted: bool | None = None
    plan_filed: bool | None = None
    decided_on: date | None = None


Case = NoiseCase | DustCase | NoiseBanCase | NightPermitCase | DustMeasuresCase
KINDS: dict[str, type[Case]] = {
    "construction_noise": NoiseCase,
    "construction_dust": DustCase,
    "noise_ban": NoiseBanCase,
    "night_permit": NightPermitCase,
    "dust_measures": DustMeasuresCase,
}
