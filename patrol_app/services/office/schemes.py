"""Schemes of supervision as data: shipped, or replaced by a file of the same name in the data folder."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from patrol_app.assets import resource
from patrol_app.domain.errors import BadInput
from patrol_app.planning.priorities import OnSiteCap
from patrol_app.store.home import data_folder

FOLDER = "schemes"


def scheme(name: str) -> Mapping[str, Any]:
    """The scheme of this name.

    Raises:
        BadInput: the file of the data folder is not TOML, or of another kind.
    """
    own = data_folder() / FOLDER / f"{name}.toml"
    path = own if own.is_file() else resource(FOLDER, f"{name}.toml")
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise BadInput("schemes.unreadable", path=path, cause=str(fault)) from fault


def in_force(found: Mapping[str, Any], day: date) -> bool:
    """Whether a scheme is enabled and holds on a day."""
    last = found.get("valid_to")
    return bool(found.get("enabled")) and found["valid_from"] <= day and (last is None or day <= last)


def on_site_cap(day: date) -> OnSiteCap | None:
    """The cap on on-site checks that holds on a day.

    Raises:
        BadInput: a value is missing or of the wrong kind.
    """
    found = scheme("on-site-cap")
    try:
        if not in_force(found, day):
            return None
        return OnSiteCap(
            authority=found["authority"],
            most=int(found["most"]),
            leads=tuple(found["leads"]),
            credit_grades=tuple(found["credit_grades"]),
            platform_codes=tuple(found["platform_codes"]),
        )
    except (KeyError, TypeError, ValueError) as fault:
        raise BadInput("schemes.unreadable", path=Path(f"{FOLDER}/on-site-cap.toml"), cause=str(fault)) from fault
