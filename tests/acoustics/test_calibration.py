from __future__ import annotations

import math

import numpy as np
import pytest
from acoustic_signals import noise, tone

from patrol_app.acoustics.calibration import Calibration, reference_from_tone
from patrol_app.domain.errors import BadInput


def refused(samples: np.ndarray, key: str, rate_hz: int = 48000, level_db: float = 94.0) -> BadInput:
    with pytest.raises(BadInput) as caught:
        reference_from_tone(samples, rate_hz, level_db=level_db)
    assert caught.value.key == f"acoustics.tone_{key}"
    return caught.value


@pytest.mark.parametrize("rate_hz", [8000, 44100, 48000, 96000])
@pytest.mark.parametrize("level_db", [93.8, 94.0, 114.0])
def test_the_tone_gives_the_level_of_full_scale(rate_hz: int, level_db: float) -> None:
    found = reference_from_tone(tone(rate_hz, 1000.0, -26.5, 5.0), rate_hz, level_db=level_db)
    assert found.reference_db == pytest.approx(level_db + 26.5, abs=0.001)
    assert found.frequency_hz == pytest.approx(1000.0, abs=0.05)
    assert found.stability_db < 0.02
    assert found.distortion_percent < 0.1
    assert found.level_db == level_db


def test_int16_reads_the_same() -> None:
    sound = tone(48000, 1000.0, -26.5, 4.0)
    whole = (sound * 32768).round().astype(np.int16)
    assert reference_from_tone(whole, 48000, level_db=94.0).reference_db == pytest.approx(120.5, abs=0.001)


def test_offset_and_rumble_do_not_count() -> None:
    sound = tone(48000, 1000.0, -26.5, 6.0) + tone(48000, 12.0, -30.0, 6.0) + np.float32(0.05)
    assert reference_from_tone(sound, 48000, level_db=94.0).reference_db == pytest.approx(120.5, abs=0.003)


def moving(step_db: float) -> np.ndarray:
    sound = tone(48000, 1000.0, -20.0, 6.0)
    sound[3 * 48000 :] *= np.float32(10.0 ** (step_db / 20.0))
    return sound


@pytest.mark.parametrize("step_db", [0.09, -0.09])
def test_a_tone_that_moves_a_little_is_taken(step_db: float) -> None:
    found = reference_from_tone(moving(step_db), 48000, level_db=94.0)
    assert found.stability_db == pytest.approx(abs(step_db), abs=0.01)


@pytest.mark.parametrize("step_db", [0.11, -0.11, 1.0])
def test_a_tone_that_moves_is_refused(step_db: float) -> None:
    fault = refused(moving(step_db), "unstable")
    assert fault.data["found"] == pytest.approx(abs(step_db), abs=0.01)


@pytest.mark.parametrize(("frequency", "good"), [(981.0, True), (1019.0, True), (979.0, False), (1021.0, False)])
def test_frequency_on_both_sides_of_its_limit(frequency: float, good: bool) -> None:
    sound = tone(48000, frequency, -20.0, 4.0)
    if good:
        assert reference_from_tone(sound, 48000, level_db=94.0).frequency_hz == pytest.approx(frequency, abs=0.05)
    else:
        refused(sound, "frequency")


@pytest.mark.parametrize(("percent", "good"), [(2.9, True), (3.1, False)])
@pytest.mark.parametrize("harmonic", [2, 3])
def test_distortion_on_both_sides_of_its_limit(percent: float, good: bool, harmonic: int) -> None:
    sound = tone(48000, 1000.0, -20.0, 4.0)
    sound += np.float32(percent / 100.0) * tone(48000, 1000.0 * harmonic, -20.0, 4.0)
    if good:
        found = reference_from_tone(sound, 48000, level_db=94.0)
        assert found.distortion_percent == pytest.approx(percent, abs=0.02)
        assert found.reference_db == pytest.approx(114.0, abs=0.001)
    else:
        refused(sound, "distorted")


def test_other_faults_each_have_their_sentence() -> None:
    good = tone(48000, 1000.0, -20.0, 4.0)
    refused(good[: 2 * 48000 - 1], "length")
    refused(np.empty(0, np.float32), "length")
    refused(np.zeros(4 * 48000, np.float32), "silent")
    refused(np.clip(tone(48000, 1000.0, 3.0, 4.0), -1.0, 1.0), "overload")
    refused(good + tone(48000, 1490.0, -34.0, 4.0), "noisy")
    refused(good + noise(48000, -20.0, 4.0), "unstable")
    for level_db in (59.9, 140.1, math.nan):
        refused(good, "level", level_db=level_db)
    with pytest.raises(BadInput) as caught:
        reference_from_tone(good, 7000, level_db=94.0)
    assert caught.value.key == "acoustics.rate"


def test_drift_is_the_change_of_the_same_tone() -> None:
    def after(dbfs: float, level_db: float) -> Calibration:
        return reference_from_tone(tone(48000, 1000.0, dbfs, 3.0), 48000, level_db=level_db)

    assert after(-20.0, 94.0).drift_db(after(-19.6, 94.0)) == pytest.approx(0.4, abs=0.001)
    assert after(-40.0, 94.0).drift_db(after(-20.5, 114.0)) == pytest.approx(-0.5, abs=0.001)
