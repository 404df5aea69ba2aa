from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from office_laptop import FIRST, office
from short_visit import short_pack

from patrol_app.assets import sentence
from patrol_app.cli import app
from patrol_app.cli.app import COMMANDS, main

Caught = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of the test's own, with nothing in it; also where relative names lead."""
    monkeypatch.setenv("PATROL_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    return tmp_path / "home"


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """Files that are not what their names say."""
    (tmp_path / "broken.json").write_text('{"kind": "construction_noise", ', "utf-8")
    (tmp_path / "twice.json").write_text('{"kind": "noise_ban", "kind": "noise_ban"}', "utf-8")
    (tmp_path / "list.json").write_text("[]", "utf-8")
    (tmp_path / "damaged.wav").write_bytes(b"RIFF\x10\x00\x00\x00WAVEjunk")
    (tmp_path / "text.zip").write_text("no pack", "utf-8")
    (tmp_path / "text.xlsx").write_text("no sheet", "utf-8")
    (tmp_path / "columns.csv").write_text("colour\nred\n", "utf-8")
    (tmp_path / "raw.bin").write_bytes(b"\x00" * 20)
    (tmp_path / "key.p12").write_bytes(b"no key")
    (tmp_path / "password").write_text("demo-demo-demo\n", "utf-8")
    (tmp_path / "occupied").mkdir()
    (tmp_path / "occupied" / "mine.txt").write_text("mine", "utf-8")
    with zipfile.ZipFile(tmp_path / "above.zip", "w") as archive:
        archive.writestr("../above.txt", "x")
    return tmp_path


def run(capsys: Caught, *arguments: str) -> tuple[int, str, str]:
    """Exit code, output and errors of one command line."""
    try:
        code = main(arguments)
    except SystemExit as left:
        code = left.code if isinstance(left.code, int) else 1
    caught = capsys.readouterr()
    return code, caught.out, caught.err


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", COMMANDS)
def test_help_shows_what_the_command_does_and_an_example(capsys: Caught, name: str, language: str) -> None:
    code, out, err = run(capsys, name, "--help", "--lang", language)
    assert (code, err) == (0, "")
    assert sentence(f"cli.{name}.example", language).splitlines()[0] in out  # type: ignore[arg-type]
    words = "".join(out.split())
    assert "".join(sentence(f"cli.{name}.help", language).split()) in words  # type: ignore[arg-type]
    assert bool(re.search("[一-鿿]", out.replace(sentence(f"cli.{name}.example", "en"), ""))) == (language == "zh")


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", COMMANDS)
def test_an_example_is_a_command_line_that_is_understood(name: str, language: str) -> None:
    for line in sentence(f"cli.{name}.example", language).splitlines():  # type: ignore[arg-type]
        words = shlex.split(line.split(" < ")[0])
        assert words[:2] == ["patrol", name]
        app._build(name, language).parse_args(words[2:])  # type: ignore[arg-type]


WRONG = {
    "decode a file that is not there": "decode bswa-308 none.bin",
    "decode with a wrong model": "decode no-such-meter raw.bin",
    "decode a folder": "decode bswa-308 occupied",
    "decode without words": "decode",
    "listen with a wrong model": "listen no-such-meter /dev/none",
    "listen on a port that is not there": "listen bswa-308 /dev/night-patrol-none --seconds 1",
    "listen on an address where nobody is": "listen bswa-308 socket://127.0.0.1:1 --seconds 1",
    "listen on half an address": "listen bswa-308 socket://127.0.0.1 --seconds 1",
    "listen without a profile": "listen modbus-station /dev/night-patrol-none --seconds 1",
    "simulate a wrong model": "simulate no-such-meter --seconds 1",
    "simulate somewhere": "simulate bswa-308 --on nowhere --seconds 1",
    "simulate a scenario that is not there": "simulate bswa-308 --scenario none --seconds 1",
    "levels of damaged audio": "levels damaged.wav",
    "levels of a file that is not there": "levels none.wav",
    "levels of no audio": "levels broken.json",
    "calibrate with damaged audio": "calibrate damaged.wav",
    "judge broken JSON": "judge broken.json",
    "judge a list": "judge list.json",
    "judge a key given twice": "judge twice.json",
    "judge a case that is not there": "judge none.json",
    "import a file that is not there": "import none.csv --kind sites",
    "import what is no workbook": "import text.xlsx --kind sites",
    "import another kind of file": "import raw.bin --kind sites",
    "import into a library that is not there": "import columns.csv --kind colours",
    "import without a kind": "import columns.csv",
    "sites before anything is stored": "sites",
    "venues before anything is stored": "venues",
    "notices before anything is stored": "notices",
    "zones before anything is stored": "zones",
    "visits before anything is stored": "visits",
    "measure at a site that is not there": "measure 没有的工地 --instrument bswa-308=/dev/night-patrol-none",
    "measure with a wrong model": "measure 演示一号工地 --instrument no-such-meter=/dev/none",
    "measure with half an instrument": "measure 演示一号工地 --instrument bswa-308",
    "measure with two meters": "measure 演示一号工地 --instrument bswa-308=/dev/a --instrument nti-xl2=/dev/b",
    "measure without a meter": "measure 演示一号工地 --instrument nmea=/dev/none",
    "measure with nothing": "measure 演示一号工地",
    "measure for no time": "measure 演示一号工地 --instrument bswa-308=/dev/none --minutes 0",
    "measure for less than no time": "measure 演示一号工地 --instrument bswa-308=/dev/none --minutes -1",
    "measure for no number": "measure 演示一号工地 --instrument bswa-308=/dev/none --minutes nan",
    "measure for ever": "measure 演示一号工地 --instrument bswa-308=/dev/none --minutes inf",
    "measure no background": "measure 演示一号工地 --instrument bswa-308=/dev/none --background-minutes -1",
    "measure a calibrator that no one has": "measure 演示一号工地 --instrument bswa-308=/dev/x --calibration-before 9",
    "measure at a stage that is not there": "measure 演示一号工地 --instrument bswa-308=/dev/none --stage party",
    "close a visit that is not there": "close NP-20260606-9999",
    "export a visit that is not there": "export NP-20260606-9999 --to out",
    "export nowhere": "export NP-20260606-9999",
    "verify a pack that is not there": "verify none.zip",
    "verify at no time": "verify text.zip --at tomorrow",
    "verify with trust that is not there": "verify text.zip --trust none",
    "recompute a pack that is not there": "recompute none.zip",
    "recompute what is no pack": "recompute text.zip",
    "recompute a pack that leads outside": "recompute above.zip",
    "recompute an empty folder": "recompute home",
    "report of a kind that is not there": "report poem --from 2026-06-06 --to-file a.pdf",
    "report of no kind": "report --to-file a.pdf",
    "report into no file": "report night-ledger --from 2026-06-06",
    "stamp a pack that is not there": "stamp none.zip --queries q",
    "stamp without saying how": "stamp text.zip",
    "keys from what is no key": "keys sheet key.p12 --password-file password",
    "keys for nobody": "keys new new.p12 --password-file password",
    "ca without a folder": "ca list none --password-file password",
    "demo over other things": "demo --out occupied --headless",
    "an option that is not there": "sites --colour red",
    "a language that is not there": "sites --lang fr",
}


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("case", WRONG)
def test_wrong_input_is_one_sentence_and_exit_code_2(capsys: Caught, files: Path, case: str, language: str) -> None:
    more = [] if "--lang" in WRONG[case] else ["--lang", language]
    code, out, err = run(capsys, *shlex.split(WRONG[case]), *more)
    assert code == 2
    assert err.count("\n") == 1 and err.endswith("\n"), err
    assert len(err.strip()) > 10
    assert "Traceback" not in err and "Traceback" not in out
    assert sorted(path.name for path in files.rglob("*.part")) == []
    assert (files / "occupied" / "mine.txt").read_text("utf-8") == "mine"


NAMED = {
    "decode bswa-308 none.bin": "none.bin",
    "decode no-such-meter raw.bin": "no-such-meter",
    "listen bswa-308 /dev/night-patrol-none --seconds 1": "/dev/night-patrol-none",
    "levels damaged.wav": "damaged.wav",
    "judge broken.json": "broken.json",
    "import text.xlsx --kind sites": "text.xlsx",
    "verify none.zip": "none.zip",
    "recompute text.zip": "text.zip",
    "export NP-20260606-9999 --to out": "NP-20260606-9999",
    "report poem --to-file a.pdf": "poem",
}


@pytest.mark.parametrize("line", NAMED)
def test_the_sentence_names_what_is_wrong(capsys: Caught, files: Path, line: str) -> None:
    for language in ("zh", "en"):
        assert NAMED[line] in run(capsys, *line.split(), "--lang", language)[2]


@pytest.mark.parametrize(
    "line", ["explode", "--lang en explode", "--json explode", "--home x explode", "Explode", "测量"]
)
def test_an_unknown_command_is_one_sentence(capsys: Caught, line: str) -> None:
    code, out, err = run(capsys, *line.split())
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert line.rsplit(maxsplit=1)[-1] in err


def test_a_home_named_like_a_command_is_a_home(capsys: Caught, tmp_path: Path) -> None:
    (tmp_path / "demo").symlink_to(office())
    code, out, err = run(capsys, "--home", "demo", "visits", "--json")
    assert (code, err) == (0, "")
    assert json.loads(out.splitlines()[0])["number"] == FIRST


def test_options_may_stand_before_or_behind_the_command(capsys: Caught) -> None:
    before = run(capsys, "--lang", "en", "--home", str(office()), "sites")
    behind = run(capsys, "sites", "--home", str(office()), "--lang=en")
    assert before == behind
    assert before[0] == 0 and len(before[1].splitlines()) == 8


@pytest.mark.parametrize("language", ["zh", "en"])
def test_without_a_command_all_are_listed(capsys: Caught, language: str) -> None:
    for words in (["--help"], []):
        code, out, err = run(capsys, "--lang", language, *words)
        assert (code, err) == (0, "")
        assert all(re.search(rf"^ +{name} ", out, re.MULTILINE) for name in COMMANDS)


def test_home_is_where_the_data_are_and_nothing_else_is_touched(capsys: Caught, home: Path, tmp_path: Path) -> None:
    (tmp_path / "v.csv").write_text("name,latitude_deg,longitude_deg,datum\na,32.69,109.02,WGS-84\n", "utf-8")
    assert run(capsys, "import", "v.csv", "--kind", "venues", "--home", "other")[0] == 0
    assert (tmp_path / "other" / "patrol.db").is_file()
    assert not home.exists()
    assert json.loads(run(capsys, "venues", "--home", "other", "--json")[1])["name"] == "a"


FACTS = (
    "instruments",
    "sites",
    "venues",
    "notices",
    "zones",
    "visits",
    "doctor --port /dev/night-patrol-none",
    "report --list",
    "verify PACK",
    "recompute PACK",
)


@pytest.mark.parametrize("line", FACTS)
def test_json_is_one_compact_object_a_line(
    capsys: Caught, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, line: str
) -> None:
    monkeypatch.setenv("PATROL_HOME", str(office()))
    words = line.replace("PACK", str(short_pack().pack.path)).split()
    code, out, _ = run(capsys, *words, "--json")
    assert code in (0, 1, 10)
    assert out
    for each in out.splitlines():
        plain = json.loads(each)
        assert isinstance(plain, dict)
        assert each == json.dumps(plain, ensure_ascii=False, separators=(",", ":"))
    del tmp_path


@pytest.mark.parametrize("line", FACTS)
def test_both_languages_print_lines_for_people(capsys: Caught, monkeypatch: pytest.MonkeyPatch, line: str) -> None:
    monkeypatch.setenv("PATROL_HOME", str(office()))
    words = line.replace("PACK", str(short_pack().pack.path)).split()
    for language in ("zh", "en"):
        code, out, err = run(capsys, *words, "--lang", language)
        assert code in (0, 1, 10)
        assert out.strip() and "Traceback" not in err
        assert "{" not in out


def test_refused_rows_are_told_with_their_place(capsys: Caught, tmp_path: Path) -> None:
    text = "name,latitude_deg,longitude_deg,datum\na,32.69,109.02,WGS-84\nb,32.69,109.02,\n"
    (tmp_path / "v.csv").write_text(text, "utf-8")
    code, out, _ = run(capsys, "import", "v.csv", "--kind", "venues", "--json")
    assert code == 2
    told = json.loads(out)
    assert (told["rows"], told["imported"]) == (2, 0)
    assert {key: told["refused"][0][key] for key in ("sheet", "row", "column")} == {
        "sheet": "",
        "row": 3,
        "column": "datum",
    }
    code, out, err = run(capsys, "import", "v.csv", "--kind", "venues", "--keep-good")
    assert code == 1
    assert "3" in err and "datum" in err
    assert run(capsys, "venues", "--json")[1].count("\n") == 1


def test_zones_tell_distance_and_side(capsys: Caught, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATROL_HOME", str(office()))
    rows = [json.loads(line) for line in run(capsys, "zones", "--json")[1].splitlines()]
    assert {"site", "venue", "notice", "distance_m", "radius_m", "inside", "basis"} <= set(rows[0])
    assert all(row["inside"] == (row["distance_m"] <= row["radius_m"]) for row in rows)
    assert {row["inside"] for row in rows} >= {True}
    assert "演示八号工地" not in {row["site"] for row in rows}


def as_program(*arguments: str, home: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "patrol_app", *arguments],
        cwd=Path(__file__).parents[2],
        env={**os.environ, "PATROL_HOME": str(home), "LC_ALL": "C", "PYTHONIOENCODING": ""},
        capture_output=True,
        check=False,
        encoding="utf-8",
    )


@pytest.mark.parametrize(
    "line", ["decode bswa-308 none.bin", "explode", "measure x --minutes 0", "recompute none.zip", "sites --colour red"]
)
def test_the_same_from_a_shell_in_any_locale(home: Path, line: str) -> None:
    done = as_program(*line.split(), home=home)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1


def test_a_closed_pipe_is_no_error(home: Path) -> None:
    line = f"{shlex.quote(sys.executable)} -m patrol_app instruments | head -n 1"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", line],
        cwd=Path(__file__).parents[2],
        env={**os.environ, "PATROL_HOME": str(home)},
        capture_output=True,
        check=False,
        encoding="utf-8",
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count("\n") == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
@pytest.mark.parametrize("flags", [[], ["--json"]])
def test_output_that_cannot_be_written_is_one_sentence(flags: list[str], tmp_path: Path) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "patrol_app", "instruments", *flags],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "PATROL_HOME": str(tmp_path)},
            cwd=Path(__file__).parents[2],
            check=False,
        )
    assert (done.returncode, done.stderr) == (2, sentence("cli.output_unwritable", "zh", reason="磁盘已满") + "\n")
