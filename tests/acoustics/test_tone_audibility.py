from __future__ import annotations

import numpy as np
import pytest
from acoustic_signals import noise, tone

from patrol_app.acoustics.tone_audibility import (
    MOST_SPECTRA,
    ToneFinder,
    adjustment_db,
    critical_band,
    critical_band_level_db,
    critical_bandwidth_hz,
    lines_of,
    masking_index_db,
    mean_audibility_db,
    mean_line_level_db,
    separation_hz,
    spectrum_db,
    tones_of_spectrum,
)

# ISO/PAS 20065:2016 Annex E, combustion engine: lines 2.7 Hz apart of the critical band about 137.3 Hz (Table E.1).
FREQUENCIES_HZ = (
    "96.9 99.6 102.3 105.0 107.7 110.4 113.0 115.7 118.4 121.1 123.8 126.5 129.2 131.9 134.6 137.3 140.0 142.7 145.3 "
    "148.0 150.7 153.4 156.1 158.8 161.5 164.2 166.9 169.6 172.3 175.0 177.6 180.3 183.0 185.7 188.4 191.1 193.8 196.5"
)
LINES_DB = (
    "49.40 50.68 50.09 53.37 44.47 50.91 51.41 59.40 64.54 57.57 51.02 50.76 59.93 62.94 58.49 65.87 62.66 50.25 51.32 "
    "52.30 52.58 53.15 67.04 67.27 57.40 57.17 52.56 51.39 52.49 47.68 51.26 49.03 61.42 59.52 48.43 50.84 48.20 55.95"
)
ENGINE_HZ, ENGINE_DB = (np.asarray(text.split(), np.float64) for text in (FREQUENCIES_HZ, LINES_DB))
# Table E.2: tone, L_S, L_T and the audibility that is printed.
TONES = (
    (118.4, 48.91, 64.56, 1.92),
    (137.3, 49.22, 67.96, 4.99),
    (158.8, 50.50, 68.63, 4.37),
    (314.9, 52.85, 68.50, 1.78),
    (433.4, 58.29, 73.17, 0.87),
    (592.2, 59.53, 78.31, 4.55),
    (1582.7, 54.16, 71.07, 0.73),
)


@pytest.mark.parametrize(("frequency", "noise_db", "tone_db", "audibility"), TONES)
def test_the_printed_audibilities(frequency: float, noise_db: float, tone_db: float, audibility: float) -> None:
    masking = critical_band_level_db(noise_db, frequency, 2.7)
    assert tone_db - masking - masking_index_db(frequency) == pytest.approx(audibility, abs=0.035)


def test_the_printed_parts_of_the_formulas() -> None:
    assert masking_index_db(137.3) == pytest.approx(-2.02, abs=0.005)
    assert masking_index_db(592.2) == pytest.approx(-2.40, abs=0.005)
    assert critical_band_level_db(49.22, 137.3, 2.7) == pytest.approx(64.98, abs=0.02)
    # DIN 45681:2005 Table A.1.
    for frequency, width in ((100.0, 101), (570.0, 122), (1000.0, 162), (2500.0, 386), (10500.0, 2463)):
        assert round(critical_bandwidth_hz(frequency)) == width
    low, high = critical_band(137.3)
    assert low * high == pytest.approx(137.3**2)
    assert low < ENGINE_HZ[0] < ENGINE_HZ[-1] < high
    assert separation_hz(212.0) == pytest.approx(21.0)
    assert separation_hz(137.3) == pytest.approx(24.09, abs=0.005)


def test_the_printed_noise_and_tone_levels_come_from_the_printed_lines() -> None:
    assert mean_line_level_db(ENGINE_DB, 15) == pytest.approx(49.22, abs=0.005)
    found = tones_of_spectrum(ENGINE_HZ, ENGINE_DB)
    single = {tone.frequency_hz: tone.level_db for tone in found if tone.members == 1}
    assert single == pytest.approx({118.4: 64.56, 137.3: 67.96, 158.8: 68.63}, abs=0.01)
    assert found[0].members == 3
    assert found[0].level_db == pytest.approx(72.15, abs=0.01)


