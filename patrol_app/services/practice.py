"""What is practice stays practice: known by the device of its log, which every entry of the chain carries."""

from __future__ import annotations

from patrol_app.domain.errors import CannotDo
from patrol_app.store.reader import Reader

DEVICE = "PRACTICE"
"""The name of the laptop in the log of a practice folder: a copied or renamed folder still says it."""
PREFIX = "练习"
"""Numbers of practice visits begin with it, on the screen and on paper."""


def is_practice(reader: Reader) -> bool:
    """Whether this log is that of a practice folder."""
    return reader.device == DEVICE


def refuse_practice(reader: Reader) -> None:
    """Let only a real log pass.

    Raises:
        CannotDo: it is that of a practice folder, wherever it lies now.
    """
    if is_practice(reader):
        raise CannotDo("practice.folder", path=reader.path.parent)


def refuse_practice_number(number: str) -> None:
    """Let only numbers of real visits pass.

    Raises:
        CannotDo: it is the number of a practice visit.
    """
    if number.startswith((PREFIX, f"{DEVICE}-")):
        raise CannotDo("practice.number", number=number)
