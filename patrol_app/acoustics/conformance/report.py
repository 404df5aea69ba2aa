"""All checks in the order of the standards."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from patrol_app.acoustics.conformance import band_checks, level_checks, time_checks, weighting_checks
from patrol_app.acoustics.conformance.checks import USUAL_RATES_HZ, Check

PARTS: tuple[Callable[[int], Iterator[Check]], ...] = (
    weighting_checks.checks,
    level_checks.checks,
    time_checks.checks,
    band_checks.checks,
)


def all_checks(rates_hz: Sequence[int] = USUAL_RATES_HZ) -> Iterator[Check]:
    """Run the engine at each rate and yield every check as it is found.

    Raises:
        BadInput: a sample rate outside 8 to 192 kHz.
    """
    for rate in rates_hz:
        for part in PARTS:
            yield from part(rate)
