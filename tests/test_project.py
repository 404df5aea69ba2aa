"""Promises of the project's own files."""

from __future__ import annotations

import ast
import importlib.metadata
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

from patrol_app.assets import sentence, sentences
from patrol_app.cli.app import COMMANDS, command

ROOT = Path(__file__).parents[1]
SOURCES = sorted([*(ROOT / "patrol_app").rglob("*.py"), *(ROOT / "drivers").rglob("*.py")])
RAISED = re.compile(
    r"""(?:BadInput|CannotDo|DamagedEvidence|DriverError|UnknownModel|PortRefused|CaptureUnreadable)\(
    \s*"([a-z0-9_]+(?:\.[a-z0-9_]+)+)""",
    re.VERBOSE,
)


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode:
        return [
            path
            for path in ROOT.rglob("*")
            if path.is_file() and ".venv" not in path.parts and ".git" not in path.parts
        ]
    return [ROOT / name for name in listed.stdout.decode().split("\0") if name and (ROOT / name).is_file()]


def test_no_file_names_a_registry() -> None:
    host = re.compile(
        "|".join([r"files\.python" + "hosted", r"py" + r"pi\.org", r"registry\.npm" + "js", r"deb\.deb" + "ian"])
    )
    named = [
        path
        for path in tracked()
        if path.suffix not in (".png", ".db") and host.search(path.read_text("utf-8", "replace"))
    ]
    assert named == []


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_the_lock_pins_every_package_with_hashes_and_no_address(lock: str) -> None:
    text = (ROOT / lock).read_text("utf-8")
    pins = [line for line in text.splitlines() if re.match(r"^[a-z0-9]", line)]
    assert len(pins) > 20
    assert all("==" in line for line in pins)
    assert text.count("--hash=sha256:") >= len(pins)
    assert "://" not in text


def test_the_lock_keeps_qt_where_old_laptops_can_load_it() -> None:
    text = (ROOT / "requirements.lock").read_text("utf-8")
    pins = re.findall(
        r"^pyside6-essentials==(\d+)\.(\d+)\.\d+ ; platform_machine (==|!=) 'aarch64'", text, re.MULTILINE
    )
    assert ("6", "7", "==") in pins
    others = [(int(major), int(minor)) for major, minor, sign in pins if sign == "!="]
    assert others and all((6, 7) <= version < (6, 10) for version in others)
    installed = tuple(int(part) for part in importlib.metadata.version("PySide6-Essentials").split(".")[:2])
    assert (6, 7) <= installed < (6, 10)


def test_every_sentence_has_both_languages_and_the_same_places() -> None:
    place = re.compile(r"{([a-z_0-9]+)")
    for key, entry in sentences().items():
        assert set(entry) == {"zh", "en"}, key
        # a place named zh or en takes words that are given in both languages
        both = {"zh", "en"}
        assert set(place.findall(entry["zh"])) - both == set(place.findall(entry["en"])) - both, key


def test_english_counts() -> None:
    assert sentence("office.head.notices", "en", count=1) == "1 noise ban"
    assert sentence("office.head.notices", "en", count=0) == "0 noise bans"
    assert sentence("office.head.notices", "zh", count=1) == "禁噪令 1 件"
    bare = [
        key
        for key, entry in sentences().items()
        if "(s)" in entry["en"] or re.search(r"\{count\} (rows|files|venues|sites|visits|entries)\b", entry["en"])
    ]
    assert [key for key in bare if key.startswith(("office.", "ui.", "desk.", "laptop.", "close."))] == []


def test_every_fault_that_is_raised_has_a_sentence() -> None:
    missing = {key for path in SOURCES for key in RAISED.findall(path.read_text("utf-8")) if key not in sentences()}
    assert missing == set()


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_its_file_help_and_example(name: str) -> None:
    assert command(name).define is not None
    assert sentences()[f"cli.{name}.help"]["en"]
    assert sentences()[f"cli.{name}.example"]["zh"].startswith("patrol ")


def test_every_room_opens_with_its_card() -> None:
    for package in sorted([*(ROOT / "patrol_app").iterdir(), ROOT / "drivers"]):
        card = package / "__init__.py"
        if card.is_file() and package.name != "__pycache__":
            text = ast.get_docstring(ast.parse(card.read_text("utf-8")))
            assert (text and "Never" in text) or package.parent.name in ("drivers",), package


def test_no_source_file_is_longer_than_one_sitting() -> None:
    long = {
        path.relative_to(ROOT).as_posix(): count
        for path in SOURCES
        if (count := len(path.read_text("utf-8").splitlines())) > 450
    }
    assert long == {}


def test_the_version_is_the_same_everywhere() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    from patrol_app import __version__

    assert project["version"] == __version__
