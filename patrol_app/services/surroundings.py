"""The laptop around the program: room on the disk, charge of the battery."""

from __future__ import annotations

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


def battery_pct(root: Path = Path("/sys/class/power_supply")) -> int | None:
    """Charge of the first battery in percent; ``None`` where the system shows none."""
    try:
        for supply in sorted(root.iterdir()):
            if (supply / "type").read_text(encoding="ascii").strip() == "Battery":
                return int((supply / "capacity").read_text(encoding="ascii").strip())
    except (OSError, ValueError):
        return None
    return None
