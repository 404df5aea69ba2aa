"""Sound of a site that is not there: textures of known A-weighted level, mixed by a timetable.

For the demonstration night and practice only. Pressure is in pascals; the same seed gives the same samples, in
blocks of any size.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]
P0_PA = 20e-6
"""Reference sound pressure (IEC 61672-1, 3.1)."""


def a_weighting_power(frequency_hz: NDArray[np.float64]) -> NDArray[np.float64]:
    """Squared gain of the A weighting (IEC 61672-1:2013 Annex E), 1 at 1 kHz."""
    f2 = frequency_hz**2
    gain = 12194.217**2 * f2**2
    gain /= (f2 + 20.598997**2) * np.sqrt((f2 + 107.65265**2) * (f2 + 737.86223**2)) * (f2 + 12194.217**2)
    power: NDArray[np.float64] = (gain * 10.0 ** (2.000 / 20.0)) ** 2
    return power


def _normalised(spectrum: NDArray[np.complex128], count: int, rate_hz: int) -> Samples:
    """A periodic signal of this spectrum whose A-weighted level is 0 dB re 20 uPa."""
    frequency_hz = np.asarray(np.fft.rfftfreq(count, 1.0 / rate_hz), dtype=np.float64)
    power = 2.0 * np.sum(a_weighting_power(frequency_hz) * np.abs(spectrum) ** 2) / count**2
    return np.asarray(np.fft.irfft(spectrum, count) * (P0_PA / np.sqrt(power)), dtype=np.float32)


def _sway(random: np.random.Generator, count: int, rate_hz: int, sway_db: float) -> NDArray[np.float64]:
    """A slow random gain, periodic, of ``sway_db`` standard deviation: sounds outdoors never stand still."""
    frequency_hz = np.fft.rfftfreq(count, 1.0 / rate_hz)
    slow = np.fft.irfft(np.fft.rfft(random.standard_normal(count)) / (1.0 + (frequency_hz / 0.3) ** 2), count)
    return np.asarray(10.0 ** (sway_db * slow / np.std(slow) / 20.0))


def _noise(shape: Callable[[NDArray[np.float64]], NDArray[np.float64]], sway_db: float = 0.0) -> Callable[..., Samples]:
    def make(random: np.random.Generator, rate_hz: int, seconds: float) -> Samples:
        count = int(seconds * rate_hz)
        frequency_hz = np.fft.rfftfreq(count, 1.0 / rate_hz)
        spectrum = np.fft.rfft(random.standard_normal(count)) * shape(np.maximum(frequency_hz, 1.0))
        if sway_db:
            signal = np.fft.irfft(spectrum, count) * _sway(random, count, rate_hz, sway_db)
            spectrum = np.fft.rfft(signal)
        return _normalised(spectrum, count, rate_hz)

    return make


def _band(low_hz: float, high_hz: float, slope: float) -> Callable[[NDArray[np.float64]], NDArray[np.float64]]:
    def shape(frequency_hz: NDArray[np.float64]) -> NDArray[np.float64]:
        inside = 1.0 / (1.0 + (low_hz / frequency_hz) ** 4) / (1.0 + (frequency_hz / high_hz) ** 4)
        return np.asarray(inside * frequency_hz**slope)

    return shape


def _diesel(random: np.random.Generator, rate_hz: int, seconds: float) -> Samples:
    """Firing harmonics of a four-stroke at 1,600 rpm over engine noise."""
    count = int(seconds * rate_hz)
    noise = _noise(_band(80.0, 1500.0, -0.5))(random, rate_hz, seconds).astype(np.float64) / P0_PA
    spectrum = np.fft.rfft(0.5 * noise)
    for order in range(1, 60):
        # whole periods in the loop, so that it joins without a click
        cycles = round(13.333 * order * seconds)
        amplitude = random.uniform(0.3, 1.0) / order**0.6
        spectrum[cycles] += 0.5 * count * amplitude * np.exp(2j * np.pi * random.uniform())
    signal = np.fft.irfft(spectrum, count) * _sway(random, count, rate_hz, 1.2)
    return _normalised(np.fft.rfft(signal), count, rate_hz)


def _saw(random: np.random.Generator, rate_hz: int, seconds: float) -> Samples:
    """A circular saw: tooth harmonics and broad-band cutting noise."""
    count = int(seconds * rate_hz)
    time_s = np.arange(count) / rate_hz
    signal = _noise(_band(1500.0, 6000.0, 0.0))(random, rate_hz, seconds).astype(np.float64) / P0_PA
    for order in range(1, 6):
        frequency_hz = round(1150.0 * order * seconds) / seconds
        signal += 0.6 / order * np.sin(2 * np.pi * (frequency_hz * time_s + random.uniform()))
    return _normalised(np.fft.rfft(signal), count, rate_hz)


def _hammer(random: np.random.Generator, rate_hz: int, seconds: float) -> Samples:
    """Blows on steel, one each 0.8 s, ringing for a tenth of a second."""
    count = int(seconds * rate_hz)
    signal = np.zeros(count)
    ring_s = np.arange(int(0.35 * rate_hz)) / rate_hz
    for begin_s in np.arange(0.1, seconds - 0.4, 0.8):
        blow = np.zeros(len(ring_s))
        for mode_hz in (410.0, 980.0, 1730.0, 2640.0):
            blow += random.uniform(0.5, 1.0) * np.sin(2 * np.pi * (mode_hz * ring_s + random.uniform()))
        begin = int(begin_s * rate_hz)
        signal[begin : begin + len(ring_s)] += random.uniform(0.85, 1.15) * blow * np.exp(-ring_s / 0.05)
    return _normalised(np.fft.rfft(signal), count, rate_hz)


def _tone(random: np.random.Generator, rate_hz: int, seconds: float) -> Samples:
    """The 1 kHz tone of a sound calibrator."""
    del random
    count = int(seconds * rate_hz)
    time_s = np.arange(count) / rate_hz
    return np.asarray(np.sqrt(2.0) * P0_PA * np.sin(2 * np.pi * 1000.0 * time_s), dtype=np.float32)


TEXTURES: dict[str, tuple[float, Callable[..., Samples]]] = {
    "ambient": (47.0, _noise(_band(60.0, 2500.0, -0.5), sway_db=1.5)),
    "diesel": (31.0, _diesel),
    "saw": (6.0, _saw),
    "hammer": (8.0, _hammer),
    "truck": (17.0, _noise(_band(40.0, 900.0, -0.3))),
    "tone": (1.0, _tone),
}


@cache
def _loop(texture: str, rate_hz: int, seed: int) -> Samples:
    seconds, make = TEXTURES[texture]
    return make(np.random.default_rng([seed, sorted(TEXTURES).index(texture)]), rate_hz, seconds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One sounding thing: a texture at an A-weighted level (dB) from ``start_s`` to ``end_s``.

    ``passing`` raises and lowers it like a vehicle going by; otherwise it fades in and out over 50 ms.
    """

    texture: str
    level_db: float
    start_s: float
    end_s: float
    passing: bool = False


