from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from patrol_app.domain.errors import BadInput, CannotDo
from patrol_app.recordings.audio import AudioRecorder
from patrol_app.recordings.folder import ROOMS, RecordingFolder, repair_folder
from patrol_app.recordings.frames import Direction, FrameWriter
from patrol_app.recordings.series import LEVEL_COLUMNS, SeriesWriter

START = datetime(2026, 6, 6, 15, 13, 29, tzinfo=UTC)


def test_a_new_folder_has_its_rooms_and_is_never_made_twice(tmp_path: Path) -> None:
    folder = RecordingFolder.create(tmp_path / "recordings", "AK-2026-0607-0003")
    assert sorted(path.name for path in folder.path.iterdir()) == sorted(ROOMS)
    assert folder.raw.is_dir()
    assert folder.attachments.is_dir()
    assert folder.record.is_dir()
    with pytest.raises(CannotDo, match="exists"):
        RecordingFolder.create(tmp_path / "recordings", "AK-2026-0607-0003")
    assert RecordingFolder.open(folder.path) == folder
    with pytest.raises(CannotDo, match="missing"):
        RecordingFolder.open(tmp_path / "none")


@pytest.mark.parametrize("name", ["", "..", "a/b", "工地", "-x", ".hidden", "a" * 101, "a\n"])
def test_a_name_that_a_pack_cannot_carry_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadInput, match="folder_name"):
        RecordingFolder.create(tmp_path, name)
    assert not list(tmp_path.iterdir())


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(CannotDo):
        RecordingFolder.create(tmp_path / "file", "V1")


def interrupted(tmp_path: Path) -> RecordingFolder:
    folder = RecordingFolder.create(tmp_path, "V1")
    frames = FrameWriter.create(folder.raw / "sound.frames")
    frames.append(Direction.RECEIVED, 1, 2, b"60.1\r\n")
    frames.sync()
    audio = AudioRecorder(folder.audio, sample_rate_hz=8000, reference_db=124.0, started_at=START)
    audio.feed(np.arange(1, 501, dtype=np.int16))
    series = SeriesWriter(folder.series / "M1.csv", LEVEL_COLUMNS, "host clock")
    series.append((0.0, 60.1, 60.1))
    series.sync()
    return folder


def test_repair_says_what_it_did_and_a_second_one_finds_nothing(tmp_path: Path) -> None:
    folder = interrupted(tmp_path)
    with (folder.raw / "sound.frames").open("ab") as file:
        file.write(b"FRM1 torn")
    with (folder.series / "M1.csv").open("ab") as file:
        file.write(b"0.100,6")
    (folder.audio / "next.wav").write_bytes(b"RIFF")
    (folder.attachments / "incoming.part").write_bytes(b"half")
    done = repair_folder(folder.path)
    assert not done.clean
    assert done.cut_bytes == 9 + 7
    assert [repair.frames for repair in done.frames] == [1]
    assert [(repair.samples, repair.recovered_samples) for repair in done.audio] == [(500, 500)]
    assert [repair.rows for repair in done.series] == [1]
    assert sorted(path.name for path in done.removed) == ["incoming.part", "next.wav"]
    assert (folder.log / "sound.tail-1").read_bytes() == b"FRM1 torn"
    again = repair_folder(folder.path)
    assert again.clean
    assert again.cut_bytes == 0


def test_one_file_that_cannot_be_repaired_does_not_stop_the_others(tmp_path: Path) -> None:
    folder = interrupted(tmp_path)
    stranger = folder.audio / "other.wav"
    stranger.write_bytes(b"OggS" + bytes(5000))
    done = repair_folder(folder.path)
    assert done.damaged == (stranger,)
    assert stranger.stat().st_size == 5004
    assert len(done.audio) == len(done.series) == len(done.frames) == 1
    assert not done.clean


def test_damage_inside_frames_is_not_clean(tmp_path: Path) -> None:
    folder = RecordingFolder.create(tmp_path, "V1")
    with FrameWriter.create(folder.raw / "sound.frames") as frames:
        for _ in range(3):
            frames.append(Direction.RECEIVED, 1, 2, b"60.1\r\n")
    assert repair_folder(folder.path).clean
    content = bytearray((folder.raw / "sound.frames").read_bytes())
    content[30] ^= 1
    (folder.raw / "sound.frames").write_bytes(bytes(content))
    done = repair_folder(folder.path)
    assert not done.clean
    assert done.cut_bytes == 0
