"""What a session does when it ends a run or itself: seals of what was written, and waiting for what was asked."""

from __future__ import annotations

import hashlib
import time
from pathlib import Path

from drivers.link import Link

SETTLE_S = 2.0


def sha256_of(path: Path, size: int) -> str:
    """SHA-256 of the first ``size`` bytes of a file that may go on growing."""
    digest = hashlib.sha256()
    left = size
    with path.open("rb") as stream:
        while left and (block := stream.read(min(left, 1 << 20))):
            digest.update(block)
            left -= len(block)
    return digest.hexdigest()


def settled(link: Link) -> None:
    """Wait until a link has done what it was told (the mark of the run's end, the meter's own stop), at most 2 s."""
    until = time.monotonic() + SETTLE_S
    while link.alive and link.settled_ns < 0 and time.monotonic() < until:
        time.sleep(0.01)