class SiteSound:
    """A timetable of sources as one pressure signal."""

    def __init__(self, sources: Sequence[Source], *, sample_rate_hz: int, seed: int) -> None:
        self.sample_rate_hz = sample_rate_hz
        self._sources = tuple(sources)
        self._loops = {source.texture: _loop(source.texture, sample_rate_hz, seed) for source in sources}

    def block(self, first_sample: int, count: int) -> Samples:
        """Pressure in pascals of ``count`` samples from ``first_sample``."""
        out = np.zeros(count, dtype=np.float32)
        rate_hz = self.sample_rate_hz
        begin_s, end_s = first_sample / rate_hz, (first_sample + count) / rate_hz
        for source in self._sources:
            if source.end_s <= begin_s or source.start_s >= end_s:
                continue
            gain = 10.0 ** (source.level_db / 20.0)
            out += self._slice(source.texture, first_sample, count) * self._envelope(source, begin_s, count, gain)
        return out

    def _slice(self, texture: str, first_sample: int, count: int) -> Samples:
        loop = self._loops[texture]
        begin = first_sample % len(loop)
        if begin + count <= len(loop):
            return loop[begin : begin + count]
        return np.take(loop, np.arange(begin, begin + count), mode="wrap")

    def _envelope(self, source: Source, begin_s: float, count: int, gain: float) -> Samples:
        inside = source.start_s + 0.05 <= begin_s and begin_s + count / self.sample_rate_hz <= source.end_s - 0.05
        if inside and not source.passing:
            return np.full(1, gain, dtype=np.float32)
        time_s = begin_s + np.arange(count, dtype=np.float32) / np.float32(self.sample_rate_hz)
        if source.passing:
            middle_s, half_s = (source.start_s + source.end_s) / 2.0, (source.end_s - source.start_s) / 2.0
            position = np.clip(np.abs(time_s - middle_s) / half_s, 0.0, 1.0)
            return np.asarray(gain * np.cos(position * np.pi / 2.0) ** 2, dtype=np.float32)
        edge = np.minimum((time_s - source.start_s) / 0.05, (source.end_s - time_s) / 0.05)
        return np.asarray(gain * np.clip(edge, 0.0, 1.0), dtype=np.float32)
