"""Test signals and a slow, plain meter in double precision to compare with."""

from __future__ import annotations

import math
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
from numpy._core._multiarray_umath import __cpu_features__  # type: ignore[import-not-found]
from numpy.typing import NDArray

from patrol_app.acoustics.weightings import analytic_db

Signal = NDArray[np.float32]
# Kernels of OpenBLAS that this processor can run: the one that is chosen for it, then older ones.
KERNELS = ["", *(name for name, needs in (("Nehalem", "SSE42"), ("Haswell", "AVX2")) if __cpu_features__.get(needs))]


def tone(rate_hz: int, frequency_hz: float, level_db: float, seconds: float) -> Signal:
    """A sine whose RMS is ``level_db`` re full scale 1.0."""
    t = np.arange(round(rate_hz * seconds)) / rate_hz
    amplitude = math.sqrt(2.0) * 10.0 ** (level_db / 20.0)
    return np.asarray(amplitude * np.sin(2.0 * np.pi * frequency_hz * t), np.float32)


def noise(rate_hz: int, level_db: float, seconds: float, seed: int = 1) -> Signal:
    """White noise of that RMS re full scale."""
    values = np.random.default_rng(seed).standard_normal(round(rate_hz * seconds), np.float32)
    return (values * np.float32(10.0 ** (level_db / 20.0))).astype(np.float32)


def burst(rate_hz: int, burst_s: float, level_db: float, lead_s: float, total_s: float) -> Signal:
    """A 4 kHz tone burst that begins and ends at a zero crossing (IEC 61672-1:2013 5.9.2)."""
    samples = np.zeros(round(rate_hz * total_s), np.float32)
    first = round(lead_s * rate_hz)
    sound = tone(rate_hz, 4000.0, level_db, burst_s)
    samples[first : first + sound.size] = sound
    return samples


def exact_weighted(samples: Signal, rate_hz: int, weighting: str) -> NDArray[np.float64]:
    """The weighted signal by the analytic curve in the frequency domain, zero phase, silence around it."""
    padded = np.zeros(2 * samples.size)
    padded[: samples.size] = samples
    spectrum = np.fft.rfft(padded)
    frequency = np.fft.rfftfreq(padded.size, 1.0 / rate_hz)
    gain = np.zeros(frequency.size)
    gain[1:] = 10.0 ** (analytic_db(frequency[1:], "A" if weighting == "A" else "C") / 20.0)
    return np.fft.irfft(spectrum * gain)


def exponential(squares: NDArray[np.float64], rate_hz: int, time_constant_s: float) -> NDArray[np.float64]:
    """Sample-by-sample detector, the definition itself."""
    decay = math.exp(-1.0 / (rate_hz * time_constant_s))
    value, found = 0.0, np.empty(squares.size)
    for index, square in enumerate(squares):
        value = decay * value + (1.0 - decay) * square
        found[index] = value
    return found


def on_kernel(kernel: str, code: str) -> float:
    """The number that a program prints when OpenBLAS is told to take a kernel."""
    surroundings = {**os.environ, "OPENBLAS_CORETYPE": kernel, "PYTHONPATH": str(Path(__file__).parent)}
    done = subprocess.run([sys.executable, "-c", code], env=surroundings, capture_output=True, check=True)
    return float(done.stdout)
