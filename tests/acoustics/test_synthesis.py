"""The synthetic site sounds as loud as its timetable says, whatever the blocks."""

from __future__ import annotations

import numpy as np
import pytest

from patrol_app.acoustics.synthesis import TEXTURES, Samples, SiteSound, Source, a_weighting_power


def level_db(samples: Samples, rate_hz: int) -> float:
    spectrum = np.fft.rfft(samples.astype(float))
    power = 2.0 * np.sum(
        a_weighting_power(np.fft.rfftfreq(len(samples), 1 / rate_hz).astype(np.float64)) * np.abs(spectrum) ** 2
    )
    return float(10 * np.log10(power / len(samples) ** 2 / 20e-6**2))


@pytest.mark.parametrize("texture", sorted(TEXTURES))
def test_each_texture_has_its_stated_level(texture: str) -> None:
    rate_hz = 16000
    sound = SiteSound([Source(texture=texture, level_db=60.0, start_s=-1, end_s=100)], sample_rate_hz=rate_hz, seed=3)
    whole = sound.block(0, int(TEXTURES[texture][0] * rate_hz))
    assert level_db(whole, rate_hz) == pytest.approx(60.0, abs=0.02)


def test_blocks_of_any_size_give_the_same_samples() -> None:
    sources = [
        Source(texture="ambient", level_db=50, start_s=-1, end_s=99),
        Source(texture="truck", level_db=70, start_s=1, end_s=4, passing=True),
        Source(texture="hammer", level_db=70, start_s=2.02, end_s=5.5),
    ]
    sound = SiteSound(sources, sample_rate_hz=8000, seed=1)
    whole = sound.block(0, 48000)
    pieces = np.concatenate([sound.block(first, 800) for first in range(0, 48000, 800)])
    np.testing.assert_allclose(pieces, whole, rtol=0, atol=1e-6)


def test_the_seed_decides_the_samples() -> None:
    source = Source(texture="saw", level_db=60, start_s=0, end_s=9)

    def make(seed: int) -> Samples:
        return SiteSound([source], sample_rate_hz=8000, seed=seed).block(8000, 800)

    assert np.array_equal(make(1), make(1))
    assert not np.array_equal(make(1), make(2))
