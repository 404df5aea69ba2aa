"""TSP meters that speak Modbus RTU; which register holds what is a profile: ``modbus-tsp:boling``.

Without a name the only profile that the maker's own page proves is taken, ``boling`` (32-bit words, high word first,
ug/m3). Registers are read with function 03 and never written.
"""

from __future__ import annotations

from drivers.registers import ProfileInstrument, load_profile, profile_names

NAME = "modbus-tsp"
DEFAULT_PROFILE = "boling"


def profiles() -> list[str]:
    """The names of the profiles there are."""
    return profile_names(NAME)


def with_profile(name: str) -> ProfileInstrument:
    """The instrument under a profile, by name or by path of a TOML file."""
    return ProfileInstrument(load_profile(NAME, name), models=("壁挂式/便携式 TSP 监测仪",))


INSTRUMENT = with_profile(DEFAULT_PROFILE)
