"""Invented histories: a noisy level with loud stretches and peaks, and a drifting dust."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from patrol_app.services.snapshot import History

#: What a scene's history holds: readings a second of sound, seconds between readings of dust.
RATE_HZ, DUST_EVERY_S = 2, 2


def _trace(
    length_s: int, base_db: float, rises: tuple[tuple[float, float, float], ...], peaks: tuple[tuple[float, float], ...]
) -> tuple[NDArray[np.float64], NDArray[np.float32]]:
    """A noisy level with loud stretches (from, to, rise) and short peaks (at, level)."""
    random = np.random.default_rng(20260606)
    t_s = np.arange(0, length_s, 1 / RATE_HZ)
    wander = np.convolve(random.normal(0, 1, t_s.size + 40), np.ones(41) / 41**0.5, "valid") * 0.7
    rustle = np.convolve(random.normal(0, 1, t_s.size + 2), np.ones(3) / 3**0.5, "valid") * 1.2
    level = base_db + wander + rustle
    for start, end, rise in rises:
        inside = (t_s >= start) & (t_s < end)
        level[inside] += rise
    for at, peak in peaks:
        shape = peak - np.abs(t_s - at) * 3.5
        near = np.abs(t_s - at) < 8
        level[near] = np.maximum(level[near], shape[near])
    return t_s, level.astype(np.float32)


def _running_mean(level: NDArray[np.float32]) -> NDArray[np.float32]:
    energy = np.cumsum(10 ** (level.astype(np.float64) / 10))
    return (10 * np.log10(energy / np.arange(1, level.size + 1))).astype(np.float32)


def history(
    length_s: int,
    base_db: float,
    rises: tuple[tuple[float, float, float], ...] = (),
    peaks: tuple[tuple[float, float], ...] = (),
    tsp: float = 0.5,
) -> History:
    """A history of ``length_s`` seconds that ends now."""
    t_s, laf = _trace(length_s, base_db, rises, peaks)
    random = np.random.default_rng(7)
    dust_t = np.arange(0, length_s, DUST_EVERY_S, dtype=np.float64)
    drift = np.convolve(random.normal(0, 1, dust_t.size + 30), np.ones(31) / 31, "valid")
    return History(
        count=t_s.size,
        t_s=t_s,
        laf_db=laf,
        laeq_db=_running_mean(laf),
        dust_count=dust_t.size,
        dust_t_s=dust_t,
        tsp_mg_m3=(tsp + drift * 0.3).astype(np.float32),
        pm10_mg_m3=(tsp * 0.45 + drift * 0.12).astype(np.float32),
    )
