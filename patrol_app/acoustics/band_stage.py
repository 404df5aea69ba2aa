"""All bands of one sample rate, and the halving that feeds the next one.

Only the energy of each block is wanted, not the filtered samples. The energy of a block is |v M|^2, v being the work
row [block samples | state] and M the matrix that would give the band's samples. A band is narrow, so M has few singular
values that matter: v times the leading singular vectors, squared and summed, is the same energy with a third fewer
products. What is left out stays below 1e-4 of the energy (0.0004 dB) and is leakage of distant frequencies.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache, reduce
from itertools import pairwise

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from patrol_app.acoustics.band_filters import TAPS, band_pass, halving_taps
from patrol_app.acoustics.block_walk import BlockWalk, Samples, full_scale
from patrol_app.acoustics.octave_bands import Band
from patrol_app.acoustics.products import multiply
from patrol_app.acoustics.state_space import BlockMatrices, beside, block_matrices

BLOCK = 32
_LEFT_OUT = 1e-4
_MOST_STEPS = 512
_STEP_S = 0.09  # band levels lag the end of the run by at most this
_PARTS = 16
_ROWS_FROM_HZ = 2500.0


class HalvingFilter:
    """Low-pass and every second sample; takes any number of samples and keeps what the next ones need.

    The first outputs are dropped: that makes good the filter's delay of half its length, to a quarter of an output.
    Fast rates go through one matrix product in rows of ``BLOCK`` samples; slow ones, where waiting for a row would
    take long, through the definition.
    """

    def __init__(self, rate_hz: float) -> None:
        self._row = BLOCK if rate_hz >= _ROWS_FROM_HZ else 2
        self._taps = halving_taps().astype(np.float32)
        self._matrix = _halving_matrix()
        self._before = np.zeros((2, 3 * BLOCK // 2), np.float32)
        self._history = np.zeros(TAPS - 2, np.float32)
        self._pending = np.empty(0, np.float32)
        self._to_drop = BLOCK // 2

    def run(self, samples: Samples) -> NDArray[np.float32]:
        """The samples at half the rate that these ones complete, full scale 1.0."""
        scale = np.float32(full_scale(samples))
        floats = np.asarray(samples, np.float32)
        if self._pending.size:
            floats = np.concatenate([self._pending / scale, floats])
        used = floats.size // self._row * self._row
        self._pending = floats[used:] * scale
        if not used:
            return np.empty(0, np.float32)
        ready = floats[:used]
        found = self._by_rows(ready, scale) if self._row == BLOCK else self._directly(ready)
        dropped = min(self._to_drop, found.size)
        self._to_drop -= dropped
        return found[dropped:]

    def _by_rows(self, samples: NDArray[np.float32], scale: np.float32) -> NDArray[np.float32]:
        half = BLOCK // 2
        parts = np.empty((samples.size // BLOCK + 2, 3 * half), np.float32)
        parts[:2] = self._before
        multiply(samples.reshape(-1, BLOCK), self._matrix * scale, parts[2:])
        found = parts[2:, :half] + parts[1:-1, half : 2 * half]
        found += parts[:-2, 2 * half :]
        self._before = parts[-2:].copy()
        return found.reshape(-1)

    def _directly(self, samples: NDArray[np.float32]) -> NDArray[np.float32]:
        whole = np.concatenate([self._history, samples])
        self._history = whole[whole.size - TAPS + 2 :]
        found: NDArray[np.float32] = sliding_window_view(whole, TAPS)[::2] @ self._taps
        return found


@cache
def _halving_matrix() -> NDArray[np.float32]:
    """One row of samples to what it adds to its own row of outputs and to the two rows behind."""
    taps = halving_taps()
    matrix = np.zeros((BLOCK, 3 * BLOCK // 2), np.float32)
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
        self._columns = [(slice(first, last), np.ones(last - first, np.float32)) for first, last in pairwise(ends)]
        self._state = np.zeros(matrices.width, np.float32)

    @property
    def step(self) -> int:
        """Samples have to come in multiples of this."""
        return self._walk.step

    def run(self, samples: Samples) -> NDArray[np.float32]:
        """Sum of squares of each band and block, full scale 1.0: bands x blocks. ``samples`` are whole steps."""
        most = _MOST_STEPS * self.step
        found = [self._chunk(samples[first : first + most]) for first in range(0, samples.size, most)]
        return found[0] if len(found) == 1 else np.concatenate(found, axis=1)

    def _chunk(self, samples: Samples) -> NDArray[np.float32]:
        scale = np.float32(full_scale(samples))
        rows, self._state = self._walk.rows(samples, self._state)
        waves = multiply(rows, self._energies, np.empty((rows.shape[0], self._energies.shape[1]), np.float32))
        np.multiply(waves, waves, out=waves)
        sums = np.empty((len(self.bands), waves.shape[0]), np.float32)
        for band, (columns, ones) in enumerate(self._columns):
            np.matmul(waves[:, columns], ones, out=sums[band])
        sums *= scale * scale
        return sums


@lru_cache(maxsize=128)
def _design(bands: tuple[Band, ...], rate_hz: float) -> tuple[BlockMatrices, tuple[NDArray[np.float32], ...]]:
    """Matrices of all bands of a rate together, and for each band the one that gives a block's energy."""
    together = reduce(beside, (band_pass(band, rate_hz) for band in bands))
    longest = max(8, int(rate_hz * _STEP_S))
    block = min(BLOCK, 1 << max(2, int(np.log2(longest / 4))))
    parts = max(1, min(_PARTS, longest // block))
    matrices = block_matrices(together, block, parts, together.order)
    return matrices, tuple(_leading(matrix) for matrix in matrices.outputs)


def _leading(matrix: NDArray[np.float32]) -> NDArray[np.float32]:
    left, sizes, _ = np.linalg.svd(matrix.astype(np.float64), full_matrices=False)
    kept = sizes**2 > _LEFT_OUT * sizes[0] ** 2
    return np.asarray(left[:, kept] * sizes[kept], np.float32)
