from __future__ import annotations

import struct
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

from patrol_app.domain.errors import BadInput
from patrol_app.recordings.audio import AudioRecorder
from patrol_app.recordings.audio_files import open_audio

RATE = 48000


def ramp(channels: int = 1) -> NDArray[np.float64]:
    values = np.random.default_rng(3).uniform(-0.9, 0.9, (5000, channels))
    return values[:, 0] if channels == 1 else values


def read_all(path: Path, **more: int) -> list[NDArray[np.float64]]:
    file = open_audio(path)
    blocks = list(file.blocks(777, **more))
    joined = [np.concatenate([block[channel] for block in blocks]) for channel in range(file.channels)]
    return [np.asarray(each / 32768.0 if each.dtype == np.int16 else each, np.float64) for each in joined]


@pytest.mark.parametrize("channels", [1, 2, 3])
@pytest.mark.parametrize(
    ("ending", "container", "subtype", "step"),
    [
        ("wav", "WAV", "PCM_U8", 2**-7),
        ("wav", "WAV", "PCM_16", 2**-15),
        ("wav", "WAV", "PCM_24", 2**-23),
        ("wav", "WAV", "PCM_32", 2**-24),
        ("wav", "WAV", "FLOAT", 2**-24),
        ("wav", "WAV", "DOUBLE", 2**-24),
        ("wav", "WAVEX", "PCM_24", 2**-23),
        ("wav", "RF64", "PCM_16", 2**-15),
        ("w64", "W64", "PCM_24", 2**-23),
        ("flac", "FLAC", "PCM_16", 2**-15),
        ("flac", "FLAC", "PCM_24", 2**-23),
        ("aiff", "AIFF", "PCM_16", 2**-15),
    ],
)
def test_every_kind_of_file_gives_its_samples(
    tmp_path: Path, channels: int, ending: str, container: str, subtype: str, step: float
) -> None:
    path = tmp_path / f"sound.{ending}"
    soundfile.write(path, ramp(channels), RATE, format=container, subtype=subtype)
    file = open_audio(path)
    assert (file.sample_rate_hz, file.channels, file.frames, file.truncated) == (RATE, channels, 5000, False)
    assert file.compressed == (container in ("FLAC", "AIFF"))
    expected = ramp(channels).reshape(5000, channels)
    for channel, found in enumerate(read_all(path)):
        assert found == pytest.approx(expected[:, channel], abs=step * 1.01)


@pytest.mark.parametrize("subtype", ["PCM_16", "PCM_24", "PCM_32", "FLOAT"])
def test_fast_reading_equals_libsndfile_bit_by_bit(tmp_path: Path, subtype: str) -> None:
    path = tmp_path / "sound.wav"
    soundfile.write(path, ramp(), RATE, subtype=subtype)
    assert np.array_equal(read_all(path)[0], soundfile.read(path, dtype="float32")[0].astype(np.float64))


@pytest.mark.parametrize("readers", [1, 2, 3])
def test_reading_ahead_keeps_the_order(tmp_path: Path, readers: int) -> None:
    path = tmp_path / "sound.flac"
    soundfile.write(path, ramp(), RATE, subtype="PCM_16")
    assert read_all(path, readers=readers)[0] == pytest.approx(ramp(), abs=2**-15)


def test_the_level_of_full_scale_is_read_from_our_own_recordings(tmp_path: Path) -> None:
    recorder = AudioRecorder(
        tmp_path, sample_rate_hz=RATE, reference_db=123.87, started_at=datetime(2026, 6, 6, 15, tzinfo=UTC)
    )
    recorder.feed((ramp() * 32000).astype(np.int16))
    recorder.close()
    (path,) = tmp_path.glob("*.wav")
    file = open_audio(path)
    assert file.reference_db == 123.87
    assert file.frames == 5000
    assert not file.truncated
    foreign = tmp_path / "foreign.wav"
    soundfile.write(foreign, ramp(), RATE)
    assert open_audio(foreign).reference_db is None


def wav_with(data_length: int, data: bytes) -> bytes:
    form = struct.pack("<HHIIHH", 1, 1, RATE, RATE * 2, 2, 16)
    return (
        b"RIFF"
        + struct.pack("<I", 36 + data_length % 2**31)
        + b"WAVEfmt "
        + struct.pack("<I", 16)
        + form
        + (b"data" + struct.pack("<I", data_length) + data)
    )


