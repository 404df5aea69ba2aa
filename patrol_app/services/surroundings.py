"""The laptop around the program: room on the disk, charge of the battery."""

from __future__ import annotations

import contextlib
import sys
from dataclasses import dataclass
from pathlib import Path

from patrol_app.recordings import reserve

SAMPLE_RATE_HZ = 48_000


def free_bytes(path: Path) -> int:
    """Room left on the disk that holds ``path``.

    Raises:
        CannotDo: it is not there.
    """
    return reserve.free_bytes(path)


def hours_left(free: int, *, audio: bool) -> float:
    """How many hours of recording fit."""
    audio_bytes = reserve.audio_bytes_per_hour(SAMPLE_RATE_HZ) if audio else 0
    return reserve.hours_left(free, reserve.DATA_BYTES_PER_HOUR + audio_bytes)


@dataclass(frozen=True, slots=True)
class Power:
    """Charge of the laptop's batteries together in percent, and whether it hangs on the mains; unknown is ``None``."""

    battery_pct: int | None = None
    on_mains: bool | None = None


def power(root: Path = Path("/sys/class/power_supply")) -> Power:
    """What the laptop runs on; batteries of a mouse and the like are no batteries of the laptop."""
    if sys.platform == "win32":
        return _windows_power()
    shares: list[tuple[float, float]] = []
    mains: list[bool] = []
    with contextlib.suppress(OSError):
        for supply in sorted(root.iterdir()):
            if _said(supply, "scope") == "Device":
                continue
            kind = _said(supply, "type")
            if kind == "Battery":
                shares += _share(supply)
            elif kind in ("Mains", "USB", "Wireless"):
                mains.append(_said(supply, "online") == "1")
    full = sum(each for _, each in shares)
    percent = None if full <= 0 else round(100.0 * sum(now for now, _ in shares) / full)
    return Power(percent, any(mains) if mains else None)


def _said(supply: Path, name: str) -> str:
    try:
        return (supply / name).read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        return ""


def _share(supply: Path) -> list[tuple[float, float]]:
    """What a battery holds and can hold; one that tells its percent alone counts as a battery of 100."""
    for now, full in (("energy_now", "energy_full"), ("charge_now", "charge_full")):
        with contextlib.suppress(ValueError):
            return [(float(_said(supply, now)), float(_said(supply, full)))]
    with contextlib.suppress(ValueError):
        return [(float(_said(supply, "capacity")), 100.0)]
    return []


def _windows_power() -> Power:
    if sys.platform == "win32":
        import ctypes

        told = (ctypes.c_ubyte * 12)()
        if ctypes.windll.kernel32.GetSystemPowerStatus(told):
            unknown = 255
            return Power(None if told[2] == unknown else int(told[2]), None if told[0] == unknown else told[0] == 1)
    return Power()


def battery_pct(root: Path = Path("/sys/class/power_supply")) -> int | None:
    """Charge of the laptop's batteries in percent; ``None`` where the system shows none."""
    return power(root).battery_pct
