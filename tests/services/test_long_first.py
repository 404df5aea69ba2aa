"""The order of a run, and what is made once for all of its workers."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import made_once
import pytest
from long_first import LONG


def test_every_long_file_is_there_once() -> None:
    names = [path.name for path in Path(__file__).parents[1].rglob("test_*.py")]
    assert {name: names.count(name) for name in LONG} == dict.fromkeys(LONG, 1)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(made_once, "_run_folder", lambda: tmp_path)
    return tmp_path


def test_many_that_ask_get_what_one_made(folder: Path) -> None:
    made: list[Path] = []

    def make(into: Path) -> str:
        made.append(into)
        (into / "file").write_text("dear")
        return "dear"

    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(lambda _: made_once.made_once("night", make), range(8)))
    assert told == ["dear"] * 8
    assert made == [folder / "night"]
    assert (folder / "night" / "file").read_text() == "dear"


def test_what_failed_is_made_by_the_next_that_asks(folder: Path) -> None:
    def fails(into: Path) -> str:
        (into / "half").write_text("half")
        raise ValueError("half-way")

    with pytest.raises(ValueError, match="half-way"):
        made_once.made_once("night", fails)
    assert made_once.made_once("night", lambda into: [path.name for path in into.iterdir()]) == []
