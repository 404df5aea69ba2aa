"""Runs that nobody ended: another run after them, and the audio they still have."""

from __future__ import annotations

from pathlib import Path

import pytest
from short_visit import ShortVisit

from drivers.readings import SoundReading
from patrol_app.acoustics.synthesis import Source
from patrol_app.services.replay import RawTotals, SoundReplay
from patrol_app.services.run_marks import find_runs
from patrol_app.services.tally import SoundTally
from patrol_app.services.visit import Mark

S = 1_000_000_000


def test_a_run_without_an_end_ends_with_its_last_reading_before_the_next_run() -> None:
    tally = SoundTally()
    for at_s in (11, 14, 33):
        tally.take(SoundReading(offset=0, length=1, quantity="LAF", value_db=60.0), at_s * S)
    marks = [
        Mark("run_started", 10 * S, 110 * S, {"run": "N1", "role": "main"}),
        Mark("run_started", 30 * S, 130 * S, {"run": "N2", "role": "main"}),
    ]
    first, second = find_runs(SoundReplay(tally, marks, [], RawTotals(last_ns=35 * S, last_utc_ns=135 * S)))
    assert (first.end.monotonic_ns, first.end.utc_ns, first.interrupted) == (14 * S, 114 * S, True)
    assert (second.end.monotonic_ns, second.interrupted) == (35 * S, True)


def test_an_interrupted_run_keeps_the_levels_of_its_audio(tmp_path: Path) -> None:
    tone = Source(texture="tone", level_db=93.8, start_s=0, end_s=15)
    noise = Source(texture="diesel", level_db=62.0, start_s=16, end_s=99)
    with ShortVisit(tmp_path, sources=[tone, noise]) as visit:
        visit.walk(14)
        visit.do("calibrate", which="before")
        visit.walk(6)
        visit.do("begin_run", role="main")
        visit.walk(12)
        main = visit.rebuilt().main
    assert main is not None and main.interrupted
    assert main.audio is not None
    assert main.audio.samples == pytest.approx(12 * 48_000, abs=24_000)
    assert main.audio.agrees
