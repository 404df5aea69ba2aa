"""From plain JSON values to a case: strict keys, plausible values, one clear sentence for a fault."""

from __future__ import annotations

import json
import types
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from patrol_app.domain.errors import BadInput
from patrol_app.rules.cases import KINDS, SIX_MEASURES, Case

_LEAST = Decimal(0)
_DECIMALS = 30
"""Numbers further from 1 than this power of ten are no measurement and would fill the memory when written out."""
_RANGES = {
    "_db": (_LEAST, Decimal(160), "dB"),
    "_s": (_LEAST, Decimal(31 * 86400), "s"),
    "_m_s": (_LEAST, Decimal(120), "m/s"),
    "_m": (_LEAST, Decimal(100_000), "m"),
    "_pct": (_LEAST, Decimal(100), "%"),
    "_mg_m3": (_LEAST, Decimal(1000), "mg/m³"),
}


def case_from_plain(plain: object) -> Case:
    """The case told by one JSON object; its ``kind`` says which.

    An explicit ``"night_permit": null`` in a kind that asks for the permit says that none was shown.

    Raises:
        BadInput: an unknown kind or key, a missing key, a value of the wrong kind or outside its range, a time
            without offset; the sentence names the key.
    """
    if not isinstance(plain, Mapping):
        raise BadInput("rules.case.not_object", value=_short(plain))
    kind = plain.get("kind")
    if not isinstance(kind, str) or kind not in KINDS:
        raise BadInput("rules.case.kind", value=_short(kind), choices=", ".join(KINDS))
    given = dict(plain)
    record: type = KINDS[kind]
    if isinstance(given.get("measures"), Mapping):
        given["measures"] = _measures(given["measures"])
    if "permit_shown" in _hints(record) and "permit_shown" not in given and given.get("night_permit", "") is None:
        given["permit_shown"] = False
    case: Case = _record(record, given, "")
    _check(case)
    return case


def _measures(plain: Mapping[str, object]) -> dict[str, object]:
    """True is met and false is not met, as a form's tick boxes say it; null was not looked at."""
    words = {True: "met", False: "not_met"}
    return {
        name: words[state] if isinstance(state, bool) else state for name, state in plain.items() if state is not None
    }


def _check(case: Case) -> None:
    if getattr(case, "excluded_s", _LEAST) > getattr(case, "duration_s", _LEAST):
        raise BadInput("rules.case.excluded", name="excluded_s")
    grade = getattr(case, "instrument_class", None)
    if grade is not None and not 0 <= grade <= 3:
        raise BadInput("rules.case.range", name="instrument_class", value=grade, low=0, high=3, unit="")
    for name in getattr(case, "measures", {}):
        if name not in SIX_MEASURES:
            raise BadInput("rules.case.unknown", name=f"measures.{name}", known=", ".join(SIX_MEASURES))


@cache
def _hints(record: type) -> dict[str, Any]:
    return get_type_hints(record)


@cache
def _fields(record: type) -> dict[str, Field[Any]]:
    return {each.name: each for each in fields(record)}


def _record(record: type, plain: Mapping[str, object], at: str) -> Any:
    hints, known = _hints(record), _fields(record)
    for key in plain:
        if key not in known:
            raise BadInput("rules.case.unknown", name=f"{at}{key}", known=", ".join(known))
    values = {}
    for name, each in known.items():
        default_given = each.default is not MISSING or each.default_factory is not MISSING
        if name in plain and plain[name] is None and default_given and not _optional(hints[name]):
            continue  # null is unknown, as if the key were left out
        if name in plain:
            values[name] = _value(hints[name], plain[name], f"{at}{name}")
        elif not default_given and not _optional(hints[name]):
            raise BadInput("rules.case.missing", name=f"{at}{name}")
        elif not default_given:
            values[name] = None
    return record(**values)


@cache
def _origin(hint: Any) -> Any:
    return get_origin(hint)


@cache
def _arguments(hint: Any) -> tuple[Any, ...]:
    return get_args(hint)


