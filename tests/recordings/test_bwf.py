from __future__ import annotations

import struct
import wave
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st

from patrol_app.domain.errors import BadInput
from patrol_app.recordings.audio import AudioRecorder
from patrol_app.recordings.bwf import BEXT, BwfFacts, build_header, read_bwf

START = datetime(2026, 6, 6, 15, 13, 29, 250_000, tzinfo=UTC)


def facts(**changes: object) -> BwfFacts:
    return replace(BwfFacts.at(START, sample_rate_hz=48_000, bits=16, reference_db=124.0), **changes)  # type: ignore[arg-type]


def test_the_header_is_riff_junk_bext_fmt_data_with_602_bytes_of_bext() -> None:
    header = build_header(facts())
    chunks, position = [], 12
    while position < len(header):
        name, length = header[position : position + 4], int.from_bytes(header[position + 4 : position + 8], "little")
        chunks.append((name, position + 8, length))
        position += 8 + length + length % 2
    assert [name for name, _, _ in chunks] == [b"JUNK", b"bext", b"fmt ", b"data"]
    assert chunks[0][2] == 28, "room for ds64"
    assert BEXT.size == 602
    start = chunks[1][1]
    description, originator, _, day, clock, reference, version, umid, rest = BEXT.unpack(header[start : start + 602])
    assert description.rstrip(b"\0") == (
        b"reference_db=124.0;first_sample=0;utc=2026-06-06T15:13:29.250000Z;night-patrol"
    )
    assert originator.rstrip(b"\0") == b"NIGHT PATROL (YEXUN)"
    assert (day, clock, version) == (b"2026-06-06", b"15:13:29", 1)
    assert reference == (15 * 3600 + 13 * 60 + 29) * 48_000 + 12_000
    assert not any(umid + rest)
    history = header[start + 602 : start + chunks[1][2]].rstrip(b"\0")
    assert history == b"A=PCM,F=48000,W=16,M=mono,T=night-patrol; full scale RMS = 124.0 dB re 20 uPa\r\n"
    assert struct.unpack("<HHIIHH", header[chunks[2][1] : chunks[2][1] + 16]) == (1, 1, 48_000, 96_000, 2, 16)


@given(
    st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)),
    st.sampled_from([44_100, 48_000, 51_200, 96_000]),
    st.integers(0, 10**10),
    st.sampled_from([None, 94.0, 123.87, 120.123456789]),
    st.booleans(),
)
def test_facts_survive_the_header(
    tmp_path_factory: pytest.TempPathFactory,
    start: datetime,
    rate: int,
    later: int,
    level: float | None,
    clip: bool,
) -> None:
    written = replace(
        BwfFacts.at(start.replace(tzinfo=UTC), sample_rate_hz=rate, bits=24, reference_db=level).later(later), clip=clip
    )
    path = tmp_path_factory.getbasetemp() / "facts.wav"
    path.write_bytes(build_header(written))
    assert read_bwf(path).facts == written
    true_time = start.replace(tzinfo=UTC) + timedelta(seconds=later // rate, microseconds=later % rate * 1e6 / rate)
    assert abs(written.started_at - true_time) <= timedelta(seconds=0.5 / rate, microseconds=2)


def test_the_time_reference_begins_again_at_utc_midnight() -> None:
    cst = timezone(timedelta(hours=8))
    first = BwfFacts.at(datetime(2026, 6, 7, 7, 59, 50, tzinfo=cst), sample_rate_hz=8000, bits=16, reference_db=None)
    assert (first.date, first.time_reference) == (date(2026, 6, 6), 8000 * 86_390)
    assert first.later(79_999).date == date(2026, 6, 6)
    after = first.later(80_000)
    assert (after.date, after.time_reference, after.first_sample) == (date(2026, 6, 7), 0, 80_000)
    assert after.started_at == datetime(2026, 6, 7, tzinfo=UTC)


@pytest.mark.parametrize("bits", [16, 24])
def test_other_programs_read_the_same_samples(tmp_path: Path, bits: int) -> None:
    samples = np.random.default_rng(3).integers(-(2**15), 2**15, 1001).astype(np.int16)
    recorder = AudioRecorder(tmp_path, sample_rate_hz=48_000, reference_db=124.0, started_at=START, bits=bits)
    recorder.feed(samples)
    (file,) = recorder.close()
    assert file.complete
    theirs, rate = soundfile.read(file.path, dtype="int16")
    assert rate == 48_000
    assert np.array_equal(theirs, samples)
    with wave.open(str(file.path)) as plain:
        assert (plain.getnframes(), plain.getsampwidth()) == (1001, bits // 8)
    ours = file.read()
    assert np.array_equal(ours if bits == 16 else ours >> 8, samples)
    assert file.read(1000, 50).shape == (1,)
    assert file.read(1001).shape == (0,)
    assert np.array_equal(np.concatenate(list(file.chunks(100))), ours)


def test_a_wav_of_another_program_has_samples_but_no_facts(tmp_path: Path) -> None:
    path = tmp_path / "other.wav"
    soundfile.write(path, np.array([1, -2, 3], np.int16), 44_100, subtype="PCM_16")
    file = read_bwf(path)
    assert (file.facts, file.reference_db, file.sample_rate_hz, file.samples) == (None, None, 44_100, 3)
    assert file.read().tolist() == [1, -2, 3]


@pytest.mark.parametrize("length", [0, 0xFFFFFFFF])
def test_a_length_that_was_never_written_is_taken_from_the_file(tmp_path: Path, length: int) -> None:
    header = bytearray(build_header(facts()))
    header[-4:] = length.to_bytes(4, "little")
    path = tmp_path / "a.wav"
    path.write_bytes(bytes(header) + bytes([1, 0, 2, 0]))
    file = read_bwf(path)
    assert (file.samples, file.complete) == (2, False)


def test_the_header_decides_before_repair_and_more_bytes_are_only_told(tmp_path: Path) -> None:
    header = bytearray(build_header(facts()))
    header[-4:] = (4).to_bytes(4, "little")
    path = tmp_path / "a.wav"
    path.write_bytes(bytes(header) + bytes([1, 0, 2, 0, 3, 0]))
    assert (read_bwf(path).samples, read_bwf(path).complete) == (2, False)
    path.write_bytes(bytes(header) + bytes([1, 0]))
    assert (read_bwf(path).samples, read_bwf(path).complete) == (1, False)


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (b"", "recordings.not_wave"),
        (b"ID3 something else entirely", "recordings.not_wave"),
        (b"RIFF\0\0\0\0WAVE", "recordings.no_samples"),
        (b"RIFF\0\0\0\0WAVEdata\0\0\0\0", "recordings.no_samples"),
        (build_header(facts())[:-40], "recordings.no_samples"),
    ],
)
def test_what_is_no_audio_is_bad_input(tmp_path: Path, content: bytes, key: str) -> None:
    path = tmp_path / "a.wav"
    path.write_bytes(content)
    with pytest.raises(BadInput) as caught:
        read_bwf(path)
    assert caught.value.key == key


def test_stereo_and_float_are_left_to_others(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    soundfile.write(path, np.zeros((4, 2)), 48_000, subtype="PCM_16")
    with pytest.raises(BadInput, match="not_mono_pcm"):
        read_bwf(path)
    soundfile.write(path, np.zeros(4), 48_000, subtype="FLOAT")
    with pytest.raises(BadInput, match="not_mono_pcm"):
        read_bwf(path)
    with pytest.raises(BadInput, match="unreadable"):
        read_bwf(tmp_path / "none.wav")
