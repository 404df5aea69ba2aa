from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from acoustic_signals import KERNELS, noise, on_kernel, tone

from patrol_app.acoustics.block_walk import Samples
from patrol_app.acoustics.few_steps import MOST_STEPS
from patrol_app.acoustics.levels import Levels
from patrol_app.acoustics.meter import RunningMeter
from patrol_app.acoustics.peak import HALO, squared_peak, windows


def in_blocks(samples: Samples, rate_hz: int, block: int) -> RunningMeter:
    meter = RunningMeter(rate_hz)
    for first in range(0, samples.size, block):
        meter.feed(samples[first : first + block])
    return meter


def largest_difference_db(samples: Samples, rate_hz: int, block: int) -> float:
    """Between a live meter that gets blocks and one that gets the run at once."""
    whole, live = in_blocks(samples, rate_hz, samples.size).levels(), in_blocks(samples, rate_hz, block).levels()
    values = [(getattr(whole, each.name), getattr(live, each.name)) for each in dataclasses.fields(Levels)]
    assert all((one is None) == (other is None) for one, other in values)
    return max(float(abs(one - other)) for one, other in values if one is not None)


@pytest.mark.parametrize("kind", [np.float32, np.int16])
@pytest.mark.parametrize("rate_hz", [8000, 11025, 44100, 48000, 51200, 96000, 192000])
def test_a_live_meter_reads_what_the_file_says(rate_hz: int, kind: type) -> None:
    samples: Samples = noise(rate_hz, -25.0, 2.03)
    samples[rate_hz : rate_hz + rate_hz // 20] *= 6.0
    if kind is np.int16:
        samples = (samples * 32000).astype(np.int16)
    assert largest_difference_db(samples, rate_hz, rate_hz // 10) < 1e-6


@pytest.mark.parametrize("steps", [1, 2, 10, MOST_STEPS, MOST_STEPS + 1])
def test_any_length_of_blocks_reads_the_same(steps: int) -> None:
    for samples in (noise(48000, -25.0, 2.5), tone(48000, 8000.0, -12.0, 2.5)):
        assert largest_difference_db(samples, 48000, 480 * steps) < 1e-6


ONE_KERNEL = """
from acoustic_signals import noise, tone
from test_few_steps import largest_difference_db
runs = [noise(48000, -25.0, 2.2, seed) for seed in range(6)] + [tone(48000, f, -12.0, 2.2) for f in (1000.0, 8000.0)]
print(max(largest_difference_db(samples, 48000, block) for samples in runs for block in (4800, 479, 12345)))
"""


@pytest.mark.parametrize("kernel", KERNELS)
def test_every_kernel_of_the_matrix_library_reads_the_same(kernel: str) -> None:
    assert on_kernel(kernel, ONE_KERNEL) < 1e-6


def test_the_peak_is_that_of_double_precision() -> None:
    samples = noise(48000, -25.0, 1.0)
    meter = in_blocks(samples, 48000, 4800)
    _, c = RunningMeter(48000)._work(100).outputs(samples, RunningMeter(48000).carried)
    exact = squared_peak(windows(c), np.square(c[HALO:-HALO]), 480)
    # Only the states are left in single precision.
    assert meter.squared_peak == pytest.approx(exact, rel=5e-8)
