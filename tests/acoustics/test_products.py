from __future__ import annotations

import numpy as np
import pytest

from patrol_app.acoustics.products import multiply


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
