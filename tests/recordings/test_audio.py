from __future__ import annotations

import wave
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from patrol_app.domain.errors import BadInput, CannotDo
from patrol_app.recordings.audio import FILE_S, AudioRecorder, Gap, level_text
from patrol_app.recordings.bwf import read_bwf
from patrol_app.recordings.clip import read_run
from patrol_app.recordings.disk import DurableFile

START = datetime(2026, 6, 6, 15, 59, 58, tzinfo=UTC)


def noise(count: int) -> NDArray[np.int16]:
    return np.random.default_rng(count).integers(-9000, 9000, count).astype(np.int16)


def recorder(folder: Path, **changes: object) -> AudioRecorder:
    settings: dict[str, object] = {"sample_rate_hz": 8000, "reference_db": 124.0, "started_at": START} | changes
    return AudioRecorder(folder, **settings)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("level", "text"), [(124.0, "fs124.0dB"), (123.87, "fs123.87dB"), (94.1, "fs94.1dB"), (None, "fsunknown")]
)
def test_the_full_scale_level_stands_in_the_file_name(level: float | None, text: str) -> None:
    assert level_text(level) == text


def test_files_change_every_ten_minutes_and_count_their_samples_together(tmp_path: Path) -> None:
    audio = recorder(tmp_path, file_s=2)
    samples = noise(8000 * 5)
    for start in range(0, len(samples), 3000):
        audio.feed(samples[start : start + 3000])
    files = audio.close()
    assert [file.path.name for file in files] == [
        "20260606T155958Z_fs124.0dB_001.wav",
        "20260606T160000Z_fs124.0dB_002.wav",
        "20260606T160002Z_fs124.0dB_003.wav",
    ]
    assert [file.facts.first_sample for file in files if file.facts] == [0, 16_000, 32_000]
    assert [file.samples for file in files] == [16_000, 16_000, 8000]
    assert np.array_equal(np.concatenate([file.read() for file in files]), samples)
    assert read_run(tmp_path) == files
    assert FILE_S == 600


def test_a_run_that_ends_with_a_full_file_leaves_no_empty_one(tmp_path: Path) -> None:
    audio = recorder(tmp_path, file_s=1)
    audio.feed(noise(8000))
    assert len(audio.close()) == 1
    assert len(list(tmp_path.iterdir())) == 1


def test_the_header_is_patched_once_a_second_by_the_given_clock(tmp_path: Path) -> None:
    now = [10.0]
    audio = recorder(tmp_path, clock=lambda: now[0])
    audio.feed(noise(100))
    path = audio.files[0].path

    def header_samples() -> int:
        with path.open("rb") as file:
            file.seek(read_bwf(path).data_offset - 4)
            return int.from_bytes(file.read(4), "little") // 2

    now[0] = 10.99
    audio.feed(noise(100))
    assert header_samples() == 0
    now[0] = 11.0
    audio.feed(noise(100))
    assert header_samples() == 300
    with wave.open(str(path)) as plain:
        assert plain.getnframes() == 300


def test_every_sample_is_in_the_file_when_feed_returns(tmp_path: Path) -> None:
    audio = recorder(tmp_path)
    samples = noise(500)
    audio.feed(samples)
    (growing,) = audio.files
    assert np.array_equal(growing.read(), samples)


def test_float_samples_have_full_scale_one_and_clipping_is_counted(tmp_path: Path) -> None:
    audio = recorder(tmp_path)
    audio.feed(np.array([0.0, 0.5, -1.0, 1.0, -1.5, 1 / 32768, 0.4 / 32768], np.float32))
    assert audio.files[0].read().tolist() == [0, 16384, -32768, 32767, -32768, 1, 0]
    assert audio.clipped_samples == 2
    with pytest.raises(BadInput, match="audio_block"):
        audio.feed(np.array([np.nan], np.float32))
    assert audio.position == 7


