"""Model name to instrument, loaded on first use.

A file ``bswa_308.py`` in one of the instrument folders is the model ``bswa-308``: adding an instrument is adding its
file. Outside drivers announce themselves with the entry point group ``night_patrol.instruments`` (name =
``module``), and a broken one cannot stop the others. A profile is given after a colon: ``modbus-tsp:boling``, a
Modbus unit number other than the usual one after an at sign: ``modbus-noise@3``.
"""

from __future__ import annotations

from difflib import get_close_matches
from functools import cache
from importlib import import_module
from importlib.metadata import entry_points
from pkgutil import iter_modules
from types import ModuleType
from typing import cast

import drivers.particulate
import drivers.position
import drivers.sound
import drivers.station
import drivers.weather
from drivers.errors import UnknownModel
from drivers.instrument import Instrument, ModelCard

MICROPHONE = "microphone"
"""The sound card: an instrument without a port of bytes, see ``drivers.microphone``."""
GROUP = "night_patrol.instruments"
_FOLDERS = (drivers.sound, drivers.particulate, drivers.weather, drivers.position, drivers.station)


@cache
def modules() -> dict[str, str]:
    """The table of models: name to module, in the order of the folders; nothing is imported."""
    table = {
        found.name.replace("_", "-"): f"{folder.__name__}.{found.name}"
        for folder in _FOLDERS
        for found in iter_modules(folder.__path__)
        if not found.name.startswith("_")
    }
    for point in entry_points(group=GROUP):
        table.setdefault(point.name, point.value.partition(":")[0])
    return table


def names() -> list[str]:
    """All model names, without profiles."""
    return list(modules())


def _module(name: str) -> ModuleType:
    table = modules()
    if name == MICROPHONE:
        raise UnknownModel("drivers.microphone_has_no_port")
    if name not in table:
        near = get_close_matches(name, table, n=3, cutoff=0.4)
        raise UnknownModel("drivers.unknown_model", name=name, near=", ".join(near or sorted(table)[:3]))
    try:
        return import_module(table[name])
    except ImportError as fault:
        raise UnknownModel("drivers.broken_driver", name=name, reason=str(fault)) from fault


def card(name: str) -> ModelCard:
    """The card of a model; one that needs a profile has a card without line settings."""
    module = _module(name)
    return cast(ModelCard, module.INSTRUMENT.card if hasattr(module, "INSTRUMENT") else module.CARD)


def profiles(name: str) -> list[str]:
    """The register profiles of a model; empty for a model that has none."""
    module = _module(name)
    return list(module.profiles()) if hasattr(module, "profiles") else []


def instrument(model: str) -> Instrument:
    """The instrument called ``model``, which may carry a profile behind a colon and a Modbus unit behind ``@``.

    Raises:
        UnknownModel: no such model or profile, or the model needs a profile and none was given; the data name
            those that come near.
    """
    plain, at, unit = model.partition("@")
    if at:
        found = instrument(plain)
        if not hasattr(found, "at_unit") or not unit.isdigit() or not 1 <= int(unit) <= 247:
            raise UnknownModel("drivers.no_unit", name=plain, unit=unit)
        return cast(Instrument, found.at_unit(int(unit)))
    name, colon, profile = model.partition(":")
    module = _module(name)
    if colon:
        if not hasattr(module, "with_profile"):
            raise UnknownModel("drivers.no_profiles", name=name)
        return cast(Instrument, module.with_profile(profile))
    if not hasattr(module, "INSTRUMENT"):
        known = ", ".join(f"{name}:{each}" for each in profiles(name))
        raise UnknownModel("drivers.profile_needed", name=name, known=known)
    return cast(Instrument, module.INSTRUMENT)
