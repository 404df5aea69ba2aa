"""The machine's clock: what the laptop slept is time that passed."""

from __future__ import annotations

import sys
import time

import pytest

from drivers.clock import SystemClock

HOUR_NS = 3_600_000_000_000


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the monotonic clock counts sleep by itself")
def test_a_laptop_that_slept_has_not_stood_still(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = SystemClock()
    before_ns = clock.monotonic_ns()
    due_ns = before_ns + 60_000_000_000
    real = time.clock_gettime_ns
    slept = {time.CLOCK_BOOTTIME: HOUR_NS}
    monkeypatch.setattr(time, "clock_gettime_ns", lambda which: real(which) + slept.get(which, 0))
    assert clock.monotonic_ns() - before_ns >= HOUR_NS
    assert clock.timeout_s(due_ns) == 0.0
    assert clock.timeout_s(None) is None
