"""Levels of a run whose audio lost samples: missing is counted and is not silence."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from patrol_app.recordings.audio import AudioRecorder
from patrol_app.services.run_audio import levels_of
from patrol_app.services.visit import AudioSource

RATE_HZ = 8000


def tone(seconds: float) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    time_s = np.arange(int(seconds * RATE_HZ)) / RATE_HZ
    return np.asarray(0.1 * np.sin(2 * np.pi * 1000.0 * time_s), dtype=np.float32)


@pytest.mark.parametrize("bits", [16, 24])
def test_lost_samples_are_missing_and_do_not_lower_the_level(tmp_path: Path, bits: int) -> None:
    recorder = AudioRecorder(
        tmp_path, sample_rate_hz=RATE_HZ, reference_db=120.0, started_at=datetime(2026, 6, 6, tzinfo=UTC), bits=bits
    )
    recorder.feed(tone(5.0))
    recorder.gap(RATE_HZ * 2)
    recorder.feed(tone(5.0))
    recorder.close()
    sources = [AudioSource(path=path, pack_path=path.name) for path in sorted(tmp_path.glob("*.wav"))]
    assert len(sources) == 2
    heard = levels_of(sources, RATE_HZ, RATE_HZ * 11)
    assert heard is not None
    assert (heard.samples, heard.missing_samples) == (RATE_HZ * 8, RATE_HZ * 2)
    assert heard.laeq_db == pytest.approx(120.0 + 20 * np.log10(0.1 / np.sqrt(2)), abs=0.05)
    assert len(heard.files) == 2


def test_a_run_before_the_first_file_of_a_later_stretch_takes_nothing_from_it(tmp_path: Path) -> None:
    recorder = AudioRecorder(
        tmp_path, sample_rate_hz=RATE_HZ, reference_db=120.0, started_at=datetime(2026, 6, 6, tzinfo=UTC)
    )
    recorder.feed(tone(3.0))
    recorder.gap(RATE_HZ * 3)
    recorder.feed(tone(3.0))
    recorder.close()
    sources = [AudioSource(path=path, pack_path=path.name) for path in sorted(tmp_path.glob("*.wav"))]
    heard = levels_of(sources, 0, RATE_HZ * 3)
    assert heard is not None
    assert (heard.samples, heard.missing_samples, len(heard.files)) == (RATE_HZ * 3, 0, 1)
