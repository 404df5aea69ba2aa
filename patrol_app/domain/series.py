"""Level series of a run, as kept beside the record and drawn on papers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelSeries:
    """Columns of equal length; ``t_s`` counts from the run's start. A gap is a jump in ``t_s``, never a bridge."""

    t_s: Sequence[float]
    laf_db: Sequence[float]
    laeq_db: Sequence[float | None]
