from __future__ import annotations

import numpy as np
import pytest
from acoustic_signals import KERNELS, noise, on_kernel, tone
from hypothesis import given, settings
from hypothesis import strategies as st

from patrol_app.acoustics.band_filters import HIGHEST_EDGE, band_pass, halving_response_db, stage_of
from patrol_app.acoustics.band_meter import BandMeter
from patrol_app.acoustics.block_walk import Samples
from patrol_app.acoustics.octave_bands import Fraction, acceptance_db, bands

FRACTIONS: tuple[Fraction, ...] = (1, 3)


def chain_attenuation_db(sample_rate_hz: int, fraction: Fraction, number: int, frequency: np.ndarray) -> np.ndarray:
    """Relative attenuation of a band for tones at the full rate, all halvings and their folding included."""
    band = bands(fraction)[number]
    stage = stage_of(band, sample_rate_hz)
    assert stage is not None
    attenuation = np.zeros(frequency.size)
    folded = frequency.copy()
    for number_of_halving in range(stage):
        rate = sample_rate_hz / 2**number_of_halving
        attenuation -= halving_response_db(folded / rate)
        folded = np.abs((folded + rate / 4.0) % (rate / 2.0) - rate / 4.0)
    rate = sample_rate_hz / 2**stage
    system = band_pass(band, rate)
    z = np.exp(2j * np.pi * folded / rate)
    left = z[:, None, None] * np.eye(system.order) - system.a
    response = (system.c[0] @ np.linalg.solve(left, np.broadcast_to(system.b[:, None], (z.size, 8, 1))))[:, 0]
    return np.asarray(attenuation - 20.0 * np.log10(np.abs(response + system.d[0]) + 1e-12))


@pytest.mark.parametrize("sample_rate_hz", [32000, 44100, 48000, 51200, 96000])
@pytest.mark.parametrize("fraction", FRACTIONS)
def test_every_band_meets_class_1_over_the_whole_mask(sample_rate_hz: int, fraction: Fraction) -> None:
    checked = 0
    for number, band in enumerate(bands(fraction)):
        if stage_of(band, sample_rate_hz) is None:
            continue
        inside = np.geomspace(band.lower_hz, band.upper_hz, 60)
        wide = np.geomspace(1.0, 0.4999 * sample_rate_hz, 900)
        frequency = np.unique(np.concatenate([inside, wide]))
        least, most = acceptance_db(frequency / band.midband_hz, fraction)
        attenuation = chain_attenuation_db(sample_rate_hz, fraction, number, frequency)
        # At the edges themselves a Butterworth band has 3.01 dB, inside both pairs of limits.
        assert np.all(attenuation >= least - 1e-9), band.label
        assert np.all(attenuation <= most + 1e-9), band.label
        checked += 1
    reach = {32000: (29, 9), 44100: (30, 9)}.get(sample_rate_hz, (31, 10))
    assert checked == reach[0 if fraction == 3 else 1]


@pytest.mark.parametrize("sample_rate_hz", [44100, 48000, 96000])
def test_the_running_meter_reads_what_its_filters_promise(sample_rate_hz: int) -> None:
    """Tones all over the range, in the top bands, in folded regions and between bands, through the meter itself."""
    for frequency in (251.19, 1000.0, 1122.0, 5623.0, 9000.0, 12700.0, 14000.0, 15500.0, 18700.0):
        meter = BandMeter(sample_rate_hz, every_s=1.0)
        meter.feed(tone(sample_rate_hz, frequency, -10.0, 4.0))
        measured = {label: values[-1] for label, values in meter.series().items()}
        for number, band in enumerate(bands(3)):
            if band.label not in measured or band.midband_hz < 200.0:
                continue
            promised = -10.0 - chain_attenuation_db(sample_rate_hz, 3, number, np.asarray([frequency]))[0]
            if promised > -40.0:
                assert measured[band.label] == pytest.approx(promised, abs=0.05), (frequency, band.label)
            else:
                assert measured[band.label] < promised + 3.0 or measured[band.label] < -75.0


@pytest.mark.parametrize("fraction", FRACTIONS)
def test_a_tone_at_each_midband_reads_its_level(fraction: Fraction) -> None:
    for band in bands(fraction):
        meter = BandMeter(48000, fraction=fraction, reference_db=100.0, every_s=2.0)
        meter.feed(tone(48000, band.midband_hz, -20.0, 6.5 if band.midband_hz < 100.0 else 4.5))
        assert meter.series()[band.label][-1] == pytest.approx(80.0, abs=0.05), band.label


