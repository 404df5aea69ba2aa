from __future__ import annotations

import dataclasses
import math
import subprocess
import sys

import numpy as np
import pytest
from acoustic_signals import burst, exact_weighted, exponential, noise, tone
from hypothesis import given, settings
from hypothesis import strategies as st

from patrol_app.acoustics.block_walk import Samples
from patrol_app.acoustics.levels import Levels
from patrol_app.acoustics.meter import RunningMeter
from patrol_app.domain.errors import BadInput

RATES = (8000, 32000, 44100, 48000, 51200, 96000)


def levels_of(samples: Samples, rate_hz: int = 48000, **more: object) -> Levels:
    meter = RunningMeter(rate_hz, **more)  # type: ignore[arg-type]
    meter.feed(samples)
    return meter.levels()


def value(found: float | None) -> float:
    assert found is not None
    return found


def assert_same(one: Levels, other: Levels, within_db: float = 1e-6) -> None:
    for field in dataclasses.fields(Levels):
        assert getattr(one, field.name) == pytest.approx(getattr(other, field.name), abs=within_db), field.name


@pytest.mark.parametrize("rate_hz", RATES)
def test_a_1_khz_tone_reads_its_level_in_every_quantity(rate_hz: int) -> None:
    meter = RunningMeter(rate_hz, reference_db=114.0)
    rows = meter.feed(tone(rate_hz, 1000.0, -20.0, 8.0))
    found = meter.levels()
    assert found.laeq_db == pytest.approx(94.0, abs=0.002)
    assert found.lceq_db == pytest.approx(94.0, abs=0.002)
    assert rows.laf_db[-1] == pytest.approx(94.0, abs=0.005)
    assert found.lafmax_db == pytest.approx(94.0, abs=0.01)
    assert found.lafmin_db == pytest.approx(94.0, abs=0.01)
    assert found.l50_db == pytest.approx(94.0, abs=0.005)
    assert found.lasmax_db == pytest.approx(94.0 + 10.0 * math.log10(1.0 - math.exp(-8.0)), abs=0.005)
    assert found.lae_db == pytest.approx(94.0 + 10.0 * math.log10(8.0), abs=0.002)
    # The abrupt start adds up to 0.34 dB through the 20.6 Hz poles; a soft one does not.
    assert value(found.lcpeak_db) == pytest.approx(94.0 + 10.0 * math.log10(2.0) + 0.17, abs=0.2)
    soft = tone(rate_hz, 1000.0, -20.0, 2.0)
    soft[:rate_hz] *= np.sin(np.linspace(0.0, np.pi / 2.0, rate_hz, dtype=np.float32)) ** 2
    assert levels_of(soft, rate_hz).lcpeak_db == pytest.approx(-20.0 + 10.0 * math.log10(2.0), abs=0.005)
    assert not found.overload
    assert not found.underrange


@pytest.mark.parametrize("weighting", ["A", "C"])
@pytest.mark.parametrize("rate_hz", [44100, 48000, 96000])
def test_steady_tones_read_the_analytic_weighting(rate_hz: int, weighting: str) -> None:
    from patrol_app.acoustics.weightings import analytic_db

    for frequency in (20.0, 31.623, 125.89, 1000.0, 7943.3, 12589.0, 15849.0, 19953.0):
        found = levels_of(tone(rate_hz, frequency, -20.0, 4.0), rate_hz)
        settled = RunningMeter(rate_hz)
        settled.feed(tone(rate_hz, frequency, -20.0, 4.0))
        expected = -20.0 + float(analytic_db(frequency, "A" if weighting == "A" else "C"))
        measured = settled.leq_db(1.0, 4.0) if weighting == "A" else found.lceq_db
        assert measured == pytest.approx(expected, abs=0.006 if weighting == "A" else 0.02), frequency


def test_noise_agrees_with_the_curve_in_the_frequency_domain() -> None:
    spectrum = np.fft.rfft(noise(48000, -20.0, 5.0))
    spectrum[100_000:] = 0.0  # from 20 kHz
    samples = np.fft.irfft(spectrum).astype(np.float32)
    found = levels_of(samples)
    for weighting, measured in (("A", found.laeq_db), ("C", found.lceq_db)):
        exact = exact_weighted(samples, 48000, weighting)[: samples.size]
        assert measured == pytest.approx(10.0 * math.log10(float(np.mean(exact**2))), abs=0.002)


