"""How long a campaign goes on: ``SOAK_N`` runs or ``SOAK_S`` seconds, whichever is given; else its own number."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator


def runs(usual: int) -> Iterator[int]:
    """The numbers of the runs, one after the other, until the campaign is long enough."""
    seconds, count = os.environ.get("SOAK_S"), os.environ.get("SOAK_N")
    until = time.monotonic() + float(seconds) if seconds else None
    most = int(count) if count else None if seconds else usual
    number = 0
    while (most is None or number < most) and (until is None or time.monotonic() < until):
        yield number
        number += 1


def count(usual: int) -> int:
    """The number of runs for a campaign that only counts."""
    return int(os.environ.get("SOAK_N", usual))