@cache
def _optional(hint: Any) -> bool:
    return get_origin(hint) in (Union, types.UnionType) and type(None) in get_args(hint)


def _value(hint: Any, plain: object, key: str) -> Any:
    if _optional(hint):
        if plain is None:
            return None
        options = [option for option in _arguments(hint) if option is not type(None)]
        if str in options and bool in options:
            if isinstance(plain, str | bool):
                return plain
            raise _wrong(key, plain, "flag_or_name")
        hint = options[0]
    origin = _origin(hint)
    if origin is Literal:
        if plain not in _arguments(hint):
            raise BadInput("rules.case.choice", name=key, value=_short(plain), choices=", ".join(_arguments(hint)))
        return plain
    if origin is tuple:
        if not isinstance(plain, list | tuple):
            raise _wrong(key, plain, "list")
        return tuple(_value(_arguments(hint)[0], item, f"{key}[{index}]") for index, item in enumerate(plain))
    if origin is dict:
        if not isinstance(plain, Mapping):
            raise _wrong(key, plain, "object")
        return {name: _value(_arguments(hint)[1], item, f"{key}.{name}") for name, item in plain.items()}
    if is_dataclass(hint) and isinstance(hint, type):
        if not isinstance(plain, Mapping):
            raise _wrong(key, plain, "object")
        return _record(hint, plain, f"{key}.")
    return _scalar(hint, plain, key)


def _scalar(hint: Any, plain: object, key: str) -> Any:
    if hint is Decimal:
        return _number(plain, key)
    if hint is datetime:
        return _moment(plain, key)
    if hint is date:
        try:
            return date.fromisoformat(plain) if isinstance(plain, str) else plain if type(plain) is date else _no()
        except ValueError:
            raise _wrong(key, plain, "date") from None
    if type(plain) is hint:
        return plain
    raise _wrong(key, plain, {bool: "flag", str: "text", int: "whole_number"}[hint])


def _no() -> Any:
    raise ValueError


def _number(plain: object, key: str) -> Decimal:
    if isinstance(plain, bool) or not isinstance(plain, int | float | Decimal):
        raise _wrong(key, plain, "number")
    try:
        value = plain if isinstance(plain, Decimal) else Decimal(str(plain))
    except InvalidOperation:
        raise _wrong(key, plain, "number") from None
    if not value.is_finite():
        raise _wrong(key, plain, "finite_number")
    if value and not -_DECIMALS <= value.adjusted() <= _DECIMALS:
        raise BadInput("rules.case.range", name=key, value=_short(plain), low="1e-30", high="1e30", unit="")
    name = key.rpartition(".")[2].partition("[")[0]
    for suffix in ("_mg_m3", "_m_s", "_pct", "_db", "_m", "_s"):
        if name.endswith(suffix):
            low, high, unit = _RANGES[suffix]
            if not low <= value <= high:
                raise BadInput("rules.case.range", name=key, value=_short(plain), low=low, high=high, unit=unit)
            break
    return value


def _moment(plain: object, key: str) -> datetime:
    if isinstance(plain, datetime):
        value = plain
    elif isinstance(plain, str):
        try:
            value = datetime.fromisoformat(plain)
        except ValueError:
            raise _wrong(key, plain, "time") from None
    else:
        raise _wrong(key, plain, "time")
    if value.tzinfo is None or value.utcoffset() is None:
        raise BadInput("rules.case.offset", name=key, value=_short(plain))
    if not 1950 <= value.year <= 9000:
        raise BadInput("rules.case.range", name=key, value=_short(plain), low=1950, high=9000, unit="")
    return value


def _wrong(key: str, plain: object, wanted: str) -> BadInput:
    return BadInput("rules.case.wrong", name=key, value=_short(plain), wanted=f"rules.case.wanted.{wanted}")


def _short(plain: object) -> str:
    """A value as it stands in the file, which is JSON; what JSON has no form for as it is."""
    try:
        text = json.dumps(plain, ensure_ascii=False)
    except (TypeError, ValueError):
        text = str(plain)
    return text if len(text) <= 60 else f"{text[:57]}…"
