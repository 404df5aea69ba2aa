"""Frozen records to plain JSON values and back, by their type hints alone."""

from __future__ import annotations

import json
import types
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from patrol_app.domain.errors import BadInput

T = TypeVar("T")


def to_plain(value: object) -> Any:
    """Turn records, tuples, dates and decimals into what ``json`` knows; decimals become strings."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: to_plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): to_plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [to_plain(item) for item in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    return value


def canonical_json(value: object) -> bytes:
    """Sorted keys, no blanks, UTF-8, decimals as strings: the form that is hashed."""
    return json.dumps(
        to_plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    ).encode()


@cache
def _hints(record: type) -> dict[str, Any]:
    return get_type_hints(record)


def from_plain(record: type[T], plain: object, where: str = "") -> T:
    """Build ``record`` from plain JSON values.

    Raises:
        BadInput: an unknown key, a missing field or a value of the wrong kind; ``field`` names the place.
    """
    result: T = _build(record, plain, where or record.__name__)
    return result


def _build(hint: Any, plain: Any, where: str) -> Any:
    origin = get_origin(hint)
    if hint is Any or hint is object:
        return plain
    if origin in (Union, types.UnionType):
        options = get_args(hint)
        if plain is None and type(None) in options:
            return None
        for option in options:
            if option is not type(None):
                return _build(option, plain, where)
    if origin is Literal:
        if plain not in get_args(hint):
            raise BadInput("codec.choice", field=where, value=plain, choices=", ".join(map(str, get_args(hint))))
        return plain
    if origin is tuple:
        if not isinstance(plain, list | tuple):
            raise BadInput("codec.kind", field=where, value=plain, wanted="list")
        item = get_args(hint)[0]
        return tuple(_build(item, entry, f"{where}[{index}]") for index, entry in enumerate(plain))
    if origin in (dict, Mapping) or (isinstance(origin, type) and issubclass(origin, Mapping)):
        value_hint = get_args(hint)[1]
        return {key: _build(value_hint, entry, f"{where}.{key}") for key, entry in plain.items()}
    if isinstance(hint, type) and is_dataclass(hint):
        return _build_record(hint, plain, where)
    return _build_scalar(hint, plain, where)


def _build_record(record: type, plain: Any, where: str) -> Any:
    if not isinstance(plain, Mapping):
        raise BadInput("codec.kind", field=where, value=plain, wanted="object")
    hints = _hints(record)
    known = {field.name: field for field in fields(record)}
    for key in plain:
        if key not in known:
            raise BadInput("codec.unknown", field=f"{where}.{key}")
    values = {}
    for name, field in known.items():
        if name in plain:
            values[name] = _build(hints[name], plain[name], f"{where}.{name}")
        elif field.default is MISSING and field.default_factory is MISSING:
            raise BadInput("codec.missing", field=f"{where}.{name}")
    return record(**values)


def _build_scalar(hint: Any, plain: Any, where: str) -> Any:
    try:
        if hint is float and isinstance(plain, int | float) and not isinstance(plain, bool):
            return float(plain)
        if hint in (int, str, bool) and type(plain) is hint:
            return plain
        if hint is Decimal and isinstance(plain, str | int):
            return Decimal(plain)
        if hint is datetime and isinstance(plain, str):
            return datetime.fromisoformat(plain)
        if hint is date and isinstance(plain, str):
            return date.fromisoformat(plain)
        if isinstance(hint, type) and issubclass(hint, Enum):
            return hint(plain)
    except (ValueError, ArithmeticError):
        pass
    raise BadInput("codec.kind", field=where, value=plain, wanted=getattr(hint, "__name__", str(hint)))
