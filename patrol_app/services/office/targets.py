"""Targets of rates as data: shipped, or the unit's own in its data folder."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from patrol_app.domain.errors import BadInput
from patrol_app.services.office.schemes import scheme

FILE = "targets"


def targets() -> Mapping[str, float]:
    """The share from 0 to 1 that is wanted of each rate that has a target.

    Raises:
        BadInput: a target lacks its rate or its share is not between 0 and 1.
    """
    found: dict[str, float] = {}
    for one in scheme(FILE).get("target", []):
        try:
            rate, share = str(one["rate"]), float(one["share"])
        except (KeyError, TypeError, ValueError) as fault:
            raise BadInput("schemes.unreadable", path=Path(f"schemes/{FILE}.toml"), cause=str(fault)) from fault
        if not 0.0 <= share <= 1.0:
            raise BadInput("schemes.unreadable", path=Path(f"schemes/{FILE}.toml"), cause=f"{rate} = {share}")
        found[rate] = share
    return found