def test_bands_add_up_to_the_whole() -> None:
    samples = noise(48000, -20.0, 20.0)
    meter = BandMeter(48000)
    meter.feed(samples)
    found = [level for level in meter.levels().values() if level is not None]
    assert len(found) == 31
    expected = -20.0 + 10.0 * np.log10((22387.0 - 17.8) / 24000.0)
    assert 10.0 * np.log10(np.sum(10.0 ** (np.asarray(found) / 10.0))) == pytest.approx(expected, abs=0.12)


def test_int16_reads_the_same_as_float() -> None:
    whole = (noise(48000, -25.0, 3.0) * 32768).round().astype(np.int16)
    one, other = BandMeter(48000), BandMeter(48000)
    one.feed(whole)
    other.feed(np.asarray(whole / 32768.0, np.float32))
    for label, level in one.levels().items():
        assert level == pytest.approx(other.levels()[label], abs=1e-5)


def largest_difference_db(samples: Samples, cuts: list[int], rate_hz: int = 48000, threads: int = 1) -> float:
    """How far the levels of a run in pieces are from those of the run in one piece, series included."""
    whole, cut = BandMeter(rate_hz, every_s=0.5), BandMeter(rate_hz, every_s=0.5, threads=threads)
    whole.feed(samples)
    place = turn = 0
    while place < samples.size:
        cut.feed(samples[place : place + cuts[turn % len(cuts)]])
        place += cuts[turn % len(cuts)]
        turn += 1
        if turn % 5 == 0:
            cut.levels()
    pairs = [(level, cut.levels()[label]) for label, level in whole.levels().items()]
    series = cut.series()
    pairs += [pair for label, values in whole.series().items() for pair in zip(values, series[label], strict=True)]
    assert all((one is None) == (other is None) for one, other in pairs)
    cut.close()
    return max(abs(one - other) for one, other in pairs if one is not None and other is not None)


@settings(max_examples=8, deadline=None)
@given(
    cuts=st.lists(st.integers(1, 20000), min_size=1, max_size=12),
    rate_hz=st.sampled_from([8000, 44100, 48000]),
    kind=st.sampled_from([np.float32, np.int16]),
    threads=st.sampled_from([1, 2]),
)
def test_any_cutting_gives_the_same_bands(cuts: list[int], rate_hz: int, kind: type, threads: int) -> None:
    samples: Samples = noise(rate_hz, -25.0, 2.5)
    if kind is np.int16:
        samples = (samples * 32768).round().astype(np.int16)
    assert largest_difference_db(samples, cuts, rate_hz, threads) < 1e-6


def test_a_caller_may_fill_the_same_array_again() -> None:
    samples = noise(48000, -25.0, 2.0)
    whole, live, array = BandMeter(48000), BandMeter(48000), np.empty(4800, np.float32)
    whole.feed(samples)
    for first in range(0, samples.size, 4800):
        array[:] = samples[first : first + 4800]
        live.feed(array)
    for label, level in whole.levels().items():
        assert live.levels()[label] == pytest.approx(level, abs=1e-6)


ONE_KERNEL = """
from acoustic_signals import noise
from test_band_meter import largest_difference_db
samples = noise(48000, -25.0, 0.7)
print(max(largest_difference_db(samples, cuts) for cuts in ([4800], [999, 12345], [7, 33, 480, 2049])))
"""


@pytest.mark.parametrize("kernel", KERNELS)
def test_every_kernel_of_the_matrix_library_gives_the_same_bands(kernel: str) -> None:
    assert on_kernel(kernel, ONE_KERNEL) < 1e-6


def test_bands_beyond_the_sample_rate_have_no_level() -> None:
    meter = BandMeter(16000)
    meter.feed(noise(16000, -20.0, 3.0))
    levels = meter.levels()
    assert levels["8000"] is None
    assert levels["6300"] is not None
    assert max(band.upper_hz for band in bands(3) if levels[band.label] is not None) <= HIGHEST_EDGE * 16000


def test_nothing_heard_is_no_level() -> None:
    meter = BandMeter(48000)
    assert set(meter.levels().values()) == {None}
    meter.feed(np.zeros(100, np.float32))
    assert set(meter.levels().values()) == {None}
