"""Matrix products in pieces that the BLAS library multiplies without packing them first.

OpenBLAS takes a product of at most a million multiplications straight from memory where its kernel for the processor
can; a longer one is copied into its own layout first, which for matrices as narrow as ours costs up to as much again.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating]

_MULTIPLICATIONS = 1_000_000
_ONE_THREAD = 250_000  # a product of more the library may share out to threads
_ALIKE = 24  # rows; a multiple of what any kernel takes at once


def multiply(a: Floats, b: Floats, out: Floats) -> Floats:
    """``a @ b`` into ``out``: n x k by k x m, n much larger than k and m, all of one precision; rows may lie apart."""
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


def multiply_alike(a: Floats, b: Floats, out: Floats, number: int) -> Floats:
    """``multiply`` so that a row gives the same bits in whatever company it comes: single precision, k to 60.

    The kernels for AVX2 take rows by the dozen; they round each place of it in its own way, and the rest of a few rows
    differently again. So each row keeps its place, and missing neighbours are filled with zeros.

    Args:
        a, b, out: as for ``multiply``.
        number: of the first row of ``a``, counted from the first row of the run.
    """
    rows = a.shape[0]
    head = min(rows, -number % _ALIKE)
    if head:
        _filled(a[:head], b, out[:head], number % _ALIKE)
    at_once = max(_ALIKE, _ONE_THREAD // b.size // _ALIKE * _ALIKE)
    large = head + (rows - head) // at_once * at_once
    if large > head:
        pieces = a[head:large].reshape(-1, at_once, a.shape[1])
        np.matmul(pieces, b, out=out[head:large].reshape(-1, at_once, b.shape[1]))
    whole = large + (rows - large) // _ALIKE * _ALIKE
    if whole > large:
        np.matmul(a[large:whole], b, out=out[large:whole])
    if whole < rows:
        _filled(a[whole:], b, out[whole:], 0)
    return out


def _filled(a: Floats, b: Floats, out: Floats, place: int) -> None:
    rows = np.zeros((_ALIKE, a.shape[1]), a.dtype)
    rows[place : place + a.shape[0]] = a
    out[:] = (rows @ b)[place : place + a.shape[0]]
