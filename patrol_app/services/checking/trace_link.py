"""One link of the chain from a figure on paper to its bytes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Step = Literal["paper", "record", "rule", "levels", "readings", "reading", "raw", "audio", "file", "log", "nothing"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TraceLink:
    """One link: what kind, in which file of the pack, and where in it; offsets and lengths count bytes."""

    step: Step
    file: str | None
    data: Mapping[str, object] = field(default_factory=dict)