def test_24_bits_keep_what_16_would_lose(tmp_path: Path) -> None:
    audio = recorder(tmp_path, bits=24)
    audio.feed(np.array([1 / 2**23, -1.0], np.float32))
    audio.feed(np.array([-(2**23), 2**23 - 1], np.int32))
    audio.feed(np.array([1], np.int16))
    assert audio.files[0].read().tolist() == [1, -(2**23), -(2**23), 2**23 - 1, 256]


def test_a_gap_is_a_jump_in_the_count_and_never_silence(tmp_path: Path) -> None:
    audio = recorder(tmp_path)
    audio.feed(noise(100))
    audio.gap(0)
    audio.gap(250)
    audio.gap(50)
    audio.feed(noise(10))
    first, second = audio.close()
    assert (first.samples, second.samples) == (100, 10)
    assert second.facts is not None
    assert second.facts.first_sample == 400
    assert audio.gaps == [Gap(first_sample=100, count=250), Gap(first_sample=350, count=50)]
    assert audio.position == 410


def test_settings_and_blocks_that_make_no_sense_are_refused(tmp_path: Path) -> None:
    for wrong in ({"bits": 8}, {"sample_rate_hz": 0}, {"started_at": datetime(2026, 6, 6)}):
        with pytest.raises(BadInput, match="audio_settings"):
            recorder(tmp_path, **wrong)
    with pytest.raises(BadInput, match="audio_block"):
        recorder(tmp_path).feed(np.zeros((2, 2), np.int16))
    with pytest.raises(BadInput, match="audio_block"):
        recorder(tmp_path).feed(np.zeros(2, np.int32))
    assert not list(tmp_path.iterdir())


class Disk:
    """Files on a disk with ``room`` bytes left."""

    def __init__(self, room: int) -> None:
        self.room = room

    def create(self, path: Path) -> DurableFile:
        disk = self

        class Limited(DurableFile):
            def _write(self, data: bytes) -> int:
                grows = min(len(data), disk.room)
                disk.room -= grows
                return super()._write(data[:grows])

            def patch(self, offset: int, data: bytes) -> None:
                disk.room += len(data)
                super().patch(offset, data)

            def truncate(self, length: int) -> None:
                disk.room += self.path.stat().st_size - length
                super().truncate(length)

        return Limited.create(path)


def test_a_full_disk_says_how_much_is_kept_and_the_rest_goes_on_after_making_room(tmp_path: Path) -> None:
    disk = Disk(40_000)
    audio = recorder(tmp_path, file_s=1, create=disk.create)
    samples = noise(24_000)
    with pytest.raises(CannotDo, match="disk_full") as caught:
        audio.feed(samples)
    written = caught.value.data["written"]
    assert written == 16_000
    assert audio.position == 16_000
    disk.room = 100_000
    audio.feed(samples[written:])
    files = audio.close()
    assert np.array_equal(np.concatenate([file.read() for file in files]), samples)
    assert all(file.complete for file in files)


def test_no_room_for_a_header_leaves_no_file(tmp_path: Path) -> None:
    audio = recorder(tmp_path, create=Disk(300).create)
    with pytest.raises(CannotDo, match="disk_full"):
        audio.feed(noise(10))
    assert not list(tmp_path.iterdir())
    assert audio.close() == ()


def test_a_finished_file_keeps_its_bytes_and_the_next_goes_on_where_it_ended(tmp_path: Path) -> None:
    sound = recorder(tmp_path)
    assert sound.finish_file() == ()
    sound.feed(np.arange(1, 1001, dtype=np.int16))
    (first,) = sound.finish_file()
    content = first.read_bytes()
    assert sound.finish_file() == (first,)
    sound.feed(np.arange(1001, 1501, dtype=np.int16))
    sound.close()
    assert first.read_bytes() == content
    second = sound.files[1]
    assert second.facts is not None and second.facts.first_sample == 1000
    assert second.read().tolist() == list(range(1001, 1501))
