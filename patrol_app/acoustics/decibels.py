"""Energy arithmetic of decibels, written once.

An "energy" is a mean square; its level is 10 lg(energy) plus the level of an energy of 1.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray


def level_db(energy: float, reference_db: float = 0.0) -> float | None:
    """Level of one energy; ``None`` where there is no energy (minus infinity) or no number."""
    if not energy > 0.0 or not math.isfinite(energy):
        return None
    return 10.0 * math.log10(energy) + reference_db


def levels_db(energies: ArrayLike, reference_db: float = 0.0) -> NDArray[np.float64]:
    """Levels of many energies; minus infinity where there is none, NaN stays NaN."""
    found: NDArray[np.float64] = np.array(energies, np.float64)
    if found.size and found.item(found.argmin()) > 0.0:
        np.log10(found, out=found)
    else:
        with np.errstate(divide="ignore", invalid="ignore"):
            np.log10(found, out=found)
    found *= 10.0
    found += reference_db
    return found


def energies(levels: ArrayLike, reference_db: float = 0.0) -> NDArray[np.float64]:
    """Energies of levels in dB, the inverse of ``levels_db``."""
    return np.power(10.0, (np.asarray(levels, dtype=np.float64) - reference_db) / 10.0)


def energy_sum_db(levels: ArrayLike) -> float | None:
    """Level of several sources together: 10 lg of the sum of 10^(L/10). ``None`` for an empty list."""
    return level_db(float(np.sum(energies(levels))))


def energy_mean_db(levels: ArrayLike, weights: ArrayLike | None = None) -> float | None:
    """Leq of levels that last equally long, or as long as ``weights`` say. ``None`` for an empty list."""
    values = energies(levels)
    if values.size == 0:
        return None
    return level_db(float(np.average(values, weights=None if weights is None else np.asarray(weights, np.float64))))


def exceedance_levels_db(
    sampled_energies: NDArray[np.floating], percents: Sequence[float], reference_db: float = 0.0
) -> tuple[float | None, ...]:
    """LN of F-weighted samples: the level exceeded N percent of the time (L10 is the 90th percentile).

    Between two neighbouring samples the level in dB is interpolated linearly. ``None`` where there is no sample.

    Args:
        sampled_energies: mean squares at equal steps of time; order does not matter.
        percents: the N of LN, 0 to 100.
        reference_db: level of a mean square of 1.
    """
    count = sampled_energies.size
    if count == 0:
        return tuple(None for _ in percents)
    places = [(1.0 - percent / 100.0) * (count - 1) for percent in percents]
    lower = [min(int(place), count - 1) for place in places]
    upper = [min(index + 1, count - 1) for index in lower]
    ordered = np.partition(sampled_energies, sorted({*lower, *upper}))
    found: list[float | None] = []
    for place, low, high in zip(places, lower, upper, strict=True):
        below, above = level_db(float(ordered[low]), reference_db), level_db(float(ordered[high]), reference_db)
        share = place - low
        if share == 0.0 or above is None:
            found.append(below)
        else:
            found.append(None if below is None else below + share * (above - below))
    return tuple(found)
