"""How audible tones are in noise: a plain form of ISO/PAS 20065:2016, for information only.

A spectrum is the mean of 3 s of A-weighted Hann spectra with lines 2 to 4 Hz apart. Around each peak lies a critical
band; the mean level of its lines without tones masks the tone. What the tone has above that is its audibility.

Formulas (2) to (14), (17) and (19) to (21) and the worked example of Annex E were checked against two public
implementations of the standard and its parent DIN 45681:2005; the standard itself was not at hand. Of the edge
steepness (10), (11) the editions print different factors; DIN's is taken. The uncertainty (clause 6) and what a person
has to hear for himself are left out. Hence "plain form": no verdict rests on it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from patrol_app.acoustics.decibels import energies, energy_mean_db, energy_sum_db
from patrol_app.acoustics.weightings import analytic_db

BY = "ISO/PAS 20065:2016 (plain form; formulas checked at second hand), K_T by ISO 1996-2:2017 Table J.1"
STRETCH_S = 3.0
MOST_SPECTRA = 400
NO_TONE_DB = -10.0  # Formula (21)
LOWEST_HZ, HIGHEST_HZ = 50.0, 10_000.0
_WIDEST_SPACING_HZ = 4.0
_HANN_DB = 10.0 * math.log10(1.5)  # effective bandwidth of a line in line spacings
_ABOVE_NOISE_DB = 6.0
_BELOW_PEAK_DB = 10.0
_SETTLED_DB = 0.005
_FEWEST_LINES = 5
_STEEPEST_DB = 24.0
_ROUNDS = 40
# ISO 1996-2:2017 Table J.1: adjustment where the mean audibility is above.
_ADJUSTMENTS = ((12.0, 6), (9.0, 5), (6.0, 4), (4.0, 3), (2.0, 2), (0.0, 1))

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class AudibleTone:
    """A tone, or with ``members`` over 1 the tones of one critical band together at the most audible of them.

    ``level_db`` is L_T, ``masking_db`` L_G, ``audibility_db`` L_T - L_G - a_v; above 0 it is heard.
    """

    frequency_hz: float
    level_db: float
    masking_db: float
    audibility_db: float
    members: int = 1


def critical_band(frequency_hz: float) -> tuple[float, float]:
    """Corner frequencies of the critical band about a tone (Formulas 2 to 5)."""
    width = critical_bandwidth_hz(frequency_hz)
    lower = 0.5 * (math.sqrt(width**2 + 4.0 * frequency_hz**2) - width)
    return lower, lower + width


def critical_bandwidth_hz(frequency_hz: float) -> float:
    """Width of the critical band (Formula 2)."""
    return float(25.0 + 75.0 * (1.0 + 1.4 * (frequency_hz / 1000.0) ** 2) ** 0.69)


def masking_index_db(frequency_hz: float) -> float:
    """How far below the noise of its critical band a tone is still heard, a_v (Formula 13)."""
    return -2.0 - math.log10(1.0 + (frequency_hz / 502.0) ** 2.5)


def critical_band_level_db(mean_line_db: float, frequency_hz: float, spacing_hz: float) -> float:
    """Level of the masking noise in the critical band, L_G (Formula 12)."""
    return mean_line_db + 10.0 * math.log10(critical_bandwidth_hz(frequency_hz) / spacing_hz)


def separation_hz(frequency_hz: float) -> float:
    """Two tones below 1 kHz further apart than this are heard as two (Formula 19)."""
    return float(21.0 * 10.0 ** (1.2 * abs(math.log10(frequency_hz / 212.0)) ** 1.8))


def mean_audibility_db(decisive_db: Sequence[float]) -> float | None:
    """Energy mean over spectra, of which those without an audible tone count -10 dB (Formulas 20, 21)."""
    return energy_mean_db([max(NO_TONE_DB, each) for each in decisive_db])


def adjustment_db(mean_db: float | None) -> int:
    """Tonal adjustment K_T of 0 to 6 dB (ISO 1996-2:2017 Table J.1)."""
    return next((dB for above, dB in _ADJUSTMENTS if mean_db is not None and mean_db > above), 0)


def mean_line_level_db(lines_db: Array, place: int) -> float:
    """Mean level of the noise lines of a critical band, L_S (Formula 6, Annex D).

    Args:
        lines_db: of the critical band.
        place: of the tone among them; it does not count.
    """
    powers, others = energies(lines_db), np.arange(lines_db.size) != place
    level = 10.0 * math.log10(float(powers[others].mean())) - _HANN_DB
    for _ in range(_ROUNDS):
        taken = others & (lines_db <= level + _ABOVE_NOISE_DB)
        if min(np.count_nonzero(taken[:place]), np.count_nonzero(taken[place:])) < _FEWEST_LINES:
            break
        before, level = level, 10.0 * math.log10(float(powers[taken].mean())) - _HANN_DB
        if abs(level - before) <= _SETTLED_DB:
            break
    return level


def tones_of_spectrum(frequencies_hz: Array, lines_db: Array) -> tuple[AudibleTone, ...]:
    """Audible tones of one spectrum of equally spaced lines, the most audible first."""
    spacing = float(frequencies_hz[1] - frequencies_hz[0])
    found: list[tuple[AudibleTone, slice]] = []
    for place in _peaks(frequencies_hz, lines_db, spacing):
        tone = _tone(frequencies_hz, lines_db, int(place), spacing)
        if tone is not None:
            found.append(tone)
    single = [tone for tone, _ in found]
    groups = [group for tone in found if (group := _group(tone, found, lines_db)) is not None]
    return tuple(sorted([*single, *groups], key=lambda tone: -tone.audibility_db))


def _peaks(frequencies_hz: Array, lines_db: Array, spacing: float) -> NDArray[np.intp]:
    """Lines above both neighbours that stand out of their surroundings far enough to be looked at.

    The mean of the decibels lies below L_S + 1.76 dB unless half of the band is tones, so that half of the 6 dB which
    the standard asks for is a safe sieve.
    """
    inner = lines_db[1:-1]
    local = (inner > lines_db[:-2]) & (inner >= lines_db[2:])
    wide = max(3, round(60.0 / spacing))
    summed = np.concatenate([[0.0], np.cumsum(np.pad(lines_db, wide, mode="reflect"))])
    surroundings = (summed[2 * wide + 1 :] - summed[: -2 * wide - 1]) / (2 * wide + 1)
    in_range = (frequencies_hz >= LOWEST_HZ) & (frequencies_hz <= HIGHEST_HZ)
    chosen = local & in_range[1:-1] & (inner > surroundings[1:-1] + 0.5 * _ABOVE_NOISE_DB)
    return np.flatnonzero(chosen) + 1


def _tone(frequencies_hz: Array, lines_db: Array, place: int, spacing: float) -> tuple[AudibleTone, slice] | None:
    """The tone at a peak with its lines, if it is distinct (5.3.4) and audible."""
    frequency, peak = float(frequencies_hz[place]), float(lines_db[place])
    low, high = np.searchsorted(frequencies_hz, critical_band(frequency))
    noise = mean_line_level_db(lines_db[low:high], place - int(low))
    least = max(noise + _ABOVE_NOISE_DB, peak - _BELOW_PEAK_DB)
    if not peak > noise + _ABOVE_NOISE_DB:
        return None
    first = last = place
    while first > 0 and lines_db[first - 1] > least:
        first -= 1
    while last < lines_db.size - 1 and lines_db[last + 1] > least:
        last += 1
    if first == 0 or last == lines_db.size - 1 or lines_db[first : last + 1].max() > peak:
        return None
    if (last - first + 1) * spacing > 26.0 * (1.0 + 0.001 * frequency):  # Formula (9)
        return None
    for outside in (first - 1, last + 1):
        rise = (peak - float(lines_db[outside])) / abs(frequency - float(frequencies_hz[outside]))
        if frequency / math.sqrt(2.0) * rise < _STEEPEST_DB:
            return None
    lines = slice(first, last + 1)
    audible = _audible(frequency, _tone_level_db(lines_db[lines]), noise, spacing)
    return (audible, lines) if audible.audibility_db > 0.0 else None


def _audible(frequency: float, tone_db: float, noise_db: float, spacing: float) -> AudibleTone:
    masking = critical_band_level_db(noise_db, frequency, spacing)
    return AudibleTone(frequency, tone_db, masking, tone_db - masking - masking_index_db(frequency))


def _tone_level_db(lines_db: Array) -> float:
    """L_T of the lines of a tone (Formulas 7, 8, 17)."""
    summed = energy_sum_db(lines_db)
    assert summed is not None
    return summed - (_HANN_DB if lines_db.size > 1 else 0.0)


def _group(
    centre: tuple[AudibleTone, slice], every: Sequence[tuple[AudibleTone, slice]], lines_db: Array
) -> AudibleTone | None:
    """The tones of the critical band about the most audible of them as one (5.3.8 step 3)."""
    tone = centre[0]
    low, high = critical_band(tone.frequency_hz)
    inside = [each for each in every if low <= each[0].frequency_hz <= high]
    if len(inside) < 2 or max(inside, key=lambda each: each[0].audibility_db)[0] is not tone:
        return None
    first, second = inside[0][0].frequency_hz, inside[1][0].frequency_hz
    if len(inside) == 2 and max(first, second) < 1000.0 and abs(first - second) > separation_hz(tone.frequency_hz):
        return None
    taken = np.zeros(lines_db.size, np.bool_)
    for _, lines in inside:
        taken[lines] = True
    together = _tone_level_db(lines_db[taken])
    return AudibleTone(
        tone.frequency_hz,
        together,
        tone.masking_db,
        together - tone.masking_db - masking_index_db(tone.frequency_hz),
        len(inside),
    )


def lines_of(sample_rate_hz: int) -> int:
    """Samples of a spectrum, so that its lines lie 2 to 4 Hz apart."""
    return 1 << math.ceil(math.log2(sample_rate_hz / _WIDEST_SPACING_HZ))


def spectrum_db(samples: NDArray[np.floating], sample_rate_hz: int) -> tuple[Array, Array]:
    """Frequencies and A-weighted levels of the lines of some seconds of sound, re full scale; halves overlap.

    The lines reach to ``HIGHEST_HZ`` and a critical band beyond, or to 0.45 of the sample rate. A sine on a line shows
    its own level there.
    """
    window, frequencies, weighting_db = _lines(sample_rate_hz)
    size, reach = window.size, frequencies.size
    power = np.zeros(reach)
    starts = range(0, samples.size - size + 1, size // 2)
    for first in starts:
        power += np.square(np.abs(np.fft.rfft(samples[first : first + size] * window)[:reach]))
    power *= 2.0 / (window.sum() ** 2 * max(1, len(starts)))
    # Digital silence has no level; -200 dB stands for it.
    levels: Array = 10.0 * np.log10(power + 1e-20)
    levels[1:] += weighting_db
    levels[0] = levels[1]
    return frequencies, levels


@lru_cache(maxsize=8)
def _lines(sample_rate_hz: int) -> tuple[Array, Array, Array]:
    """The window of a spectrum, its lines' frequencies, and the A-weighting of all but the first; nobody writes to it.

    Kept: a run has hundreds of spectra of one sample rate.
    """
    size = lines_of(sample_rate_hz)
    window = np.hanning(size + 1)[:-1]
    reach = 1 + int(min(0.45 * sample_rate_hz, HIGHEST_HZ + critical_bandwidth_hz(HIGHEST_HZ)) / sample_rate_hz * size)
    frequencies = np.arange(reach, dtype=np.float64) * (sample_rate_hz / size)
    kept = window, frequencies, analytic_db(frequencies[1:], "A")
    for each in kept:
        each.flags.writeable = False
    return kept


@dataclass(frozen=True, slots=True)
class Tonality:
    """How tonal a run was: mean audibility over ``spectra`` of 3 s, and what ISO 1996-2 would add for it.

    ``audible`` counts the spectra with an audible tone; ``frequency_hz`` is that of the most audible one.
    """

    spectra: int
    audible: int
    mean_audibility_db: float | None
    adjustment_db: int
    frequency_hz: float | None
    spacing_hz: float


class ToneFinder:
    """The decisive tone of each 3 s of a run."""

    def __init__(self, sample_rate_hz: int, samples: int) -> None:
        """Begin a run of so many samples; of a long one ``MOST_SPECTRA`` stretches evenly spread are looked at."""
        self._rate, self._stretch = sample_rate_hz, round(STRETCH_S * sample_rate_hz)
        self._every = max(1, math.ceil(samples / self._stretch / MOST_SPECTRA))
        self._waiting: list[NDArray[np.floating]] = []
        self._samples = self._number = 0
        self.decisive: list[AudibleTone | None] = []

    @property
    def result(self) -> Tonality:
        """What the whole stretches so far say."""
        tones = [tone for tone in self.decisive if tone is not None]
        mean_db = mean_audibility_db([NO_TONE_DB if tone is None else tone.audibility_db for tone in self.decisive])
        most = max(tones, key=lambda tone: tone.audibility_db, default=None)
        return Tonality(
            len(self.decisive),
            len(tones),
            mean_db,
            adjustment_db(mean_db),
            None if most is None else most.frequency_hz,
            self._rate / lines_of(self._rate),
        )

    def feed(self, samples: NDArray[np.float32]) -> None:
        """Take the next samples, full scale 1.0."""
        while samples.size:
            take = samples[: self._stretch - self._samples]
            samples = samples[take.size :]
            self._samples += take.size
            if self._number % self._every == 0:
                self._waiting.append(take)
            if self._samples == self._stretch:
                self._finish()

    def gap(self) -> None:
        """Samples are missing: the stretch begins again behind them."""
        self._waiting, self._samples = [], 0

    def _finish(self) -> None:
        if self._waiting:
            found = tones_of_spectrum(*spectrum_db(np.concatenate(self._waiting), self._rate))
            self.decisive.append(found[0] if found else None)
        self._number += 1
        self.gap()
