from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from patrol_app.domain.errors import BadInput, CannotDo
from patrol_app.recordings.audio import AudioRecorder
from patrol_app.recordings.bwf import read_bwf
from patrol_app.recordings.clip import extract, read_run

START = datetime(2026, 6, 6, 15, 13, 29, tzinfo=UTC)
SAMPLES = np.random.default_rng(9).integers(-30_000, 30_000, 5000).astype(np.int16)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> AudioRecorder:
    """Samples 0 to 2999 in files of 1000, a gap of 500, samples 3500 to 5499; the last file still grows."""
    audio = AudioRecorder(
        tmp_path_factory.mktemp("run"), sample_rate_hz=1000, reference_db=121.25, started_at=START, file_s=1
    )
    audio.feed(SAMPLES[:3000])
    audio.gap(500)
    audio.feed(SAMPLES[3000:4700])
    return audio


def test_a_clip_over_a_change_of_files_has_its_true_time_and_level(run: AudioRecorder, tmp_path: Path) -> None:
    clip = run.extract(900, 1500, tmp_path / "clip.wav")
    assert (clip.first_sample, clip.samples, clip.missing_samples) == (900, 1500, 0)
    file = read_bwf(clip.path)
    assert np.array_equal(file.read(), SAMPLES[900:2400])
    assert file.facts is not None
    assert file.facts.started_at == START + timedelta(seconds=0.9)
    assert (file.facts.first_sample, file.reference_db, file.complete) == (900, 121.25, True)
    assert [path.name for path in tmp_path.iterdir()] == ["clip.wav"]
    assert read_run(tmp_path) == (), "a clip is no part of the run"


def test_a_clip_from_before_the_start_says_what_is_missing(run: AudioRecorder, tmp_path: Path) -> None:
    clip = run.extract(-400, 1000, tmp_path / "clip.wav")
    assert (clip.first_sample, clip.samples, clip.missing_samples) == (0, 600, 400)


def test_a_clip_over_a_gap_is_the_longest_unbroken_part(run: AudioRecorder, tmp_path: Path) -> None:
    clip = run.extract(2900, 1000, tmp_path / "clip.wav")
    assert (clip.first_sample, clip.samples, clip.missing_samples) == (3500, 400, 600)
    assert np.array_equal(read_bwf(clip.path).read(), SAMPLES[3000:3400])


@settings(max_examples=40)
@given(st.integers(0, 5200), st.integers(1, 5000))
def test_any_clip_holds_the_samples_of_its_place(
    run: AudioRecorder, tmp_path_factory: pytest.TempPathFactory, start: int, count: int
) -> None:
    target = tmp_path_factory.getbasetemp() / "any.wav"
    try:
        clip = extract(run.files, start, count, target)
    except BadInput:
        assert start >= 5200 or (start >= 3000 and start + count <= 3500)
        return
    base = clip.first_sample if clip.first_sample < 3000 else clip.first_sample - 500
    assert np.array_equal(read_bwf(target).read(), SAMPLES[base : base + clip.samples])
    assert clip.samples + clip.missing_samples == count


def test_nothing_recorded_is_bad_input_and_leaves_no_file(run: AudioRecorder, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="clip_empty"):
        run.extract(3100, 200, tmp_path / "clip.wav")
    assert not list(tmp_path.iterdir())
    with pytest.raises(CannotDo, match="missing"):
        run.extract(0, 10, tmp_path / "none" / "clip.wav")
