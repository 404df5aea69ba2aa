"""Matrix products in single precision, in pieces that the BLAS library multiplies without packing them first.

OpenBLAS takes a product of at most a million multiplications straight from memory where its kernel for the processor
can; a longer one is copied into its own layout first, which for matrices as narrow as ours costs up to as much again.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_MULTIPLICATIONS = 1_000_000


def multiply(a: NDArray[np.float32], b: NDArray[np.float32], out: NDArray[np.float32]) -> NDArray[np.float32]:
    """``a @ b`` into ``out``: n x k by k x m, n much larger than k and m; rows may lie apart in memory."""
    at_once = _MULTIPLICATIONS // b.size
    rows = a.shape[0]
    if rows <= at_once:
        np.matmul(a, b, out=out)
        return out
    whole = rows // at_once * at_once
    np.matmul(a[:whole].reshape(-1, at_once, a.shape[1]), b, out=out[:whole].reshape(-1, at_once, b.shape[1]))
    if whole < rows:
        np.matmul(a[whole:], b, out=out[whole:])
    return out
