from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from patrol_app.domain.errors import BadInput
from patrol_app.services.file_levels import calibration_of_file, levels_of_file


def noise(path: Path, rate: int, seconds: float, **more: str) -> Path:
    soundfile.write(path, np.random.default_rng(2).standard_normal(int(rate * seconds)) * 0.1, rate, **more)
    return path


def test_every_container_gives_the_same_levels(tmp_path: Path) -> None:
    kinds = {"a.wav": "WAV", "a.rf64": "RF64", "a.w64": "W64", "a.flac": "FLAC"}
    found = {
        name: levels_of_file(noise(tmp_path / name, 48000, 61.5, format=kind, subtype="PCM_16"), reference_db=94.0)[0]
        for name, kind in kinds.items()
    }
    for each in found.values():
        assert each.levels.laeq_db == pytest.approx(71.28, abs=0.05)
        assert each.levels.laeq_db == pytest.approx(found["a.wav"].levels.laeq_db, abs=0.001)
        assert each.levels.samples == int(61.5 * 48000)


def test_progress_only_grows_and_ends_at_one(tmp_path: Path) -> None:
    told: list[float] = []
    levels_of_file(noise(tmp_path / "a.wav", 8000, 130.0), progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 1.0
    assert len(told) == 3


@pytest.mark.parametrize("rate", [11025, 48000])
def test_bands_and_levels_of_a_series_stay_in_step(tmp_path: Path, rate: int) -> None:
    path = tmp_path / "steps.wav"
    seconds = 24
    t = np.arange(rate * seconds) / rate
    loud = np.where((t.astype(int) // 4) % 2 == 0, 0.5, 0.005)
    soundfile.write(path, loud * np.sin(2.0 * np.pi * 1000.0 * t), rate)
    series = levels_of_file(path, every_s=1.0, fraction=3)[0].series
    assert series is not None
    apart = np.abs(series["laeq_db"] - series["leq_1000hz_db"])[:-1]
    # A band rings on for some milliseconds after each of the three falls of 40 dB.
    assert np.count_nonzero(apart > 1.5) <= 3
    assert np.median(apart) < 0.1


def test_channels_side_by_side_are_those_of_single_files(tmp_path: Path) -> None:
    samples = np.random.default_rng(3).standard_normal((48000 * 33 + 77, 2)) * [0.1, 0.02]
    soundfile.write(tmp_path / "both.wav", samples, 48000, subtype="PCM_16")
    both = levels_of_file(tmp_path / "both.wav")
    for number, channel in enumerate(both):
        soundfile.write(tmp_path / "one.wav", samples[:, number], 48000, subtype="PCM_16")
        (alone,) = levels_of_file(tmp_path / "one.wav")
        for name in ("laeq_db", "lafmax_db", "lasmax_db", "lcpeak_db", "lae_db", "l95_db"):
            assert getattr(channel.levels, name) == pytest.approx(getattr(alone.levels, name), abs=1e-6), name


def test_a_cut_flac_is_measured_as_far_as_it_goes(tmp_path: Path) -> None:
    path = noise(tmp_path / "a.flac", 48000, 40.0, format="FLAC", subtype="PCM_16")
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    (found,) = levels_of_file(path)
    assert found.truncated
    assert 19.0 < found.levels.duration_s < 21.0
    assert found.levels.laeq_db == pytest.approx(-22.7, abs=0.1)


def test_a_sample_that_is_no_number_stops_even_in_threads(tmp_path: Path) -> None:
    samples = np.zeros(48000 * 40, np.float32)
    samples[48000 * 33] = np.inf
    path = tmp_path / "inf.wav"
    soundfile.write(path, samples, 48000, subtype="FLOAT")
    with pytest.raises(BadInput) as caught:
        levels_of_file(path)
    assert caught.value.key == "levels.not_a_number"
    assert caught.value.data == {"file": str(path), "channel": 1, "seconds": 33.0}


def test_a_calibration_tone_has_one_channel(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "two.wav", np.zeros((48000, 2)), 48000)
    with pytest.raises(BadInput) as caught:
        calibration_of_file(tmp_path / "two.wav", level_db=94.0)
    assert caught.value.key == "levels.one_channel"