def test_laf_is_the_definition_sample_by_sample() -> None:
    rate = 48000
    samples = noise(rate, -20.0, 2.0)
    samples[60000:70000] *= 5.0
    meter = RunningMeter(rate)
    meter.feed(samples)
    _, laf_db, _ = meter.laf_series()
    outputs, _ = meter._work(200).outputs(samples, RunningMeter(rate).carried)
    exact = exponential(np.square(outputs, dtype=np.float64), rate, 0.125)
    assert laf_db == pytest.approx(10.0 * np.log10(exact[479::480]), abs=2e-6)
    found = meter.levels()
    assert found.lafmax_db == pytest.approx(10.0 * math.log10(float(exact[31::32].max())), abs=2e-6)
    assert found.lafmin_db == pytest.approx(10.0 * math.log10(float(exact[479::480][100:].min())), abs=2e-6)
    slow = exponential(np.square(outputs, dtype=np.float64), rate, 1.0)
    assert found.lasmax_db == pytest.approx(10.0 * math.log10(float(slow[31::32].max())), abs=2e-6)


# IEC 61672-1:2013 Table 4: burst in ms, class 1 limits for F and LAE, for S (none below 2 ms).
TABLE_4 = (
    (1000, 0.5, 0.5, 0.5, 0.5),
    (200, 0.5, 0.5, 0.5, 0.5),
    (50, 1.0, 1.0, 1.0, 1.0),
    (10, 1.0, 2.0 / 2.0, 1.0, 2.0),
    (2, 1.0, 1.5, 1.0, 3.0),
    (1, 1.0, 2.0, None, None),
    (0.25, 1.0, 3.0, None, None),
)


@pytest.mark.parametrize("rate_hz", [44100, 48000, 51200, 96000])
@pytest.mark.parametrize("row", TABLE_4, ids=lambda row: f"{row[0]}ms")
def test_toneburst_response(rate_hz: int, row: tuple[float, float, float, float | None, float | None]) -> None:
    ms, over, under, slow_over, slow_under = row
    steady = levels_of(tone(rate_hz, 4000.0, -12.0, 4.0), rate_hz)
    found = levels_of(burst(rate_hz, ms / 1000.0, -12.0, 0.1234, 2.5), rate_hz)
    fast = value(found.lafmax_db) - value(steady.laeq_db)
    exposure = value(found.lae_db) - value(steady.laeq_db)
    assert -under <= fast - 10.0 * math.log10(1.0 - math.exp(-ms / 125.0)) <= over
    assert fast == pytest.approx(10.0 * math.log10(1.0 - math.exp(-ms / 125.0)), abs=0.17)
    assert exposure == pytest.approx(10.0 * math.log10(ms / 1000.0), abs=0.15)
    if slow_over is not None and slow_under is not None:
        slow = value(found.lasmax_db) - value(steady.laeq_db)
        assert -slow_under <= slow - 10.0 * math.log10(1.0 - math.exp(-ms / 1000.0)) <= slow_over


@pytest.mark.parametrize("rate_hz", [44100, 48000])
def test_lafmax_is_not_taken_from_10_ms_samples(rate_hz: int) -> None:
    steady = value(levels_of(tone(rate_hz, 4000.0, -12.0, 4.0), rate_hz).laeq_db)
    for phase in range(10):
        samples = burst(rate_hz, 0.05, -12.0, 0.1 + 0.001 * phase, 1.0)
        assert value(levels_of(samples, rate_hz).lafmax_db) - steady == pytest.approx(-4.81, abs=0.03)


def test_decay_rates() -> None:
    rate = 48000
    samples = np.concatenate([tone(rate, 1000.0, -6.0, 3.0), np.zeros(2 * rate, np.float32)])
    meter = RunningMeter(rate)
    t_s, laf_db, _ = (meter.feed(samples), *meter.laf_series())[1:]
    falling = (t_s > 3.2) & (t_s < 4.5)
    rate_db_s = -np.polyfit(t_s[falling], laf_db[falling], 1)[0]
    assert rate_db_s == pytest.approx(10.0 * math.log10(math.e) / 0.125, abs=0.05)
    assert 31.0 <= rate_db_s <= 38.5


