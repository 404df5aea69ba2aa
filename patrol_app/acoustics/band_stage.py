"""All bands of one sample rate, and the halving that feeds the next one.

Only the energy of each block is wanted, not the filtered samples. The energy of a block is |v M|^2, v being the work
row [block samples | state] and M the matrix that would give the band's samples. A band is narrow, so M has few singular
values that matter: v times the leading singular vectors, squared and summed, is the same energy with a third fewer
products. What is left out stays below 1e-4 of the energy (0.0004 dB) and is leakage of distant frequencies.

Products in single precision differ by one or two ulp with the number of rows. At fast rates that averages out; in the
few samples that a slow rate has a second it would show in the sixth decimal of a level, so these compute in double.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache, reduce
from itertools import pairwise

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from patrol_app.acoustics.band_filters import TAPS, band_pass, halving_taps
from patrol_app.acoustics.block_walk import BlockWalk, Waves, full_scale
from patrol_app.acoustics.octave_bands import Band
from patrol_app.acoustics.products import Floats, multiply, multiply_alike
from patrol_app.acoustics.state_space import BlockMatrices, Precision, beside, block_matrices

BLOCK = 32
_LEFT_OUT = 1e-4
_MOST_STEPS = 512
_STEP_S = 0.09  # band levels lag the end of the run by at most this
_PARTS = 16
_ROWS_FROM_HZ = 2500.0
_SINGLE_FROM_HZ = 4500.0


def precision_at(rate_hz: float) -> Precision:
    """In which filters of a rate compute, and the filter that feeds them."""
    return np.float32 if rate_hz >= _SINGLE_FROM_HZ else np.float64


class HalvingFilter:
    """Low-pass and every second sample; takes any number of samples and keeps what the next ones need.

    The first outputs are dropped: that makes good the filter's delay of half its length, to a quarter of an output.
    Fast rates go through one matrix product in rows of ``BLOCK`` samples; slow ones, where waiting for a row would
    take long, through the definition.
    """

    def __init__(self, rate_hz: float) -> None:
        self._row = BLOCK if rate_hz >= _ROWS_FROM_HZ else 2
        self._precision = precision_at(rate_hz / 2.0)
        self._taps = halving_taps().astype(self._precision)
        self._matrix: Floats = _halving_matrix().astype(self._precision)
        self._before: Floats = np.zeros((2, 3 * BLOCK // 2), self._precision)
        self._history: Floats = np.zeros(TAPS - 2, self._precision)
        self._pending: Floats = np.empty(0, self._precision)
        self._to_drop = BLOCK // 2
        self._rows = 0

    def run(self, samples: Waves) -> Floats:
        """The samples at half the rate that these ones complete, full scale 1.0."""
        scale = full_scale(samples)
        floats: Floats = np.asarray(samples, self._precision)
        if self._pending.size:
            floats = np.concatenate([self._pending / scale, floats])
        used = floats.size // self._row * self._row
        self._pending = floats[used:] * scale
        if not used:
            return np.empty(0, self._precision)
        ready = floats[:used]
        found = self._by_rows(ready, scale) if self._row == BLOCK else self._directly(ready)
        dropped = min(self._to_drop, found.size)
        self._to_drop -= dropped
        return found[dropped:]

    def _by_rows(self, samples: Floats, scale: float) -> Floats:
        half = BLOCK // 2
        parts: Floats = np.empty((samples.size // BLOCK + 2, 3 * half), self._precision)
        parts[:2] = self._before
        multiply_alike(samples.reshape(-1, BLOCK), self._matrix * scale, parts[2:], self._rows)
        self._rows += samples.size // BLOCK
        found: Floats = parts[2:, :half] + parts[1:-1, half : 2 * half]
        found += parts[:-2, 2 * half :]
        self._before = parts[-2:].copy()
        return found.reshape(-1)

    def _directly(self, samples: Floats) -> Floats:
        whole = np.concatenate([self._history, samples])
        self._history = whole[whole.size - TAPS + 2 :]
        found: Floats = sliding_window_view(whole, TAPS)[::2] @ self._taps
        return found


@cache
def _halving_matrix() -> NDArray[np.float64]:
    """One row of samples to what it adds to its own row of outputs and to the two rows behind."""
    taps = halving_taps()
    matrix = np.zeros((BLOCK, 3 * BLOCK // 2))
    for back in range(3):
        for sample in range(BLOCK):
            for output in range(BLOCK // 2):
                tap = 2 * output + 1 - sample + BLOCK * back
                if 0 <= tap < TAPS:
                    matrix[sample, back * BLOCK // 2 + output] = taps[tap]
    return matrix


class BandStage:
    """Band-passes that run at one rate; carries their states from call to call."""

    def __init__(self, bands: Sequence[Band], rate_hz: float) -> None:
        self.bands = tuple(bands)
        self.rate_hz = rate_hz
        matrices, compressed = _design(self.bands, rate_hz)
        self.block = matrices.block
        self._walk = BlockWalk(matrices, _MOST_STEPS)
        self._energies = np.concatenate(compressed, axis=1)
        ends = np.cumsum([0, *(matrix.shape[1] for matrix in compressed)])
        kind = self._energies.dtype
        self._columns = [(slice(first, last), np.ones(last - first, kind)) for first, last in pairwise(ends)]
        self._state: Floats = np.zeros(matrices.width, kind)

    @property
    def step(self) -> int:
        """Samples have to come in multiples of this."""
        return self._walk.step

    def run(self, samples: Waves) -> Floats:
        """Sum of squares of each band and block, full scale 1.0: bands x blocks. ``samples`` are whole steps."""
        most = _MOST_STEPS * self.step
        found = [self._chunk(samples[first : first + most]) for first in range(0, samples.size, most)]
        return found[0] if len(found) == 1 else np.concatenate(found, axis=1)

    def _chunk(self, samples: Waves) -> Floats:
        scale, kind = full_scale(samples), self._energies.dtype
        rows, self._state = self._walk.rows(samples, self._state)
        waves = multiply(rows, self._energies, np.empty((rows.shape[0], self._energies.shape[1]), kind))
        np.multiply(waves, waves, out=waves)
        sums: Floats = np.empty((len(self.bands), waves.shape[0]), kind)
        for band, (columns, ones) in enumerate(self._columns):
            np.matmul(waves[:, columns], ones, out=sums[band])
        sums *= scale * scale
        return sums


@lru_cache(maxsize=128)
def _design(bands: tuple[Band, ...], rate_hz: float) -> tuple[BlockMatrices, tuple[Floats, ...]]:
    """Matrices of all bands of a rate together, and for each band the one that gives a block's energy."""
    together = reduce(beside, (band_pass(band, rate_hz) for band in bands))
    longest = max(8, int(rate_hz * _STEP_S))
    block = min(BLOCK, 1 << max(2, int(np.log2(longest / 4))))
    parts = max(1, min(_PARTS, longest // block))
    matrices = block_matrices(together, block, parts, together.order, precision=precision_at(rate_hz))
    return matrices, tuple(_leading(matrix) for matrix in matrices.outputs)


def _leading(matrix: Floats) -> Floats:
    left, sizes, _ = np.linalg.svd(matrix.astype(np.float64), full_matrices=False)
    kept = sizes**2 > _LEFT_OUT * sizes[0] ** 2
    return np.asarray(left[:, kept] * sizes[kept], matrix.dtype)
