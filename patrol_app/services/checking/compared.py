"""One thing that a recomputation compared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Status = Literal["PASS", "FAIL", "NOT CHECKED"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing compared: ``name`` is a key of the sentences, ``where`` the number or file it is about."""

    name: str
    status: Status
    where: str
    printed: object = None
    recomputed: object = None
