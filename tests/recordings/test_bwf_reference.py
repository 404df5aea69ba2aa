from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
import soundfile

from patrol_app.domain.errors import BadInput
from patrol_app.recordings.audio import AudioRecorder
from patrol_app.recordings.audio_files import open_audio
from patrol_app.recordings.bwf import BEXT, read_bwf
from patrol_app.recordings.bwf_reference import write_reference

RATE = 48000


def sound(path: Path, kind: str = "WAV", channels: int = 1) -> Path:
    samples = np.random.default_rng(1).uniform(-0.5, 0.5, (4801, channels))
    soundfile.write(path, samples, RATE, format=kind, subtype="PCM_24")
    return path


def bext_of(path: Path) -> bytes:
    content = path.read_bytes()
    at = content.index(b"bext")
    return content[at + 8 : at + 8 + int.from_bytes(content[at + 4 : at + 8], "little")]


@pytest.mark.parametrize("kind", ["WAV", "WAVEX", "RF64"])
@pytest.mark.parametrize("channels", [1, 2])
def test_the_level_is_written_and_the_samples_stay(tmp_path: Path, kind: str, channels: int) -> None:
    path = sound(tmp_path / "a.wav", kind, channels)
    before, _ = soundfile.read(path, dtype="int32")
    assert open_audio(path).reference_db is None
    write_reference(path, 121.34567)
    assert open_audio(path).reference_db == 121.3457
    assert not open_audio(path).truncated
    after, rate = soundfile.read(path, dtype="int32")
    assert rate == RATE
    assert np.array_equal(before, after)
    assert [each.name for each in tmp_path.iterdir()] == ["a.wav"]


def test_lengths_in_the_header_fit_the_file(tmp_path: Path) -> None:
    riff, wide = sound(tmp_path / "a.wav"), sound(tmp_path / "b.wav", "RF64")
    sizes = []
    for path in (riff, wide):
        write_reference(path, 120.0)
        sizes.append(path.stat().st_size)
    assert int.from_bytes(riff.read_bytes()[4:8], "little") == sizes[0] - 8
    content = wide.read_bytes()
    at = content.index(b"ds64") + 8
    # libsndfile leaves out the pad byte of an odd data chunk.
    assert sizes[1] - 8 - int.from_bytes(content[at : at + 8], "little") in (0, 1)


def test_a_second_level_takes_the_place_of_the_first(tmp_path: Path) -> None:
    path = sound(tmp_path / "a.wav")
    write_reference(path, 120.0)
    once = path.read_bytes()
    write_reference(path, 119.5)
    assert open_audio(path).reference_db == 119.5
    assert len(path.read_bytes()) == len(once)
    write_reference(path, 120.0)
    assert path.read_bytes() == once


def test_what_another_recorder_wrote_stays(tmp_path: Path) -> None:
    path = sound(tmp_path / "a.wav")
    write_reference(path, 120.0)
    content = path.read_bytes()
    at = content.index(b"bext") + 8
    foreign = b"Bridge, east side".ljust(256, b"\0") + b"Zoom F3".ljust(32, b"\0")
    path.write_bytes(content[:at] + foreign + content[at + len(foreign) :])
    assert open_audio(path).reference_db is None
    write_reference(path, 118.25)
    bext = bext_of(path)
    assert bext[:256].rstrip(b"\0") == b"reference_db=118.2500;Bridge, east side"
    assert bext[256:288].rstrip(b"\0") == b"Zoom F3"
    assert bext[BEXT.size :].count(b"full scale RMS") == 1
    assert b"full scale RMS = 118.2500 dB" in bext
    full = b"x" * 256
    path.write_bytes(path.read_bytes().replace(bext[:256], full))
    with pytest.raises(BadInput) as caught:
        write_reference(path, 1.0)
    assert caught.value.key == "recordings.no_place_for_level"


def test_a_recording_of_a_visit_is_left_alone(tmp_path: Path) -> None:
    recorder = AudioRecorder(
        tmp_path, started_at=datetime(2026, 6, 6, 15, tzinfo=UTC), sample_rate_hz=RATE, reference_db=None
    )
    recorder.feed(np.zeros(RATE, np.int16))
    recorder.close()
    (path,) = tmp_path.glob("*.wav")
    before = path.read_bytes()
    with pytest.raises(BadInput) as caught:
        write_reference(path, 120.0)
    assert caught.value.key == "recordings.on_record"
    assert path.read_bytes() == before
    assert read_bwf(path).reference_db is None


def test_other_files_are_refused_and_stay_as_they_are(tmp_path: Path) -> None:
    flac, text, cut = sound(tmp_path / "a.flac", "FLAC"), tmp_path / "a.txt", tmp_path / "cut.wav"
    text.write_text("sound")
    cut.write_bytes(sound(tmp_path / "whole.wav").read_bytes()[:30])
    for path in (flac, text, cut):
        before = path.read_bytes()
        with pytest.raises(BadInput) as caught:
            write_reference(path, 120.0)
        assert caught.value.key == "recordings.no_place_for_level"
        assert path.read_bytes() == before
    with pytest.raises(BadInput) as caught:
        write_reference(tmp_path / "none.wav", 120.0)
    assert caught.value.key == "recordings.unreadable"
    assert not list(tmp_path.glob("*.part"))
