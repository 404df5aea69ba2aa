"""One decoded item as a line for people."""

from __future__ import annotations

from drivers.readings import (
    Damage,
    Decoded,
    ParticulateReading,
    PositionFix,
    SoundReading,
    StationMessage,
    as_plain,
)
from patrol_app.cli.console import Console

_HEAD = ("kind", "offset", "length")


def show(console: Console, item: Decoded) -> None:
    """Print the item: one JSON object with ``--json``, else one readable line."""
    if console.as_json:
        console.fact(as_plain(item))
        return
    if isinstance(item, Damage):
        console.say("drivers.line.damage", offset=item.offset, length=item.length, reason=item.reason)
    elif isinstance(item, SoundReading):
        flags = [key for key, up in (("over", item.overload), ("under", item.underrange)) if up]
        notes = "".join(console.sentence(f"drivers.line.{flag}") for flag in flags)
        console.line(f"{item.offset:>8}  {item.quantity:<8} {item.value_db:6.1f} dB{notes}")
    elif isinstance(item, PositionFix):
        key = "drivers.line.fix" if item.valid else "drivers.line.no_fix"
        console.say(
            key,
            offset=f"{item.offset:>8}",
            latitude="-" if item.latitude_deg is None else f"{item.latitude_deg:.6f}",
            longitude="-" if item.longitude_deg is None else f"{item.longitude_deg:.6f}",
            utc=item.utc or "-",
            satellites="-" if item.satellites is None else item.satellites,
        )
    elif isinstance(item, StationMessage):
        values = " ".join(
            f"{code}-{suffix}={value}" for code, held in item.values.items() for suffix, value in held.items()
        )
        console.line(
            f"{item.offset:>8}  MN={item.mn} CN={item.cn} {item.data_time or ''} {values} {' '.join(item.marks)}"
        )
    else:
        values = " ".join(
            f"{console.sentence(f'drivers.field.{name}')}={value:g}"
            for name, value in as_plain(item).items()
            if name not in _HEAD and isinstance(value, float | int) and not isinstance(value, bool)
        )
        warming = isinstance(item, ParticulateReading) and item.warming_up
        note = console.sentence("drivers.line.warming") if warming else ""
        console.line(f"{item.offset:>8}  {values}{note}")
