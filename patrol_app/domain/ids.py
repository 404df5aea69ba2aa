"""Identifiers that sort by time: UUID version 7 (RFC 9562 5.7) from a given clock and given random bytes."""

from __future__ import annotations

from uuid import UUID

_RANDOM_BITS = (1 << 62) - 1


def uuid7(unix_ms: int, random: bytes, after: str | None = None) -> str:
    """A UUIDv7 as text; greater than ``after`` even when the clock stood still or was set back.

    Args:
        unix_ms: milliseconds since 1970-01-01 UTC.
        random: ten random bytes.
        after: the newest identifier of the same device. If the clock gives no later one, it is counted on by one,
            so that the order of identifiers stays the order of writing.
    """
    bits = int.from_bytes(random[:10], "big")
    value = (unix_ms & ((1 << 48) - 1)) << 80
    value |= 0x7 << 76
    value |= ((bits >> 62) & 0xFFF) << 64
    value |= 0b10 << 62
    value |= bits & _RANDOM_BITS
    if after is not None and value <= (last := UUID(after).int):
        value = _next(last)
    return str(UUID(int=value))


def _next(value: int) -> int:
    """The following UUIDv7: counts in the 74 bits that are neither version nor variant, then in the time."""
    low = value & _RANDOM_BITS
    high = (value >> 64) & 0xFFF
    time = value >> 80
    count = ((time << 12 | high) << 62 | low) + 1
    low = count & _RANDOM_BITS
    high = (count >> 62) & 0xFFF
    time = count >> 74
    return (time << 80) | (0x7 << 76) | (high << 64) | (0b10 << 62) | low
