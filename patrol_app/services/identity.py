"""Which program this is: name, version and a hash over its own source, shown and put in every record."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from patrol_app import __version__
from patrol_app.domain.record import Software

_ROOT = Path(__file__).resolve().parents[2]


@cache
def software() -> Software:
    """The running program; the hash is over path and content of all source files of both packages."""
    digest = hashlib.sha256()
    for package in ("drivers", "patrol_app"):
        for path in sorted((_ROOT / package).rglob("*.py")):
            digest.update(path.relative_to(_ROOT).as_posix().encode())
            digest.update(b"\0")
            digest.update(path.read_bytes())
    return Software(name="夜巡 Night Patrol", version=__version__, source_sha256=digest.hexdigest())
