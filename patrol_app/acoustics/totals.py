"""The sums of a run that is being measured."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray


@dataclass(slots=True)
class Totals:
    """What whole steps have summed up to so far, in mean squares and samples relative to full scale.

    ``detectors`` and ``highest`` are the values of F, and of S for a meter with C: now, and at most.
    """

    samples: int = 0
    missing: int = 0
    a_power: float = 0.0
    c_power: float = 0.0
    detectors: NDArray[np.float64] = field(default_factory=lambda: np.zeros(2))
    highest: list[float] = field(default_factory=lambda: [0.0, 0.0])
    c_peak: float = 0.0
    overload: bool = False
