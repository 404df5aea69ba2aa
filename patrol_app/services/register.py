"""The register of instruments: which registered unit an instrument is that has said its number over the wire."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from drivers.readings import Identity
from patrol_app.domain.instruments import InstrumentUnit

UNKNOWN_NUMBER = "—"
"""Stands in a record where nobody knows an instrument's serial number."""


def same_number(one: str, other: str) -> bool:
    """Whether two serial numbers are the same but for blanks, dashes, case and zeros in front."""
    return _bare(one) == _bare(other) != ""


def _bare(number: str) -> str:
    return "".join(letter for letter in number.upper() if letter.isalnum()).lstrip("0")


def found_in(register: Iterable[InstrumentUnit], model: str, identity: Identity) -> InstrumentUnit | None:
    """The registered unit of this driver with the number that the instrument says, if that number is engraved."""
    if not identity.engraved:
        return None
    return next(
        (unit for unit in register if unit.model == model and same_number(unit.serial_number, identity.serial_number)),
        None,
    )


def with_number(unit: InstrumentUnit, identity: Identity) -> InstrumentUnit:
    """The unit as the instrument says it is: its own number, and no certificate that was given for another number."""
    if same_number(unit.serial_number, identity.serial_number):
        return unit
    known = unit.serial_number in (UNKNOWN_NUMBER, "")
    return replace(
        unit,
        serial_number=identity.serial_number,
        certificate=unit.certificate if known else None,
        microphone=unit.microphone if known else None,
    )


def last_valid_day(unit: InstrumentUnit | None) -> date | None:
    """The last day on which the unit's certificate holds; ``None`` without one."""
    return unit.certificate.valid_to if unit is not None and unit.certificate is not None else None
