"""Site stations that speak Modbus RTU at registers from 500; the profile must be named: ``modbus-station:500-a`` or
``500-b``.

Both families answer the same question, one with wind in 0.01 m/s and pressure at 509, the other with wind in 0.1
m/s and TSP at 509. A wrong guess turns 5 m/s into 0.5, so there is no default and nothing is detected: ask the
installer. A pressure outside 600 to 1100 hPa says the profile is wrong. Registers are never written.
"""

from __future__ import annotations

from drivers.instrument import ModelCard
from drivers.registers import ProfileInstrument, load_profile, profile_names

NAME = "modbus-station"
CARD = ModelCard(
    name=NAME,
    maker="DFRobot SEN0658, 建大仁科 and look-alikes",
    models=("一体式气象/扬尘站",),
    kind="weather",
    sound_class=None,
    certainty="B",
    line=None,
    source="each profile names its own",
)


def profiles() -> list[str]:
    """The names of the profiles there are."""
    return profile_names(NAME)


def with_profile(name: str) -> ProfileInstrument:
    """The instrument under a profile, by name or by path of a TOML file."""
    return ProfileInstrument(load_profile(NAME, name), models=CARD.models)
