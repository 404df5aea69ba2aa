from __future__ import annotations

import math

import numpy as np
import pytest
from acoustic_signals import burst, noise, tone

from patrol_app.acoustics.all_weightings import AllWeightings, WeightedLevels
from patrol_app.acoustics.meter import RunningMeter
from patrol_app.acoustics.weightings import analytic_db


def of(samples: np.ndarray, rate_hz: int = 48000, **more: float) -> dict[str, WeightedLevels]:
    meter = AllWeightings(rate_hz, **more)
    for first in range(0, samples.size, 7777):
        meter.feed(samples[first : first + 7777])
    return meter.levels()


@pytest.mark.parametrize("rate_hz", [44100, 48000, 96000])
def test_all_weightings_agree_at_1_khz(rate_hz: int) -> None:
    found = of(tone(rate_hz, 1000.0, -20.0, 8.0), rate_hz, reference_db=114.0)
    for levels in found.values():
        assert levels.leq_db == pytest.approx(94.0, abs=0.003)
        assert levels.fast_max_db == pytest.approx(94.0, abs=0.01)
        assert levels.slow_max_db == pytest.approx(94.0, abs=0.01)
        assert levels.impulse_max_db == pytest.approx(94.0, abs=0.05)
        assert levels.impulse_eq_db == pytest.approx(94.0, abs=0.05)


@pytest.mark.parametrize("frequency", [12.589, 31.623, 251.19, 3981.1, 15849.0])
def test_z_is_flat_and_a_and_c_are_not(frequency: float) -> None:
    found = of(tone(48000, frequency, -20.0, 10.0))
    assert found["Z"].leq_db == pytest.approx(-20.0, abs=0.05)
    assert found["C"].leq_db == pytest.approx(-20.0 + float(analytic_db(frequency, "C")), abs=0.05)
    # The abrupt start of a low tone passes the A filter better than the tone itself.
    a_within = 0.6 if frequency < 20.0 else 0.2
    assert found["A"].leq_db == pytest.approx(-20.0 + float(analytic_db(frequency, "A")), abs=a_within)


def test_an_offset_of_the_converter_is_no_sound() -> None:
    found = of(np.full(48000 * 20, 0.1, np.float32))
    assert found["Z"].leq_db is not None
    assert found["Z"].leq_db < -40.0


def test_a_and_c_are_those_of_the_running_meter() -> None:
    samples = noise(48000, -25.0, 3.0)
    samples[70000:75000] *= 4.0
    meter = RunningMeter(48000)
    meter.feed(samples)
    one, other = meter.levels(), of(samples)
    assert other["A"].leq_db == pytest.approx(one.laeq_db, abs=1e-5)
    assert other["A"].fast_max_db == pytest.approx(one.lafmax_db, abs=1e-5)
    assert other["A"].slow_max_db == pytest.approx(one.lasmax_db, abs=1e-5)
    assert other["C"].leq_db == pytest.approx(one.lceq_db, abs=1e-5)
    assert other["C"].peak_db == pytest.approx(one.lcpeak_db, abs=1e-5)


# IEC 651 and DIN 45657: single bursts of a 2 kHz tone, level relative to the steady one under I, limits of class 1.
@pytest.mark.parametrize(("ms", "expected", "limit"), [(20.0, -3.6, 1.5), (5.0, -8.8, 2.0), (2.0, -12.6, 2.0)])
def test_impulse_weighting_of_single_bursts(ms: float, expected: float, limit: float) -> None:
    sound = tone(48000, 2000.0, -12.0, ms / 1000.0)
    samples = np.zeros(48000, np.float32)
    samples[5000 : 5000 + sound.size] = sound
    steady = of(tone(48000, 2000.0, -12.0, 2.0))["A"].leq_db
    found = of(samples)["A"].impulse_max_db
    assert found is not None
    assert steady is not None
    assert found - steady == pytest.approx(expected, abs=limit)
    assert found - steady == pytest.approx(10.0 * math.log10(1.0 - math.exp(-ms / 35.0)), abs=0.2)


def test_the_impulse_hold_falls_by_2_9_db_a_second() -> None:
    short, long = of(burst(48000, 0.2, -12.0, 0.1, 1.3)), of(burst(48000, 0.2, -12.0, 0.1, 11.3))
    held = [levels["A"].impulse_eq_db for levels in (short, long)]
    assert held[0] is not None
    assert held[1] is not None
    # The mean of a value that falls by 2.9 dB/s for T seconds: integrate 10^(-0.29 t).
    rising_s = 0.2 - 0.035
    area_1, area_11 = (rising_s + (1.0 - 10.0 ** (-0.29 * s)) / (0.29 * math.log(10.0)) for s in (1.0, 11.0))
    expected = 10.0 * math.log10(area_11 / 11.3) - 10.0 * math.log10(area_1 / 1.3)
    assert held[1] - held[0] == pytest.approx(expected, abs=0.05)


def test_nothing_heard_has_no_level() -> None:
    assert set(vars_of(of(np.zeros(0, np.float32))["Z"])) == {None}
    assert set(vars_of(of(np.zeros(4800, np.float32))["Z"])) == {None}


def vars_of(levels: WeightedLevels) -> list[float | None]:
    return [getattr(levels, name) for name in WeightedLevels.__slots__]
