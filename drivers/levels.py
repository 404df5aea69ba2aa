"""Names of levels: from weighting, time weighting and what was done with it, and back."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from drivers.readings import SoundReading, TimeWeighting, Weighting

Mode = Literal["", "peak", "eq", "max", "min", "E"]


class LevelName(NamedTuple):
    """What a value is: the quantity with its two weightings."""

    quantity: str
    weighting: Weighting = "unknown"
    time_weighting: TimeWeighting = "unknown"


UNKNOWN = LevelName("unknown")
_BARE = {"": "Lp", "peak": "Lpeak", "eq": "Leq", "max": "Lmax", "min": "Lmin", "E": "LE"}
_WEIGHTINGS: dict[str, Weighting] = {"A": "A", "B": "B", "C": "C", "Z": "Z"}
_TIMES: dict[str, TimeWeighting] = {"F": "F", "S": "S", "I": "I"}


def level_name(weighting: Weighting, time_weighting: TimeWeighting, mode: Mode = "") -> LevelName:
    """The name under IEC 61672-1 habits: LAF, LAFmax, LAeq, LCpeak, LAE; without a weighting Lp, Lmax, Leq.

    A sound level or its maximum without a known time weighting keeps the short name (Lp, Lmax, Lmin); Leq, LE
    and peak have none.
    """
    if weighting == "unknown":
        return LevelName(_BARE[mode], weighting, time_weighting)
    if mode in ("peak", "eq", "E"):
        return LevelName(f"L{weighting}{mode}", weighting)
    if time_weighting == "unknown":
        return LevelName(_BARE[mode], weighting)
    return LevelName(f"L{weighting}{time_weighting}{mode}", weighting, time_weighting)


_SOUND = re.compile(r"L([ABCZ])([FSI])(max|min|)")
_OTHER = re.compile(r"L([ABCZ])(eq|peak|E)")


def named(quantity: str) -> tuple[Weighting, TimeWeighting, Mode] | None:
    """The parts of a full name such as LAFmax; ``None`` for short names, percentiles and unknown ones."""
    if found := _SOUND.fullmatch(quantity):
        mode: Mode = "max" if found[3] == "max" else "min" if found[3] == "min" else ""
        return _WEIGHTINGS[found[1]], _TIMES[found[2]], mode
    if found := _OTHER.fullmatch(quantity):
        other: Mode = "eq" if found[2] == "eq" else "peak" if found[2] == "peak" else "E"
        return _WEIGHTINGS[found[1]], "unknown", other
    return None


def sound(
    name: LevelName | str,
    value_db: float,
    *,
    offset: int = 0,
    length: int = 0,
    overload: bool | None = None,
    underrange: bool | None = None,
    instrument_time: str | None = None,
) -> SoundReading:
    """A reading called ``name``; the weightings of a plain full name such as LAFmax are taken from it."""
    if isinstance(name, str):
        parts = named(name)
        name = LevelName(name, parts[0], parts[1]) if parts else LevelName(name)
    return SoundReading(
        offset=offset,
        length=length,
        quantity=name.quantity,
        value_db=value_db,
        weighting=name.weighting,
        time_weighting=name.time_weighting,
        overload=overload,
        underrange=underrange,
        instrument_time=instrument_time,
    )
