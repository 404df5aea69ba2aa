from __future__ import annotations

import math

import numpy as np
import pytest
from acoustic_signals import noise, tone

from patrol_app.acoustics.band_meter import BandMeter
from patrol_app.acoustics.character import Character, character, impulses, tonal_limit_db, tones
from patrol_app.acoustics.meter import RunningMeter
from patrol_app.acoustics.octave_bands import bands


def of(samples: np.ndarray) -> Character:
    meter, thirds = RunningMeter(48000), BandMeter(48000)
    meter.feed(samples)
    thirds.feed(samples)
    t_s, laf_db, _ = meter.laf_series()
    return character(t_s, laf_db, thirds.levels())


def test_noise_has_no_character() -> None:
    assert of(noise(48000, -30.0, 6.0)) == Character((), ())


def test_a_pile_of_hammer_blows_is_impulsive() -> None:
    samples = noise(48000, -60.0, 8.0)
    for second in (2, 4, 6):
        samples[second * 48000 : second * 48000 + 2400] += noise(48000, -20.0, 0.05, seed=second)
    found = of(samples)
    assert [round(impulse.t_s, 1) for impulse in found.impulses] == pytest.approx([2.0, 4.0, 6.0], abs=0.11)
    assert found.most_prominent is not None
    assert found.most_prominent.level_difference_db == pytest.approx(35.0, abs=2.0)
    assert found.most_prominent.prominence > 10.0
    assert found.tones == ()


def test_a_generator_hum_is_tonal() -> None:
    found = of(noise(48000, -40.0, 8.0) + tone(48000, 1000.0, -40.0, 8.0))
    assert [band.label for band in found.tones] == ["1000"]
    assert found.impulses == ()


@pytest.mark.parametrize(
    ("label", "limit"), [("25", 15.0), ("125", 15.0), ("160", 8.0), ("400", 8.0), ("500", 5.0), ("10000", 5.0)]
)
def test_tonal_limits_on_both_sides(label: str, limit: float) -> None:
    for over, expected in ((0.0, True), (-0.01, False)):
        levels: dict[str, float | None] = {band.label: 60.0 for band in bands(3)}
        levels[label] = 60.0 + limit + over
        assert [band.label for band in tones(levels)] == ([label] if expected else [])
    assert tonal_limit_db(next(band.midband_hz for band in bands(3) if band.label == label)) == limit


def test_bands_without_a_level_decide_nothing() -> None:
    assert tones({}) == ()
    assert tones({band.label: None for band in bands(3)}) == ()


def test_prominence_is_the_formula() -> None:
    t_s = np.asarray(np.arange(1, 61) * 0.01, np.float64)
    laf_db = np.concatenate([np.full(20, 50.0), 50.0 + 2.0 * np.arange(1, 11), np.full(30, 70.0)])
    (found,) = impulses(t_s, laf_db)
    assert found.onset_rate_db_s == pytest.approx(200.0)
    assert found.level_difference_db == pytest.approx(20.0)
    assert found.prominence == pytest.approx(3.0 * math.log10(200.0) + 2.0 * math.log10(20.0))
    assert impulses(t_s, np.linspace(50.0, 50.0 + 0.6 * 9.9, 60)) == ()
    assert impulses(t_s[:1], laf_db[:1]) == ()