@pytest.mark.parametrize(
    ("cycles", "frequency", "expected", "limit"),
    [
        (1.0, 31.5, 2.5, 2.0),
        (1.0, 500.0, 3.5, 1.0),
        (1.0, 8000.0, 3.4, 2.0),
        (0.5, 500.0, 2.4, 1.0),
        (-0.5, 500.0, 2.4, 1.0),
    ],
)
@pytest.mark.parametrize("rate_hz", [44100, 48000, 96000])
def test_c_peak_of_single_cycles(rate_hz: int, cycles: float, frequency: float, expected: float, limit: float) -> None:
    steady = value(levels_of(tone(rate_hz, frequency, -12.0, 3.0), rate_hz).lceq_db)
    sound = tone(rate_hz, frequency, -12.0, abs(cycles) / frequency) * np.float32(np.sign(cycles))
    samples = np.zeros(rate_hz, np.float32)
    samples[10000 : 10000 + sound.size] = sound
    peak = value(levels_of(samples, rate_hz).lcpeak_db) - steady
    assert abs(peak - expected) <= limit
    assert peak == pytest.approx(expected, abs=0.25)


def test_the_peak_between_samples_is_found() -> None:
    rate, frequency = 48000, 8000.0
    t = np.arange(2 * rate) / rate
    samples = (0.5 * np.sin(2.0 * np.pi * frequency * t + np.pi / 6.0)).astype(np.float32)
    samples[:rate] *= np.linspace(0.0, 1.0, rate, dtype=np.float32)
    c = -3.0
    on_samples = 20.0 * math.log10(0.5) + c - 1.25
    found = value(levels_of(samples).lcpeak_db)
    assert found > on_samples + 0.8
    assert found == pytest.approx(20.0 * math.log10(0.5) + c, abs=0.1)


def test_a_peak_on_the_border_of_two_blocks_is_the_same() -> None:
    samples = noise(48000, -40.0, 1.0)
    for place in (4790, 4799, 4800, 4801, 4815, 4816):
        loud = samples.copy()
        loud[place : place + 3] += np.asarray([0.4, 0.8, 0.5], np.float32)
        whole = levels_of(loud)
        meter = RunningMeter(48000)
        for first in range(0, loud.size, 4800):
            meter.feed(loud[first : first + 4800])
        assert meter.levels().lcpeak_db == pytest.approx(whole.lcpeak_db, abs=1e-6)