def test_the_printed_mean_of_five_spectra() -> None:
    assert mean_audibility_db([9.18, 6.04, 7.46, 2.67, 7.17]) == pytest.approx(6.96, abs=0.03)
    assert mean_audibility_db([-40.0]) == pytest.approx(-10.0)
    assert mean_audibility_db([]) is None


@pytest.mark.parametrize(
    ("mean", "adjustment"),
    [
        (None, 0),
        (0.0, 0),
        (0.01, 1),
        (2.0, 1),
        (2.01, 2),
        (4.01, 3),
        (6.0, 3),
        (6.01, 4),
        (9.01, 5),
        (12.0, 5),
        (12.01, 6),
    ],
)
def test_the_adjustment_on_both_sides_of_every_step(mean: float | None, adjustment: int) -> None:
    assert adjustment_db(mean) == adjustment


@pytest.mark.parametrize("rate_hz", [8000, 11025, 22050, 32000, 44100, 48000, 51200, 96000, 192000])
def test_lines_lie_as_close_as_the_method_asks(rate_hz: int) -> None:
    assert 1.9 <= rate_hz / lines_of(rate_hz) <= 4.0


def test_a_sine_on_a_line_shows_its_weighted_level() -> None:
    frequencies, lines = spectrum_db(tone(48000, 999.0234375, -20.0, 3.0), 48000)
    assert lines.max() == pytest.approx(-20.0, abs=0.01)
    assert frequencies[lines.argmax()] == pytest.approx(999.0234375)


@pytest.mark.parametrize("frequency", [62.0, 250.0, 1000.0, 3000.0])
def test_a_hum_becomes_audible_with_its_level(frequency: float) -> None:
    hiss = noise(48000, -40.0, 3.0)
    heard = []
    for level in (-75.0, -48.0, -38.0):
        found = tones_of_spectrum(*spectrum_db(hiss + tone(48000, frequency, level, 3.0), 48000))
        heard.append(found[0].audibility_db if found else -10.0)
        if found:
            assert found[0].frequency_hz == pytest.approx(frequency, abs=3.0)
    assert heard[0] < heard[1] < heard[2]
    assert heard[2] > 6.0
    assert heard[0] == -10.0


def test_noise_and_silence_have_no_tone() -> None:
    for samples in (noise(48000, -30.0, 12.0), np.zeros(12 * 48000, np.float32)):
        finder = ToneFinder(48000, samples.size)
        finder.feed(samples)
        assert finder.result.spectra == 4
        assert finder.result.audible == 0
        assert finder.result.mean_audibility_db == pytest.approx(-10.0)
        assert finder.result.adjustment_db == 0
        assert finder.result.frequency_hz is None


def test_a_broad_hump_is_no_tone() -> None:
    shaped = np.fft.rfft(noise(48000, -40.0, 3.0))
    frequency = np.fft.rfftfreq(3 * 48000, 1.0 / 48000)
    shaped[(frequency > 900.0) & (frequency < 1100.0)] *= 10.0
    assert tones_of_spectrum(*spectrum_db(np.fft.irfft(shaped), 48000)) == ()


def test_any_cutting_gives_the_same_tones_and_a_gap_begins_a_new_stretch() -> None:
    samples = noise(8000, -40.0, 10.0) + tone(8000, 500.0, -35.0, 10.0)
    whole, cut = ToneFinder(8000, samples.size), ToneFinder(8000, samples.size)
    whole.feed(samples)
    for first in range(0, samples.size, 777):
        cut.feed(samples[first : first + 777])
    assert cut.result == whole.result
    assert whole.result.spectra == 3
    assert whole.result.adjustment_db > 0
    broken = ToneFinder(8000, samples.size)
    broken.feed(samples[: 8000 * 5])
    broken.gap()
    broken.feed(samples[: 8000 * 5])
    assert broken.result.spectra == 2


def test_a_long_run_looks_at_a_bounded_number_of_stretches() -> None:
    rate = 8000
    finder = ToneFinder(rate, 3 * rate * (2 * MOST_SPECTRA + 2))
    for _ in range(12):
        finder.feed(np.zeros(3 * rate, np.float32))
    assert finder.result.spectra == 4
