from __future__ import annotations

import csv
import json
import math
import os
import pty
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from pyarrow import parquet

from patrol_app.cli.app import main
from patrol_app.recordings.level_tables import write_level_table

RATE = 48000
CONTRACT = {
    *("file", "sample_rate_hz", "duration_s", "reference_db", "laeq_db", "lafmax_db", "lafmin_db", "lasmax_db"),
    *("lcpeak_db", "lceq_db", "lae_db", "l5_db", "l10_db", "l50_db", "l90_db", "l95_db", "overload"),
}


def tone(path: Path, dbfs: float = -20.0, seconds: float = 3.0, **more: Any) -> Path:
    t = np.arange(round(RATE * seconds)) / RATE
    wave = math.sqrt(2.0) * 10.0 ** (dbfs / 20.0) * np.sin(2.0 * np.pi * 1000.0 * t)
    soundfile.write(path, wave, RATE, **{"subtype": "PCM_24", **more})
    return path


def facts(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_the_json_line_keeps_its_contract(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["levels", str(tone(tmp_path / "a.wav")), "--reference-db", "114", "--json"]) == 0
    (found,) = facts(capsys)
    assert CONTRACT - set(found) == set()
    assert found["laeq_db"] == pytest.approx(94.0, abs=0.005)
    assert found["reference_db"] == 114.0
    assert found["duration_s"] == 3.0
    assert found["overload"] is False


def test_without_a_reference_the_levels_are_of_full_scale_and_said_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tone(tmp_path / "a.wav")
    assert main(["levels", str(path), "--json"]) == 0
    (found,) = facts(capsys)
    assert found["reference_db"] is None
    assert found["laeq_db"] == pytest.approx(-20.0, abs=0.005)
    assert main(["levels", str(path), "--lang", "en"]) == 0
    assert "dBFS" in capsys.readouterr().out


def test_each_channel_is_a_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    noise = np.random.default_rng(1).standard_normal((RATE * 2, 2)) * [0.1, 0.01]
    soundfile.write(tmp_path / "two.wav", noise, RATE, subtype="PCM_24")
    assert main(["levels", str(tmp_path / "two.wav"), "--json"]) == 0
    one, two = facts(capsys)
    assert (one["channel"], two["channel"]) == (1, 2)
    assert one["laeq_db"] - two["laeq_db"] == pytest.approx(20.0, abs=0.1)


def test_the_series_has_whole_intervals(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, series = tone(tmp_path / "a.wav", seconds=3.3), tmp_path / "a.csv"
    assert main(["levels", str(path), "--reference-db", "114", "--series", str(series), "--every", "0.5"]) == 0
    with series.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == ["t_s", "laf_db", "laeq_db"]
    assert [float(row["t_s"]) for row in rows] == pytest.approx([0.5, 1.0, 1.5, 2.0, 2.5, 3.0])
    assert float(rows[-1]["laf_db"]) == pytest.approx(94.0, abs=0.01)
    assert float(rows[-1]["laeq_db"]) == pytest.approx(94.0, abs=0.001)
    assert list(tmp_path.glob("*.part")) == []


@pytest.mark.parametrize("every", ["0.004", "0", "-1", "0.015"])
def test_intervals_that_are_no_multiple_of_a_step(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], every: str
) -> None:
    path = tone(tmp_path / "a.wav")
    assert main(["levels", str(path), "--series", str(tmp_path / "a.csv"), f"--every={every}"]) == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert not (tmp_path / "a.csv").exists()


def test_a_series_of_unknown_kind_leaves_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tone(tmp_path / "a.wav")
    assert main(["levels", str(path), "--series", str(tmp_path / "a.txt")]) == 2
    assert str(tmp_path / "a.txt") in capsys.readouterr().err
    assert [each.name for each in tmp_path.iterdir()] == ["a.wav"]


def test_bad_files_do_not_stop_the_good_ones(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bad = tmp_path / "text.wav"
    bad.write_text("no sound in here")
    not_a_number = tmp_path / "nan.wav"
    samples = np.zeros(RATE, np.float32)
    samples[77] = np.nan
    soundfile.write(not_a_number, samples, RATE, subtype="FLOAT")
    good = tone(tmp_path / "good.wav")
    assert main(["levels", str(bad), str(not_a_number), str(good), "--json"]) == 2
    captured = capsys.readouterr()
    lines = captured.err.splitlines()
    assert len(lines) == 2
    assert lines[0].startswith(str(bad))
    assert lines[1].startswith(str(not_a_number))
    assert f"{77 / RATE:.3f} 秒" in lines[1]
    assert json.loads(captured.out)["file"] == str(good)


def test_a_cut_file_is_measured_and_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    whole = tone(tmp_path / "a.wav", subtype="PCM_16").read_bytes()
    cut = tmp_path / "cut.wav"
    cut.write_bytes(whole[: len(whole) // 2])
    assert main(["levels", str(cut), "--json"]) == 1
    captured = capsys.readouterr()
    assert json.loads(captured.out)["truncated"] is True
    assert str(cut) in captured.err


def test_silence_clipping_and_one_sample(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, samples in (
        ("zeros", np.zeros(RATE * 2)),
        ("clipped", np.clip(np.random.default_rng(1).standard_normal(RATE * 2), -1.0, 1.0)),
        ("one", np.asarray([0.5])),
    ):
        path = tmp_path / f"{name}.wav"
        soundfile.write(path, samples, RATE, subtype="PCM_16")
        assert main(["levels", str(path), "--json"]) == 0
    zeros, clipped, one = facts(capsys)
    assert zeros["laeq_db"] is None
    assert zeros["underrange"] is True
    assert clipped["overload"] is True
    assert one["samples"] == 1
    assert one["laeq_db"] is not None
    assert one["l50_db"] is None


@pytest.mark.parametrize("reference", ["nan", "inf", "1000", "-70"])
def test_impossible_references(tmp_path: Path, capsys: pytest.CaptureFixture[str], reference: str) -> None:
    assert main(["levels", str(tone(tmp_path / "a.wav")), f"--reference-db={reference}"]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_low_sample_rates_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "low.wav"
    soundfile.write(path, np.zeros(7000), 7000, subtype="PCM_16")
    assert main(["levels", str(path)]) == 2
    assert str(path) in capsys.readouterr().err


def test_a_terminal_sees_progress_and_a_pipe_does_not(tmp_path: Path) -> None:
    path = tone(tmp_path / "a.wav")
    command = [sys.executable, "-m", "patrol_app", "levels", str(path), "--json"]
    piped = subprocess.run(command, capture_output=True, check=True)
    assert piped.stderr == b""
    ours, theirs = pty.openpty()
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=theirs, check=True)
    os.close(theirs)
    shown = os.read(ours, 4096)
    os.close(ours)
    assert b"100 %" in shown
    assert shown.endswith(b"\r\x1b[K")


def test_calibrate_prints_the_reference(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before, after = tone(tmp_path / "before.wav", -26.5), tone(tmp_path / "after.wav", -26.3)
    assert main(["calibrate", str(before), "--level-db", "94.0", "--json"]) == 0
    (found,) = facts(capsys)
    assert found["reference_db"] == pytest.approx(120.5, abs=0.001)
    assert found["frequency_hz"] == pytest.approx(1000.0, abs=0.1)
    assert found["stability_db"] < 0.05
    assert found["drift_db"] is None
    assert main(["calibrate", str(after), "--before", str(before), "--json"]) == 0
    assert facts(capsys)[0]["drift_db"] == pytest.approx(0.2, abs=0.001)


def test_calibrate_writes_the_level_into_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    calibrator, night = tone(tmp_path / "tone.wav", -26.5), tone(tmp_path / "night.wav", -46.5)
    flac = tone(tmp_path / "night.flac", -46.5, subtype="PCM_16")
    command = ["calibrate", str(calibrator), "--json", "--lang", "en", "--write", str(flac), str(night)]
    assert main(command) == 2
    output = capsys.readouterr()
    assert json.loads(output.out)["written"] == [str(night)]
    assert "night.flac has no place" in output.err
    assert main(["levels", str(night), "--json"]) == 0
    (found,) = facts(capsys)
    assert found["reference_db"] == pytest.approx(120.5, abs=0.001)
    assert found["laeq_db"] == pytest.approx(74.0, abs=0.01)


def test_a_refused_tone_writes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    short, night = tone(tmp_path / "short.wav", seconds=1.0), tone(tmp_path / "night.wav")
    before = night.read_bytes()
    assert main(["calibrate", str(short), "--write", str(night)]) == 2
    capsys.readouterr()
    assert night.read_bytes() == before


def test_calibrate_refuses_a_tone_that_moves(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    t = np.arange(RATE * 4) / RATE
    wave = 0.1 * np.sin(2.0 * np.pi * 1000.0 * t) * np.where(t < 2.5, 1.0, 1.03)
    soundfile.write(tmp_path / "moving.wav", wave, RATE, subtype="PCM_24")
    assert main(["calibrate", str(tmp_path / "moving.wav"), "--lang", "en"]) == 2
    assert "unstable" in capsys.readouterr().err
    soundfile.write(tmp_path / "two.wav", np.stack([wave, wave], axis=1), RATE)
    assert main(["calibrate", str(tmp_path / "two.wav")]) == 2


def test_bands_and_character_come_when_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, series = tone(tmp_path / "a.wav", seconds=4.0), tmp_path / "a.csv"
    command = ["levels", str(path), "--reference-db", "114", "--bands", "--series", str(series), "--json"]
    assert main(command) == 0
    (found,) = facts(capsys)
    assert len(found["bands"]) == 31
    assert found["bands"]["1000"] == pytest.approx(94.0, abs=0.05)
    assert found["bands"]["125"] < 60.0
    assert [band["label"] for band in found["character"]["tones"]] == ["1000"]
    assert found["character"]["tones_by"].startswith("ISO 1996-2:2007 Annex D")
    assert found["character"]["tonality"]["adjustment_db"] == 6
    assert found["character"]["tonality_by"].startswith("ISO/PAS 20065:2016 (plain form")
    assert found["character"]["impulse_adjustment_db"] == 0.0
    with series.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0])[:3] == ["t_s", "laf_db", "laeq_db"]
    assert float(rows[2]["leq_1000hz_db"]) == pytest.approx(94.0, abs=0.05)
    assert main(["levels", str(path), "--octaves", "--json"]) == 0
    (found,) = facts(capsys)
    assert len(found["bands"]) == 10
    assert "character" not in found
    assert main(["levels", str(path), "--bands", "--lang", "en"]) == 0
    shown = capsys.readouterr().out
    assert "1000 Hz band is tonal" in shown
    assert "1 of 1 stretches of 3 s have an audible tone, clearest at 999 Hz" in shown
    assert "K_T would be 6 dB" in shown
    assert "ISO/PAS 20065:2016 (plain form" in shown
    assert "no part of any verdict" in shown


def test_the_series_as_parquet_holds_the_numbers_of_the_csv(tmp_path: Path) -> None:
    path, series = tone(tmp_path / "a.wav"), tmp_path / "a.parquet"
    for each in (series, tmp_path / "a.csv"):
        assert main(["levels", str(path), "--series", str(each)]) == 0
    found = parquet.read_table(series).to_pydict()
    with (tmp_path / "a.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert list(found) == list(rows[0])
    for name, values in found.items():
        assert values == pytest.approx([float(row[name]) for row in rows], abs=1e-4)


def test_what_is_not_finite_is_null_in_parquet(tmp_path: Path) -> None:
    written = tmp_path / "a.parquet"
    write_level_table(written, {"t_s": np.array([1.0, 2.0, 3.0]), "laf_db": np.array([-np.inf, 63.5, np.nan])})
    assert parquet.read_table(written).to_pydict() == {"t_s": [1.0, 2.0, 3.0], "laf_db": [None, 63.5, None]}


@pytest.mark.parametrize(
    ("language", "short", "silent"), [("zh", "不足 1 秒", "数字静音"), ("en", "Less than a second", "digital silence")]
)
def test_what_is_too_short_or_silent_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], language: str, short: str, silent: str
) -> None:
    for name, samples, says, not_says in (
        ("one.wav", np.full(1, 0.1), short, silent),
        ("second.wav", np.full(RATE + 480, 0.1), None, silent),
        ("zeros.wav", np.zeros(2 * RATE), silent, short),
    ):
        soundfile.write(tmp_path / name, samples, RATE, subtype="PCM_16")
        assert main(["levels", str(tmp_path / name), "--lang", language]) == 0
        shown = capsys.readouterr().out
        assert says is None or says in shown
        assert not_says not in shown


@pytest.mark.parametrize(("language", "words"), [("zh", "应是一个数"), ("en", "takes a number")])
@pytest.mark.parametrize("value", ["abc", "", "1,5", "九十四"])
def test_a_reference_that_is_no_number(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], language: str, words: str, value: str
) -> None:
    path = tone(tmp_path / "a.wav")
    with pytest.raises(SystemExit) as left:
        main(["levels", str(path), f"--reference-db={value}", "--lang", language])
    assert left.value.code == 2
    said = capsys.readouterr().err
    assert words in said
    assert said.count("\n") == 1


@pytest.mark.parametrize("rate_hz", [7999, 192001, 384000])
def test_a_rate_outside_the_range_is_refused_and_the_edges_are_not(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], rate_hz: int
) -> None:
    soundfile.write(tmp_path / "a.wav", np.full(rate_hz // 10, 0.1), rate_hz, subtype="PCM_16")
    assert main(["levels", str(tmp_path / "a.wav"), "--lang", "en"]) == 2
    assert "8000 to 192000 Hz are supported" in capsys.readouterr().err
    for edge in (8000, 192000):
        soundfile.write(tmp_path / "b.wav", np.full(edge // 10, 0.1), edge, subtype="PCM_16")
        assert main(["levels", str(tmp_path / "b.wav")]) == 0
