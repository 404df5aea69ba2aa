"""The instrument commands as a person types them."""

from __future__ import annotations

import io
import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import pytest
from talk import MODELS, ROOT

from drivers.capture import pack_frame
from drivers.hj212 import packet
from drivers.instrument import Direction
from drivers.sound.bswa_308 import frame
from patrol_app.assets import sentences
from patrol_app.cli.app import main

DMA = frame("0,0,0,063.2,0", attribute=b"A")


@dataclass
class _Done:
    stdout: str
    stderr: str


def _patrol(*words: str, code: int = 0) -> _Done:
    """Run a command in this process, which is a second faster each time."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        try:
            found = main(list(words))
        except SystemExit as end:
            found = int(end.code or 0)
    assert found == code, err.getvalue()
    return _Done(out.getvalue(), err.getvalue())


def _lines(done: _Done) -> list[dict[str, object]]:
    return [json.loads(each) for each in done.stdout.splitlines()]


@contextmanager
def _simulator(*words: str) -> Iterator[str]:
    process = subprocess.Popen(
        [sys.executable, "-m", "patrol_app", "simulate", *words],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    try:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
    finally:
        process.terminate()
        process.wait(20)
        if process.stdout is not None:
            process.stdout.close()


def test_instruments_names_every_model_with_its_facts() -> None:
    rows = _lines(_patrol("instruments", "--json"))
    assert {row["model"] for row in rows} == {model.partition(":")[0] for model in MODELS} | {"microphone"}
    for row in rows:
        assert {"model", "maker", "kind", "sound_class", "certainty", "line"} <= set(row)
    assert next(row["line"] for row in rows if row["model"] == "bswa-308") == "9600 8N1"
    assert "bswa-308" in _patrol("instruments").stdout


def test_decode_prints_a_reading_a_line(tmp_path: Path) -> None:
    path = tmp_path / "meter.bin"
    path.write_bytes(DMA * 2)
    rows = _lines(_patrol("decode", "bswa-308", str(path), "--json"))
    assert rows[1] == {
        "kind": "sound",
        "offset": 20,
        "length": 20,
        "quantity": "LAF",
        "value_db": 63.2,
        "weighting": "A",
        "time_weighting": "F",
        "overload": False,
        "underrange": False,
        "instrument_time": None,
    }
    assert "LAF" in _patrol("decode", "bswa-308", str(path)).stdout


def test_decode_with_damage_ends_with_one(tmp_path: Path) -> None:
    path = tmp_path / "meter.bin"
    path.write_bytes(DMA[:-4] + b"\x00\r\n" + DMA)
    rows = _lines(_patrol("decode", "bswa-308", str(path), "--json", code=1))
    assert [row["kind"] for row in rows] == ["damage", "sound"]
    assert set(rows[0]) == {"kind", "offset", "length", "reason"}
    assert "损坏" in _patrol("decode", "bswa-308", str(path), code=1).stdout


@pytest.mark.parametrize(
    "words",
    [
        ("decode", "bswa-999", "x.bin"),
        ("decode", "bswa-308", "/no/such/file.bin"),
        ("decode", "bswa-308:profile", "x.bin"),
        ("decode", "modbus-tsp:nobody", "x.bin"),
        ("decode", "bswa-308"),
        ("listen", "bswa-308", "/dev/no-such-port"),
        ("listen", "bswa-308", "replay:/no/such/file"),
        ("simulate", "bswa-308", "--on", "/dev/ttyUSB0"),
        ("simulate", "bswa-308", "--scenario", "nobody"),
        ("simulate", "bswa-308", "--on", "socket://nowhere"),
        ("gateway", "--listen", "nowhere"),
        ("gateway", "--stations", "/no/such/file.toml"),
    ],
)
def test_bad_input_is_one_sentence_and_two(words: tuple[str, ...]) -> None:
    done = _patrol(*words, code=2)
    assert done.stdout == ""
    assert len(done.stderr.strip().splitlines()) == 1
    assert "drivers." not in done.stderr, "the key has a sentence"


@pytest.mark.parametrize("on", ["socket://127.0.0.1:0", "pty"])
def test_listen_to_a_simulated_meter_and_decode_what_was_kept(tmp_path: Path, on: str) -> None:
    raw = tmp_path / "night.frames"
    with _simulator("bswa-308", "--on", on, "--scenario", "quiet") as port:
        live = _lines(_patrol("listen", "bswa-308", port, "--seconds", "2", "--raw", str(raw), "--json"))
    assert {"LAF", "LAeq", "LAFmax"} <= {str(row["quantity"]) for row in live}
    again = _lines(_patrol("decode", "bswa-308", str(raw), "--json"))
    assert again == live


def test_gateway_prints_a_message_a_line_with_the_units_of_its_station(tmp_path: Path) -> None:
    stations = tmp_path / "stations.toml"
    stations.write_text('["*"]\nLA = "dB"\n[M1]\na34001 = "ug/m3"\n', encoding="utf-8")
    words = ("gateway", "--listen", "127.0.0.1:0", "--raw", str(tmp_path), "--stations", str(stations), "--json")
    process = subprocess.Popen(
        [sys.executable, "-m", "patrol_app", *words, "--lang", "en"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    assert process.stdout is not None and process.stderr is not None
    try:
        host, _, port = process.stderr.readline().strip().removeprefix("Listening on ").rstrip(".").rpartition(":")
        sent = packet(
            "QN=20260606231400000;ST=39;CN=2011;PW=123456;MN=M1;Flag=5;"
            "CP=&&DataTime=20260606231400;a34001-Rtd=92,a34001-Flag=N;LA-Rtd=63.2,LA-Flag=N;x-Rtd=1,x-Flag=N&&"
        )
        with socket.create_connection((host, int(port)), timeout=20) as station:
            station.sendall(sent)
            assert b"CN=9014" in station.recv(4096)
            message = json.loads(process.stdout.readline())
    finally:
        process.terminate()
        process.wait(20)
        process.stdout.close()
        process.stderr.close()
    assert message["units"] == {"a34001": "ug/m3", "LA": "dB", "x": None}
    assert message["values"]["LA"] == {"Rtd": 63.2, "Flag": "N"}
    (kept,) = tmp_path.glob("hj212-*.frames")
    assert [row["mn"] for row in _lines(_patrol("decode", "hj212", str(kept), "--json"))] == ["M1"]


def test_listen_keeps_plain_bytes_under_another_ending(tmp_path: Path) -> None:
    raw = tmp_path / "gps.bin"
    with _simulator("nmea") as port:
        _patrol("listen", "nmea", port, "--seconds", "2.5", "--raw", str(raw), "--json")
    assert raw.read_bytes().startswith(b"$GNGGA")


def test_listen_to_a_replay_ends_by_itself(tmp_path: Path) -> None:
    path = tmp_path / "old.frames"
    path.write_bytes(pack_frame(0, Direction.RECEIVED, DMA, 5, 5))
    done = _patrol("listen", "bswa-308", f"replay:{path}", "--json")
    assert [row["quantity"] for row in _lines(done)] == ["LAF"]


def test_listen_without_a_reading_ends_with_one(tmp_path: Path) -> None:
    path = tmp_path / "old.bin"
    path.write_bytes(b"\x00" * 10)
    done = _patrol("listen", "bswa-308", f"replay:{path}", code=1)
    assert "bswa-308" in done.stderr
    assert "回放的记录到头了" in done.stderr


def test_a_place_for_raw_bytes_that_cannot_be_written(tmp_path: Path) -> None:
    with _simulator("nmea") as port:
        done = _patrol("listen", "nmea", port, "--seconds", "1", "--raw", str(tmp_path / "no" / "x.bin"), code=2)
    assert "x.bin" in done.stderr


def test_every_sentence_has_both_languages() -> None:
    for key, entry in sentences().items():
        if key.startswith(("drivers.", "gateway.", "cli.listen", "cli.decode", "cli.simulate", "cli.instruments")):
            assert set(entry) == {"zh", "en"}, key


@pytest.mark.parametrize("name", ["instruments", "listen", "decode", "simulate", "gateway"])
def test_help_shows_an_example(name: str) -> None:
    assert f"patrol {name}" in _patrol(name, "--help").stdout
    assert "Example" in _patrol(name, "--help", "--lang", "en").stdout
