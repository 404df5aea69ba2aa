"""What a decoded line holds: frozen records with their unit, weighting and the bytes they came from.

Unknown is ``None`` (or ``"unknown"`` for a weighting), never a guess. ``offset`` and ``length`` count bytes in the
stream that was fed to the decoder.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

Weighting = Literal["A", "B", "C", "Z", "unknown"]
TimeWeighting = Literal["F", "S", "I", "unknown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SoundReading:
    """One level of a sound level meter, in dB.

    ``quantity`` is LAF LAS LAI LCF ... LAeq LAFmax LAFmin LAE LCpeak L5 L10 ...; without a known weighting
    Lp Leq LE Lmax Lmin Lpeak LN1..LN5; else ``unknown``.
    """

    kind: ClassVar[str] = "sound"
    offset: int
    length: int
    quantity: str
    value_db: float
    weighting: Weighting = "unknown"
    time_weighting: TimeWeighting = "unknown"
    overload: bool | None = None
    underrange: bool | None = None
    instrument_time: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ParticulateReading:
    """Mass concentrations of one sample, in micrograms per cubic metre."""

    kind: ClassVar[str] = "particulate"
    offset: int
    length: int
    pm1_ug_m3: float | None = None
    pm25_ug_m3: float | None = None
    pm4_ug_m3: float | None = None
    pm10_ug_m3: float | None = None
    tsp_ug_m3: float | None = None
    pm100_ug_m3: float | None = None
    total_ug_m3: float | None = None
    mass_ug_m3: float | None = None
    temperature_c: float | None = None
    humidity_pct: float | None = None
    warming_up: bool | None = None
    instrument_time: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WeatherReading:
    """Wind, rain and air of one composite message; an item marked invalid is ``None``."""

    kind: ClassVar[str] = "weather"
    offset: int
    length: int
    wind_m_s: float | None = None
    wind_max_m_s: float | None = None
    wind_direction_deg: float | None = None
    rain_mm_h: float | None = None
    rain_mm: float | None = None
    hail_per_cm2_h: float | None = None
    temperature_c: float | None = None
    humidity_pct: float | None = None
    pressure_hpa: float | None = None
    noise_db: float | None = None
    pm25_ug_m3: float | None = None
    pm10_ug_m3: float | None = None
    tsp_ug_m3: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionFix:
    """One epoch of a satellite receiver, WGS-84.

    ``valid`` only when RMC status is A, its mode is none of S, M, E, and GGA quality of the same epoch is 1 to 5
    or 9 (manual, simulated and dead-reckoned positions are no evidence).
    """

    kind: ClassVar[str] = "position"
    offset: int
    length: int
    latitude_deg: float | None = None
    longitude_deg: float | None = None
    utc: str | None = None
    quality: int | None = None
    satellites: int | None = None
    hdop: float | None = None
    altitude_m: float | None = None
    speed_m_s: float | None = None
    course_deg: float | None = None
    valid: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StationMessage:
    """One HJ 212 packet of an online monitor.

    ``values`` holds, by factor code, each suffix with its number (``Flag`` and texts as strings); units are a
    setting of the station and not known here. ``marks`` names what departs from the standard. ``pnum`` and
    ``pno`` count the parts of a divided message.
    """

    kind: ClassVar[str] = "station"
    offset: int
    length: int
    protocol: str | None
    mn: str | None = None
    st: str | None = None
    cn: str | None = None
    qn: str | None = None
    data_time: str | None = None
    crc_ok: bool = False
    length_ok: bool = False
    flags: int | None = None
    pnum: int | None = None
    pno: int | None = None
    values: Mapping[str, Mapping[str, float | str | None]] = field(default_factory=dict)
    fields: Mapping[str, str] = field(default_factory=dict)
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Damage:
    """Bytes that hold no reading, and why; never an exception, never a wrong number."""

    kind: ClassVar[str] = "damage"
    offset: int
    length: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AudioBlock:
    """Consecutive samples of one channel, full scale = 1.0; time is counted in samples."""

    kind: ClassVar[str] = "audio"
    first_sample: int
    sample_rate_hz: int
    samples: NDArray[np.float32]
    overflowed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Which one of its kind an instrument is, in its own words; no reading, and never on a decoded line.

    ``engraved``: the number is the maker's serial number, as on the type plate and the certificate. Otherwise it only
    tells two instruments apart (the two ID bytes of a Nova sensor). ``model`` is the instrument's own name of itself.
    """

    serial_number: str
    engraved: bool = True
    model: str | None = None
    firmware: str | None = None


Reading = SoundReading | ParticulateReading | WeatherReading | PositionFix | StationMessage
Decoded = Reading | Damage


def as_plain(item: Decoded) -> dict[str, object]:
    """The JSON object of one decoded item: ``kind`` first, every field present, unknown as null."""
    plain: dict[str, object] = {"kind": item.kind}
    for each in fields(item):
        plain[each.name] = getattr(item, each.name)
    return plain
