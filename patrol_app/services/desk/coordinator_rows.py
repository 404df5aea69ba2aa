"""One line of a library for the screen: the columns that tell entries apart, as they are written in a list."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from typing import Any

from patrol_app.rules.moment import local
from patrol_app.services.office.columns import CHOICES

SHOWN_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "venues": ("name", "address", "latitude_deg", "longitude_deg", "datum"),
    "sites": ("name", "kind", "contractor", "permit_number", "complaints"),
    "notices": ("number", "issuer", "radius_m", "valid_from", "valid_to"),
    "sessions": ("subject", "exam", "starts_at", "ends_at", "venues"),
    "officers": ("name", "certificate_number", "recused_sites"),
    "instruments": ("role", "name", "serial_number", "certificate_valid_to", "port"),
    "help_visits": ("number", "held_on", "site", "problem"),
    "law_talks": ("number", "held_on", "place", "audience"),
}
"""The columns of the table, by their identifiers in ``columns.HEADINGS``."""

_DEEPER: Mapping[str, Callable[[Any], Any]] = {
    "latitude_deg": lambda one: f"{one.place.latitude_deg:.6f}",
    "longitude_deg": lambda one: f"{one.place.longitude_deg:.6f}",
    "datum": lambda one: one.place.datum,
    "permit_number": lambda one: one.permit and one.permit.number,
    "certificate_valid_to": lambda one: one.certificate and one.certificate.valid_to,
}


def cells_of(kind: str, entity: object) -> tuple[str, ...]:
    """The cells of a line in the order of ``SHOWN_COLUMNS``."""
    return tuple(_written(column, _value(entity, column)) for column in SHOWN_COLUMNS[kind])


def _value(entity: object, column: str) -> Any:
    return _DEEPER[column](entity) if column in _DEEPER else getattr(entity, column)


def _written(column: str, value: Any) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, datetime):
        return local(value).strftime("%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return "、".join(value)
    if isinstance(value, float):
        return f"{value:g}"
    if is_dataclass(value):
        return str(getattr(value, fields(value)[0].name))
    words = {identifier: word for word, identifier in reversed(list(CHOICES.get(column, {}).items()))}
    return words.get(str(value), str(value))