@pytest.mark.parametrize(
    ("promised", "present", "frames", "truncated"),
    [
        (200, 200, 100, False),
        (200, 100, 50, True),
        (200, 101, 50, True),
        (0, 200, 100, True),
        (2**32 - 1, 200, 100, True),
    ],
)
def test_cut_and_unclosed_files_give_what_they_hold(
    tmp_path: Path, promised: int, present: int, frames: int, truncated: bool
) -> None:
    path = tmp_path / "cut.wav"
    path.write_bytes(wav_with(promised, bytes(range(present % 256)).ljust(present, b"\1")))
    file = open_audio(path)
    assert (file.frames, file.truncated) == (frames, truncated)
    assert file.read(0, 1000)[0].size == frames


def test_chunks_behind_the_samples_are_no_samples(tmp_path: Path) -> None:
    path = tmp_path / "list.wav"
    path.write_bytes(wav_with(200, bytes(200)) + b"LIST" + struct.pack("<I", 4) + b"INFO")
    file = open_audio(path)
    assert (file.frames, file.truncated) == (100, False)


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (b"", "audio.empty"),
        (b"just words, no sound\n" * 20, "audio.not_audio"),
        (wav_with(200, bytes(200))[:30], "audio.header"),
        (wav_with(200, bytes(200))[:43], "audio.header"),
        (wav_with(0, b""), "audio.no_samples"),
        (b"RIFF" + bytes(4) + b"WAVE" + b"data" + bytes(100), "audio.header"),
        (bytes(4096), "audio.not_audio"),
    ],
)
def test_bad_files_are_named_with_their_cause(tmp_path: Path, content: bytes, key: str) -> None:
    path = tmp_path / "bad.wav"
    path.write_bytes(content)
    with pytest.raises(BadInput) as caught:
        open_audio(path)
    assert caught.value.key == key
    assert caught.value.data["file"] == str(path)


def test_missing_files_and_folders(tmp_path: Path) -> None:
    for path, key in ((tmp_path / "none.wav", "audio.missing"), (tmp_path, "audio.folder")):
        with pytest.raises(BadInput) as caught:
            open_audio(path)
        assert caught.value.key == key


def test_of_a_cut_flac_what_is_there_is_read(tmp_path: Path) -> None:
    whole, cut = tmp_path / "whole.flac", tmp_path / "cut.flac"
    soundfile.write(whole, np.random.default_rng(1).uniform(-0.5, 0.5, 100_000), RATE, subtype="PCM_16")
    assert not open_audio(whole).truncated
    cut.write_bytes(whole.read_bytes()[:60_000])
    file = open_audio(cut)
    assert file.truncated
    assert 25_000 < file.frames < 30_000  # 60 kB of about 200 kB
    (read,) = file.read(0, file.frames)
    assert np.array_equal(read, open_audio(whole).read(0, file.frames)[0])
    pieces = np.concatenate([each[0] for each in file.blocks(1000, readers=2)])
    assert np.array_equal(pieces, read)
    file.close()


def test_a_flac_damaged_inside_is_refused_and_not_shortened(tmp_path: Path) -> None:
    path = tmp_path / "damaged.flac"
    soundfile.write(path, np.random.default_rng(1).uniform(-0.5, 0.5, 400_000), RATE, subtype="PCM_16")
    content = bytearray(path.read_bytes())
    content[300_000:340_000] = bytes(40_000)
    path.write_bytes(content)
    with pytest.raises(BadInput) as caught:
        list(open_audio(path).blocks(RATE))
    assert caught.value.key == "audio.damaged"


def test_a_flac_without_one_whole_block_has_no_samples(tmp_path: Path) -> None:
    whole, cut = tmp_path / "whole.flac", tmp_path / "cut.flac"
    soundfile.write(whole, np.random.default_rng(1).uniform(-0.5, 0.5, 100_000), RATE, subtype="PCM_16")
    cut.write_bytes(whole.read_bytes()[:5_000])
    with pytest.raises(BadInput) as caught:
        open_audio(cut)
    assert caught.value.key in ("audio.no_samples", "audio.not_audio")
