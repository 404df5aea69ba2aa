from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from patrol_app.acoustics.octave_bands import Fraction, acceptance_db, bands


def test_bands_have_the_printed_labels_and_touch_each_other() -> None:
    thirds, octaves = bands(3), bands(1)
    assert [band.label for band in octaves] == [
        "31.5",
        *(str(hz) for hz in (63, 125, 250, 500, 1000, 2000, 4000, 8000, 16000)),
    ]
    assert len(thirds) == 31
    assert (thirds[0].label, thirds[2].label, thirds[17].label, thirds[-1].label) == ("20", "31.5", "1000", "20000")
    for row in (thirds, octaves):
        for band, above in pairwise(row):
            assert band.upper_hz == pytest.approx(above.lower_hz)
    assert thirds[17].midband_hz == pytest.approx(1000.0)
    assert thirds[-1].midband_hz == pytest.approx(19952.6, abs=0.1)


# IEC 61260-1:2014 Table 1 with formula 9 for third octaves: f/fm, least and greatest relative attenuation of class 1.
THIRD_OCTAVE_LIMITS = (
    (1.00000, -0.4, 0.4),
    (1.02667, -0.4, 0.5),
    (1.05575, -0.4, 0.7),
    (1.08746, -0.4, 1.4),
    (1.12201, -0.4, 5.3),
    (1.12203, 1.2, np.inf),
    (1.29437, 16.6, np.inf),
    (1.88173, 40.5, np.inf),
    (3.05365, 60.0, np.inf),
    (5.39195, 70.0, np.inf),
    (50.0, 70.0, np.inf),
)


@pytest.mark.parametrize("row", THIRD_OCTAVE_LIMITS, ids=lambda row: str(row[0]))
def test_the_mask_has_the_printed_values_on_both_sides_of_the_midband(row: tuple[float, float, float]) -> None:
    ratio, least, most = row
    for place in (ratio, 1.0 / ratio):
        found_least, found_most = acceptance_db(np.asarray([place]), 3)
        assert found_least[0] == pytest.approx(least, abs=0.01)
        assert found_most[0] == pytest.approx(most, abs=0.01)


@pytest.mark.parametrize("fraction", [1, 3])
def test_limits_run_straight_over_the_logarithm_of_frequency(fraction: Fraction) -> None:
    least, most = acceptance_db(np.asarray([np.sqrt(1.0 * 10 ** (0.3 / 8))]), 1)
    assert most[0] == pytest.approx(0.45)
    assert least[0] == pytest.approx(-0.4)
    assert acceptance_db(np.asarray([10.0**0.3]), 1)[0][0] == pytest.approx(16.6)
    assert acceptance_db(np.asarray([1.0]), fraction)[1][0] == pytest.approx(0.4)
