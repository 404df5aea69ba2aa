"""Turning a key with data into words of the window's language."""

from __future__ import annotations

from datetime import date, datetime

from patrol_app.assets import sentence
from patrol_app.services.screen_facts import Said
from patrol_app.ui import figures, language


def _written(value: object) -> object:
    if isinstance(value, Said):
        return words(value)
    if isinstance(value, datetime):
        return figures.clock(value, seconds=False)
    if isinstance(value, date):
        return value.isoformat()
    return value


def words(said: Said | None) -> str:
    """The sentence; moments are written as local time of day, dates as they are in Chinese papers.

    A sentence among the data is said too.
    """
    if said is None:
        return ""
    return sentence(said.key, language.current(), **{name: _written(value) for name, value in said.data})