@settings(max_examples=25, deadline=None)
@given(
    cuts=st.lists(st.integers(1, 9000), min_size=1, max_size=30),
    rate_hz=st.sampled_from([8000, 44100, 48000]),
    seed=st.integers(0, 1000),
)
def test_any_cutting_gives_the_same_levels(cuts: list[int], rate_hz: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    samples = noise(rate_hz, -25.0, 2.03, seed)
    samples *= np.repeat(random.uniform(0.01, 3.0, 11), samples.size // 11 + 1)[: samples.size].astype(np.float32)
    whole = levels_of(samples, rate_hz)
    meter = RunningMeter(rate_hz)
    rows, place, turn = [], 0, 0
    while place < samples.size:
        rows.append(meter.feed(samples[place : place + cuts[turn % len(cuts)]]))
        place += cuts[turn % len(cuts)]
        turn += 1
        if turn % 7 == 0:
            meter.levels()
    assert_same(meter.levels(), whole)
    t_s, laf_db, _ = meter.laf_series()
    assert np.concatenate([each.t_s for each in rows]) == pytest.approx(t_s, abs=1e-12)
    assert np.concatenate([each.laf_db for each in rows]) == pytest.approx(laf_db, abs=1e-9)


@pytest.mark.parametrize("kind", [np.float32, np.int16])
def test_threads_change_nothing(kind: type) -> None:
    samples: Samples = noise(48000, -25.0, 47.123)
    samples[48000 * 20 : 48000 * 21] *= 4.0
    if kind is np.int16:
        samples = (samples * 32768).round().astype(np.int16)
    assert_same(levels_of(samples, threads=2), levels_of(samples))


def test_int16_is_the_same_sound_as_float() -> None:
    whole = (noise(48000, -25.0, 3.0) * 32768).round().astype(np.int16)
    as_float = np.asarray(whole / 32768.0, np.float32)
    assert_same(levels_of(whole), levels_of(as_float), within_db=2e-7)
    mixed = RunningMeter(48000)
    mixed.feed(whole[:50001])
    mixed.feed(as_float[50001:])
    assert_same(mixed.levels(), levels_of(whole))


def test_the_meter_of_a_alone_reads_the_same_a() -> None:
    samples = noise(48000, -25.0, 2.5)
    alone, full = levels_of(samples, with_c=False), levels_of(samples)
    for name in ("laeq_db", "lafmax_db", "lafmin_db", "lae_db", "l10_db"):
        assert getattr(alone, name) == getattr(full, name)
    assert alone.lceq_db is alone.lcpeak_db is alone.lasmax_db is None


def test_ln_and_lafmin_leave_out_the_first_second() -> None:
    steady = tone(48000, 1000.0, -20.0, 3.0)
    found = levels_of(steady)
    assert found.lafmin_db == pytest.approx(-20.0, abs=0.01)
    assert found.l95_db == pytest.approx(-20.0, abs=0.01)
    loud_first = steady.copy()
    loud_first[:24000] *= 8.0
    assert levels_of(loud_first).lafmax_db == pytest.approx(-20.0 + 20.0 * math.log10(8.0), abs=0.1)
    just_short, just_long = levels_of(steady[:48000]), levels_of(steady[: 48000 + 480])
    assert just_short.l50_db is None
    assert just_short.lafmin_db is None
    assert just_long.l50_db is not None
    assert just_short.laeq_db is not None


def test_a_gap_is_time_without_sound() -> None:
    rate = 48000
    meter = RunningMeter(rate)
    first = meter.feed(tone(rate, 1000.0, -20.0, 2.005))
    meter.gap(rate)
    second = meter.feed(tone(rate, 1000.0, -20.0, 2.0))
    found = meter.levels()
    assert found.missing_samples == rate
    assert found.samples == 2 * rate + 2 * rate + 240
    assert found.duration_s == pytest.approx(5.005)
    assert found.laeq_db == pytest.approx(-20.0, abs=0.005)
    assert found.lafmin_db == pytest.approx(-20.0, abs=0.01)
    assert found.l95_db == pytest.approx(-20.0, abs=0.01)
    assert first.t_s[-1] == pytest.approx(2.0)
    assert second.t_s[0] == pytest.approx(3.015)
    assert meter.leq_db(2.1, 2.9) is None
    with pytest.raises(BadInput):
        meter.gap(-1)


def test_excluded_intervals_are_left_out_of_mean_maximum_and_percentiles() -> None:
    rate = 48000
    samples = tone(rate, 1000.0, -40.0, 10.0)
    samples[4 * rate : 5 * rate] *= 30.0
    meter = RunningMeter(rate)
    meter.feed(samples)
    whole, without = meter.levels(), meter.levels(without=[(3.9, 7.0), (8.0, 8.5)])
    assert value(whole.lafmax_db) > -11.0
    assert without.laeq_db == pytest.approx(-40.0, abs=0.01)
    assert without.lafmax_db == pytest.approx(-40.0, abs=0.02)
    assert without.l5_db == pytest.approx(-40.0, abs=0.02)
    assert without.lae_db == pytest.approx(-40.0 + 10.0 * math.log10(6.4), abs=0.01)
    assert without.duration_s == whole.duration_s
    assert without.lcpeak_db is None
    assert meter.leq_db(4.1, 4.9) == pytest.approx(-40.0 + 20.0 * math.log10(30.0), abs=0.001)
    nothing = meter.levels(without=[(0.0, 10.0)])
    assert nothing.laeq_db is nothing.lafmax_db is nothing.l50_db is None


def test_samples_behind_the_last_step_count() -> None:
    samples = noise(48000, -40.0, 1.0)
    more = np.concatenate([samples, tone(48000, 2000.0, -1.0, 0.002)])
    whole, tail = levels_of(samples), levels_of(more)
    assert value(tail.lae_db) > value(whole.lae_db) + 1.0
    meter = RunningMeter(48000)
    meter.feed(more)
    assert meter.levels(without=[(100.0, 101.0)]).lae_db == pytest.approx(value(tail.lae_db), abs=1e-4)


@pytest.mark.parametrize("count", [0, 1, 2, 31, 479, 480, 481])
def test_very_short_runs(count: int) -> None:
    found = levels_of(tone(48000, 1000.0, -20.0, 1.0)[1 : 1 + count])
    assert found.samples == count
    assert (found.laeq_db is None) == (count == 0)
    assert (found.lcpeak_db is None) == (count == 0)
    assert found.l50_db is None


def test_silence_has_no_level_and_is_under_range() -> None:
    found = levels_of(np.zeros(96000, np.float32))
    assert found.laeq_db is found.lafmax_db is found.lcpeak_db is found.l50_db is None
    assert found.underrange


@pytest.mark.parametrize(("level", "expected"), [(32766, False), (32767, True), (-32767, True), (-32768, True)])
def test_overload_on_both_sides_of_full_scale(level: int, expected: bool) -> None:
    samples = np.zeros(96000, np.int16)
    samples[50000] = level
    meter = RunningMeter(48000)
    flags = [meter.feed(samples[first : first + 4800]).overload for first in range(0, 96000, 4800)]
    assert flags == [expected and index == 10 for index in range(20)]
    assert meter.overload is expected
    assert meter.levels().overload is expected
    assert levels_of(np.asarray(samples / 32768.0, np.float32)).overload is expected
    assert levels_of(samples[: 50000 + 100]).overload is expected


@pytest.mark.parametrize(("level_db", "expected"), [(-93.0, False), (-95.0, True)])
def test_under_range_against_a_stated_floor(level_db: float, expected: bool) -> None:
    meter = RunningMeter(48000, reference_db=120.0, underrange_db=26.0)
    rows = meter.feed(tone(48000, 1000.0, level_db, 3.0))
    assert meter.levels().underrange is expected
    assert rows.underrange is expected


def test_under_range_of_16_bit() -> None:
    hiss = np.random.default_rng(1).integers(-2, 3, 96000).astype(np.int16)
    assert levels_of(hiss).underrange is False
    almost_none = np.zeros(96000, np.int16)
    almost_none[::3000] = 1
    assert levels_of(almost_none).underrange is True


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf, 1e25])
@pytest.mark.parametrize("place", [0, 5000, 4805])
def test_what_is_no_number_is_refused(bad: float, place: int) -> None:
    samples = noise(48000, -20.0, 0.11)[:5001]
    samples[place] = bad
    meter = RunningMeter(48000)
    with pytest.raises(BadInput) as caught:
        meter.feed(samples)
        meter.levels()
    assert caught.value.key == "acoustics.not_a_number"


@pytest.mark.parametrize("reference", [math.nan, math.inf, -61.0, 241.0])
def test_references_that_no_microphone_has(reference: float) -> None:
    with pytest.raises(BadInput) as caught:
        RunningMeter(48000, reference_db=reference)
    assert caught.value.key == "acoustics.reference"
    RunningMeter(48000, reference_db=max(-60.0, min(240.0, reference)) if math.isfinite(reference) else 94.0)


def test_arrays_of_other_kinds_are_refused() -> None:
    meter = RunningMeter(48000)
    for bad in (np.zeros((2, 480), np.float32), np.zeros(480, np.int32), np.zeros(480, np.complex64)):
        with pytest.raises(BadInput):
            meter.feed(bad)  # type: ignore[arg-type]


def test_importing_the_meter_brings_no_scipy() -> None:
    heavy = "('scipy', 'soundfile', 'sounddevice', 'PySide6')"
    code = f"import sys, patrol_app.acoustics.meter; sys.exit(any(name in sys.modules for name in {heavy}))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
