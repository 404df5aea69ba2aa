from __future__ import annotations

import numpy as np
import pytest

from patrol_app.acoustics.products import multiply, multiply_alike


@pytest.mark.parametrize("rows", [1, 781, 782, 1562, 5000])
def test_pieces_are_the_whole_product(rows: int) -> None:
    # 781 rows of 40 by 32 are the most that fit one piece.
    random = np.random.default_rng(rows)
    work = random.standard_normal((rows, 3, 50), np.float32)
    a, b = work[:, 1, :40], random.standard_normal((40, 32), np.float32)
    out = np.full((rows, 64), 7.0, np.float32)
    assert multiply(a, b, out[:, :32]).base is out
    assert out[:, :32] == pytest.approx(a.astype(np.float64) @ b, abs=1e-4)
    assert (out[:, 32:] == 7.0).all()


def test_a_row_is_the_same_bits_in_any_company() -> None:
    random = np.random.default_rng(1)
    a, b = random.standard_normal((2000, 32), np.float32), random.standard_normal((32, 48), np.float32)
    whole = multiply_alike(a, b, np.empty((2000, 48), np.float32), 0)
    assert whole == pytest.approx(a.astype(np.float64) @ b, abs=1e-4)
    for first, last in ((0, 1), (1, 3), (5, 29), (23, 24), (24, 48), (7, 1999), (100, 2000), (1999, 2000)):
        part = multiply_alike(a[first:last], b, np.empty((last - first, 48), np.float32), first)
        assert np.array_equal(part, whole[first:last]), (first, last)
