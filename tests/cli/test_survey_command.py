"""``patrol survey`` in real time: meter bytes over TCP, satellite sentences over a pseudo-terminal, kill -9, export."""

from __future__ import annotations

import json
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from running import home_with_keys, patrol, simulated, start, wait_for

from patrol_app.cli.app import main

ON = {"sound": "socket://127.0.0.1:0", "dust": "socket://127.0.0.1:0", "position": "pty"}
Here = Callable[..., tuple[int, str, str]]
MODELS = {"sound": "bswa-308", "dust": "modbus-tsp:boling", "position": "nmea"}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The office's laptop with both officers' keys."""
    return home_with_keys(tmp_path_factory.mktemp("survey") / "home")


@pytest.fixture(scope="module")
def ports() -> Iterator[dict[str, str]]:
    """Three instruments in a car that is not there, in real time."""
    with simulated(MODELS, "drive", ON) as found:
        yield found


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Here:
    """A command line in this process, for what is refused at once."""

    def run(home: Path, *arguments: str) -> tuple[int, str, str]:
        monkeypatch.setenv("PATROL_HOME", str(home))
        code = main(arguments)
        return (code, *capsys.readouterr())

    return run


def on_board(ports: dict[str, str]) -> tuple[str, ...]:
    sound, dust = (f"{MODELS[role]}={ports[role]}" for role in ("sound", "dust"))
    return "--instrument", sound, "--dust", dust, "--gps", ports["position"]


def states(home: Path) -> dict[str, tuple[str, str]]:
    code, out, err = patrol(home, "visits", "--json")
    assert (code, err) == (0, "")
    return {row["number"]: (row["kind"], row["state"]) for row in map(json.loads, out.splitlines())}


@pytest.fixture(scope="module")
def driven(home: Path, ports: dict[str, str]) -> dict[str, Any]:
    """What five seconds of driving printed."""
    words = (*on_board(ports), "--minutes", f"{5 / 60:.4f}", "--calibration-before", "93.9", "--dust-delay", "1")
    code, out, err = patrol(home, "survey", "--json", *words)
    assert code == 0, err
    assert "只作筛查" in err
    found: dict[str, Any] = json.loads(out)
    return found


def test_a_drive_prints_what_it_found_and_that_it_is_screening(driven: dict[str, Any]) -> None:
    assert driven["nature"] == "screening"
    assert "只作筛查" in driven["screening"]
    assert driven["datum"] == "WGS-84"
    totals = driven["totals"]
    assert 3 <= totals["points"] <= 6
    assert totals["usable"] >= 2
    assert 7.0 < totals["length_m"] < 45.0
    assert 45.0 < totals["laeq_db"] < 70.0
    assert driven["settings"]["dust_delay_s"] == 1.0
    assert "outcome" not in driven


def test_its_files_are_written_and_say_so(home: Path, driven: dict[str, Any], tmp_path: Path) -> None:
    files = {kind: tmp_path / f"x.{kind}" for kind in ("geojson", "csv", "segments", "pdf")}
    words = [word for kind, path in files.items() for word in (f"--{kind}", str(path))]
    code, out, err = patrol(home, "survey-export", driven["number"], *words)
    assert code == 0, err
    assert out.splitlines()[-1].startswith("走航是车上移动测量，只作筛查")
    collection = json.loads(files["geojson"].read_bytes())
    assert collection["about"]["number"] == driven["number"]
    assert len(files["csv"].read_text().splitlines()) == driven["totals"]["points"] + 1
    assert len(files["segments"].read_text().splitlines()) == driven["segments"] + 1
    assert files["pdf"].read_bytes().startswith(b"%PDF")


def test_its_pack_is_exported_verified_and_made_again(home: Path, driven: dict[str, Any], tmp_path: Path) -> None:
    code, out, err = patrol(home, "export", driven["number"], "--to", str(tmp_path / "packs"), "--json")
    assert code == 0, err
    pack = Path(json.loads(out)["path"])
    code, out, err = patrol(home, "verify", str(pack), "--json")
    assert code == 10, out  # the officers' own certificates are trusted by nobody here
    lines = [json.loads(line) for line in out.splitlines()]
    assert lines[-1]["intact"] is True
    assert not [line for line in lines if line.get("status") == "FAIL"]
    assert {"data/survey/track.geojson", "data/record/drive-by-summary.pdf"} <= {line.get("where") for line in lines}
    assert patrol(home, "recompute", str(pack))[0] == 0
    assert patrol(home, "trace", str(pack), "laeq")[0] == 2

    # the same files come out of the pack, on a laptop that has nothing else
    again = tmp_path / "again.geojson"
    other = tmp_path / "empty"
    code, _, err = patrol(other, "survey-export", str(pack), "--geojson", str(again))
    assert code == 0, err
    first = tmp_path / "first.geojson"
    assert patrol(home, "survey-export", driven["number"], "--geojson", str(first))[0] == 0
    assert again.read_bytes() == first.read_bytes()


def test_a_drive_that_is_killed_is_closed_afterwards(home: Path, ports: dict[str, str], tmp_path: Path) -> None:
    known = set(states(home))
    with start(home, "survey", *on_board(ports), "--minutes", "5") as process:
        wait_for(lambda: len(_new(home, known)) == 1 and _raw(home, known, "sound").count(b"run_started") == 1)
        # what a pseudo-terminal had kept for us came before the drive
        before = len(_raw(home, known, "position"))
        wait_for(lambda: len(_raw(home, known, "position")) > before + 900)
        process.send_signal(signal.SIGKILL)
        process.communicate(timeout=60)
    (number,) = _new(home, known)
    code, out, err = patrol(home, "close", number, "--json")
    assert code == 0, err
    assert "走航" in err or number in err
    totals = json.loads(out)["totals"]
    assert totals["interrupted"] is True
    assert totals["points"] >= 3
    assert states(home)[number] == ("survey", "closed")
    code, out, err = patrol(home, "export", number, "--to", str(tmp_path), "--json")
    assert code == 0, err
    assert patrol(home, "recompute", json.loads(out)["path"])[0] == 0


def _new(home: Path, known: set[str]) -> list[str]:
    return [path.name for path in (home / "recordings").iterdir() if path.name not in known]


def _raw(home: Path, known: set[str], role: str) -> bytes:
    (number,) = _new(home, known)
    path = home / "recordings" / number / "raw" / f"{role}-{MODELS[role]}.frames"
    return path.read_bytes() if path.is_file() else b""


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "定位"),
        (("--gps", "COM7"), "至少要一台"),
        (("--gps", "COM7", "--instrument", "vaisala-wxt=COM3"), "不是声级计或粉尘仪"),
        (("--gps", "COM7", "--instrument", "bswa-308=COM3", "--minutes", "0"), "--minutes"),
        (("--gps", "COM7", "--instrument", "bswa-308=COM3", "--segment", "1"), "segment_m"),
        (("--gps", "COM7", "--instrument", "bswa-308=COM3", "--calibration-before", "20"), "校准"),
    ],
)
def test_a_wrong_call_is_one_sentence_and_leaves_nothing(
    tmp_path: Path, here: Here, words: tuple[str, ...], said: str
) -> None:
    code, out, err = here(tmp_path / "new", "survey", *words)
    assert (code, out) == (2, "")
    assert said in err
    assert err.count("\n") == 1
    assert not list((tmp_path / "new").glob("recordings/*"))


def test_a_port_that_is_not_there_leaves_no_survey_behind(home: Path, ports: dict[str, str], here: Here) -> None:
    known = states(home)
    code, _, err = here(home, "survey", "--instrument", f"bswa-308={ports['sound']}", "--gps", "/dev/ttyNOT")
    assert code == 2
    assert err.count("\n") == 1
    assert states(home) == known


@pytest.mark.parametrize(
    ("words", "said"),
    [(("NP-20260606-S999", "--geojson", "x.geojson"), "没有编号"), (("NP-20260606-S999",), "没有写要哪种文件")],
)
def test_an_export_of_nothing_is_refused(home: Path, here: Here, words: tuple[str, ...], said: str) -> None:
    code, _, err = here(home, "survey-export", *words)
    assert code == 2
    assert said in err


def test_the_simulated_car_can_be_had_at_the_command_line(tmp_path: Path) -> None:
    with start(tmp_path, "simulate", "nmea", "--scenario", "drive", "--seconds", "1", "--json") as process:
        out, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    assert json.loads(out)["scenario"] == "drive"
