from __future__ import annotations

import random
import wave
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
import soundfile

from patrol_app.domain.errors import BadInput
from patrol_app.recordings.audio import AudioRecorder
from patrol_app.recordings.bwf import read_bwf
from patrol_app.recordings.bwf_repair import repair

START = datetime(2026, 6, 6, 15, 13, 29, tzinfo=UTC)
NOISE = np.random.default_rng(5).integers(1, 20_000, 4000).astype(np.int16)


def killed(folder: Path, *, patched: int, total: int, bits: int = 16) -> Path:
    """A file as kill -9 leaves it: ``patched`` samples known to the header, ``total`` in the file."""
    now = [0.0]
    recorder = AudioRecorder(
        folder, sample_rate_hz=8000, reference_db=120.5, started_at=START, bits=bits, clock=lambda: now[0]
    )
    recorder.feed(NOISE[:patched])
    recorder.sync()
    recorder.feed(NOISE[patched:total])
    return recorder.files[0].path


@pytest.mark.parametrize("bits", [16, 24])
@pytest.mark.parametrize(("patched", "total"), [(1000, 1000), (1000, 2001), (0, 777)])
def test_every_sample_in_the_file_is_readable_after_repair(tmp_path: Path, bits: int, patched: int, total: int) -> None:
    path = killed(tmp_path, patched=patched, total=total, bits=bits)
    done = repair(path)
    assert done is not None
    assert (done.samples, done.recovered_samples, done.cut_bytes) == (total, total - patched, 0)
    file = read_bwf(path)
    assert file.complete
    assert file.reference_db == 120.5
    theirs, _ = soundfile.read(path, dtype="int16")
    assert np.array_equal(theirs, NOISE[:total])
    with wave.open(str(path)) as plain:
        assert plain.getnframes() == total
    before = path.read_bytes()
    again = repair(path)
    assert again is not None
    assert not again.patched
    assert path.read_bytes() == before


def test_a_closed_file_is_left_as_it_is(tmp_path: Path) -> None:
    for bits in (16, 24):
        folder = tmp_path / str(bits)
        folder.mkdir()
        recorder = AudioRecorder(folder, sample_rate_hz=8000, reference_db=None, started_at=START, bits=bits)
        recorder.feed(NOISE[:333])
        (file,) = recorder.close()
        before = file.path.read_bytes()
        done = repair(file.path)
        assert done is not None
        assert (done.samples, done.patched, done.cut_bytes) == (333, False, 0)
        assert file.path.read_bytes() == before


def test_cut_at_every_byte_of_the_last_4_kb_keeps_every_whole_sample(tmp_path: Path) -> None:
    good = killed(tmp_path, patched=1000, total=3500).read_bytes()
    header = len(good) - 7000
    path = tmp_path / "cut.wav"
    for length in range(len(good) - 4096, len(good) + 1):
        path.write_bytes(good[:length])
        done = repair(path)
        assert done is not None
        assert done.samples == (length - header) // 2
        if length % 64 < 2:
            assert np.array_equal(read_bwf(path).read(), NOISE[: done.samples])
            with wave.open(str(path)) as plain:
                assert plain.getnframes() == done.samples


def test_cut_inside_the_header_holds_no_sample(tmp_path: Path) -> None:
    good = killed(tmp_path, patched=0, total=10).read_bytes()
    header = len(good) - 20
    path = tmp_path / "cut.wav"
    for length in range(header + 1):
        path.write_bytes(good[:length])
        done = repair(path)
        assert done is None if length < header else done is not None and done.samples == 0
    path.write_bytes(bytes(600))
    assert repair(path) is None, "the name reached the disk, the header did not"


def test_sectors_that_never_reached_the_disk_do_not_become_silence(tmp_path: Path) -> None:
    path = killed(tmp_path, patched=1000, total=3000)
    header = read_bwf(path).data_offset
    content = bytearray(path.read_bytes())
    hole = -(-(header + 4000) // 512) * 512
    content[hole : hole + 512] = bytes(512)
    path.write_bytes(bytes(content))
    done = repair(path)
    assert done is not None
    assert done.samples == (hole - header) // 2
    assert np.array_equal(read_bwf(path).read(), NOISE[: done.samples])


def test_silence_before_the_last_patch_is_kept(tmp_path: Path) -> None:
    recorder = AudioRecorder(tmp_path, sample_rate_hz=8000, reference_db=None, started_at=START)
    recorder.feed(np.zeros(4000, np.int16))
    recorder.sync()
    recorder.feed(NOISE[:100])
    done = repair(recorder.files[0].path)
    assert done is not None
    assert done.samples == 4100


def test_flips_in_the_header_are_refused_or_leave_the_samples_in_place(tmp_path: Path) -> None:
    good = killed(tmp_path, patched=1000, total=1000).read_bytes()
    path = tmp_path / "flip.wav"
    source = random.Random(2)
    for _ in range(300):
        bad = bytearray(good)
        place = source.randrange(len(good) - 2000)
        bad[place] ^= 1 << source.randrange(8)
        path.write_bytes(bytes(bad))
        try:
            repair(path)
        except BadInput:
            assert path.read_bytes() == bytes(bad)


def test_another_programs_file_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "other.wav"
    soundfile.write(path, NOISE, 8000, subtype="PCM_16")
    before = path.read_bytes()
    with pytest.raises(BadInput, match="not_ours"):
        repair(path)
    path.write_bytes(before[:-100])
    with pytest.raises(BadInput, match="not_ours"):
        repair(path)
    assert path.read_bytes() == before[:-100]
