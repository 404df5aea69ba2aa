"""Levels of a run whose audio lost samples: missing is counted and is not silence."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from patrol_app.acoustics.tone_audibility import adjustment_db
from patrol_app.recordings.audio import AudioRecorder
from patrol_app.services.run_audio import levels_of, sound_character
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
    # Whole stretches of 3 s on either side of the gap, and its edges are no impulses.
    tonality = heard.character.tonality
    assert tonality is not None
    assert (tonality.spectra, tonality.audible, tonality.adjustment_db) == (2, 2, 6)
    assert heard.character.impulses == ()


def test_a_blow_and_a_hum_stand_in_the_record_as_information(tmp_path: Path) -> None:
    recorder = AudioRecorder(
        tmp_path, sample_rate_hz=RATE_HZ, reference_db=120.0, started_at=datetime(2026, 6, 6, tzinfo=UTC)
    )
    random = np.random.default_rng(1)
    sound = 0.01 * tone(12.0) + np.asarray(0.001 * random.standard_normal(12 * RATE_HZ), np.float32)
    sound[5 * RATE_HZ : 5 * RATE_HZ + 400] += np.asarray(0.3 * random.standard_normal(400), np.float32)
    recorder.feed(sound)
    recorder.close()
    heard = levels_of([AudioSource(path=path, pack_path=path.name) for path in tmp_path.glob("*.wav")], 0, 12 * RATE_HZ)
    assert heard is not None
    found = sound_character(heard.character)
    assert found is not None
    assert (found.spectra, found.tonal_spectra, found.tone_hz) == (4, 4, 1000.0)
    assert found.tonal_audibility_db is not None
    assert found.tonal_audibility_db > 6.0
    assert found.tonal_adjustment_db == adjustment_db(found.tonal_audibility_db)
    assert found.impulses == 1
    assert found.impulse_at_s == pytest.approx(5.0, abs=0.05)
    assert found.impulse_prominence is not None
    assert found.impulse_adjustment_db == pytest.approx(1.8 * (found.impulse_prominence - 5.0), abs=0.2)
    assert "plain form" in found.tones_by


def test_a_run_of_two_seconds_has_no_character(tmp_path: Path) -> None:
    recorder = AudioRecorder(
        tmp_path, sample_rate_hz=RATE_HZ, reference_db=120.0, started_at=datetime(2026, 6, 6, tzinfo=UTC)
    )
    recorder.feed(tone(2.0))
    recorder.close()
    heard = levels_of([AudioSource(path=path, pack_path=path.name) for path in tmp_path.glob("*.wav")], 0, 2 * RATE_HZ)
    assert heard is not None
    assert sound_character(heard.character) is None


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
