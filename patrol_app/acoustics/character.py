"""Whether a sound has audible tones or impulses: information beside the levels, never part of a verdict.

Tones: the survey method of ISO 1996-2:2007 Annex D, third octaves that stand out from both neighbours; beside it the
narrow-band method in ``tone_audibility``. Impulses: onset rate and level difference of LAF, their prominence
P = 3 lg(OR) + 2 lg(LD) and the adjustment, NT ACOU 112:2002 clauses 4.5 to 4.7, 7 and 8, taken over by ISO/PAS
1996-3:2022; the formulas were checked against a public implementation, the standards themselves were not at hand.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from patrol_app.acoustics.level_rows import SETTLING_S
from patrol_app.acoustics.octave_bands import bands
from patrol_app.acoustics.tone_audibility import Tonality

TONES_BY = "ISO 1996-2:2007 Annex D (survey method, third octaves)"
IMPULSES_BY = (
    "NT ACOU 112:2002, ISO/PAS 1996-3:2022 (onset rate and level difference of LAF; formulas checked at second hand)"
)
STEEP_DB_S = 10.0
PROMINENT = 5.0  # below this an impulse is not worth a word
_LOW_HZ, _MIDDLE_HZ = 141.0, 447.0
_GAP = 1.5  # steps
_LEAST_LEVEL_BELOW_MAX_DB = 30.0  # bands far below the loudest decide nothing


@dataclass(frozen=True, slots=True)
class TonalBand:
    """A third octave above both its neighbours by at least ``limit_db``; ``prominence_db`` above the higher one."""

    label: str
    prominence_db: float
    limit_db: float


@dataclass(frozen=True, slots=True)
class Impulse:
    """A sudden rise of LAF: when it began, how steep and how high it was, and its prominence."""

    t_s: float
    onset_rate_db_s: float
    level_difference_db: float
    prominence: float

    @property
    def adjustment_db(self) -> float:
        """What would be added to the LAeq of its half hour, K_I = 1.8 (P - 5) dB (NT ACOU 112:2002 clause 8)."""
        return max(0.0, 1.8 * (self.prominence - PROMINENT))


@dataclass(frozen=True, slots=True)
class Character:
    """What stands out of a run; empty where nothing does. ``tonality`` is ``None`` where it was not looked for."""

    tones: tuple[TonalBand, ...]
    impulses: tuple[Impulse, ...]
    tonality: Tonality | None = None

    @property
    def most_prominent(self) -> Impulse | None:
        """The impulse that decides."""
        return max(self.impulses, key=lambda impulse: impulse.prominence, default=None)


def tonal_limit_db(frequency_hz: float) -> float:
    """How far a band has to stand out (Annex D): 15 dB to 125 Hz, 8 dB to 400 Hz, 5 dB above."""
    return 15.0 if frequency_hz < _LOW_HZ else 8.0 if frequency_hz < _MIDDLE_HZ else 5.0


def tones(band_levels_db: Mapping[str, float | None]) -> tuple[TonalBand, ...]:
    """Third octaves from 25 Hz to 10 kHz that stand out, from levels by label (unweighted Leq)."""
    known = [level for level in band_levels_db.values() if level is not None]
    if not known:
        return ()
    floor = max(known) - _LEAST_LEVEL_BELOW_MAX_DB
    every = bands(3)
    found = []
    for below, band, above in zip(every, every[1:], every[2:], strict=False):
        level, low, high = (band_levels_db.get(each.label) for each in (band, below, above))
        if level is None or low is None or high is None or level < floor or band.midband_hz > 10100.0:
            continue
        limit = tonal_limit_db(band.midband_hz)
        prominence = level - max(low, high)
        if prominence >= limit:
            found.append(TonalBand(band.label, prominence, limit))
    return tuple(found)


def impulses(t_s: NDArray[np.float64], laf_db: NDArray[np.float64], *, least: float = PROMINENT) -> tuple[Impulse, ...]:
    """Rises of LAF steeper than 10 dB/s, from a series of 10 ms steps.

    The onset rate is the slope of the straight line that fits best between the points where the rise begins and ends.
    The first second of the series and after each gap, in which the detector rises, is left out.
    """
    if laf_db.size < 2:
        return ()
    spent = np.diff(t_s)
    broken = spent > _GAP * float(spent.min())
    begun = np.concatenate([[0], np.flatnonzero(broken) + 1])
    began_s = np.repeat(t_s[begun], np.diff(np.append(begun, t_s.size)))
    steep = np.zeros(laf_db.size + 1, np.int8)
    with np.errstate(invalid="ignore"):
        steep[1:-1] = (
            (np.diff(laf_db) > STEEP_DB_S * spent) & ~broken & (t_s[:-1] - began_s[:-1] >= SETTLING_S - spent.min())
        )
    edges = np.diff(steep)
    firsts, lasts = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    # A line fitted to what only rises is at most half as steep again as the straight way: a sieve for long runs.
    with np.errstate(invalid="ignore", divide="ignore"):
        differences = laf_db[lasts] - laf_db[firsts]
        highest = 3.0 * np.log10(1.5 * differences / (t_s[lasts] - t_s[firsts])) + 2.0 * np.log10(differences)
    found = []
    for first, last in zip(firsts[highest > least], lasts[highest > least], strict=True):
        times, levels = t_s[first : last + 1], laf_db[first : last + 1]
        difference = float(levels[-1] - levels[0])
        if not math.isfinite(difference):
            continue
        rate = float(np.polyfit(times - times[0], levels, 1)[0])
        prominence = 3.0 * math.log10(rate) + 2.0 * math.log10(difference)
        if prominence > least:
            found.append(Impulse(float(times[0]), rate, difference, prominence))
    return tuple(found)


def character(
    t_s: NDArray[np.float64],
    laf_db: NDArray[np.float64],
    band_levels_db: Mapping[str, float | None],
    tonality: Tonality | None = None,
) -> Character:
    """Tones and impulses of one run."""
    return Character(tones(band_levels_db), impulses(t_s, laf_db), tonality)
