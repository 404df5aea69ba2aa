from __future__ import annotations

import math

import numpy as np
import pytest
from acoustic_signals import noise, tone

from patrol_app.acoustics.band_meter import BandMeter
from patrol_app.acoustics.character import Character, Impulse, character, impulses, tonal_limit_db, tones
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
    t_s = np.asarray(np.arange(1, 161) * 0.01, np.float64)
    laf_db = np.concatenate([np.full(120, 50.0), 50.0 + 2.0 * np.arange(1, 11), np.full(30, 70.0)])
    (found,) = impulses(t_s, laf_db)
    assert found.t_s == pytest.approx(1.2)
    assert found.onset_rate_db_s == pytest.approx(200.0)
    assert found.level_difference_db == pytest.approx(20.0)
    assert found.prominence == pytest.approx(3.0 * math.log10(200.0) + 2.0 * math.log10(20.0))
    assert found.adjustment_db == pytest.approx(1.8 * (found.prominence - 5.0))
    assert impulses(t_s, np.linspace(50.0, 50.0 + 1.6 * 9.9, 160)) == ()
    assert impulses(t_s[:1], laf_db[:1]) == ()


@pytest.mark.parametrize(
    ("rate", "difference", "counts"), [(1000.0, 30.0, True), (20.0, 3.0, False), (11.0, 40.0, True)]
)
def test_prominence_on_both_sides_of_five(rate: float, difference: float, counts: bool) -> None:
    rise = np.arange(0.0, difference + 1e-9, rate * 0.01)
    laf_db = np.concatenate([np.full(150, 40.0), 40.0 + rise, np.full(50, 40.0 + rise[-1])])
    found = impulses(np.arange(1.0, laf_db.size + 1.0) * 0.01, np.asarray(laf_db, np.float64))
    assert bool(found) is counts
    if counts:
        assert found[0].prominence == pytest.approx(3.0 * math.log10(rate) + 2.0 * math.log10(rise[-1]))


def test_the_worked_values_of_the_method() -> None:
    # NT ACOU 112:2002: P of 1200 dB/s and 32 dB, and what it adds.
    blow = Impulse(0.0, 1200.0, 32.0, 3.0 * math.log10(1200.0) + 2.0 * math.log10(32.0))
    assert blow.prominence == pytest.approx(12.25, abs=0.005)
    assert blow.adjustment_db == pytest.approx(13.05, abs=0.01)
    assert Impulse(0.0, 20.0, 3.0, 4.9).adjustment_db == 0.0


def test_the_rise_of_the_detector_is_no_impulse() -> None:
    meter = RunningMeter(48000)
    meter.feed(noise(48000, -30.0, 3.0))
    meter.gap(48000)
    meter.feed(noise(48000, -30.0, 3.0, seed=2))
    t_s, laf_db, _ = meter.laf_series()
    assert impulses(t_s, laf_db) == ()
