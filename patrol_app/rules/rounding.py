"""GB/T 8170-2008: half to even, in one step, on decimals; never on binary floats."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal

_UNIT = Decimal(1)


def rounded_db(value: Decimal) -> int:
    """An integer level or difference: 55.5 gives 56, 54.5 gives 54, 55.49 gives 55 (one step, never two)."""
    return int(value.quantize(_UNIT, rounding=ROUND_HALF_EVEN))
