"""The instruments of a visit, their certificates and the calibration checks around a run."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

Role = Literal["sound", "calibrator", "dust", "weather", "position", "microphone"]


@dataclass(frozen=True, slots=True, kw_only=True)
class VerificationCertificate:
    """Metrological verification (检定) or calibration of one instrument."""

    number: str
    valid_to: date


@dataclass(frozen=True, slots=True, kw_only=True)
class InstrumentUnit:
    """One instrument with its serial number, as kept in the register and copied into each record.

    ``model`` is the driver's name of it (``bswa-308``), ``name`` the maker's, as papers print it.
    """

    role: Role
    model: str
    name: str
    serial_number: str
    sound_class: int | None = None
    certificate: VerificationCertificate | None = None
    nominal_db: float | None = None
    port: str | None = None
    measuring_range: str | None = None
    microphone: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CalibrationCheck:
    """What the meter showed on the calibrator (GB 12523 5.1.2: before and after, at most 0.5 dB apart)."""

    at: datetime
    reading_db: float
    nominal_db: float
    calibrator_serial: str
